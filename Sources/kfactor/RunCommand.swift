import ArgumentParser
import Foundation
import JSON
import ReferralModel
import ReportPage
import Reporting
import ScenarioFile
import Simulation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Forecast a scenario, with and without its program.",
    discussion: """
      Prints a forecast and writes it, with every replication, to a folder under Results/.

        kfactor run Scenarios/dropbox-2008.yaml
        kfactor run my.yaml --set loops.referral.conversion.uplift=5x --format json
        kfactor run my.yaml --precision "1% of signups_total"
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
  }

  @OptionGroup var scenario: ScenarioOptions

  @Option(help: "agents: exact, person by person. expected: the large-market limit, no noise.")
  var engine: EngineKind = .agents

  @Option(help: "Length of the intervals of all series.")
  var interval: Intervals.Unit = .month

  @Option(
    help: "Threads; the numbers do not depend on it. Default: all cores.", transform: wholeNumber)
  var threads: Int?

  @Option(help: ArgumentHelp("Only these replications, from A to before B.", valueName: "A:B"))
  var reps: String?

  @Option(help: "How the result is printed.")
  var format: Format = .table

  @Option(
    help: "The folder for the results; refused when it holds another run.",
    completion: .directory)
  var output: String?

  @Option(
    help: "Finish the run in this folder; it may be empty, partial or finished.",
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Write every event of the one replication asked for, as CSV.", valueName: "file"),
    completion: .csv)
  var eventLog: String?

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
    if reps != nil && scenario.precision != nil {
      throw ValidationError("--reps and --precision exclude each other: give one of them")
    }
    let range: Range<Int>?
    do {
      range = try replicationRange(reps)
    } catch {
      throw ValidationError(Failure(error).message)
    }
    guard eventLog != nil else { return }
    if engine != .agents {
      throw ValidationError("--event-log: only the agents engine has events")
    }
    if scenario.replications != 1 && range?.count != 1 {
      throw ValidationError(
        "--event-log: writes one replication; add --replications 1, or --reps 7:8 for another")
    }
  }

  func run() throws {
    try reportingFailures { try answer(from: []) }
  }

  /// Refuses to write events over a file that holds something else.
  private func checkEventLog(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let header = Data((EventLog.header + "\n").utf8)
    guard DurableFile.isRegularFile(path), let handle = FileHandle(forReadingAtPath: path),
      try handle.read(upToCount: header.count) == header
    else {
      throw Failure(
        message:
          "\(path): is there already and is no event log; name another file with --event-log",
        exitCode: Failure.cannotCreate)
    }
  }

  /// Forecasts, or shows what is forecast already.
  ///
  /// - Parameter parts: All replications, where they were made apart.
  func answer(from parts: [Part]) throws {
    let range = try replicationRange(reps)
    let document = try scenario.load()
    let job = try ForecastJob(
      document: document, file: scenario.file, engine: engine, unit: interval, range: range,
      arguments: arguments)
    try parts.check(identity: job.identity)
    let folder = try ResultsFolder(
      output ?? resume ?? job.defaultFolder, identity: job.identity)
    if !quiet, document.scenario.program != nil, !document.scenario.respondsToRewards {
      Terminal.error("note: \(Scenario.indifferenceNote)")
    }
    if let eventLog {
      try checkEventLog(eventLog)
      try DurableFile.replace(
        eventLog, with: Array(job.forecast.eventLog(ofReplication: range?.first ?? 0).csv.utf8))
      if !quiet { Terminal.error("note: every event is in \(eventLog)") }
    }
    // The same question has the same answer: a finished folder is not made again.
    if folder.state == .finished, let result = try folder.result() {
      if !quiet {
        Terminal.error(
          "note: this run is finished in \(folder.path) and is shown from there; to simulate it "
            + "anew, name another folder with --output")
      }
      return try show(result, in: folder)
    }
    let result = try job.run(
      in: folder, parts: parts.map(\.file),
      threads: threads, quiet: quiet)
    try folder.write(
      result, scenario: document.resolvedYAMLWithoutDecisions, part: try job.part(of: folder))
    try show(result, in: folder)
  }

  private func show(_ result: RunResult, in folder: ResultsFolder) throws {
    switch format {
    case .table:
      try Terminal.print(result.terminalText(width: Terminal.width, folder: folder.path))
    case .json: try Terminal.print(result.json.text())
    case .csv: try Terminal.print(result.csv)
    }
    if report { try ReportPage.write(of: folder, quiet: quiet) }
  }

  /// What reproduces the numbers, whatever the threads, the format or the folder; of all
  /// replications.
  var arguments: [String] {
    var words = ["run"] + scenario.arguments
    if engine != .agents { words += ["--engine", engine.rawValue] }
    if interval != .month { words += ["--interval", interval.rawValue] }
    return words
  }
}

extension EngineKind: ExpressibleByArgument {}
extension Intervals.Unit: ExpressibleByArgument {}
