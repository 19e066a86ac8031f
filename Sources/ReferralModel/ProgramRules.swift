/// What a referrer's later referrals earn.
package struct Tier: Equatable, Sendable {
  /// From this qualified referral of an advocate on, counted from 1.
  package var from: Int
  /// Face values, as shares of CAC; nil for what the reward says.
  package var referrer: Double?
  package var referee: Double?

  package init(from: Int, referrer: Double? = nil, referee: Double? = nil) {
    self.from = from
    self.referrer = referrer
    self.referee = referee
  }
}

/// A bonus for the referrer who reaches a number of qualified referrals.
package struct Milestone: Equatable, Sendable {
  /// Counted from 1.
  package var at: Int
  /// Face value, as a share of CAC.
  package var bonus: Double
  /// Whether it is earned again with every further `at` referrals.
  package var repeats: Bool

  package init(at: Int, bonus: Double, repeats: Bool = false) {
    self.at = at
    self.bonus = bonus
    self.repeats = repeats
  }

  /// Whether an advocate's n-th qualified referral earns it.
  package func isReached(at count: Int) -> Bool {
    repeats ? count % at == 0 : count == at
  }
}

/// How many referrals of one advocate earn the referrer's reward.
package struct Cap: Equatable, Sendable {
  package enum Period: String, Equatable, Sendable, CaseIterable {
    case month, year, lifetime
  }

  package var referrals: Int
  package var period: Period

  package init(referrals: Int, period: Period) {
    self.referrals = referrals
    self.period = period
  }
}

/// A prize draw among referrers, one entry for every qualified referral of a period.
package struct Raffle: Equatable, Sendable {
  /// Of each winner, in currency.
  package var prize: Double
  /// Drawn without replacement.
  package var winners: Int
  /// Length of a period, in days, at least 1; the first begins with the program.
  package var periodInDays: Double
  /// What a referrer sees in the prize, as a multiple of its expected value.
  package var perceived: Double

  package init(prize: Double, winners: Int = 1, periodInDays: Double, perceived: Double = 1) {
    self.prize = prize
    self.winners = winners
    self.periodInDays = periodInDays
    self.perceived = perceived
  }
}

/// Prizes for those with the most qualified referrals of a period.
package struct Leaderboard: Equatable, Sendable {
  /// In currency, first place first.
  package var prizes: [Double]
  package var periodInDays: Double
  package var perceived: Double

  package init(prizes: [Double], periodInDays: Double, perceived: Double = 1) {
    self.prizes = prizes
    self.periodInDays = periodInDays
    self.perceived = perceived
  }
}

/// What may be spent on rewards, in currency; the program stops when it is spent.
package struct Budget: Equatable, Sendable {
  package var total: Double?
  /// The program pauses until the next month.
  package var perMonth: Double?

  package init(total: Double? = nil, perMonth: Double? = nil) {
    self.total = total
    self.perMonth = perMonth
  }
}

/// When rewards are approved, used, lost and taken back.
package struct Payout: Equatable, Sendable {
  /// From qualification to the check, in whole days.
  package var holdInDays: Int
  /// From approval to issue, in whole days.
  package var lagInDays: Int
  /// From issue to use, for all kinds but cash; nil for at once, or with orders
  /// for the next order.
  package var redemption: Delay?
  /// From issue; nil for never.
  package var expiryInDays: Int?
  /// After issue: a referee who leaves within it takes the rewards with them.
  package var clawbackInDays: Int

  package init(
    holdInDays: Int = 0, lagInDays: Int = 0, redemption: Delay? = nil, expiryInDays: Int? = nil,
    clawbackInDays: Int = 0
  ) {
    self.holdInDays = holdInDays
    self.lagInDays = lagInDays
    self.redemption = redemption
    self.expiryInDays = expiryInDays
    self.clawbackInDays = clawbackInDays
  }
}

/// Some days with other rewards, or other behaviour.
package struct Campaign: Equatable, Sendable {
  package var startDay: Int
  /// First day after it.
  package var endDay: Int
  package var reward: Reward
  package var fixedCostPerMonth: Double
  /// The scenario's loops as they are in these days.
  package var loops: [Loop]
  /// Loops by segment, one list per segment of the market.
  package var segmentLoops: [[Loop]]

  package init(
    startDay: Int, endDay: Int, reward: Reward, fixedCostPerMonth: Double, loops: [Loop],
    segmentLoops: [[Loop]] = []
  ) {
    self.startDay = startDay
    self.endDay = endDay
    self.reward = reward
    self.fixedCostPerMonth = fixedCostPerMonth
    self.loops = loops
    self.segmentLoops = segmentLoops
  }
}
