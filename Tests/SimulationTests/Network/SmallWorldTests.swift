import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct SmallWorldTests {
  static func rows(_ size: Int, _ contacts: Int, _ rewiring: Double, _ replication: Int = 0) throws
    -> ContactRows
  {
    let graph = try ContactGraph(
      .smallWorld(contacts: contacts, rewiring: rewiring), size: size)
    return try #require(graph.keyed(by: Streams(seed: 1, replication: replication)).rows)
  }

  // C(0) = 3(k − 2)/(4(k − 1)): Watts, Strogatz 1998; Barrat, Weigt 2000.
  @Test(arguments: [4, 6, 10, 20])
  func `an unrewired ring has its known clustering`(contacts: Int) throws {
    let rows = try Self.rows(500, contacts, 0)
    let clustering = Clustering(of: rows, size: 500)
    let expected = 3 * Double(contacts - 2) / (4 * Double(contacts - 1))
    #expect(abs(clustering.transitivity - expected) < 1e-12)
    #expect(abs(clustering.averageLocal - expected) < 1e-12)
    #expect((0..<UInt32(500)).allSatisfy { rows.row(of: $0).count == contacts })
  }

  // C(β) ≈ C(0)(1 − β)³ (Barrat, Weigt 2000) up to O(1/n); the share of links
  // off the ring is β. 200,000 links: 4 sd of a binomial share; the clustering's
  // sd is below 0.002 (seen between replications). False-alarm rate 6e-5.
  @Test(arguments: [0.05, 0.3, 1.0])
  func `rewiring moves its share of links and dissolves triangles`(rewiring: Double) throws {
    let (size, contacts) = (40_000, 10)
    let rows = try Self.rows(size, contacts, rewiring)
    #expect(rows.targets.count == size * contacts)
    var far = 0
    for person in 0..<size {
      for place in rows.row(of: UInt32(person)) {
        let distance = abs(Int(rows.targets[place]) - person)
        #expect(distance > 0)
        if min(distance, size - distance) > contacts / 2 { far += 1 }
      }
    }
    let share = Double(far) / Double(rows.targets.count)
    let sd = (rewiring * (1 - rewiring) / Double(size * contacts / 2)).squareRoot()
    // A rewired link lands near home by chance with probability 10/40,000.
    #expect(abs(share - rewiring) < 4 * sd + 5e-4)
    let clustering = Clustering(of: rows, size: size).transitivity
    let kept = 1 - rewiring
    #expect(abs(clustering - 2.0 / 3 * kept * kept * kept) < 0.01)
  }

  @Test func `contacts are distinct, go both ways, and rise`() throws {
    let rows = try Self.rows(60, 8, 0.5)
    for person in 0..<UInt32(60) {
      let contacts = Array(rows.targets[rows.row(of: person)])
      #expect(contacts == contacts.sorted() && Set(contacts).count == contacts.count)
      for other in contacts { #expect(rows.targets[rows.row(of: other)].contains(person)) }
    }
    #expect(rows.targets.count == 60 * 8)
  }

  @Test func `everyone knowing everyone leaves nothing to rewire`() throws {
    let rows = try Self.rows(5, 4, 1)
    #expect(rows == (try Self.rows(5, 4, 0)))
  }

  @Test func `a nearly complete ring is rewired without end`() throws {
    let rows = try Self.rows(6, 4, 1)
    #expect(rows.targets.count == 24)
  }

  @Test func `every replication is rewired anew`() throws {
    #expect(try Self.rows(100, 4, 0.5, 0) == Self.rows(100, 4, 0.5, 0))
    #expect(try Self.rows(100, 4, 0.5, 0) != Self.rows(100, 4, 0.5, 1))
  }

  // χ² is not needed: 40,000 persons at β = 0.3, mean squared deviation per
  // count below 5 binomial sd.
  @Test func `contact counts follow the law of large rings`() throws {
    let graph = try ContactGraph(.smallWorld(contacts: 6, rewiring: 0.3), size: 40_000)
    let rows = try Self.rows(40_000, 6, 0.3)
    let shares = rows.countShares(size: 40_000)
    for (count, mass) in graph.counts.masses.enumerated() where mass * 40_000 > 20 {
      let sd = (mass * (1 - mass) / 40_000).squareRoot()
      #expect(abs(shares[count] - mass) < 5 * sd)
    }
    #expect(abs(graph.counts.mean - 6) < 1e-9)
  }

  @Test func `a ring that is too small is refused`() {
    #expect(throws: NetworkError.ringTooSmall(contacts: 10, size: 10)) {
      try ContactGraph(.smallWorld(contacts: 10, rewiring: 0), size: 10)
    }
  }

  @Test func `a ring of more contacts than can be numbered is refused`() {
    #expect(throws: NetworkError.tooManyContacts(found: 5e9, limit: Int(UInt32.max))) {
      try ContactGraph(.smallWorld(contacts: 50, rewiring: 0), size: 100_000_000)
    }
  }
}
