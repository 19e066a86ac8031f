import ArgumentParser
import Foundation
import JSON
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "What makes K, what moves it, and what a spreadsheet misses.",
    discussion: """
      Prints the funnel from a customer to the signups they cause, what 1% more of every factor \
      does, and the forecast of the usual spreadsheet beside the simulated one. Uncertain values \
      stay at their central values. Nothing is written to a folder.

        kfactor explain Scenarios/saas-credit.yaml
        kfactor explain my.yaml --format json \\
          --set program.reward.referrer.value="20% of CAC"
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

  @Option(
    help: "Histories behind every number. Default: 20, down to 4 for large histories.",
    transform: wholeNumber)
  var replications: Int?

  @Option(help: "The seed of all luck.", transform: wholeNumber)
  var seed: UInt64?

  @Option(
    help: "Threads; the numbers do not depend on it. Default: all cores.", transform: wholeNumber)
  var threads: Int?

  @OptionGroup var access: FileAccess

  @Option(help: "How the result is printed.")
  var format: Format = .table

  @Flag(help: "No progress and no notes on stderr.")
  var quiet = false

  func validate() throws {
    if let replications, replications < 2 {
      throw ValidationError("--replications: expected at least 2, found \(replications)")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1...1024, found \(threads)")
    }
  }

  func run() throws {
    try reportingFailures {
      let document = try ScenarioDocument.load(
        file, set: overrides, seed: seed, allowing: access.allowed)
      if !quiet, document.scenario.program != nil, !document.scenario.respondsToRewards {
        Terminal.error("note: \(Scenario.indifferenceNote)")
      }
      let report = try explain(document)
      switch format {
      case .table: try Terminal.print(report.terminalText(width: Terminal.width))
      case .json: try Terminal.print(report.json.text())
      }
    }
  }

  private func explain(_ document: ScenarioDocument) throws -> ExplanationReport {
    let memory = try MemoryPlan([document.scenario], threads: threads, quiet: quiet)
    let forecast = try Forecast(document.scenario, engine: .agents, unit: .month)
    let meter = ProgressMeter(isShown: !quiet && Terminal.errorIsTerminal)
    let requests = Interruption.requests
    requests.beginWork()
    defer { meter.finish() }
    let explainer = Explainer(forecast, replications: replications, threads: memory.threads)
    let explanation: Explanation
    do {
      explanation = try explainer.explain(
        progress: { meter.update($0) }, isCancelled: { requests.isAny })
    } catch MonteCarloError.interrupted {
      meter.finish()
      throw Failure(
        message: "interrupted: an explanation keeps nothing that is unfinished",
        exitCode: Failure.interrupted)
    }
    return ExplanationReport(
      scenario: .init(
        name: document.scenario.name, file: file, sha256: document.sha256OfFile,
        currency: document.scenario.currency,
        initialCustomers: Double(forecast.scenario.customers.initial.count),
        hasProgram: document.scenario.program != nil),
      origin: .init(
        version: KFactorCommand.version, command: command, engine: forecast.engine.rawValue,
        seed: forecast.seed, identity: ""),
      uncertain: document.uncertain.map(\.path),
      hasRelabelled: ([document.scenario.customers]
        + document.scenario.market.segments.map(\.customers))
        .contains { $0.referred.causalShare != 1 },
      explanation: explanation)
  }

  /// What reproduces the numbers, whatever the threads or the format.
  private var command: String {
    var words = ["kfactor", "explain", file]
    for text in overrides { words += ["--set", text] }
    if let replications { words += ["--replications", "\(replications)"] }
    if let seed { words += ["--seed", "\(seed)"] }
    return words.map(shellQuoted).joined(separator: " ")
  }
}
