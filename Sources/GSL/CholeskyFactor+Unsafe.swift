@unsafe @preconcurrency internal import CGSL

// Why this file is sound: everything GSL allocates is checked and freed in the function that
// allocates it, and indices stay inside the sizes it was allocated with.

/// A symmetric positive definite matrix as the product of a triangle and its mirror, A = L·Lᵀ.
package struct CholeskyFactor: Equatable, Sendable {
  package let size: Int
  /// L on and below the diagonal, row by row; what stands above it means nothing.
  private var entries: [Double]

  /// - Parameters:
  ///   - entries: The matrix row by row; only the diagonal and what is below it count.
  ///   - size: Its rows.
  /// - Throws: When it is not positive definite.
  package init(_ entries: [Double], size: Int) throws(GSLError) {
    precondition(size > 0 && entries.count == size * size, "a matrix is square")
    GSL.ready
    self.size = size
    self.entries = entries
    let status = unsafe self.entries.withUnsafeMutableBufferPointer { buffer in
      // size is above 0, so there is a buffer.
      var view = unsafe gsl_matrix_view_array(buffer.baseAddress!, size, size)
      return unsafe gsl_linalg_cholesky_decomp1(&view.matrix)
    }
    try GSLError.check(status)
  }

  /// - Parameter matrix: Symmetric, row by row.
  /// - Throws: When it is not positive definite.
  package init(_ matrix: [[Double]]) throws(GSLError) {
    try self.init(matrix.flatMap { $0 }, size: matrix.count)
  }

  /// L⁻¹·v.
  package func whitened(_ vector: [Double]) -> [Double] {
    precondition(vector.count == size, "as long as the matrix is wide")
    var solved = vector
    for i in 0..<size {
      var rest = vector[i]
      for j in 0..<i { rest -= entries[i * size + j] * solved[j] }
      solved[i] = rest / entries[i * size + i]
    }
    return solved
  }

  /// L·v.
  package func coloured(_ vector: [Double]) -> [Double] {
    precondition(vector.count == size, "as long as the matrix is wide")
    return (0..<size).map { i in
      (0...i).reduce(0) { $0 + entries[i * size + $1] * vector[$1] }
    }
  }

  /// L row by row, 0 above the diagonal.
  package var lowerTriangle: [Double] {
    entries.indices.map { $0 % size > $0 / size ? 0 : entries[$0] }
  }

  /// ln det A.
  package var logDeterminant: Double {
    2 * (0..<size).reduce(0) { $0 + log(entries[$1 * size + $1]) }
  }
}
