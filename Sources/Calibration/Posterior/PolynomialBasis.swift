/// The products of at most so many of some numbers, 1 among them.
struct PolynomialBasis: Sendable {
  /// Of each product after the first, an earlier product and the number that it is multiplied by.
  private let factors: [(product: Int, number: Int)]

  init(variables: Int, degree: Int) {
    var found: [(product: Int, number: Int)] = []
    // The products of one degree, each with its last number.
    var frontier = [(product: 0, last: 0)]
    for _ in 0..<degree {
      var next: [(product: Int, last: Int)] = []
      for (product, last) in frontier {
        // Only numbers from the last one on, so that each product comes once.
        for number in last..<variables {
          found.append((product, number))
          next.append((found.count, number))
        }
      }
      frontier = next
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

  var count: Int { factors.count + 1 }

  func products(_ point: [Double]) -> [Double] {
    var products: [Double] = []
    products.reserveCapacity(count)
    products.append(1)
    for factor in factors { products.append(products[factor.product] * point[factor.number]) }
    return products
  }
}
