import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct CustomersOfProgramTests {
  // Deadweight brings nobody: the same people come, and every one of the share is paid for.
  @Test func `deadweight costs both rewards and brings nobody`() throws {
    let without = ProgramSample.scenario { $0.loops[0].participation = .constant(0) }
    let with = ProgramSample.scenario {
      $0.loops[0].participation = .constant(0)
      $0.program?.deadweight = .constant(0.25)
    }
    var (claims, comers) = (0.0, 0.0)
    for (a, b) in zip(
      try ProgramSample.paired(without, count: 20), try ProgramSample.paired(with, count: 20))
    {
      #expect(a.program.signupsTotal == b.program.signupsTotal)
      #expect(b.program.signupsTotal == b.twin.signupsTotal)
      let named = b.program.signups[b.program.deadweightCause].reduce(0, +)
      #expect(b.program.referredTotal == named)
      #expect(b.program.rewardCostTotal == 30 * named)
      #expect(b.program.deadweightCost == 30 * named)
      #expect(b.program.causedAtAge.allSatisfy { $0 == 0 })
      claims += named
      comers += a.program.signupsTotal
    }
    // Binomial, four standard errors: one false alarm in 15,000.
    #expect(abs(claims / comers - 0.25) < 4 * (0.1875 / comers).squareRoot())
  }

  @Test func `what being referred does not cause stays with those who come anyway`() throws {
    func paired(_ causal: Double) throws -> [PairedHistory] {
      try ProgramSample.paired(
        ProgramSample.scenario {
          $0.customers.referred = ReferredQuality(
            marginMultiplier: .constant(2), causalShare: causal)
          // Nobody is referred with the program off.
          $0.loops[0].participation = ProgramSample.responding(0, 0.8, 0.2)
        }, count: 4)
    }
    for (all, (half, none)) in zip(try paired(1), zip(try paired(0.5), try paired(0))) {
      // Quality moves nobody.
      #expect(all.program.signups == none.program.signups)
      let margins = [all, half, none].map { $0.program.margin.reduce(0, +) }
      #expect(margins[0] > margins[1] && margins[1] > margins[2])
      // Halfway in the share is halfway in the money.
      #expect(abs(margins[1] - (margins[0] + margins[2]) / 2) < 1e-6 * margins[0])
      #expect(none.program.relabelledValue == 0)
      #expect(half.program.relabelledValue > 0)
    }
  }

  // With a multiplier next to 1 the same people leave on the same days, drawn day by day.
  @Test func `daily churn is churn`() throws {
    let known = ProgramSample.scenario()
    let daily = ProgramSample.scenario {
      $0.customers.advocateChurnMultiplier = 1 - 1e-12
    }
    for (a, b) in zip(
      try ProgramSample.histories(known), try ProgramSample.histories(daily))
    {
      #expect(a.churned == b.churned)
      #expect(a.signups == b.signups)
      #expect(a.invitesSent == b.invitesSent)
      #expect(abs(a.terminalMargin - b.terminalMargin) < 1e-6 * a.terminalMargin)
    }
  }

  // 19% to 7% a year: a success that ends leaving keeps everyone who had one.
  @Test func `who has referred somebody stays`() throws {
    let scenario = ProgramSample.scenario {
      $0.customers.advocateChurnMultiplier = 0
      $0.acquisition.organic.perDay = 0
      $0.customers.churn = Churn(firstMonthLoss: 0.5)
      $0.horizonInDays = 400
    }
    let usual = ProgramSample.scenario {
      $0.acquisition.organic.perDay = 0
      $0.customers.churn = Churn(firstMonthLoss: 0.5)
      $0.horizonInDays = 400
    }
    for (a, b) in zip(
      try ProgramSample.histories(scenario), try ProgramSample.histories(usual))
    {
      // 13 months of losing half: nobody without a success is left.
      #expect(b.active[399] <= 1)
      #expect(a.active[399] > 20)
    }
  }

  @Test func `a capacity turns people away and is never exceeded`() throws {
    let scenario = ProgramSample.scenario { $0.customers.capacity = 600 }
    for history in try ProgramSample.histories(scenario) {
      #expect(history.active.allSatisfy { $0 <= 600 })
      #expect(history.active[100...].contains(600))
      #expect(history.turnedAway > 0)
    }
  }

  // Orders of 2 a month, half of them large enough: the first one after 1 month on average.
  @Test func `a required purchase delays qualification as a Poisson process does`() throws {
    let scenario = ProgramSample.scenario {
      $0.customers.churn = nil
      $0.customers.orders = Orders(
        perMonth: 2, value: .lognormal(median: 40, sigma: 1), margin: 0.5)
      $0.customers.qualification = Qualification(minimumOrder: 40)
    }
    let plan = ModelPlan(scenario)
    let law = try #require(plan.segments[0].qualification.firstOrder)
    for day in [0, 10, 30, 100] {
      // P(median or more) = ½, so one a month: P(⌊T⌋ ≤ d) = 1 − exp(−(d+1)/month).
      let expected = 1 - power(2.718281828459045, -Double(day + 1) / daysPerMonth)
      #expect(abs(law.cumulative[day] - expected) < 1e-9)
    }
    let late = try ProgramSample.histories(scenario)
    let soon = try ProgramSample.histories(ProgramSample.scenario { $0.customers.churn = nil })
    for (a, b) in zip(late, soon) {
      #expect(a.signups == b.signups)
      #expect(a.qualified < b.qualified)
    }
  }

  // MARK: Fraud

  static func defrauded(_ fraud: Fraud, _ payout: Payout = Payout()) throws -> [History] {
    try ProgramSample.histories(
      ProgramSample.scenario(
        program: Program(reward: ProgramSample.reward, payout: payout)
      ) { $0.fraud = fraud }, count: 10)
  }

  @Test func `everything that is checked perfectly is refused or paid`() throws {
    let caught = Fraud(
      opportunists: .constant(0.05), fakesPerMonth: 3, detection: 1, checkCost: 0.5)
    for history in try Self.defrauded(caught) {
      #expect(history.fakes > 0)
      #expect(history.fraudCost == 0)
      #expect(history.honestRefused == 0)
      #expect(history.atEnd(.fraud) > 0)
      #expect(history.checkCost.reduce(0, +) == 0.5 * history.qualified)
    }
    for history in try Self.defrauded(Fraud(falseAlarms: 1)) {
      #expect(history.rewardCostTotal == 0)
      #expect(abs(history.honestRefused - history.earnedTotal) < 1e-6)
    }
  }

  // Nobody leaves, all are opportunists from day 0: fakes are Poisson.
  @Test func `opportunists invent accounts at their rate`() throws {
    let scenario = ProgramSample.scenario(horizon: 100) {
      $0.customers.churn = nil
      $0.acquisition.organic.perDay = 0
      $0.loops[0].participation = .constant(0)
      $0.fraud = Fraud(opportunists: .constant(1), fakesPerMonth: 2)
    }
    let histories = try ProgramSample.histories(scenario, count: 20)
    let mean = 500 * 2 * 100 / daysPerMonth
    let found = histories.reduce(0) { $0 + $1.fakes } / 20
    #expect(abs(found - mean) < 4 * (mean / 20).squareRoot())
    for history in histories {
      // Fakes are nobody's signup, and each costs both rewards.
      #expect(history.signupsTotal == 0)
      #expect(history.rewardCostTotal == 30 * history.qualified)
      #expect(history.fraudCost == history.rewardCostTotal)
      #expect(history.deadweightCost == 0)
    }
  }

  @Test func `a hold outlives fakes that fall silent`() throws {
    let fraud = Fraud(
      opportunists: .constant(0.05), fakesPerMonth: 3, abandonedAfter: .constant(days: 10))
    for history in try Self.defrauded(fraud, Payout(holdInDays: 14)) {
      #expect(history.fakes > 0)
      #expect(history.fraudCost == 0)
    }
  }
}
