import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct LoopCountsTests {
  static let count = Invitations.count(
    mean: .constant(3), dispersion: 0.5, delay: .lognormal(median: 6, sigma: 1.2))

  static func market(_ loops: [Loop]) -> Scenario {
    Scenario(
      name: "loops", horizonInDays: 200, market: Market(size: 20_000),
      customers: Customers(
        initial: .count(1500), tenure: .exponential(mean: 40),
        churn: Churn(firstMonthLoss: 0.1, shape: 0.8)),
      acquisition: Acquisition(cac: 100, organic: Organic(perDay: 20)), loops: loops)
  }

  static func loop(
    _ name: String, rewarded: Bool, _ invitations: Invitations, conversion: Double = 0.1
  ) -> Loop {
    Loop(
      name: name, rewarded: rewarded,
      participation: Response(
        .hill(atZero: 0.2, atLarge: 0.6, halfAt: 0.05, steepness: 1, link: .identity)),
      invitations: invitations, conversion: .constant(conversion),
      conversionDelay: .exponential(mean: 4))
  }

  static let markets: [Scenario] = {
    var late = market([
      loop("referral", rewarded: true, count),
      loop("talk", rewarded: false, .rate(perMonth: .constant(0.7))),
    ])
    // Starts late, and improves once more: earlier customers take part then.
    late.program = Program(
      startDay: 30, endDay: 150, reward: Reward(referrer: RewardSide(value: 0.05)),
      schedule: [
        .init(day: 80, reward: Reward(referrer: RewardSide(value: 0.2)), fixedCostPerMonth: 0)
      ])
    return [
      market([loop("referral", rewarded: true, count)]),
      market([
        loop(
          "everyone", rewarded: false, .everyContact(delay: .exponential(mean: 30)),
          conversion: 0.02)
      ]),
      market([
        loop("now", rewarded: true, .count(mean: .constant(2), dispersion: nil, delay: .none)),
        loop("rate", rewarded: true, .rate(perMonth: .constant(1))),
        loop("folders", rewarded: false, count),
      ]),
      market([loop("in vain", rewarded: true, count, conversion: 0)]),
      late,
    ]
  }()

  // The counts by loop are found by another way than the engine's sums.
  @Test(arguments: markets)
  func `counts by loop sum to what the engine counted`(scenario: Scenario) throws {
    let graph = try ContactGraph(scenario.market.network, size: scenario.market.size)
    let engine = AgentEngine(plan: ModelPlan(scenario), graph: graph)
    for replication in 0..<3 {
      let history = engine.history(luck: Streams(seed: 5, replication: replication))
      let counts = engine.loopCounts()
      let sent = counts.reduce(0) { $0 + $1.sent }
      #expect(sent > 500)
      #expect(Double(sent) == history.invitesSent.reduce(0, +))
      let wasted = counts.reduce(0) { $0 + $1.wasted }
      #expect(abs(wasted - history.invitesWasted) < 1e-6 * (1 + wasted))
      let advocates = counts.map(\.advocates)
      // An advocate takes part in one loop at least.
      #expect(advocates.reduce(0, +) >= Int(history.advocates))
      #expect((advocates.max() ?? 0) <= Int(history.advocates))
      if counts.count == 1 { #expect(advocates[0] == Int(history.advocates)) }
      for loop in counts { #expect(loop.sent <= loop.withinContacts) }
    }
  }
}
