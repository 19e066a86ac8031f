internal import GSL

/// The likelihood of data over a wide and bent part of the prior, nearly, in a microsecond.
///
/// Curves are polynomials of the parameters, of the logarithms of counts, which grow and shrink by
/// factors there; what polynomials leave is interpolated. Luck is that of the centre. What the
/// imitation misses of each known curve, told by the others, counts as one more error, so that it is
/// rather too wide than too narrow; and of its logarithm a little less is taken, so that its tails
/// are heavier than those of the posterior, whose luck grows where there is more of it.
struct CurveImitation: Sendable {
  private let basis: PolynomialBasis
  /// By datum, a coefficient per product.
  private let coefficients: [[Double]]
  private let rest: KernelInterpolation
  private let center: [Double]
  private let spread: CholeskyFactor
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
  private static let interpolated = 400
  /// In four dimensions of a normal law such a power leaves 98% of weights effective.
  private static let power = 0.9
  /// What stands in for the logarithm of counts that are none.
  private static let least = 0.1

  /// - Parameters:
  ///   - samples: More than there are products, or the polynomials are of lower degree.
  ///   - turning: By luck at the centre.
  ///   - observed: One per datum, `isLevel` likewise.
  init(
    _ samples: [Sample], turning: NoiseAxes, integral: NoiseIntegral, observed: [Double],
    isLevel: [Bool]
  ) throws {
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
    // Places in units of how far the likely ones spread.
    let total = weights.reduce(0) { $0 + $1 * $1 }
    let size = samples[0].point.count
    let center = (0..<size).map { axis in
      zip(samples, weights).reduce(0) { $0 + $1.1 * $1.1 * $1.0.point[axis] } / total
    }
    self.center = center
    let spread = try CholeskyFactor(
      (0..<size).map { i in
        (0..<size).map { j in
          zip(samples, weights).reduce(i == j ? 1e-6 : 0) { sum, entry in
            let (point, weight) = (entry.0.point, entry.1)
            return sum + weight * weight * (point[i] - center[i]) * (point[j] - center[j]) / total
          }
        }
      })
    self.spread = spread
    let places = samples.map { spread.whitened(zip($0.point, center).map { $0 - $1 }) }
    let products = places.map { basis.products($0) }
    let rows = zip(products, weights).map { row, weight in row.map { $0 * weight } }
    let targets = observed.indices.map { datum in
      samples.map { Self.target($0.mean[datum], isLevel: isLevel[datum]) }
    }
    var coefficients: [[Double]] = []
    for values in targets {
      coefficients.append(
        try LinearFit(rows: rows, values: zip(values, weights).map { $0 * $1 }).coefficients)
    }
    self.coefficients = coefficients
    // The likeliest, as many as are quickly asked.
    let near = samples.indices.sorted { samples[$0].logDensity > samples[$1].logDensity }
      .prefix(Self.interpolated)
    let rest = try KernelInterpolation(
      near.map { places[$0] },
      columns: observed.indices.map { datum in
        near.map { targets[datum][$0] - Self.sum(products[$0], coefficients[datum]) }
      }, importance: near.map { weights[$0] * weights[$0] })
    self.rest = rest
    var squares = observed.map { _ in 0.0 }
    var counted = 0.0
    for (position, index) in near.enumerated() {
      let mean = samples[index].mean
      let told = observed.indices.map { datum in
        Self.mean(targets[datum][index] - rest.misses[datum][position], isLevel: isLevel[datum])
      }
      let missed = turning.turned(zip(told, mean).map { $0 - $1 })
      let weight = weights[index] * weights[index]
      counted += weight
      for axis in missed.indices { squares[axis] += weight * missed[axis] * missed[axis] }
    }
    axes = integral.axes(
      own: squares.map { 1 + $0 / counted }, scales: turning.scales)
  }

  private static func target(_ mean: Double, isLevel: Bool) -> Double {
    isLevel ? mean : naturalLogarithm(max(least, mean))
  }

  private static func sum(_ products: [Double], _ row: [Double]) -> Double {
    var sum = 0.0
    for index in products.indices { sum += row[index] * products[index] }
    return sum
  }

  private static func mean(_ target: Double, isLevel: Bool) -> Double {
    isLevel ? target : naturalExp(min(200, target))
  }

  /// ln L, nearly.
  func logLikelihood(_ point: [Double]) -> Double {
    // Beyond six standard deviations of the prior a polynomial is no guide.
    guard point.allSatisfy({ abs($0) < 6 }) else { return -.infinity }
    let place = spread.whitened(zip(point, center).map { $0 - $1 })
    let products = basis.products(place)
    let rest = rest.values(at: place)
    let mean = data.indices.map { datum in
      Self.mean(
        Self.sum(products, coefficients[datum]) + rest[datum], isLevel: isLevel[datum])
    }
    let distances = zip(data, turning.turned(mean)).map { $0 - $1 }
    let value = integral.logLikelihood(distances, axes)
    return value.isNaN ? -.infinity : Self.power * value
  }
}
