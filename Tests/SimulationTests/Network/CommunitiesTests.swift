import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct CommunitiesTests {
  static func contacts(_ graph: KeyedContactGraph, _ person: Int) -> [UInt32] {
    (0..<graph.contactCount(of: UInt32(person))).map { graph.contact($0, of: UInt32(person)) }
  }

  @Test(arguments: [(10, 4), (12, 4), (9, 4), (5, 1), (3, 7)])
  func `everyone in a group knows everyone else in it`(size: Int, group: Int) throws {
    let graph = try ContactGraph(.communities(size: group, outside: .constant(0)), size: size)
    let keyed = graph.keyed(by: Streams(seed: 1, replication: 0))
    for person in 0..<size {
      let first = person / group * group
      let expected = (first..<min(first + group, size)).filter { $0 != person }.map { UInt32($0) }
      #expect(Self.contacts(keyed, person) == expected)
    }
  }

  @Test func `a group larger than contacts are counted is refused`() {
    let largest = ContactCounts.largest
    #expect(
      throws: NetworkError.tooManyContacts(found: Double(largest), limit: largest)
    ) {
      try ContactGraph(
        .communities(size: largest + 1, outside: .constant(0)), size: 10_000_000)
    }
  }

  @Test(arguments: [600, 6_000])
  func `outside contacts have the stated counts and go both ways`(size: Int) throws {
    let law = CountDistribution.table([
      .init(count: 0, share: 0.5), .init(count: 3, share: 0.25), .init(count: 9, share: 0.25),
    ])
    let graph = try ContactGraph(.communities(size: 7, outside: law), size: size)
    let keyed = graph.keyed(by: Streams(seed: 4, replication: 1))
    var persons: [Int: Int] = [:]
    var links: [[UInt32]: Int] = [:]
    for person in 0..<size {
      let first = person / 7 * 7
      let inside = min(first + 7, size) - first - 1
      let outside = Self.contacts(keyed, person).dropFirst(inside)
      persons[outside.count, default: 0] += 1
      for other in outside { links[[UInt32(person), other], default: 0] += 1 }
    }
    #expect(persons == [0: size / 2, 3: size / 4, 9: size / 4])
    for (link, count) in links { #expect(links[[link[1], link[0]]] == count) }
  }

  // A group of 10 has Binomial(10, 1/2) members with outside contacts if they
  // are dealt at random; 600 groups at a fixed seed: mean 5 exactly, variance
  // 2.5 ± 4·2.5·√(2/600) (hypergeometric correction 0.02%); false alarm 6e-5.
  @Test func `members of a group are not alike in their outside contacts`() throws {
    let law = CountDistribution.table([.init(count: 0, share: 0.5), .init(count: 4, share: 0.5)])
    let graph = try ContactGraph(.communities(size: 10, outside: law), size: 6_000)
    let keyed = graph.keyed(by: Streams(seed: 8, replication: 0))
    var variance = 0.0
    for group in 0..<600 {
      let members = (group * 10..<group * 10 + 10).count {
        keyed.contactCount(of: UInt32($0)) > 9
      }
      variance += (Double(members) - 5) * (Double(members) - 5) / 600
    }
    #expect(abs(variance - 2.5) < 4 * 2.5 * (2.0 / 600).squareRoot())
  }

  // Against triangles counted in the stored copy of the same network; what the
  // large-market values leave out is O(1/size).
  @Test func `the summary agrees with a count of its triangles`() throws {
    let size = 20_000
    let graph = try ContactGraph(
      .communities(size: 6, outside: .negativeBinomial(mean: 4, dispersion: 1)), size: size)
    let keyed = graph.keyed(by: Streams(seed: 3, replication: 0))
    var links: [UInt32] = []
    var contacts = 0
    for person in 0..<size {
      contacts += keyed.contactCount(of: UInt32(person))
      for other in Self.contacts(keyed, person)
      where other != KeyedContactGraph.nobody && other > UInt32(person) {
        links += [UInt32(person), other]
      }
    }
    let rows = ContactRows.collect(persons: size, links: links, directed: false).rows
    let counted = Clustering(of: rows, size: size)
    let summary = graph.summary(of: keyed)
    #expect(abs(summary.contactsMean - Double(contacts) / Double(size)) < 1e-9)
    let clustering = try #require(summary.clustering)
    let local = try #require(summary.averageLocalClustering)
    #expect(abs(clustering / counted.transitivity - 1) < 0.02)
    #expect(abs(local / counted.averageLocal - 1) < 0.02)
    #expect(summary.isolatedShare == 0)
    #expect(abs(graph.counts.mean - 9) < 1e-9)
  }
}
