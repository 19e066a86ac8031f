package import Simulation

/// What a decision is judged by: a metric of a scenario, and limits on others.
package struct ScenarioObjective: Sendable {
  package let metric: Metric
  package let isMaximised: Bool
  package let criterion: RiskCriterion
  package let limits: [ScenarioLimit]
  private let index: Int
  private let limitIndices: [(metric: Int, bound: Int?)]

  /// - Parameters:
  ///   - name: Of the metric.
  ///   - layout: Of the scenario.
  /// - Throws: `DecisionError` where a metric is not one of the layout's, or cannot bound
  ///   another.
  package init(
    _ name: String, isMaximised: Bool, criterion: RiskCriterion, limits: [ScenarioLimit],
    layout: OutcomeLayout
  ) throws(DecisionError) {
    func find(_ name: String) throws(DecisionError) -> Int {
      guard let index = layout.index(ofMetric: name) else {
        throw .unknownMetric(name, known: layout.metrics.map(\.name))
      }
      return index
    }
    index = try find(name)
    metric = layout.metrics[index]
    self.isMaximised = isMaximised
    self.criterion = criterion
    self.limits = limits
    var indices: [(metric: Int, bound: Int?)] = []
    for limit in limits {
      let metric = try find(limit.metric)
      guard layout.metrics[metric].kind != .upperTail else {
        throw .notALimit(limit.metric, "it is the mean of a tail, not of every replication")
      }
      guard case .metric(let other) = limit.bound else {
        indices.append((metric, nil))
        continue
      }
      let bound = try find(other)
      guard layout.metrics[bound].kind == .value else {
        throw .notALimit(other, "it is a ratio; a limit is an amount or a metric that is none")
      }
      indices.append((metric, bound))
    }
    limitIndices = indices
  }

  /// Whether units are batches, and what is promised approximate: all but means are.
  package var isApproximate: Bool { criterion != .mean || metric.kind != .value }

  /// Replications, or pairs that share parameters, in a unit.
  package var batchSize: Int {
    criterion == .mean && metric.kind != .value
      ? RiskCriterion.median.batchSize : criterion.batchSize
  }

  /// Where an excess must lie by its nature: known of probabilities, which are 0 or 1 in
  /// every replication.
  package var excessRanges: [ClosedRange<Double>?] {
    limits.map { limit in
      guard limit.metric.hasSuffix("_probability"), case .value(let bound) = limit.bound, bound > 0
      else { return nil }
      let (low, high) = ((0 - bound) / bound, (1 - bound) / bound)
      return limit.isAtMost ? low...high : -high...(-low)
    }
  }

  /// The objective of some replications, to be maximised; nan where it is undefined.
  ///
  /// - Parameter records: One row per replication: the metric columns of the layout.
  func value(of records: StrategyRecords, horizon: Int) -> Double {
    let parts = records.parts(ofMetric: index)
    let value: Double
    switch metric.kind {
    case .value:
      let values = parts.map { part in
        // Never paid back: the whole horizon, at least.
        part.denominator == 0 && metric.name == "payback_days"
          ? Double(horizon) : Metric.ratio(part.numerator, part.denominator)
      }
      let better = isMaximised ? values : values.map { -$0 }
      value = better.contains(where: \.isNaN) ? .nan : criterion.value(of: better)
    case .ratio:
      let ratio = Metric.ratio(
        parts.reduce(0) { $0 + $1.numerator }, parts.reduce(0) { $0 + $1.denominator })
      value = isMaximised ? ratio : -ratio
    case .upperTail:
      // The largest 5% of x are the smallest 5% of −x.
      let values = parts.map { -Metric.ratio($0.numerator, $0.denominator) }
      let tail = values.contains(where: \.isNaN) ? .nan : -RiskCriterion.cvar05.value(of: values)
      value = isMaximised ? tail : -tail
    }
    return value.isFinite ? value : .nan
  }

  /// The objective of single draws, to be maximised, nan where it is undefined.
  ///
  /// Their mean is the objective of all draws: a ratio is linearised around it, since the ratio of one
  /// draw is another quantity, and has no value where that draw's denominator is 0.
  func values(ofDraws draws: [StrategyRecords], horizon: Int) -> [Double] {
    guard metric.kind == .ratio else { return draws.map { value(of: $0, horizon: horizon) } }
    let parts = draws.map { records -> (above: Double, below: Double) in
      let parts = records.parts(ofMetric: index)
      let count = Double(parts.count)
      return (
        parts.reduce(0) { $0 + $1.numerator } / count,
        parts.reduce(0) { $0 + $1.denominator } / count
      )
    }
    let below = parts.reduce(0) { $0 + $1.below } / Double(parts.count)
    let ratio = Metric.ratio(parts.reduce(0) { $0 + $1.above } / Double(parts.count), below)
    let values = parts.map { ratio + ($0.above - ratio * $0.below) / below }
    return isMaximised ? values : values.map { -$0 }
  }

  /// By how much each limit is exceeded, relative to the limit; it holds at 0 and below.
  ///
  /// A limit L on a ratio x ÷ y is x − L·y ≤ 0, in the mean, exactly.
  /// - Parameter scales: Of the denominators, one per limit.
  func excess(of records: StrategyRecords, horizon: Int, scales: [Double]) -> [Double] {
    limits.indices.map { position in
      let limit = limits[position]
      let (metric, bound) = limitIndices[position]
      let parts = records.parts(ofMetric: metric)
      let bounds: [Double] =
        switch limit.bound {
        case .value(let value): parts.map { _ in value }
        case .metric: bound.map { records.values(ofMetric: $0) } ?? []
        }
      let isRatio = records.layout.metrics[metric].kind == .ratio
      let excess = zip(parts, bounds).reduce(0.0) { sum, pair in
        let (part, bound) = pair
        if isRatio { return sum + part.numerator - bound * part.denominator }
        let value =
          part.denominator == 0 && limit.metric == "payback_days"
          ? Double(horizon) : part.numerator
        return sum + value - bound
      }
      let mean = excess / Double(parts.count)
      let size = bounds.reduce(0) { $0 + abs($1) } / Double(bounds.count)
      let scale = (size > 0 ? size : 1) * (isRatio ? scales[position] : 1)
      return (limit.isAtMost ? mean : -mean) / scale
    }
  }

  /// The size of each limit's denominator; 1 of what is no ratio.
  func denominators(of records: [StrategyRecords]) -> [Double] {
    limitIndices.map { metric, _ in
      let parts = records.flatMap { $0.parts(ofMetric: metric) }
      guard records.first?.layout.metrics[metric].kind == .ratio else { return 1 }
      let mean = parts.reduce(0) { $0 + abs($1.denominator) } / Double(max(1, parts.count))
      return mean > 0 ? mean : 1
    }
  }
}

