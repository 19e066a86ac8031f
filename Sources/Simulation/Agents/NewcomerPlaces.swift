/// Who of a day's newcomers stands where.
///
/// An open-addressed table of twice the day's size, which stays in the cache. A
/// column over the market would cost four bytes a person and a cache miss a newcomer.
struct NewcomerPlaces: ~Copyable {
  /// A person in the upper half and its place in the lower, or `empty`; only the
  /// first 2^(32 − shift) are in use.
  private var entries = Column<UInt64>(repeating: empty, count: 64)
  private var shift: UInt32 = 26

  private static var empty: UInt64 { .max }

  /// Forgets everybody, and makes room for `count` persons, at least 1.
  mutating func removeAll(makingRoomFor count: Int) {
    let size = max(64, 2 &<< (Int.bitWidth &- count.leadingZeroBitCount))
    shift = UInt32(32 &- size.trailingZeroBitCount)
    if size > entries.count {
      entries = Column(repeating: Self.empty, count: size)
    } else {
      for i in 0..<size { entries[i] = Self.empty }
    }
  }

  /// Notes the place of a person who is not in the table yet.
  @inline(__always)
  mutating func insert(_ person: UInt32, at place: Int) {
    let last = 1 &<< Int(32 &- shift) &- 1
    var i = first(person)
    while entries[i] != Self.empty { i = (i &+ 1) & last }
    entries[i] = UInt64(person) &<< 32 | UInt64(UInt32(truncatingIfNeeded: place))
  }

  /// The place of a person, or nil if they are no newcomer.
  @inline(__always)
  func place(of person: UInt32) -> Int? {
    let last = 1 &<< Int(32 &- shift) &- 1
    var i = first(person)
    while entries[i] != Self.empty {
      if entries[i] &>> 32 == UInt64(person) { return Int(entries[i] & 0xFFFF_FFFF) }
      i = (i &+ 1) & last
    }
    return nil
  }

  /// Where the search for a person begins.
  /// - Source: Knuth (1998), The Art of Computer Programming 3, 6.4: the golden ratio.
  @inline(__always)
  private func first(_ person: UInt32) -> Int { Int((person &* 0x9E37_79B1) &>> shift) }
}
