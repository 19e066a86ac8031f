#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func logarithm(_ value: Double) -> Double { log(value) }
func naturalExp(_ value: Double) -> Double { exp(value) }
func exponentialMinusOne(_ value: Double) -> Double { expm1(value) }
func gammaFunction(_ value: Double) -> Double { tgamma(value) }
