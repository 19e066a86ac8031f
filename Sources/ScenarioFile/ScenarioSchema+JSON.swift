extension ScenarioSchema {
  /// The JSON Schema (2020-12) of a scenario, made from the table.
  package static func jsonSchema() -> String {
    JSONSchemaWriter().text()
  }
}
