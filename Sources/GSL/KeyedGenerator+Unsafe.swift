@unsafe @preconcurrency internal import CGSL

// Why this file is sound: the `gsl_rng_type` is allocated once, never freed and
// never written after `init`; its state is plain bytes of the size it states,
// owned by the caller for the length of `withGSL`; and the callbacks touch
// nothing but that state.

/// A generator kind that GSL's samplers can draw from, made of Swift functions.
///
/// The state is plain bytes (no references), so that GSL may copy it.
@safe
package struct KeyedGenerator<State: BitwiseCopyable>: @unchecked Sendable {
  // @unchecked: a pointer to memory that is immutable after `init`.
  private let type: UnsafePointer<gsl_rng_type>

  /// Describes a generator of 64-bit words.
  ///
  /// - Parameters:
  ///   - name: Shown by `gsl_rng_name`.
  ///   - seed: Sets the state, given a pointer to it and a seed.
  ///   - next: Advances the state and returns 64 uniform bits.
  ///   - uniform: Advances the state and returns a double in 0..<1.
  package init(
    name: StaticString,
    seed: @escaping @convention(c) (UnsafeMutableRawPointer?, UInt) -> Void,
    next: @escaping @convention(c) (UnsafeMutableRawPointer?) -> UInt,
    uniform: @escaping @convention(c) (UnsafeMutableRawPointer?) -> Double
  ) {
    let described = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    unsafe described.initialize(
      to: gsl_rng_type(
        name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
        max: .max, min: 0, size: MemoryLayout<State>.size,
        set: seed, get: next, get_double: uniform))
    unsafe type = UnsafePointer(described)
  }

  /// Draws from one of GSL's samplers, on the caller's state.
  ///
  /// - Parameters:
  ///   - state: Where the stream stands; advanced in place.
  ///   - sampler: Which shaped law to draw.
  package func draw(_ sampler: Sampler, from state: inout State) -> Double {
    unsafe withUnsafeMutablePointer(to: &state) { pointer in
      var generator = unsafe gsl_rng(type: type, state: UnsafeMutableRawPointer(pointer))
      return unsafe withUnsafePointer(to: &generator) { unsafe sampler.draw($0) }
    }
  }

  /// 64 bits through GSL's own accessor; tests compare it with the stream.
  package func word(from state: inout State) -> UInt64 {
    unsafe withUnsafeMutablePointer(to: &state) { pointer in
      var generator = unsafe gsl_rng(type: type, state: UnsafeMutableRawPointer(pointer))
      return unsafe UInt64(gsl_rng_get(&generator))
    }
  }
}

/// A law that GSL samples.
package enum Sampler: Sendable {
  /// Mean at least 0.
  case poisson(mean: Double)
  case gamma(shape: Double, scale: Double)
  case beta(a: Double, b: Double)
  case gaussian(sigma: Double)
  case binomial(probability: Double, trials: Int)

  fileprivate func draw(_ generator: UnsafePointer<gsl_rng>) -> Double {
    switch self {
    case .poisson(let mean): unsafe Double(gsl_ran_poisson(generator, mean))
    case .gamma(let shape, let scale): unsafe gsl_ran_gamma(generator, shape, scale)
    case .beta(let a, let b): unsafe gsl_ran_beta(generator, a, b)
    case .gaussian(let sigma): unsafe gsl_ran_gaussian(generator, sigma)
    case .binomial(let probability, let trials):
      unsafe Double(gsl_ran_binomial(generator, probability, UInt32(trials)))
    }
  }
}
