// The only reinterpreted memory of this target: four lanes of 64 bits are read as eight of 32 and
// back. Why it is sound: both vectors have 32 bytes and every pattern of bits is a value.

extension RandomBlocks {
  /// The upper half of every lane, in both halves.
  ///
  /// A shuffle, because the standard library shifts lane by lane (Swift 6.3), and then the
  /// compiler takes all arithmetic on the lanes out of the vectors.
  @inlinable @inline(__always)
  static func upperHalves(_ lanes: SIMD4<UInt64>) -> SIMD4<UInt64> {
    let halves = unsafe unsafeBitCast(lanes, to: SIMD8<UInt32>.self)
    let upper = SIMD8(
      halves[1], halves[1], halves[3], halves[3], halves[5], halves[5], halves[7], halves[7])
    return unsafe unsafeBitCast(upper, to: SIMD4<UInt64>.self)
  }
}
