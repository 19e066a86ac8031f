/// Who brought whom, as trees.
///
/// A person whom nobody referred is a root, of depth 0. One whose referrer has no row is a root as
/// well, but of depth 1, the least it can be.
package struct ReferralTree: Equatable, Sendable {
  /// The referrer of each person, `EventTable.nobody` or `.unknown`.
  package let parent: [Int32]
  /// How many referrals led to each person.
  package let depth: [Int32]
  /// How many each person referred.
  package let offspring: [Int32]
  /// Persons by depth, those who never joined left out.
  package let generationSizes: [Int]
  /// Persons in the largest tree, its root included.
  package let largestTree: Int
  /// Referrals whose referrer has no row.
  package let unknownReferrers: Int

  package init(_ events: EventTable) {
    self.init(parent: events.referrer, hasJoined: events.joinedAt.map { !$0.isNaN })
  }

  /// - Parameters:
  ///   - parent: One per person; following it never comes back.
  ///   - hasJoined: One per person.
  /// - Precondition: There is no cycle.
  package init(parent: [Int32], hasJoined: [Bool]) {
    precondition(parent.count == hasJoined.count, "one of each per person")
    let count = parent.count
    var depth = Array(repeating: Int32(-1), count: count)
    var root = Array(repeating: Int32(-1), count: count)
    var offspring = Array(repeating: Int32(0), count: count)
    var path: [Int] = []
    var unknown = 0
    for start in 0..<count {
      if parent[start] >= 0 { offspring[Int(parent[start])] += 1 }
      if parent[start] == EventTable.unknown { unknown += 1 }
      var person = start
      while depth[person] < 0 {
        path.append(person)
        precondition(path.count <= count, "a cycle of referrals")
        guard parent[person] >= 0 else { break }
        person = Int(parent[person])
      }
      while let member = path.popLast() {
        if parent[member] >= 0 {
          depth[member] = depth[Int(parent[member])] + 1
          root[member] = root[Int(parent[member])]
        } else {
          depth[member] = parent[member] == EventTable.unknown ? 1 : 0
          root[member] = Int32(member)
        }
      }
    }
    var generations: [Int] = []
    var sizes = Array(repeating: 0, count: count)
    for person in 0..<count {
      sizes[Int(root[person])] += 1
      guard hasJoined[person] else { continue }
      while generations.count <= Int(depth[person]) { generations.append(0) }
      generations[Int(depth[person])] += 1
    }
    self.parent = parent
    self.depth = depth
    self.offspring = offspring
    generationSizes = generations
    largestTree = sizes.max() ?? 0
    unknownReferrers = unknown
  }

  /// Referrals whose referrer has a row.
  package var referrals: Int { offspring.reduce(0) { $0 + Int($1) } }
  /// Persons who referred someone.
  package var referrers: Int { offspring.count { $0 > 0 } }
  package var deepest: Int { Int(depth.max() ?? 0) }
  package var mostOffspring: Int { Int(offspring.max() ?? 0) }

  /// The share of referrals that the busiest referrers brought; nil where there are none.
  ///
  /// - Parameter share: Of those who referred someone, in 0...1; rounded up to whole persons.
  package func share(ofTop share: Double) -> Double? {
    precondition((0...1).contains(share), "a share")
    let counts = offspring.filter { $0 > 0 }.sorted(by: >)
    guard !counts.isEmpty else { return nil }
    let top = Int((share * Double(counts.count)).rounded(.up))
    return Double(counts.prefix(top).reduce(0) { $0 + Int($1) }) / Double(referrals)
  }
}
