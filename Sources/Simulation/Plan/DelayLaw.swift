internal import GSL
package import Randomness
package import ReferralModel

/// A delay in whole days, as the two engines need it: masses for the expected
/// engine, an inverse for the agents.
package struct DelayLaw: Equatable, Sendable {
  /// P(D = k), one per day below the horizon.
  ///
  /// What is missing from 1 falls later.
  package let masses: [Double]
  /// P(D ≤ k), one per day below the horizon.
  package let cumulative: [Double]
  /// The quantile of a random word; `cumulative.count` stands for "later".
  package let table: InverseTable

  /// - Parameters:
  ///   - delay: The law, in days; its values are rounded down.
  ///   - horizon: Days that matter, at least 1.
  package init(_ delay: Delay, horizon: Int) {
    let cumulative = (0..<horizon).map { delay.probability(wholeDaysAtMost: $0) }
    self.cumulative = cumulative
    masses = cumulative.indices.map {
      $0 == 0 ? cumulative[0] : cumulative[$0] - cumulative[$0 - 1]
    }
    table = InverseTable(cdf: cumulative)
  }

  /// Whether every delay is 0 days.
  package var isNone: Bool { cumulative[0] == 1 }
}

extension Delay {
  /// P(⌊D⌋ ≤ k), k at least 0.
  package func probability(wholeDaysAtMost k: Int) -> Double {
    let next = Double(k + 1)
    switch self {
    case .constant(let days): return days < next ? 1 : 0
    case .exponential(let mean):
      return mean == 0 ? 1 : Distribution.exponentialCDF(next, mean: mean)
    case .geometric(let mean):
      // Counts from 1, so that k days or fewer means k trials or fewer.
      return mean == 1 ? (k >= 1 ? 1 : 0) : 1 - power(1 - 1 / mean, Double(k))
    case .gamma(let mean, let sd):
      let shape = (mean / sd) * (mean / sd)
      return Distribution.gammaCDF(next, shape: shape, scale: mean / shape)
    case .lognormal(let median, let sigma):
      return Distribution.lognormalCDF(next, median: median, sigma: sigma)
    case .weibull(let shape, let scale):
      return Distribution.weibullCDF(next, shape: shape, scale: scale)
    case .table(let entries):
      return min(1, entries.filter { $0.days < next }.map(\.share).reduce(0, +))
    }
  }
}
