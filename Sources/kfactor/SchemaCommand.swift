import ArgumentParser
import JSON
import ScenarioFile
import ShippedFiles

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of scenario files, or of a result.",
    discussion: """
        kfactor schema > scenario.schema.json      for editors
        kfactor schema decision                    what decision.json holds
      """)

  /// What there is a schema of.
  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case scenario, run, explanation, comparison, decision, calibration, backtest, difference

    var text: String {
      switch self {
      case .scenario: ScenarioSchema.jsonSchema()
      case .run: ResultSchema.run
      case .explanation: ResultSchema.explanation
      case .comparison: ResultSchema.comparison
      case .decision: ResultSchema.decision
      case .calibration: ResultSchema.calibration
      case .backtest: ResultSchema.backtest
      case .difference: ResultSchema.difference
      }
    }
  }

  @Argument(help: "A scenario file, or what a command prints with --format json.")
  var subject: Subject = .scenario

  func run() throws {
    try reportingFailures { try Terminal.print(subject.text) }
  }
}
