import Dispatch
import GSL
import KFactorKit
import ReferralModel
import RewardTuning
import ScenarioFile
import Simulation
import Synchronization

/// The same two questions of agents.
///
/// 1. How much smaller is the variance of the difference between a referrer's reward of 15% and of
///    16% of CAC on common random numbers than between independent runs?
/// 2. How many replications does it take to select the best of 20 levels (11% to 30% of CAC) when
///    all others are worth 1% of npv less? The levels' npv are simulated, then shifted so that
///    exactly that holds; their spread and what they have in common stay the agents' own. Selections
///    draw replications anew from those simulated.
struct AgentDecisions {
  /// Uncertain numbers stay at their central values.
  let file: String
  /// What is different from the file, by path.
  let changes: [String: String]
  /// The smallest factor of the first question.
  let pairingGoal: Double
  /// How many times fewer replications than equal allocation; nil where luck is so small beside 1%
  /// of npv that the first look at each level answers the second question either way.
  let selectionGoal: Double?
  let replications = 300
  let selections = 200
  let best = 9

  /// Returns the goals that were missed.
  func run() throws -> [String] {
    let decimal = DecisionBenchmark.decimal
    let document = try ScenarioDocument.load(path: file).applying(
      try changes.sorted { $0.key < $1.key }.map {
        try ScenarioChange(path: $0.key, text: $0.value)
      })
    let name =
      file + changes.sorted { $0.key < $1.key }.map { " with \($0.key) \($0.value)" }.joined()
    let simulator = StrategySimulator(
      seed: 1, pairs: false, threads: 2)
    let strategies = try (11...30).map { percent in
      let change = try ScenarioChange(
        path: "program.reward.referrer.value", text: "\(percent)% of CAC")
      return try simulator.add(
        "\(percent)%", try document.applying([change]).scenario, draws: nil)
    }
    let records = try simulator.simulate(strategies, replications: 0..<replications)
    guard let npv = records[0].layout.index(ofMetric: "npv") else { return ["npv: no such metric"] }
    let values = records.map { $0.values(ofMetric: npv) }

    // 15% and 16% are the fifth and sixth.
    let differences = PairwiseDifferences(values, alpha: 0.05, looks: 1)
    let reduction = differences[4, 5].varianceReduction
    print("\nagents: \(name) at its central values, npv, replications=\(replications)")
    print("variance of 16% less 15% of CAC: \(decimal(reduction, 0)) times below independent runs")
    var failures: [String] = []
    if reduction < pairingGoal {
      failures.append("\(file): pairing 15% and 16%: \(decimal(reduction, 1)) times")
    }

    let level = values[best].reduce(0, +) / Double(replications)
    let loss = 0.01 * level
    let shifted = values.enumerated().map { index, row in
      let mean = row.reduce(0, +) / Double(row.count)
      return row.map { $0 - mean + (index == best ? 0 : -loss) }
    }
    let (right, units) = select(shifted, loss: loss)
    let t = Distribution.studentQuantile(
      1 - 0.05 / Double(values.count - 1), degreesOfFreedom: 19)
    let variances = values.map { row in
      let mean = row.reduce(0, +) / Double(row.count)
      return row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count - 1)
    }
    let equal = variances.reduce(0) { $0 + max(20, (2 * t * t * $1 / (loss * loss)).rounded(.up)) }
    let spread = (variances.reduce(0, +) / Double(values.count)).squareRoot() / level
    print("standard deviation of a replication: \(decimal(100 * spread, 1))% of its mean")
    print("best of 20 levels, others 1% worse, selections=\(selections)")
    print("right: \(right) of \(selections)")
    print("replications, all levels:")
    print("  selection on common random numbers  \(decimal(units, 0))")
    print(
      "  equal, independent, two-stage       \(decimal(equal, 0)) (\(decimal(equal / units, 1)) times)"
    )
    if right * 100 < 90 * selections {
      failures.append("\(file): best of 20 levels: right \(right)")
    }
    if let selectionGoal, equal / units < selectionGoal {
      failures.append(
        "\(file): best of 20 levels: \(decimal(equal / units, 1)) times fewer, not \(selectionGoal)"
      )
    }
    return failures
  }

  private func select(_ values: [[Double]], loss: Double) -> (right: Int, units: Double) {
    let rules = SelectionRules(
      confidence: 0.95, indifference: 0.999 * loss, mostUnits: 4000)
    let score = Mutex((right: 0, units: 0))
    let (replications, best) = (replications, best)
    DispatchQueue.concurrentPerform(iterations: selections) { repetition in
      let luck = SeededLuck(seed: UInt64(5000 + repetition))
      var selection = Selection(candidates: values.count, rules: rules)
      while let request = selection.request {
        let drawn = request.units.map { Int(luck.uniform($0, 0) * Double(replications)) }
        selection.take(
          request.candidates.map { level in
            drawn.map { UnitOutcome(objective: values[level][$0]) }
          })
      }
      let (isRight, units) = (selection.leader == best, selection.unitsSimulated)
      score.withLock {
        if isRight { $0.right += 1 }
        $0.units += units
      }
    }
    return score.withLock { ($0.right, Double($0.units) / Double(selections)) }
  }
}
