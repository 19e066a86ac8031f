package import Randomness
package import ReferralModel

/// A scenario's contact network: what all its replications share.
///
/// Reading a file and laying out classes happens once, here; `keyed(by:)` gives
/// the network of one replication.
package struct ContactGraph: Sendable {
  private enum Model: Sendable {
    case edges(EdgeNetwork)
    case configuration(StubTable)
    case communities(size: Int, outside: StubTable)
    case smallWorld(contacts: Int, rewiring: Double)
    case blocks(BlockLayout)
  }

  package let size: Int
  /// The law of the contact counts: of the scenario, or of the file.
  package let counts: ContactCounts
  private let model: Model
  /// Of the segments; empty where there are none.
  private let shares: [Double]

  /// Lays out a network.
  ///
  /// - Parameters:
  ///   - network: Of a checked scenario.
  ///   - size: Persons in the market.
  ///   - shares: Of the market's segments, which sum to 1; empty where there are none.
  /// - Throws: If the file cannot be read or does not fit the market, or if
  ///   there are more than 2^40 contacts to pair or 2^32 − 1 to store.
  package init(
    _ network: ContactNetwork, size: Int, shares: [Double] = []
  ) throws(NetworkError) {
    precondition((1...Int(UInt32.max)).contains(size), "a market has 1...4,294,967,295 persons")
    self.shares = shares
    self.size = size
    switch network {
    case .configuration(let law):
      let table = try ContactGraph.stubs(law, size: size)
      counts = ContactCounts(law, size: size)
      model = .configuration(table)
    case .communities(let groupSize, let outside):
      precondition(groupSize >= 1, "a community has at least one person")
      let groupSize = min(groupSize, size)
      guard groupSize <= ContactCounts.largest else {
        throw .tooManyContacts(found: Double(groupSize - 1), limit: ContactCounts.largest)
      }
      let table = try ContactGraph.stubs(outside, size: size)
      let law = ContactCounts(outside, size: size)
      counts = ContactCounts(masses: [Double](repeating: 0, count: groupSize - 1) + law.masses)
      model = .communities(size: groupSize, outside: table)
    case .smallWorld(let contacts, let rewiring):
      precondition(contacts >= 0 && contacts % 2 == 0, "a ring has an even number of contacts")
      guard contacts < size else { throw .ringTooSmall(contacts: contacts, size: size) }
      let arcs = Double(size) * Double(contacts)
      guard arcs <= Double(UInt32.max) else {
        throw .tooManyContacts(found: arcs, limit: Int(UInt32.max))
      }
      counts = SmallWorld.counts(contacts: contacts, rewiring: rewiring)
      model = .smallWorld(contacts: contacts, rewiring: rewiring)
    case .blocks(let law, let mixing):
      precondition(mixing.count == max(1, shares.count), "a row of mixing for every segment")
      _ = try ContactGraph.stubs(law, size: size)
      counts = ContactCounts(law, size: size)
      model = .blocks(
        BlockLayout(
          counts, bounds: SegmentMap.bounds(shares: shares, size: size), mixing: mixing))
    case .edges(let path, let directed):
      let edges = try EdgeNetwork(path: path, directed: directed, size: size)
      counts = ContactCounts(masses: edges.rows.countShares(size: size))
      model = .edges(edges)
    }
  }

  private static func stubs(_ law: CountDistribution, size: Int) throws(NetworkError) -> StubTable {
    let named = ContactCounts.largestNamed(by: law)
    guard named <= Double(ContactCounts.largest) else {
      throw .tooManyContacts(found: named, limit: ContactCounts.largest)
    }
    let table = StubTable(ContactCounts(law, size: size).classes(size: size))
    guard table.stubs <= UInt64(KeyedPermutation.largestCount) else {
      throw .tooManyContacts(found: Double(table.stubs), limit: KeyedPermutation.largestCount)
    }
    return table
  }

  /// The network of a replication: a fresh one under every key, except that
  /// `edges` are what they are.
  ///
  /// - Complexity: O(1) to key a configuration or communities network (and a
  ///   shuffle of up to 4,096 stubs); O(size × contacts) to rewire a small world.
  package func keyed(by streams: Streams) -> KeyedContactGraph {
    switch model {
    case .edges(let edges):
      return KeyedContactGraph(size: size, rows: edges.rows)
    case .configuration(let table):
      return KeyedContactGraph(size: size, stubs: StubNetwork(table, keyedBy: streams))
    case .communities(let groupSize, let table):
      let shuffle = KeyedPermutation(count: size, keyedBy: streams, who: 1)
      return KeyedContactGraph(
        size: size, groups: Groups(size: groupSize, persons: size, shuffle: shuffle),
        outside: StubNetwork(table, keyedBy: streams))
    case .smallWorld(let contacts, let rewiring):
      let rows = SmallWorld.rows(
        size: size, contacts: contacts, rewiring: rewiring, streams: streams)
      return KeyedContactGraph(size: size, rows: rows)
    case .blocks(let layout):
      return KeyedContactGraph(size: size, blocks: BlockNetwork(layout, keyedBy: streams))
    }
  }

  /// Who is in which segment, in a replication.
  package func segments(keyedBy streams: Streams) -> SegmentMap {
    let isInOrder = if case .blocks = model { true } else { false }
    return SegmentMap(shares: shares, size: size, isInOrder: isInOrder, keyedBy: streams)
  }

  /// The person whom a scenario calls by a number: an id of the edges file, or
  /// else the person's own number.
  package func person(forID id: Int) -> UInt32? {
    if case .edges(let edges) = model { return edges.person(forID: id) }
    return (0..<size).contains(id) ? UInt32(id) : nil
  }

  /// What was found in the edges file, if there is one.
  var fileSummary: NetworkSummary.File? {
    guard case .edges(let edges) = model else { return nil }
    return NetworkSummary.File(
      persons: edges.persons, links: edges.links, directed: edges.directed,
      droppedSelfLoops: edges.selfLoops, droppedRepeats: edges.repeats)
  }

  /// The summary of a network that is not stored: the same in all replications.
  func unstoredSummary() -> NetworkSummary {
    switch model {
    case .configuration(let table): return NetworkSummary(table.classes, size: size)
    case .communities(let groupSize, let table):
      var summary = NetworkSummary(table.classes, size: size)
      summary.addGroups(of: groupSize, outside: table.classes)
      return summary
    case .blocks(let layout): return NetworkSummary(layout.table.classes, size: size)
    case .edges, .smallWorld: preconditionFailure("edges and small worlds are stored")
    }
  }
}
