internal import GSL
package import ReferralModel

extension OrderValue {
  /// P(value ≥ x).
  package func probability(atLeast x: Double) -> Double {
    guard x > 0 else { return 1 }
    switch self {
    case .constant(let value): return value >= x ? 1 : 0
    case .lognormal(let median, let sigma):
      return 1 - Distribution.lognormalCDF(x, median: median, sigma: sigma)
    case .gamma(let mean, let sd):
      let shape = (mean / sd) * (mean / sd)
      return 1 - Distribution.gammaCDF(x, shape: shape, scale: mean / shape)
    }
  }
}
