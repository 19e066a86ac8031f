/// The places of a list in the order of the persons whom it names; places of one person keep their
/// order.
///
/// Digit by digit, from the lowest on (radix sort), with so few digits that a day's hundred places
/// are sorted in the time in which their counts are cleared: comparing them pair by pair takes three
/// times as long, since which of two is less cannot be foretold.
struct PersonOrder: ~Copyable {
  /// The person, then the place, in a word each.
  private var words = Column<UInt64>(repeating: 0, count: 256)
  private var others = Column<UInt64>(repeating: 0, count: 256)
  private var counts = Column<Int>(repeating: 0, count: 1 << digitBits)

  private static var digitBits: Int { 6 }

  var bytes: Int { 2 * words.count * MemoryLayout<UInt64>.stride }

  /// The place that comes i-th.
  @inline(__always)
  subscript(i: Int) -> Int { Int(truncatingIfNeeded: words[i] & 0xFFFF_FFFF) }

  /// Orders the places 0..<count.
  ///
  /// - Parameters:
  ///   - size: One more than the largest person.
  ///   - person: Who is named in a place.
  /// - Complexity: O(count × log size).
  @inline(__always)
  mutating func sort(_ count: Int, below size: Int, by person: (Int) -> UInt32) {
    if count > words.count {
      words = Column(repeating: 0, count: 2 * count)
      others = Column(repeating: 0, count: 2 * count)
    }
    for i in 0..<count { words[i] = UInt64(person(i)) &<< 32 | UInt64(i) }
    var shift: UInt64 = 32
    while (size &- 1) &>> Int(shift &- 32) > 0 {
      words.sort(count, byBitsFrom: shift, into: &others, counting: &counts)
      swap(&words, &others)
      shift &+= UInt64(Self.digitBits)
    }
  }

}
