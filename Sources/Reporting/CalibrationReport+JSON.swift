package import JSON
internal import Calibration
internal import ReferralModel

extension CalibrationReport {
  /// The object that `--format json` prints and `calibration.json` holds.
  package var json: JSONValue {
    let d = fit.diagnostics
    return .object(
      origin.header(kind: "calibration", scenario: scenario) + [
        .init("headline", .string(headline)),
        .init(
          "data",
          .object([
            .init("file", .string(source.name)), .init("sha256", .string(source.sha256)),
            .init("notes", .strings(source.notes)),
          ])),
        .init("parameters", .array(parameters.indices.map(parameterJSON))),
        .init(
          "undetermined",
          .array(
            fit.undetermined.map { direction in
              .object([
                .init(
                  "moves",
                  .object(direction.moves.map { .init($0.parameter, .number($0.change)) })),
                .init("column", direction.column.map { .string($0.rawValue) } ?? .null),
              ])
            })),
        .init(
          "diagnostics",
          .object([
            .init("draws", .integer(fit.draws.count)),
            .init("acceptance", .number(d.acceptance)),
            .init("pareto_shape", d.paretoShape.map(JSONValue.number) ?? .null),
            .init("evaluations", .integer(d.evaluations)),
            .init("luck_histories", .integer(d.histories)),
            .init("luck_share", .number(d.share)), .init("luck_rounds", .integer(d.rounds)),
          ])),
        .init("observation_error", .object(quantiles(fit.noise))),
        .init("approximations", .strings(approximations)),
        .init("fit", .array(fit.comparison.map(comparisonJSON))),
      ])
  }

  private func parameterJSON(_ index: Int) -> JSONValue {
    let column = fit.draws.map { $0[index] }
    let mean = column.reduce(0, +) / Double(column.count)
    let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let isVague = if case .vague = parameters[index].prior { true } else { false }
    return .object(
      [
        .init("path", .string(parameters[index].name)), .init("mean", .number(mean)),
        .init("sd", .number((squares / Double(column.count - 1)).squareRoot())),
      ] + quantiles(column) + [
        .init("prior_is_vague", .bool(isVague)),
        .init("share_left", .number(fit.shrinkage(of: index))),
        .init("is_prior_dominated", .bool(priorDominated.contains(index))),
        .init("mostly_from", fit.sources[index].map { .string($0.rawValue) } ?? .null),
        .init("r_hat", .number(fit.diagnostics.rHat[index])),
        .init("effective_draws", .number(fit.diagnostics.effective[index])),
        .init(
          "text",
          .object(
            [("q05", 0.05), ("q50", 0.5), ("q95", 0.95)].map { name, share in
              .init(name, .string(text(index, fit.quantile(share, of: index))))
            })),
      ])
  }

  private func quantiles(_ column: [Double]) -> [JSONValue.Member] {
    let sorted = column.sorted()
    return [("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95)].map {
      .init($0.0, .number(sorted[Int($0.1 * Double(sorted.count - 1))]))
    }
  }

  private func comparisonJSON(_ entry: SeriesFit.Comparison) -> JSONValue {
    .object([
      .init("series", .string(entry.datum.series.rawValue)),
      .init("date", .string(shownDate(of: entry.datum).description)),
      .init("first_day", .string(date(entry.datum.days.lowerBound).description)),
      .init("last_day", .string(date(entry.datum.days.upperBound - 1).description)),
      .init("line", .integer(entry.datum.line)),
      .init("reported", .number(entry.datum.reported)),
      .init("compared", .number(entry.datum.value)), .init("q05", .number(entry.q05)),
      .init("q50", .number(entry.q50)), .init("q95", .number(entry.q95)),
      .init("residual", .number(entry.residual)),
    ])
  }
}
