/// The rewards, and when they are in force.
package struct Program: Equatable, Sendable {
  /// First day on which the program is on.
  package var startDay: Int
  /// First day on which it is off again; nil when it never ends.
  package var endDay: Int?
  /// In force from `startDay`.
  package var reward: Reward
  /// Later changes, in rising order of day, each with all that holds from then.
  package var schedule: [Change]
  /// Cost per month while the program is on, in currency.
  package var fixedCostPerMonth: Double
  /// Windows that come before `schedule`; they do not overlap.
  package var campaigns: [Campaign]
  /// In rising order of `from`.
  package var tiers: [Tier]
  package var milestones: [Milestone]
  package var cap: Cap?
  package var raffles: [Raffle]
  package var leaderboard: Leaderboard?
  package var budget: Budget
  package var payout: Payout
  /// Share of external signups who would have come anyway, but name a customer as
  /// their referrer for the reward.
  package var deadweight: Response

  /// Everything in force from a day on.
  package struct Change: Equatable, Sendable {
    package var day: Int
    package var reward: Reward
    package var fixedCostPerMonth: Double

    package init(day: Int, reward: Reward, fixedCostPerMonth: Double) {
      self.day = day
      self.reward = reward
      self.fixedCostPerMonth = fixedCostPerMonth
    }
  }

  package init(
    startDay: Int = 0, endDay: Int? = nil, reward: Reward, schedule: [Change] = [],
    fixedCostPerMonth: Double = 0, campaigns: [Campaign] = [], tiers: [Tier] = [],
    milestones: [Milestone] = [], cap: Cap? = nil, raffles: [Raffle] = [],
    leaderboard: Leaderboard? = nil, budget: Budget = Budget(), payout: Payout = Payout(),
    deadweight: Response = .constant(0)
  ) {
    self.startDay = startDay
    self.endDay = endDay
    self.reward = reward
    self.schedule = schedule
    self.fixedCostPerMonth = fixedCostPerMonth
    self.campaigns = campaigns
    self.tiers = tiers
    self.milestones = milestones
    self.cap = cap
    self.raffles = raffles
    self.leaderboard = leaderboard
    self.budget = budget
    self.payout = payout
    self.deadweight = deadweight
  }

  /// Whether rewards are in force on a day.
  package func isOn(day: Int) -> Bool {
    day >= startDay && day < (endDay ?? .max)
  }

  /// What is in force on a day; nil while the program is off.
  package func terms(onDay day: Int) -> Change? {
    guard isOn(day: day) else { return nil }
    if let campaign = campaign(onDay: day) {
      return Change(
        day: campaign.startDay, reward: campaign.reward,
        fixedCostPerMonth: campaign.fixedCostPerMonth)
    }
    return schedule.last { $0.day <= day }
      ?? Change(day: startDay, reward: reward, fixedCostPerMonth: fixedCostPerMonth)
  }

  /// The campaign that runs on a day; nil while none does, or the program is off.
  package func campaign(onDay day: Int) -> Campaign? {
    guard isOn(day: day) else { return nil }
    return campaigns.first { ($0.startDay..<$0.endDay).contains(day) }
  }

  /// Whether what a referral pays depends on more than its day: then the reward that
  /// people perceive is found with pilot replications.
  package var paysByCount: Bool {
    !tiers.isEmpty || !milestones.isEmpty || cap != nil || !raffles.isEmpty || leaderboard != nil
  }
}

/// What both sides get for one qualified referral.
package struct Reward: Equatable, Sendable {
  package var referrer: RewardSide
  package var referee: RewardSide

  package init(referrer: RewardSide = RewardSide(), referee: RewardSide = RewardSide()) {
    self.referrer = referrer
    self.referee = referee
  }

  /// What each side sees, own reward and the other's together.
  package var perceived: PerceivedRewards {
    PerceivedRewards(
      referrer: referrer.value * referrer.perceived + referee.value * referee.perceivedByOther,
      referee: referee.value * referee.perceived + referrer.value * referrer.perceivedByOther)
  }

  /// Expected cost of one qualified referral, as a share of CAC.
  package var expectedCost: Double { referrer.expectedCost + referee.expectedCost }
}

/// One side's reward, with its four values.
package struct RewardSide: Equatable, Sendable {
  /// What the reward is.
  ///
  /// Cash costs when issued, the others when redeemed.
  package enum Kind: String, Equatable, Sendable, CaseIterable {
    case cash, credit, discount, product, points
  }

  /// Face value, as a share of CAC; at least 0.
  package var value: Double
  package var kind: Kind
  /// What it costs the company, as a share of face value.
  package var cost: Double
  /// What its recipient sees in it, as a share of face value.
  package var perceived: Double
  /// What the other side sees in it, as a share of face value.
  package var perceivedByOther: Double
  /// Share of issued rewards that are never redeemed, 0...1.
  package var breakage: Double

  package init(
    value: Double = 0, kind: Kind = .cash, cost: Double = 1, perceived: Double = 1,
    perceivedByOther: Double = 0, breakage: Double = 0
  ) {
    self.value = value
    self.kind = kind
    self.cost = cost
    self.perceived = perceived
    self.perceivedByOther = perceivedByOther
    self.breakage = breakage
  }

  /// Expected cost, as a share of CAC: face value × cost × the share redeemed.
  package var expectedCost: Double { value * cost * (1 - breakage) }
}
