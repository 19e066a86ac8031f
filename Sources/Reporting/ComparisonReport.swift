package import JSON
internal import ProgramData
internal import ReferralModel
package import RewardTuning
internal import Simulation

/// A comparison with what it was made from: everything that its reports state.
package struct ComparisonReport: Sendable {
  /// A scenario file that was read.
  package struct Source: Equatable, Sendable {
    package let name: String
    package let file: String
    package let sha256: String

    package init(name: String, file: String, sha256: String) {
      self.name = name
      self.file = file
      self.sha256 = sha256
    }
  }

  package let sources: [Source]
  package let currency: String
  package let origin: RunResult.Origin
  package let comparison: Comparison
  /// What each strategy changes, by name, in a line.
  package let changes: [(name: String, change: String)]
  /// Paths that are uncertain.
  package let uncertain: [String]

  package init(
    sources: [Source], currency: String, origin: RunResult.Origin, comparison: Comparison,
    changes: [(name: String, change: String)], uncertain: [String]
  ) {
    self.sources = sources
    self.currency = currency
    self.origin = origin
    self.comparison = comparison
    self.changes = changes
    self.uncertain = uncertain
  }

  /// Scalars that the table shows beside the one that decides.
  static let shown = [
    "npv", "incremental_npv", "signups_total", "referred_share", "incremental_signups",
    "reward_cost", "incremental_cac", "payback_days", "roi",
  ]
}

extension ComparisonReport {
  /// The object that `--format json` prints and `comparison.json` holds.
  package var json: JSONValue {
    let c = comparison
    return .object(
      [
        .init(
          "kfactor",
          .object([
            .init("version", .string(origin.version)), .init("command", .string(origin.command)),
          ])),
        .init("kind", .string("comparison")),
        .init(
          "scenarios",
          .array(
            sources.map {
              .object([
                .init("name", .string($0.name)), .init("file", .string($0.file)),
                .init("sha256", .string($0.sha256)),
              ])
            })),
        .init("currency", .string(currency)),
        .init("engine", .string(origin.engine)),
        .init("seed", .natural(origin.seed)),
        .init("identity", .string(origin.identity)),
        .init("metric", .string(c.metric.name)),
        .init("maximised", .bool(c.isMaximised)),
        .init("confidence", .number(c.confidence)),
        .init("indifference", .number(c.indifference)),
        .init("replications", .integer(c.replications)),
        .init("units", .integer(c.units)),
        .init("looks", .array(c.rounds.looks.map { .integer($0) })),
        .init("settled", .bool(c.isSettled)),
        .init("best", .string(c.names[c.leader])),
        .init("indistinguishable", .strings(c.indistinguishable.map { c.names[$0] })),
        .init("left_out", .strings(c.leftOut)),
        .init("uncertain", .strings(uncertain)),
        .init(
          "strategies", .object(c.names.indices.map { .init(c.names[$0], strategyJSON($0)) })),
        .init("differences", .array(differencesJSON)),
      ]
        + (c.draws.map {
          [
            .init(
              "parameter_draws",
              .object([
                .init("draws", .integer($0.draws)),
                .init("disagreement", .number($0.disagreement)),
                .init(
                  "wins",
                  .object(zip(c.names, $0.wins).map { .init($0, .number($1)) })),
              ]))
          ]
        } ?? []))
  }

  private func strategyJSON(_ index: Int) -> JSONValue {
    let records = comparison.records[index]
    return .object([
      .init(
        "changes",
        .string(changes.first { $0.name == comparison.names[index] }?.change ?? "")),
      .init(
        "metrics",
        .object(
          records.layout.metrics.indices.map {
            .init(records.layout.metrics[$0].name, records.statistics(ofMetric: $0).json)
          })),
    ])
  }

  private var differencesJSON: [JSONValue] {
    let c = comparison
    return c.names.indices.flatMap { first in
      c.names.indices.filter { $0 > first }.map { second in
        let difference = c.differences[first, second]
        return .object([
          .init("first", .string(c.names[first])), .init("second", .string(c.names[second])),
          .init("mean", .number(difference.mean)), .init("low", .number(difference.low)),
          .init("high", .number(difference.high)), .init("sd", .number(difference.sd)),
          // Infinite, and so null, where pairing leaves no difference at all.
          .init("variance_reduction", .number(difference.varianceReduction)),
        ])
      }
    }
  }

  /// One row per strategy and replication, a column per scalar.
  package var replicationsCSV: String {
    let c = comparison
    let metrics = c.records[0].layout.metrics.map(\.name)
    var text = csvLine(["strategy", "replication", "seed"] + metrics)
    for replication in 0..<c.replications {
      for (name, records) in zip(c.names, c.records) {
        let layout = records.layout
        let row = records.records[replication]
        let values = metrics.map { metric -> String in
          guard let index = layout.index(ofMetric: metric) else { return "" }
          let column = layout.metricColumns[index]
          let value =
            layout.metrics[index].kind == .ratio
            ? Metric.ratio(row[column], row[column + 1]) : row[column]
          return plainDecimal(value) ?? ""
        }
        text += csvLine([name, String(replication), String(origin.seed)] + values)
      }
    }
    return text
  }
}
