@unsafe @preconcurrency internal import CGSL

// Why this file is sound: everything GSL allocates is checked and freed in the function that
// allocates it; the objective outlives the minimiser that points to it, by `withExtendedLifetime`;
// and vectors are read within the size they were allocated with.

/// Where a function of several variables is least.
package struct Minimum: Equatable, Sendable {
  package var point: [Double]
  package var value: Double
  package var iterations: Int

  /// Goes down by Nelder and Mead's simplex, which asks for values only.
  ///
  /// - Parameters:
  ///   - function: Values that are not finite count as very large, so a minimiser stays out of
  ///     where a function is undefined.
  ///   - start: A point where the function is finite.
  ///   - steps: The edges of the first simplex, one per variable, none of them 0.
  ///   - size: Ends when the simplex's mean distance from its centre is below it.
  ///   - iterationLimit: Ends there whether or not it has arrived: a caller that must know
  ///     looks at the slope.
  /// - Throws: What `function` throws, or GSL's own error.
  /// - Source: Nelder, Mead (1965), Computer Journal 7:308; GSL's `nmsimplex2`.
  package static func simplex(
    of function: ([Double]) throws -> Double, from start: [Double], steps: [Double],
    size: Double = 1e-5, iterationLimit: Int = 2_000
  ) throws -> Minimum {
    precondition(!start.isEmpty && start.count == steps.count, "one step per variable")
    return try withoutActuallyEscaping(function) { function in
      let objective = Objective(function)
      return try withExtendedLifetime(objective) {
        try descend(objective, start, steps, size, iterationLimit)
      }
    }
  }

  private static func descend(
    _ objective: Objective, _ start: [Double], _ steps: [Double], _ size: Double, _ limit: Int
  ) throws -> Minimum {
    GSL.ready
    guard let point = unsafe gsl_vector_alloc(start.count),
      let edges = unsafe gsl_vector_alloc(start.count),
      let minimiser = unsafe gsl_multimin_fminimizer_alloc(
        gsl_multimin_fminimizer_nmsimplex2, start.count)
    else { preconditionFailure("no memory for a minimiser") }
    defer {
      unsafe gsl_vector_free(point)
      unsafe gsl_vector_free(edges)
      unsafe gsl_multimin_fminimizer_free(minimiser)
    }
    for index in start.indices {
      unsafe gsl_vector_set(point, index, start[index])
      unsafe gsl_vector_set(edges, index, steps[index])
    }
    var problem = unsafe gsl_multimin_function(
      f: { vector, context in
        // GSL hands back the vector and the context that it was given.
        let objective = unsafe Unmanaged<Objective>.fromOpaque(context!).takeUnretainedValue()
        return unsafe objective.value(
          at: (0..<vector!.pointee.size).map {
            unsafe gsl_vector_get(vector, $0)
          })
      }, n: start.count, params: Unmanaged.passUnretained(objective).toOpaque())
    return try unsafe withUnsafeMutablePointer(to: &problem) { problem in
      let code = unsafe gsl_multimin_fminimizer_set(minimiser, problem, point, edges)
      if let error = objective.error { throw error }
      try GSLError.check(code)
      var iterations = 0
      while iterations < limit {
        iterations += 1
        let code = unsafe gsl_multimin_fminimizer_iterate(minimiser)
        if let error = objective.error { throw error }
        try GSLError.check(code)
        if unsafe gsl_multimin_fminimizer_size(minimiser) < size { break }
      }
      let best = unsafe gsl_multimin_fminimizer_x(minimiser)
      return unsafe Minimum(
        point: start.indices.map { unsafe gsl_vector_get(best, $0) },
        value: gsl_multimin_fminimizer_minimum(minimiser), iterations: iterations)
    }
  }

  /// A function that C can call back, and the first error it threw.
  private final class Objective {
    private let function: ([Double]) throws -> Double
    private(set) var error: (any Error)?

    init(_ function: @escaping ([Double]) throws -> Double) { self.function = function }

    func value(at point: [Double]) -> Double {
      guard error == nil else { return Objective.undefined }
      do {
        let value = try function(point)
        return value.isFinite ? value : Objective.undefined
      } catch {
        self.error = error
        return Objective.undefined
      }
    }

    // Finite, because GSL refuses what is not; far above any deviance.
    private static let undefined = 1e200
  }
}
