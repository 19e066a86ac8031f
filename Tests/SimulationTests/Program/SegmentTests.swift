import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct SegmentTests {
  static func split(_ scenario: inout Scenario, _ shares: [Double]) {
    let (customers, loops) = (scenario.customers, scenario.loops)
    scenario.market.segments = shares.enumerated().map {
      Segment(name: "s\($0)", share: $1, customers: customers, loops: loops)
    }
  }

  // Alike segments are no segments, but for the rounding of one threshold in lifetimes.
  @Test func `segments that are alike change nothing`() throws {
    let plain = ProgramSample.scenario()
    let split = ProgramSample.scenario { Self.split(&$0, [0.6, 0.4]) }
    for (a, b) in zip(try ProgramSample.histories(plain), try ProgramSample.histories(split)) {
      #expect(a.signups == b.signups)
      #expect(a.invitesSent == b.invitesSent)
      let total = b.segments.reduce(0) { $0 + $1.signups }
      #expect(total == b.signupsTotal)
      #expect(b.segments.reduce(0) { $0 + $1.activeAtEnd } == b.active[b.horizon - 1])
    }
  }

  @Test(arguments: [
    ContactNetwork.configuration(.poisson(mean: 6)), .smallWorld(contacts: 6, rewiring: 0.1),
    .blocks(.poisson(mean: 6), mixing: [[0.9, 0.1], [0.3, 0.7]]),
  ])
  func `a segment has its exact share of the market`(network: ContactNetwork) throws {
    let graph = try ContactGraph(network, size: 1000, shares: [0.75, 0.25])
    let map = graph.segments(keyedBy: Streams(seed: 3, replication: 0))
    let first = (0..<1000).filter { map.segment(of: UInt32($0)) == 0 }.count
    #expect(first == 750)
  }

  @Test func `people answer as their segment does`() throws {
    let scenario = ProgramSample.scenario {
      Self.split(&$0, [0.5, 0.5])
      $0.market.segments[1].loops[0].participation = .constant(0)
      // Who is invited decides with their own segment's probability.
      $0.market.segments[1].loops[0].conversion = .constant(0)
    }
    for history in try ProgramSample.histories(scenario) {
      #expect(history.segments[0].referred > 0)
      #expect(history.segments[1].referred == 0)
      #expect(history.segments[1].signups > 0)
    }
  }

  // MARK: Blocks

  static let mixing = [[0.9, 0.1], [0.3, 0.7]]

  @Test func `contacts in blocks are mutual, and mix as stated`() throws {
    let graph = try ContactGraph(
      .blocks(.negativeBinomial(mean: 8, dispersion: 2), mixing: Self.mixing), size: 8000,
      shares: [0.75, 0.25])
    let luck = Streams(seed: 5, replication: 2)
    let (contacts, map) = (graph.keyed(by: luck), graph.segments(keyedBy: luck))
    var links: [[Double]] = [[0, 0], [0, 0]]
    var multiplicity: [UInt64: Int] = [:]
    for person in 0..<UInt32(8000) {
      for index in 0..<contacts.contactCount(of: person) {
        let other = contacts.contact(index, of: person)
        guard other != KeyedContactGraph.nobody else { continue }
        links[map.segment(of: person)][map.segment(of: other)] += 1
        multiplicity[UInt64(person) << 32 | UInt64(other), default: 0] += 1
      }
    }
    for (key, count) in multiplicity {
      #expect(multiplicity[key << 32 | key >> 32] == count)
    }
    for (row, expected) in zip(links, Self.mixing) {
      let total = row.reduce(0, +)
      // Rounding and the difference of two samples of contact counts: well below 2%.
      for (count, share) in zip(row, expected) { #expect(abs(count / total - share) < 0.02) }
    }
  }

  // With everybody's contacts in proportion to the shares, blocks are no blocks.
  @Test func `proportional blocks are a configuration network`() throws {
    func mean(_ network: ContactNetwork) throws -> Moments {
      let scenario = ProgramSample.scenario {
        $0.market.network = network
        Self.split(&$0, [0.75, 0.25])
      }
      return Moments(try ProgramSample.histories(scenario, count: 60).map(\.signupsTotal))
    }
    let blocks = try mean(
      .blocks(.poisson(mean: 10), mixing: Mixing.preferred(inside: 0, shares: [0.75, 0.25])))
    let plain = try mean(.configuration(.poisson(mean: 10)))
    let error =
      (blocks.standardError * blocks.standardError + plain.standardError * plain.standardError)
      .squareRoot()
    // Four standard errors: one false alarm in 15,000.
    #expect(abs(blocks.mean - plain.mean) < 4 * error)
  }

  // MARK: Channels and ties

  @Test func `one channel and no strong ties change nothing`() throws {
    let plain = ProgramSample.scenario()
    let same = ProgramSample.scenario {
      $0.loops[0].channels = [Channel(name: "all", share: 1)]
      $0.loops[0].strongTies = StrongTies(share: 0, conversion: .constant(1))
    }
    #expect(try ProgramSample.histories(plain) == ProgramSample.histories(same))
  }

  @Test func `channels and ties convert as they say`() throws {
    // 60% at 0.3, 40% at half of it, and of each 30% are strong ties who always accept.
    let scenario = ProgramSample.scenario {
      $0.market.size = 1_000_000
      $0.customers.churn = nil
      $0.acquisition.organic.perDay = 0
      $0.loops[0].participation = .constant(1)
      $0.loops[0].conversionDelay = .none
      $0.loops[0].invitations = .count(
        mean: .constant(1), dispersion: nil, delay: .constant(days: 1))
      $0.loops[0].channels = [
        Channel(name: "email", share: 0.6),
        Channel(name: "social", share: 0.4, conversionMultiplier: 0.5),
      ]
      $0.loops[0].strongTies = StrongTies(share: 0.3, conversion: .constant(1))
      $0.horizonInDays = 2
    }
    let histories = try ProgramSample.histories(scenario, count: 40)
    let sent = histories.reduce(0) { $0 + $1.invitesSent[1] }
    let accepted = histories.reduce(0) { $0 + $1.referredTotal }
    let p = 0.7 * (0.6 * 0.3 + 0.4 * 0.15) + 0.3 * (0.6 + 0.4 * 0.5)
    // Four standard errors, and the few contacts who are customers already.
    #expect(abs(accepted / sent - p) < 4 * (p * (1 - p) / sent).squareRoot() + 0.002)
  }
}
