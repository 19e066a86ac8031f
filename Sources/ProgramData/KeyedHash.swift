/// Turns identifiers into 128 bits that say nothing about them to who does not have the key.
package struct KeyedHash: Sendable {
  private let key: (UInt64, UInt64)

  /// - Parameter key: 128 random bits; results do not depend on them. Without a secret key, who
  ///   makes the file could choose identifiers that make the import slow.
  package init(key: (UInt64, UInt64)) {
    self.key = key
  }

  /// An identifier's hash.
  struct Value: Equatable, Sendable {
    var low, high: UInt64
  }

  /// SipHash-2-4 with an output of 128 bits.
  ///
  /// - Source: Aumasson, Bernstein (2012), "SipHash: a fast short-input PRF"; the 128-bit output as
  ///   in the authors' reference code.
  func callAsFunction(_ bytes: [UInt8]) -> Value {
    var v0 = key.0 ^ 0x736f_6d65_7073_6575
    var v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
    var v2 = key.0 ^ 0x6c79_6765_6e65_7261
    var v3 = key.1 ^ 0x7465_6462_7974_6573

    func rounds(_ count: Int) {
      for _ in 0..<count {
        v0 &+= v1
        v1 = (v1 << 13 | v1 >> 51) ^ v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = (v3 << 16 | v3 >> 48) ^ v2
        v0 &+= v3
        v3 = (v3 << 21 | v3 >> 43) ^ v0
        v2 &+= v1
        v1 = (v1 << 17 | v1 >> 47) ^ v2
        v2 = v2 << 32 | v2 >> 32
      }
    }

    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      word |= UInt64(byte) << UInt64(index % 8 * 8)
      if index % 8 == 7 {
        v3 ^= word
        rounds(2)
        v0 ^= word
        word = 0
      }
    }
    word |= UInt64(truncatingIfNeeded: bytes.count) << 56
    v3 ^= word
    rounds(2)
    v0 ^= word
    v2 ^= 0xee
    rounds(4)
    let low = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    rounds(4)
    return Value(low: low, high: v0 ^ v1 ^ v2 ^ v3)
  }
}
