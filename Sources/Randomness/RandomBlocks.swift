/// Four blocks of Philox4x32-10 side by side: lane i holds exactly what
/// `RandomBlock.philox` gives for the counters in lane i.
///
/// A 32-bit word is kept in the lower half of a 64-bit lane, where the vector
/// multiplication of every x86-64 and ARM takes its factors and leaves its product;
/// what is above it is never read.
@frozen
public struct RandomBlocks: Sendable, BitwiseCopyable {
  /// Words 0 to 3 of every block.
  public var w0, w1, w2, w3: SIMD4<UInt32>

  @inlinable @inline(__always)
  init(w0: SIMD4<UInt32>, w1: SIMD4<UInt32>, w2: SIMD4<UInt32>, w3: SIMD4<UInt32>) {
    self.w0 = w0
    self.w1 = w1
    self.w2 = w2
    self.w3 = w3
  }

  /// Encrypts four counters under a key.
  @inlinable @inline(__always)
  public static func philox(
    _ c0: SIMD4<UInt32>, _ c1: SIMD4<UInt32>, _ c2: SIMD4<UInt32>, _ c3: SIMD4<UInt32>,
    key0: UInt32, key1: UInt32
  ) -> RandomBlocks {
    var a0 = SIMD4<UInt64>(truncatingIfNeeded: c0)
    var a1 = SIMD4<UInt64>(truncatingIfNeeded: c1)
    var a2 = SIMD4<UInt64>(truncatingIfNeeded: c2)
    var a3 = SIMD4<UInt64>(truncatingIfNeeded: c3)
    var (x, y) = (key0, key1)
    let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let high = SIMD4<UInt64>(repeating: 32)
    for _ in 0..<10 {
      let p = (a0 & lower) &* SIMD4(repeating: 0xD251_1F53)
      let q = (a2 & lower) &* SIMD4(repeating: 0xCD9E_8D57)
      a0 = (q &>> high) ^ a1 ^ SIMD4(repeating: UInt64(x))
      a2 = (p &>> high) ^ a3 ^ SIMD4(repeating: UInt64(y))
      a1 = q
      a3 = p
      x &+= 0x9E37_79B9
      y &+= 0xBB67_AE85
    }
    return RandomBlocks(
      w0: SIMD4(truncatingIfNeeded: a0), w1: SIMD4(truncatingIfNeeded: a1),
      w2: SIMD4(truncatingIfNeeded: a2), w3: SIMD4(truncatingIfNeeded: a3))
  }
}
