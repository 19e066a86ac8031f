@unsafe @preconcurrency internal import CGSL

// Why this file is sound: everything GSL allocates is checked and freed in the function that
// allocates it, and indices stay below the order it was allocated with.

/// A symmetric matrix: information and covariance.
package struct SymmetricMatrix: Equatable, Sendable {
  package let order: Int
  /// Row by row.
  private var entries: [Double]

  /// All zero.
  package init(order: Int) {
    precondition(order >= 0, "an order is at least 0")
    self.order = order
    entries = Array(repeating: 0, count: order * order)
  }

  /// From its entries on and below the diagonal.
  package init(order: Int, lower entry: (Int, Int) -> Double) {
    self.init(order: order)
    for row in 0..<order {
      for column in 0...row { self[row, column] = entry(row, column) }
    }
  }

  /// Setting one entry sets its mirror image.
  package subscript(row: Int, column: Int) -> Double {
    get { entries[row * order + column] }
    set {
      entries[row * order + column] = newValue
      entries[column * order + row] = newValue
    }
  }

  /// The rows and columns of `indices`, in that order.
  package func restricted(to indices: [Int]) -> SymmetricMatrix {
    SymmetricMatrix(order: indices.count) { self[indices[$0], indices[$1]] }
  }

  /// The matrix times a column.
  package func times(_ column: [Double]) -> [Double] {
    precondition(column.count == order, "a column is as long as the matrix")
    return (0..<order).map { row in
      column.indices.reduce(0) { $0 + self[row, $1] * column[$1] }
    }
  }

  /// Eigenvalues, least first, and their unit eigenvectors.
  ///
  /// - Throws: When an entry is not finite or the iteration does not converge.
  package func eigen() throws(GSLError) -> (values: [Double], vectors: [[Double]]) {
    guard order > 0 else { return ([], []) }
    guard entries.allSatisfy(\.isFinite) else { throw GSLError(code: Int32(GSL_EDOM)) }
    GSL.ready
    guard let matrix = unsafe gsl_matrix_alloc(order, order),
      let values = unsafe gsl_vector_alloc(order),
      let vectors = unsafe gsl_matrix_alloc(order, order),
      let workspace = unsafe gsl_eigen_symmv_alloc(order)
    else { preconditionFailure("no memory for eigenvalues") }
    defer {
      unsafe gsl_matrix_free(matrix)
      unsafe gsl_vector_free(values)
      unsafe gsl_matrix_free(vectors)
      unsafe gsl_eigen_symmv_free(workspace)
    }
    unsafe fill(matrix)
    unsafe try GSLError.check(gsl_eigen_symmv(matrix, values, vectors, workspace))
    unsafe try GSLError.check(gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_ASC))
    return (
      (0..<order).map { unsafe gsl_vector_get(values, $0) },
      (0..<order).map { column in
        (0..<order).map { unsafe gsl_matrix_get(vectors, $0, column) }
      }
    )
  }

  /// The lower triangle L, row by row, with L·Lᵀ equal to the matrix.
  ///
  /// - Throws: When the matrix is not positive definite.
  package func choleskyFactor() throws(GSLError) -> [[Double]] {
    guard order > 0 else { return [] }
    GSL.ready
    guard let matrix = unsafe gsl_matrix_alloc(order, order) else {
      preconditionFailure("no memory for a factor")
    }
    defer { unsafe gsl_matrix_free(matrix) }
    unsafe fill(matrix)
    unsafe try GSLError.check(gsl_linalg_cholesky_decomp1(matrix))
    return (0..<order).map { row in
      (0..<order).map { $0 <= row ? unsafe gsl_matrix_get(matrix, row, $0) : 0 }
    }
  }

  /// x with the matrix times x equal to `column`.
  ///
  /// - Throws: When the matrix is not positive definite.
  package func solving(_ column: [Double]) throws(GSLError) -> [Double] {
    precondition(column.count == order, "a column is as long as the matrix")
    let factor = try choleskyFactor()
    var x = column
    for row in 0..<order {
      for before in 0..<row { x[row] -= factor[row][before] * x[before] }
      x[row] /= factor[row][row]
    }
    for row in (0..<order).reversed() {
      for after in (row + 1)..<order { x[row] -= factor[after][row] * x[after] }
      x[row] /= factor[row][row]
    }
    return x
  }

  private func fill(_ matrix: UnsafeMutablePointer<gsl_matrix>) {
    for row in 0..<order {
      for column in 0..<order {
        unsafe gsl_matrix_set(matrix, row, column, self[row, column])
      }
    }
  }
}
