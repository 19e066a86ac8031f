import ArgumentParser
import Foundation
import JSON
import Reporting
import Simulation

struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results", abstract: "List what was found so far, or show it again.",
    discussion: """
        kfactor results                            every finished result under Results/
        kfactor results show Results/saas-credit   one of them, as its command printed it
      """, subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List finished results with their answers.")

    @Argument(help: "Where to look, some folders deep.")
    var folder = "Results"

    /// A scenario's folder holds folders of its results.
    private static let depth = 4

    func run() throws {
      try reportingFailures {
        guard isFolder(folder) else {
          throw Failure(message: "\(folder): no such folder", exitCode: Failure.badInput)
        }
        var found: [StoredResult] = []
        visit(folder, depth: 0, &found)
        if found.isEmpty { Terminal.error("note: no finished results in \(folder)") }
        for result in found {
          let date = try Self.date(of: "\(result.path)/\(result.kind.summaryName)")
          try Terminal.print(result.terminalText(date: date, width: Terminal.width) + "\n")
        }
      }
    }

    /// What is damaged or not ours is skipped, and said.
    private func visit(_ path: String, depth: Int, _ found: inout [StoredResult]) {
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
      abstract: "Show a finished result as its command printed it.")

    @Argument(help: ArgumentHelp("A folder of results.", valueName: "run"))
    var path: String

    func run() throws {
      try reportingFailures {
        let path = try ReportCommand.resolved(path)
        guard let result = try StoredResult(path) else {
          throw Failure(
            message: "\(path): holds no finished result", exitCode: Failure.badInput)
        }
        let name = result.kind == .run ? result.kind.summaryName : ResultsFolder.reportName
        guard let bytes = try DurableFile.contents(of: "\(path)/\(name)") else {
          throw Failure(message: "\(path)/\(name): no such file", exitCode: Failure.badInput)
        }
        guard result.kind == .run else {
          return try Terminal.print(String(decoding: bytes, as: UTF8.self))
        }
        let run = try RunResult(summary: try JSONValue(parsing: bytes))
        try Terminal.print(run.terminalText(width: Terminal.width, folder: path))
      }
    }
  }
}
