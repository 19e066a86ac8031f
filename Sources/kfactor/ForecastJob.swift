import KFactorKit
import ReferralModel
import Reporting
import ScenarioFile
import Simulation
import Synchronization

/// One forecast: what it depends on, and how it is made.
struct ForecastJob {
  let document: ScenarioDocument
  let file: String
  let forecast: Forecast
  /// nil for all replications.
  let range: Range<Int>?
  /// Of the command for all replications.
  let arguments: [String]
  /// A hash of everything that determines the numbers.
  let identity: String
  /// The same of all replications.
  private let identityOfAll: String

  init(
    document: ScenarioDocument, file: String, engine: EngineKind, unit: Intervals.Unit,
    range: Range<Int>?, arguments: [String]
  ) throws {
    if range != nil, document.scenario.monteCarlo.precision != nil {
      throw Failure(
        message: "--reps: \(file) asks for a precision, so how many replications the whole run "
          + "takes is known at its end; give --replications, the number of the whole run",
        exitCode: Failure.usage)
    }
    if let range {
      try checkReplications(range, of: document.scenario.monteCarlo.replications)
    }
    self.document = document
    self.file = file
    self.range = range
    self.arguments = arguments
    try MemoryPlan.checkNetwork(of: document.scenario)
    forecast = try Forecast(
      document.scenario, engine: engine, unit: unit, draws: ParameterDraws(document))
    let files = try fileInputs(document)
    func identity(of range: Range<Int>?) -> String {
      let inputs =
        [
          "kfactor \(KFactorCommand.version)", "engine \(engine.rawValue)",
          "interval \(unit.rawValue)", "replications \(range.map(Self.text) ?? "all")",
          document.resolvedYAMLWithoutDecisions,
        ] + files
      return sha256(Array(inputs.joined(separator: "\n").utf8))
    }
    self.identity = identity(of: range)
    identityOfAll = identity(of: nil)
  }

  private static func text(_ range: Range<Int>) -> String {
    "\(range.lowerBound):\(range.upperBound)"
  }

  /// What reproduces the numbers.
  var command: String {
    let words = ["kfactor"] + arguments + (range.map { ["--reps", Self.text($0)] } ?? [])
    return words.map(shellQuoted).joined(separator: " ")
  }

  /// Replications of the whole run, without a precision to stop it.
  var total: Int {
    forecast.replications(asked: rounded(document.scenario.monteCarlo.replications))
  }

  /// What `kfactor merge` is to know of the replications in a folder; nil where they are all.
  func part(of folder: ResultsFolder) throws -> ResultsFolder.Part? {
    guard let range else { return nil }
    let seed = document.scenario.monteCarlo.seed
    let store = try folder.store(seed: seed, layout: forecast.layout)
    return ResultsFolder.Part(
      PartDescription(
        kind: .run, version: KFactorCommand.version, identity: identityOfAll, seed: seed,
        total: total, arguments: arguments, scenarios: [document.sha256OfFile])
    ) { path, description in
      try store.writePart(path, description: description, replications: range)
    }
  }

  /// Results/<scenario>/<hash>: the same question lands in the same place.
  var defaultFolder: String {
    "Results/\(scenarioStem(file))/\(identity.prefix(12))"
  }

  /// Simulates what neither the folder nor a part has yet.
  func run(
    in folder: ResultsFolder, parts: [PartFile] = [], threads: Int?, quiet: Bool
  ) throws -> RunResult {
    let plan = document.scenario.monteCarlo
    let all =
      plan.precision == nil
      ? total : forecast.replications(asked: rounded(MonteCarloRunner.defaultCap))
    let replications = range ?? 0..<all
    let memory = try MemoryPlan(
      forecast.engine == .agents ? [document.scenario] : [], threads: threads,
      most: replications.count, quiet: quiet)
    let store = try folder.store(seed: plan.seed, layout: forecast.layout, parts: parts)
    let meter = ProgressMeter(isShown: !quiet && Terminal.errorIsTerminal)
    let requests = Interruption.requests
    requests.beginWork()
    defer { meter.finish() }
    let isCertain = forecast.replications(asked: 2) == 1
    if isCertain, plan.precision != nil, !quiet {
      Terminal.error(
        "note: without uncertain values the expected engine has one history and no error; "
          + "the precision asked for does not apply")
    }
    let runner = MonteCarloRunner(
      layout: forecast.layout, replications: replications,
      precision: isCertain ? nil : plan.precision,
      pairs: forecast.pairs, threads: memory.threads)
    let outcome: MonteCarloRunner.Result
    let cascades = Guarded<ReferralForest?>(nil)
    do {
      outcome = try runner.run(
        store: store, progress: { meter.update($0) }, isCancelled: { requests.isAny },
        makeWorker: {
          forecast.makeWorker(noting: replications.lowerBound) { forest in
            cascades.withLock { $0 = forest }
          }
        })
    } catch MonteCarloError.interrupted(let finished) {
      meter.finish()
      throw Failure(
        message: "interrupted: \(finished) finished replications are kept in \(folder.path)\n"
          + "finish with: \(command) --resume \(shellQuoted(folder.path))",
        exitCode: Failure.interrupted)
    }
    if forecast.engine == .agents, cascades.withLock({ $0 == nil }) {
      // That replication's numbers were kept from a run that was interrupted.
      let worker = forecast.makeWorker(noting: replications.lowerBound) { forest in
        cascades.withLock { $0 = forest }
      }
      _ = try worker(replications.lowerBound)
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
      uncertain: document.uncertain.map(\.path), cascades: cascades.withLock { $0 })
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
