internal import JSON
internal import ProgramData
internal import RewardTuning
internal import Simulation

extension RecommendationReport {
  /// What a decision comes to at every point of a coarse lattice: `grid` of `decision.json`.
  var gridJSON: JSONValue {
    let grid = recommendation.grid
    return .object([
      .init("axes", .array(variables.indices.map(axisJSON))),
      .init("points", .integer(grid.points.count)),
      .init(
        "sources",
        .object(
          DecisionGrid.Source.allCases.map { source in
            .init(
              source.rawValue,
              .object([
                .init("points", .integer(grid.count(source))),
                .init("what", .string(description(of: source))),
              ]))
          })),
      .init("source", .strings(grid.sources.map(\.rawValue))),
      .init("keeps_limits", .array(grid.keepsLimits.map { .bool($0) })),
      .init(
        "objective", quantityJSON(grid.objective, values: grid.objective.values.map(objective))),
      .init("less_recommended", .numbers(lessRecommended)),
      .init("gain_over_no_program", gains.map { .numbers($0) } ?? .null),
      .init(
        "metrics",
        .object(
          grid.metrics.map {
            .init($0.name, quantityJSON($0.quantity, values: $0.quantity.values))
          })),
    ])
  }

  private func description(of source: DecisionGrid.Source) -> String {
    switch source {
    case .agents:
      "simulated: agents, the \(chosen.records.replications) replications of the report"
    case .corrected:
      "not simulated by agents: the large-market limit plus a smooth surface through what agents say "
        + "beyond it, or that surface through the agents' values alone, whichever misses less where "
        + "a point of the agents off the curves is left out; error is the root mean square of those "
        + "misses, near_best that over the better half of the agents' points"
    }
  }

  private func axisJSON(_ index: Int) -> JSONValue {
    let r = recommendation
    let (variable, levels) = (r.space.variables[index], r.grid.axes[index])
    let isChoice = if case .choice = variable.kind { true } else { false }
    let place = isNoProgram ? nil : levels.firstIndex(of: chosen.point.levels[index])
    return .object([
      .init("path", .string(variables[index].path)),
      .init("kind", .string(isChoice ? "choice" : "number")),
      .init(
        "levels",
        isChoice ? .null : .numbers(levels.map { variable.value(atLevel: $0) })),
      .init("texts", .strings(levels.map { variables[index].levels[$0] })),
      .init("recommended", place.map { .integer($0) } ?? .null),
      .init("of", .integer(variable.levels)),
    ])
  }

  private func quantityJSON(_ quantity: DecisionGrid.Quantity, values: [Double]) -> JSONValue {
    .object([
      .init("values", .numbers(values)),
      .init(
        "error",
        quantity.error.map { error in
          .object([
            .init("all", .number(error.all)), .init("near_best", .number(error.nearBest)),
            .init("points", .integer(error.points)),
          ])
        } ?? .null),
    ])
  }

  /// Above 0 where a point is better than the recommended one, like the candidates'.
  private var lessRecommended: [Double] {
    recommendation.grid.objective.values.map { $0 - chosen.mean }
  }

  /// nil where the objective is undefined without a program.
  ///
  /// Above 0 where a point is better.
  private var gains: [Double]? {
    recommendation.noProgram.map { index in
      recommendation.grid.objective.values.map { $0 - recommendation.candidates[index].mean }
    }
  }

  /// One row per point of the grid: its levels, where its values come from, and the values.
  package var gridCSV: String {
    let grid = recommendation.grid
    let gains = gains
    var text = csvLine(
      variables.map(\.path)
        + ["source", "keeps_limits", "objective", "less_recommended", "gain_over_no_program"]
        + grid.metrics.map(\.name))
    for (index, point) in grid.points.enumerated() {
      let numbers =
        [
          objective(grid.objective.values[index]), lessRecommended[index],
          gains?[index] ?? .nan,
        ] + grid.metrics.map { $0.quantity.values[index] }
      text += csvLine(
        zip(variables, point.levels).map { $0.levels[$1] }
          + [grid.sources[index].rawValue, grid.keepsLimits[index] ? "yes" : "no"]
          + numbers.map { plainDecimal($0) ?? "" })
    }
    return text
  }
}
