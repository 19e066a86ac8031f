internal import GSL

/// The difference of two estimates, each a mean or a ratio of means, from units that share their
/// luck, in one pass.
///
/// A unit gives numerator n and denominator d of both sides. With R₀ near a ratio R, what is added up
/// is e = n − R₀·d, so that nothing large cancels; R = R₀ + ē/d̄. The error of R̂ is, to first order,
/// the mean of (n − R·d)/d̄, so the variance of the difference is that of a difference of such numbers;
/// of plain means (d = 1) it is exact, and the interval Student's.
/// - Source: Welford (1962), Technometrics 4:419, for two variables; Cochran (1977), Sampling
///   Techniques, section 6.4, for the error of a ratio.
struct PairedMoments: Sendable {
  private(set) var units = 0
  /// e and d of the first side, e and d of the second.
  private var means = SIMD4<Double>(repeating: 0)
  /// Sums of products of deviations.
  private var products = [SIMD4<Double>](repeating: .zero, count: 4)

  mutating func add(_ first: (excess: Double, denominator: Double), _ second: (Double, Double)) {
    let unit = SIMD4(first.excess, first.denominator, second.0, second.1)
    units += 1
    let before = unit - means
    means += before / Double(units)
    let after = unit - means
    for row in 0..<4 { products[row] += before[row] * after }
  }

  struct Difference: Equatable, Sendable {
    var before, after, mean, low, high: Double
    /// How many times larger the variance would be with luck of their own; infinite where the
    /// difference is the same in every unit.
    var varianceReduction: Double
  }

  /// - Parameter near: R₀ of both sides.
  /// - Returns: nil without anything to divide by; low and high are nan below two units.
  func difference(near: (Double, Double)) -> Difference? {
    guard units > 0, means[1] > 0, means[3] > 0 else { return nil }
    let shift = (means[0] / means[1], means[2] / means[3])
    let weights = SIMD4(
      1 / means[1], -shift.0 / means[1], 1 / means[3], -shift.1 / means[3])
    func covariance(_ i: Int, _ j: Int) -> Double {
      let rows = products
      return weights[i] * (weights[j] * rows[i][j] + weights[j + 1] * rows[i][j + 1])
        + weights[i + 1] * (weights[j] * rows[i + 1][j] + weights[j + 1] * rows[i + 1][j + 1])
    }
    let before = near.0 + shift.0
    let after = near.1 + shift.1
    let mean = after - before
    guard units > 1 else {
      return Difference(
        before: before, after: after, mean: mean, low: .nan, high: .nan, varianceReduction: .nan)
    }
    let apart = max(0, covariance(0, 0) + covariance(2, 2))
    let together = max(0, apart - 2 * covariance(0, 2))
    let error = (together / Double(units - 1) / Double(units)).squareRoot()
    let width =
      error * Distribution.studentQuantile(0.975, degreesOfFreedom: Double(units - 1))
    return Difference(
      before: before, after: after, mean: mean, low: mean - width, high: mean + width,
      varianceReduction: apart == 0 ? .nan : apart / together)
  }
}

/// The difference of two means with luck of their own: Welch's interval.
///
/// - Parameters:
///   - error: Of the mean, its standard error.
///   - units: Independent of each other; a number too small makes the interval wider.
/// - Returns: nan where an error is not known, and where a side that varies has one unit at most.
/// - Source: Welch (1947), Biometrika 34:28.
func welchInterval(
  _ first: (mean: Double, error: Double, units: Int),
  _ second: (mean: Double, error: Double, units: Int)
) -> (low: Double, high: Double) {
  let mean = second.mean - first.mean
  let variances = (first.error * first.error, second.error * second.error)
  let sum = variances.0 + variances.1
  guard sum > 0 else { return sum == 0 ? (mean, mean) : (.nan, .nan) }
  for (variance, units) in [(variances.0, first.units), (variances.1, second.units)]
  where variance > 0 && units < 2 { return (.nan, .nan) }
  func share(_ variance: Double, _ units: Int) -> Double {
    variance == 0 ? 0 : variance * variance / Double(units - 1)
  }
  let degrees = sum * sum / (share(variances.0, first.units) + share(variances.1, second.units))
  // Of errors below 1e-81 the squares of variances are 0.
  guard degrees > 0 else { return (mean, mean) }
  let width = sum.squareRoot() * Distribution.studentQuantile(0.975, degreesOfFreedom: degrees)
  return (mean - width, mean + width)
}
