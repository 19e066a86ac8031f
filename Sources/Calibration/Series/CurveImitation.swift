internal import GSL

/// The likelihood of data over a wide and bent part of the prior, nearly, in a microsecond.
///
/// Curves are polynomials of the parameters: of the logarithms of counts, which grow and shrink by
/// factors there. Luck is that of the centre. What the polynomials miss of known curves counts as
/// one more error, so that the imitation is rather too wide than too narrow.
struct CurveImitation: Sendable {
  private let basis: PolynomialBasis
  /// By datum, a coefficient per product.
  private let coefficients: [[Double]]
  private let isLevel: [Bool]
  private let data: [Double]
  private let turning: NoiseAxes
  private let integral: NoiseIntegral
  private let axes: NoiseIntegral.Axes

  /// A place where the posterior is known.
  struct Sample {
    /// On the normal scale, one per parameter.
    var point: [Double]
    /// Of the data, luck's bias included.
    var mean: [Double]
    /// Of the posterior, up to a constant.
    var logDensity: Double
  }

  /// Samples with so much less density than the best count half.
  private static let halving = 4.0
  /// What stands in for the logarithm of counts that are none.
  private static let least = 0.1

  /// - Parameters:
  ///   - samples: More than there are products, or the polynomials are of lower degree.
  ///   - turning: By luck at the centre.
  ///   - observed: One per datum, `isLevel` likewise.
  init(
    _ samples: [Sample], turning: NoiseAxes, integral: NoiseIntegral, observed: [Double],
    isLevel: [Bool]
  ) throws(GSLError) {
    let basis = PolynomialBasis.largest(variables: samples[0].point.count, points: samples.count)
    self.basis = basis
    self.isLevel = isLevel
    self.turning = turning
    self.integral = integral
    data = turning.turned(observed)
    let best = samples.map(\.logDensity).max() ?? 0
    let weights = samples.map { sample in
      let below = (best - sample.logDensity) / Self.halving
      return 1 / (1 + below * below).squareRoot()
    }
    let rows = zip(samples, weights).map { sample, weight in
      basis.products(sample.point).map { $0 * weight }
    }
    var coefficients: [[Double]] = []
    for datum in observed.indices {
      let values = zip(samples, weights).map { sample, weight in
        weight * Self.target(sample.mean[datum], isLevel: isLevel[datum])
      }
      coefficients.append(try LinearFit(rows: rows, values: values).coefficients)
    }
    self.coefficients = coefficients
    var squares = observed.map { _ in 0.0 }
    for (sample, weight) in zip(samples, weights) {
      let found = Self.mean(basis.products(sample.point), coefficients, isLevel)
      let missed = turning.turned(zip(found, sample.mean).map { $0 - $1 })
      for index in missed.indices {
        squares[index] += weight * weight * missed[index] * missed[index]
      }
    }
    // As many as there are products could be met exactly.
    let freedom =
      weights.reduce(0) { $0 + $1 * $1 } * Double(samples.count - basis.count)
      / Double(samples.count)
    axes = integral.axes(
      own: squares.map { 1 + $0 / max(1, freedom) }, scales: turning.scales)
  }

  private static func target(_ mean: Double, isLevel: Bool) -> Double {
    isLevel ? mean : naturalLogarithm(max(least, mean))
  }

  private static func mean(
    _ products: [Double], _ coefficients: [[Double]], _ isLevel: [Bool]
  ) -> [Double] {
    coefficients.indices.map { datum in
      let row = coefficients[datum]
      var sum = 0.0
      for index in products.indices { sum += row[index] * products[index] }
      return isLevel[datum] ? sum : naturalExp(min(200, sum))
    }
  }

  /// ln L, nearly.
  func logLikelihood(_ point: [Double]) -> Double {
    // Beyond six standard deviations of the prior a polynomial is no guide.
    guard point.allSatisfy({ abs($0) < 6 }) else { return -.infinity }
    let mean = Self.mean(basis.products(point), coefficients, isLevel)
    let distances = zip(data, turning.turned(mean)).map { $0 - $1 }
    let value = integral.logLikelihood(distances, axes)
    return value.isNaN ? -.infinity : value
  }
}
