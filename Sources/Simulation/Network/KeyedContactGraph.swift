internal import Randomness

/// The contacts of one replication.
///
/// A value of a few hundred bytes that shares its tables with its copies. Where
/// `rows` is there, a loop over a person's contacts reads them as
/// `rows.targets[rows.row(of: person)]`.
package struct KeyedContactGraph: Sendable {
  enum Model: Sendable {
    case rows, stubs, communities, blocks
  }

  /// What `contact(_:of:)` returns where nobody is at the other end: the last
  /// stub of an odd number is paired with none.
  package static let nobody = UInt32.max

  package let size: Int
  let model: Model
  private let stored: ContactRows
  private let stubs: StubNetwork
  private let groups: Groups
  private let blocks: BlockNetwork?

  /// The contacts as a table, where the network is stored.
  package var rows: ContactRows? { model == .rows ? stored : nil }

  init(size: Int, rows: ContactRows) {
    self.size = size
    model = .rows
    stored = rows
    stubs = .none
    groups = .none
    blocks = nil
  }

  init(size: Int, stubs: StubNetwork) {
    self.size = size
    model = .stubs
    stored = .none
    self.stubs = stubs
    groups = .none
    blocks = nil
  }

  init(size: Int, groups: Groups, outside: StubNetwork) {
    self.size = size
    model = .communities
    stored = .none
    stubs = outside
    self.groups = groups
    blocks = nil
  }

  init(size: Int, blocks: BlockNetwork) {
    self.size = size
    model = .blocks
    stored = .none
    stubs = .none
    groups = .none
    self.blocks = blocks
  }

  /// How many contacts a person has, counting a self-loop twice and a repeated
  /// contact as often as it occurs (both are rare: see `contact(_:of:)`).
  @inline(__always)
  package func contactCount(of person: UInt32) -> Int {
    switch model {
    case .rows: stored.count(of: person)
    case .stubs: stubs.table.count(of: person)
    case .communities:
      groups.insideCount(of: person) + stubs.table.count(of: groups.member(person))
    case .blocks: blocks.map { $0.table.count(of: person) } ?? 0
    }
  }

  /// The person at the other end of a contact.
  ///
  /// In a configuration network (and outside a community) the pairing is
  /// uniform: of S stubs, each is paired with one of the same person with
  /// probability (d − 1)/(S − 1). Such a contact is the person itself, and two
  /// contacts can be the same person.
  /// - Parameter index: 0..<contactCount(of: person); inside a community first,
  ///   then outside.
  /// - Returns: A person, perhaps the same one, or `nobody`.
  @inline(__always)
  package func contact(_ index: Int, of person: UInt32) -> UInt32 {
    switch model {
    case .rows: return stored.contact(index, of: person)
    case .stubs: return stubs.contact(index, of: person)
    case .communities:
      let inside = groups.insideCount(of: person)
      if index < inside { return groups.insideContact(index, of: person) }
      let member = stubs.contact(index &- inside, of: groups.member(person))
      return member == KeyedContactGraph.nobody ? member : groups.person(member)
    case .blocks: return blocks.map { $0.contact(index, of: person) } ?? KeyedContactGraph.nobody
    }
  }
}

/// Consecutive groups of persons who all know each other.
struct Groups: Sendable {
  private let size: UInt32
  private let persons: UInt32
  private let bySize: Divisor
  /// Persons to their places in the outside network, which numbers persons by
  /// contact count: without a shuffle a group's members would be alike.
  private let shuffle: KeyedPermutation

  static let none = Groups(
    size: 1, persons: 0,
    shuffle: KeyedPermutation(count: 0, keyedBy: .init(seed: 0, replication: 0), who: 0))

  init(size: Int, persons: Int, shuffle: KeyedPermutation) {
    self.size = UInt32(size)
    self.persons = UInt32(persons)
    bySize = Divisor(UInt64(size))
    self.shuffle = shuffle
  }

  @inline(__always)
  private func first(of person: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: bySize.quotient(of: UInt64(person))) &* size
  }

  /// How many others are in a person's group; fewer in the last group.
  @inline(__always)
  func insideCount(of person: UInt32) -> Int {
    Int(min(size, persons &- first(of: person)) &- 1)
  }

  @inline(__always)
  func insideContact(_ index: Int, of person: UInt32) -> UInt32 {
    let other = first(of: person) &+ UInt32(truncatingIfNeeded: index)
    return other >= person ? other &+ 1 : other
  }

  /// A person's place in the outside network, and who has a place.
  @inline(__always)
  func member(_ person: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: shuffle.image(of: UInt64(person)))
  }

  @inline(__always)
  func person(_ member: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: shuffle.preimage(of: UInt64(member)))
  }
}
