extension Metric {
  /// Every scalar outcome, in the order of reports.
  ///
  /// - Parameters:
  ///   - loops: The names of the loops, in scenario order.
  ///   - segments: The names of the market's segments, in scenario order.
  package static func all(loops: [String], segments: [String] = []) -> [Metric] {
    growth(loops) + self.segments(segments) + referral + money + program + rewards
  }

  private static func growth(_ loops: [String]) -> [Metric] {
    let causes = ExternalCause.allCases
    return [
      Metric(
        "signups_total", .count, .growth, "Signups inside the horizon, all causes.",
        formula: "Σ_t signups(t)"
      ) { $0.program.signupsTotal }
    ]
      + causes.enumerated().map { index, cause in
        Metric(
          "signups_\(cause.name)", .count, .growth,
          "Signups whose cause was \(cause.phrase).", formula: "Σ_t signups.\(cause.name)(t)"
        ) { $0.program.signups(cause: index) }
      } + [
        Metric(
          "signups_referred", .count, .growth,
          "Signups by an accepted invitation, any loop, and of people who only named a referrer.",
          formula: "Σ_t signups.referred(t)"
        ) { $0.program.referredTotal }
      ]
      + loops.enumerated().map { index, loop in
        Metric(
          "signups_referred.\(loop)", .count, .growth, "Signups by an invitation of this loop.",
          formula: "Σ_t signups.referred.\(loop)(t)"
        ) { $0.program.signups(cause: causes.count + index) }
      } + [
        Metric(
          "signups_deadweight", .count, .growth,
          "Signups who would have come anyway and named a referrer for the reward.",
          formula: "Σ_t signups.deadweight(t)", isOptional: true
        ) { $0.program.signups(cause: $0.program.history.deadweightCause) },
        Metric(
          "customers_turned_away", .count, .growth,
          "Signups turned away while the capacity was full.",
          formula: "hits and accepted invitations that met a full capacity", isOptional: true
        ) { $0.program.history.turnedAway },
        Metric(
          "referred_share", .share, .growth, "Share of signups that were referred.",
          formula: "signups_referred ÷ signups_total", over: { $0.program.signupsTotal }
        ) { $0.program.referredTotal },
      ]
      + loops.enumerated().map { index, loop in
        Metric(
          "referred_share.\(loop)", .share, .growth, "Share of signups that this loop brought.",
          formula: "signups_referred.\(loop) ÷ signups_total", over: { $0.program.signupsTotal }
        ) { $0.program.signups(cause: causes.count + index) }
      } + [
        Metric(
          "customers_total_end", .count, .growth, "Everyone who was ever a customer, at the end.",
          formula: "initial + signups_total"
        ) { $0.program.history.initial + $0.program.signupsTotal },
        Metric(
          "customers_active_end", .count, .growth, "Customers who have not left, at the end.",
          formula: "customers_active(H − 1)"
        ) { $0.program.history.active[$0.plan.horizon - 1] },
        Metric(
          "growth_multiple", .multiple, .growth, "Customers ever, per initial customer.",
          formula: "customers_total_end ÷ initial", over: { $0.program.history.initial }
        ) { $0.program.history.initial + $0.program.signupsTotal },
      ]
  }

  private static func segments(_ names: [String]) -> [Metric] {
    names.enumerated().flatMap { index, name in
      [
        Metric(
          "signups_total.\(name)", .count, .growth, "Signups of this segment, all causes.",
          formula: "Σ_t signups(t) of the segment"
        ) { $0.program.history.segments(index).signups },
        Metric(
          "customers_active_end.\(name)", .count, .growth,
          "Customers of this segment who have not left, at the end.",
          formula: "customers_active(H − 1) of the segment"
        ) { $0.program.history.segments(index).activeAtEnd },
        Metric(
          "referred_share_of.\(name)", .share, .growth,
          "Share of this segment's signups that an invitation brought.",
          formula: "signups by invitation ÷ signups_total, of the segment",
          over: { $0.program.history.segments(index).signups }
        ) { $0.program.history.segments(index).referred },
      ]
    }
  }

