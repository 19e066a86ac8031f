import ArgumentParser
import Calibration
import Foundation
import JSON
import ProgramData
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Find a scenario's numbers from a program's own data, and say how sure that is.",
    discussion: """
      --series fits what --fit names (or everything under uncertain) to a date and any of signups, signups_referred, customers_total, customers_active, invites_sent, churned, \
      reward_cost. --events (with --invites) fits churn, participation, invitations, acceptance and \
      qualification to persons; --experiment fits response curves to arms. Writes the calibrated scenario and the joint posterior, which run, compare and \
      tune carry through.

        kfactor calibrate my.yaml --series monthly.csv
        kfactor calibrate my.yaml --series monthly.csv \\
          --fit loops.referral.conversion.base,loops.referral.invites.mean,acquisition.organic
        kfactor calibrate my.yaml --events customers.csv --invites invites.csv
        kfactor calibrate my.yaml --events export.json --preset growsurf
        kfactor calibrate my.yaml --experiment ab.csv
        kfactor run my-calibrated.yaml
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @Argument(help: "The scenario file.", completion: .scenario)
  var file: String

  @Option(
    help: ArgumentHelp("A table of counts over time.", valueName: "file"), completion: .data)
  var series: String?

  @Option(
    help: ArgumentHelp(
      "A table of persons and what became of them; repeatable.", valueName: "file"),
    completion: .data)
  var events: [String] = []

  @Option(
    help: ArgumentHelp("A table of invitations, beside --events.", valueName: "file"),
    completion: .data)
  var invites: String?

  @Option(
    help: ArgumentHelp("A table of arms with rewards and responses to them.", valueName: "file"),
    completion: .data)
  var experiment: String?

  @Option(
    help: ArgumentHelp(
      "What to find in a series, separated by commas. Default: all that is uncertain.",
      valueName: "paths"))
  var fit: String?

  @Option(help: "Whose invitations these are, of several loops. Default: the rewarded one.")
  var loop: String?

  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of the scenario; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the calibrated scenario goes. Default: beside the scenario, -calibrated.",
      valueName: "file"), completion: .scenario)
  var write: String?

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @Option(help: "How the result is printed.")
  var format: Format = .table

  @OptionGroup var access: FileAccess

  @OptionGroup var work: WorkOptions

  func validate() throws {
    let given = [series != nil, !events.isEmpty, experiment != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError(
        "expected one of --series, --events and --experiment, found \(given); calibrate the "
          + "calibrated file with the next one")
    }
    if invites != nil && events.isEmpty {
      throw ValidationError("--invites goes with --events, which says who the persons are")
    }
    if fit != nil && series == nil {
      throw ValidationError("--fit goes with --series; events and experiments say what they know")
    }
    if series == nil && (data.dates != .first || data.stocks != .date) {
      throw ValidationError("--dates and --stocks go with --series")
    }
    if events.isEmpty && data.observedUntil != nil {
      throw ValidationError("--observed-until goes with --events")
    }
    if loop != nil && series != nil {
      throw ValidationError("--loop goes with --events and --experiment")
    }
  }

  func run() throws {
    try reportingFailures {
      let document = try ScenarioDocument.load(
        file, set: overrides, seed: seed, allowing: access.allowed)
      if let series {
        let input = try SeriesInput(series, data, document: document, scenarioFile: file)
        let job = try CalibrationJob(
          document: document, file: file, input: input,
          paths: try document.paths(toFit: fit, file: file), command: command)
        try finish(identity: job.identity) {
          let report = try job.run(threads: work.threads, quiet: work.quiet)
          return Finished(
            scenario: job.calibrated(report), data: report.fitCSV, json: report.json,
            words: report.words)
        }
        return
      }
      let job = try FindingsJob(
        document: document, file: file, events: events, invites: invites, experiment: experiment,
        loop: loop, options: data, command: command, quiet: work.quiet)
      try finish(identity: job.identity) {
        let (report, scenario) = try job.run()
        return Finished(
          scenario: scenario, data: report.csv, json: report.json, words: report.words)
      }
    }
  }

  /// What a calibration leaves.
  private struct Finished {
    let scenario: CalibratedScenario
    let data: String
    let json: JSONValue
    let words: TextReport
  }

  /// Makes a calibration that is not there yet, writes it where it belongs, and shows it.
  private func finish(identity: String, _ make: () throws -> Finished) throws {
    let path = work.folder ?? "Results/\(scenarioStem(file))-calibrate/\(identity.prefix(12))"
    let target = try CalibratedFiles(write ?? CalibratedFiles.name(for: file), results: path)
    let folder = try ResultsFolder(path, identity: identity, kind: .calibration)
    if folder.state == .finished {
      try hand(on: folder, to: target)
      return try work.showFinished(folder, "calibration", asJSON: format == .json)
    }
    let made = try make()
    try folder.write(
      [
        try made.scenario.yaml(posterior: ResultsFolder.posteriorName), command + "\n",
        made.scenario.posteriorCSV, made.data,
      ] + made.words.files + [made.json.text() + "\n"])
    try hand(on: folder, to: target)
    switch format {
    case .table:
      let written =
        made.scenario.posteriorCSV.isEmpty
        ? [] : ["Written: \(target.scenario), \(target.posterior)"]
      try Terminal.print(
        made.words.text(
          width: Terminal.width, written: written + ["Report and data: \(folder.path)"]))
    case .json: try Terminal.print(made.json.text())
    }
    try work.makePage(of: folder)
  }

  /// Puts the calibrated scenario where it belongs, and says what stood there.
  private func hand(on folder: ResultsFolder, to target: CalibratedFiles) throws {
    guard let before = try target.write(from: folder), !work.quiet else { return }
    Terminal.error(
      "note: \(target.scenario) held another calibration, which this one replaces: "
        + before.dropFirst(2))
  }

  /// What reproduces the numbers, whatever the threads, the format or the folder.
  private var command: String {
    var words = ["kfactor", "calibrate", file]
    if let series { words += ["--series", series] }
    for text in events { words += ["--events", text] }
    if let invites { words += ["--invites", invites] }
    if let experiment { words += ["--experiment", experiment] }
    if let fit { words += ["--fit", fit] }
    if let loop { words += ["--loop", loop] }
    words += data.arguments
    for text in overrides { words += ["--set", text] }
    if let seed { words += ["--seed", "\(seed)"] }
    words += access.arguments
    return words.map(shellQuoted).joined(separator: " ")
  }
}

extension ScenarioDocument {
  /// What `--fit` names, or all that is uncertain.
  func paths(toFit fit: String?, file: String) throws -> [String] {
    if let fit {
      let paths = fit.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      guard !paths.isEmpty else {
        throw Failure(message: "--fit: expected paths, separated by commas", exitCode: 64)
      }
      return paths
    }
    let paths = uncertain.filter { $0.posteriorColumn == nil }.map(\.path)
    guard !paths.isEmpty else {
      throw Failure(
        message:
          "\(file): nothing under uncertain, so nothing to find; name it with --fit, such as "
          + "--fit loops.referral.conversion.base,acquisition.organic", exitCode: Failure.badInput)
    }
    return paths
  }
}
