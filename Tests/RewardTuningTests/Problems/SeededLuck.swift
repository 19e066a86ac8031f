/// Luck for synthetic problems, looked up by key: a seed, a unit, and which number of it.
///
/// SplitMix64's finaliser (Steele, Lea, Flood 2014, OOPSLA), applied once per part of the key.
struct SeededLuck: Sendable {
  private let key: UInt64

  init(seed: UInt64) { key = SeededLuck.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  private static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// Between 0 and 1, never either.
  func uniform(_ unit: Int, _ which: Int) -> Double {
    let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    let keyed = SeededLuck.mix(key &+ UInt64(bitPattern: Int64(unit)) &* step)
    let word = SeededLuck.mix(keyed &+ UInt64(bitPattern: Int64(which) &+ 1) &* step)
    return (Double(word &>> 12) + 0.5) * 0x1p-52
  }

  /// Standard normal.
  func normal(_ unit: Int, _ which: Int) -> Double {
    SeededLuck.normalQuantile(uniform(unit, which))
  }

  /// Acklam's rational approximation, relative error below 1.2e-9.
  static func normalQuantile(_ p: Double) -> Double {
    if p > 0.5 { return -normalQuantile(1 - p) }
    if p < 0.02425 {
      let q = (-2 * logarithm(p)).squareRoot()
      let above =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
          - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
      let below =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
          + 3.754408661907416) * q + 1
      return above / below
    }
    let q = p - 0.5
    let r = q * q
    let above =
      ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
        + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239
    let below =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
        + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
    return above * q / below
  }
}
