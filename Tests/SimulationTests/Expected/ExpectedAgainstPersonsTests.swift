import ReferralModel
import Testing

@testable import Simulation

/// The expected engine against the mean of histories simulated person by person
/// by `TinyMarket`, on random networks of the same contact counts.
///
/// Tolerance: 4.5 standard errors of 24 histories plus 1% for the size of the
/// market. At new seeds about one run in 40 would fail; the seeds are fixed.
@Suite struct ExpectedAgainstPersonsTests {
  static let reward = Reward(referrer: RewardSide(value: 0.1), referee: RewardSide(value: 0.1))

  /// A response that is `off` without and `on` with the reward.
  static func response(_ off: Double, _ on: Double, _ side: Response.Side = .referrer) -> Response {
    Response(
      .table([Response.Point(reward: 0, value: off), Response.Point(reward: 0.1, value: on)]),
      side: side)
  }

  static let rewarded = Loop(
    name: "rewarded", participation: response(0.3, 0.8),
    invitations: .count(
      mean: response(3, 5), dispersion: 0.5, delay: .exponential(mean: 5)),
    conversion: response(0.2, 0.35, .referee), conversionDelay: .exponential(mean: 3))
  static let steady = Loop(
    name: "steady", rewarded: false, participation: .constant(0.6),
    invitations: .count(mean: .constant(6), dispersion: nil, delay: .exponential(mean: 12)),
    conversion: .constant(0.4))
  static let everyone = Loop(
    name: "everyone", rewarded: false, participation: .constant(0.8),
    invitations: .everyContact(delay: .exponential(mean: 3)), conversion: .constant(0.3),
    conversionDelay: .exponential(mean: 2))
  static let atOnce = Loop(
    name: "at once", participation: .constant(0.7), invitations: .everyContact(delay: .none),
    conversion: .constant(0.25))
  static let rate = Loop(
    name: "rate", rewarded: false, participation: .constant(0.7),
    invitations: .rate(perMonth: .constant(3)), conversion: .constant(0.35),
    conversionDelay: .exponential(mean: 2))

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var churn: Churn?
    var tenure = 0.0
    var wordOfMouthPerMonth = 0.0
    var referredChurn = 1.0
    var loops: [Loop]
    var program: Program?
  }

  static let cases = [
    Case(
      testDescription: "two loops, word of mouth, tenure",
      churn: Churn(firstMonthLoss: 0.4), tenure: 20.5, wordOfMouthPerMonth: 0.3,
      loops: [rewarded, steady], program: Program(reward: reward)),
    Case(
      testDescription: "a program that starts and ends, hazards that fall with age",
      churn: Churn(firstMonthLoss: 0.4, shape: 0.6), tenure: 15, loops: [rewarded, everyone],
      program: Program(startDay: 12, endDay: 35, reward: reward)),
    Case(
      testDescription: "three loops, one at once",
      churn: Churn(firstMonthLoss: 0.4), loops: [rewarded, steady, atOnce]),
    Case(
      testDescription: "a rate until contacts run out",
      churn: Churn(firstMonthLoss: 0.3), tenure: 10, loops: [rate, rewarded],
      program: Program(startDay: 20, reward: reward)),
    Case(
      testDescription: "referred customers who stay longer",
      churn: Churn(firstMonthLoss: 0.2), referredChurn: 0.6, loops: [rewarded],
      program: Program(reward: reward)),
  ]

  @Test(arguments: cases)
  func `agrees with the mean of histories person by person`(_ test: Case) {
    let (horizon, size, replications) = (50, 3000, 24)
    let masses = poissonMasses(mean: 6, upTo: 30)
    var contacts: [Int] = []
    var sum = 0.0
    for (count, mass) in masses.enumerated() {
      sum += mass
      while Double(contacts.count) + 0.5 < sum * Double(size) { contacts.append(count) }
    }
    while contacts.count < size { contacts.append(6) }
    var shares = [Double](repeating: 0, count: masses.count)
    for count in contacts { shares[count] += 1 }

    let scenario = Scenario(
      name: "test", horizonInDays: horizon, market: Market(size: size),
      customers: Customers(
        initial: .count(150), tenure: .constant(days: test.tenure), churn: test.churn,
        marginPerMonth: 30,
        referred: ReferredQuality(
          churnMultiplier: .constant(test.referredChurn), marginMultiplier: .constant(2)),
        qualification: Qualification(delay: .exponential(mean: 5))),
      acquisition: Acquisition(
        cac: 100, organic: Organic(perDay: 6), wordOfMouthPerMonth: test.wordOfMouthPerMonth),
      loops: test.loops, program: test.program)
    let expected = Self.totals(
      of: ExpectedEngine(scenario, contacts: shares).history(), rewardCost: 20)

    let market = Self.market(scenario, contacts: contacts)
    var totals: [String: [Double]] = [:]
    for replication in 0..<replications {
      let values = market.simulate(seed: UInt64(replication) &* 7919 &+ 13).values
      for name in expected.keys { totals[name, default: []].append(values[name] ?? 0) }
    }
    for (name, value) in expected.sorted(by: { $0.key < $1.key }) {
      let found = totals[name] ?? []
      let mean = found.reduce(0, +) / Double(replications)
      let squares = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let error = (squares / Double(replications * (replications - 1))).squareRoot()
      #expect(abs(value - mean) <= 4.5 * error + 0.01 * mean, "\(name)")
    }
  }

  private static func market(_ scenario: Scenario, contacts: [Int]) -> TinyMarket {
    let plan = ModelPlan(scenario)
    func law(_ delay: Delay) -> TinyMarket.Law {
      switch delay {
      case .exponential(let mean): .exponential(mean)
      default: .none
      }
    }
    var market = TinyMarket(
      horizon: scenario.horizonInDays, contacts: contacts, initial: plan.initialCount)
    market.tenure = scenario.customers.tenure.typicalDays
    market.hazard = { plan.lifetime.cumulativeHazard($0) }
    market.hitsPerDay = scenario.acquisition.organic.perDay
    market.wordOfMouthPerDay = scenario.acquisition.wordOfMouthPerMonth * 12 / 365.25
    market.epochs = plan.epochs.map(\.firstDay)
    market.programOn = plan.epochs.map(\.isProgramOn)
    market.churnMultiplier = plan.epochs[0].referredChurnMultiplier
    market.qualificationDelay = law(scenario.customers.qualification.delay)
    market.loops = zip(scenario.loops, plan.loops).map { loop, terms in
      var result = TinyMarket.Loop(
        participation: terms.terms.map(\.participation),
        conversion: terms.terms.map(\.conversion), mean: terms.terms.map(\.invitations))
      result.rewarded = loop.rewarded
      result.conversionDelay = law(loop.conversionDelay)
      switch loop.invitations {
      case .count(_, let dispersion, let delay):
        result.dispersion = dispersion
        result.sendDelay = law(delay)
      case .everyContact(let delay):
        result.kind = .all
        result.sendDelay = law(delay)
      case .rate: result.kind = .rate
      }
      return result
    }
    return market
  }

  /// What `TinyMarket` counts.
  private static func totals(of history: History, rewardCost: Double) -> [String: Double] {
    let horizon = history.horizon
    func sum(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) }
    var result = [
      "organic": sum(history.signups[ExternalCause.organic.rawValue]),
      "word of mouth": sum(history.signups[ExternalCause.wordOfMouth.rawValue]),
      "caused young": sum(history.causedAtAge.prefix(horizon / 4)),
      "caused by early": sum(history.causedBySignupDay.prefix((horizon + 2) / 3)),
      "caused by initial": sum(history.causedAtAge) - sum(history.causedBySignupDay),
      "referred in first half": sum((0..<horizon / 2).map { history.referred(onDay: $0) }),
      "invitations": sum(history.invitesSent),
      "wasted": history.invitesWasted,
      "active": history.active[horizon - 1],
      "active days": sum(history.active),
      "referred active days": sum(history.margin) / (30 * 12 / 365.25) - sum(history.active),
      "advocates": history.advocates,
      "qualified": sum(history.rewardCost) / rewardCost,
    ]
    for loop in 0..<history.signups.count - ExternalCause.allCases.count {
      result["loop \(loop)"] = sum(history.signups[ExternalCause.allCases.count + loop])
    }
    return result
  }
}