  private static let referral: [Metric] = [
    Metric(
      "k_factor", .number, .referral,
      "Referred signups that one customer causes; late cohorts do not bias it down.",
      formula: "Σ_a referred signups caused at age a ÷ customers observed to age a"
    ) { $0.ages.reproduction },
    Metric(
      "cycle_time_days", .days, .referral,
      "Mean days from a signup to the signups it causes, cohorts completed as in k_factor.",
      formula: "Σ_a a κ(a) ÷ Σ_a κ(a), κ(a) the terms of k_factor",
      // Nobody ever a customer leaves K undefined, and this with it.
      over: { $0.ages.reproduction > 0 ? $0.ages.reproduction : 0 }
    ) { $0.ages.ageMoment },
    Metric(
      "participation_rate", .share, .referral, "Share of all customers who took part in a loop.",
      formula: "advocates ÷ customers_total_end",
      over: { $0.program.history.initial + $0.program.signupsTotal }
    ) { $0.program.history.advocates },
    Metric(
      "invites_sent", .count, .referral, "Invitations sent inside the horizon.",
      formula: "Σ_t invites_sent(t)"
    ) { $0.program.history.invitesSent.reduce(0, +) },
    Metric(
      "invites_per_advocate", .number, .referral, "Invitations sent per advocate.",
      formula: "invites_sent ÷ advocates", over: { $0.program.history.advocates }
    ) { $0.program.history.invitesSent.reduce(0, +) },
    Metric(
      "invites_wasted", .count, .referral,
      "Invitations to people who were customers already.",
      formula: "invitations whose receiver had signed up before they were sent"
    ) { $0.program.history.invitesWasted },
    Metric(
      "invite_conversion_rate", .share, .referral, "Share of invitations that became signups.",
      formula: "(signups_referred − signups_deadweight) ÷ invites_sent",
      over: { $0.program.history.invitesSent.reduce(0, +) }
    ) { $0.program.invitedTotal },
    Metric(
      "generations_max", .number, .referral, "Longest chain of referrals.",
      formula: "max over customers of the referrals between them and somebody not referred"
    ) { $0.program.history.generationsMax ?? .nan },
    Metric(
      "top_1pct_referrer_share", .share, .referral,
      "Share of referred signups that the top 1% of advocates brought.",
      formula: "signups referred by the top 1% of advocates ÷ signups_referred",
      over: { $0.program.history.topReferrals == nil ? 0 : $0.program.referredTotal }
    ) { $0.program.history.topReferrals ?? 0 },
  ]

  private static let money: [Metric] = [
    Metric(
      "npv", .money, .money, "Net present value of the customer base over the horizon.",
      formula:
        "Σ_t (margin − reward_cost − paid − fixed − checks)(t) ÷ (1 + discount)^(t years) + terminal_value"
    ) { $0.program.npv },
    Metric(
      "terminal_value", .money, .money,
      "Discounted margin still expected after the horizon, less rewards still owed.",
      formula: "terminal margin − outstanding reward cost, both discounted to day 0"
    ) { $0.program.terminalValue },
    Metric(
      "ltv", .money, .money, "Discounted expected lifetime margin of a customer at signup.",
      formula: "Σ_k S(k) × margin ÷ (1 + discount)^(k years)"
    ) { $0.program.history.lifetimeValue },
    Metric(
      "ltv_referred", .money, .money, "The same, of a referred customer.",
      formula:
        "Σ over signups by invitation of their lifetime margin ÷ (signups_referred − deadweight)",
      over: { $0.program.invitedTotal }
    ) { $0.program.history.lifetimeValueReferredSum },
    Metric(
      "ltv_to_cac", .multiple, .money, "Lifetime margin per unit of paid acquisition cost.",
      formula: "ltv ÷ cac", over: { $0.plan.money.cac ?? 0 }
    ) { $0.program.history.lifetimeValue },
    Metric(
      "average_order_value_referred", .money, .money, "Value of an order of a referred customer.",
      formula: "Σ over orders of customers whom an invitation brought of their value ÷ orders",
      isOptional: true, over: { $0.program.history.referredOrders }
    ) { $0.program.history.referredOrderValue },
    Metric(
      "npv_from_relabelling", .money, .money,
      "Margin that people gain by being referred who come without the program too, unreferred.",
      formula:
        "Σ over them of (ltv as referred − ltv as in the twin) ÷ (1 + discount)^(signup years)",
      isOptional: true
    ) { $0.program.history.relabelledValue },
  ]

