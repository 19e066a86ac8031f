#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Named, so that the rest of the target needs no C library import.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func logarithm(_ value: Double) -> Double { log(value) }
func exponential(_ value: Double) -> Double { exp(value) }
