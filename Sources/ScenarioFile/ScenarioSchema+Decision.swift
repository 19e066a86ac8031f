extension ScenarioSchema {
  static let decision = ObjectShape([
    Field("vary", .vary, .required, "What can be chosen: paths, each with a range or a list."),
    Field("maximise", .metric, "The metric to make as large as it gets; npv unless said."),
    Field("minimise", .metric, "The metric to make as small as it gets, in place of maximise."),
    Field(
      "risk", .choice(Decision.risks), .text("mean"),
      "The figure of the objective that counts: its mean, its median, its 5% quantile, or the "
        + "mean of its worst 5%."),
    Field(
      "subject_to", .list(.limit, count: 0...20), .emptyList,
      "Limits on metrics, such as incremental_cac <= cac."),
    Field(
      "confidence", .quantity(Quantity(.share, min: 0.5, max: 0.999)), .text("95%"),
      "The promised probability that what is recommended is as good as the best."),
    Field(
      "indifference", .indifference,
      "A difference too small to matter, such as 1% of npv or $20_000; 1% of the objective "
        + "unless said."),
  ])

  /// Keys at the root that strategies and decisions leave alone: what a scenario is called, how
  /// it is measured, and what is compared.
  static let unchangeable = [
    "$schema", "name", "description", "sources", "currency", "start", "horizon", "uncertain",
    "strategies", "decision", "monte_carlo",
  ]

  /// The most strategies that one file may name.
  static let strategyCount = 100
  static let variableCount = 1...4
  static let choiceCount = 2...20
}
