import ReferralModel

extension ScenarioSchema {
  static let program = ObjectShape([
    Field("starts", .day, .text("day 0"), "First day of the program."),
    Field("ends", .word("none", or: .day), .text("none"), "First day without it."),
    Field(
      "reward",
      .object(
        ObjectShape([
          Field("referrer", .object(rewardSide), .text("0% of CAC"), "For who invites."),
          Field("referee", .object(rewardSide), .text("0% of CAC"), "For who is invited."),
        ])), .required, "What both sides get for one qualified referral."),
    Field(
      "schedule", .list(.change(window: false), count: 0...1000), .emptyList,
      "Later changes by path, in order of date; each adds to those before."),
    Field(
      "campaigns", .list(.change(window: true), count: 0...1000), .emptyList,
      "Windows in which rewards and responses, by path, are others."),
    Field("tiers", .list(.object(tier), count: 0...1000), .emptyList, "Rewards by count."),
    Field(
      "milestones", .list(.object(milestone), count: 0...1000), .emptyList,
      "Bonuses for the referrer who reaches a number of qualified referrals."),
    Field("cap", .object(cap), "How many referrals of an advocate earn the referrer's reward."),
    Field(
      "raffle", .oneOrMore(.object(raffle)),
      "A prize draw with an entry for every qualified referral, or a list of them."),
    Field(
      "leaderboard", .object(leaderboard), "Prizes for the most qualified referrals of a period."),
    Field(
      "budget",
      .object(
        ObjectShape(
          [
            Field(
              "total", .quantity(Quantity(.money, above: 0)),
              "The program stops when a reward no longer fits in."),
            Field(
              "per_month", .quantity(Quantity(.money, above: 0)),
              "The program pauses until the next month when a reward no longer fits in."),
          ], shorthand: "total")), "What may be spent on rewards."),
    Field("payout", .object(payout), .empty, "When rewards are approved, used and taken back."),
    Field(
      "deadweight", .object(response(.probability, side: "referee")), .text("0%"),
      "Share of external signups who name a customer as their referrer for the reward."),
    Field(
      "fixed_cost", .quantity(Quantity(.moneyPerMonth)), .text("0"),
      "Cost per month while the program is on."),
  ])

  static let rewardSide = ObjectShape(
    [
      Field("value", .quantity(Quantity(.reward)), .required, "Face value."),
      Field(
        "kind", .choice(RewardSide.Kind.allCases.map(\.rawValue)), .text("cash"),
        "Cash costs when issued, the others when redeemed."),
      Field(
        "cost", .quantity(Quantity(.share)), .text("100%"),
        "What it costs the company, as a share of face value."),
      Field(
        "perceived", .quantity(Quantity(.share)), .text("100%"),
        "What its recipient sees in it, as a share of face value."),
      Field(
        "perceived_by_other", .quantity(Quantity(.share)), .text("0%"),
        "What the other side sees in it, as a share of face value."),
      Field(
        "breakage", .quantity(.probability), .text("0%"),
        "Share of issued rewards that are never redeemed."),
    ], shorthand: "value")

  private static let position = Quantity(.count, min: 1, max: 1_000_000_000)
  private static let period = Quantity(.duration, min: 1, max: 36_525)

  private static let tier = ObjectShape([
    Field("from", .quantity(position), .required, "From this qualified referral on."),
    Field("referrer", .quantity(Quantity(.reward)), "The referrer's face value from there."),
    Field("referee", .quantity(Quantity(.reward)), "The referee's face value from there."),
  ])

  private static let milestone = ObjectShape([
    Field("at", .quantity(position), .required, "At this qualified referral."),
    Field("bonus", .quantity(Quantity(.reward)), .required, "Face value of the bonus."),
    Field("repeats", .toggle, .text("no"), "Whether every further as many earn it again."),
  ])

  private static let cap = ObjectShape([
    Field(
      "referrals", .quantity(Quantity(.count, max: 1_000_000_000)), .required,
      "Rewarded referrals of one advocate."),
    Field(
      "per", .choice(Cap.Period.allCases.map(\.rawValue)), .text("lifetime"),
      "When the count begins anew."),
  ])

  private static let raffle = ObjectShape([
    Field("prize", .quantity(Quantity(.money)), .required, "What each winner gets."),
    Field(
      "winners", .quantity(Quantity(.count, min: 1, max: 1_000_000)), .text("1"),
      "Winners of a draw."),
    Field("every", .quantity(period), .required, "From one draw to the next."),
    Field(
      "perceived", .quantity(Quantity(.multiplier, max: 1000)), .text("1x"),
      "What referrers see in the prize, as a multiple of its expected value."),
  ])

  private static let leaderboard = ObjectShape([
    Field(
      "prizes", .list(.quantity(Quantity(.money)), count: 1...10_000), .required,
      "First place first."),
    Field("every", .quantity(period), .required, "From one prize-giving to the next."),
    Field(
      "perceived", .quantity(Quantity(.multiplier, max: 1000)), .text("1x"),
      "What referrers see in the prizes, as a multiple of their expected value."),
  ])

  private static let payout = ObjectShape([
    Field(
      "hold", .quantity(Quantity(.duration, max: 36_525)), .text("0 days"),
      "From qualification to the check; whoever leaves inside it voids the reward."),
    Field(
      "lag", .quantity(Quantity(.duration, max: 36_525)), .text("0 days"),
      "From approval to issue."),
    Field(
      "redemption", .object(delay),
      "From issue to use, for all kinds but cash; else at once, or with orders the next order."),
    Field(
      "expires", .word("none", or: .quantity(Quantity(.duration, min: 1, max: 1_000_000))),
      .text("none"), "After issue, unless it was used."),
    Field(
      "clawback", .quantity(Quantity(.duration, max: 36_525)), .text("0 days"),
      "After issue: a referee who leaves inside it takes the rewards with them."),
  ])

  static let fraud = ObjectShape([
    Field(
      "opportunists", .object(response(.probability, side: "sum")), .text("0%"),
      "Share of customers who invent accounts."),
    Field(
      "fakes", .quantity(Quantity(.frequency, max: 10_000)), .text("0 per month"),
      "Invented accounts per opportunist."),
    Field(
      "purchase", .quantity(.probability), .text("0%"),
      "Share of fakes for whom a required purchase is made."),
    Field(
      "abandoned", .word("none", or: .object(delay)), .text("none"),
      "When a fake falls silent, as if a referee left."),
    Field(
      "detection", .quantity(.probability), .text("0%"),
      "Share of fakes that the check at the end of the hold catches."),
    Field(
      "false_alarms", .quantity(.probability), .text("0%"),
      "Share of honest referrals that the check takes for fakes."),
    Field(
      "check_cost", .quantity(Quantity(.money)), .text("0"), "Cost of checking one referral."),
  ])
}
