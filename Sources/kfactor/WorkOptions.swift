import ArgumentParser
import ReportPage
import Reporting
import ScenarioFile

/// What every command takes that simulates for a while and keeps what it finds.
struct WorkOptions: ParsableArguments {
  @Option(
    help: "Threads; the numbers do not depend on it. Default: all cores.", transform: wholeNumber)
  var threads: Int?

  @Option(
    help: "The folder for the results; refused when it holds others.", completion: .directory)
  var output: String?

  @Option(
    help: "Finish what is in this folder; it may be empty, partial or finished.",
    completion: .directory)
  var resume: String?

  @Flag(help: "Also make report.html in the folder, a page for browsers.")
  var report = false

  @Flag(help: "No progress and no notes on stderr.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1...1024, found \(threads)")
    }
    if output != nil && resume != nil {
      throw ValidationError("--output and --resume both name the folder: give one of them")
    }
  }

  /// The folder that was named, if any.
  var folder: String? { output ?? resume }

  /// The same question has the same answer: a finished folder is not made again.
  func showFinished(_ folder: ResultsFolder, _ what: String, asJSON: Bool) throws {
    if !quiet {
      Terminal.error(
        "note: this \(what) is finished in \(folder.path) and is shown from there; to make it anew, "
          + "name another folder with --output")
    }
    let name = asJSON ? folder.kind.summaryName : ResultsFolder.wordsName
    let text =
      asJSON
      ? try folder.summary().map { String(decoding: $0, as: UTF8.self) }
      : try TextReport.text(inFolder: folder.path, width: Terminal.width)
    guard let text else {
      throw Failure(
        message: "\(folder.path)/\(name): is missing from a finished \(what); name another folder "
          + "with --output", exitCode: Failure.badInput)
    }
    try Terminal.print(text)
    try makePage(of: folder)
  }

  /// The page that was asked for, of a finished folder.
  func makePage(of folder: ResultsFolder) throws {
    if report { try ReportPage.write(of: folder, quiet: quiet) }
  }
}

extension ScenarioDocument {
  /// Reads and checks a scenario with what the flags change in it.
  static func load(
    _ file: String, set overrides: [String], seed: UInt64?,
    decision: DecisionOverrides = DecisionOverrides(), allowing allowed: [String]
  ) throws -> ScenarioDocument {
    let all = overrides + (seed.map { ["monte_carlo.seed=\($0)"] } ?? [])
    return try load(
      path: file, overrides: all.map { try PathOverride(parsing: $0) }, decision: decision,
      allowing: allowed)
  }
}
