import ReferralModel
import Testing

@testable import Simulation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Conservation, limiting cases, and the reduction of contact counts.
@Suite struct ExpectedBooksTests {
  private func scenario(
    multiplier: Double = 1, delay: Delay = .lognormal(median: 3, sigma: 1), loops: Int = 2
  ) -> Scenario {
    let response = Response(
      .hill(atZero: 0.1, atLarge: 0.5, halfAt: 0.1, steepness: 1, link: .identity))
    let referral = Loop(
      name: "referral", participation: response,
      invitations: .count(
        mean: .constant(4), dispersion: 0.4, delay: .lognormal(median: 6, sigma: 1.3)),
      conversion: .constant(0.2), conversionDelay: .exponential(mean: 3))
    let folders = Loop.plain(
      "folders", rewarded: false, participation: 0.3,
      invitations: .rate(perMonth: .constant(1)), conversion: 0.2)
    return Scenario(
      name: "test", horizonInDays: 200, market: Market(size: 1_000_000),
      customers: Customers(
        initial: .count(10_000), tenure: .exponential(mean: 90),
        churn: Churn(firstMonthLoss: 0.05), marginPerMonth: 8,
        referred: ReferredQuality(
          churnMultiplier: .constant(multiplier), marginMultiplier: .constant(1.2)),
        qualification: Qualification(probability: 0.8, delay: delay)),
      acquisition: Acquisition(
        cac: 60, organic: Organic(perDay: 100), wordOfMouthPerMonth: 0.03),
      loops: Array([referral, folders].prefix(loops)),
      program: Program(
        startDay: 30, endDay: 150,
        reward: Reward(referrer: RewardSide(value: 0.15), referee: RewardSide(value: 0.1))),
      economics: Economics(discountPerYear: 0.1, lifetimeHorizonInDays: 400))
  }

  /// P(k contacts), lognormal with mean 40 and sd 60.
  private let contacts: [Double] = {
    let variance = log(1 + 60.0 * 60 / 40 / 40)
    let centre = log(40.0) - variance / 2
    func below(_ x: Double) -> Double {
      x <= 0 ? 0 : 0.5 * erfc(-(log(x) - centre) / (2 * variance).squareRoot())
    }
    return (0...3000).map { below(Double($0) + 0.5) - below(Double($0) - 0.5) }
  }()

