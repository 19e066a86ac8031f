internal import Foundation

/// One arm of an experiment on rewards.
package struct ExperimentArm: Equatable, Sendable {
  /// The reward, as a share of CAC (or in whatever unit half_at is wanted).
  package var reward: Double
  /// Who was exposed: the binomial's trials, or the advocates over whom counts were summed.
  package var exposed: Int
  /// How many responded, or the sum of their counts.
  package var responses: Int

  package init(reward: Double, exposed: Int, responses: Int) {
    self.reward = reward
    self.exposed = exposed
    self.responses = responses
  }
}

/// What is counted in an arm, and so how it scatters.
package enum ResponseLaw: Equatable, Sendable {
  /// Each of the exposed responds or not: binomial.
  case share
  /// Each of the exposed makes a negative binomial count with this dispersion, infinite for Poisson:
  /// their sum has `exposed` times mean and dispersion.
  case count(dispersion: Double)
  /// Counts whose variance is a multiple of their mean, estimated from how the arms scatter around
  /// the curve: quasi-Poisson. Needs more arms than the curve has parameters.
  case overdispersedCount

  /// The range of a response.
  var limits: ClosedRange<Double> {
    self == .share ? 0...1 : 0...1e12
  }

  /// log-likelihood of a response m, its slope and its expected curvature per arm; for the
  /// overdispersed law as if it were Poisson.
  @inline(__always)
  func terms(_ arm: ExperimentArm, _ response: Double) -> (
    value: Double, slope: Double, information: Double
  ) {
    let (n, y) = (Double(arm.exposed), Double(arm.responses))
    switch self {
    case .share:
      let p = min(max(response, 1e-12), 1 - 1e-12)
      return (
        (y > 0 ? y * log(p) : 0) + (n > y ? (n - y) * log1p(-p) : 0),
        (y - n * p) / (p * (1 - p)), n / (p * (1 - p))
      )
    case .count(let dispersion) where dispersion.isFinite:
      let m = max(response, 1e-12)
      let k = dispersion
      return (
        (y > 0 ? y * log(m / (k + m)) : 0) - n * k * log1p(m / k),
        (y - n * m) / (m * (1 + m / k)), n / (m * (1 + m / k))
      )
    case .count, .overdispersedCount:
      let m = max(response, 1e-12)
      return ((y > 0 ? y * log(m) : 0) - n * m, y / m - n, n / m)
    }
  }
}
