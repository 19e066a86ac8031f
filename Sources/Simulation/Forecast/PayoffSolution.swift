internal import ReferralModel
internal import Randomness

/// What referrals pay on average where rewards go by count, at the behaviour that
/// this very average produces: a fixed point.
///
/// Found with pilot replications, whose streams are their own: the same luck in every
/// round, so that the rounds differ by the reward alone. A large market is piloted at a
/// smaller scale (persons, customers, signups, budgets and prizes alike), since all
/// that is asked of it is a ratio.
package struct PayoffSolution: Equatable, Sendable {
  package let payoffs: Payoffs
  /// Rounds of pilots.
  package let rounds: Int
  /// The largest difference between what people were shown and what was paid in the
  /// last round, as a share of CAC.
  package let residual: Double
  /// Share of the market that was piloted.
  package let scale: Double
  /// Pilots in a round.
  package let pilots: Int

  /// Differences below this share of the reward end the search.
  package static let tolerance = 0.005
  package static let mostRounds = 16
  /// People who come to a pilot by themselves, at most.
  private static let enough = 4_000.0
  /// Not the seed of any replication that a forecast reports.
  private static let salt: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// - Parameters:
  ///   - scenario: With customers numbered by person.
  ///   - graph: Its network.
  ///   - start: Where to begin; nil for the face values.
  /// - Returns: nil where rewards do not go by count.
  init?(
    of scenario: Scenario, graph: ContactGraph, seed: UInt64, from start: Payoffs? = nil
  ) throws(NetworkError) {
    guard let program = scenario.program, program.paysByCount else { return nil }
    let scale = Self.scale(of: scenario)
    let pilot = scale == 1 ? scenario : scenario.scaled(by: scale)
    let network = scale == 1 ? graph : try ContactGraph(pilot.market)
    let comers = max(1, Self.comers(pilot))
    let pilots = min(16, max(2, Int(Self.enough / comers)))
    let cac = scenario.acquisition.cac ?? 0
    var shown = start ?? Self.faceValues(of: pilot)
    var step = 1.0
    var rounds = 0
    var residual = Double.infinity
    while rounds < Self.mostRounds {
      let plan = ModelPlan(pilot, payoffs: shown, stops: true)
      let engine = AgentEngine(plan: plan, graph: network)
      var grants = Grants(epochs: plan.epochs.count)
      for index in 0..<pilots {
        _ = engine.history(luck: Streams(seed: seed ^ Self.salt, replication: index))
        grants.add(engine.grants)
      }
      let paid = grants.payoffs(cac: cac, otherwise: shown)
      rounds += 1
      let before = residual
      residual = shown.distance(to: paid)
      if residual <= Self.tolerance * max(0.01, paid.largest) { break }
      // Where the search swings, it takes smaller steps.
      if residual > 0.7 * before { step = max(0.1, step / 2) }
      shown = shown.moved(towards: paid, by: step)
    }
    payoffs = shown
    self.rounds = rounds
    self.residual = residual
    self.scale = scale
    self.pilots = pilots
  }

  /// What the first referral of every epoch pays.
  private static func faceValues(of scenario: Scenario) -> Payoffs {
    let epochs = ModelPlan.Epoch.all(of: scenario, payoffs: nil)
    let first = scenario.program?.tiers.first { $0.from == 1 }
    return Payoffs(
      referrer: epochs.map { $0.reward.map { first?.referrer ?? $0.referrer.value } ?? 0 },
      referee: epochs.map { $0.reward.map { first?.referee ?? $0.referee.value } ?? 0 },
      perceivedPrizes: epochs.map { _ in 0 }, prizes: epochs.map { _ in 0 })
  }

  /// Share of the market that is enough to pilot.
  static func scale(of scenario: Scenario) -> Double {
    // Listed people and real networks are what they are.
    if case .people = scenario.customers.initial { return 1 }
    if case .edges = scenario.market.network { return 1 }
    let least = 2000 / Double(scenario.market.size)
    return min(1, max(least, enough / max(1, comers(scenario))))
  }

  /// Initial customers and external hits, but for word of mouth.
  private static func comers(_ scenario: Scenario) -> Double {
    let initial =
      switch scenario.customers.initial {
      case .count(let count): Double(count)
      case .people(let people): Double(people.count)
      }
    return ExternalCause.scheduled.reduce(initial) {
      $0 + $1.hitsPerDay(in: scenario).reduce(0, +)
    }
  }
}

