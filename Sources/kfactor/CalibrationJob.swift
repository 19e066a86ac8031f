import Calibration
import Foundation
import KFactorKit
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

/// One fit to series: what it depends on, and how it is made.
struct CalibrationJob {
  let document: ScenarioDocument
  let file: String
  let input: SeriesInput
  let numbers: [FittedNumber]
  let model: SeriesModel
  let command: String
  /// A hash of everything that determines the numbers.
  let identity: String

  /// - Parameter settings: What else determines the numbers.
  init(
    document: ScenarioDocument, file: String, input: SeriesInput, paths: [String],
    settings: [String] = ["calibrate"], command: String
  ) throws {
    self.document = document
    self.file = file
    self.input = input
    self.command = command
    let numbers = try document.fittedNumbers(paths)
    self.numbers = numbers
    let parameters = try numbers.map {
      try FittedParameter(name: $0.path, value: $0.value, known: $0.prior, range: $0.range)
    }
    let simulator = try HistorySimulator(document.scenario)
    let observed: ObservedHistory
    do throws(SeriesError) {
      observed = try ObservedHistory(
        input.observations, initial: Double(simulator.scenario.customers.initial.count))
    } catch {
      throw Failure(
        message: "\(placed(input.file, error.line)): error: \(error)", exitCode: Failure.badInput)
    }
    model = SeriesModel(observed: observed, parameters: parameters, simulator: simulator) {
      values in
      do {
        return try document.scenario(fitting: numbers, to: values)
      } catch {
        // Out of range together: no scenario, and no likelihood.
        return nil
      }
    }
    identity = sha256(
      Array(
        ([
          "kfactor \(KFactorCommand.version)", document.resolvedYAML,
          "fit \(paths.joined(separator: ","))", "series \(input.sha256OfFile)",
          "\(input.observations)",
        ] + settings + (try fileInputs(document))).joined(separator: "\n").utf8))
  }

  /// Fits, and says how sure that is.
  func run(threads: Int?, quiet: Bool) throws -> CalibrationReport {
    let settings = settings(threads, quiet: quiet)
    let fit: SeriesFit
    do {
      fit = try watched(quiet: quiet) { say, isCancelled in
        try SeriesFit(
          model, settings: settings, progress: { say($0.description) },
          isCancelled: isCancelled)
      }
    } catch let error as CalibrationError where error != .interrupted {
      throw Failure(message: "\(input.file): error: \(error)", exitCode: Failure.badInput)
    }
    let numbers = numbers
    let currency = document.scenario.currency
    return CalibrationReport(
      scenario: summary, origin: origin, source: source, fit: fit, start: input.start,
      // Metrics that the limit has not are none of a fit's business.
      approximations: model.simulator.approximations.filter { !$0.hasSuffix("is not computed") }
    ) { index, value in
      let kind = numbers[index].kind
      return kind == .count
        ? HumanNumber(currency: currency).text(value, .count)
        : kind.text(threeDigits(value), currency: currency)
    }
  }

  /// Fits as of some days of the past, and scores what that would have forecast.
  func backtest(origins: Int, threads: Int?, quiet: Bool) throws -> BacktestReport {
    var settings = settings(threads, quiet: quiet)
    // Enough for quantiles; an origin is one of several.
    settings.effective = 1000
    let backtest = try watched(quiet: quiet) { say, isCancelled in
      try Backtest(
        model, origins: origins, settings: settings,
        progress: { say("fitting what was known, origin \($0 + 1)") }, isCancelled: isCancelled)
    }
    return BacktestReport(
      scenario: summary, origin: origin, source: source, backtest: backtest,
      parameters: numbers.map(\.path), start: input.start)
  }

  /// The agents that luck is measured with are refused where they would not fit into memory.
  private func settings(_ threads: Int?, quiet: Bool) -> SeriesFit.Settings {
    var settings = SeriesFit.Settings(
      seed: document.scenario.monteCarlo.seed,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    settings.threadsInMarket = {
      try MemoryPlan([$0], threads: threads, quiet: quiet).threads
    }
    return settings
  }

  private var source: (name: String, sha256: String, notes: [String]) {
    (input.file, input.sha256OfFile, input.notes)
  }

  private var summary: RunResult.ScenarioSummary {
    .init(
      name: document.scenario.name, file: file, sha256: document.sha256OfFile,
      currency: document.scenario.currency, initialCustomers: model.observed.initial,
      hasProgram: document.scenario.program != nil)
  }

  private var origin: RunResult.Origin {
    .init(
      version: KFactorCommand.version, command: command, engine: EngineKind.expected.rawValue,
      seed: document.scenario.monteCarlo.seed, identity: identity)
  }

  /// Work that says on a terminal what it does, and stops when asked to.
  private func watched<Result>(
    quiet: Bool,
    _ body: (_ say: @escaping (String) -> Void, _ isCancelled: @escaping @Sendable () -> Bool)
      throws
      -> Result
  ) throws -> Result {
    let isShown = !quiet && Terminal.errorIsTerminal
    let requests = Interruption.requests
    requests.beginWork()
    defer { if isShown { Terminal.rewrite("") } }
    return try body({ if isShown { Terminal.rewrite($0) } }, { requests.isAny })
  }

  /// The calibrated scenario, every number at its median.
  func calibrated(_ report: CalibrationReport) -> CalibratedScenario {
    CalibratedScenario(
      document: document,
      changes: numbers.enumerated().map { index, number in
        document.change(number, to: threeDigits(report.fit.quantile(0.5, of: index)))
      }, columns: report.columns, comment: report.comment)
  }
}
