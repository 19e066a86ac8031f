@unsafe @preconcurrency internal import CGSL

/// Special functions of doubles, by GSL.
package enum Special {
  /// The logarithm of n factorial.
  package static func logFactorial(_ n: Int) -> Double {
    precondition(n >= 0 && n <= Int(UInt32.max), "a factorial is asked of 0 to 2^32 − 1")
    GSL.ready
    return gsl_sf_lnfact(UInt32(n))
  }
}
