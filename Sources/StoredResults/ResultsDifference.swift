internal import JSON
internal import Reporting
package import ScenarioFile
internal import Simulation

/// What changed from one finished result to another: in what was asked, and in what came of it.
package struct ResultsDifference: Sendable {
  /// A fact about how a result was made.
  package struct Setting: Equatable, Sendable {
    package let name, before, after: String
  }

  package let before, after: FinishedResult
  package let scenario: [ScenarioDifference]
  package let settings: [Setting]
  /// nil where the two have nothing simulated in common.
  package let outcome: OutcomeDifference?
  /// Of calibrations: numbers that both found.
  package let parameters: [ParameterDifference]
  /// Of backtests: series and methods that both scored.
  package let scores: [ScoreDifference]
  /// What each result says, in its own words.
  package var verdicts: (before: String, after: String) {
    (before.stored.headline, after.stored.headline)
  }
  package let notes: [String]

  /// Compares two finished results.
  ///
  /// - Parameter metrics: Names; nil for all of a forecast, and for what decides a comparison.
  /// - Throws: `StoredResultsError`, `ScenarioErrors`, `DataError` and `OutputError`, for metrics
  ///   that there are not, and for what is damaged.
  package init(_ before: FinishedResult, _ after: FinishedResult, metrics: [String]?) throws {
    self.before = before
    self.after = after
    let found = try Set(before.fittedPaths).intersection(after.fittedPaths)
    let scenario = try ScenarioDifference.all(
      before: before.scenario, file: "\(before.path)/scenario.yaml", after: after.scenario,
      file: "\(after.path)/scenario.yaml"
    ).filter { !found.contains($0.path) && !Self.isSaidElsewhere($0.path, before, after) }
    self.scenario = scenario
    settings = try Self.settings(before, after)
    outcome = try OutcomeDifference(
      before, after, metrics: metrics,
      remarks: Self.remarks(before, after, scenario: scenario))
    if metrics != nil && outcome == nil {
      throw StoredResultsError.nothingInCommon(
        "--metric: \(before.kindPhrase) and \(after.kindPhrase) have no simulated candidate in common"
      )
    }
    let values = try scenarioValues(before.scenario, file: "\(before.path)/scenario.yaml")
    do {
      let new = try after.estimates
      parameters = try before.estimates.compactMap { old in
        new.first { $0.name == old.name }.map { match in
          ParameterDifference(
            name: old.name, before: old.estimate, after: match.estimate,
            example: values.first { $0.path == old.path }?.value ?? "")
        }
      }
      let newScores = try after.scores
      scores = try before.scores.compactMap { old in
        newScores.first { $0.series == old.series && $0.method == old.method }
          .map { ScoreDifference(before: old, after: $0) }
      }
    } catch {
      throw StoredResultsError.damaged(
        file: "\(before.summaryFile) or \(after.summaryFile)",
        expected: "\(error.expected) at \(error.path)")
    }
    notes = try Self.notes(before, after, scenario: scenario)
  }

  /// Whether nothing that determines the numbers differs.
  package var isSame: Bool { before.identity == after.identity && before.kind == after.kind }

  private static func settings(
    _ before: FinishedResult, _ after: FinishedResult
  ) throws -> [Setting] {
    func replications(_ result: FinishedResult) -> String {
      guard let count = result.candidates.first?.replications else { return "none" }
      let first = result.firstReplication
      return first == 0 ? "\(count)" : "\(count) from \(first) on"
    }
    func text(_ result: FinishedResult, _ path: String...) -> String {
      var value: JSONValue? = result.summary
      for name in path { value = value?[name] }
      if case .string(let text)? = value { return text }
      return "none"
    }
    let facts: [(String, (FinishedResult) -> String)] = [
      ("kind", { $0.kind.rawValue }), ("engine", { $0.stored.engine ?? "none" }),
      ("seed", { "\($0.stored.seed)" }), ("replications", replications),
      ("currency", \.currency), ("interval", { text($0, "series", "interval") }),
      ("data", { text($0, "data", "sha256") == "none" ? "none" : text($0, "data", "file") }),
      ("SHA-256 of the data", { String(text($0, "data", "sha256").prefix(12)) }),
      ("decided by", { $0.objective ?? "none" }), ("kfactor", \.stored.version),
    ]
    return facts.compactMap { name, value in
      let (old, new) = (value(before), value(after))
      let isOfOneKind = ["interval", "decided by", "data", "SHA-256 of the data"]
      if old == new || (before.kind != after.kind && isOfOneKind.contains(name)) { return nil }
      return Setting(name: name, before: old, after: new)
    }
  }

  /// How many replications there were, and of which seed, is a setting, whoever asked for it; and a
  /// run's scenario is stored without strategies and decision.
  private static func isSaidElsewhere(
    _ path: String, _ before: FinishedResult, _ after: FinishedResult
  ) -> Bool {
    if ["monte_carlo.replications", "monte_carlo.seed"].contains(path) { return true }
    let isOfDecision = ["strategies", "decision"].contains {
      path == $0 || path.hasPrefix("\($0).")
    }
    return isOfDecision && (before.kind == .run) != (after.kind == .run)
  }

  /// Whether a change is of what is not known, or of a whole scenario that is not there.
  private static func isOfBeliefs(_ difference: ScenarioDifference) -> Bool {
    difference.path == "uncertain" || difference.path.hasPrefix("uncertain.")
  }

  /// What keeps replications of one seed from being the same luck throughout.
  private static func remarks(
    _ before: FinishedResult, _ after: FinishedResult, scenario: [ScenarioDifference]
  ) -> [String] {
    var remarks: [String] = []
    if before.stored.engine != after.stored.engine {
      remarks.append("the engines differ, so little of their luck is shared")
    }
    if scenario.contains(where: isOfBeliefs) {
      remarks.append("what is uncertain is not drawn from the same laws")
    }
    if before.stored.version != after.stored.version {
      remarks.append("two versions of kfactor made them, which may draw luck in other ways")
    }
    return remarks
  }

  private static func notes(
    _ before: FinishedResult, _ after: FinishedResult, scenario: [ScenarioDifference]
  ) throws -> [String] {
    var notes: [String] = []
    if before.stored.scenario != after.stored.scenario {
      notes.append(
        "These are two scenarios, \(before.stored.scenario) and \(after.stored.scenario).")
    }
    if before.currency != after.currency {
      notes.append(
        "Money is in \(before.currency) and in \(after.currency): no difference of amounts is taken."
      )
    }
    if let horizon = scenario.first(where: { $0.path == "horizon" }),
      let old = horizon.shown.before, let new = horizon.shown.after
    {
      notes.append("The horizons differ (\(old) and \(new)): totals are over different spans.")
    }
    if let start = scenario.first(where: { $0.path == "start" }) {
      notes.append(
        "The calendars differ (\(start.shown.before ?? "no date") and "
          + "\(start.shown.after ?? "no date")): the same day is another date.")
    }
    let (old, new) = (try uncertain(before), try uncertain(after))
    for change in scenario
    where old.contains(change.path) && new.contains(change.path)
      && !scenario.contains(where: { $0.path == "uncertain.\(change.path)" })
    {
      notes.append(
        "\(change.path) is drawn from its distribution under uncertain, which did not change: the "
          + "new value moves nothing.")
    }
    return notes
  }

  /// Paths that are drawn anew in every history.
  private static func uncertain(_ result: FinishedResult) throws -> Set<String> {
    let prefix = "uncertain."
    let values = try scenarioValues(result.scenario, file: "\(result.path)/scenario.yaml")
    return Set(
      values.map(\.path).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
  }
}
