import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct AgentEngineTests {
  static let full = Scenario(
    name: "full", horizonInDays: 200,
    market: Market(size: 20_000, network: .configuration(.lognormal(mean: 12, sd: 15))),
    customers: Customers(
      initial: .count(500), tenure: .constant(days: 60),
      churn: Churn(firstMonthLoss: 0.05, shape: 0.8), marginPerMonth: 5,
      referred: ReferredQuality(churnMultiplier: .constant(0.8), marginMultiplier: .constant(1.2)),
      qualification: Qualification(probability: 0.9, delay: .exponential(mean: 5))),
    acquisition: Acquisition(
      cac: 60, organic: Organic(perDay: 20), wordOfMouthPerMonth: 0.05,
      pulses: [Pulse(day: 30, signups: 300, days: 7)], paidBudgetPerMonth: 6000),
    loops: [
      Loop(
        name: "referral",
        participation: Response(
          .hill(atZero: 0.05, atLarge: 0.3, halfAt: 0.1, steepness: 1, link: .identity)),
        invitations: .count(
          mean: .constant(4), dispersion: 0.5, delay: .lognormal(median: 5, sigma: 1)),
        conversion: .constant(0.2), conversionDelay: .geometric(mean: 3)),
      Loop(
        name: "sharing", rewarded: false, participation: .constant(0.2),
        invitations: .rate(perMonth: .constant(1)), conversion: .constant(0.1), reinforcement: 1.5),
    ],
    program: Program(
      startDay: 20, endDay: 180,
      reward: Reward(referrer: RewardSide(value: 0.1), referee: RewardSide(value: 0.1)),
      schedule: [
        .init(
          day: 90, reward: Reward(referrer: RewardSide(value: 0.3), referee: RewardSide()),
          fixedCostPerMonth: 100)
      ], fixedCostPerMonth: 1000),
    economics: Economics(discountPerYear: 0.12, lifetimeHorizonInDays: 730))

  // Where most are customers it is drawn who is not: nobody twice, and everybody in the end.
  @Test(arguments: [10_001, 15_000, 19_999, 20_000])
  func `a market of mostly customers begins with as many as are stated`(initial: Int) throws {
    var scenario = Self.full
    scenario.customers.initial = .count(initial)
    for history in try Sample.histories(of: scenario, count: 3) {
      #expect(history.initial == Double(initial))
      #expect(history.signupsTotal <= Double(20_000 - initial))
    }
  }

  @Test func `active customers are initial plus signups minus churned, every day`() throws {
    for history in try Sample.histories(of: Self.full, count: 10) {
      var active = history.initial
      for day in 0..<history.horizon {
        active += history.signups(onDay: day) - history.churned[day]
        #expect(history.active[day] == active)
      }
      #expect(history.signupsTotal > 0 && history.referredTotal > 0)
    }
  }

  @Test func `referred signups are caused once, at one age, by one referrer`() throws {
    for history in try Sample.histories(of: Self.full, count: 10) {
      #expect(history.causedAtAge.reduce(0, +) == history.referredTotal)
      #expect(history.causedBySignupDay.reduce(0, +) <= history.referredTotal)
    }
  }

  @Test func `a workspace that has been used gives the same history as a fresh one`() throws {
    let graph = try ContactGraph(Self.full.market.network, size: Self.full.market.size)
    let used = AgentEngine(plan: ModelPlan(Self.full), graph: graph)
    _ = used.history(luck: Streams(seed: 9, replication: 4))
    let again = used.history(luck: Streams(seed: 1, replication: 2))
    let fresh = try Sample.histories(of: Self.full, count: 3)[2]
    #expect(again == fresh)
  }

  // S(a) at whole ages, from the definition; 4 binomial standard errors.
  @Test(arguments: [1.0, 0.6, 1.7])
  func `customers leave by the Weibull law`(shape: Double) throws {
    let scenario = Scenario(
      name: "churn", horizonInDays: 365, market: Market(size: 100_000),
      customers: Customers(
        initial: .count(50_000), churn: Churn(firstMonthLoss: 0.1, shape: shape)),
      acquisition: Acquisition())
    let history = try Sample.histories(of: scenario, count: 1)[0]
    let scale = daysPerMonth / power(-logarithm(0.9), 1 / shape)
    for day in stride(from: 10, to: 365, by: 50) {
      let survival = naturalExp(-power(Double(day) / scale, shape))
      let error = (50_000 * survival * (1 - survival)).squareRoot()
      #expect(abs(history.active[day] - 50_000 * survival) < 4 * error + 1e-9)
    }
  }

  // Survivors of `tenure` leave by S(tenure + a)/S(tenure).
  @Test func `tenure conditions the lives of initial customers`() throws {
    let scenario = Scenario(
      name: "tenure", horizonInDays: 365, market: Market(size: 100_000),
      customers: Customers(
        initial: .count(50_000), tenure: .constant(days: 122),
        churn: Churn(firstMonthLoss: 0.2, shape: 0.5)),
      acquisition: Acquisition())
    let history = try Sample.histories(of: scenario, count: 1)[0]
    let scale = daysPerMonth / power(-logarithm(0.8), 2)
    for day in [5, 50, 200, 364] {
      let survival = naturalExp(
        power(122 / scale, 0.5) - power((122 + Double(day)) / scale, 0.5))
      let error = (50_000 * survival * (1 - survival)).squareRoot()
      #expect(abs(history.active[day] - 50_000 * survival) < 4 * error)
    }
  }

  // Two thirds of the base hazard while the referrer, who never leaves, stays:
  // all referrers are initial customers of a market in which only the referred churn.
  @Test func `a referred customer's hazard is multiplied while the referrer stays`() throws {
    // Everyone is referred on day 0 by one of the initial customers.
    let scenario = Scenario(
      name: "quality", horizonInDays: 300,
      market: Market(size: 60_000, network: .configuration(.constant(8))),
      customers: Customers(
        initial: .count(30_000), churn: Churn(firstMonthLoss: 0.1),
        referred: ReferredQuality(churnMultiplier: .constant(0.5))),
      acquisition: Acquisition(),
      loops: [
        Loop(
          name: "word", participation: .constant(1), invitations: .everyContact(delay: .none),
          conversion: .constant(1))
      ])
    let history = try Sample.histories(of: scenario, count: 1)[0]
    let hazard = -logarithm(0.9) / daysPerMonth
    let referred = history.referredTotal
    #expect(referred > 29_000)
    for day in [30, 100, 299] {
      // Two states: beside an active referrer and alone, stepped by days.
      var (beside, alone) = (1.0, 0.0)
      for _ in 0..<day {
        let survived = beside * naturalExp(-0.5 * hazard)
        alone = alone * naturalExp(-hazard) + survived * (1 - naturalExp(-hazard))
        beside = survived * naturalExp(-hazard)
      }
      // The referrer of a referred one may itself be referred in a later round
      // of day 0, with a lower hazard: with half the market initial and eight
      // contacts, fewer than 1% are not next to an initial customer.
      let initialAlive = 30_000 * naturalExp(-hazard * Double(day))
      let expected = initialAlive + referred * (beside + alone)
      let error = (60_000 * 0.25).squareRoot()
      #expect(abs(history.active[day] - expected) < 4 * error + 0.003 * referred)
    }
  }

  // At rate r per day, an advocate who never leaves has sent Poisson(r·t), cut
  // at its contacts: mean r·t where contacts are plenty.
  @Test func `a rate of invitations is a Poisson process`() throws {
    let scenario = Scenario(
      name: "rate", horizonInDays: 100,
      market: Market(size: 50_000, network: .configuration(.constant(200))),
      customers: Customers(initial: .count(5000)), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "share", participation: .constant(1), invitations: .rate(perMonth: .constant(3)),
          conversion: .constant(0))
      ])
    let history = try Sample.histories(of: scenario, count: 1)[0]
    let expected = 5000 * 100 * 3 / daysPerMonth
    #expect(abs(history.invitesSent.reduce(0, +) - expected) < 4 * expected.squareRoot())
  }

  // Conversion 0 finds every target, so waste is counted, not estimated: of
  // invitations to random persons, the share of customers is wasted.
  @Test func `invitations to customers are counted as wasted`() throws {
    func scenario(conversion: Double) -> Scenario {
      Scenario(
        name: "waste", horizonInDays: 10,
        market: Market(size: 100_000, network: .configuration(.constant(20))),
        customers: Customers(initial: .count(25_000)), acquisition: Acquisition(),
        loops: [
          Loop(
            name: "word", participation: .constant(1),
            invitations: .count(mean: .constant(5), dispersion: nil, delay: .constant(days: 1)),
            conversion: .constant(conversion), conversionDelay: .constant(days: 100))
        ])
    }
    let counted = try Sample.histories(of: scenario(conversion: 0), count: 1)[0]
    let sent = counted.invitesSent.reduce(0, +)
    #expect(abs(counted.invitesWasted / sent - 0.25) < 4 * (0.25 * 0.75 / sent).squareRoot())
    let estimated = try Sample.histories(of: scenario(conversion: 0.2), count: 1)[0]
    // The estimate from a fifth of them scatters √5 times as much.
    #expect(
      abs(estimated.invitesWasted / sent - 0.25) < 4 * (5 * 0.25 * 0.75 / sent).squareRoot())
  }

  // Sifted by its channel, a wasted invitation stands for 1/0.2, 1/0.1 or, where nobody accepts, 1/0.2
  // others, so that its square is 0.5/0.2 + 0.4/0.1 + 0.1/0.2 = 7 on average.
  @Test func `waste is estimated from what each channel lets through`() throws {
    let scenario = Scenario(
      name: "waste", horizonInDays: 10,
      market: Market(size: 100_000, network: .configuration(.constant(20))),
      customers: Customers(initial: .count(25_000)), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "word", participation: .constant(1),
          invitations: .count(mean: .constant(5), dispersion: nil, delay: .constant(days: 1)),
          conversion: .constant(0.2), conversionDelay: .constant(days: 100),
          channels: [
            Channel(name: "email", share: 0.5),
            Channel(name: "social", share: 0.4, conversionMultiplier: 0.5),
            Channel(name: "lost", share: 0.1, conversionMultiplier: 0),
          ])
      ])
    let history = try Sample.histories(of: scenario, count: 1)[0]
    let sent = history.invitesSent.reduce(0, +)
    #expect(
      abs(history.invitesWasted / sent - 0.25) < 4 * ((7 * 0.25 - 0.0625) / sent).squareRoot())
  }

  @Test func `reinforcement multiplies the odds by every earlier invitation`() throws {
    // A star: the centre is invited by each of 6 initial customers on one day,
    // in order of person. Acceptance odds 1, 2, 4, ... × 0.25.
    var refused = 1.0
    for earlier in 0..<6 {
      let odds = 0.25 * power(2, Double(earlier))
      refused *= 1 - odds / (1 + odds)
    }
    let scenario = Scenario(
      name: "star", horizonInDays: 2,
      market: Market(size: 7, network: .smallWorld(contacts: 6, rewiring: 0)),
      customers: Customers(initial: .people([0, 1, 2, 3, 4, 5])), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "word", participation: .constant(1), invitations: .everyContact(delay: .none),
          conversion: .constant(0.2), reinforcement: 2)
      ])
    let runs = 20_000
    let joined = try Sample.histories(of: scenario, count: runs).filter { $0.signupsTotal > 0 }
      .count
    let expected = 1 - refused
    let error = (expected * (1 - expected) / Double(runs)).squareRoot()
    #expect(abs(Double(joined) / Double(runs) - expected) < 4 * error)
  }

  // Participation rises from 10% to 40% on day 50: those who joined before and
  // whose coin lies between become advocates then, at once 30% more.
  @Test func `a better reward enrols earlier customers, a worse one removes nobody`() throws {
    let curve = Response(
      .table([.init(reward: 0, value: 0.1), .init(reward: 0.2, value: 0.4)]))
    func scenario(from first: Double, to second: Double) -> Scenario {
      Scenario(
        name: "step", horizonInDays: 100,
        market: Market(size: 50_000, network: .configuration(.constant(10))),
        customers: Customers(initial: .count(20_000)), acquisition: Acquisition(cac: 50),
        loops: [
          Loop(
            name: "referral", participation: curve,
            invitations: .count(mean: .constant(2), dispersion: nil, delay: .none),
            conversion: .constant(0))
        ],
        program: Program(
          reward: Reward(referrer: RewardSide(value: first)),
          schedule: [
            .init(
              day: 50, reward: Reward(referrer: RewardSide(value: second)), fixedCostPerMonth: 0)
          ]))
    }
    let better = try Sample.histories(of: scenario(from: 0, to: 0.2), count: 1)[0]
    let error = (20_000 * 0.4 * 0.6).squareRoot()
    #expect(abs(better.advocates - 8000) < 4 * error)
    let atOnce = better.invitesSent[50]
    #expect(abs(atOnce - 6000 * 2) < 4 * (6000 * 6).squareRoot())
    let worse = try Sample.histories(of: scenario(from: 0.2, to: 0), count: 1)[0]
    #expect(abs(worse.advocates - 8000) < 4 * error)
    #expect(worse.invitesSent[50] == 0)
  }
}
