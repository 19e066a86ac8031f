import KFactorKit
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

/// One forecast: what it depends on, and how it is made.
struct ForecastJob {
  let document: ScenarioDocument
  let file: String
  let forecast: Forecast
  let range: Range<Int>?
  let command: String
  /// A hash of everything that determines the numbers.
  let identity: String

  init(
    document: ScenarioDocument, file: String, engine: EngineKind, unit: Intervals.Unit,
    range: Range<Int>?, command: String
  ) throws {
    self.document = document
    self.file = file
    self.range = range
    self.command = command
    forecast = try Forecast(
      document.scenario, engine: engine, unit: unit, draws: ParameterDraws(document))
    var inputs = [
      "kfactor \(KFactorCommand.version)", "engine \(engine.rawValue)", "interval \(unit.rawValue)",
      "replications \(range.map { "\($0.lowerBound):\($0.upperBound)" } ?? "all")",
      document.resolvedYAMLWithoutDecisions,
    ]
    inputs += try fileInputs(document)
    identity = sha256(Array(inputs.joined(separator: "\n").utf8))
  }

  /// Results/<scenario>/<hash>: the same question lands in the same place.
  var defaultFolder: String {
    "Results/\(scenarioStem(file))/\(identity.prefix(12))"
  }

  /// Simulates what the folder does not have yet.
  func run(in folder: ResultsFolder, threads: Int, quiet: Bool) throws -> RunResult {
    let plan = document.scenario.monteCarlo
    let asked = plan.precision == nil ? plan.replications : MonteCarloRunner.defaultCap
    let replications = range ?? 0..<forecast.replications(asked: rounded(asked))
    let store = try folder.store(seed: plan.seed, layout: forecast.layout)
    let meter = ProgressMeter(isShown: !quiet && Terminal.errorIsTerminal)
    let interruption = Interruption()
    let requests = interruption.requests
    // Signals are heard for as long as the value lives, and its last use is above.
    defer { withExtendedLifetime(interruption) { meter.finish() } }
    let isCertain = forecast.replications(asked: 2) == 1
    if isCertain, plan.precision != nil, !quiet {
      Terminal.error(
        "note: without uncertain values the expected engine has one history and no error; "
          + "the precision asked for does not apply")
    }
    let runner = MonteCarloRunner(
      layout: forecast.layout, replications: replications,
      precision: isCertain ? nil : plan.precision,
      pairs: forecast.pairs, threads: min(threads, replications.count))
    let outcome: MonteCarloRunner.Result
    do {
      outcome = try runner.run(
        store: store, progress: { meter.update($0) }, isCancelled: { requests.isAny },
        makeWorker: { forecast.makeWorker() })
    } catch MonteCarloError.interrupted(let finished) {
      meter.finish()
      throw Failure(
        message: "interrupted: \(finished) finished replications are kept in \(folder.path)\n"
          + "finish with: \(command) --resume \(shellQuoted(folder.path))",
        exitCode: Failure.interrupted)
    }
    var facts = forecast.network.facts
    if let draws = forecast.draws {
      let drawn = min(1000, max(1, outcome.replications.count / (forecast.pairs ? 2 : 1)))
      facts.append(
        .init(
          "uncertain_redrawn_share",
          .number(try draws.redrawnShare(draws: drawn, seed: plan.seed))))
    }
    return RunResult(
      scenario: .init(
        name: document.scenario.name, file: file, sha256: document.sha256OfFile,
        currency: document.scenario.currency,
        initialCustomers: Double(forecast.scenario.customers.initial.count),
        hasProgram: document.scenario.program != nil),
      origin: .init(
        version: KFactorCommand.version, command: command, engine: forecast.engine.rawValue,
        seed: plan.seed, identity: identity),
      outcome: outcome, approximations: forecast.approximations, network: facts,
      payoffs: forecast.payoffs.map { $0.facts(forecast.scenario) } ?? [],
      uncertain: document.uncertain.map(\.path))
  }

  /// With uncertain values replications come in pairs: an odd number is rounded up.
  private func rounded(_ replications: Int) -> Int {
    forecast.pairs ? replications + replications % 2 : replications
  }
}

extension InitialCustomers {
  /// How many they are.
  var count: Int {
    switch self {
    case .count(let count): count
    case .people(let people): people.count
    }
  }
}

extension PayoffSolution {
  /// What referrals pay from each change of terms on, and how well it is known.
  func facts(_ scenario: Scenario) -> [RunResult.Fact] {
    let epochs = ModelPlan(scenario).epochs
    let terms = zip(epochs.indices, epochs).filter { $0.1.isProgramOn }.flatMap { index, epoch in
      [
        ("referrer", payoffs.referrer[index]), ("referee", payoffs.referee[index]),
        ("prizes", payoffs.prizes[index]),
      ].map { RunResult.Fact("\($0.0)_from_day_\(epoch.firstDay)", .number($0.1)) }
    }
    return terms + [
      .init("pilot_replications", .number(Double(pilots * rounds))),
      .init("pilot_scale", .number(scale)), .init("pilot_residual", .number(residual)),
    ]
  }
}

extension NetworkSummary {
  /// The summary as named facts, for reports.
  var facts: [RunResult.Fact] {
    var facts: [RunResult.Fact] = [
      .init("persons", .number(Double(persons))),
      .init("contacts_mean", .number(contactsMean)), .init("contacts_sd", .number(contactsSD)),
      .init("contacts_max", .number(Double(contactsMax))),
      .init("isolated_share", .number(isolatedShare)),
    ]
    if let clustering { facts.append(.init("clustering", .number(clustering))) }
    if let averageLocalClustering {
      facts.append(.init("average_local_clustering", .number(averageLocalClustering)))
    }
    if let file {
      facts += [
        .init("links", .number(Double(file.links))),
        .init("dropped_self_loops", .number(Double(file.droppedSelfLoops))),
        .init("dropped_repeats", .number(Double(file.droppedRepeats))),
      ]
    }
    return facts
  }
}
