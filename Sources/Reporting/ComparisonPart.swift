package import JSON
internal import Simulation

/// Some replications of every strategy of a comparison, simulated apart.
package struct ComparisonPart: Sendable {
  package let scenario: String
  package let strategies: [String]
  package let replications: Range<Int>
  package let origin: RunResult.Origin

  package init(
    scenario: String, strategies: [String], replications: Range<Int>, origin: RunResult.Origin
  ) {
    self.scenario = scenario
    self.strategies = strategies
    self.replications = replications
    self.origin = origin
  }

  private var headline: String {
    "Replications \(replications.lowerBound):\(replications.upperBound) of "
      + "\(strategies.count) strategies, to be merged with the others"
  }

  package var json: JSONValue {
    .object([
      .init(
        "kfactor",
        .object([
          .init("version", .string(origin.version)), .init("command", .string(origin.command)),
        ])),
      .init("kind", .string(ResultsFolder.Kind.part.rawValue)),
      .init("scenario", .object([.init("name", .string(scenario))])),
      .init("engine", .string(origin.engine)),
      .init("seed", .natural(origin.seed)),
      .init("replications", .integer(replications.count)),
      .init("first_replication", .integer(replications.lowerBound)),
      .init("strategies", .strings(strategies)),
      .init("headline", .string(headline)),
      .init("identity", .string(origin.identity)),
    ])
  }

  package func terminalText(folder: String) -> String {
    "\(headline).\nWritten to \(folder)\n"
  }
}
