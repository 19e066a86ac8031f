#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Named, so that the rest of the target needs no C library import.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
func naturalExp(_ value: Double) -> Double { exp(value) }
func cosine(_ value: Double) -> Double { cos(value) }
