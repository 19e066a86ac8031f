@unsafe @preconcurrency internal import CGSL

// Why this file is sound: everything GSL allocates is checked and freed in the function that
// allocates it; the callback reads its context through an unretained reference to an object that
// outlives the call; and indices stay inside the sizes that GSL was given.

/// Nonlinear least squares: where the sum of squared residuals is smallest, near a start.
///
/// Levenberg-Marquardt in a trust region, with residuals differentiated by finite differences.
/// - Source: Moré (1978); GSL's `gsl_multifit_nlinear`.
package struct NonlinearFit: Equatable, Sendable {
  /// One per parameter.
  package var parameters: [Double]
  /// One per residual, at the parameters.
  package var residuals: [Double]
  /// (JᵀJ)⁻¹ at the parameters, row by row: the covariance of the parameters where residuals have
  /// variance 1, to be multiplied by their variance where they have another.
  package var inverseInformation: [[Double]]
  /// The derivatives of the residuals, a row per residual.
  package var jacobian: [[Double]]
  package var iterations: Int

  /// Sum of squared residuals.
  package var sumOfSquares: Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// How derivatives are taken.
  package enum Differences: Sendable {
    /// Two evaluations per parameter; about 11 digits.
    case central
    /// One, this far away, for residuals that move in small jumps; as many digits as the step has
    /// zeros, where they are smooth.
    case stepping(by: Double)
  }

  /// - Parameters:
  ///   - start: Finite.
  ///   - count: How many residuals there are, at least as many as parameters.
  ///   - tolerance: Relative, on the step and on the gradient.
  ///   - residuals: One per observation, finite at the start.
  /// - Throws: What `residuals` throws; `GSLError` when they are not finite at the start or at the
  ///   end, or nothing is found in 500 iterations.
  package init(
    start: [Double], count: Int, differences: Differences = .central, tolerance: Double = 1e-10,
    residuals: @escaping ([Double]) throws -> [Double]
  ) throws {
    precondition(!start.isEmpty && count >= start.count, "as many residuals as parameters")
    precondition(start.allSatisfy(\.isFinite), "a start is finite")
    GSL.ready
    let context = ResidualFunction(count: count, residuals)
    var system = unsafe gsl_multifit_nlinear_fdf()
    unsafe system.n = count
    unsafe system.p = start.count
    unsafe system.params = Unmanaged.passUnretained(context).toOpaque()
    unsafe system.f = { point, context, values in
      // GSL hands back what it was given above.
      let function = unsafe Unmanaged<ResidualFunction>.fromOpaque(context!).takeUnretainedValue()
      return unsafe function.evaluate(at: point!, into: values!)
    }
    if case .stepping(let step) = differences {
      context.step = step
      unsafe system.df = { point, context, jacobian in
        // As above.
        let function = unsafe Unmanaged<ResidualFunction>.fromOpaque(context!).takeUnretainedValue()
        return unsafe function.differentiate(at: point!, into: jacobian!)
      }
    }
    var settings = unsafe gsl_multifit_nlinear_default_parameters()
    unsafe settings.trs = gsl_multifit_nlinear_trs_lm
    // Where no derivatives are given above.
    unsafe settings.fdtype = GSL_MULTIFIT_NLINEAR_CTRDIFF
    // Scaling by the largest column seen; GSL's own default solver, QR, keeps the digits.
    guard
      let workspace = unsafe gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust, &settings, count, start.count),
      let first = unsafe gsl_vector_alloc(start.count),
      let covariance = unsafe gsl_matrix_alloc(start.count, start.count)
    else { preconditionFailure("no memory for a fit") }
    defer {
      unsafe gsl_multifit_nlinear_free(workspace)
      unsafe gsl_vector_free(first)
      unsafe gsl_matrix_free(covariance)
    }
    for (index, value) in start.enumerated() { unsafe gsl_vector_set(first, index, value) }
    let (position, values, iterations, derivatives) = try withExtendedLifetime(context) {
      let begun = unsafe gsl_multifit_nlinear_init(first, &system, workspace)
      if let error = context.error { throw error }
      try GSLError.check(begun)
      guard unsafe elements(gsl_multifit_nlinear_residual(workspace)!).allSatisfy(\.isFinite) else {
        throw GSLError(code: Int32(GSL_EDOM))
      }
      var reason: Int32 = 0
      let status = unsafe gsl_multifit_nlinear_driver(
        500, tolerance, tolerance, 0, nil, nil, &reason, workspace)
      if let error = context.error { throw error }
      // No progress: the step is below what finite differences can tell, so this is the place.
      if status != Int32(GSL_ENOPROG) { try GSLError.check(status) }
      let jacobian = unsafe gsl_multifit_nlinear_jac(workspace)!
      unsafe try GSLError.check(gsl_multifit_nlinear_covar(jacobian, 0, covariance))
      return unsafe (
        elements(gsl_multifit_nlinear_position(workspace)!),
        elements(gsl_multifit_nlinear_residual(workspace)!),
        Int(gsl_multifit_nlinear_niter(workspace)), rows(jacobian)
      )
    }
    guard position.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite) else {
      throw GSLError(code: Int32(GSL_EDOM))
    }
    parameters = position
    self.residuals = values
    self.iterations = iterations
    jacobian = derivatives
    inverseInformation = unsafe rows(covariance)
  }
}

/// A Swift function of residuals, its failure carried across C.
private final class ResidualFunction {
  let count: Int
  let residuals: ([Double]) throws -> [Double]
  var error: (any Error)?
  /// Of derivatives.
  var step = 0.0

  init(count: Int, _ residuals: @escaping ([Double]) throws -> [Double]) {
    self.count = count
    self.residuals = residuals
  }

  func evaluate(
    at point: UnsafePointer<gsl_vector>, into values: UnsafeMutablePointer<gsl_vector>
  ) -> Int32 {
    do {
      let computed = try residuals(unsafe elements(point))
      precondition(computed.count == count, "as many residuals as were announced")
      for (index, value) in computed.enumerated() { unsafe gsl_vector_set(values, index, value) }
      return 0
    } catch {
      self.error = error
      return Int32(GSL_EBADFUNC)
    }
  }

  func differentiate(
    at point: UnsafePointer<gsl_vector>, into jacobian: UnsafeMutablePointer<gsl_matrix>
  ) -> Int32 {
    do {
      let here = unsafe elements(point)
      let values = try residuals(here)
      for column in here.indices {
        var there = here
        there[column] += step
        for (row, value) in try residuals(there).enumerated() {
          unsafe gsl_matrix_set(jacobian, row, column, (value - values[row]) / step)
        }
      }
      return 0
    } catch {
      self.error = error
      return Int32(GSL_EBADFUNC)
    }
  }
}

private func elements(_ vector: UnsafePointer<gsl_vector>) -> [Double] {
  unsafe (0..<vector.pointee.size).map { unsafe gsl_vector_get(vector, $0) }
}

private func rows(_ matrix: UnsafePointer<gsl_matrix>) -> [[Double]] {
  unsafe (0..<matrix.pointee.size1).map { row in
    unsafe (0..<matrix.pointee.size2).map { unsafe gsl_matrix_get(matrix, row, $0) }
  }
}
