import ReferralModel
import Testing

@testable import Simulation

/// Law 5: the expected engine is the mean of the agents engine in a large market.
///
/// Compared in a market of 80,000 with at least 1% of it initial: 4 standard
/// errors of the agents' mean, plus the bias that is left there. Biases fall as
/// 1/size, so of what the means of 20,000 and 80,000 differ by, a third is left.
/// Some 15 numbers a scenario at 4 standard errors: false alarms below 1e-3 a
/// scenario, at a fixed seed.
@Suite struct LimitTests {
  static func scenario(
    _ name: String, contacts: CountDistribution = .lognormal(mean: 12, sd: 12), days: Int = 150,
    initial: Double = 0.02, tenure: Delay = .none, churn: Churn? = Churn(firstMonthLoss: 0.05),
    referred: ReferredQuality = ReferredQuality(), acquisition: Acquisition = Acquisition(cac: 60),
    loops: [Loop] = [referral()], program: Program? = nil
  ) -> (String, @Sendable (Int) -> Scenario) {
    (
      name,
      { size in
        var acquisition = acquisition
        let scale = Double(size) / 80_000
        acquisition.organic.perDay *= scale
        acquisition.paidBudgetPerMonth *= scale
        for i in acquisition.pulses.indices { acquisition.pulses[i].signups *= scale }
        return Scenario(
          name: name, horizonInDays: days,
          market: Market(size: size, network: .configuration(contacts)),
          customers: Customers(
            initial: .count(Int(initial * Double(size))), tenure: tenure, churn: churn,
            marginPerMonth: 8, referred: referred),
          acquisition: acquisition, loops: loops, program: program,
          economics: Economics(discountPerYear: 0.1, lifetimeHorizonInDays: 365))
      }
    )
  }

  static func referral(
    participation: Response = .constant(0.4), mean: Response = .constant(3),
    dispersion: Double? = 0.7, delay: Delay = .lognormal(median: 5, sigma: 1),
    conversion: Response = .constant(0.25), conversionDelay: Delay = .geometric(mean: 3)
  ) -> Loop {
    Loop(
      name: "referral", participation: participation,
      invitations: .count(mean: mean, dispersion: dispersion, delay: delay),
      conversion: conversion, conversionDelay: conversionDelay)
  }

  static let rising = Response(
    .hill(atZero: 0.1, atLarge: 0.6, halfAt: 0.1, steepness: 1, link: .identity))
  static let reward = Reward(referrer: RewardSide(value: 0.15), referee: RewardSide(value: 0.1))
  static let folders = Loop(
    name: "folders", rewarded: false, participation: .constant(0.5),
    invitations: .count(mean: .constant(2), dispersion: nil, delay: .exponential(mean: 15)),
    conversion: .constant(0.2), conversionDelay: .exponential(mean: 2))

