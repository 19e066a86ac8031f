import Randomness
import ReferralModel
import Testing

@testable import Simulation

/// Law 8 on programs with everything in them.
///
/// Not statistical.
@Suite struct BooksBalanceTests {
  static func balance(_ history: History, _ name: String) {
    var (earned, ever, active) = (0.0, history.initial, history.initial)
    for day in 0..<history.horizon {
      earned += history.earned[day]
      let states = history.ledger.map { $0[day] }
      #expect(abs(states.reduce(0, +) - earned) <= 1e-7 * max(1, earned), "\(name), day \(day)")
      #expect(states.allSatisfy { $0 >= -1e-7 * max(1, earned) }, "\(name), day \(day)")
      #expect(history.liability[day] >= -1e-7 * max(1, earned), "\(name), day \(day)")
      ever += history.signups(onDay: day)
      active += history.signups(onDay: day) - history.churned[day]
      #expect(active == history.active[day], "\(name), day \(day)")
    }
    #expect(ever == history.initial + history.signupsTotal)
  }

  /// A scenario of few people with any of the mechanics in it.
  static func randomScenario(_ luck: Streams) -> Scenario {
    var random = luck.sequence(of: 0, deciding: .sequence)
    func u() -> Double { random.uniform() }
    func maybe<T>(_ value: @autoclosure () -> T) -> T? { u() < 0.4 ? value() : nil }
    func side() -> RewardSide {
      let kind = RewardSide.Kind.allCases[Int(u() * 5)]
      return RewardSide(
        value: 0.3 * u(), kind: kind, cost: 0.5 + 0.5 * u(), perceived: 1.2 * u(),
        perceivedByOther: 0.2 * u(), breakage: kind == .cash ? 0 : 0.5 * u())
    }
    var program = Program(
      startDay: Int(u() * 20), endDay: maybe(60 + Int(u() * 60)),
      reward: Reward(referrer: side(), referee: side()), fixedCostPerMonth: 100 * u())
    if let day = maybe(30) {
      program.schedule = [
        .init(day: day, reward: Reward(referrer: side()), fixedCostPerMonth: 10)
      ]
    }
    if u() < 0.3 { program.tiers = [Tier(from: 2, referrer: 0.4)] }
    if u() < 0.3 { program.milestones = [Milestone(at: 2, bonus: 0.3, repeats: u() < 0.5)] }
    if u() < 0.4 {
      program.cap = Cap(referrals: Int(u() * 4), period: Cap.Period.allCases[Int(u() * 3)])
    }
    if u() < 0.3 { program.raffles = [Raffle(prize: 200, winners: 2, periodInDays: 20)] }
    if u() < 0.3 { program.leaderboard = Leaderboard(prizes: [100, 50], periodInDays: 30) }
    if u() < 0.4 { program.budget = Budget(total: maybe(500 + 3000 * u()), perMonth: maybe(500)) }
    program.payout = Payout(
      holdInDays: Int(u() * 20), lagInDays: Int(u() * 5),
      redemption: maybe(.exponential(mean: 10)), expiryInDays: maybe(15),
      clawbackInDays: Int(u() * 60))
    if u() < 0.4 {
      program.deadweight = ProgramSample.responding(0, 0.5, 0.1, side: .referee)
    }
    let fraud = maybe(
      Fraud(
        opportunists: ProgramSample.responding(0.01, 0.2, 0.2, side: .sum), fakesPerMonth: 4,
        purchaseShare: 0.3, abandonedAfter: maybe(.exponential(mean: 20)), detection: u(),
        falseAlarms: 0.2 * u(), checkCost: 0.1))
    let orders = maybe(
      Orders(
        perMonth: 2, value: .lognormal(median: 40, sigma: 0.5), margin: 0.3, returnedShare: 0.2,
        returnWindowInDays: 20))
    let advocates = maybe(0.5) ?? 1
    let capacity = maybe(150 + Int(u() * 400))
    let causal = u()
    let minimum = orders == nil ? nil : maybe(30.0)
    let segmented = u() < 0.3
    let qualified = 0.5 + 0.5 * u()
    let strong = maybe(StrongTies(share: 0.3, conversion: .constant(0.5)))
    let hasChannels = u() < 0.3
    return ProgramSample.scenario(program: program, horizon: 120) {
      $0.market.size = 2000
      $0.customers.initial = .count(100)
      $0.customers.orders = orders
      if let orders { $0.customers.marginPerMonth = orders.marginPerMonth }
      $0.customers.capacity = capacity
      $0.customers.advocateChurnMultiplier = advocates
      $0.customers.referred = ReferredQuality(
        churnMultiplier: .constant(0.8), marginMultiplier: .constant(1.2), causalShare: causal)
      $0.customers.qualification = Qualification(
        probability: qualified, delay: .exponential(mean: 3), minimumOrder: minimum)
      $0.loops[0].strongTies = strong
      if hasChannels {
        $0.loops[0].channels = [
          Channel(name: "email", share: 0.6),
          Channel(
            name: "event", share: 0.4, conversionMultiplier: 0.5,
            conversionDelay: .constant(days: 1),
            pulses: [.init(day: 20, days: 10, conversionMultiplier: 3)]),
        ]
      }
      $0.fraud = fraud
      guard segmented else { return }
      var other = $0.customers
      other.churn = Churn(firstMonthLoss: 0.2)
      $0.market.segments = [
        Segment(name: "a", share: 0.7, customers: $0.customers, loops: $0.loops),
        Segment(name: "b", share: 0.3, customers: other, loops: $0.loops),
      ]
    }
  }

  @Test func `every cent is in one state and every person in one cause, on 300 random programs`()
    throws
  {
    var (earning, stopped, faking) = (0, 0, 0)
    for number in 0..<300 {
      let scenario = Self.randomScenario(Streams(seed: 8, replication: number))
      for pair in try ProgramSample.paired(scenario, count: 2, seed: UInt64(number)) {
        Self.balance(pair.program, "scenario \(number)")
        Self.balance(pair.twin, "twin \(number)")
        #expect(pair.twin.earnedTotal == 0)
        if let capacity = scenario.customers.capacity {
          #expect(pair.program.active.allSatisfy { $0 <= Double(capacity) })
        }
        earning += pair.program.earnedTotal > 0 ? 1 : 0
        stopped += pair.program.isBudgetSpent ? 1 : 0
        faking += pair.program.fakes > 0 ? 1 : 0
        if let total = scenario.program?.budget.total, scenario.program?.raffles.isEmpty == true,
          scenario.program?.leaderboard == nil
        {
          #expect(pair.program.rewardCostTotal <= total + 1e-9)
        }
      }
    }
    // The test would prove little on programs in which nothing happens.
    #expect(earning > 400 && stopped > 50 && faking > 100)
  }
}
