internal import Foundation
package import GSL
package import Randomness

extension FitResult {
  /// One draw of all parameters from the normal curve of the fit, in their natural units and in
  /// the order of `estimates`: their joint uncertainty.
  ///
  /// Coordinates that end at 0 (a dispersion in the Poisson limit, a probability that may be 1) are
  /// drawn from the part of the curve inside, one after the other. With two of them the second
  /// does not bend the first, an error of the order of their correlation.
  ///
  /// - Parameters:
  ///   - number: Which draw; the same number gives the same draw.
  ///   - luck: The streams.
  ///   - fit: Tells the fits of one posterior apart, so that their draws are independent.
  /// - Throws: When the covariance is not positive definite.
  package func draw(_ number: Int, luck: Streams, fit: Int = 0) throws(GSLError) -> [Double] {
    // Those that end come first, so that each is cut given only what was drawn before it.
    let order =
      estimates.indices.filter { estimates[$0].scale.hasBoundary }
      + estimates.indices.filter { !estimates[$0].scale.hasBoundary }
    let factor = try covariance.restricted(to: order).choleskyFactor()
    var normals: [Double] = []
    var values = self.values
    for (row, index) in order.enumerated() {
      // Far from the indices at which scenarios draw their uncertain values.
      let u = luck.uniform(
        of: number, deciding: .parameter, at: 1 << 24 + fit << 8 + row)
      let mean = center[index] + normals.indices.reduce(0) { $0 + factor[row][$1] * normals[$1] }
      let deviation = factor[row][row]
      let bounds = estimates[index].scale.bounds
      let normal = truncatedNormal(
        max(u, 0x1p-54), from: (bounds.lowerBound - mean) / deviation,
        to: (bounds.upperBound - mean) / deviation)
      normals.append(normal)
      let coordinate = min(max(mean + deviation * normal, bounds.lowerBound), bounds.upperBound)
      values[index] = estimates[index].scale.inverse(coordinate)
    }
    return values
  }
}

extension FitResult {
  /// The same estimates, less sure by a factor on their coordinates.
  func widened(by factor: Double) -> FitResult {
    guard factor != 1 else { return self }
    var wide = self
    wide.covariance = SymmetricMatrix(order: center.count) { row, column in
      covariance[row, column] * factor * factor
    }
    for index in estimates.indices {
      let estimate = estimates[index]
      let scale = estimate.scale
      let middle = scale.forward(estimate.value)
      func moved(_ end: Double) -> Double {
        let coordinate = middle + factor * (scale.forward(end) - middle)
        return scale.inverse(
          min(max(coordinate, scale.bounds.lowerBound), scale.bounds.upperBound))
      }
      let ends = [moved(estimate.interval.lowerBound), moved(estimate.interval.upperBound)]
      wide.estimates[index].interval = min(ends[0], ends[1])...max(ends[0], ends[1])
      wide.estimates[index].standardError *= factor
    }
    return wide
  }
}

/// The u-quantile of a standard normal between two limits.
func truncatedNormal(_ u: Double, from lower: Double, to upper: Double) -> Double {
  if lower > 8 {
    // The tail beyond is Rayleigh's to 1 part in 60, and no quantile is left in double precision.
    return min(upper, (lower * lower - 2 * Foundation.log(1 - u)).squareRoot())
  }
  if upper < -8 { return -truncatedNormal(1 - u, from: -upper, to: -lower) }
  if lower > 0 {
    let (above, beyond) = (Distribution.normalTail(lower), Distribution.normalTail(upper))
    return -Distribution.normalQuantile(above - u * (above - beyond))
  }
  let (below, within) = (Distribution.normalCDF(lower), Distribution.normalCDF(upper))
  return Distribution.normalQuantile(below + u * (within - below))
}
