import ScenarioFile
import Simulation
import Testing

@testable import RewardTuning

/// How large a metric is, of which an indifference is a share.
@Suite struct MetricSizeTests {
  @Test func `a metric that the scenario lacks, or that has no value, has no size`() throws {
    let scenario = try ScenarioDocument.parse(
      text: """
        name: Without a program
        horizon: 2 months
        market: {size: 1000}
        customers: {initial: 100, margin: $8 per month}
        acquisition: {cac: $60, organic: 2 per day}
        """, file: "small.yaml", folder: ""
    ).scenario
    let objective = try ScenarioObjective(
      "npv", isMaximised: true, criterion: .mean, limits: [],
      layout: OutcomeLayout(
        loops: [], segments: [],
        intervals: Intervals(.month, start: nil, horizon: scenario.horizonInDays)))
    let problem = ScenarioDecisionProblem(
      space: DecisionSpace([]), objective: objective,
      simulator: StrategySimulator(seed: 1, pairs: false, threads: 1), approximations: [],
      uncertain: [], threads: 1
    ) { _ in .init(name: "as it stands", scenario: scenario, draws: nil) }
    // 100 customers of a market of 1000, and two a day if nobody were one: 1000 − 900·e^(−0.002·61).
    #expect(abs(try problem.size(of: "customers_total_end") - 203.4) < 0.5)
    #expect(throws: DecisionError.undefined("payback_days")) {
      try problem.size(of: "payback_days")
    }
    let error = #expect(throws: DecisionError.self) { try problem.size(of: "luck") }
    #expect(error?.description.hasPrefix("decision: there is no metric luck") == true)
  }
}
