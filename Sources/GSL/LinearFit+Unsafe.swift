@unsafe @preconcurrency internal import CGSL

// Why this file is sound: everything GSL allocates is checked and freed in the function that
// allocates it, and indices stay inside the sizes it was allocated with.

/// Least squares: the coefficients that bring columns times coefficients nearest to values.
package struct LinearFit: Equatable, Sendable {
  /// One per column.
  package var coefficients: [Double]
  /// Values less fitted values, one per row.
  package var residuals: [Double]

  /// Fits by singular value decomposition: columns that say the same share a coefficient, as small
  /// as possible.
  ///
  /// - Parameters:
  ///   - rows: One per value, each of the same length, at most as long as there are rows.
  ///   - values: Finite.
  /// - Throws: When the decomposition fails.
  package init(rows: [[Double]], values: [Double]) throws(GSLError) {
    let columns = rows.first?.count ?? 0
    precondition(columns >= 1 && rows.count >= columns, "a fit needs as many rows as columns")
    precondition(values.count == rows.count, "one value per row")
    precondition(rows.allSatisfy { $0.count == columns }, "rows are equally long")
    GSL.ready
    guard let design = unsafe gsl_matrix_alloc(rows.count, columns),
      let observed = unsafe gsl_vector_alloc(rows.count),
      let fitted = unsafe gsl_vector_alloc(columns),
      let covariance = unsafe gsl_matrix_alloc(columns, columns),
      let workspace = unsafe gsl_multifit_linear_alloc(rows.count, columns)
    else { preconditionFailure("no memory for a fit") }
    defer {
      unsafe gsl_matrix_free(design)
      unsafe gsl_vector_free(observed)
      unsafe gsl_vector_free(fitted)
      unsafe gsl_matrix_free(covariance)
      unsafe gsl_multifit_linear_free(workspace)
    }
    for (index, row) in rows.enumerated() {
      for (column, entry) in row.enumerated() {
        unsafe gsl_matrix_set(design, index, column, entry)
      }
      unsafe gsl_vector_set(observed, index, values[index])
    }
    var squares = 0.0
    unsafe try GSLError.check(
      gsl_multifit_linear(design, observed, fitted, covariance, &squares, workspace))
    let coefficients = (0..<columns).map { unsafe gsl_vector_get(fitted, $0) }
    self.coefficients = coefficients
    residuals = zip(rows, values).map { row, value in
      value - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}
