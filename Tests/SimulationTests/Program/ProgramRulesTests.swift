import ReferralModel
import Testing

@testable import Simulation

@Suite struct ProgramRulesTests {
  // What nobody reaches pays nobody, so the fixed point is the face value and every coin
  // falls as it did.
  @Test func `a tier that nobody reaches moves nobody`() throws {
    let plain = ProgramSample.scenario()
    let far = ProgramSample.scenario(
      program: Program(
        reward: ProgramSample.reward, tiers: [Tier(from: 1_000_000, referrer: 5)],
        milestones: [Milestone(at: 1_000_000, bonus: 50)]))
    let solution = try #require(try ProgramSample.solution(far))
    #expect(abs(solution.payoffs.referrer[0] - 0.2) < 1e-12)
    #expect(try ProgramSample.histories(far) == ProgramSample.histories(plain))
  }

  @Test func `a tier that everybody reaches is the reward`() throws {
    let high = ProgramSample.scenario(
      program: Program(reward: Reward(referrer: RewardSide(value: 0.4))))
    let tier = ProgramSample.scenario(
      program: Program(
        reward: Reward(referrer: RewardSide(value: 0)), tiers: [Tier(from: 1, referrer: 0.4)]))
    #expect(try ProgramSample.histories(tier) == ProgramSample.histories(high))
  }

  // Participation answers to the referrer's reward alone; a cap of 0 leaves none.
  @Test func `a cap of nothing moves people as no reward does`() throws {
    let none = ProgramSample.scenario(
      program: Program(reward: Reward(referee: RewardSide(value: 0.1))))
    let capped = ProgramSample.scenario(
      program: Program(
        reward: ProgramSample.reward, cap: Cap(referrals: 0, period: .lifetime)))
    let solution = try #require(try ProgramSample.solution(capped))
    #expect(solution.payoffs.referrer[0] < 1e-12)
    for (a, b) in zip(
      try ProgramSample.histories(capped), try ProgramSample.histories(none))
    {
      #expect(a.signups == b.signups)
      #expect(a.rewardCost == b.rewardCost)
      #expect(a.atEnd(.overCap) > 0)
      #expect(b.atEnd(.overCap) == 0)
    }
  }

  // Shown ½·(own pay), people act so that what is paid is what was shown: the residual.
  @Test func `people are shown what a capped reward pays them`() throws {
    let capped = ProgramSample.scenario(
      program: Program(reward: ProgramSample.reward, cap: Cap(referrals: 1, period: .lifetime)))
    let solution = try #require(try ProgramSample.solution(capped))
    #expect(solution.payoffs.referrer[0] > 0.05 && solution.payoffs.referrer[0] < 0.2)
    #expect(solution.residual < 0.002)
    // Independent luck: granted per qualified referral in other replications.
    let histories = try ProgramSample.histories(capped, count: 20)
    let paid = histories.reduce(0) { $0 + $1.earnedTotal - $1.atEnd(.overCap) }
    let qualified = histories.reduce(0) { $0 + $1.qualified }
    let toReferee = 10.0
    #expect(abs((paid / qualified - toReferee) / 100 - solution.payoffs.referrer[0]) < 0.01)
  }

