internal import Randomness
internal import ReferralModel

/// A ring with rewired links.
///
/// - Source: Watts, Strogatz (1998), Nature 393:440–442,
///   [doi:10.1038/30918](https://doi.org/10.1038/30918).
enum SmallWorld {
  /// Rewires a ring in which everyone knows the nearest `contacts` persons.
  ///
  /// Lap by lap, every clockwise link keeps its first person and, with the
  /// given probability, gets a uniform second one whom the first does not know
  /// yet; a person who knows everybody keeps the link.
  /// - Parameter contacts: Even, below `size`.
  /// - Complexity: O(size × contacts) memory and expected time.
  static func rows(size: Int, contacts: Int, rewiring: Double, streams: Streams) -> ContactRows {
    let laps = contacts / 2
    guard laps > 0 else { return .none }
    // The clockwise links of person i are at i·laps..<(i + 1)·laps. Two persons
    // are linked if either is among the other's, so no set is needed.
    var ends: [UInt32] = []
    ends.reserveCapacity(size * laps)
    for person in 0..<size {
      for lap in 1...laps { ends.append(UInt32((person + lap) % size)) }
    }
    let coin = threshold(rewiring)
    var known = [UInt32](repeating: UInt32(contacts), count: coin == 0 ? 0 : size)
    for lap in 0..<laps where coin > 0 {
      for person in 0..<size {
        // Coins lie four a block below index 2^31, targets above.
        let coins = streams.block(
          of: UInt32(person), deciding: .network, at: UInt32(lap / 4))
        guard UInt64(coins[lap]) < coin, known[person] < size - 1 else { continue }
        let old = ends[person * laps + lap]
        let new = stranger(
          to: person, at: lap, size: size, laps: laps, ends: ends, streams: streams)
        ends[person * laps + lap] = new
        known[Int(old)] -= 1
        known[Int(new)] += 1
      }
    }
    var links: [UInt32] = []
    links.reserveCapacity(2 * ends.count)
    for person in 0..<size {
      for place in person * laps..<(person + 1) * laps {
        links.append(UInt32(person))
        links.append(ends[place])
      }
    }
    return ContactRows.collect(persons: size, links: links, directed: false).rows
  }

  /// A uniform person whom `person` does not know.
  private static func stranger(
    to person: Int, at lap: Int, size: Int, laps: Int, ends: [UInt32], streams: Streams
  ) -> UInt32 {
    var attempt: UInt32 = 0
    while true {
      let index = 1 << 31 | UInt32(lap) &+ attempt &* UInt32(laps)
      let bits = streams.block(of: UInt32(person), deciding: .network, at: index).first64
      let other = uniformIndex(bits, below: size)
      attempt &+= 1
      if other == person { continue }
      if ends[person * laps..<(person + 1) * laps].contains(UInt32(other)) { continue }
      if ends[other * laps..<(other + 1) * laps].contains(UInt32(person)) { continue }
      return UInt32(other)
    }
  }

  /// The law of contact counts in a large ring: contacts/2 links of one's own,
  /// Binomial(contacts/2, 1 − rewiring) kept by others, and
  /// Poisson(rewiring × contacts/2) new ones.
  ///
  /// - Source: Barrat, Weigt (2000), Eur. Phys. J. B 13:547–560,
  ///   [doi:10.1007/s100510050067](https://doi.org/10.1007/s100510050067).
  static func counts(contacts: Int, rewiring: Double) -> ContactCounts {
    let laps = contacts / 2
    let new = ContactCounts(.poisson(mean: rewiring * Double(laps))).masses
    var kept = [1.0]
    for _ in 0..<laps {
      var next = [Double](repeating: 0, count: kept.count + 1)
      for (k, mass) in kept.enumerated() {
        next[k] += mass * rewiring
        next[k + 1] += mass * (1 - rewiring)
      }
      kept = next
    }
    var masses = [Double](repeating: 0, count: laps + kept.count + new.count - 1)
    for (k, mass) in kept.enumerated() {
      for (j, other) in new.enumerated() { masses[laps + k + j] += mass * other }
    }
    return ContactCounts(masses: masses)
  }
}