  static let grid: [(name: String, at: @Sendable (Int) -> Scenario)] = [
    scenario("one loop"),
    scenario("constant contacts, no churn", contacts: .constant(8), churn: nil),
    scenario("heavy contacts", contacts: .powerLaw(exponent: 2.6, min: 2, max: 200)),
    scenario(
      "no delays",
      loops: [referral(delay: .none, conversion: .constant(0.2), conversionDelay: .none)]
    ),
    scenario(
      "everyone invited",
      loops: [
        Loop(
          name: "word", participation: .constant(0.3),
          invitations: .everyContact(delay: .exponential(mean: 6)), conversion: .constant(0.12))
      ]),
    scenario(
      "a rate of invitations",
      loops: [
        Loop(
          name: "share", participation: .constant(0.5),
          invitations: .rate(perMonth: .constant(1.5)), conversion: .constant(0.2))
      ]),
    scenario("two loops", loops: [referral(), folders]),
    scenario(
      "external causes",
      acquisition: Acquisition(
        cac: 60, organic: Organic(perDay: 60, growthPerMonth: 0.05), wordOfMouthPerMonth: 0.08,
        pulses: [Pulse(day: 40, signups: 2000, days: 10)], paidBudgetPerMonth: 60_000)),
    scenario(
      "Weibull churn and tenure", tenure: .constant(days: 100),
      churn: Churn(firstMonthLoss: 0.15, shape: 0.7), loops: [referral(), folders]),
    scenario(
      "random tenure", tenure: .gamma(mean: 90, sd: 60), churn: Churn(firstMonthLoss: 0.1),
      loops: [folders]),
    scenario(
      "a program from the start",
      loops: [referral(participation: rising)], program: Program(reward: reward)),
    scenario(
      "a program that starts, changes and ends",
      loops: [
        referral(
          participation: rising,
          mean: Response(.hill(atZero: 2, atLarge: 5, halfAt: 0.1, steepness: 1, link: .identity)),
          conversion: Response(
            .table([.init(reward: 0, value: 0.15), .init(reward: 0.1, value: 0.3)]),
            side: .referee)), folders,
      ],
      program: Program(
        startDay: 30, endDay: 130, reward: reward,
        schedule: [
          .init(
            day: 80,
            reward: Reward(
              referrer: RewardSide(value: 0.5), referee: RewardSide(value: 0.02)),
            fixedCostPerMonth: 0)
        ])),
    scenario(
      "referred customers stay longer", churn: Churn(firstMonthLoss: 0.15),
      referred: ReferredQuality(churnMultiplier: .constant(0.7), marginMultiplier: .constant(1.2)),
      program: Program(reward: reward)),
    scenario(
      "high conversion, saturating", contacts: .negativeBinomial(mean: 10, dispersion: 2),
      loops: [referral(participation: .constant(0.8), conversion: .constant(0.5))]),
  ]

  /// What the two engines must agree on, per person of the market.
  static func numbers(_ history: History, size: Int) -> [(String, Double)] {
    let n = Double(size)
    let last = history.horizon - 1
    var numbers: [(String, Double)] = [history.horizon / 3, 2 * history.horizon / 3, last].flatMap {
      day in
      [
        ("customers_total on day \(day)", history.cumulative[day] / n),
        ("active on day \(day)", history.active[day] / n),
      ]
    }
    for (index, cause) in history.signups.enumerated() {
      numbers.append(("signups of cause \(index)", cause.reduce(0, +) / n))
    }
    numbers += [
      ("invites_sent", history.invitesSent.reduce(0, +) / n),
      ("reward_cost", history.rewardCost.reduce(0, +) / n),
      ("margin", history.margin.reduce(0, +) / n),
      ("terminal_margin", history.terminalMargin / n), ("advocates", history.advocates / n),
      ("lifetime value of the referred", history.lifetimeValueReferredSum / n),
    ]
    return numbers
  }

  @Test(arguments: grid.map(\.name))
  func `the limit is the mean of the agents`(name: String) throws {
    // The argument comes from the grid itself.
    let scenario = Self.grid.first { $0.name == name }!.at
    func agents(_ size: Int, _ count: Int) throws -> [[(String, Double)]] {
      try Sample.histories(of: scenario(size), count: count, seed: 5).map {
        Self.numbers($0, size: size)
      }
    }
    let (small, large) = (try agents(20_000, 32), try agents(80_000, 16))
    let graph = try ContactGraph(scenario(80_000).market.network, size: 80_000)
    let engine = ExpectedEngine(scenario(80_000), contacts: graph.counts.masses)
    let expected = Self.numbers(engine.history(), size: 80_000)
    for (index, (what, value)) in expected.enumerated() {
      let found = Moments(large.map { $0[index].1 })
      let coarse = Moments(small.map { $0[index].1 })
      let bias = abs(found.mean - coarse.mean) / 3
      let gap = abs(found.mean - value)
      #expect(
        gap <= 4 * found.standardError + bias + 1e-12,
        "\(what): agents \(found.mean) ± \(found.standardError), expected \(value)")
    }
  }
}