/// A limit on a metric's mean: "incremental_cac <= $300".
package struct ScenarioLimit: Equatable, Sendable {
  package enum Bound: Equatable, Sendable {
    case value(Double)
    case metric(String)
  }

  /// As it was written.
  package let text: String
  package let metric: String
  package let isAtMost: Bool
  package let bound: Bound

  package init(text: String, metric: String, isAtMost: Bool, bound: Bound) {
    self.text = text
    self.metric = metric
    self.isAtMost = isAtMost
    self.bound = bound
  }

  /// A limit is kept where it is exceeded by no more than this share of itself.
  package static let tolerance = 0.01
}

/// Why a decision cannot be made.
package enum DecisionError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownMetric(String, known: [String])
  case undefined(String)
  case notALimit(String, String)
  case nothingFeasible([String])

  package var description: String {
    switch self {
    case .unknownMetric(let name, let known):
      "decision: there is no metric \(name); the metrics are \(known.joined(separator: ", "))"
    case .undefined(let name):
      "decision: \(name) is undefined in some replications of some candidates, so that it cannot "
        + "decide; choose a metric that is always defined, such as npv"
    case .notALimit(let name, let reason): "decision: \(name) cannot limit another: \(reason)"
    case .nothingFeasible(let limits):
      "decision: no candidate keeps the limits \(limits.joined(separator: "; "))"
    }
  }
}
