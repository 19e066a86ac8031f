/// Four blocks of Philox4x32-10 side by side: lane i holds exactly what
/// `RandomBlock.philox` gives for the counters in lane i.
///
/// A 32-bit word is kept in the lower half of a 64-bit lane, where the vector
/// multiplication of every x86-64 and ARM takes its factors and leaves its product.
/// What is above it is noise: read a word as `UInt32(truncatingIfNeeded:)`. Counters
/// come from memory and words go there, because putting lanes into a vector or taking
/// them out one by one makes the compiler give up the vectors.
@frozen
public struct RandomBlocks: Sendable, BitwiseCopyable {
  /// Words 0 to 3 of every block, each below 32 bits of noise.
  public var w0, w1, w2, w3: SIMD4<UInt64>

  @inlinable @inline(__always)
  init(w0: SIMD4<UInt64>, w1: SIMD4<UInt64>, w2: SIMD4<UInt64>, w3: SIMD4<UInt64>) {
    self.w0 = w0
    self.w1 = w1
    self.w2 = w2
    self.w3 = w3
  }

  /// Encrypts four counters under a key. Only the lower 32 bits of a lane count.
  @inlinable @inline(__always)
  public static func philox(
    _ c0: SIMD4<UInt64>, _ c1: SIMD4<UInt64>, _ c2: SIMD4<UInt64>, _ c3: SIMD4<UInt64>,
    key0: UInt32, key1: UInt32
  ) -> RandomBlocks {
    var (a0, a1, a2, a3) = (c0, c1, c2, c3)
    let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let half = SIMD4<UInt64>(repeating: 32)
    var (x, y) = (SIMD4(repeating: UInt64(key0)), SIMD4(repeating: UInt64(key1)))
    for _ in 0..<10 {
      let p = (a0 & lower) &* SIMD4(repeating: 0xD251_1F53)
      let q = (a2 & lower) &* SIMD4(repeating: 0xCD9E_8D57)
      a0 = (q &>> half) ^ a1 ^ x
      a2 = (p &>> half) ^ a3 ^ y
      a1 = q
      a3 = p
      x &+= SIMD4(repeating: 0x9E37_79B9)
      y &+= SIMD4(repeating: 0xBB67_AE85)
    }
    return RandomBlocks(w0: a0, w1: a1, w2: a2, w3: a3)
  }
}
