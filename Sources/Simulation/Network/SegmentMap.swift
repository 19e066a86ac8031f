package import Randomness

/// Which segment a person is in: exact shares of the market, unstored.
///
/// In a network with blocks, segments are consecutive persons. In any other, numbers
/// mean something else (the contact count, a place on the ring, an id), so persons are
/// shuffled by a keyed permutation first.
package final class SegmentMap: Sendable {
  /// Where each segment begins, and where the last one ends.
  let bounds: [UInt32]
  /// Of nobody where segments are in order.
  private let shuffle: KeyedPermutation
  private let isShuffled: Bool

  /// - Parameters:
  ///   - shares: They sum to 1; empty for one segment of everybody.
  ///   - isInOrder: Whether segments are consecutive persons.
  package init(shares: [Double], size: Int, isInOrder: Bool, keyedBy streams: Streams) {
    bounds = SegmentMap.bounds(shares: shares, size: size).map { UInt32($0) }
    isShuffled = !isInOrder && shares.count > 1
    shuffle = KeyedPermutation(count: isShuffled ? size : 0, keyedBy: streams, who: 8)
  }

  /// Where each segment begins when the market is dealt out in order.
  static func bounds(shares: [Double], size: Int) -> [Int] {
    var share = 0.0
    return [0]
      + shares.dropLast().map { part in
        share += part
        return min(size, Int((Double(size) * share).rounded()))
      } + [size]
  }

  @inline(__always)
  package func segment(of person: UInt32) -> Int {
    guard bounds.count > 2 else { return 0 }
    let place =
      isShuffled ? UInt32(truncatingIfNeeded: shuffle.image(of: UInt64(person))) : person
    var segment = bounds.count &- 2
    while segment > 0 && bounds[segment] > place { segment &-= 1 }
    return segment
  }
}
