import ReferralModel
import Testing

@testable import Simulation

@Suite struct ExplainerTests {
  /// K = 0.5 × 2 × 0.3 in closed form: nobody leaves, nothing takes time, and of 500
  /// contacts the referrer is one.
  static let branching = Scenario(
    name: "branching", horizonInDays: 20,
    market: Market(size: 4_000_000, network: .configuration(.constant(500))),
    customers: Customers(initial: .count(4000), marginPerMonth: 10),
    acquisition: Acquisition(),
    loops: [
      Loop(
        name: "referral", participation: .constant(0.5),
        invitations: .count(mean: .constant(2), dispersion: nil, delay: .none),
        conversion: .constant(0.3))
    ])

  static func explain(
    _ scenario: Scenario, replications: Int = 20, threads: Int = 2
  ) throws -> Explanation {
    let forecast = try Forecast(scenario, engine: .agents, unit: .month)
    return try Explainer(forecast, replications: replications, threads: threads).explain()
  }

  static func estimates(_ explanation: Explanation, _ name: String) throws -> [PairedEstimate] {
    let found = explanation.elasticities.first { $0.factor.name == name }
    guard case .estimated(let estimates, _) = try #require(found).result else {
      Issue.record("\(name) has no elasticity")
      return []
    }
    return estimates
  }

  // Within 4 standard errors (false alarms 6e-5 each, at a fixed seed), and the part
  // of invitations that go to the referrer: 1/500 of those of the 30% referred.
  @Test func `the funnel of a branching process is its closed form`() throws {
    let explanation = try Self.explain(Self.branching)
    let loop = explanation.funnel.loops[0]
    let stages = try #require(loop.stages)
    func agrees(_ found: PairedEstimate, _ expected: Double) -> Bool {
      abs(found.mean - expected) < 4 * found.error + expected / 500
    }
    #expect(agrees(stages.participation, 0.5))
    #expect(agrees(stages.invitations, 2))
    #expect(agrees(stages.notWasted, 1))
    #expect(agrees(stages.acceptance, 0.3))
    #expect(agrees(loop.reproduction, 0.3))
    #expect(agrees(explanation.funnel.reproduction, 0.3))
    #expect(abs(loop.nominal.reproduction - 0.3) < 1e-12)
    let product =
      stages.participation.mean * stages.invitations.mean * stages.notWasted.mean
      * stages.acceptance.mean
    #expect(abs(product - stages.reproduction.mean) < 1e-12)
  }

  // K is proportional to each factor, so a central difference is exact: 1. Signups are
  // n K/(1 − K), whose elasticity is 1/(1 − K) = 1.4286, and 1.4312 by a central
  // difference at 10%; the referrer's share takes away less than 0.01 of it.
  @Test func `elasticities of a branching process are its closed form`() throws {
    let explanation = try Self.explain(Self.branching)
    for name in ["participation", "invites", "conversion"] {
      let found = try Self.estimates(explanation, "loops.referral.\(name)")
      #expect(abs(found[0].mean - 1) < 4 * found[0].error + 0.005, "\(name): \(found[0])")
      #expect(abs(found[1].mean - 1.4312) < 4 * found[1].error + 0.01, "\(name): \(found[1])")
      #expect(found[0].error > 0 && found[0].error < 0.05)
      // Referred customers are worth what the first are: npv ∝ 1/(1 − K), K/(1 − K).
      #expect(abs(found[2].mean - 0.4294) < 4 * found[2].error + 0.01, "\(name): \(found[2])")
    }
  }

  // The spreadsheet's own market: what differs is luck alone. Customers are
  // n/(1 − K) without a cycle time.
  @Test func `a market like the spreadsheet's leaves nothing to explain`() throws {
    let comparison = try Self.explain(Self.branching).spreadsheet
    let walk = try #require(comparison.walk)
    let end = try #require(comparison.dates.last)
    #expect(abs(end.spreadsheet - 4000 / (1 - comparison.reproduction)) < 1e-6)
    #expect(abs(end.spreadsheetOfNominal - 4000 / 0.7) < 1e-6)
    for step in walk.steps {
      #expect(abs(step.change.mean) < 4 * step.change.error + 0.01 * end.spreadsheet, "\(step)")
    }
    #expect(walk.steps.first { $0.kind == .churn }?.isAbsent == true)
    #expect(walk.steps.first { $0.kind == .arrivals }?.isAbsent == true)
  }

  @Test(arguments: LoopCountsTests.markets.filter { $0.name == "loops" }.suffix(3))
  func `the changes sum to the difference`(scenario: Scenario) throws {
    let walk = try #require(try Self.explain(scenario, replications: 3).spreadsheet.walk)
    let sum = walk.steps.reduce(0) { $0 + $1.change.mean }
    #expect(abs(sum - walk.difference) < 1e-6 * (1 + abs(walk.difference)))
  }

  @Test func `numbers do not depend on threads`() throws {
    let scenario = LoopCountsTests.markets[4]
    let one = try Self.explain(scenario, replications: 5, threads: 1)
    let three = try Self.explain(scenario, replications: 5, threads: 3)
    #expect(one == three)
  }

  @Test func `what cannot be raised is lowered, and what is 0 is named`() throws {
    var scenario = Self.branching
    scenario.market.size = 100_000
    scenario.customers.initial = .count(400)
    scenario.loops[0].participation = .constant(1)
    scenario.loops[0].invitations = .everyContact(delay: .none)
    scenario.loops[0].conversion = .constant(0)
    scenario.loops.append(Self.branching.loops[0])
    scenario.loops[1].name = "sure"
    scenario.loops[1].conversion = .constant(1)
    scenario.loops[1].participation = .constant(0.2)
    let explanation = try Self.explain(scenario, replications: 4)
    func result(_ name: String) throws -> Elasticity.Result {
      try #require(explanation.elasticities.first { $0.factor.name == name }).result
    }
    guard case .estimated(_, .downward) = try result("loops.sure.conversion"),
      case .estimated(_, .downward) = try result("loops.referral.participation"),
      case .estimated(_, .central) = try result("loops.sure.participation")
    else {
      Issue.record("a probability of 1 is only lowered")
      return
    }
    for name in [
      "loops.referral.conversion", "loops.referral.invites", "customers.churn",
      "acquisition.organic", "all delays of the loops", "program.reward.referrer.value",
    ] {
      guard case .impossible(let reason) = try result(name) else {
        Issue.record("\(name) cannot be raised by 1%")
        continue
      }
      #expect(!reason.isEmpty)
    }
  }

  // Seven times its K above 1: no market is vast enough.
  @Test func `viral growth says that saturation cannot be told apart`() throws {
    var scenario = Self.branching
    scenario.market.size = 20_000
    scenario.customers.initial = .count(100)
    scenario.loops[0].invitations = .count(
      mean: .constant(14), dispersion: nil, delay: .exponential(mean: 1))
    let walk = try #require(try Self.explain(scenario, replications: 3).spreadsheet.walk)
    #expect(walk.notSeparable?.contains("saturation") == true)
    #expect(walk.vastSize == nil)
    #expect(!walk.steps.contains { $0.kind == .saturation })
    let sum = walk.steps.reduce(0) { $0 + $1.change.mean }
    #expect(abs(sum - walk.difference) < 1e-6 * walk.to.mean)
  }

  @Test func `a market without loops or customers is explained, too`() throws {
    var scenario = Self.branching
    scenario.loops = []
    scenario.customers.initial = .count(0)
    scenario.acquisition.organic.perDay = 10
    let explanation = try Self.explain(scenario, replications: 3)
    #expect(explanation.funnel.loops.isEmpty)
    #expect(explanation.spreadsheet.dates.allSatisfy { $0.spreadsheet == 0 })
  }
}

@Suite struct RewardYardstickTests {
  @Test(arguments: [
    (0.0999, RewardYardstick.Verdict.below), (0.1, .inside), (0.25, .inside), (0.1 + 0.15, .inside),
    (0.2501, .above),
  ])
  func `the rule of thumb is 10 to 25 percent, ends included`(
    share: Double, verdict: RewardYardstick.Verdict
  ) {
    #expect(RewardYardstick.verdict(share) == verdict)
  }

  @Test func `cost counts what is redeemed`() throws {
    var scenario = ExplainerTests.branching
    #expect(RewardYardstick(scenario) == nil)
    scenario.acquisition.cac = 300
    scenario.program = Program(
      reward: Reward(
        referrer: RewardSide(value: 0.2, cost: 0.5, breakage: 0.1), referee: RewardSide(value: 0.1)
      ))
    let reward = try #require(RewardYardstick(scenario))
    #expect(abs(reward.referrer.cost - 0.09) < 1e-12)
    #expect(abs(reward.both.face - 0.3) < 1e-12)
    #expect(abs(reward.both.cost - 0.19) < 1e-12)
  }
}