/// Qualified referrals and what they granted, by epoch, in currency.
struct Grants {
  var qualified: [Double]
  var referrer: [Double]
  var referee: [Double]
  var prizes: [Double]
  var perceivedPrizes: [Double]

  init(epochs: Int) {
    let zeros = [Double](repeating: 0, count: epochs)
    (qualified, referrer, referee, prizes, perceivedPrizes) = (zeros, zeros, zeros, zeros, zeros)
  }

  mutating func add(_ other: Grants) {
    for epoch in qualified.indices {
      qualified[epoch] += other.qualified[epoch]
      referrer[epoch] += other.referrer[epoch]
      referee[epoch] += other.referee[epoch]
      prizes[epoch] += other.prizes[epoch]
      perceivedPrizes[epoch] += other.perceivedPrizes[epoch]
    }
  }

  /// Per qualified referral, as shares of CAC.
  ///
  /// - Parameter otherwise: For epochs in which nothing qualified.
  func payoffs(cac: Double, otherwise: Payoffs) -> Payoffs {
    func ratio(_ amounts: [Double], _ otherwise: [Double]) -> [Double] {
      otherwise.indices.map {
        qualified[$0] > 0 && cac > 0 ? amounts[$0] / qualified[$0] / cac : otherwise[$0]
      }
    }
    return Payoffs(
      referrer: ratio(referrer, otherwise.referrer), referee: ratio(referee, otherwise.referee),
      perceivedPrizes: ratio(perceivedPrizes, otherwise.perceivedPrizes),
      prizes: ratio(prizes, otherwise.prizes))
  }
}

extension Payoffs {
  private static var parts: [WritableKeyPath<Payoffs, [Double]>] {
    [\.referrer, \.referee, \.perceivedPrizes, \.prizes]
  }

  /// The largest difference between any two parts.
  func distance(to other: Payoffs) -> Double {
    Self.parts.reduce(0) { worst, part in
      zip(self[keyPath: part], other[keyPath: part]).reduce(worst) { max($0, abs($1.0 - $1.1)) }
    }
  }

  var largest: Double { Self.parts.flatMap { self[keyPath: $0] }.reduce(0) { max($0, abs($1)) } }

  func moved(towards other: Payoffs, by step: Double) -> Payoffs {
    var moved = self
    for part in Self.parts {
      moved[keyPath: part] = zip(self[keyPath: part], other[keyPath: part]).map {
        $0 + step * ($1 - $0)
      }
    }
    return moved
  }
}

extension Scenario {
  /// The same market, smaller: all that is counted or paid per market shrinks alike.
  func scaled(by share: Double) -> Scenario {
    func scaled(_ count: Int) -> Int { max(1, Int((Double(count) * share).rounded())) }
    var small = self
    small.market.size = scaled(market.size)
    if case .count(let count) = customers.initial {
      small.customers.initial = .count(min(small.market.size, Int(Double(count) * share)))
    }
    small.customers.capacity = customers.capacity.map(scaled)
    small.acquisition.organic.perDay *= share
    small.acquisition.paidBudgetPerMonth *= share
    for i in small.acquisition.pulses.indices { small.acquisition.pulses[i].signups *= share }
    if var program {
      program.budget.total = program.budget.total.map { $0 * share }
      program.budget.perMonth = program.budget.perMonth.map { $0 * share }
      for i in program.raffles.indices { program.raffles[i].prize *= share }
      if var board = program.leaderboard {
        board.prizes = board.prizes.map { $0 * share }
        program.leaderboard = board
      }
      small.program = program
    }
    return small
  }
}
