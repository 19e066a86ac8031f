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
      Field("fraud", .object(fraud), "Who takes advantage of the rewards, and the check."),
      Field("economics", .object(economics), .empty, "How money at different dates is compared."),
      Field(
        "uncertain", .uncertain, .empty,
        "Numbers that are not known, by path, each with a distribution; or all at once from a fit, "
          + "posterior: a CSV file with a column per path and a draw per row."),
      Field("strategies", .strategies, "Named changes to compare, by path."),
      Field("decision", .object(decision), "What may vary, and what is wanted of it."),
      Field("monte_carlo", .object(monteCarlo), .empty, "How many histories, from which seed."),
    ])

  /// Keys at the root below which nothing can be uncertain.
  static let neverUncertain = ["monte_carlo", "uncertain", "strategies", "decision"]

  static let economics = ObjectShape([
    Field(
      "discount", .quantity(Quantity(.discount, max: 10)), .text("0% per year"),
      "How much less a payment a year away is worth."),
    Field(
      "lifetime_horizon", .quantity(Quantity(.duration)),
      .defaults(.sameAs("horizon")), "How long after a signup a customer's margin counts."),
    Field(
      "cost_threshold", .quantity(Quantity(.money)),
      "The reward cost whose probability of being exceeded is reported; else the total budget."),
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
}
