import ArgumentParser
import JSON
import StoredResults

extension ResultsCommand {
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two finished results: what was changed, and what came of it.",
      discussion: """
        Differences are B less A. Where both have the same seed, they are taken replication by \
        replication on the same luck, which makes their intervals far narrower.

          kfactor results diff Results/saas-credit more-credit
          kfactor results diff one two --metric npv --metric signups_total
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: ArgumentHelp("A folder of results.", valueName: "a"))
    var before: String

    @Argument(help: ArgumentHelp("Another one.", valueName: "b"))
    var after: String

    @Option(help: "A metric to compare (repeatable). Default: all of runs, of others what decides.")
    var metric: [String] = []

    @Option(help: "How the difference is printed.")
    var format: Format = .text

    func run() throws {
      try reportingFailures {
        let difference = try ResultsDifference(
          try FinishedResult(try ReportCommand.resolved(before)),
          try FinishedResult(try ReportCommand.resolved(after)),
          metrics: metric.isEmpty ? nil : metric)
        switch format {
        case .text: try Terminal.print(difference.terminalText(width: Terminal.width))
        case .json: try Terminal.print(difference.json.text())
        }
      }
    }
  }
}
