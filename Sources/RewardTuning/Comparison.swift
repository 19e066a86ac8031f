internal import ReferralModel
package import Simulation

/// What a comparison of strategies came to.
package struct Comparison: Sendable {
  package let names: [String]
  package let metric: Metric
  package let isMaximised: Bool
  package let confidence: Double
  /// Differences below it count as none.
  package let indifference: Double
  /// When strategies were looked at; the last one may be beyond `units`.
  package let rounds: ComparisonRounds
  /// One per strategy, all with the same replications.
  package let records: [StrategyRecords]
  package let differences: PairwiseDifferences
  /// The best mean.
  package let leader: Int
  /// Strategies that cannot be told apart from the leader, the leader among them.
  package let indistinguishable: [Int]
  /// Whether every other strategy is told apart from the leader, or known to differ
  /// by no more than the indifference.
  package let isSettled: Bool
  /// nil where no parameter is uncertain.
  package let draws: DrawShares?
  /// Strategies without a program, where the metric speaks of the program's own customers.
  package let leftOut: [String]

  package var replications: Int { records[0].replications }
  /// Independent of each other: replications, or pairs that share parameters.
  package var units: Int { differences.units }

  /// Where parameters are uncertain: who wins in how many of their draws.
  package struct DrawShares: Equatable, Sendable {
    package let draws: Int
    /// One per strategy; ties are split.
    package let wins: [Double]
    /// Share of draws in whose two replications different strategies win: that much of
    /// `wins` may be luck.
    package let disagreement: Double
  }

  /// Replications of each that runs with luck of their own would have needed to know
  /// the difference to the leader as well.
  package func independentReplications(_ strategy: Int) -> Double {
    Double(replications) * max(1, differences[leader, strategy].varianceReduction)
  }
}

extension Comparison {
  /// Adds replications round by round until the best strategy is told apart from all
  /// others, or the replications are used up.
  ///
  /// - Parameters:
  ///   - simulator: With the strategies in it.
  ///   - strategies: Their numbers.
  ///   - metric: By name.
  ///   - indifference: A share is of the leader's mean.
  ///   - replications: At most, of each strategy; at least 4.
  /// - Throws: `ComparisonError`, and what the simulator throws.
  package static func run(
    _ simulator: StrategySimulator, strategies: [Int], metric name: String,
    isMaximised: Bool? = nil, confidence: Double = 0.95,
    indifference: TuningRules.Indifference = .relative(0.01), replications: Int
  ) throws -> Comparison {
    let all = simulator.strategies
    let layout = all[strategies[0]].layout
    for strategy in strategies where all[strategy].layout.index(ofMetric: name) == nil {
      throw ComparisonError.unknownMetric(
        name, strategy: all[strategy].name, known: layout.metrics.map(\.name))
    }
    let size = simulator.pairs ? 2 : 1
    var strategies = strategies
    var leftOut: [String] = []
    let rounds = ComparisonRounds(most: max(2, replications / size))
    var records: [StrategyRecords] = []
    var comparison: Comparison?
    for look in rounds.looks {
      let before = records.first?.replications ?? 0
      let added = try simulator.simulate(strategies, replications: before..<look * size)
      if records.isEmpty {
        // Ratios to what a program brings are undefined without one.
        let kept = strategies.indices.filter { index in
          guard all[strategies[index]].scenario.program == nil,
            let metric = added[index].layout.index(ofMetric: name)
          else { return true }
          return added[index].units(ofMetric: metric) != nil
        }
        leftOut = strategies.indices.filter { !kept.contains($0) }.map { all[strategies[$0]].name }
        guard kept.count > 1 else { throw ComparisonError.nothingLeft(name, leftOut: leftOut) }
        strategies = kept.map { strategies[$0] }
        records = kept.map { added[$0] }
      } else {
        for index in records.indices { records[index].append(added[index]) }
      }
      let next = try Comparison(
        names: strategies.map { all[$0].name }, metric: name, isMaximised: isMaximised,
        confidence: confidence, indifference: indifference, rounds: rounds, records: records,
        leftOut: leftOut)
      comparison = next
      if next.isSettled { break }
    }
    guard let comparison else { preconditionFailure("there is a first look") }
    return comparison
  }

