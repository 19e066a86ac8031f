import ArgumentParser
import Foundation
import JSON
import KFactorKit
import ReferralModel
import Reporting
import RewardTuning
import ScenarioFile
import Simulation

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare strategies on the same luck, person by person.",
    discussion: """
      Of one file: the scenario as it stands (base), each of its strategies, and no-program. Of \
      several files: each of them, and the first one without its program. Replications are added \
      until the best is told apart from the others, or there are --replications of each.

        kfactor compare Scenarios/saas-credit.yaml
        kfactor compare base.yaml rival-a.yaml rival-b.yaml --metric signups_total
        kfactor compare my.yaml --strategy base --strategy one-sided
        kfactor compare my.yaml --replications 1000 --reps 0:500 --output half-0

      With --reps it compares nothing yet: kfactor merge does, when all parts are there.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @Argument(help: "The scenario files.", completion: .scenario)
  var files: [String]

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change a number of every file; repeatable.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: "Only this strategy; repeatable. Default: all.", completion: .strategy)
  var strategy: [String] = []

  @Option(help: "What decides: any scalar metric.", completion: .metric)
  var metric: String = "npv"

  @Flag(help: "Which way is better. Default: more, but less of costs.")
  var direction: Direction?

  enum Direction: String, EnumerableFlag {
    case maximise, minimise
  }

  @Option(help: "Of all intervals together.")
  var confidence: String = "95%"

  @Option(
    help: ArgumentHelp(
      "A difference that counts as none: \"1% of npv\" or an amount. Default: 1% of the best.",
      valueName: "difference"), transform: difference)
  var indifference: String?

  @Option(
    help: "Histories of each strategy, at most. Default: the first file's replications.",
    transform: wholeNumber)
  var replications: Int?

  @Option(help: ArgumentHelp("Simulate these replications for kfactor merge.", valueName: "A:B"))
  var reps: String?

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
    _ = try confidenceShare()
    if reps != nil && work.report {
      throw ValidationError("--report: a part has no page; the merged result has")
    }
  }

  func run() throws {
    try reportingFailures {
      if let range = try replicationRange(reps) { return try simulate(range) }
      try answer(from: [])
    }
  }

  /// Compares, or shows what is compared already.
  ///
  /// - Parameter parts: All replications, where they were made apart.
  func answer(from parts: [Part]) throws {
    let set = try StrategySet(
      files: files, overrides: overrides, seed: seed, only: strategy, access: access)
    try checkIndifference(of: set)
    let identity = try self.identity(of: set)
    try parts.check(identity: identity)
    let folder = try ResultsFolder(
      work.folder ?? defaultFolder(set, identity: identity), identity: identity, kind: .comparison)
    if folder.state == .finished {
      return try work.showFinished(folder, "comparison", asJSON: format == .json)
    }
    let report = try compare(set, identity: identity, in: folder, parts: parts.map(\.file))
    try folder.write(
      [set.resolvedYAML, command + "\n", report.replicationsCSV] + report.words.files
        + [report.json.text() + "\n"])
    switch format {
    case .table:
      try Terminal.print(
        report.words.text(width: Terminal.width, written: ["Written to \(folder.path)"]))
    case .json: try Terminal.print(report.json.text())
    }
    try work.makePage(of: folder)
  }

  /// Simulates some replications of every strategy, to be merged with others.
  private func simulate(_ range: Range<Int>) throws {
    let set = try StrategySet(
      files: files, overrides: overrides, seed: seed, only: strategy, access: access)
    try checkReplications(range, of: total(set))
    try checkIndifference(of: set)
    let identityOfAll = try self.identity(of: set)
    let identity = sha256(
      Array("\(identityOfAll) \(range.lowerBound):\(range.upperBound)".utf8))
    let folder = try ResultsFolder(
      work.folder ?? defaultFolder(set, identity: identity), identity: identity, kind: .part)
    let seed = set.members[0].document.scenario.monteCarlo.seed
    let part = ComparisonPart(
      scenario: set.sources[0].name, strategies: set.members.map(\.name), replications: range,
      origin: .init(
        version: KFactorCommand.version, command: command, engine: EngineKind.agents.rawValue,
        seed: seed, identity: identity))
    if folder.state != .finished {
      let (sections, records) = try simulation(
        of: set, identity: identity, histories: range.count, in: folder
      ).run { simulator in
        let strategies = try add(set, to: simulator)
        let records = try simulator.simulate(strategies, replications: range)
        return (simulator.strategies.map { PartFile.Section(columns: $0.columns) }, records)
      }
      let description = PartDescription(
        kind: .comparison, version: KFactorCommand.version, identity: identityOfAll,
        seed: seed, total: total(set), arguments: arguments,
        scenarios: set.sources.map(\.sha256))
      try folder.write(
        [set.resolvedYAML, command + "\n", part.json.text() + "\n"],
        part: ResultsFolder.Part(description) { path, description in
          try PartFile.write(
            path, description: description, replications: range, sections: sections
          ) { section, rows in
            Dictionary(
              uniqueKeysWithValues: rows.map {
                ($0, records[section].records[$0 - range.lowerBound])
              })
          }
        })
    } else if !work.quiet {
      Terminal.error("note: this part is finished in \(folder.path)")
    }
    switch format {
    case .table: try Terminal.print(part.terminalText(folder: folder.path))
    case .json: try Terminal.print(part.json.text())
    }
  }

  func defaultFolder(_ set: StrategySet, identity: String) -> String {
    "Results/\(set.folderName)/\(identity.prefix(12))"
  }

  func pairs(_ set: StrategySet) -> Bool {
    set.members.contains { !$0.document.uncertain.isEmpty }
  }

  /// Replications of each strategy in all parts together.
  func total(_ set: StrategySet) -> Int {
    asked(set) + (pairs(set) ? asked(set) % 2 : 0)
  }

  private func asked(_ set: StrategySet) -> Int {
    replications ?? set.members[0].document.scenario.monteCarlo.replications
  }

  private func simulation(
    of set: StrategySet, identity: String, histories: Int, in folder: ResultsFolder,
    parts: [PartFile] = []
  ) -> SimulationWork {
    SimulationWork(
      scenarios: set.members.map(\.document.scenario),
      seed: set.members[0].document.scenario.monteCarlo.seed, pairs: pairs(set),
      threads: work.threads, quiet: work.quiet,
      storage: .init(folder: folder.path, identity: identity, parts: parts),
      expected: histories * set.members.count,
      resume: "\(command) --resume \(shellQuoted(folder.path))")
  }

  private func add(_ set: StrategySet, to simulator: StrategySimulator) throws -> [Int] {
    try set.members.map { member in
      try simulator.add(
        member.name, member.document.scenario, draws: ParameterDraws(member.document))
    }
  }

  private func compare(
    _ set: StrategySet, identity: String, in folder: ResultsFolder, parts: [PartFile]
  ) throws -> ComparisonReport {
    let pairs = pairs(set)
    let first = set.members[0].document.scenario
    let asked = asked(set)
    let indifference = try indifference(in: first.currency)
    let simulation = simulation(
      of: set, identity: identity, histories: asked, in: folder, parts: parts)
    let comparison = try simulation.run { simulator in
      let strategies = try add(set, to: simulator)
      return try Comparison.run(
        simulator, strategies: strategies, metric: metric,
        isMaximised: direction.map { $0 == .maximise }, confidence: try confidenceShare(),
        indifference: indifference.rule, replications: asked + (pairs ? asked % 2 : 0))
    }
    return ComparisonReport(
      sources: set.sources, currency: first.currency,
      origin: .init(
        version: KFactorCommand.version, command: command, engine: EngineKind.agents.rawValue,
        seed: first.monteCarlo.seed, identity: identity),
      comparison: comparison, changes: set.members.map { ($0.name, $0.changes) },
      uncertain: set.members[0].document.uncertain.map(\.path))
  }

  /// Before anything is simulated, or a script is made that would.
  func checkIndifference(of set: StrategySet) throws {
    let scenario = set.members[0].document.scenario
    try indifference(in: scenario.currency).written?.check(
      against: metric, OutcomeLayout(of: scenario), option: "--indifference")
  }

  /// What counts as none, and how it was written where that says more than a number.
  private func indifference(
    in currency: String
  ) throws -> (rule: TuningRules.Indifference, written: Decision.Indifference?) {
    guard let indifference else { return (.relative(0.01), nil) }
    if let number = Double(indifference) { return (.absolute(number), nil) }
    guard let written = Decision.Indifference(indifference, currency: currency) else {
      throw Failure(
        message: "--indifference: expected 0, or a difference above it such as "
          + "\"1% of \(metric)\", $500 or 20; found \(indifference)", exitCode: 64)
    }
    switch written {
    case .amount(let amount, _): return (.absolute(amount), written)
    case .share(let share, metric): return (.relative(share), written)
    case .share(_, let other):
      throw Failure(
        message: "--indifference is a share of \(other), and \(metric) is compared: say "
          + "--indifference \"1% of \(metric)\"", exitCode: 64)
    }
  }

  private func confidenceShare() throws -> Double {
    try share(confidence, option: "--confidence", in: 0.5...0.9999)
  }

  /// A hash of everything that determines the numbers.
  func identity(of set: StrategySet) throws -> String {
    let settings = [
      "kfactor \(KFactorCommand.version)", "compare", "metric \(metric)",
      "direction \(direction?.rawValue ?? "-")", "confidence \(try confidenceShare())",
      "indifference \(indifference ?? "-")",
      "replications \(replications.map { "\($0)" } ?? "-")",
    ]
    return sha256(Array((settings + (try set.inputs)).joined(separator: "\n").utf8))
  }

  /// What reproduces the numbers, whatever the threads, the format or the folder.
  private var command: String {
    let words = ["kfactor"] + arguments + (reps.map { ["--reps", $0] } ?? [])
    return words.map(shellQuoted).joined(separator: " ")
  }

  /// Of all replications.
  var arguments: [String] {
    var words = ["compare"] + files
    for text in overrides { words += ["--set", text] }
    for name in strategy { words += optionWords("--strategy", name) }
    if metric != "npv" { words += ["--metric", metric] }
    if let direction { words.append("--\(direction.rawValue)") }
    if confidence != "95%" { words += ["--confidence", confidence] }
    if let indifference { words += ["--indifference", indifference] }
    if let replications { words += ["--replications", "\(replications)"] }
    if let seed { words += ["--seed", "\(seed)"] }
    words += access.arguments
    return words
  }
}

/// A share such as 95%, within bounds.
func share(_ text: String, option: String, in range: ClosedRange<Double>) throws -> Double {
  guard text.hasSuffix("%"), let percent = Double(text.dropLast()), range.contains(percent / 100)
  else {
    throw ValidationError(
      "\(option): expected a share from \(100 * range.lowerBound)% to \(100 * range.upperBound)%, "
        + "such as 95%; found \(text)")
  }
  return percent / 100
}
