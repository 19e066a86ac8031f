@unsafe @preconcurrency internal import CGSL

// Why this file is sound: the generator is allocated in `init`, freed in `deinit`, and reachable
// from nowhere else, since the struct cannot be copied; GSL writes `dimensions` doubles.

/// Points that fill a cube evenly, by GSL.
///
/// The sequence is the same every time, and its first point is the centre.
/// - Source: Sobol (1967); direction numbers of Antonov, Saleev (1979), *USSR Comp. Maths. Math.
///   Phys.* 19:252–256, as in GSL.
@safe
package struct SobolSequence: ~Copyable {
  private let generator: UnsafeMutablePointer<gsl_qrng>
  package let dimensions: Int

  /// - Parameter dimensions: 1 to 40.
  package init(dimensions: Int) {
    precondition((1...40).contains(dimensions), "a Sobol sequence has 1 to 40 dimensions")
    GSL.ready
    self.dimensions = dimensions
    guard let generator = unsafe gsl_qrng_alloc(gsl_qrng_sobol, UInt32(dimensions)) else {
      preconditionFailure("no memory for a Sobol sequence")
    }
    unsafe self.generator = generator
  }

  deinit { unsafe gsl_qrng_free(generator) }

  /// The next point: one number above 0 and below 1 per dimension.
  package mutating func next() -> [Double] {
    var point = Array(repeating: 0.0, count: dimensions)
    unsafe point.withUnsafeMutableBufferPointer { buffer in
      unsafe _ = gsl_qrng_get(generator, buffer.baseAddress!)  // dimensions is at least 1
    }
    return point
  }
}
