internal import JSON
internal import ScenarioFile
package import Simulation

/// The folder of one run: its final files, or what is finished of it.
///
/// Every final file appears whole, `summary.json` last; until then a hidden folder
/// keeps the finished replications. So whenever a process is killed, the folder is
/// empty, partial or finished, and says which run it belongs to.
package struct ResultsFolder: Sendable {
  package enum State: Equatable, Sendable {
    case empty, partial, finished
  }

  /// What kind of question a folder answers.
  package enum Kind: String, CaseIterable, Sendable {
    case run, comparison, decision, calibration, backtest
    /// Some replications of a comparison.
    case part

    /// The last file to be written.
    package var summaryName: String {
      switch self {
      case .run: "summary.json"
      case .comparison: "comparison.json"
      case .decision: "decision.json"
      case .calibration: "calibration.json"
      case .backtest: "backtest.json"
      case .part: "part.json"
      }
    }

    /// In the order in which they are written.
    package var fileNames: [String] {
      switch self {
      case .run:
        [
          "scenario.yaml", "command.txt", "series.csv", "replications.csv",
          ResultsFolder.cascadesName, summaryName,
        ]
      case .comparison:
        [
          "scenario.yaml", "command.txt", "replications.csv", ResultsFolder.reportName,
          ResultsFolder.wordsName, summaryName,
        ]
      case .decision:
        [
          "scenario.yaml", "command.txt", "replications.csv", "grid.csv", ResultsFolder.reportName,
          ResultsFolder.wordsName, summaryName,
        ]
      case .calibration:
        [
          "scenario.yaml", "command.txt", ResultsFolder.posteriorName, "fit.csv",
          ResultsFolder.reportName, ResultsFolder.wordsName, summaryName,
        ]
      case .backtest:
        [
          "scenario.yaml", "command.txt", "forecasts.csv", ResultsFolder.reportName,
          ResultsFolder.wordsName, summaryName,
        ]
      case .part: ["scenario.yaml", "command.txt", summaryName]
      }
    }
  }

  package let path: String
  package let identity: String
  package let kind: Kind
  /// As it was when opened.
  package let state: State

  /// The words of a comparison, a decision, a calibration or a backtest, on lines of 100 columns.
  package static let reportName = "report.txt"

  /// The same words before they are laid out: a `TextReport`.
  package static let wordsName = "report.json"

  /// What a browser shows of any kind, where somebody asked for it.
  package static let pageName = "report.html"

  /// Of any kind of folder that is finished.
  package static let summaryNames = Kind.allCases.map(\.summaryName)

  /// Referral trees of a run's first history, where persons were simulated.
  package static let cascadesName = "cascades.csv"

  /// The joint draws of a calibration, which its scenario names.
  package static let posteriorName = "posterior.csv"

  /// Opens a folder for a run, made where it is missing.
  ///
  /// - Parameters:
  ///   - path: Of the folder.
  ///   - identity: A hash of everything that determines the numbers.
  /// - Throws: `.damaged` where it is finished and not as it was written; `.holdsAnotherRun` or `.holdsOtherFiles` when it is not this run's; `.inUse` when
  ///   another process makes it; `.cannotCreate` when it cannot be made.
  package init(_ path: String, identity: String, kind: Kind = .run) throws(OutputError) {
    self.path = path
    self.identity = identity
    self.kind = kind
    try DurableFile.createFolder(path)
    // Before a look at what is there, which another process might be changing.
    let isFree = try DurableFile.lock(folder: path)
    let names = try DurableFile.names(inFolder: path) ?? []
    if let found = try Self.finishedIdentity("\(path)/\(kind.summaryName)") {
      guard found == identity else { throw .holdsAnotherRun(path: path) }
      try ResultsDigests.check(folder: path)
      state = .finished
    } else if let found = try ReplicationStore.identity(inResultsFolder: path) {
      guard found == identity else { throw .holdsAnotherRun(path: path) }
      state = .partial
    } else {
      state = .empty
    }
    // Hidden files are a desktop's or a version control's; final names count as
    // ours only where a run is known to have written them.
    let ours =
      state == .empty ? [] : kind.fileNames + [ResultsDigests.name, Self.pageName, PartFile.name]
    let others = names.filter { !$0.hasPrefix(".") && !ours.contains($0) }
    guard others.isEmpty else { throw .holdsOtherFiles(path: path, names: others) }
    guard isFree || state == .finished else { throw .inUse(path: path) }
    guard isFree else { return }
    for name in names where name.hasPrefix(DurableFile.temporaryPrefix) {
      try DurableFile.remove("\(path)/\(name)")
    }
    if state == .finished { try Self.removeStore(path) }
  }

  /// Where finished replications are kept while the run is under way.
  ///
  /// - Parameter parts: Of the same run, made elsewhere.
  package func store(
    seed: UInt64, layout: OutcomeLayout, parts: [PartFile] = []
  ) throws(OutputError) -> ReplicationStore {
    try ReplicationStore(
      inResultsFolder: path,
      key: ReplicationStore.Key(identity: identity, seed: seed, columns: layout.columnNames),
      parts: parts)
  }

  /// Writes the final files, then drops what was kept of the run under way.
  ///
  /// - Parameters:
  ///   - result: With the values of its replications.
  ///   - scenario: The resolved scenario, as YAML.
  ///   - part: Where these are replications of a larger run.
  package func write(_ result: RunResult, scenario: String, part: Part? = nil) throws {
    precondition(result.origin.identity == identity, "a folder holds its own run")
    try write(
      [
        [scenario], [result.origin.command + "\n"], [result.seriesCSV], result.replicationLines,
        result.cascades.map { [$0.csv] }, [result.json.text() + "\n"],
      ], part: part)
  }

  /// Writes the final files, in the order of their names; nil where there is nothing to say.
  package func write(_ texts: [String?], part: Part? = nil) throws {
    try write(texts.map { text in text.map { [$0] } }, part: part)
  }

  /// Some replications of a larger run, to be handed in.
  package struct Part {
    let description: PartDescription
    let write: (_ path: String, _ description: [UInt8]) throws -> Void

    /// - Parameter write: Writes the part's file with this description.
    package init(
      _ description: PartDescription,
      write: @escaping (_ path: String, _ description: [UInt8]) throws -> Void
    ) {
      self.description = description
      self.write = write
    }
  }

  /// Files piece by piece, in the order of their names; the part before the summary.
  private func write(_ files: [(any Sequence<String>)?], part: Part?) throws {
    precondition(files.count == kind.fileNames.count, "one text for each file")
    // Killed between two of the files, the folder still says whose they are.
    try ReplicationStore.claim(resultsFolder: path, identity: identity)
    var written: [(name: String, bytes: Int)] = []
    var digests = ResultsDigests()
    for case (let name, let pieces?) in zip(kind.fileNames, files) where name != kind.summaryName {
      let (bytes, digest) = try write(pieces, to: name)
      written.append((name, bytes))
      digests.add(digest, of: name)
    }
    if let part {
      let description = part.description.beside(written).json.text()
      try part.write("\(path)/\(PartFile.name)", Array(description.utf8))
    }
    guard let summary = files[files.count - 1].map({ $0.reduce("", +) }) else {
      preconditionFailure("every result has a summary")
    }
    digests.add(sha256(Array(summary.utf8)), of: kind.summaryName)
    _ = try write([digests.text], to: ResultsDigests.name)
    _ = try write([summary], to: kind.summaryName)
    try Self.removeStore(path)
  }

  /// - Returns: How many bytes were written, and their digest.
  private func write(
    _ pieces: any Sequence<String>, to name: String
  ) throws -> (bytes: Int, digest: String) {
    var file = try DurableStream("\(path)/\(name)")
    var digest = SHA256()
    var bytes = 0
    for piece in pieces {
      try file.write(piece.utf8)
      digest.update(Array(piece.utf8))
      bytes += piece.utf8.count
    }
    try file.commit()
    return (bytes, digest.finish())
  }

  /// The text of a finished run's `summary.json`; nil when there is none.
  package func summary() throws(OutputError) -> [UInt8]? {
    try contents(of: kind.summaryName)
  }

  /// The bytes of one of the folder's files; nil when there is none.
  package func contents(of name: String) throws(OutputError) -> [UInt8]? {
    try DurableFile.text(of: "\(path)/\(name)")
  }

  /// Reads a finished run back, without the values of single replications; nil when
  /// it is not finished.
  package func result() throws(OutputError) -> RunResult? {
    guard let bytes = try summary() else { return nil }
    let file = "\(path)/\(kind.summaryName)"
    do {
      return try RunResult(summary: try JSONValue(parsing: bytes))
    } catch {
      throw .damaged(path: file, reason: String(describing: error))
    }
  }

  /// The identity that a summary states; nil without a summary that states one.
  private static func finishedIdentity(_ summary: String) throws(OutputError) -> String? {
    guard let bytes = try DurableFile.text(of: summary) else { return nil }
    do {
      guard case .string(let identity)? = try JSONValue(parsing: bytes)["identity"] else {
        return nil
      }
      return identity
    } catch {
      // Not a summary of ours, then; the folder is refused for holding it.
      return nil
    }
  }

  private static func removeStore(_ path: String) throws(OutputError) {
    try ReplicationStore.remove(inResultsFolder: path)
  }
}
