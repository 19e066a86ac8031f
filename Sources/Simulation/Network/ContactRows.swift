/// A stored network in compressed sparse rows: every person's contacts, one
/// person after the other.
package struct ContactRows: Equatable, Sendable {
  /// Where each person's row starts in `targets`, and where the last one ends.
  ///
  /// One per person who has a row, and one more. Persons beyond have no contacts.
  package let offsets: [UInt32]
  /// The contacts, rising inside a row.
  package let targets: [UInt32]

  static let none = ContactRows(offsets: [0], targets: [])

  /// The places of a person's contacts in `targets`.
  @inline(__always)
  package func row(of person: UInt32) -> Range<Int> {
    let next = Int(person) &+ 1
    guard next < offsets.count else { return 0..<0 }
    return Int(offsets[Int(person)])..<Int(offsets[next])
  }

  @inline(__always)
  func count(of person: UInt32) -> Int {
    let next = Int(person) &+ 1
    guard next < offsets.count else { return 0 }
    return Int(offsets[next] &- offsets[Int(person)])
  }

  @inline(__always)
  func contact(_ index: Int, of person: UInt32) -> UInt32 {
    targets[Int(offsets[Int(person)]) &+ index]
  }
}

extension ContactRows {
  /// Collects links into rows.
  ///
  /// - Parameters:
  ///   - persons: One more than the largest person named.
  ///   - links: From, to, from, to, ...; no person linked to themselves.
  ///   - directed: Whether a link gives a contact to its first person only.
  /// - Returns: The rows, and how many links repeated an earlier one.
  /// - Complexity: O(persons + links × log(contacts of one person)).
  static func collect(persons: Int, links: [UInt32], directed: Bool) -> (
    rows: ContactRows, repeated: Int
  ) {
    var offsets = [UInt32](repeating: 0, count: persons + 1)
    for place in stride(from: 0, to: links.count, by: 2) {
      offsets[Int(links[place]) + 1] += 1
      if !directed { offsets[Int(links[place + 1]) + 1] += 1 }
    }
    for person in 0..<persons { offsets[person + 1] += offsets[person] }
    var next = offsets
    var targets = [UInt32](repeating: 0, count: Int(offsets[persons]))
    for place in stride(from: 0, to: links.count, by: 2) {
      let (a, b) = (links[place], links[place + 1])
      targets[Int(next[Int(a)])] = b
      next[Int(a)] += 1
      if !directed {
        targets[Int(next[Int(b)])] = a
        next[Int(b)] += 1
      }
    }
    for person in 0..<persons {
      ContactRows.sort(&targets, Int(offsets[person])..<Int(offsets[person + 1]))
    }
    let rows = ContactRows(offsets: offsets, targets: targets)
    let distinct = rows.withoutRepeats()
    let dropped = targets.count - distinct.targets.count
    return (distinct, directed ? dropped : dropped / 2)
  }

  /// Sorts one row; most are short, and for those insertion is fastest.
  private static func sort(_ targets: inout [UInt32], _ row: Range<Int>) {
    guard row.count <= 24 else { return targets[row].sort() }
    for place in row.dropFirst() {
      let moving = targets[place]
      var hole = place
      while hole > row.lowerBound, targets[hole - 1] > moving {
        targets[hole] = targets[hole - 1]
        hole -= 1
      }
      targets[hole] = moving
    }
  }

  /// The same rows, which must rise, with equal neighbours merged.
  private func withoutRepeats() -> ContactRows {
    var kept = targets
    var starts = offsets
    var end = 0
    for person in 0..<offsets.count - 1 {
      starts[person] = UInt32(end)
      let first = end
      for place in Int(offsets[person])..<Int(offsets[person + 1]) {
        let target = targets[place]
        if end > first, kept[end - 1] == target { continue }
        kept[end] = target
        end += 1
      }
    }
    starts[offsets.count - 1] = UInt32(end)
    kept.removeSubrange(end...)
    return ContactRows(offsets: starts, targets: kept)
  }

  /// The share of a market's persons with k contacts, one per k from 0.
  func countShares(size: Int) -> [Double] {
    var persons = [Int](repeating: 0, count: 1)
    persons[0] = size - (offsets.count - 1)
    for person in 0..<offsets.count - 1 {
      let count = Int(offsets[person + 1] - offsets[person])
      if count >= persons.count {
        persons += [Int](repeating: 0, count: count + 1 - persons.count)
      }
      persons[count] += 1
    }
    return persons.map { Double($0) / Double(size) }
  }

  /// The same network with every contact in both directions.
  func undirected() -> ContactRows {
    var links: [UInt32] = []
    links.reserveCapacity(2 * targets.count)
    for person in 0..<offsets.count - 1 {
      for target in targets[Int(offsets[person])..<Int(offsets[person + 1])] {
        links.append(UInt32(person))
        links.append(target)
      }
    }
    return ContactRows.collect(persons: offsets.count - 1, links: links, directed: false).rows
  }
}
