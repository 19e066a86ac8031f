import Randomness
import ReferralModel

@testable import Simulation

/// A small market with a program, and its histories beside their twins.
enum ProgramSample {
  /// 20,000 persons, 500 customers, K about 0.4, a reward of 20% of a CAC of 100.
  static func scenario(
    program: Program = Program(reward: reward), horizon: Int = 180,
    _ change: (inout Scenario) -> Void = { _ in }
  ) -> Scenario {
    var scenario = Scenario(
      name: "program", horizonInDays: horizon,
      market: Market(size: 20_000, network: .configuration(.poisson(mean: 10))),
      customers: Customers(
        initial: .count(500), churn: Churn(firstMonthLoss: 0.05), marginPerMonth: 10),
      acquisition: Acquisition(cac: 100, organic: Organic(perDay: 10)),
      loops: [
        Loop(
          name: "referral", participation: responding(0.1, 0.6, 0.2),
          invitations: .count(
            mean: .constant(4), dispersion: 0.5, delay: .lognormal(median: 5, sigma: 1)),
          conversion: .constant(0.3), conversionDelay: .exponential(mean: 2))
      ], program: program, economics: Economics(discountPerYear: 0.1, lifetimeHorizonInDays: 360))
    change(&scenario)
    return scenario
  }

  static let reward = Reward(
    referrer: RewardSide(value: 0.2), referee: RewardSide(value: 0.1))

  static func responding(
    _ atZero: Double, _ atLarge: Double, _ halfAt: Double, side: Response.Side = .referrer
  ) -> Response {
    Response(
      .hill(atZero: atZero, atLarge: atLarge, halfAt: halfAt, steepness: 1, link: .identity),
      side: side)
  }

  /// What referrals pay on average; nil where rewards do not go by count.
  static func solution(_ scenario: Scenario, seed: UInt64 = 1) throws -> PayoffSolution? {
    try PayoffSolution(of: scenario, graph: ContactGraph(scenario.market), seed: seed)
  }

  static func paired(
    _ scenario: Scenario, count: Int, seed: UInt64 = 1
  ) throws -> [PairedHistory] {
    let graph = try ContactGraph(scenario.market)
    let payoffs = try solution(scenario, seed: seed)?.payoffs
    let record = TwinRecord(size: scenario.market.size)
    let plan = ModelPlan(scenario, payoffs: payoffs, stops: true)
    let engine = AgentEngine(plan: plan, graph: graph, twin: plan.relabels ? record : nil)
    let twin = AgentEngine(
      plan: ModelPlan(scenario.withoutProgram), graph: graph, twin: plan.relabels ? record : nil,
      isTwin: true)
    return (0..<count).map { replication in
      let luck = Streams(seed: seed, replication: replication)
      let other = twin.history(luck: luck)
      return PairedHistory(program: engine.history(luck: luck), twin: other)
    }
  }

  static func histories(_ scenario: Scenario, count: Int = 4) throws -> [History] {
    try paired(scenario, count: count).map(\.program)
  }
}

extension History {
  var rewardCostTotal: Double { rewardCost.reduce(0, +) }
  var earnedTotal: Double { earned.reduce(0, +) }

  /// Face value in a state at the end.
  func atEnd(_ state: RewardState) -> Double { ledger[state.rawValue][horizon - 1] }
}
