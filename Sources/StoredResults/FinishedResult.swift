package import Reporting
internal import JSON
package import Simulation

/// A finished result with the numbers that its summary states.
package struct FinishedResult: Sendable {
  /// What was simulated: the run's scenario, a strategy, a reward on trial.
  package struct Candidate: Sendable {
    package let name: String
    /// What it is in results of any kind: "base" as the scenario stands, "no-program" without one.
    let role: String
    let replications: Int
    package let metrics: [(name: String, statistics: Statistics)]

    func statistics(of metric: String) -> Statistics? {
      metrics.first { $0.name == metric }?.statistics
    }
  }

  package let stored: StoredResult
  let summary: JSONValue
  package let currency: String
  let identity: String
  let command: String
  /// The resolved scenario, as YAML.
  let scenario: String
  /// The first replication; 0 unless a run was asked for a part of them.
  let firstReplication: Int
  /// Whether replications 2k and 2k + 1 share their uncertain numbers, so that pairs are independent.
  let pairs: Bool
  /// Empty where nothing was simulated for its own sake.
  package let candidates: [Candidate]
  /// The best strategy, or the recommended one; nil where nothing was to be chosen.
  let choice: String?
  /// What decides between candidates; nil where nothing does.
  let objective: String?

  package var path: String { stored.path }
  package var kind: ResultsFolder.Kind { stored.kind }
  var summaryFile: String { "\(path)/\(kind.summaryName)" }
  var root: SummaryReader { SummaryReader(value: summary) }

  /// Of all candidates, in the order of reports.
  package var metrics: [Metric] {
    let names = candidates.first?.metrics.map(\.name) ?? []
    return Metric.catalogue(ofNames: names).filter { names.contains($0.name) }
  }

  /// Reads a folder.
  ///
  /// - Throws: `OutputError` or `StoredResultsError` where it has no finished result, or a damaged one.
  package init(_ path: String) throws {
    guard let result = try FinishedResult(ifAnyIn: path) else {
      throw StoredResultsError.noResult(folder: path)
    }
    self = result
  }

  /// - Returns: nil where no finished result stands; a part of one is none yet.
  package init?(ifAnyIn path: String) throws {
    guard let found = try StoredResult.summary(of: path), found.kind != .part else { return nil }
    try ResultsDigests.check(folder: path)
    stored = try StoredResult(path, kind: found.kind, summary: found.summary)
    summary = found.summary
    let root = SummaryReader(value: found.summary)
    do {
      identity = try root.member("identity").string
      command = try root.member("kfactor").member("command").string
      let owner = found.kind == .comparison ? root : try root.member("scenario")
      currency = try owner.member("currency").string
      firstReplication = try root.optional("first_replication")?.integer ?? 0
      switch found.kind {
      case .run:
        pairs = try !root.member("uncertain").elements.isEmpty
        (objective, choice) = (nil, nil)
        candidates = [
          Candidate(
            name: Self.base, role: Self.base, replications: try root.member("replications").integer,
            metrics: try Self.metrics(root))
        ]
      case .comparison:
        pairs = try !root.member("uncertain").elements.isEmpty
        objective = try root.member("metric").string
        choice = try root.member("best").string
        let replications = try root.member("replications").integer
        candidates = try root.member("strategies").members.map {
          Candidate(
            name: $0.name, role: $0.name, replications: replications,
            metrics: try Self.metrics($0))
        }
      case .decision:
        pairs = try root.member("procedure").member("replications_per_unit").integer == 2
        objective = try root.member("decision").member("objective").string
        choice = try root.member("recommendation").member("candidate").string
        candidates = try root.member("candidates").elements.map {
          let roles = try $0.member("roles").strings
          let name = try $0.member("name").string
          return Candidate(
            name: name,
            role: roles.contains("no_program")
              ? "no-program" : roles.contains("as_it_stands") ? Self.base : name,
            replications: try $0.member("replications").integer, metrics: try Self.metrics($0))
        }
      case .calibration, .backtest, .part:
        pairs = false
        (objective, choice) = (nil, nil)
        candidates = []
      }
    } catch let error as SummaryError {
      throw StoredResultsError.damaged(
        file: "\(path)/\(found.kind.summaryName)", expected: "\(error.expected) at \(error.path)")
    }
    let file = "\(path)/scenario.yaml"
    guard let bytes = try DurableFile.text(of: file),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw StoredResultsError.damaged(file: file, expected: "a scenario") }
    scenario = text
  }

  /// What `compare` calls the scenario as it stands.
  static let base = "base"

  private static func metrics(
    _ owner: SummaryReader
  ) throws(SummaryError) -> [(name: String, statistics: Statistics)] {
    try owner.member("metrics").members.map { metric throws(SummaryError) in
      (metric.name, try metric.statistics)
    }
  }

  /// Names that a result of another kind has for the same candidate come to one.
  func candidate(matching other: Candidate, of result: FinishedResult) -> Candidate? {
    kind == result.kind
      ? candidates.first { $0.name == other.name } : candidates.first { $0.role == other.role }
  }

  func metric(_ name: String) -> Metric? { metrics.first { $0.name == name } }

  /// "a run", "a comparison".
  var kindPhrase: String { "a \(kind.rawValue)" }
}
