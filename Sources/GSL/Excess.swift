@unsafe @preconcurrency internal import CGSL

// Each law has both sides, because their difference is known (excess −
// shortfall = mean − x) and only the smaller one is free of cancellation.

extension Distribution {
  /// E[(X − x)⁺], X lognormal: mean·Φ(d + σ) − x·Φ(d), d = ln(median/x)/σ.
  ///
  /// - Parameters:
  ///   - x: At least 0.
  ///   - mean: Of X itself, above 0.
  ///   - sigma: The sd of log X, above 0.
  package static func lognormalExcess(over x: Double, mean: Double, sigma: Double) -> Double {
    precondition(mean > 0 && sigma > 0, "mean and sigma must be above 0")
    guard x > 0 else { return mean - x }
    let d = (log(mean / x) - sigma * sigma / 2) / sigma
    return mean * normalTail(-d - sigma) - x * normalTail(-d)
  }

  /// E[(x − X)⁺], X lognormal with the given mean and sd of log X.
  package static func lognormalShortfall(under x: Double, mean: Double, sigma: Double) -> Double {
    precondition(mean > 0 && sigma > 0, "mean and sigma must be above 0")
    guard x > 0 else { return 0 }
    let d = (log(mean / x) - sigma * sigma / 2) / sigma
    return x * normalCDF(-d) - mean * normalCDF(-d - sigma)
  }

  /// E[(X − x)⁺], X gamma with shape and scale above 0.
  package static func gammaExcess(over x: Double, shape: Double, scale: Double) -> Double {
    GSL.ready
    guard x > 0 else { return shape * scale - x }
    return shape * scale * gammaTail(x, shape: shape + 1, scale: scale)
      - x * gammaTail(x, shape: shape, scale: scale)
  }

  /// E[(x − X)⁺], X gamma with shape and scale above 0.
  package static func gammaShortfall(under x: Double, shape: Double, scale: Double) -> Double {
    GSL.ready
    guard x > 0 else { return 0 }
    return x * gammaCDF(x, shape: shape, scale: scale)
      - shape * scale * gammaCDF(x, shape: shape + 1, scale: scale)
  }
}
