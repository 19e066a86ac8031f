internal import Randomness

/// A configuration network with blocks: whom a segment knows is given, who knows whom
/// is uniform; unstored.
///
/// Persons are numbered by segment, and within it by contact count. Each segment's
/// stubs go through a permutation of their own; the places are cut into one run for
/// every segment, so the totals are exact and which stubs they are is random. Place k
/// of the run from g to h is paired with place k of the run from h to g, and within a
/// segment with its neighbour.
final class BlockNetwork: Sendable {
  private let layout: BlockLayout
  private let permutations: [KeyedPermutation]

  init(_ layout: BlockLayout, keyedBy streams: Streams) {
    self.layout = layout
    permutations = layout.firstStubs.dropLast().indices.map { segment in
      KeyedPermutation(
        count: Int(layout.firstStubs[segment + 1] - layout.firstStubs[segment]),
        keyedBy: streams, who: 16 + UInt32(segment))
    }
  }

  var table: StubTable { layout.table }

  /// The person at the other end of a person's contact, or `nobody`.
  func contact(_ index: Int, of person: UInt32) -> UInt32 {
    let stub = table.stub(index, of: person)
    let segment = layout.segment(ofStub: stub)
    let place = permutations[segment].image(of: stub - layout.firstStubs[segment])
    let count = permutations.count
    let row = segment * count
    // The last run that begins at or before the place; the first begins at 0.
    var other = count - 1
    while layout.runs[row + other].first > place { other -= 1 }
    let run = layout.runs[row + other]
    let index = place - run.first
    let partner = other == segment ? index ^ 1 : index
    guard index < run.paired, partner < run.paired else { return KeyedContactGraph.nobody }
    let back = layout.runs[other * count + segment].first + partner
    return table.owner(of: layout.firstStubs[other] + permutations[other].preimage(of: back))
  }
}

/// What all replications of a network with blocks share.
struct BlockLayout: Sendable {
  /// Places of a segment's stubs that lead to one segment.
  struct Run: Equatable, Sendable {
    var first: UInt64
    /// How many of them have another end; rounding can leave a few without.
    var paired: UInt64
  }

  let table: StubTable
  /// Where each segment's stubs begin, and where the last one's end.
  let firstStubs: [UInt64]
  /// By segment, then by the segment at the other end.
  let runs: [Run]

  /// - Parameters:
  ///   - counts: Of everybody's contacts.
  ///   - bounds: Where each segment's persons begin, and where the last one's end.
  ///   - mixing: By segment: which share of its contacts is in which segment.
  init(_ counts: ContactCounts, bounds: [Int], mixing: [[Double]]) {
    var classes: [ContactClass] = []
    var firstStubs: [UInt64] = [0]
    for (first, end) in zip(bounds, bounds.dropFirst()) {
      var stubs: UInt64 = 0
      for contactClass in end > first ? counts.classes(size: end - first) : [] {
        classes.append(
          ContactClass(
            count: contactClass.count, firstPerson: first + contactClass.firstPerson,
            persons: contactClass.persons))
        stubs += UInt64(contactClass.count) * UInt64(contactClass.persons)
      }
      firstStubs.append(firstStubs[firstStubs.count - 1] + stubs)
    }
    table = StubTable(classes)
    self.firstStubs = firstStubs
    let starts = mixing.enumerated().map { segment, row in
      let stubs = Double(firstStubs[segment + 1] - firstStubs[segment])
      var share = 0.0
      return [0]
        + row.map { part -> UInt64 in
          share += part
          return UInt64(min(stubs, (stubs * share).rounded()))
        }
    }
    runs = mixing.indices.flatMap { g in
      mixing.indices.map { h in
        let length = starts[g][h + 1] - starts[g][h]
        return Run(
          first: starts[g][h],
          paired: g == h ? length / 2 * 2 : min(length, starts[h][g + 1] - starts[h][g]))
      }
    }
  }

  func segment(ofStub stub: UInt64) -> Int {
    // The last that begins at or before it; segments without stubs begin where the next does.
    var segment = firstStubs.count - 2
    while segment > 0 && firstStubs[segment] > stub { segment -= 1 }
    return segment
  }
}
