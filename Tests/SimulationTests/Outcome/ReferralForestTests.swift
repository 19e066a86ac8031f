import ReferralModel
import Testing

@testable import Simulation

@Suite struct ReferralForestTests {
  private func referral(_ person: UInt32, by referrer: UInt32, day: Int32, _ generation: Int32)
    -> ReferralLog.Referral
  {
    .init(
      person: person, referrer: referrer, day: day, referrerDay: referrer == 1 ? -1 : 2,
      generation: generation)
  }

  @Test func `trees begin with whoever nobody brought, the largest first`() {
    let forest = ReferralForest(
      [
        referral(8, by: 7, day: 3, 1), referral(2, by: 1, day: 4, 1),
        referral(3, by: 1, day: 4, 1), referral(4, by: 2, day: 9, 2),
      ], replication: 5)
    #expect(forest.trees == 2)
    #expect(forest.people == 6)
    #expect(forest.largest == 4)
    #expect(forest.generations == 2)
    #expect(forest.members.map(\.person) == [1, 2, 3, 4, 7, 8])
    #expect(forest.members.map(\.referrer) == [nil, 1, 1, 2, nil, 7])
    #expect(forest.members.map(\.day) == [0, 4, 4, 9, 2, 3])
    #expect(forest.members.map(\.generation) == [0, 1, 1, 2, 0, 1])
    #expect(forest.members.map(\.descendants) == [3, 1, 0, 0, 1, 0])
  }

  @Test func `of a tree too large to draw the first to come are members`() {
    let referrals = (1...999).map { referral(UInt32($0 + 1), by: 1, day: Int32($0), 1) }
    let forest = ReferralForest(referrals, replication: 0)
    #expect(forest.largest == 1000)
    #expect(forest.members.count == ReferralForest.mostMembers)
    #expect(forest.members.map(\.person) == Array(1...240))
  }

  @Test func `without referrals there are no trees`() {
    let forest = ReferralForest([], replication: 0)
    #expect(forest.trees == 0 && forest.people == 0 && forest.largest == 0)
    #expect(forest.members.isEmpty)
  }

  // The log of all events tells of the same referrals by another way.
  @Test func `trees of a history are those of its events`() throws {
    let scenario = Scenario(
      name: "trees", horizonInDays: 200,
      market: Market(size: 40_000, network: .configuration(.constant(10))),
      customers: Customers(initial: .count(500)), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "referral", participation: .constant(0.8),
          invitations: .count(mean: .constant(4), dispersion: nil, delay: .geometric(mean: 2)),
          conversion: .constant(0.25), conversionDelay: .exponential(mean: 1))
      ])
    let forecast = try Forecast(scenario, engine: .agents, unit: .month)
    var noted: ReferralForest?
    let worker = forecast.makeWorker(noting: 3) { noted = $0 }
    _ = try worker(2)
    #expect(noted == nil)
    let record = try worker(3)
    let forest = try #require(noted)
    // Noting changes nothing.
    #expect(record.elementsEqual(try forecast.makeWorker()(3)) { $0 == $1 || $0.isNaN && $1.isNaN })

    let signups = try forecast.eventLog(ofReplication: 3).sorted.filter {
      $0.kind == .signup && $0.referrer != nil
    }
    var parents: [UInt32: UInt32] = [:]
    for event in signups { parents[try #require(event.person)] = event.referrer }
    var sizes: [UInt32: Int] = [:]
    var longest = 0
    for person in parents.keys {
      var (root, depth) = (person, 0)
      while let parent = parents[root] { (root, depth) = (parent, depth + 1) }
      sizes[root, default: 1] += 1
      longest = max(longest, depth)
    }
    #expect(signups.count > 1000)
    #expect(forest.trees == sizes.count)
    #expect(forest.people == sizes.values.reduce(0, +))
    #expect(forest.largest == sizes.values.max())
    #expect(forest.generations == longest)
    for member in forest.members { #expect(parents[member.person] == member.referrer) }
  }
}
