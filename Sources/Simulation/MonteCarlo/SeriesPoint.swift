/// One point of one series, over replications, in one pass.
///
/// The error of a ratio of means is the infinitesimal jackknife's, which is
/// √(Σ(n − R d)² / (u(u − 1))) ÷ mean d over u units; for a value (d = 1) it is the
/// ordinary standard error.
/// - Source: Efron (1982), section 6.
struct SeriesPoint: Sendable {
  private let pairs: Bool
  private var replications = 0
  private var undefined = 0
  private var perReplication = RunningMoments()
  private var units = RunningRatio()
  /// The first half of a pair that waits for the second.
  private var waiting: (numerator: Double, denominator: Double)?
  private var values: Values = .exact([])

  private enum Values: Sendable {
    case exact([Double])
    case binned(LogLinearHistogram)
  }

  /// Replications up to which quantiles are exact.
  static let exactReplications = 10_000

  init(pairs: Bool) { self.pairs = pairs }

  /// Adds the next replication.
  mutating func add(numerator: Double, denominator: Double) {
    let value = Metric.ratio(numerator, denominator)
    replications += 1
    if value.isNaN {
      undefined += 1
    } else {
      perReplication.add(value)
    }
    keep(value)
    guard pairs else { return units.add(numerator, denominator) }
    if let first = waiting {
      units.add(first.numerator + numerator, first.denominator + denominator)
      waiting = nil
    } else {
      waiting = (numerator, denominator)
    }
  }

  private mutating func keep(_ value: Double) {
    if replications == Self.exactReplications + 1, case .exact(let sample) = values {
      var histogram = LogLinearHistogram()
      for value in sample { histogram.add(value) }
      values = .binned(histogram)
    }
    guard !value.isNaN else { return }
    switch values {
    case .exact(var sample):
      // Emptied first, so that appending does not copy.
      values = .exact([])
      sample.append(value)
      values = .exact(sample)
    case .binned(var histogram):
      values = .exact([])
      histogram.add(value)
      values = .binned(histogram)
    }
  }

  var statistics: Statistics {
    var units = units
    if let waiting { units.add(waiting.numerator, waiting.denominator) }
    let q: [Double]
    switch values {
    case .exact(let sample):
      let sorted = sample.sorted()
      q = reportedProbabilities.map { quantile($0, ofSorted: sorted) }
    case .binned(let histogram):
      q = histogram.quantiles(reportedProbabilities)
    }
    return Statistics(
      mean: units.ratio, sd: perReplication.variance.squareRoot(), mcse: units.error, q05: q[0],
      q25: q[1], q50: q[2], q75: q[3], q95: q[4], undefined: undefined)
  }
}

/// Co-moments of numerators and denominators, in one pass.
struct RunningRatio: Sendable {
  private var count = 0.0
  private var numerator = 0.0
  private var denominator = 0.0
  private var squares = 0.0
  private var products = 0.0
  private var denominatorSquares = 0.0

  mutating func add(_ n: Double, _ d: Double) {
    count += 1
    let nBefore = n - numerator
    let dBefore = d - denominator
    numerator += nBefore / count
    denominator += dBefore / count
    squares += nBefore * (n - numerator)
    products += nBefore * (d - denominator)
    denominatorSquares += dBefore * (d - denominator)
  }

  /// The ratio of means; nan unless the mean denominator is above 0.
  var ratio: Double { Metric.ratio(numerator, denominator) }

  /// Its standard error; nan with fewer than two units.
  var error: Double {
    guard count > 1, denominator > 0 else { return .nan }
    let r = ratio
    let residuals = max(0, squares - 2 * r * products + r * r * denominatorSquares)
    return (residuals / (count * (count - 1))).squareRoot() / denominator
  }
}
