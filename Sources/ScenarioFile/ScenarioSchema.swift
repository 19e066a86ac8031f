import ReferralModel

/// The table of everything a scenario file can say.
///
/// The checker, the JSON Schema and the resolved scenario are all made from it, so they
/// cannot disagree.
package enum ScenarioSchema {
  static let root = ObjectShape(
    [
      Field("$schema", .text, "Where an editor finds the JSON Schema of this file."),
      Field("name", .text, .required, "The title that reports print."),
      Field("description", .text, .text(""), "What the scenario is for."),
      Field(
        "sources", .list(.text, count: 0...1000), .emptyList,
        "Where the numbers come from; printed in reports."),
      Field("currency", .currency, .text("USD"), "ISO 4217 code of every amount."),
      Field("start", .date, "The calendar date of day 0; then outputs carry dates."),
      Field(
        "horizon", .quantity(Quantity(.duration, above: 0)), .required,
        "How long to simulate, rounded to whole days: 1 to 36,525."),
      Field("market", .object(market), .required, "Who can become a customer, and who knows whom."),
      Field(
        "customers", .object(customers), .empty, "Who they are at the start, and how they stay."),
      Field(
        "acquisition", .object(acquisition), .empty, "How people sign up without an invitation."),
      Field("loops", .named(.object(loop)), .empty, "Ways in which customers bring customers."),
      Field(
        "program", .word("none", or: .object(program)), .text("none"),
        "The rewards, and when they are in force."),
      Field("economics", .object(economics), .empty, "How money at different dates is compared."),
      Field(
        "uncertain", .uncertain, .empty,
        "Numbers that are not known, by path, each with a distribution."),
      Field("monte_carlo", .object(monteCarlo), .empty, "How many histories, from which seed."),
    ],
    notBuilt: ["fraud", "strategies", "decision", "posterior", "channels", "capacity", "ties"])

  static let economics = ObjectShape([
    Field(
      "discount", .quantity(Quantity(.discount, max: 10)), .text("0% per year"),
      "How much less a payment a year away is worth."),
    Field(
      "lifetime_horizon", .quantity(Quantity(.duration)),
      .defaults(.sameAs("horizon")), "How long after a signup a customer's margin counts."),
  ])

  static let monteCarlo = ObjectShape([
    Field(
      "replications", .quantity(Quantity(.count, min: 1, max: 10_000_000)), .text("200"),
      "How many histories to simulate."),
    Field("seed", .seed, .text("1"), "Same seed, same histories."),
    Field(
      "precision", .precision,
      "Stop when the 95% interval of a metric's mean is this narrow, such as 1% of signups_total."),
  ])

  static let program = ObjectShape(
    [
      Field("starts", .day, .text("day 0"), "First day of the program."),
      Field("ends", .word("none", or: .day), .text("none"), "First day without it."),
      Field(
        "reward",
        .object(
          ObjectShape(
            [
              Field("referrer", .object(rewardSide), .text("0% of CAC"), "For who invites."),
              Field("referee", .object(rewardSide), .text("0% of CAC"), "For who is invited."),
            ], notBuilt: ["free_months", "minimum_order"])),
        .required, "What both sides get for one qualified referral."),
      Field(
        "schedule", .list(.change, count: 0...1000), .emptyList,
        "Later changes by path, in order of date; each adds to those before."),
      Field(
        "fixed_cost", .quantity(Quantity(.moneyPerMonth)), .text("0"),
        "Cost per month while the program is on."),
    ],
    notBuilt: [
      "tiers", "milestones", "cap", "raffle", "leaderboard", "budget", "payout", "deadweight",
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
    ], shorthand: "value", notBuilt: ["free_months", "minimum_order"])
}
