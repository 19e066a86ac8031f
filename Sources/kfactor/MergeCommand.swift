import ArgumentParser
import Foundation
import Reporting
import Simulation

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make one result of parts that were simulated apart.",
    discussion: """
      Parts are what run and compare make with --reps A:B, anywhere and in any order. The merged \
      folder has the same bytes as that of the same command without --reps, however the \
      replications were divided. Run it where the parts were run, or where the same files have \
      the same names: the scenario is read again. It refuses parts that are damaged or of another \
      run, and replications that are missing or there twice, and says which.

        kfactor run my.yaml --replications 1000 --reps 0:500 --output part-0
        kfactor run my.yaml --replications 1000 --reps 500:1000 --output part-1
        kfactor merge part-0 part-1 --output whole
      """)

  @Argument(help: "Folders of parts.", completion: .directory)
  var parts: [String]

  @Option(help: "How the result is printed.")
  var format: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @OptionGroup var work: WorkOptions

  func run() throws {
    try reportingFailures {
      let parts = try Part.whole(parts)
      for part in parts { try part.file.verify() }
      switch try parts[0].command() {
      case var command as RunCommand:
        command.format = format == .json ? .json : .table
        command.output = work.output
        command.resume = work.resume
        command.threads = work.threads
        command.report = work.report
        command.quiet = work.quiet
        try command.answer(from: parts)
      case var command as CompareCommand:
        command.format = format == .json ? .json : .table
        command.work = work
        try command.answer(from: parts)
      default: preconditionFailure("only these two have parts")
      }
    }
  }
}

extension Part {
  /// The command for all replications, as it is recorded.
  ///
  /// - Throws: `Failure` for any other words than `run` and `compare` record: a part is somebody's
  ///   file, and might ask for files to be written.
  fileprivate func command() throws -> any ParsableCommand {
    do {
      let command = try KFactorCommand.parseAsRoot(description.arguments)
      let recorded: [String]? =
        switch command {
        case let command as RunCommand: command.arguments
        case let command as CompareCommand: command.arguments
        default: nil
        }
      if recorded == description.arguments { return command }
    } catch {
      throw Failure(
        message: "\(path): cannot be merged: \(KFactorCommand.message(for: error))",
        exitCode: Failure.badInput)
    }
    throw Failure(
      message:
        "\(path): its command is not one that run or compare record in a part; make the part "
        + "again",
      exitCode: Failure.badInput)
  }
}

extension [Part] {
  /// - Throws: `Failure` where the run that is read now is not the one whose parts these are.
  func check(identity: String) throws {
    for part in self where part.description.identity != identity {
      throw Failure(
        message: "\(part.path): its scenario, or a file that it names, has changed since this part "
          + "was made; simulate the parts again, or merge where the files are as they were",
        exitCode: Failure.badInput)
    }
  }
}
