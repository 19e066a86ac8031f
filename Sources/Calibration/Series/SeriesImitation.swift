internal import GSL

/// The density of a posterior over curves, nearly, in a microsecond: what its sampler walks on.
///
/// Curves are polynomials of the parameters. The covariance of luck is that of the centre, so that
/// with A = L·Lᵀ for it, and Q, λ the eigenvectors and values of L⁻¹·G²·L⁻ᵀ, the density for an
/// error of observation *τ* is that of independent numbers Qᵀ·L⁻¹·(z − m) with variances 1 + τ²λ.
/// What that leaves out is a polynomial again, of the parameters and ln τ.
struct SeriesImitation: Sendable {
  private let basis: PolynomialBasis
  /// The data, and a row per datum of the polynomials' coefficients, both turned.
  private let data: [Double]
  private let coefficients: [[Double]]
  /// λ.
  private let scales: [Double]
  private let correctionBasis: PolynomialBasis
  private var correction: [Double] = []
  /// How far from the centre it was fitted.
  static let reach = 3.5

  /// A place where the posterior is known.
  struct Sample {
    /// Of the sampler, the error of observation last.
    var place: [Double]
    /// What it stands for, in units of the frame.
    var offsets: [Double]
    var noise: Double
    /// Of the data, luck's bias included.
    var mean: [Double]
    /// ln L there.
    var logLikelihood: Double
  }

  /// - Parameters:
  ///   - luck: The covariance of luck at the centre.
  ///   - slopes: g at the centre, one per datum.
  ///   - observed: One per datum.
  init(_ samples: [Sample], luck: CholeskyFactor, slopes: [Double], observed: [Double]) throws {
    let count = observed.count
    var columns: [[Double]] = []
    for index in slopes.indices {
      var unit = Array(repeating: 0.0, count: count)
      unit[index] = slopes[index]
      columns.append(luck.whitened(unit))
    }
    let eigen = try SymmetricMatrix(order: count) { i, j in
      columns.reduce(0) { $0 + $1[i] * $1[j] }
    }.eigen()
    func turned(_ vector: [Double]) -> [Double] {
      let white = luck.whitened(vector)
      return eigen.vectors.map { axis in zip(axis, white).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    scales = eigen.values.map { max(0, $0) }
    data = turned(observed)
    let variables = samples[0].place.count - 1
    basis = .largest(variables: variables, points: samples.count)
    let basis = basis
    let rows = samples.map { basis.products($0.offsets) }
    let means = samples.map { turned($0.mean) }
    coefficients = try observed.indices.map { datum in
      try LinearFit(rows: rows, values: means.map { $0[datum] }).coefficients
    }
    correctionBasis = .largest(variables: variables + 1, points: samples.count)
    let (frozen, features) = (self, correctionBasis)
    correction = try LinearFit(
      rows: samples.map { features.products($0.place) },
      values: samples.map { sample in
        sample.logLikelihood
          - frozen.logLikelihood(
            sample.place, offsets: sample.offsets, noise: sample.noise)
      }
    ).coefficients
  }

  /// ln L, nearly.
  func logLikelihood(_ place: [Double], offsets: [Double], noise: Double) -> Double {
    let products = basis.products(offsets)
    var sum = 0.0
    // Logarithms are taken of products, of which a dozen stay far from overflowing.
    var product = 1.0
    for datum in data.indices {
      var distance = data[datum]
      let row = coefficients[datum]
      for index in products.indices { distance -= row[index] * products[index] }
      let variance = 1 + noise * noise * scales[datum]
      sum += distance * distance / variance
      product *= variance
      if product > 1e200 {
        sum += naturalLogarithm(product)
        product = 1
      }
    }
    sum += naturalLogarithm(product)
    guard !correction.isEmpty else { return -sum / 2 }
    let features = correctionBasis.products(place)
    var rest = 0.0
    for index in features.indices { rest += correction[index] * features[index] }
    return rest - sum / 2
  }
}
