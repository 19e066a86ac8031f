/// Estimates a metric from all of its replications.
enum MetricEstimate {
  /// Share of replications whose mean an upper tail is.
  static let tail = 0.05

  /// - Parameters:
  ///   - parts: Numerator and denominator of each replication in order; a value
  ///     has denominator 1, or 0 and numerator 0 where it is undefined.
  ///   - kind: Whether the estimate is a mean, a ratio of means, or the mean of a tail.
  ///   - pairs: Whether replications 2k and 2k + 1 share their parameters, so that
  ///     pairs and not replications are independent.
  static func statistics(
    _ parts: [(numerator: Double, denominator: Double)], kind: Metric.Kind, pairs: Bool
  ) -> Statistics {
    let values = parts.map { Metric.ratio($0.numerator, $0.denominator) }
    let defined = values.filter { !$0.isNaN }
    let (mean, error) = meanAndError(parts, kind: kind, pairs: pairs)
    let sorted = defined.sorted()
    let q = reportedProbabilities.map { quantile($0, ofSorted: sorted) }
    return Statistics(
      mean: mean, sd: standardDeviation(defined), mcse: error, q05: q[0], q25: q[1], q50: q[2],
      q75: q[3], q95: q[4], undefined: values.count - defined.count,
      variance: pairs ? varianceShares(values) : nil)
  }

  /// The estimate and its Monte Carlo standard error, nan with fewer than two units.
  static func meanAndError(
    _ parts: [(numerator: Double, denominator: Double)], kind: Metric.Kind, pairs: Bool
  ) -> (mean: Double, error: Double) {
    let units = pairs ? pairUp(parts) : parts
    switch kind {
    case .ratio: return jackknife(units)
    case .value: return meanOfUnits(units)
    case .upperTail: return meanOfTail(parts, pairs: pairs)
    }
  }

  /// CVaR: the mean of the largest values, and its standard error.
  ///
  /// With v the quantile, CVaR = v + E[(X − v)⁺]/tail: an average, whose error is
  /// that of the mean of (X − v)⁺ over units.
  /// - Source: Rockafellar, Uryasev (2000), J. Risk 2(3):21.
  private static func meanOfTail(
    _ parts: [(numerator: Double, denominator: Double)], pairs: Bool
  ) -> (mean: Double, error: Double) {
    let defined = parts.filter { $0.denominator > 0 }
    let sorted = defined.map { $0.numerator / $0.denominator }.sorted()
    guard !sorted.isEmpty else { return (.nan, .nan) }
    let v = quantile(1 - tail, ofSorted: sorted)
    let excess = parts.map { part in
      (
        numerator: part.denominator > 0
          ? max(0, part.numerator / part.denominator - v) / tail * part.denominator : 0,
        denominator: part.denominator
      )
    }
    let (mean, error) = meanOfUnits(pairs ? pairUp(excess) : excess)
    return (v + mean, error)
  }

  /// A ratio of sums and its delete-one-unit jackknife standard error.
  ///
  /// - Source: Efron (1982), The Jackknife, the Bootstrap and Other Resampling
  ///   Plans, section 3.1.
  static func jackknife(
    _ units: [(numerator: Double, denominator: Double)]
  ) -> (mean: Double, error: Double) {
    let numerator = units.reduce(0) { $0 + $1.numerator }
    let denominator = units.reduce(0) { $0 + $1.denominator }
    let ratio = Metric.ratio(numerator, denominator)
    // Below this, what is left of the denominator is rounding.
    let nothing = 0x1p-40 * units.reduce(0) { $0 + abs($1.denominator) }
    let without = units.map {
      let rest = denominator - $0.denominator
      return Metric.ratio(numerator - $0.numerator, rest > nothing ? rest : 0)
    }
    // nan, when leaving one unit out leaves nothing to divide by.
    let n = Double(units.count)
    return (ratio, (n - 1) / n.squareRoot() * standardDeviation(without))
  }

  /// The mean of the defined values; its error from the means of the units.
  private static func meanOfUnits(
    _ units: [(numerator: Double, denominator: Double)]
  ) -> (mean: Double, error: Double) {
    let defined = units.filter { $0.denominator > 0 }
    let means = defined.map { $0.numerator / $0.denominator }
    let error = standardDeviation(means) / Double(means.count).squareRoot()
    guard let first = means.first else { return (.nan, .nan) }
    // From the first on, so that the mean of equal values is exact.
    let (excess, count) = defined.reduce((0.0, 0.0)) {
      ($0.0 + ($1.numerator - first * $1.denominator), $0.1 + $1.denominator)
    }
    return (first + excess / count, error)
  }

  private static func pairUp(
    _ parts: [(numerator: Double, denominator: Double)]
  ) -> [(numerator: Double, denominator: Double)] {
    stride(from: 0, to: parts.count, by: 2).map { first in
      parts[first..<min(first + 2, parts.count)].reduce((numerator: 0, denominator: 0)) {
        ($0.numerator + $1.numerator, $0.denominator + $1.denominator)
      }
    }
  }

  private static func varianceShares(_ values: [Double]) -> VarianceShares? {
    let pairs = stride(from: 0, to: values.count - 1, by: 2).map { (values[$0], values[$0 + 1]) }
    return VarianceShares(pairs: pairs.filter { !$0.0.isNaN && !$0.1.isNaN })
  }

  /// Exact where all values agree, which a plain sum is not.
  private static func shiftedMean(_ values: [Double]) -> Double {
    guard let first = values.first else { return .nan }
    return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
  }

  /// With divisor n − 1; nan for fewer than two values.
  private static func standardDeviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return .nan }
    let mean = shiftedMean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}
