package import GSL
internal import Foundation

/// A maximum-likelihood fit: the best values, how sure they are, and what the data cannot tell.
///
/// Near its best value the log-likelihood is taken as −(u − c)ᵀ·H·(u − c)/2 in coordinates u (the
/// logarithm of a positive number, the logit of a probability), cut off where a coordinate ends.
/// Intervals are where twice the loss of that curve stays below the 90% point of chi-squared
/// with one degree of freedom; without a cut they are Wald's.
package struct FitResult: Equatable, Sendable {
  /// One parameter.
  package struct Estimate: Equatable, Sendable {
    package var name: String
    /// The best value; infinite for a dispersion in the Poisson limit.
    package var value: Double
    /// Of 90%.
    ///
    /// Reaches 0, 1 or infinity where the data exclude nothing on that side.
    package var interval: ClosedRange<Double>
    /// The scale of the coordinate.
    package var scale: ParameterScale
    /// On that scale: the width of the interval ÷ (2 × 1.645); infinite where nothing is known.
    package var standardError: Double
    /// Whether the best value is the end of its range, such as a probability of 1.
    package var isOnTheBoundary: Bool
  }

  /// "weibull", "lognormal": what was fitted.
  package var model: String
  package var estimates: [Estimate]
  /// The centre of the quadratic, one coordinate per estimate: the best value where it is inside.
  package var center: [Double]
  /// The inverse information in coordinates, parameters in the order of `estimates`.
  package var covariance: SymmetricMatrix
  package var logLikelihood: Double
  /// Number of free parameters.
  package var freeParameters: Int
  /// Customers, invitations or arms, whichever the likelihood multiplies over.
  package var observations: Int
  /// Combinations of parameters that the data hardly tell.
  package var undetermined: [UndeterminedDirection]
  /// Sentences that belong into a report.
  package var notes: [String]

  /// Akaike's criterion, −2 log L + 2 × parameters: less is better.
  package var aic: Double { 2 * Double(freeParameters) - 2 * logLikelihood }

  /// The estimate of a parameter; nil when the fit has none of that name.
  package subscript(name: String) -> Estimate? { estimates.first { $0.name == name } }

  /// The best value of a parameter that the fit is known to have.
  package func value(of name: String) -> Double {
    guard let estimate = self[name] else { preconditionFailure("no parameter called \(name)") }
    return estimate.value
  }

  /// The best values in the order of `estimates`.
  package var values: [Double] { estimates.map(\.value) }

  /// A direction is called undetermined from this standard deviation on, along a unit step: the
  /// 90% interval of a logarithm then spans a factor of 700.
  package static let undeterminedDeviation = 2.0

  /// What a direction without information is given, so that draws stay finite.
  ///
  /// A prior has to narrow it.
  package static let widestDeviation = 5.0

  /// The normal quantile of 90% intervals.
  static let quantile = 1.6448536269514722
}

/// A combination of parameters that the data hardly tell.
package struct UndeterminedDirection: Equatable, Sendable {
  /// A parameter, and how much its logarithm changes along the direction.
  package struct Loading: Equatable, Sendable {
    package var name: String
    package var elasticity: Double
  }

  /// Those of at least a tenth of the largest, the largest first.
  package var loadings: [Loading]
  /// Along a unit step in coordinates; infinite without any information.
  package var standardDeviation: Double

  /// The direction in words: what is known instead.
  package var sentence: String {
    let names = loadings.map(\.name)
    guard names.count > 1 else {
      return "\(names.first ?? "a parameter") is hardly determined by these data"
    }
    if names.count == 2 {
      let ratio = loadings[0].elasticity / loadings[1].elasticity
      if ratio < -2.0 / 3, ratio > -1.5 {
        return "only \(names[0]) × \(names[1]) is known, not each of them"
      }
      if ratio > 2.0 / 3, ratio < 1.5 {
        return "only \(names[0]) ÷ \(names[1]) is known, not each of them"
      }
    }
    let combination = loadings.enumerated().map { index, loading in
      let sign = loading.elasticity < 0 ? "− " : index == 0 ? "" : "+ "
      return sign + String(format: "%.2f", abs(loading.elasticity)) + " log " + loading.name
    }
    return "hardly anything is known along " + combination.joined(separator: " ")
  }
}
