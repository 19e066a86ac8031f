extension ResolvedYAML {
  /// Strategies as they were written: a change is a text, with no defaults to spell out.
  func text(ofStrategies section: ScenarioNode) -> [String] {
    guard let entries = section.entries, !entries.isEmpty else { return [] }
    return ["strategies:"] + entries.flatMap { block($0, indent: 2) }
  }

  /// A decision with its defaults.
  func text(ofDecision section: ScenarioNode) -> [String] {
    var lines = ["decision:"]
    for field in ScenarioSchema.decision.fields {
      if let entry = section.entries?.first(where: { $0.key == field.name }) {
        lines += block(entry, indent: 2)
      } else if case .defaults(.text(let text)) = field.presence {
        lines.append("  \(field.name): \(text)")
      } else if field.name == "maximise", section["minimise"] == nil {
        lines.append("  maximise: \(Decision.defaultObjective)")
      } else if field.name == "indifference" {
        let objective =
          (section["maximise"] ?? section["minimise"])?.text ?? Decision.defaultObjective
        lines.append("  indifference: 1% of \(objective)")
      }
    }
    return lines
  }

  /// A key and its value, whose keys and items are on lines of their own.
  private func block(_ entry: ScenarioNode.Entry, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    switch entry.value.content {
    case .mapping(let entries) where !entries.isEmpty:
      return ["\(margin)\(entry.key):"]
        + entries.map { "\(margin)  \(yamlKey($0.key)): \($0.value.flowText)" }
    default: return ["\(margin)\(entry.key): \(entry.value.flowText)"]
    }
  }
}
