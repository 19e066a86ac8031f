import ArgumentParser
import Calibration
import JSON
import Reporting
import ScenarioFile
import Simulation

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Score forecasts made as of the past against what came.",
    discussion: """
      Fits the scenario to what was known before each origin, forecasts the rest of the table, and \
      scores it beside forecasts that anyone could make: the last growth rate, a straight line, Bass \
      and Gompertz curves.

        kfactor backtest my.yaml --series monthly.csv --origins 6
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @Argument(help: "The scenario file.", completion: .scenario)
  var file: String

  @Option(
    help: ArgumentHelp("A table of counts over time.", valueName: "file"), completion: .data)
  var series: String

  @Option(
    help: ArgumentHelp(
      "What to find, separated by commas. Default: all that is uncertain.", valueName: "paths"))
  var fit: String?

  @Option(help: "How many days of the past to forecast from. Default: 6.", transform: wholeNumber)
  var origins = 6

  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of the scenario; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @Option(help: "How the result is printed.")
  var format: Format = .table

  @OptionGroup var access: FileAccess

  @OptionGroup var work: WorkOptions

  func validate() throws {
    if data.observedUntil != nil {
      throw ValidationError("--observed-until goes with the --events of calibrate")
    }
    guard (1...200).contains(origins) else {
      throw ValidationError("--origins: expected 1...200, found \(origins)")
    }
  }

  func run() throws {
    try reportingFailures {
      let document = try ScenarioDocument.load(
        file, set: overrides, seed: seed, allowing: access.allowed)
      let input = try SeriesInput(series, data, document: document, scenarioFile: file)
      let job = try CalibrationJob(
        document: document, file: file, input: input,
        paths: try document.paths(toFit: fit, file: file),
        settings: ["backtest from \(origins) origins"], command: command)
      let folder = try ResultsFolder(
        work.folder ?? "Results/\(scenarioStem(file))-backtest/\(job.identity.prefix(12))",
        identity: job.identity, kind: .backtest)
      if folder.state == .finished {
        return try work.showFinished(folder, "backtest", asJSON: format == .json)
      }
      let report = try job.backtest(origins: origins, threads: work.threads, quiet: work.quiet)
      try folder.write(
        [document.resolvedYAML, command + "\n", report.forecastsCSV] + report.words.files
          + [report.json.text() + "\n"])
      switch format {
      case .table:
        try Terminal.print(
          report.words.text(width: Terminal.width, written: ["Written to \(folder.path)"]))
      case .json: try Terminal.print(report.json.text())
      }
      try work.makePage(of: folder)
    }
  }

  /// What reproduces the numbers, whatever the threads, the format or the folder.
  private var command: String {
    var words = ["kfactor", "backtest", file, "--series", series]
    if let fit { words += ["--fit", fit] }
    words += ["--origins", "\(origins)"] + data.arguments
    for text in overrides { words += ["--set", text] }
    if let seed { words += ["--seed", "\(seed)"] }
    words += access.arguments
    return words.map(shellQuoted).joined(separator: " ")
  }
}
