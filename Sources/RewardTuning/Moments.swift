/// Mean and spread of numbers that arrive one by one (Welford 1962).
struct Moments: Equatable, Sendable {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  init() {}

  init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  mutating func add(_ value: Double) {
    count += 1
    let deviation = value - mean
    mean += deviation / Double(count)
    squares += deviation * (value - mean)
  }

  /// Of the numbers; nan below two of them.
  var variance: Double { count < 2 ? .nan : squares / Double(count - 1) }

  /// Of the mean; nan below two numbers.
  var standardError: Double { (variance / Double(count)).squareRoot() }
}

/// Bounds of a mean of numbers between known ends, each wrong with probability at most `level`,
/// whatever the law of the numbers and however few they are.
///
/// With everything scaled to 0...1, the bounds are the m with n·KL(mean, m) = ln(1/level), where
/// KL(p, q) = p·ln(p/q) + (1 − p)·ln((1 − p)/(1 − q)). For an event that never happened in n tries,
/// the upper bound is 1 − level^(1/n), which is exact; elsewhere a little wider than
/// Clopper and Pearson's, but it also holds for averages of several tries.
/// - Accuracy: 1e-12 of the range.
/// - Source: Hoeffding (1963), *J. Am. Stat. Assoc.* 58:13–30, inequality 2.1.
func chernoffBounds(
  mean: Double, count: Int, within range: ClosedRange<Double>, level: Double
) -> ClosedRange<Double> {
  let width = range.upperBound - range.lowerBound
  precondition(width > 0, "a range needs two ends")
  let scaled = (mean - range.lowerBound) / width
  precondition(scaled > -1e-9 && scaled < 1 + 1e-9, "an excess lies in its range")
  let p = min(1, max(0, scaled))
  let most = -naturalLogarithm(level) / Double(count)
  func divergence(_ q: Double) -> Double {
    let happened = p == 0 ? 0 : p * naturalLogarithm(p / q)
    let rest = p == 1 ? 0 : (1 - p) * naturalLogarithm((1 - p) / (1 - q))
    return happened + rest
  }
  /// The farthest q on the way to an end that is not yet too far.
  func farthest(towards end: Double) -> Double {
    var (inside, outside) = (p, end)
    while abs(outside - inside) > 1e-12 {
      let middle = (inside + outside) / 2
      if divergence(middle) <= most { inside = middle } else { outside = middle }
    }
    return outside
  }
  let lower = range.lowerBound + width * farthest(towards: 0)
  let upper = range.lowerBound + width * farthest(towards: 1)
  return lower...upper
}
