/// A set of persons, one bit each: a million of them fit in the second-level cache.
struct PersonSet: ~Copyable {
  private var words: Column<UInt64>

  /// An empty set of persons numbered below `size`.
  init(size: Int) {
    words = Column(repeating: 0, count: (size + 63) / 64)
  }

  /// Whether a person is in the set.
  @inline(__always)
  func contains(_ person: UInt32) -> Bool {
    words[Int(person &>> 6)] &>> UInt64(person & 63) & 1 != 0
  }

  /// Adds a person; false when it was there already.
  @inline(__always)
  mutating func insert(_ person: UInt32) -> Bool {
    let bit = UInt64(1) &<< UInt64(person & 63)
    let word = words[Int(person &>> 6)]
    words[Int(person &>> 6)] = word | bit
    return word & bit == 0
  }

  /// Takes a person out, who is in it.
  mutating func remove(_ person: UInt32) {
    words[Int(person &>> 6)] &= ~(UInt64(1) &<< UInt64(person & 63))
  }

  /// Empties the set and keeps its memory.
  mutating func removeAll() { words.fill(0) }
}
