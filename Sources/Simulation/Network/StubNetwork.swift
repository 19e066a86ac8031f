internal import Randomness

/// A market's persons by contact count, each with as many stubs (halves of
/// contacts) as they have contacts, numbered in the order of their owners.
///
/// Finds a person's first stub and a stub's owner in O(1): a guide of about
/// 16,384 buckets leads to the class, and a multiplication to the person.
struct StubTable: Sendable {
  private struct Row: BitwiseCopyable, Sendable {
    var firstStub: UInt64
    var byCount: Divisor
    var firstPerson: UInt32
    var count: UInt32
  }

  let classes: [ContactClass]
  let persons: Int
  let stubs: UInt64
  private let rows: [Row]
  /// The row of each bucket's first person, and of its first stub; one more
  /// entry than buckets.
  private let rowOfPersons: [UInt32]
  private let rowOfStubs: [UInt32]
  private let personShift: UInt64
  private let stubShift: UInt64

  /// - Parameter classes: Numbered from person 0 without gaps, in rising count.
  init(_ classes: [ContactClass]) {
    var rows: [Row] = []
    var stubs: UInt64 = 0
    for contactClass in classes {
      rows.append(
        Row(
          firstStub: stubs, byCount: Divisor(UInt64(max(1, contactClass.count))),
          firstPerson: UInt32(contactClass.firstPerson), count: UInt32(contactClass.count)))
      stubs += UInt64(contactClass.count) * UInt64(contactClass.persons)
    }
    let persons = classes.last.map { $0.firstPerson + $0.persons } ?? 0
    self.classes = classes
    self.persons = persons
    self.stubs = stubs
    self.rows = rows
    (rowOfPersons, personShift) = StubTable.guide(
      starts: rows.map { UInt64($0.firstPerson) }, end: UInt64(persons))
    (rowOfStubs, stubShift) = StubTable.guide(starts: rows.map(\.firstStub), end: stubs)
  }

  private static func guide(starts: [UInt64], end: UInt64) -> ([UInt32], UInt64) {
    guard !starts.isEmpty else { return ([], 0) }
    var shift: UInt64 = 0
    while end >> shift > 16_384 { shift += 1 }
    var row = 0
    let guide = (0...(end >> shift) + 1).map { bucket in
      while row + 1 < starts.count, starts[row + 1] <= bucket << shift { row += 1 }
      return UInt32(row)
    }
    return (guide, shift)
  }

  @inline(__always)
  private func row(ofPerson person: UInt32) -> Row {
    let bucket = Int(UInt64(person) &>> personShift)
    var low = Int(rowOfPersons[bucket])
    var high = Int(rowOfPersons[bucket + 1])
    while low < high {
      let middle = (low &+ high &+ 1) &>> 1
      if rows[middle].firstPerson <= person { low = middle } else { high = middle &- 1 }
    }
    return rows[low]
  }

  /// How many stubs a person has.
  @inline(__always)
  func count(of person: UInt32) -> Int { Int(row(ofPerson: person).count) }

  /// One of a person's stubs; `index` is below their count.
  @inline(__always)
  func stub(_ index: Int, of person: UInt32) -> UInt64 {
    let row = row(ofPerson: person)
    return row.firstStub &+ UInt64(person &- row.firstPerson) &* UInt64(row.count)
      &+ UInt64(truncatingIfNeeded: index)
  }

  /// The person whose stub it is.
  @inline(__always)
  func owner(of stub: UInt64) -> UInt32 {
    let bucket = Int(stub &>> stubShift)
    var low = Int(rowOfStubs[bucket])
    var high = Int(rowOfStubs[bucket + 1])
    while low < high {
      let middle = (low &+ high &+ 1) &>> 1
      if rows[middle].firstStub <= stub { low = middle } else { high = middle &- 1 }
    }
    let row = rows[low]
    return row.firstPerson
      &+ UInt32(truncatingIfNeeded: row.byCount.quotient(of: stub &- row.firstStub))
  }
}

/// A configuration network: a uniform random pairing of all stubs, unstored.
///
/// Stub s is paired with P⁻¹(P(s) xor 1), P a keyed permutation of the stubs.
struct StubNetwork: Sendable {
  let table: StubTable
  let permutation: KeyedPermutation

  /// A network of nobody.
  static let none = StubNetwork(StubTable([]), keyedBy: Streams(seed: 0, replication: 0))

  init(_ table: StubTable, keyedBy streams: Streams, stored: Bool? = nil) {
    self.table = table
    permutation = KeyedPermutation(
      count: Int(table.stubs), keyedBy: streams, who: 0, stored: stored)
  }

  /// The stub at the other end, or nil for the last of an odd number.
  @inline(__always)
  func partner(of stub: UInt64) -> UInt64? {
    let place = permutation.image(of: stub) ^ 1
    return place < permutation.count ? permutation.preimage(of: place) : nil
  }

  /// The person at the other end of a person's contact, or `nobody`.
  @inline(__always)
  func contact(_ index: Int, of person: UInt32) -> UInt32 {
    guard let stub = partner(of: table.stub(index, of: person)) else {
      return KeyedContactGraph.nobody
    }
    return table.owner(of: stub)
  }
}