  init(
    names: [String], metric name: String, isMaximised: Bool?, confidence: Double,
    indifference: TuningRules.Indifference, rounds: ComparisonRounds, records: [StrategyRecords],
    leftOut: [String] = []
  ) throws {
    let values = try zip(names, records).map { strategy, records in
      guard let index = records.layout.index(ofMetric: name),
        let units = records.units(ofMetric: index)
      else { throw ComparisonError.undefined(name, strategy: strategy) }
      return units
    }
    guard let layout = records.first?.layout, let index = layout.index(ofMetric: name) else {
      preconditionFailure("there are strategies, and the metric was found above")
    }
    let metric = layout.metrics[index]
    let up = isMaximised ?? !metric.isBetterLow
    let differences = PairwiseDifferences(
      values, alpha: 1 - confidence, looks: rounds.looks.count)
    let means = values.map { $0.reduce(0, +) / Double($0.count) }
    let leader = means.indices.reduce(0) { best, next in
      (up ? means[next] > means[best] : means[next] < means[best]) ? next : best
    }
    let tolerance = indifference.resolved(best: means[leader])
    let others = means.indices.filter { $0 != leader }
    self.names = names
    self.metric = metric
    self.isMaximised = up
    self.confidence = confidence
    self.indifference = tolerance
    self.rounds = rounds
    self.records = records
    self.differences = differences
    self.leftOut = leftOut
    self.leader = leader
    indistinguishable = means.indices.filter {
      $0 == leader || !differences[leader, $0].isSignificant
    }
    isSettled = others.allSatisfy { other in
      let difference = differences[leader, other]
      return difference.isSignificant
        || max(abs(difference.low), abs(difference.high)) <= tolerance
    }
    draws = records[0].pairs ? DrawShares(values, records, metric: name, isMaximised: up) : nil
  }
}

extension Comparison.DrawShares {
  init(_ units: [[Double]], _ records: [StrategyRecords], metric: String, isMaximised: Bool) {
    let halves = records.map { records in
      // Found before, when the units were made.
      records.layout.index(ofMetric: metric).map { records.linearised(metric: $0) } ?? []
    }
    func winners(_ value: (Int) -> Double) -> [Int] {
      let values = units.indices.map { isMaximised ? value($0) : -value($0) }
      let best = values.reduce(-.infinity) { max($0, $1) }
      return values.indices.filter { values[$0] == best }
    }
    var wins = [Double](repeating: 0, count: units.count)
    var disagreements = 0
    for draw in units[0].indices {
      let best = winners { units[$0][draw] }
      for strategy in best { wins[strategy] += 1 / Double(best.count) }
      if winners({ halves[$0][2 * draw] }) != winners({ halves[$0][2 * draw + 1] }) {
        disagreements += 1
      }
    }
    draws = units[0].count
    self.wins = wins.map { $0 / Double(units[0].count) }
    disagreement = Double(disagreements) / Double(units[0].count)
  }
}

extension StrategyRecords {
  /// A metric as one number per replication whose mean is its estimate and whose
  /// spread is that of its error: a ratio is linearised, an upper tail as in its estimate.
  func linearised(metric index: Int) -> [Double] {
    let parts = parts(ofMetric: index)
    switch layout.metrics[index].kind {
    case .value: return parts.map { Metric.ratio($0.numerator, $0.denominator) }
    case .ratio:
      let count = Double(parts.count)
      let denominator = parts.reduce(0) { $0 + $1.denominator } / count
      let ratio = Metric.ratio(parts.reduce(0) { $0 + $1.numerator } / count, denominator)
      return parts.map { ratio + ($0.numerator - ratio * $0.denominator) / denominator }
    case .upperTail:
      let values = parts.map { Metric.ratio($0.numerator, $0.denominator) }
      let sorted = values.filter { !$0.isNaN }.sorted()
      guard !sorted.isEmpty else { return values }
      let tail = 0.05
      let v = sorted[min(sorted.count - 1, Int((1 - tail) * Double(sorted.count)))]
      return values.map { v + max(0, $0 - v) / tail }
    }
  }

  /// The same by independent units; nil where it is undefined in one of them.
  func units(ofMetric index: Int) -> [Double]? {
    let values = linearised(metric: index)
    guard values.allSatisfy(\.isFinite) else { return nil }
    guard pairs else { return values }
    return (0..<values.count / 2).map { (pair: Int) -> Double in
      (values[2 * pair] + values[2 * pair + 1]) / 2
    }
  }
}

extension Metric {
  /// Whether less of it is better: costs, and the days until they are paid back.
  package var isBetterLow: Bool {
    let costs = [
      "reward_cost", "referral_cac", "incremental_cac", "payback_days", "fraud", "liability",
      "deadweight", "check_cost", "fake_accounts", "honest_rewards_refused", "signups_deadweight",
      "cost_threshold", "budget_stop", "invites_wasted", "customers_turned_away",
    ]
    return costs.contains { name.hasPrefix($0) }
  }
}

/// Why strategies cannot be compared.
package enum ComparisonError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownMetric(String, strategy: String, known: [String])
  /// The metric has no value in some replication of a strategy.
  case undefined(String, strategy: String)
  /// Fewer than two strategies have the metric.
  case nothingLeft(String, leftOut: [String])

  package var description: String {
    switch self {
    case .unknownMetric(let name, let strategy, let known):
      "there is no metric \(name) in strategy \(strategy); the metrics are "
        + known.joined(separator: ", ")
    case .undefined(let name, let strategy):
      "\(name) is undefined in some replications of strategy \(strategy), so that its mean cannot "
        + "be compared; compare by a metric that is always defined, such as npv"
    case .nothingLeft(let name, let leftOut):
      "\(name) is undefined without a program (\(leftOut.joined(separator: ", "))), and there is "
        + "nothing else to compare; compare by a metric that is always defined, such as npv"
    }
  }
}
