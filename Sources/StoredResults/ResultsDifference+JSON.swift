package import JSON
internal import Reporting
internal import ScenarioFile
internal import Simulation

extension ResultsDifference {
  /// The object that `--format json` prints.
  ///
  /// Undefined numbers are null.
  package var json: JSONValue {
    .object(
      [
        .init("kind", .string("difference")), .init("headline", .string(headline)),
        .init("a", json(before)), .init("b", json(after)), .init("same", .bool(isSame)),
        .init(
          "scenario",
          .array(
            scenario.map {
              .object([
                .init("path", .string($0.path)), .init("a", json($0.before)),
                .init("b", json($0.after)),
              ])
            })),
        .init(
          "settings",
          .array(
            settings.map {
              .object([
                .init("name", .string($0.name)), .init("a", .string($0.before)),
                .init("b", .string($0.after)),
              ])
            })),
      ] + outcomeMembers + [
        .init(
          "parameters",
          .array(
            parameters.map {
              .object([
                .init("name", .string($0.name)), .init("a", json($0.before)),
                .init("b", json($0.after)), .init("difference", .number($0.difference)),
                .init("in_sd_of_a", .number($0.inStandardDeviations)),
              ])
            })),
        .init(
          "scores",
          .array(
            scores.map {
              .object([
                .init("series", .string($0.before.series)),
                .init("method", .string($0.before.method)), .init("a", json($0.before)),
                .init("b", json($0.after)),
              ])
            })),
        .init("notes", .strings(notes + (outcome?.notes ?? []))),
      ])
  }

  private var outcomeMembers: [JSONValue.Member] {
    guard let outcome else { return [.init("outcome", .null)] }
    return [
      .init(
        "outcome",
        .object([
          .init("paired", .bool(outcome.isPaired)), .init("reason", .string(outcome.reason)),
          .init("confidence", .number(0.95)),
          .init("only_a", .strings(outcome.onlyBefore)),
          .init("only_b", .strings(outcome.onlyAfter)),
          .init("metrics", .array(outcome.rows.map(json))),
        ]))
    ]
  }

  private func json(_ row: MetricDifference) -> JSONValue {
    .object([
      .init("candidate", .string(row.candidate)), .init("metric", .string(row.metric.name)),
      .init("a", .number(row.before)), .init("b", .number(row.after)),
      .init("difference", .number(row.difference)), .init("low", .number(row.low)),
      .init("high", .number(row.high)), .init("same", .bool(row.isSame)),
      .init("paired_replications", row.replications.map { .integer($0) } ?? .null),
      // Infinite, and so null, where pairing leaves no difference at all.
      .init("variance_reduction", .number(row.varianceReduction ?? .nan)),
    ])
  }

  private func json(_ result: FinishedResult) -> JSONValue {
    .object([
      .init("path", .string(result.path)), .init("kind", .string(result.kind.rawValue)),
      .init("scenario", .string(result.stored.scenario)),
      .init("identity", .string(result.identity)), .init("command", .string(result.command)),
      .init("headline", .string(result.stored.headline)),
    ])
  }

  private func json(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  private func json(_ estimate: ParameterDifference.Estimate) -> JSONValue {
    .object([
      .init("mean", .number(estimate.mean)), .init("sd", .number(estimate.sd)),
      .init("q05", .number(estimate.q05)), .init("q95", .number(estimate.q95)),
    ])
  }

  private func json(_ score: ScoreDifference.Score) -> JSONValue {
    .object([
      .init("forecasts", .integer(score.forecasts)),
      .init("mean_absolute_percentage_error", .number(score.error)),
      .init("relative_crps", .number(score.crps)),
      .init("coverage_50", .number(score.coverage50)),
      .init("coverage_90", .number(score.coverage90)),
    ])
  }
}
