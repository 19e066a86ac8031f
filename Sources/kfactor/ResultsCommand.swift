import ArgumentParser
import Foundation
import JSON
import Reporting
import Simulation
import StoredResults

struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results", abstract: "List what was found so far, or show it again.",
    discussion: """
        kfactor results                            all that is finished in Results/
        kfactor results show Results/saas-credit   one of them, once more
        kfactor results diff Results/one Results/two
                                                   what changed, and what came of it
        kfactor results --sqlite results.sqlite    all of them in one database
      """, subcommands: [List.self, Show.self, Diff.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List finished results with their answers.",
      discussion: """
          kfactor results list
          kfactor results list Results/saas-credit
        """)

    @Argument(help: "Where to look, some folders deep.", completion: .directory)
    var folders = ["Results"]

    @Option(
      help: ArgumentHelp(
        "Put them into an SQLite database, which is made where it is missing.",
        valueName: "file"))
    var sqlite: String?

    @Flag(
      inversion: .prefixedNo,
      help: "With --sqlite: every replication too; without them the file is far smaller.")
    var replications = true

    func validate() throws {
      if !replications && sqlite == nil {
        throw ValidationError("--no-replications goes with --sqlite")
      }
    }

    /// A scenario's folder holds folders of its results.
    private static let depth = 4

    func run() throws {
      try reportingFailures {
        var found: [StoredResult] = []
        for folder in folders {
          guard isFolder(folder) else {
            throw Failure(message: "\(folder): no such folder", exitCode: Failure.badInput)
          }
          visit(folder, depth: 0, &found)
        }
        if found.isEmpty {
          Terminal.error("note: no finished results in \(folders.joined(separator: ", "))")
        }
        if let sqlite { return try collect(found, into: sqlite) }
        for result in found {
          let date = try Self.date(of: "\(result.path)/\(result.kind.summaryName)")
          try Terminal.print(result.terminalText(date: date, width: Terminal.width) + "\n")
        }
      }
    }

    /// One transaction a result; what is damaged is skipped, and said.
    private func collect(_ found: [StoredResult], into file: String) throws {
      let database = try ResultsDatabase(file)
      var count = 0
      do {
        for result in found {
          do {
            let date = try Self.date(of: "\(result.path)/\(result.kind.summaryName)")
            try database.add(
              try FinishedResult(result.path), finishedOn: date, replications: replications)
            count += 1
          } catch let error where !(error is DatabaseError) {
            Terminal.error("warning: skipped: \(Failure(error).message)")
          }
        }
        try database.finish()
      } catch {
        if count == 0 { database.discardIfNew() }
        throw error
      }
      try Terminal.print("\(file): \(count) result\(count == 1 ? "" : "s")\n")
    }

    /// What is damaged or not ours is skipped, and said.
    private func visit(_ path: String, depth: Int, _ found: inout [StoredResult]) {
      // A part is no result of its own.
      guard !FileManager.default.fileExists(atPath: "\(path)/\(PartFile.name)") else { return }
      do {
        if let result = try StoredResult(path) {
          found.append(result)
        } else if depth < Self.depth {
          for name in try DurableFile.names(inFolder: path) ?? [] where !name.hasPrefix(".") {
            if isFolder("\(path)/\(name)") {
              visit("\(path)/\(name)", depth: depth + 1, &found)
            }
          }
        }
      } catch {
        Terminal.error("warning: skipped: \(error)")
      }
    }

    /// When it was finished, in UTC.
    private static func date(of file: String) throws -> String {
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      let date = attributes[.modificationDate] as? Date
      return date.map { $0.formatted(.iso8601.year().month().day()) } ?? "date unknown"
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a finished result as its command printed it.",
      discussion: "  kfactor results show Results/saas-credit-tune")

    @Argument(
      help: ArgumentHelp("A folder of results.", valueName: "run"), completion: .directory)
    var path: String

    func run() throws {
      try reportingFailures {
        let path = try ReportCommand.resolved(path)
        guard let (kind, summary) = try StoredResult.summary(of: path) else {
          throw Failure(
            message: "\(path): holds no finished result", exitCode: Failure.badInput)
        }
        _ = try StoredResult(path, kind: kind, summary: summary)
        guard kind != .part else {
          throw Failure(
            message: "\(path): is a part of a comparison; kfactor merge makes one of all parts",
            exitCode: Failure.badInput)
        }
        try ResultsDigests.check(folder: path)
        guard kind == .run else {
          guard let text = try TextReport.text(inFolder: path, width: Terminal.width) else {
            throw Failure(
              message: "\(path)/\(ResultsFolder.wordsName): no such file",
              exitCode: Failure.badInput)
          }
          return try Terminal.print(text)
        }
        let run = try RunResult(summary: summary)
        try Terminal.print(run.terminalText(width: Terminal.width, folder: path))
      }
    }
  }
}
