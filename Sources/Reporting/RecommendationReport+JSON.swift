package import JSON
internal import ProgramData
internal import RewardTuning
internal import Simulation

extension RecommendationReport {
  /// The decision record: what `--format json` prints and `decision.json` holds.
  package var json: JSONValue {
    let r = recommendation
    return .object(
      [
        .init(
          "kfactor",
          .object([
            .init("version", .string(origin.version)), .init("gsl", .string(gslVersion)),
            .init("command", .string(origin.command)),
          ])),
        .init("kind", .string("decision")),
        .init(
          "scenario",
          .object([
            .init("name", .string(scenario.name)), .init("file", .string(scenario.file)),
            .init("sha256", .string(scenario.sha256)),
            .init("resolved_sha256", .string(resolvedHash)),
            .init("recommended_sha256", .string(recommendedHash)),
            .init("currency", .string(scenario.currency)),
            .init("cac", cac.map { .number($0) } ?? .null),
          ])),
        .init("engine", .string(origin.engine)),
        .init("seed", .natural(origin.seed)),
        .init("identity", .string(origin.identity)),
        .init("decision", decisionJSON),
        .init("procedure", procedureJSON),
        .init("recommendation", recommendationJSON),
        .init(
          "candidates",
          .array(r.candidates.indices.map { candidateJSON($0) })),
        .init("selection", .array(selectionJSON)),
        .init(
          "curves",
          .object(
            variables.indices.map { variable in
              .init(
                variables[variable].path,
                .array(
                  r.curve(along: variable).map { .string(r.candidates[$0].name) }))
            })),
        .init("grid", gridJSON),
        .init("sensitivity", sensitivityJSON),
        .init("warnings", .strings(warnings)),
        .init("approximations", .strings(r.approximations)),
      ])
  }

  private var decisionJSON: JSONValue {
    let r = recommendation
    return .object([
      .init(
        "vary",
        .object(
          variables.map {
            .init(
              $0.path,
              .object([
                .init("first", .string($0.levels.first ?? "")),
                .init("last", .string($0.levels.last ?? "")),
                .init("levels", .integer($0.levels.count)),
              ]))
          })),
      .init("objective", .string(r.objective.metric.name)),
      .init("maximised", .bool(r.objective.isMaximised)),
      .init("risk", .string(r.objective.criterion.rawValue)),
      .init("subject_to", .strings(r.objective.limits.map(\.text))),
      .init("confidence", .number(r.rules.confidence)),
      .init("indifference", .number(r.rules.indifference)),
      .init("approximate", .bool(r.objective.isApproximate)),
    ])
  }

  private var procedureJSON: JSONValue {
    let t = recommendation.tuning
    return .object([
      .init(
        "selection",
        .string(
          "paired Student bounds of all pairs at all looks, Bonferroni (Clark, Yang 1986), good "
            + "selection within the indifference")),
      .init("looks", .array(recommendation.rules.looks.map { .integer($0) })),
      .init("screened_points", .integer(t.screened.count)),
      .init("screen_trusted", .bool(t.usesScreen)),
      .init("pilot_points", .integer(t.pilot.points.count)),
      .init("undefined_points", .strings(recommendation.undefined.map { text($0) })),
      .init("pilot_units", .integer(t.pilot.units)),
      .init("selection_candidates", .integer(t.shortList.count)),
      .init("selection_units", .integer(t.units(.selection))),
      .init("report_replications", .integer(chosen.records.replications)),
      .init("replications_per_unit", .integer(chosen.records.replications / chosen.values.count)),
    ])
  }

  private var recommendationJSON: JSONValue {
    let r = recommendation
    let margins = variables.indices.compactMap { variable -> JSONValue.Member? in
      r.marginalCAC(along: variable).map { margin in
        .init(
          variables[variable].path,
          .object([
            .init("marginal_cac", .number(margin.value)),
            .init("from", .string(r.candidates[margin.from].name)),
          ]))
      }
    }
    let thumbs = [0.1, 0.25].compactMap { share -> JSONValue? in
      r.candidate(.ruleOfThumb(share)).map { index in
        let d = r.differences[index, r.recommended]
        return .object([
          .init("share_of_cac", .number(share)),
          .init("candidate", .string(r.candidates[index].name)),
          .init("difference", interval(d.mean, d.low, d.high)),
        ])
      }
    }
    return .object([
      .init("candidate", .string(chosen.name)),
      .init("text", .string(headline)),
      .init("no_program", .bool(isNoProgram)),
      .init("settled", .bool(r.tuning.selection.isSettled)),
      .init("regret_bound", .number(r.tuning.selection.regretBound)),
      .init(
        "as_good",
        .strings(r.asGood.map { text($0) })),
      .init("runner_up", r.runnerUp.map { .string(r.candidates[$0].name) } ?? .null),
      .init("marginal", .object(margins)),
      .init("rule_of_thumb", .array(thumbs)),
    ])
  }

  private func interval(_ mean: Double, _ low: Double, _ high: Double) -> JSONValue {
    .object([
      .init("mean", .number(mean)), .init("low", .number(low)), .init("high", .number(high)),
    ])
  }

