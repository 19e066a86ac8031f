import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct LifetimeColumnsTests {
  // Two segments of which one forgets its age and the other does not: rows of one month and of many.
  @Test func `rows say what the values of their segments say`() throws {
    let scenario = ProgramSample.scenario {
      $0.customers.advocateChurnMultiplier = 0.5
      $0.customers.referred = ReferredQuality(
        churnMultiplier: .constant(0.8), marginMultiplier: .constant(1), causalShare: 0.5)
      var fading = $0.customers
      fading.churn = Churn(firstMonthLoss: 0.2, shape: 0.6)
      $0.market.segments = [
        Segment(name: "ageless", share: 0.7, customers: $0.customers, loops: $0.loops),
        Segment(name: "fading", share: 0.3, customers: fading, loops: $0.loops),
      ]
    }
    let plan = ModelPlan(scenario)
    let segments = plan.segments.map { LifetimeValues(plan, $0) }
    let columns = LifetimeColumns(segments)
    var row = 0
    var months: Set<Int> = []
    for (segment, values) in segments.enumerated() {
      #expect(columns.atSignup(segment: segment) == values.atSignup)
      months.insert(values.months)
      for hazard in values.hazards.indices {
        for age in [0.0, 15.2, 15.3, 100, 1e4, .infinity] {
          #expect(
            columns.atSignup(row, referrerAge: age)
              == values.atSignup(hazard: hazard, referrerAge: age.isFinite ? age : 1e9))
          for day in [0, 1, 90, 179] {
            #expect(
              columns.atEnd(row, signupDay: day, referrerAge: age)
                == values.atEnd(
                  hazard: hazard, signupDay: day, referrerAge: age.isFinite ? age : 1e9))
          }
        }
        row += 1
      }
    }
    #expect(months.count == 2 && row >= 6)
  }
}
