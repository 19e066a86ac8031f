internal import GSL

/// The likelihood of data whatever the error of observation, which is summed out.
///
/// With the covariance A + τ²·diag(g²), A = L·Lᵀ, and Q, λ the eigenvectors and values of
/// L⁻¹·diag(g²)·L⁻ᵀ, the data are independent numbers Qᵀ·L⁻¹·(z − m) with variances 1 + τ²λ; so
/// any number of errors *τ* costs little more than one. They stand at even steps of the normal
/// scale, on which a sum is an integral to many digits.
struct NoiseIntegral: Sendable {
  /// On the normal scale of the error.
  private let nodes: [Double]
  private let squares: [Double]
  /// ln of the prior's density times the step.
  private let logWeights: [Double]
  private let step: Double

  /// From an error of nothing to twice the size of the data.
  private static let range = -6.0...8.0

  /// - Parameter scale: How well the error is known, on the normal scale: a standard deviation.
  init(scale: Double) {
    // Half of it and less, but not so fine that it costs more than it tells.
    let step = min(0.25, max(0.05, scale / 2))
    let count = Int((Self.range.upperBound - Self.range.lowerBound) / step) + 1
    let nodes = (0..<count).map { Self.range.lowerBound + step * Double($0) }
    self.nodes = nodes
    self.step = step
    squares = nodes.map { node in
      let noise = ObservationNoise.value(at: node)
      return noise * noise
    }
    let constant = naturalLogarithm(step) - naturalLogarithm(2 * Double.pi) / 2
    logWeights = nodes.map { constant - $0 * $0 / 2 }
  }

  /// Independent numbers with variances `own` + τ²·`scales`.
  struct Axes: Sendable {
    /// By node: reciprocal variances, a number after the other.
    fileprivate let precisions: [Double]
    /// By node: ln weight − ½·ln det.
    fileprivate let constants: [Double]
  }

  func axes(own: [Double], scales: [Double]) -> Axes {
    var precisions: [Double] = []
    precisions.reserveCapacity(nodes.count * own.count)
    let constants = nodes.indices.map { node in
      var sum = 0.0
      // Logarithms are taken of products, of which a dozen stay far from overflowing.
      var product = 1.0
      for index in own.indices {
        let variance = own[index] + squares[node] * scales[index]
        precisions.append(1 / variance)
        product *= variance
        if product > 1e200 {
          sum += naturalLogarithm(product)
          product = 1
        }
      }
      return logWeights[node] - (sum + naturalLogarithm(product)) / 2
    }
    return Axes(precisions: precisions, constants: constants)
  }

  /// ln L of distances along the axes, up to a constant.
  func logLikelihood(_ distances: [Double], _ axes: Axes) -> Double {
    let terms = logTerms(distances, axes)
    guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
    return largest + naturalLogarithm(terms.reduce(0) { $0 + naturalExp($1 - largest) })
  }

  /// An error of observation, on the normal scale, given the distances.
  ///
  /// - Parameter u: In 0..<1.
  func draw(_ distances: [Double], _ axes: Axes, u: Double) -> Double {
    let terms = logTerms(distances, axes)
    let largest = terms.max() ?? 0
    let weights = terms.map { naturalExp($0 - largest) }
    var rest = u * weights.reduce(0, +)
    for (node, weight) in zip(nodes, weights) {
      if rest < weight { return node + step * (rest / weight - 0.5) }
      rest -= weight
    }
    return nodes[nodes.count - 1]
  }

  /// By node: ln of its part of the sum.
  private func logTerms(_ distances: [Double], _ axes: Axes) -> [Double] {
    let count = distances.count
    let squared = distances.map { $0 * $0 }
    return axes.constants.indices.map { node in
      var sum = 0.0
      let start = node * count
      for index in 0..<count { sum += squared[index] * axes.precisions[start + index] }
      return axes.constants[node] - sum / 2
    }
  }
}

/// The way from the scale of the data to independent axes, by the covariance of luck at one place.
struct NoiseAxes: Sendable {
  let luck: CholeskyFactor
  let scales: [Double]
  private let vectors: [[Double]]

  /// - Parameter slopes: g, one per datum.
  init(luck: CholeskyFactor, slopes: [Double]) throws(GSLError) {
    let count = slopes.count
    self.luck = luck
    let columns = slopes.indices.map { index in
      luck.whitened(slopes.indices.map { $0 == index ? slopes[index] : 0 })
    }
    let eigen = try SymmetricMatrix(order: count) { i, j in
      columns.reduce(0) { $0 + $1[i] * $1[j] }
    }.eigen()
    scales = eigen.values.map { max(0, $0) }
    vectors = eigen.vectors
  }

  func turned(_ vector: [Double]) -> [Double] {
    let white = luck.whitened(vector)
    return vectors.map { axis in
      var sum = 0.0
      for index in white.indices { sum += axis[index] * white[index] }
      return sum
    }
  }
}
