internal import JSON

extension RunResult.Origin {
  /// What the object of every report begins with: who made it, of what kind it is, from which
  /// scenario and seed.
  func header(kind: String, scenario: RunResult.ScenarioSummary) -> [JSONValue.Member] {
    [
      .init(
        "kfactor",
        .object([.init("version", .string(version)), .init("command", .string(command))])),
      .init("kind", .string(kind)), .init("identity", .string(identity)),
      .init(
        "scenario",
        .object([
          .init("name", .string(scenario.name)), .init("file", .string(scenario.file)),
          .init("sha256", .string(scenario.sha256)),
          .init("currency", .string(scenario.currency)),
        ])),
      .init("seed", .natural(seed)),
    ]
  }
}