  private static let program: [Metric] = [
    Metric(
      "reward_cost", .money, .program,
      "Cost of the rewards redeemed inside the horizon, less those clawed back.",
      formula: "Σ_t reward_cost(t)"
    ) { $0.program.history.rewardCost.reduce(0, +) },
    Metric(
      "referral_cac", .money, .program, "Program cost per referred signup.",
      formula: "(reward + fixed + check costs) ÷ signups_referred",
      over: { $0.program.referredTotal }
    ) { $0.program.programCost },
    Metric(
      "incremental_signups", .count, .program,
      "Signups that would not have happened with the program off.",
      formula: "signups_total − signups_total of the twin"
    ) { $0.program.signupsTotal - $0.twin.signupsTotal },
    Metric(
      "incremental_cac", .money, .program, "Program cost per incremental signup.",
      formula: "(reward + fixed + check costs) ÷ incremental_signups",
      over: { $0.program.signupsTotal - $0.twin.signupsTotal }
    ) { $0.program.programCost },
    Metric(
      "incremental_npv", .money, .program, "What the program adds to the net present value.",
      formula: "npv − npv of the twin"
    ) { $0.program.npv - $0.twin.npv },
    Metric(
      "roi", .multiple, .program, "Incremental net present value per unit of program cost.",
      formula: "incremental_npv ÷ discounted (reward + fixed + check costs)",
      over: { $0.program.discountedProgramCost }
    ) { $0.program.npv - $0.twin.npv },
    Metric(
      "payback_days", .days, .program,
      "First day from which cumulative incremental cash stays at 0 or above.",
      formula:
        "min {d : Σ_{t ≤ e} (margin − reward − fixed − checks − paid)(t) less the twin's ≥ 0 for all e ≥ d}"
    ) { $0.paybackDays },
  ]

  private static let rewards: [Metric] = [
    Metric(
      "rewards_earned", .money, .program,
      "Face value of the rewards earned by qualified referrals.",
      formula: "Σ_t rewards_earned(t)"
    ) { $0.program.history.earned.reduce(0, +) },
    Metric(
      "referrals_qualified", .count, .program, "Referrals that qualified, invented ones too.",
      formula: "number of qualified referrals inside the horizon"
    ) { $0.program.history.qualified },
    Metric(
      "liability_peak", .money, .program, "The most that was ever owed.",
      formula: "max_t liability(t)"
    ) { max(0, $0.program.history.liability.max() ?? 0) },
    Metric(
      "reward_cost_cvar95", .money, .program,
      "Mean reward cost in the most expensive 5% of replications; its quantiles are the cost's.",
      formula: "E[reward_cost | reward_cost above its 95% quantile]", isUpperTail: true
    ) { $0.program.history.rewardCost.reduce(0, +) },
    Metric(
      "cost_threshold_probability", .share, .program,
      "Probability that rewards cost more than economics.cost_threshold, or the total budget.",
      formula: "share of replications with reward_cost > threshold", isOptional: true
    ) { totals in
      guard let threshold = totals.plan.money.costThreshold else { return .nan }
      return totals.program.history.rewardCost.reduce(0, +) > threshold ? 1 : 0
    },
    Metric(
      "budget_stop_probability", .share, .program,
      "Probability that the budget stops the program, for good or for a month.",
      formula: "share of replications in which a reward did not fit into the budget",
      isOptional: true
    ) { $0.program.history.isBudgetSpent ? 1 : 0 },
    Metric(
      "check_cost", .money, .program, "Cost of checking referrals.", formula: "Σ_t check_cost(t)",
      isOptional: true
    ) { $0.program.history.checkCost.reduce(0, +) },
    Metric(
      "fake_accounts", .count, .program, "Invented accounts; they are nobody's signup.",
      formula: "number of accounts invented inside the horizon", isOptional: true
    ) { $0.program.history.fakes },
    Metric(
      "fraud_cost", .money, .program, "Part of reward_cost that went to invented accounts.",
      formula: "Σ over invented accounts of their rewards redeemed − clawed back, at cost",
      isOptional: true
    ) { $0.program.history.fraudCost },
    Metric(
      "fraud_share", .share, .program, "Share of reward_cost that went to invented accounts.",
      formula: "fraud_cost ÷ reward_cost", isOptional: true,
      over: { $0.program.history.rewardCost.reduce(0, +) }
    ) { $0.program.history.fraudCost },
    Metric(
      "deadweight_cost", .money, .program,
      "Part of reward_cost that went to people who would have come anyway, and to whom they named.",
      formula: "Σ over deadweight referrals of their rewards redeemed − clawed back, at cost",
      isOptional: true
    ) { $0.program.history.deadweightCost },
    Metric(
      "honest_rewards_refused", .money, .program,
      "Face value of honest rewards that the check took for fraud.",
      formula: "Σ over honest referrals of the rewards void by fraud", isOptional: true
    ) { $0.program.history.honestRefused },
  ]
}

extension ExternalCause {
  /// The cause within a sentence.
  fileprivate var phrase: String {
    switch self {
    case .organic: "organic"
    case .pulse: "a pulse"
    case .paid: "a paid channel"
    case .wordOfMouth: "untracked word of mouth"
    }
  }
}
