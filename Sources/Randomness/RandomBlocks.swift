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

  /// Encrypts four counters under a key.
  ///
  /// Only the lower 32 bits of a lane count.
  ///
  /// The ten rounds are written out, so that a loop makes their keys once, before it begins.
  @inlinable @inline(__always)
  public static func philox(
    _ c0: SIMD4<UInt64>, _ c1: SIMD4<UInt64>, _ c2: SIMD4<UInt64>, _ c3: SIMD4<UInt64>,
    key0: UInt32, key1: UInt32
  ) -> RandomBlocks {
    var blocks = RandomBlocks(w0: c0, w1: c1, w2: c2, w3: c3)
    blocks.mix(round: 0, key0, key1)
    blocks.mix(round: 1, key0, key1)
    blocks.mix(round: 2, key0, key1)
    blocks.mix(round: 3, key0, key1)
    blocks.mix(round: 4, key0, key1)
    blocks.mix(round: 5, key0, key1)
    blocks.mix(round: 6, key0, key1)
    blocks.mix(round: 7, key0, key1)
    blocks.mix(round: 8, key0, key1)
    blocks.mix(round: 9, key0, key1)
    return blocks
  }

  /// One round.
  ///
  /// A key counts up by a constant from round to round.
  @inlinable @inline(__always)
  mutating func mix(round: UInt32, _ key0: UInt32, _ key1: UInt32) {
    let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let x = SIMD4(repeating: UInt64(key0 &+ round &* 0x9E37_79B9))
    let y = SIMD4(repeating: UInt64(key1 &+ round &* 0xBB67_AE85))
    let p = (w0 & lower) &* SIMD4(repeating: 0xD251_1F53)
    let q = (w2 & lower) &* SIMD4(repeating: 0xCD9E_8D57)
    w0 = RandomBlocks.upperHalves(q) ^ w1 ^ x
    w2 = RandomBlocks.upperHalves(p) ^ w3 ^ y
    w1 = q
    w3 = p
  }

  /// Two uniform indices below `count` a block, from its words 0 and 1 and from its words 2 and 3:
  /// what `uniformIndex` gives for `first64` and `second64`, in the lower half of a lane.
  ///
  /// - Parameter count: At most 2^32 − 1.
  @inlinable @inline(__always)
  public func indices(below count: Int) -> (SIMD4<UInt64>, SIMD4<UInt64>) {
    let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let count = SIMD4(repeating: UInt64(truncatingIfNeeded: count) & 0xFFFF_FFFF)
    @inline(__always) func index(_ high: SIMD4<UInt64>, _ low: SIMD4<UInt64>) -> SIMD4<UInt64> {
      let carry = RandomBlocks.upperHalves((low & lower) &* count) & lower
      return RandomBlocks.upperHalves((high & lower) &* count &+ carry)
    }
    return (index(w0, w1), index(w2, w3))
  }
}
