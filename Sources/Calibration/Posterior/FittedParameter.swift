internal import GSL
internal import Randomness
package import ReferralModel

/// A number to be found from data, and what is known of it before them.
///
/// Everything is searched and sampled on a scale on which the prior is standard normal: the number
/// at *v* is the quantile of the prior at Φ(*v*).
package struct FittedParameter: Sendable {
  /// The path of the number.
  package let name: String
  package let prior: Prior
  /// The values that it may have at all.
  package let range: ClosedRange<Double>

  package enum Prior: Equatable, Sendable {
    /// As the scenario says under `uncertain`.
    case known(ValueDistribution)
    /// Nothing is said there: a median at the scenario's own value, and on the scale of
    /// logarithms, or of log odds where the number is a share, a standard deviation of `spread`.
    case vague(median: Double, isShare: Bool)

    /// A factor of twelve either way within 90%: 1.645 × 1.5 = ln 11.8.
    package static let spread = 1.5
  }

  /// - Parameters:
  ///   - value: What the scenario says: the median of a vague prior.
  ///   - known: Its distribution under `uncertain`, if any.
  ///   - range: The values that it may have.
  /// - Throws: `FittedParameterError` when the two make no prior that a fit can use.
  package init(
    name: String, value: Double, known: ValueDistribution?, range: ClosedRange<Double>
  ) throws(FittedParameterError) {
    self.name = name
    self.range = range
    switch known {
    case .constant?, .table?: throw .noDensity(name)
    case let known?: prior = .known(known)
    case nil:
      let isShare = range.lowerBound >= 0 && range.upperBound <= 1
      guard value > 0, !isShare || value < 1 else { throw .noStart(name, isShare: isShare) }
      prior = .vague(median: value, isShare: isShare)
    }
  }

  /// The number at a point of the normal scale.
  ///
  /// - Throws: When a quantile of the prior does not converge.
  package func value(at v: Double) throws -> Double {
    switch prior {
    case .known(let distribution):
      // Beyond eight standard deviations a probability is 0 or 1 to the last bit.
      let p = Distribution.normalCDF(min(8, max(-8, v)))
      return try distribution.quantile(min(1 - 1e-15, max(1e-15, p)))
    case .vague(let median, let isShare):
      let factor = naturalExp(Prior.spread * v)
      guard isShare else { return median * factor }
      let odds = median / (1 - median) * factor
      return odds.isFinite ? odds / (1 + odds) : 1
    }
  }
}

/// Why a number cannot be fitted.
package enum FittedParameterError: Error, Equatable, Sendable, CustomStringConvertible {
  case noDensity(String)
  case noStart(String, isShare: Bool)

  package var description: String {
    switch self {
    case .noDensity(let name):
      "\(name): its distribution under uncertain is a table or a constant, which no data can "
        + "refine; give a lognormal, normal, gamma, beta or uniform"
    case .noStart(let name, let isShare):
      "\(name): a fit starts from the scenario's value, which must be above 0"
        + (isShare ? " and below 100%" : "") + ", or from a distribution under uncertain"
    }
  }
}
