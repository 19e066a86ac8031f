import ArgumentParser
import ReferralModel
import Reporting
import RewardTuning
import ScenarioFile
import Simulation

/// What is spread: a command for one machine, read and checked.
struct SpreadWork {
  /// The command's words, without the program's name.
  let arguments: [String]
  let replications: Int
  /// Replications 2k and 2k + 1 stay together.
  let pairs: Bool
  /// Of the whole, unless somebody says otherwise.
  let folder: String
  /// A hash of everything that determines the numbers.
  let identity: String
  /// The last file of a finished part.
  let lastFile: String

  /// - Throws: What the command says of its options, or of its scenario.
  init(_ words: [String]) throws {
    let command: any ParsableCommand
    do {
      command = try KFactorCommand.parseAsRoot(words)
    } catch {
      throw Failure(message: KFactorCommand.message(for: error), exitCode: Failure.usage)
    }
    switch command {
    case let command as RunCommand: self = try command.spreadWork()
    case let command as CompareCommand: self = try command.spreadWork()
    default: preconditionFailure("only these two have parts")
    }
  }

  fileprivate init(
    arguments: [String], replications: Int, pairs: Bool, folder: String, identity: String,
    kind: ResultsFolder.Kind
  ) {
    self.arguments = arguments
    self.replications = replications
    self.pairs = pairs
    self.folder = folder
    self.identity = identity
    lastFile = kind.summaryName
  }
}

extension RunCommand {
  fileprivate func spreadWork() throws -> SpreadWork {
    let document = try scenario.load()
    guard document.scenario.monteCarlo.precision == nil else {
      throw Failure(
        message: "\(scenario.file): asks for a precision (monte_carlo.precision), so how many "
          + "replications there are is known at the end only; take it out to spread "
          + "--replications", exitCode: Failure.badInput)
    }
    let job = try ForecastJob(
      document: document, file: scenario.file, engine: engine, unit: interval, range: nil,
      arguments: arguments)
    return SpreadWork(
      arguments: arguments, replications: job.total, pairs: job.forecast.pairs,
      folder: job.defaultFolder, identity: job.identity, kind: .run)
  }
}

extension CompareCommand {
  fileprivate func spreadWork() throws -> SpreadWork {
    let set = try StrategySet(
      files: files, overrides: overrides, seed: seed, only: strategy, access: access)
    // Parts have every metric, so a wrong one would be found by the merge.
    for member in set.members {
      let layout = OutcomeLayout(of: member.document.scenario)
      guard layout.index(ofMetric: metric) != nil else {
        throw ComparisonError.unknownMetric(
          metric, strategy: member.name, known: layout.metrics.map(\.name))
      }
    }
    try checkIndifference(of: set)
    let identity = try self.identity(of: set)
    return SpreadWork(
      arguments: arguments, replications: total(set), pairs: pairs(set),
      folder: defaultFolder(set, identity: identity), identity: identity, kind: .part)
  }
}

/// How work is divided, and where it goes.
struct SpreadPlan {
  let work: SpreadWork
  let shards: Int
  let threads: Int
  let retries: Int
  /// Of the merged result.
  let output: String
  /// The folder of the parts' folders.
  let parts: String

  /// What is not divided: a pair, or a single replication.
  var unit: Int { work.pairs ? 2 : 1 }
  var units: Int { work.replications / unit }

  /// A name for the engine's lists.
  var name: String { "kfactor-\(work.identity.prefix(8))" }

  /// - Throws: `Failure` where a part would have no replications.
  init(
    _ work: SpreadWork, shards: Int, threads: Int, retries: Int, output: String?
  ) throws {
    self.work = work
    self.shards = shards
    self.threads = threads
    self.retries = retries
    var output = pathWord(output ?? work.folder)
    // The parts go beside the folder, not into it.
    while output.utf8.last == UInt8(ascii: "/") { output.unicodeScalars.removeLast() }
    self.output = output
    parts = output + "-parts"
    guard shards <= units else {
      throw Failure(
        message: "--shards: expected at most \(units), found \(shards): the run has "
          + (work.pairs
            ? "\(work.replications) replications, in pairs that share their uncertain values"
            : work.replications == 1 ? "1 replication" : "\(work.replications) replications"),
        exitCode: Failure.usage)
    }
  }

  /// What a script says of itself, where `#` begins a comment.
  func comment(_ lines: String...) -> String {
    let first =
      "\(work.replications) replications in \(shards) part\(shards == 1 ? "" : "s"), then merged. "
      + "Printed by kfactor \(KFactorCommand.version)."
    return ([first, ""] + lines).map { $0.isEmpty ? "#" : "# \($0)" }.joined(separator: "\n")
  }
}
