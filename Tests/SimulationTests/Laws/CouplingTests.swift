import Randomness
import ReferralModel
import Testing

@testable import Simulation

/// Law 6: where an earlier signup is never worth less, more participation, more
/// invitations or a higher conversion never lowers cumulative signups on any
/// day of any replication.
@Suite struct MonotoneCouplingTests {
  /// A scenario inside the law's conditions, from a seeded stream.
  static func randomScenario(_ random: inout StreamSequence) -> Scenario {
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.uniform() }
    func pick<T>(_ items: [T]) -> T { items[Int(random.uniform() * Double(items.count))] }
    func delay() -> Delay {
      pick([
        .none, .constant(days: between(0, 6)), .exponential(mean: between(0.5, 8)),
        .geometric(mean: between(1, 6)),
        .lognormal(median: between(1, 8), sigma: between(0.3, 1.5)),
        .weibull(shape: between(0.6, 2), scale: between(1, 9)),
      ])
    }
    let size = 200 + Int(between(0, 1800))
    let network: ContactNetwork = pick([
      .configuration(.negativeBinomial(mean: between(2, 12), dispersion: between(0.4, 3))),
      .configuration(.powerLaw(exponent: between(2, 3), min: 1, max: 60)),
      .communities(size: 2 + Int(between(0, 7)), outside: .poisson(mean: between(0.5, 5))),
      .smallWorld(contacts: 4, rewiring: between(0, 1)),
    ])
    let loops = (0..<(1 + Int(between(0, 2)))).map { index in
      let invitations: Invitations = pick([
        .count(mean: .constant(between(0.5, 5)), dispersion: nil, delay: delay()),
        .count(mean: .constant(between(0.5, 5)), dispersion: between(0.3, 2), delay: delay()),
        .everyContact(delay: delay()), .rate(perMonth: .constant(between(0.5, 6))),
      ])
      return Loop(
        name: "loop\(index)", rewarded: random.uniform() < 0.5,
        participation: .constant(between(0.05, 0.8)), invitations: invitations,
        conversion: .constant(between(0.02, 0.6)), conversionDelay: delay())
    }
    // A higher rate also moves invitations of an unrewarded loop into the past,
    // where they are over: with tenure the law does not hold for rates.
    let hasRate = loops.contains { loop in
      if case .rate = loop.invitations { return true } else { return false }
    }
    return Scenario(
      name: "random", horizonInDays: 20 + Int(between(0, 100)),
      market: Market(size: size, network: network),
      customers: Customers(
        initial: .count(Int(between(1, 40))),
        tenure: hasRate ? .none : pick([.none, .constant(days: between(0, 90))]),
        churn: pick([
          nil, Churn(firstMonthLoss: between(0.01, 0.6), shape: between(0.5, 1.5)),
        ])),
      acquisition: Acquisition(
        organic: Organic(perDay: between(0, 3)),
        pulses: [Pulse(day: 5, signups: between(0, 20), days: 3)]),
      loops: loops)
  }

  /// The same scenario with one number of one loop raised.
  static func raised(_ scenario: Scenario, _ random: inout StreamSequence) -> Scenario {
    var better = scenario
    let loop = Int(random.uniform() * Double(scenario.loops.count))
    func up(_ response: Response, by factor: Double, limit: Double) -> Response {
      .constant(min(limit, response.value(at: .none) * factor))
    }
    let factor = 1 + 2 * random.uniform()
    switch (Int(random.uniform() * 3), better.loops[loop].invitations) {
    case (0, _):
      better.loops[loop].participation = up(
        better.loops[loop].participation, by: factor, limit: 1)
    case (1, .count(let mean, let dispersion, let delay)):
      better.loops[loop].invitations = .count(
        mean: up(mean, by: factor, limit: 100), dispersion: dispersion, delay: delay)
    case (1, .rate(let perMonth)):
      better.loops[loop].invitations = .rate(perMonth: up(perMonth, by: factor, limit: 100))
    default:
      better.loops[loop].conversion = up(better.loops[loop].conversion, by: factor, limit: 1)
    }
    return better
  }

  // Not statistical: every day of every replication, so no false alarms.
  @Test func `better numbers never lower cumulative signups, on 300 random scenarios`() throws {
    var random = Streams(seed: 6, replication: 0).sequence(of: 0, deciding: .sequence)
    var strictly = 0
    for number in 0..<300 {
      let scenario = Self.randomScenario(&random)
      let better = Self.raised(scenario, &random)
      let low = try Sample.histories(of: scenario, count: 4, seed: UInt64(number))
      let high = try Sample.histories(of: better, count: 4, seed: UInt64(number))
      for (a, b) in zip(low, high) {
        let days = zip(a.cumulative, b.cumulative)
        #expect(days.allSatisfy { $0 <= $1 }, "scenario \(number): \(scenario)")
        if a.cumulative.last! < b.cumulative.last! { strictly += 1 }
      }
    }
    // The test would prove nothing if raising did nothing.
    #expect(strictly > 300)
  }

  @Test func `one more listed initial customer without contacts changes nobody else's days`() throws
  {
    let table = CountDistribution.table([
      .init(count: 0, share: 0.01), .init(count: 6, share: 0.99),
    ])
    func scenario(_ people: [Int]) -> Scenario {
      Scenario(
        name: "idle", horizonInDays: 90,
        market: Market(size: 5000, network: .configuration(table)),
        customers: Customers(
          initial: .people(people), churn: Churn(firstMonthLoss: 0.1)),
        acquisition: Acquisition(organic: Organic(perDay: 5)),
        loops: [
          Loop(
            name: "referral", participation: .constant(0.5),
            invitations: .count(mean: .constant(3), dispersion: 1, delay: .exponential(mean: 4)),
            conversion: .constant(0.3))
        ])
    }
    // Persons are numbered by contact count: 0 to 49 have none.
    let without = try Sample.histories(of: scenario([100, 200, 300]), count: 20)
    let with = try Sample.histories(of: scenario([7, 100, 200, 300]), count: 20)
    for (a, b) in zip(without, with) {
      #expect(a.signups.dropFirst(4).map { $0 } == b.signups.dropFirst(4).map { $0 })
      #expect(a.invitesSent == b.invitesSent)
      // The idle person can take an organic hit out of the count, and nothing else.
      #expect(a.signupsTotal - b.signupsTotal <= 1 && a.signupsTotal >= b.signupsTotal)
    }
  }
}
