import Dispatch
import GSL
import RewardTuning
import Synchronization

/// Replications needed to select the best of 20 reward levels with 95%, all others being worth 1%
/// less: a selection on common random numbers, against equal allocation with independent ones.
///
/// The rivals are sized for this very task and given the true variances for nothing:
/// - Bechhofer (1954): n = (h·σ/δ)² of each level, h from ∫ Φ(z + h)^19 φ(z) dz = 0.95, the
///   fewest that equal allocation can do with;
/// - a two-stage Bonferroni procedure, whose variances come from 20 replications of each level:
///   n = 2·(t·σ/δ)², t at level 0.05/19 with 19 degrees of freedom (Dudewicz, Dalal 1975;
///   Clark, Yang 1986). On average; this is what a user could run.
struct BestOfTwenty {
  let levels = 20
  let best = 11
  let selections = 200
  /// By which share the chance of acceptance grows from level to level.
  let step: Double
  /// How many times fewer replications than the rival that a user could run; nil: no goal.
  let goal: Double?

  /// Returns the goals that were missed.
  func run() -> [String] {
    let model = BranchingModel(levels: levels, best: best, step: step)
    let decimal = DecisionBenchmark.decimal
    let (variances, neighbours) = spread(model)
    let variance = variances.reduce(0, +) / Double(levels)

    let bechhofer = bechhoferConstant()
    let fewest = variances.reduce(0) { $0 + (bechhofer * bechhofer * $1).rounded(.up) }
    let t = Distribution.studentQuantile(1 - 0.05 / Double(levels - 1), degreesOfFreedom: 19)
    let twoStage = variances.reduce(0) { $0 + max(20, (2 * t * t * $1).rounded(.up)) }

    let (right, units) = select(model)
    print(
      "\nbest of \(levels) levels, others 1% worse, step=\(decimal(100 * step, 0))% selections=\(selections)"
    )
    print("standard deviation of a replication: \(decimal(variance.squareRoot(), 1))% of its mean")
    print("variance won by pairing neighbours: \(decimal(2 * variance / neighbours, 0)) times")
    print("right: \(right) of \(selections)")
    print("replications, all levels:")
    print("  selection on common random numbers  \(decimal(units, 0))")
    print(
      "  equal, independent, Bechhofer       \(decimal(fewest, 0)) (\(decimal(fewest / units, 1)) times)"
    )
    print(
      "  equal, independent, two-stage       \(decimal(twoStage, 0)) (\(decimal(twoStage / units, 1)) times)"
    )
    var failures: [String] = []
    if right * 100 < 90 * selections { failures.append("best of twenty: right \(right) times") }
    if let goal, twoStage / units < goal {
      failures.append("best of twenty: \(decimal(twoStage / units, 1)) times fewer, not \(goal)")
    }
    return failures
  }

  /// Variances of the levels, and the mean variance of the difference between neighbours.
  private func spread(_ model: BranchingModel) -> (levels: [Double], neighbours: Double) {
    let replications = 1000
    let luck = SeededLuck(seed: 1)
    let rows = Mutex<[[Double]]>(Array(repeating: [], count: levels))
    DispatchQueue.concurrentPerform(iterations: levels) { level in
      let row = (0..<replications).map { model.value(level: level, luck: luck, replication: $0) }
      rows.withLock { $0[level] = row }
    }
    let values = rows.withLock { $0 }
    let neighbours = (1..<levels).map { level in
      variance(zip(values[level], values[level - 1]).map { $0 - $1 })
    }
    return (values.map(variance), neighbours.reduce(0, +) / Double(levels - 1))
  }

  private func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// How many selections were right, and the mean of their replications.
  private func select(_ model: BranchingModel) -> (right: Int, units: Double) {
    // A hair below the true difference, so that only the best is good.
    let rules = SelectionRules(confidence: 0.95, indifference: 0.999, mostUnits: 4000)
    let score = Mutex((right: 0, units: 0))
    DispatchQueue.concurrentPerform(iterations: selections) { repetition in
      let luck = SeededLuck(seed: UInt64(1000 + repetition))
      var selection = Selection(candidates: levels, rules: rules)
      while let request = selection.request {
        selection.take(
          request.candidates.map { level in
            request.units.map {
              UnitOutcome(objective: model.value(level: level, luck: luck, replication: $0))
            }
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

  /// h with ∫ Φ(z + h)^(levels − 1) φ(z) dz = 0.95, by the trapezoidal rule and bisection.
  private func bechhoferConstant() -> Double {
    func chance(_ h: Double) -> Double {
      let step = 0.01
      return (-800...800).reduce(0.0) { sum, index in
        let z = Double(index) * step
        let below = Distribution.normalCDF(z + h)
        let power = (1..<levels).reduce(1.0) { product, _ in product * below }
        return sum + power * exponential(-z * z / 2) * step / 2.5066282746310002
      }
    }
    var (low, high) = (0.0, 10.0)
    while high - low > 1e-9 {
      let middle = (low + high) / 2
      if chance(middle) < 0.95 { low = middle } else { high = middle }
    }
    return high
  }
}
