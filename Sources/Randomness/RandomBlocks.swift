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
    var state = PhiloxState(a0: c0, a1: c1, a2: c2, a3: c3)
    // Written out: in a loop the compiler packs the lanes to 32 bits between rounds.
    state.round(0, key0, key1)
    state.round(1, key0, key1)
    state.round(2, key0, key1)
    state.round(3, key0, key1)
    state.round(4, key0, key1)
    state.round(5, key0, key1)
    state.round(6, key0, key1)
    state.round(7, key0, key1)
    state.round(8, key0, key1)
    state.round(9, key0, key1)
    return RandomBlocks(w0: state.a0, w1: state.a1, w2: state.a2, w3: state.a3)
  }
}

/// Four blocks between two rounds. What is above the lower 32 bits of a lane is noise.
@usableFromInline
@frozen
struct PhiloxState: BitwiseCopyable {
  @usableFromInline var a0, a1, a2, a3: SIMD4<UInt64>

  @inlinable @inline(__always)
  init(a0: SIMD4<UInt64>, a1: SIMD4<UInt64>, a2: SIMD4<UInt64>, a3: SIMD4<UInt64>) {
    self.a0 = a0
    self.a1 = a1
    self.a2 = a2
    self.a3 = a3
  }

  @inlinable @inline(__always)
  mutating func round(_ number: UInt32, _ key0: UInt32, _ key1: UInt32) {
    let lower = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let high = SIMD4<UInt64>(repeating: 32)
    let x = SIMD4(repeating: UInt64(key0 &+ number &* 0x9E37_79B9))
    let y = SIMD4(repeating: UInt64(key1 &+ number &* 0xBB67_AE85))
    let p = (a0 & lower) &* SIMD4(repeating: 0xD251_1F53)
    let q = (a2 & lower) &* SIMD4(repeating: 0xCD9E_8D57)
    a0 = (q &>> high) ^ a1 ^ x
    a2 = (p &>> high) ^ a3 ^ y
    a1 = q
    a3 = p
  }
}
