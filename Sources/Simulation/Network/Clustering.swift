/// How many of the pairs of a person's contacts know each other.
struct Clustering: Equatable, Sendable {
  let triangles: Int
  /// 3 × triangles ÷ pairs of contacts of one person; 0 without such pairs.
  let transitivity: Double
  /// The mean of every person's own share, 0 for fewer than two contacts.
  let averageLocal: Double

  /// Counts the triangles of a network whose contacts go both ways.
  ///
  /// - Parameter size: Persons, with those who have no row.
  /// - Complexity: O(links^1.5) time, O(links) memory.
  /// - Source: Latapy (2008), Theor. Comput. Sci. 407:458–473,
  ///   [doi:10.1016/j.tcs.2008.07.017](https://doi.org/10.1016/j.tcs.2008.07.017)
  ///   ("new-vertex-listing").
  init(of rows: ContactRows, size: Int) {
    let persons = rows.offsets.count - 1
    // Every link is kept at its end with fewer contacts, which bounds rows by √(2 links).
    var starts = [Int](repeating: 0, count: persons + 1)
    var ends: [UInt32] = []
    ends.reserveCapacity(rows.targets.count / 2)
    for person in 0..<UInt32(persons) {
      let own = rows.count(of: person)
      for place in rows.row(of: person) {
        let other = rows.targets[place]
        let others = rows.count(of: other)
        if own < others || own == others && person < other { ends.append(other) }
      }
      starts[Int(person) + 1] = ends.count
    }
    var corners = [Int](repeating: 0, count: persons)
    var marks = [UInt32](repeating: .max, count: persons)
    var triangles = 0
    for person in 0..<persons {
      let row = starts[person]..<starts[person + 1]
      for place in row { marks[Int(ends[place])] = UInt32(person) }
      for place in row {
        let second = Int(ends[place])
        for next in starts[second]..<starts[second + 1] {
          let third = Int(ends[next])
          guard marks[third] == UInt32(person) else { continue }
          triangles += 1
          corners[person] += 1
          corners[second] += 1
          corners[third] += 1
        }
      }
    }
    var pairs = 0.0
    var local = 0.0
    for person in 0..<persons {
      let contacts = Double(rows.count(of: UInt32(person)))
      guard contacts > 1 else { continue }
      pairs += contacts * (contacts - 1) / 2
      local += Double(corners[person]) / (contacts * (contacts - 1) / 2)
    }
    self.triangles = triangles
    transitivity = pairs > 0 ? 3 * Double(triangles) / pairs : 0
    averageLocal = local / Double(size)
  }
}
