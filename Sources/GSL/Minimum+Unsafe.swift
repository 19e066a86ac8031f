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
  /// - Source: Nelder, Mead (1965), Computer Journal 7:308; GSL's `nmsimplex2`.
  package static func simplex(
    of function: ([Double]) -> Double, from start: [Double], steps: [Double],
    size: Double = 1e-5, iterationLimit: Int = 2_000
  ) -> Minimum {
    precondition(!start.isEmpty && start.count == steps.count, "one step per variable")
    return withoutActuallyEscaping(function) { function in
      let objective = Objective(function)
      return withExtendedLifetime(objective) {
        descend(objective, start, steps, size, iterationLimit)
      }
    }
  }

  private static func descend(
    _ objective: Objective, _ start: [Double], _ steps: [Double], _ size: Double, _ limit: Int
  ) -> Minimum {
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
    // Its simplex fails where a value is not finite, and an objective's are.
    func isDone(_ code: Int32) {
      precondition(code == Int32(GSL_SUCCESS), "a simplex of finite values goes on")
    }
    return unsafe withUnsafeMutablePointer(to: &problem) { problem in
      isDone(unsafe gsl_multimin_fminimizer_set(minimiser, problem, point, edges))
      var iterations = 0
      while iterations < limit {
        iterations += 1
        isDone(unsafe gsl_multimin_fminimizer_iterate(minimiser))
        if unsafe gsl_multimin_fminimizer_size(minimiser) < size { break }
      }
      let best = unsafe gsl_multimin_fminimizer_x(minimiser)
      return unsafe Minimum(
        point: start.indices.map { unsafe gsl_vector_get(best, $0) },
        value: gsl_multimin_fminimizer_minimum(minimiser), iterations: iterations)
    }
  }

  /// A function that C can call back.
  private final class Objective {
    private let function: ([Double]) -> Double

    init(_ function: @escaping ([Double]) -> Double) { self.function = function }

    func value(at point: [Double]) -> Double {
      let value = function(point)
      return value.isFinite ? value : Objective.undefined
    }

    // Finite, because GSL refuses what is not; far above any deviance.
    private static let undefined = 1e200
  }
}
