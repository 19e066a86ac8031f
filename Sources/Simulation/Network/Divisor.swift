/// Division by a number that stays the same, as one multiplication.
///
/// With m = ⌈2^63/d⌉, ⌊x·m/2^63⌋ is exactly ⌊x/d⌋ while x·d < 2^63, because
/// m·d exceeds 2^63 by less than d. (Granlund, Montgomery 1994, PLDI.)
struct Divisor: Equatable, Sendable, BitwiseCopyable {
  private let reciprocal: UInt64

  /// - Parameter divisor: At least 1.
  init(_ divisor: UInt64) {
    reciprocal = ((1 << 63) - 1) / divisor + 1
  }

  /// ⌊x/d⌋, for x·d below 2^63.
  @inline(__always)
  func quotient(of x: UInt64) -> UInt64 {
    (x &<< 1).multipliedFullWidth(by: reciprocal).high
  }
}
