package import JSON
internal import ReferralModel
internal import Simulation

extension ExplanationReport {
  /// The object that `--format json` prints.
  package var json: JSONValue {
    .object([
      .init(
        "kfactor",
        .object([
          .init("version", .string(origin.version)), .init("command", .string(origin.command)),
        ])),
      .init(
        "scenario",
        .object([
          .init("name", .string(scenario.name)), .init("file", .string(scenario.file)),
          .init("sha256", .string(scenario.sha256)), .init("currency", .string(scenario.currency)),
        ])),
      .init("engine", .string(origin.engine)),
      .init("seed", .natural(origin.seed)),
      .init("replications", .integer(explanation.replications)),
      .init("uncertain", .strings(uncertain)),
      .init("headline", .string(headline)),
      .init("funnel", explanation.funnel.json),
      .init("elasticities", elasticities),
      .init("spreadsheet", spreadsheet),
      .init("reward", explanation.reward?.json ?? .null),
    ])
  }

  private var elasticities: JSONValue {
    .object([
      .init("step", .number(Elasticity.step)),
      .init(
        "factors",
        .object(
          explanation.elasticities.map { elasticity in
            switch elasticity.result {
            case .estimated(let estimates, let method):
              .init(
                elasticity.factor.key,
                .object(
                  [.init("method", .string(method.rawValue))]
                    + zip(Elasticity.metrics, estimates).map { .init($0, $1.json) }))
            case .impossible(let reason):
              .init(elasticity.factor.key, .object([.init("impossible", .string(reason))]))
            }
          })),
    ])
  }

  private var spreadsheet: JSONValue {
    let comparison = explanation.spreadsheet
    return .object([
      .init("initial_customers", .number(comparison.initial)),
      .init("k_factor", .number(comparison.reproduction)),
      .init("nominal_k", .number(comparison.nominalReproduction)),
      .init("cycle_time_days", .number(comparison.cycleTimeInDays)),
      .init("days", .array(comparison.dates.map { .integer($0.days) })),
      .init("time", .strings(comparison.dates.map { moment($0.days) })),
      .init("spreadsheet", .numbers(comparison.dates.map(\.spreadsheet))),
      .init("spreadsheet_of_nominal_k", .numbers(comparison.dates.map(\.spreadsheetOfNominal))),
      .init("simulated", .numbers(comparison.dates.map(\.simulated.mean))),
      .init("simulated_low95", .numbers(comparison.dates.map(\.simulated.low))),
      .init("simulated_high95", .numbers(comparison.dates.map(\.simulated.high))),
      .init("difference", comparison.walk?.json ?? .null),
    ])
  }
}

extension Factor {
  /// The name where names are snake_case.
  fileprivate var key: String { name.replacing(" ", with: "_") }
}

extension PairedEstimate {
  fileprivate var json: JSONValue {
    .object([
      .init("mean", .number(mean)), .init("mcse", .number(error)), .init("low95", .number(low)),
      .init("high95", .number(high)),
    ])
  }
}

extension Funnel {
  fileprivate var json: JSONValue {
    .object([
      .init("k_factor", reproduction.json),
      .init("nominal_k", .number(nominalReproduction)),
      .init("cycle_time_days", cycleTimeInDays.json),
      .init("total", .object(total.members)),
      .init(
        "loops",
        .object(
          loops.map { loop in
            .init(
              loop.name,
              .object(
                [
                  .init("rewarded", .bool(loop.rewarded)),
                  .init(
                    "nominal",
                    .object([
                      .init("participation", .number(loop.nominal.participation)),
                      .init("invites_per_advocate", .number(loop.nominal.invitations)),
                      .init("conversion", .number(loop.nominal.conversion)),
                      .init("k", .number(loop.nominal.reproduction)),
                    ])),
                  .init("k", loop.reproduction.json),
                  .init("invites_wished", loop.wished?.json ?? .null),
                  .init("invites_within_contacts", loop.withinContacts?.json ?? .null),
                ] + (loop.stages?.members.dropLast() ?? [])))
          })),
    ])
  }
}

extension Funnel.Stages {
  fileprivate var members: [JSONValue.Member] {
    [
      .init("participation", participation.json), .init("invites_per_advocate", invitations.json),
      .init("not_wasted_share", notWasted.json), .init("acceptance", acceptance.json),
      .init("k", reproduction.json),
    ]
  }
}

extension SpreadsheetComparison.Walk {
  fileprivate var json: JSONValue {
    .object([
      .init("spreadsheet", .number(from)), .init("simulated", to.json),
      .init("difference", .number(difference)),
      .init(
        "changes",
        .object(
          steps.map { step in
            .init(step.kind.rawValue, step.isAbsent ? .null : step.change.json)
          })),
      .init("not_separable", notSeparable.map { .string($0) } ?? .null),
      .init("vast_market_size", vastSize.map { .integer($0) } ?? .null),
    ])
  }
}

extension RewardYardstick {
  fileprivate var json: JSONValue {
    func side(_ side: Side) -> JSONValue {
      .object([
        .init("face_value", .number(side.face)),
        .init("face_value_verdict", .string(Self.verdict(side.face).rawValue)),
        .init("expected_cost", .number(side.cost)),
        .init("expected_cost_verdict", .string(Self.verdict(side.cost).rawValue)),
      ])
    }
    return .object([
      .init("cac", .number(cac)),
      .init(
        "rule_of_thumb",
        .numbers([Self.ruleOfThumb.lowerBound, Self.ruleOfThumb.upperBound])),
      .init("referrer", side(referrer)), .init("referee", side(referee)), .init("both", side(both)),
    ])
  }
}
