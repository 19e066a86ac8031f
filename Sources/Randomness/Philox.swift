/// Philox4x32-10, the counter-based generator: a block of 128 random bits is a
/// function of a 128-bit counter and a 64-bit key.
///
/// - Source: Salmon, Moraes, Dror, Shaw (2011), "Parallel random numbers: as
///   easy as 1, 2, 3", SC11, [doi:10.1145/2063384.2063405](https://doi.org/10.1145/2063384.2063405).
@frozen
public struct RandomBlock: Equatable, Sendable, BitwiseCopyable {
  /// The four words, each uniform on 0...2^32 − 1.
  public var w0, w1, w2, w3: UInt32

  /// A block of given words.
  @inlinable @inline(__always)
  public init(w0: UInt32, w1: UInt32, w2: UInt32, w3: UInt32) {
    self.w0 = w0
    self.w1 = w1
    self.w2 = w2
    self.w3 = w3
  }

  /// Encrypts a counter under a key.
  @inlinable @inline(__always)
  public static func philox(
    _ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32, key0: UInt32, key1: UInt32
  ) -> RandomBlock {
    var (a0, a1, a2, a3) = (c0, c1, c2, c3)
    var (x, y) = (key0, key1)
    for _ in 0..<10 {
      let p = UInt64(0xD251_1F53) &* UInt64(a0)
      let q = UInt64(0xCD9E_8D57) &* UInt64(a2)
      let n0 = UInt32(truncatingIfNeeded: q &>> 32) ^ a1 ^ x
      let n2 = UInt32(truncatingIfNeeded: p &>> 32) ^ a3 ^ y
      a1 = UInt32(truncatingIfNeeded: q)
      a3 = UInt32(truncatingIfNeeded: p)
      a0 = n0
      a2 = n2
      x &+= 0x9E37_79B9
      y &+= 0xBB67_AE85
    }
    return RandomBlock(w0: a0, w1: a1, w2: a2, w3: a3)
  }

  /// Word 0, 1, 2 or 3 (the index is taken modulo 4).
  @inlinable
  public subscript(word: Int) -> UInt32 {
    switch word & 3 {
    case 0: w0
    case 1: w1
    case 2: w2
    default: w3
    }
  }

  /// Words 0 and 1 as 64 bits.
  @inlinable @inline(__always)
  public var first64: UInt64 { UInt64(w0) &<< 32 | UInt64(w1) }

  /// Words 2 and 3 as 64 bits.
  @inlinable @inline(__always)
  public var second64: UInt64 { UInt64(w2) &<< 32 | UInt64(w3) }
}

/// A double in 0..<1 from the upper 53 of 64 uniform bits.
@inlinable @inline(__always)
public func unitInterval(_ bits: UInt64) -> Double { Double(bits &>> 11) * 0x1p-53 }

/// A double inside 0...1, never 0 or 1, from 32 uniform bits.
@inlinable @inline(__always)
public func openUnitInterval(_ bits: UInt32) -> Double { (Double(bits) + 0.5) * 0x1p-32 }

/// p as a threshold for 32-bit words: `UInt64(word) < threshold(p)` holds with
/// probability p, to 2^-32, always for 1 and never for 0.
@inlinable @inline(__always)
public func threshold(_ p: Double) -> UInt64 {
  p <= 0 ? 0 : p >= 1 ? 1 &<< 32 : UInt64(nearestInteger(p * 0x1p32))
}

/// The integer nearest to a number, halves up: what `rounded()` gives, which calls a function of the
/// system where the processor's least common denominator cannot round.
///
/// - Parameter x: In 0..<2^53.
@inlinable @inline(__always)
package func nearestInteger(_ x: Double) -> Int {
  let below = Int(x)
  return x - Double(below) >= 0.5 ? below &+ 1 : below
}

/// A uniform index below `count` from 64 uniform bits (error below count/2^64).
@inlinable @inline(__always)
public func uniformIndex(_ bits: UInt64, below count: Int) -> Int {
  Int(truncatingIfNeeded: bits.multipliedFullWidth(by: UInt64(count)).high)
}
