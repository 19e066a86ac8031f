import GSL
import Testing

@Suite struct MinimumTests {
  // Rosenbrock (1960), Computer Journal 3:175: least at (1, 1), where it is 0.
  @Test func `the simplex finds the bottom of Rosenbrock's valley`() throws {
    let minimum = Minimum.simplex(
      of: { 100 * ($0[1] - $0[0] * $0[0]) * ($0[1] - $0[0] * $0[0]) + (1 - $0[0]) * (1 - $0[0]) },
      from: [-1.2, 1], steps: [0.5, 0.5], size: 1e-8)
    #expect(abs(minimum.point[0] - 1) < 1e-6)
    #expect(abs(minimum.point[1] - 1) < 1e-6)
    #expect(minimum.value < 1e-12)
  }

  @Test func `where a function is undefined the simplex does not go`() throws {
    // x − log x is least at 1 and undefined from 0 down, where the first simplex reaches.
    let minimum = Minimum.simplex(
      of: { $0[0] > 0 ? $0[0] * $0[0] / 2 - $0[0] : .nan }, from: [0.5], steps: [-2])
    #expect(abs(minimum.point[0] - 1) < 1e-4)
  }
}

@Suite struct SymmetricMatrixTests {
  // [[2, 1], [1, 2]]: 1 along (1, −1), 3 along (1, 1).
  @Test func `eigenvalues come in rising order with unit vectors`() throws {
    let (values, vectors) = try SymmetricMatrix(order: 2) { $0 == $1 ? 2 : 1 }.eigen()
    #expect(abs(values[0] - 1) < 1e-14 && abs(values[1] - 3) < 1e-14)
    #expect(abs(vectors[0][0] + vectors[0][1]) < 1e-14)
    #expect(abs(abs(vectors[1][0]) - 0.5.squareRoot()) < 1e-14)
  }

  // [[4, 2], [2, 5]] = L·Lᵀ with L = [[2, 0], [1, 2]].
  @Test func `a factor is the lower triangle, and solves`() throws {
    var matrix = SymmetricMatrix(order: 2)
    matrix[0, 0] = 4
    matrix[1, 0] = 2
    matrix[1, 1] = 5
    #expect(try matrix.choleskyFactor() == [[2, 0], [1, 2]])
    let x = try matrix.solving([8, 12])
    #expect(abs(x[0] - 1) < 1e-14 && abs(x[1] - 2) < 1e-14)
    #expect(matrix.times([1, 2]) == [8, 12])
  }

  @Test func `a matrix that is not positive definite has no factor`() {
    #expect(throws: GSLError.self) {
      try SymmetricMatrix(order: 2) { $0 == $1 ? 1 : 2 }.choleskyFactor()
    }
  }
}
