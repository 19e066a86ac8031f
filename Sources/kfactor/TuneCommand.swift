import ArgumentParser
import Foundation
import GSL
import JSON
import KFactorKit
import ReferralModel
import Reporting
import RewardTuning
import ScenarioFile
import Simulation

struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Recommend a reward: how good, how sure, what would overturn it.",
    discussion: """
      Searches what the file's decision block lets vary, or --vary: first by the large-market \
      limit, then with agents, on the same luck for all candidates, until one is shown to be within \
      the indifference of the best. What is reported comes from fresh replications.

        kfactor tune Scenarios/saas-credit.yaml
        kfactor tune my.yaml --vary "program.reward.referrer.value=0%..50% of CAC" \\
          --maximise npv --confidence 95% --indifference "1% of npv"
        kfactor tune my.yaml --vary "program.cap.referrals=1..20" \\
          --subject-to "incremental_cac <= cac"
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @Argument(help: "The scenario file.", completion: .scenario)
  var file: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of the scenario; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: "The strategy of the file to start from.", completion: .strategy)
  var strategy: String?

  @Option(
    help: ArgumentHelp(
      "What to vary, in place of the file's: a range, or [choices]; up to four.",
      valueName: "path=a..b"))
  var vary: [String] = []

  @Option(help: "The metric to make large. Default: the file's, or npv.", completion: .metric)
  var maximise: String?

  @Option(help: "The metric to make small, instead.", completion: .metric)
  var minimise: String?

  @Option(
    help: "What counts of it: mean, median, q05 or cvar05.",
    completion: .list(["mean", "median", "q05", "cvar05"]))
  var risk: String?

  @Option(
    help: ArgumentHelp(
      "A limit, such as \"incremental_cac <= cac\"; repeatable, in place of the file's.",
      valueName: "limit"))
  var subjectTo: [String] = []

  @Option(help: "How sure the choice must be. Default: the file's, or 95%.")
  var confidence: String?

  @Option(
    help: ArgumentHelp(
      "A difference that does not matter: \"1% of npv\" or an amount.", valueName: "difference"))
  var indifference: String?

  @Option(
    help: "Fresh histories of each candidate in the report. Default: the file's.",
    transform: wholeNumber)
  var replications: Int?

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @Option(help: "How the result is printed.")
  var format: Format = .table

  @OptionGroup var access: FileAccess

  @OptionGroup var work: WorkOptions

  func validate() throws {
    if let replications, replications < 4 {
      throw ValidationError("--replications: expected at least 4, found \(replications)")
    }
    if maximise != nil && minimise != nil {
      throw ValidationError("--maximise and --minimise exclude each other: give one of them")
    }
  }

  func run() throws {
    try reportingFailures {
      let document = try load()
      let job = try TuneJob(
        document: document, file: file, replications: replications,
        settings: ["strategy \(strategy ?? "-")"], command: command)
      let folder = try ResultsFolder(
        work.folder ?? "Results/\(scenarioStem(file))-tune/\(job.identity.prefix(12))",
        identity: job.identity, kind: .decision)
      if !work.quiet, document.scenario.program != nil, !document.scenario.respondsToRewards {
        Terminal.error("note: \(Scenario.indifferenceNote)")
      }
      if folder.state == .finished {
        return try work.showFinished(folder, "decision", asJSON: format == .json)
      }
      let report = try job.run(in: folder, threads: work.threads, quiet: work.quiet)
      try folder.write(
        [document.resolvedYAML, command + "\n", report.replicationsCSV, report.gridCSV]
          + report.words.files + [report.json.text() + "\n"])
      switch format {
      case .table:
        try Terminal.print(
          report.words.text(width: Terminal.width, written: ["Written to \(folder.path)"]))
      case .json: try Terminal.print(report.json.text())
      }
      try work.makePage(of: folder)
    }
  }

  private func load() throws -> ScenarioDocument {
    var decision = DecisionOverrides()
    decision.vary = vary
    decision.maximise = maximise
    decision.minimise = minimise
    decision.risk = risk
    decision.subjectTo = subjectTo
    decision.confidence = confidence
    decision.indifference = indifference
    var document = try ScenarioDocument.load(
      file, set: overrides, seed: seed, decision: decision, allowing: access.allowed)
    if let strategy { document = try document.applying(strategyNamed: strategy) }
    return document
  }

  /// What reproduces the numbers, whatever the threads, the format or the folder.
  private var command: String {
    var words = ["kfactor", "tune", file]
    for text in overrides { words += ["--set", text] }
    if let strategy { words += ["--strategy", strategy] }
    for text in vary { words += ["--vary", text] }
    if let maximise { words += ["--maximise", maximise] }
    if let minimise { words += ["--minimise", minimise] }
    if let risk { words += ["--risk", risk] }
    for text in subjectTo { words += ["--subject-to", text] }
    if let confidence { words += ["--confidence", confidence] }
    if let indifference { words += ["--indifference", indifference] }
    if let replications { words += ["--replications", "\(replications)"] }
    if let seed { words += ["--seed", "\(seed)"] }
    words += access.arguments
    return words.map(shellQuoted).joined(separator: " ")
  }
}

extension ScenarioDocument {
  /// The scenario with one of its strategies.
  func applying(strategyNamed name: String) throws -> ScenarioDocument {
    if let strategy = strategies.first(where: { $0.name == name }) {
      return try applying(strategy.changes)
    }
    if name == "no-program" {
      return try applying([.noProgram])
    }
    throw Failure(
      message: "--strategy: there is no strategy \(name); "
        + (strategies.isEmpty
          ? "the file has none" : "there are \(strategies.map(\.name).joined(separator: ", "))"),
      exitCode: 64)
  }
}
