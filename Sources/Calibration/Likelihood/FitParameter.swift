internal import Foundation

/// The scale on which the likelihood of a parameter is close to a normal curve.
package enum ParameterScale: String, Equatable, Sendable {
  /// log x, for x above 0.
  case log
  /// log(p / (1 − p)), for a probability.
  case logit
  /// log(x − 1), for x above 1: the mean of a geometric delay.
  case logAboveOne
  /// 1/x at least 0, for a number that may be infinite: a dispersion in the Poisson limit.
  case reciprocal
  /// 1 − p, for a probability that may be 1.
  case complement
  /// x itself, at least 0, for a number that may be 0.
  case linear

  /// Natural value to this scale.
  package func forward(_ value: Double) -> Double {
    switch self {
    case .log: Foundation.log(value)
    case .logit: Foundation.log(value) - log1p(-value)
    case .logAboveOne: Foundation.log(value - 1)
    case .reciprocal: 1 / value
    case .complement: 1 - value
    case .linear: value
    }
  }

  /// This scale to the natural value.
  package func inverse(_ coordinate: Double) -> Double {
    switch self {
    case .log: exp(coordinate)
    case .logit: 1 / (1 + exp(-coordinate))
    case .logAboveOne: 1 + exp(coordinate)
    case .reciprocal: 1 / coordinate
    case .complement: 1 - coordinate
    case .linear: coordinate
    }
  }

  /// Where the scale ends.
  package var bounds: ClosedRange<Double> {
    switch self {
    case .log, .logit, .logAboveOne: -Double.infinity...Double.infinity
    case .reciprocal, .linear: 0...Double.infinity
    case .complement: 0...1
    }
  }

  /// Whether the best value may lie at 0 of this scale.
  package var hasBoundary: Bool { bounds.lowerBound == 0 }

  /// d log x / d coordinate, to compare loadings of different scales.
  func elasticity(at coordinate: Double) -> Double {
    switch self {
    case .log: 1
    case .logit: 1 / (1 + exp(coordinate))
    case .logAboveOne: 1 / (1 + exp(-coordinate))
    case .reciprocal: -1 / max(coordinate, 0.1)
    case .complement: -1 / max(1 - coordinate, 0.1)
    case .linear: 1 / max(coordinate, 0.1)
    }
  }

  /// How far the search goes on this scale: beyond, the natural value no longer changes.
  var searchRange: ClosedRange<Double> {
    switch self {
    case .log, .logAboveOne: -30...30
    case .logit: -18...18
    case .reciprocal, .linear: 0...1e9
    case .complement: 0...1
    }
  }
}

/// A parameter to be fitted.
struct FitParameter: Equatable, Sendable {
  var name: String
  /// One without bounds, on which the search runs.
  var scale: ParameterScale
  /// The scale on which to report when the data cannot exclude its 0: the Poisson limit of a
  /// dispersion, certainty of a probability.
  var boundary: ParameterScale?

  static func positive(_ name: String, boundary: ParameterScale? = nil) -> FitParameter {
    FitParameter(name: name, scale: .log, boundary: boundary)
  }

  static func probability(_ name: String, boundary: ParameterScale? = nil) -> FitParameter {
    FitParameter(name: name, scale: .logit, boundary: boundary)
  }
}