  @Test(arguments: [1, 0.7])
  func `causes sum to signups and customers to those who did not leave`(multiplier: Double) {
    let history = ExpectedEngine(scenario(multiplier: multiplier), contacts: contacts).history()
    let referred = (0..<200).reduce(0) { $0 + history.referred(onDay: $1) }
    let signups = (0..<200).reduce(0) { $0 + history.signups(onDay: $1) }
    #expect(referred > 10_000)
    #expect(abs(history.causedAtAge.reduce(0, +) / referred - 1) < 1e-9)
    #expect(history.causedBySignupDay.reduce(0, +) < referred)
    let left = history.churned.reduce(0, +)
    #expect(abs((10_000 + signups - left) / history.active[199] - 1) < 1e-9)
    let columns =
      history.signups + [
        history.churned, history.active, history.margin, history.invitesSent, history.rewardCost,
        history.causedAtAge, history.causedBySignupDay,
      ]
    for column in columns { #expect(column.allSatisfy { $0 >= 0 && $0.isFinite }) }
    #expect(history.advocates < 10_000 + signups)
    #expect(history.invitesWasted < history.invitesSent.reduce(0, +))
    #expect(history.outstandingRewardCost > 0)
    #expect(history.terminalMargin > 0)
    #expect(history.lifetimeValueReferredSum > referred * history.lifetimeValue)
  }

  @Test func `an instant qualification costs what rewarded referrals bring`() {
    let history = ExpectedEngine(scenario(delay: .none, loops: 1), contacts: contacts).history()
    for day in 0..<200 {
      let isOn = (30..<150).contains(day)
      let cost = isOn ? history.referred(onDay: day) * 0.8 * 0.25 * 60 : 0
      #expect(abs(history.rewardCost[day] - cost) <= 1e-9 * cost)
    }
    #expect(history.outstandingRewardCost == 0)
  }

  @Test func `a referred churn multiplier of 1 is the limit of those near it`() {
    let plain = ExpectedEngine(scenario(), contacts: contacts).history()
    let near = ExpectedEngine(scenario(multiplier: 1 - 1e-7), contacts: contacts).history()
    for day in [50, 120, 199] {
      #expect(abs(near.active[day] / plain.active[day] - 1) < 1e-6)
      #expect(abs(near.rewardCost[day] - plain.rewardCost[day]) < 1e-5 * plain.rewardCost[100])
    }
  }

  @Test func `two halves of a loop are the loop`() {
    // Customers who take part in one of two loops that never meet: rare ones.
    func total(_ shares: [Double]) -> Double {
      var scenario = scenario(loops: 1)
      scenario.loops = shares.map {
        .plain(
          "loop \($0) \(shares.count)", rewarded: false, participation: $0,
          invitations: .count(mean: .constant(2), dispersion: nil, delay: .exponential(mean: 5)),
          conversion: 0.3, delay: .exponential(mean: 4))
      }
      let history = ExpectedEngine(scenario, contacts: contacts).history()
      return (0..<200).reduce(0) { $0 + history.referred(onDay: $1) }
    }
    #expect(abs(total([1e-4, 1e-4]) / total([2e-4]) - 1) < 1e-4)
  }

  @Test func `a few contact classes stand for thousands of counts`() {
    let scenario = scenario(loops: 1)
    let plan = ModelPlan(scenario)
    let values = LifetimeValues(plan)
    let classes = ContactClasses(contacts)
    #expect(classes.contacts.count < 90)
    #expect(abs(classes.isolated + classes.shares.reduce(0, +) - 1) < 1e-12)
    let few = ExpectedEngine(scenario, plan: plan, values: values, classes: classes).history()
    let all = ExpectedEngine(
      scenario, plan: plan, values: values, classes: ContactClasses(contacts, reduced: false)
    ).history()
    for day in 0..<200 {
      #expect(abs(few.signups(onDay: day) / all.signups(onDay: day) - 1) < 1e-6)
      #expect(abs(few.invitesSent[day] / all.invitesSent[day] - 1) < 1e-6)
    }
    #expect(abs(few.invitesWasted / all.invitesWasted - 1) < 1e-6)
  }

  @Test func `a single day, and a market without contacts, are scenarios too`() {
    var scenario = scenario()
    let lonely = ExpectedEngine(scenario, contacts: [1]).history()
    #expect((0..<200).allSatisfy { lonely.referred(onDay: $0) == 0 })
    #expect(lonely.active[199] > 0 && lonely.invitesSent.allSatisfy { $0 == 0 })
    scenario.horizonInDays = 1
    let day = ExpectedEngine(scenario, contacts: contacts).history()
    #expect(day.active.count == 1 && day.signups(onDay: 0) > 100)
  }

  @Test func `names what it cannot express`() {
    var scenario = scenario()
    scenario.market.network = .communities(size: 8, outside: .poisson(mean: 5))
    scenario.loops[0].reinforcement = 2
    let sentences = ExpectedEngine(scenario, contacts: contacts).approximations
    #expect(
      sentences.prefix(2) == [
        "communities are computed as a configuration network of the same contact counts",
        "loops.referral.reinforcement is computed as 1x",
      ])
    #expect(sentences.contains("generations_max is not computed"))
  }

  @Test func `names what it cannot express of customers and programs`() throws {
    var program = Program(reward: ProgramSample.reward)
    program.budget.total = 1000
    let scenario = ProgramSample.scenario(program: program) {
      $0.customers.capacity = 900
      $0.customers.advocateChurnMultiplier = 0.5
      $0.customers.referred.causalShare = 0.5
      $0.customers.qualification.minimumOrder = 10
      $0.customers.orders = Orders(
        perMonth: 2, value: .lognormal(median: 40, sigma: 0.5), margin: 0.3)
    }
    #expect(
      Set(ExpectedEngine(scenario, contacts: contacts).approximations)
        == [
          "customers.capacity is left out", "customers.advocates.churn is computed as 1x",
          "customers.referred.causal is computed as 100%: nobody is relabelled",
          "a required purchase is left out of qualification",
          "program.budget is left out: the program never stops",
          "generations_max is not computed",
          "the share of referrals by the top advocates is not computed",
        ])
  }
}
