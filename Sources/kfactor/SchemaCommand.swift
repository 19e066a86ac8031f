import ArgumentParser
import ScenarioFile

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of scenario files, for editors.",
    discussion: "  kfactor schema > scenario.schema.json")

  func run() throws {
    try reportingFailures { try Terminal.print(ScenarioSchema.jsonSchema()) }
  }
}
