package import ReferralModel
package import GSL

extension ValueDistribution {
  /// The value with P(X ≤ value) = p, in the base unit of its parameters.
  ///
  /// Monotone in p, so that two runs that share p share the draw.
  /// - Parameter p: Inside 0...1, ends excluded.
  /// - Throws: When GSL's iteration for a gamma or beta does not converge.
  package func quantile(_ p: Double) throws(GSLError) -> Double {
    precondition(p > 0 && p < 1, "a quantile needs 0 < p < 1")
    switch self {
    case .constant(let value): return value
    case .normal(let mean, let sd): return mean + sd * Distribution.normalQuantile(p)
    case .lognormal(let median, let sigma):
      return median * exponential(sigma * Distribution.normalQuantile(p))
    case .gamma(let mean, let sd):
      let shape = (mean / sd) * (mean / sd)
      return try Distribution.gammaQuantile(p, shape: shape, scale: mean / shape)
    case .beta(let mean, let sd):
      let total = mean * (1 - mean) / (sd * sd) - 1
      return Distribution.betaQuantile(p, a: mean * total, b: (1 - mean) * total)
    case .uniform(let low, let high): return low + (high - low) * p
    case .table(let entries):
      var sum = 0.0
      for entry in entries {
        sum += entry.share
        if p < sum { return entry.value }
      }
      return entries[entries.count - 1].value
    }
  }
}
