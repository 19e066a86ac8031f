/// The products of at most so many of some numbers, 1 among them.
struct PolynomialBasis: Sendable {
  /// Of each product, which numbers are multiplied, in rising order.
  private let factors: [[Int]]

  init(variables: Int, degree: Int) {
    var found: [[Int]] = [[]]
    var frontier = found
    for _ in 0..<degree {
      // Only numbers from the last one on, so that each product comes once.
      frontier = frontier.flatMap { term in
        ((term.last ?? 0)..<variables).map { term + [$0] }
      }
      found += frontier
    }
    factors = found
  }

  /// The largest degree, up to 3, of which some points bear the products.
  static func largest(variables: Int, points: Int) -> PolynomialBasis {
    for degree in [3, 2] {
      let basis = PolynomialBasis(variables: variables, degree: degree)
      if 2 * basis.count <= points { return basis }
    }
    return PolynomialBasis(variables: variables, degree: 1)
  }

  var count: Int { factors.count }

  func products(_ point: [Double]) -> [Double] {
    factors.map { term in
      var product = 1.0
      for index in term { product *= point[index] }
      return product
    }
  }
}
