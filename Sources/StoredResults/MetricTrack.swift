internal import Simulation

/// One metric of one candidate in both results, as their replications are read side by side.
struct MetricTrack: Sendable {
  /// One of the two results.
  private struct Side: Sendable {
    let parts: MetricParts?
    let near: Statistics
    /// Of all its replications, those that the other result lacks too.
    var total = (excess: 0.0, denominator: 0.0)
    var current: (excess: Double, denominator: Double)?
    var value = Double.nan
    var isUnknown = false

    mutating func take(_ values: [Double]) {
      guard let parts, let part = parts(values) else {
        isUnknown = true
        return
      }
      let next = (part.numerator - near.mean * part.denominator, part.denominator)
      total = (total.excess + next.0, total.denominator + next.1)
      current = next
      value = part.denominator > 0 ? part.numerator / part.denominator : .nan
    }

    /// Whether the rows give the mean of the summary.
    var agrees: Bool {
      let scale = abs(near.mean) + (near.sd.isNaN ? 0 : near.sd)
      return total.denominator > 0 && abs(total.excess / total.denominator) <= 1e-6 * scale
    }
  }

  let metric: Metric
  private var first, second: Side
  private var moments = PairedMoments()
  private var unit: Int?
  private var waiting = SIMD4<Double>.zero
  private var hasWaiting = false
  /// Replications that both have and in which both define the metric.
  private(set) var replications = 0
  /// Replications that both have.
  private(set) var joined = 0
  private(set) var isSame = true

  /// - Parameter index: The place of a column that is needed.
  init(_ metric: Metric, _ before: Statistics, _ after: Statistics, index: (String) -> Int) {
    self.metric = metric
    func side(_ statistics: Statistics) -> Side {
      Side(
        parts: statistics.mean.isNaN
          ? nil : MetricParts(metric, quantile95: statistics.q95, index: index),
        near: statistics)
    }
    first = side(before)
    second = side(after)
  }

  mutating func takeFirst(_ values: [Double]) { first.take(values) }

  mutating func takeSecond(_ values: [Double]) { second.take(values) }

  /// What was taken of both since the last time is of one replication.
  ///
  /// - Parameter unit: Replications of the same unit are not independent of each other.
  mutating func join(unit: Int) {
    defer { forget() }
    guard let a = first.current, let b = second.current else { return }
    joined += 1
    if !isEqualButForRounding(first.value, second.value) { isSame = false }
    // A ratio's replication without a denominator is still one; a mean's is none.
    guard metric.kind == .ratio || (a.denominator > 0 && b.denominator > 0) else { return }
    if self.unit != unit { flush() }
    self.unit = unit
    waiting += SIMD4(a.excess, a.denominator, b.excess, b.denominator)
    hasWaiting = true
    replications += 1
  }

  /// What was taken is of a replication that the other result lacks.
  mutating func forget() { (first.current, second.current) = (nil, nil) }

  private mutating func flush() {
    if hasWaiting { moments.add((waiting[0], waiting[1]), (waiting[2], waiting[3])) }
    (waiting, hasWaiting) = (.zero, false)
  }

  enum Outcome {
    case difference(PairedMoments.Difference, units: Int)
    /// The rows do not say what the metric is made of.
    case unknown
    /// The rows of this side (0 or 1) are not those of its summary.
    case contradiction(side: Int)
  }

  mutating func finish() -> Outcome {
    flush()
    if first.isUnknown || second.isUnknown { return .unknown }
    for (index, side) in [first, second].enumerated() where !side.agrees {
      return metric.kind == .ratio ? .unknown : .contradiction(side: index)
    }
    guard let difference = moments.difference(near: (first.near.mean, second.near.mean)) else {
      return .unknown
    }
    return .difference(difference, units: moments.units)
  }
}

/// Whether values are equal, but for the rounding of a sum; undefined ones are.
func isEqualButForRounding(_ a: Double, _ b: Double) -> Bool {
  a.isNaN ? b.isNaN : abs(a - b) <= 1e-12 * max(abs(a), abs(b))
}
