// The only file of this engine that reads and writes without bounds checks. Why it is sound:
//
// - Memory: a column owns what it allocates, cannot be copied, and frees it once. No pointer leaves
//   this file. Elements are initialized before they are read: all of a `Column` in its `init`, and
//   those of a `GrowingColumn` below `count` by `append`, which alone raises `count`.
// - Indices, all of which debug builds check: a person is below the market's size, because it comes
//   from `uniformIndex`, from the network (whose rows were checked when it was read), or from the
//   scenario (checked when the engine is made); a day is below the horizon, because every event that
//   falls later is dropped before it is booked; an advocate is an index that `append` gave out, and
//   advocates are only removed all at once, with every event that names one; a place in a table of
//   an inverse is bounded by its last entry, which no word exceeds.

internal import Randomness

/// A fixed number of values in memory of its own.
@safe
struct Column<Element: BitwiseCopyable>: ~Copyable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    self.count = count
    unsafe base = UnsafeMutablePointer.allocate(capacity: max(1, count))
    unsafe base.initialize(repeating: value, count: count)
  }

  init(_ values: [Element]) {
    count = values.count
    unsafe base = UnsafeMutablePointer.allocate(capacity: max(1, count))
    for i in values.indices { unsafe (base + i).initialize(to: values[i]) }
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) mutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  /// Sets every value.
  mutating func fill(_ value: Element) {
    unsafe base.update(repeating: value, count: count)
  }
}

extension Column where Element == UInt64 {
  /// Four values from a place on.
  @inline(__always)
  func four(at index: Int) -> SIMD4<UInt64> {
    assert(index >= 0 && index + 4 <= count)
    return unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD4<UInt64>.self)
  }

  /// Writes four values from a place on.
  @inline(__always)
  mutating func store(_ values: SIMD4<UInt64>, at index: Int) {
    assert(index >= 0 && index + 4 <= count)
    unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: values, as: SIMD4<UInt64>.self)
  }

  /// The random word in a place.
  @inline(__always)
  func word(_ index: Int) -> UInt32 { UInt32(truncatingIfNeeded: self[index]) }
}

extension Column where Element == UInt64 {
  /// Writes four blocks, word by word: word w of block b is in place
  /// first + w·apart + b.
  @inline(__always)
  mutating func store(_ blocks: RandomBlocks, at first: Int = 0, apart: Int = 4) {
    store(blocks.w0, at: first)
    store(blocks.w1, at: first &+ apart)
    store(blocks.w2, at: first &+ 2 &* apart)
    store(blocks.w3, at: first &+ 3 &* apart)
  }

  /// Writes two uniform indices of each of four blocks.
  @inline(__always)
  mutating func storeIndices(_ blocks: RandomBlocks, below count: Int) {
    let (first, second) = blocks.indices(below: count)
    store(first, at: 0)
    store(second, at: 4)
  }

  /// The stored indices in order: the two of the first block, then those of the second, ...
  @inline(__always)
  func index(_ half: Int) -> UInt32 { word((half & 1) &<< 2 | half &>> 1) }
}

extension Column where Element == UInt64 {
  /// Writes the first words to another column in the order of some of their bits; those with the
  /// same keep their order.
  ///
  /// - Parameters:
  ///   - shift: The lowest of the bits.
  ///   - others: At least `count` places.
  ///   - counts: As many places as the bits have values: a power of 2.
  func sort(
    _ count: Int, byBitsFrom shift: UInt64, into others: inout Column<UInt64>,
    counting counts: inout Column<Int>
  ) {
    assert(count <= self.count && count <= others.count)
    // Their memory, in hand: asked for through its owners it would be looked up at every word.
    let (from, to, places) = unsafe (base, others.base, counts.base)
    let mask = UInt64(counts.count &- 1)
    counts.fill(0)
    for i in 0..<count { unsafe places[Int(from[i] &>> shift & mask)] &+= 1 }
    var first = 0
    for value in 0..<counts.count {
      let here = unsafe places[value]
      unsafe places[value] = first
      first &+= here
    }
    for i in 0..<count {
      let word = unsafe from[i]
      let value = Int(word &>> shift & mask)
      let place = unsafe places[value]
      unsafe to[place] = word
      unsafe places[value] = place &+ 1
    }
  }
}

/// Values one after the other, in memory that grows and is kept.
@safe
struct GrowingColumn<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 64
    unsafe base = UnsafeMutablePointer.allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// Bytes that have been written, as far as it is known: memory that was never touched takes none.
  var touchedBytes: Int {
    let most = capacity == 64 ? count : max(count, capacity * 3 / 4)
    return most * MemoryLayout<Element>.stride
  }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) mutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  @inline(__always)
  mutating func append(_ value: Element) {
    if count == capacity { grow() }
    unsafe (base + count).initialize(to: value)
    count &+= 1
  }

  /// Takes the last value back, without a branch.
  @inline(__always)
  mutating func removeLast(if isUnwanted: Bool) {
    assert(count > 0)
    count &-= isUnwanted ? 1 : 0
  }

  /// Forgets the values and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Forgets all but the first values.
  mutating func keepFirst(_ kept: Int) {
    precondition(kept <= count, "no more than there are")
    count = kept
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    unsafe larger.moveInitialize(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
    capacity *= 2
  }
}

extension GrowingColumn where Element == UInt32 {
  /// The first place from one on whose coin lies in a range, or nil; eight at a time, for coins of
  /// which few do.
  func firstPlace(from first: Int, of range: Range<UInt64>) -> Int? {
    guard let least = UInt32(exactly: range.lowerBound), !range.isEmpty else { return nil }
    // Above the least, as a number that goes round at 0, at most this.
    let most = UInt32(truncatingIfNeeded: range.upperBound &- range.lowerBound &- 1)
    var place = first
    while place &+ 8 <= count {
      let coins = unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD8<UInt32>.self)
      if any((coins &- least) .<= most) { break }
      place &+= 8
    }
    while place < count {
      if self[place] &- least <= most { return place }
      place &+= 1
    }
    return nil
  }
}