  private func candidateJSON(_ index: Int) -> JSONValue {
    let r = recommendation
    let candidate = r.candidates[index]
    let d = r.differences[index, r.recommended]
    let position = r.eligible.firstIndex(of: index)
    let layout = candidate.records.layout
    return .object([
      .init("name", .string(candidate.name)),
      .init("roles", .strings(candidate.roles.map { text($0) }.sorted())),
      .init("levels", levelsJSON(candidate.point)),
      .init("replications", .integer(candidate.records.replications)),
      .init("objective", .number(objective(candidate.mean))),
      .init("less_recommended", interval(d.mean, d.low, d.high)),
      .init("keeps_limits", .bool(candidate.keepsLimits)),
      .init(
        "probability_best",
        position.map { .number(r.beliefs.probabilityBest[$0]) } ?? .null),
      .init(
        "probability_good",
        position.map { .number(r.beliefs.probabilityGood[$0]) } ?? .null),
      .init("expected_loss", position.map { .number(r.beliefs.expectedLoss[$0]) } ?? .null),
      .init(
        "metrics",
        .object(
          layout.metrics.indices.map {
            .init(layout.metrics[$0].name, candidate.records.statistics(ofMetric: $0).json)
          })),
    ])
  }

  private func levelsJSON(_ point: DecisionPoint) -> JSONValue {
    guard point.levels.count == variables.count, !point.levels.contains(-1) else { return .null }
    return .object(
      zip(variables, point.levels).map { .init($0.path, .string($0.levels[$1])) })
  }

  private func text(_ role: Recommendation.Role) -> String {
    switch role {
    case .recommended: "recommended"
    case .noProgram: "no_program"
    case .asItStands: "as_it_stands"
    case .rival: "rival"
    case .curve(let variable): "curve \(variables[variable].path)"
    case .stepBelow(let variable): "step_below \(variables[variable].path)"
    case .ruleOfThumb(let share): "rule_of_thumb \(plainDecimal(100 * share) ?? "")%"
    }
  }

  private var selectionJSON: [JSONValue] {
    let t = recommendation.tuning
    return zip(t.shortList, t.selection.standings).map { point, standing in
      let state: String
      switch standing.state {
      case .surviving: state = "surviving"
      case .beaten(let other, let units):
        state = "beaten by \(text(t.shortList[other])) at \(units) units"
      case .infeasible(let limit, let units):
        state =
          "breaks \(recommendation.objective.limits[limit].text) at \(units) units"
      }
      return .object([
        .init("candidate", .string(text(point))), .init("levels", levelsJSON(point)),
        .init("units", .integer(standing.units)),
        .init("objective", .number(objective(standing.mean))),
        .init("mcse", .number(standing.standardError)), .init("state", .string(state)),
      ])
    }
  }

  private var sensitivityJSON: JSONValue {
    let r = recommendation
    guard let s = r.sensitivity else { return .null }
    return .object([
      .init("draws", .integer(s.draws)), .init("engine", .string(s.engine)),
      .init(
        "parameters",
        .object(
          s.parameters.map { parameter in
            func name(_ position: Int) -> JSONValue {
              .string(r.candidates[r.eligible[position]].name)
            }
            return .init(
              parameter.name,
              .object(
                [
                  .init("q05", .number(parameter.low)), .init("median", .number(parameter.median)),
                  .init("q95", .number(parameter.high)),
                  .init("regret_at_q05", .number(parameter.regretAtLow)),
                  .init("regret_at_q95", .number(parameter.regretAtHigh)),
                  .init("best_at_q05", name(parameter.bestAtLow)),
                  .init("best_at_q95", name(parameter.bestAtHigh)),
                  .init(
                    "break_even",
                    parameter.breakEven.map {
                      .object([
                        .init("value", .number($0.value)), .init("candidate", name($0.candidate)),
                        .init("probability", .number($0.probability)),
                      ])
                    } ?? .null),
                  .init("evppi", .number(parameter.perfectInformation)),
                  .init("evppi_error", .number(parameter.perfectInformationError)),
                ] + texts(parameter)))
          })),
    ])
  }

  /// An uncertain number's values as people write them.
  private func texts(_ parameter: SensitivityAnalysis.Parameter) -> [JSONValue.Member] {
    guard let written = uncertain.first(where: { $0.path == parameter.name })?.text else {
      return []
    }
    return [
      .init(
        "text",
        .object([
          .init("q05", .string(written(parameter.low))),
          .init("median", .string(written(parameter.median))),
          .init("q95", .string(written(parameter.high))),
          .init("break_even", parameter.breakEven.map { .string(written($0.value)) } ?? .null),
        ]))
    ]
  }

  /// One row per candidate and replication of the report, a column per scalar.
  package var replicationsCSV: String {
    let candidates = recommendation.candidates
    let layout = chosen.records.layout
    var text = csvLine(["candidate", "replication", "seed"] + layout.metrics.map(\.name))
    for replication in 0..<chosen.records.replications {
      for candidate in candidates {
        let row = candidate.records.records[replication]
        let values = zip(layout.metrics, layout.metricColumns).map { metric, column in
          plainDecimal(
            metric.kind == .ratio ? Metric.ratio(row[column], row[column + 1]) : row[column]) ?? ""
        }
        text += csvLine([candidate.name, String(replication), String(origin.seed)] + values)
      }
    }
    return text
  }
}
