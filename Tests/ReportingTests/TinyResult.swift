import ReferralModel
import Simulation

@testable import Reporting

/// A result of four replications of two days, small enough to read.
enum TinyResult {
  static let scenario = Scenario(
    name: "Tiny", start: CalendarDate(year: 2024, month: 2, day: 29), horizonInDays: 2,
    market: Market(size: 100), customers: Customers(initial: .count(10)),
    acquisition: Acquisition(cac: 60),
    loops: [
      Loop(
        name: "vänner", participation: .constant(0.5),
        invitations: .count(mean: .constant(2), dispersion: nil, delay: .none),
        conversion: .constant(0.1))
    ],
    program: Program(reward: Reward(referrer: RewardSide(value: 0.1))))

  /// Replication r signs up 4 + r people on day 0, one of them referred, and 2 on
  /// day 1; the twin one fewer on day 0.
  static func histories(_ replication: Int) -> PairedHistory {
    var program = History(horizon: 2, loops: 1)
    program.initial = 10
    program.signups[0] = [Double(3 + replication), 2]
    program.signups[4] = [1, 0]
    program.active = [Double(14 + replication), Double(16 + replication)]
    program.margin = [10, 10]
    program.invitesSent = [5, 0]
    program.rewardCost = [6, 0]
    program.causedAtAge = [1, 0]
    program.advocates = 2
    program.lifetimeValue = 100
    program.generationsMax = 0
    var twin = program
    twin.signups[4] = [0, 0]
    twin.rewardCost = [0, 0]
    return PairedHistory(program: program, twin: twin)
  }

  static func make(
    _ scenario: Scenario = scenario, pairs: Bool = false, precision: PrecisionTarget? = nil
  ) throws -> RunResult {
    let plan = ModelPlan(scenario)
    let layout = OutcomeLayout(
      loops: scenario.loops.map(\.name),
      intervals: Intervals(.month, start: scenario.start, horizon: scenario.horizonInDays))
    let outcome = try MonteCarloRunner(
      layout: layout, replications: 0..<4, precision: precision, pairs: pairs
    ).run(makeWorker: {
      { replication in
        let both = histories(replication)
        let paired = plan.hasProgram ? both : PairedHistory(program: both.twin, twin: both.twin)
        return layout.record(of: paired, plan: plan)
      }
    })
    return RunResult(
      scenario: RunResult.ScenarioSummary(
        name: scenario.name, file: "tiny.yaml", sha256: "ab", currency: scenario.currency,
        initialCustomers: 10, hasProgram: plan.hasProgram),
      origin: RunResult.Origin(
        version: "0.1.0", command: "kfactor run tiny.yaml", engine: "agents", seed: .max,
        identity: "cd"),
      outcome: outcome, approximations: ["reinforcement"],
      network: [.init("persons", .number(100)), .init("model", .text("configuration"))],
      cascades: ReferralForest(replication: 0, trees: 1, people: 2, largest: 2, generations: 1))
  }
}