  @Test func `a milestone pays once, or every so many`() throws {
    func bonus(_ milestone: Milestone) throws -> Double {
      let plan = try #require(
        ProgramPlan(
          ProgramSample.scenario(
            program: Program(reward: ProgramSample.reward, milestones: [milestone]))))
      return (1...12).reduce(0) { $0 + plan.bonus(count: $1) }
    }
    #expect(try bonus(Milestone(at: 5, bonus: 0.5)) == 50)
    #expect(try bonus(Milestone(at: 5, bonus: 0.5, repeats: true)) == 100)
  }

  // Laid out, past the layout, and too far away to lay out: what the plan says, to the last bit.
  @Test(arguments: [7, 20_000]) func `values by count are the plan's`(_ from: Int) throws {
    let plan = try #require(
      ProgramPlan(
        ProgramSample.scenario(
          program: Program(
            reward: ProgramSample.reward,
            tiers: [Tier(from: 3, referrer: 0.3), Tier(from: from, referrer: 0.1, referee: 0.4)],
            milestones: [
              Milestone(at: 4, bonus: 0.5), Milestone(at: 5, bonus: 0.2, repeats: true),
            ]))))
    let values = ValuesByCount(plan)
    let reward = ProgramSample.reward
    for count in Array(1...25) + [19_999, 20_000, 30_000] {
      #expect(
        values.ofReferrer(count, reward) == plan.referrerValue(count: count, reward: reward))
      #expect(values.ofReferee(count, reward) == plan.refereeValue(count: count, reward: reward))
      #expect(values.bonus(count) == plan.bonus(count: count))
    }
  }

  @Test func `a budget stops the program and is never overdrawn`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(reward: ProgramSample.reward, budget: Budget(total: 3000)))
    for pair in try ProgramSample.paired(scenario, count: 10) {
      #expect(pair.program.isBudgetSpent)
      #expect(pair.program.rewardCostTotal <= 3000)
      #expect(pair.program.rewardCostTotal > 3000 - 30)
      #expect(pair.program.atEnd(.overBudget) > 0)
      // From then on invitations are as few as the twin's allow.
      let last = pair.program.rewardCost.lastIndex { $0 > 0 } ?? 0
      #expect(last < 120)
    }
  }

  @Test func `a monthly budget pauses the program and lets it begin again`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(reward: ProgramSample.reward, budget: Budget(perMonth: 600)))
    for history in try ProgramSample.histories(scenario, count: 5) {
      let months = Intervals(.month, start: nil, horizon: 180)
      for month in 0..<months.count {
        let cost = months.days(of: month).reduce(0) { $0 + history.rewardCost[$1] }
        #expect(cost <= 600)
      }
      #expect(history.rewardCostTotal > 5 * 500)
    }
  }

  @Test func `nothing is issued inside the hold`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(reward: ProgramSample.reward, payout: Payout(holdInDays: 1000)))
    for history in try ProgramSample.histories(scenario) {
      #expect(history.rewardCostTotal == 0)
      #expect(history.atEnd(.pending) == history.earnedTotal)
      #expect(abs(history.liability[179] - history.earnedTotal) < 1e-6)
      // Discounted from the last day on.
      #expect(history.outstandingRewardCost > 0.9 * history.earnedTotal)
    }
  }

  // Whoever leaves within 30 days does so with probability 5%: a share of referees.
  @Test func `a referee who leaves inside the hold voids the reward`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(
        reward: Reward(referee: RewardSide(value: 0.1)), payout: Payout(holdInDays: 30))
    ) { $0.horizonInDays = 400 }
    let histories = try ProgramSample.histories(scenario, count: 20)
    let void = histories.reduce(0) { $0 + $1.atEnd(.refereeLeft) }
    let decided = histories.reduce(0) { $0 + $1.earnedTotal - $1.atEnd(.pending) }
    // S(30)/S(0) with a month of 30.4375 days, for those who qualify on the day they sign up.
    let left = 1 - power(0.95, 30 / daysPerMonth)
    let error = (left * (1 - left) / (decided / 10)).squareRoot()
    // False alarms: one in 15,000.
    #expect(abs(void / decided - left) < 4 * error)
  }

  @Test func `breakage expires, and the rest is redeemed`() throws {
    let side = RewardSide(value: 0.2, kind: .credit, cost: 0.5, breakage: 0.3)
    let scenario = ProgramSample.scenario(
      program: Program(
        reward: Reward(referrer: side),
        payout: Payout(redemption: .exponential(mean: 5), expiryInDays: 1000))
    ) { $0.horizonInDays = 300 }
    let histories = try ProgramSample.histories(scenario, count: 20)
    let earned = histories.reduce(0) { $0 + $1.earnedTotal }
    let redeemed = histories.reduce(0) { $0 + $1.atEnd(.redeemed) }
    let cost = histories.reduce(0) { $0 + $1.rewardCostTotal }
    #expect(abs(cost - 0.5 * redeemed) < 1e-6)
    let n = earned / 20
    // Four standard errors, and 2% for what is still on its way at the end.
    #expect(abs(redeemed / earned - 0.7) < 4 * (0.21 / n).squareRoot() + 0.02)
  }

  @Test func `a clawback takes back what was paid`() throws {
    let without = ProgramSample.scenario()
    let with = ProgramSample.scenario(
      program: Program(reward: ProgramSample.reward, payout: Payout(clawbackInDays: 90)))
    for (a, b) in zip(
      try ProgramSample.histories(without), try ProgramSample.histories(with))
    {
      #expect(a.signups == b.signups)
      #expect(b.atEnd(.clawedBack) > 0)
      #expect(abs(a.rewardCostTotal - b.rewardCostTotal - b.atEnd(.clawedBack)) < 1e-6)
    }
  }

  @Test func `a raffle gives its prizes on time`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(
        reward: Reward(),
        raffles: [
          Raffle(prize: 500, winners: 2, periodInDays: 30, perceived: 1.2)
        ]))
    let solution = try #require(try ProgramSample.solution(scenario))
    #expect(solution.payoffs.prizes[0] > 0)
    // People count on the sixth draw too, which the horizon cuts off.
    #expect(
      abs(solution.payoffs.perceivedPrizes[0] - 1.2 * 1.2 * solution.payoffs.prizes[0]) < 0.01)
    for history in try ProgramSample.histories(scenario) {
      // 180 days: draws on days 30, 60, 90, 120 and 150; that of day 180 is not due yet.
      #expect(
        history.rewardCost.indices.filter { history.rewardCost[$0] > 0 } == [
          30, 60, 90, 120, 150,
        ])
      #expect(history.rewardCostTotal == 5000)
    }
  }

  @Test func `a leaderboard pays its places`() throws {
    let scenario = ProgramSample.scenario(
      program: Program(
        reward: Reward(), leaderboard: Leaderboard(prizes: [100, 50, 25], periodInDays: 60)))
    for history in try ProgramSample.histories(scenario) {
      #expect(history.rewardCostTotal == 350)
    }
  }

  @Test func `a campaign changes nothing before it begins`() throws {
    let plain = ProgramSample.scenario()
    let campaign = ProgramSample.scenario {
      var loops = $0.loops
      loops[0].conversion = .constant(0.6)
      $0.program?.campaigns = [
        Campaign(
          startDay: 60, endDay: 74,
          reward: Reward(referrer: RewardSide(value: 0.5), referee: RewardSide(value: 0.1)),
          fixedCostPerMonth: 0, loops: loops)
      ]
    }
    for (a, b) in zip(
      try ProgramSample.histories(plain), try ProgramSample.histories(campaign))
    {
      #expect(zip(a.signups, b.signups).allSatisfy { $0[..<60] == $1[..<60] })
      #expect(b.referredTotal > a.referredTotal)
    }
  }
}
