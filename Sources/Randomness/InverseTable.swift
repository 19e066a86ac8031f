/// The inverse of a discrete cumulative distribution, by guide table.
///
/// Monotone in its random word, as common random numbers need (an alias table
/// is not): a law that is larger everywhere gives a value that is never
/// smaller, at every word.
///
/// - Complexity: O(1) expected; a guide of 1,024 entries, then a short scan.
/// - Source: Chen, Asau (1974), AIIE Transactions 6:163.
@frozen
public struct InverseTable: Equatable, Sendable {
  /// P(X ≤ k)·2^32, rounded, rising; one per value.
  @usableFromInline let cumulative: [UInt64]
  /// For every upper 10 bits of a word, the least value it can give.
  @usableFromInline let guide: [UInt32]

  /// One more than the largest tabulated value.
  ///
  /// The words beyond the last cumulative probability give `count`: "later than the table".
  public var count: Int { cumulative.count }

  /// Tabulates a law on 0..<cdf.count.
  ///
  /// - Parameter cdf: P(X ≤ k), one per k, not falling, in 0...1.
  public init(cdf: [Double]) {
    precondition(!cdf.isEmpty, "a law needs a value")
    var last = 0.0
    cumulative = cdf.map { p in
      precondition(p >= last - 1e-12 && p <= 1 + 1e-12, "a cdf rises from 0 to 1")
      last = max(last, p)
      return threshold(last)
    }
    var value = 0
    var guide: [UInt32] = []
    guide.reserveCapacity(1024)
    for bucket in 0..<1024 {
      let least = UInt64(bucket) << 22
      while value < cumulative.count && least >= cumulative[value] { value += 1 }
      guide.append(UInt32(value))
    }
    self.guide = guide
  }

  /// P(X ≤ k)·2^32, rounded, one per value.
  package var thresholds: [UInt64] { cumulative }

  /// The least k with word < P(X ≤ k)·2^32, or `count` when there is none.
  @inlinable @inline(__always)
  public func value(_ word: UInt32) -> Int {
    var k = Int(guide[Int(word &>> 22)])
    let n = cumulative.count
    while k < n && UInt64(word) >= cumulative[k] { k &+= 1 }
    return k
  }
}
