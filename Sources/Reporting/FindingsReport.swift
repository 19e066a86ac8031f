package import JSON
internal import ProgramData
internal import Simulation

/// What events or an experiment say of a scenario, and what was made of it.
package struct FindingsReport: Sendable {
  package struct Row: Sendable {
    package var name: String
    package var value: String
    package var interval: String
    /// Where it went; nil where the scenario has no place for it.
    package var path: String?
    /// For machines, in base units.
    package var number: (value: Double, low: Double, high: Double)

    package init(
      name: String, value: String, interval: String, path: String?,
      number: (value: Double, low: Double, high: Double)
    ) {
      self.name = name
      self.value = value
      self.interval = interval
      self.path = path
      self.number = number
    }
  }

  package struct Section: Sendable {
    package var title: String
    package var source: String
    package var rows: [Row]
    /// Sentences: why nothing was found, what was left out, what the data cannot tell.
    package var notes: [String]
    /// What was tested; nil of persons, and where nothing could be fitted.
    package var experiment: Experiment?

    package init(title: String, source: String, rows: [Row], notes: [String]) {
      self.title = title
      self.source = source
      self.rows = rows
      self.notes = notes
    }
  }

  /// How many others the customers of some time bring in.
  package struct Reproduction: Equatable, Sendable {
    /// When they joined: the first day of a month; nil for all together.
    package var joined: String?
    package var customers: Int
    /// So far.
    package var referrals: Int
    package var value: Double
    /// 90%.
    package var interval: ClosedRange<Double>

    package init(
      joined: String?, customers: Int, referrals: Int, value: Double,
      interval: ClosedRange<Double>
    ) {
      self.joined = joined
      self.customers = customers
      self.referrals = referrals
      self.value = value
      self.interval = interval
    }
  }

  package let scenario: RunResult.ScenarioSummary
  package let origin: RunResult.Origin
  package let headline: String
  package let sections: [Section]
  /// *R*(*t*) by month of joining, then of everyone; empty where the data do not say.
  package let reproduction: [Reproduction]
  package let notes: [String]

  package init(
    scenario: RunResult.ScenarioSummary, origin: RunResult.Origin, headline: String,
    sections: [Section], reproduction: [Reproduction], notes: [String]
  ) {
    self.scenario = scenario
    self.origin = origin
    self.headline = headline
    self.sections = sections
    self.reproduction = reproduction
    self.notes = notes
  }

  /// Lines for the top of the calibrated scenario.
  package var comment: [String] {
    ["Calibrated by \(origin.command)", ""]
      + sections.flatMap { section in
        section.rows.compactMap { row in
          row.path.map { "\($0): \(row.value), 90%: \(row.interval), from \(section.source)" }
        }
      }
  }

  /// What was found, from which data.
  package var words: TextReport {
    var rows = TextTable([.left, .right, .left, .left])
    rows.add("", "estimate", "90% interval", "in the scenario")
    for section in sections where !section.rows.isEmpty {
      rows.add("\(section.title), from \(section.source)")
      for row in section.rows {
        rows.add("  \(row.name)", row.value, row.interval, row.path ?? HumanNumber.undefined)
      }
    }
    let said = sections.flatMap { section in section.notes.map { "\(section.title): \($0)" } }
    return TextReport(
      blocks: [
        [.sentences(headline)], sections.contains { !$0.rows.isEmpty } ? [.table(rows)] : [],
        .remarks(said), reproduction.isEmpty ? [] : [.table(reproductionTable)], .remarks(notes),
      ], command: origin.command)
  }

  private var reproductionTable: TextTable {
    let numbers = HumanNumber(currency: scenario.currency)
    var table = TextTable([.left, .right, .right, .right, .right])
    table.add("joined in", "customers", "referrals so far", "R(t)", "90% interval")
    for row in reproduction {
      table.add(
        "  \(row.joined ?? "all")", "\(row.customers)", "\(row.referrals)",
        numbers.text(row.value, .number),
        numbers.range(row.interval.lowerBound, row.interval.upperBound, .number))
    }
    return table
  }

  /// Every estimate.
  package var csv: String {
    var text = csvLine(["finding", "source", "name", "path", "estimate", "low", "high"])
    for section in sections {
      for row in section.rows {
        text += csvLine(
          [section.title, section.source, row.name, row.path ?? ""]
            + [row.number.value, row.number.low, row.number.high].map { "\($0)" })
      }
    }
    return text
  }

  /// The object that `--format json` prints and `calibration.json` holds.
  package var json: JSONValue {
    .object(
      origin.header(kind: "calibration", scenario: scenario) + [
        .init("headline", .string(headline)),
        .init(
          "findings",
          .array(
            sections.map { section in
              .object(
                [
                  .init("title", .string(section.title)),
                  .init("source", .string(section.source)),
                  .init(
                    "estimates",
                    .array(
                      section.rows.map { row in
                        .object([
                          .init("name", .string(row.name)),
                          .init("path", row.path.map { .string($0) } ?? .null),
                          .init("value", .number(row.number.value)),
                          .init("q05", .number(row.number.low)),
                          .init("q95", .number(row.number.high)),
                          .init(
                            "text",
                            .object([
                              .init("value", .string(row.value)),
                              .init("interval", .string(row.interval)),
                            ])),
                        ])
                      })), .init("notes", .strings(section.notes)),
                ] + (section.experiment.map { [.init("experiment", $0.json)] } ?? []))
            })),
        .init(
          "reproduction",
          .array(
            reproduction.map { row in
              .object([
                .init("joined", row.joined.map { .string($0) } ?? .null),
                .init("customers", .integer(row.customers)),
                .init("referrals", .integer(row.referrals)), .init("value", .number(row.value)),
                .init("q05", .number(row.interval.lowerBound)),
                .init("q95", .number(row.interval.upperBound)),
              ])
            })), .init("notes", .strings(notes)),
      ])
  }
}
