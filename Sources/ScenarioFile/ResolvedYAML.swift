import ReferralModel

/// Writes a checked scenario with every default spelled out.
struct ResolvedYAML {
  let currency: String
  let uncertain: [UncertainParameter]
  /// As it was named under `uncertain`.
  var posterior: String?
  /// As they were written; left out where nil.
  var sections: (strategies: ScenarioNode?, decision: ScenarioNode?) = (nil, nil)

  /// YAML in the order of the table, numbers in base units to the last bit.
  func text(of root: CheckedNode) -> String {
    var lines: [String] = []
    for (name, value) in root.fields where name != "$schema" && name != "uncertain" {
      if case .object(let fields) = value.content, fields.isEmpty { continue }
      write(value, key: name, indent: 0, to: &lines)
    }
    if !uncertain.isEmpty || posterior != nil {
      lines.append("uncertain:")
      if let posterior { lines.append("  \(PosteriorTable.key): \(quotedIfNeeded(posterior))") }
      for parameter in uncertain where parameter.posteriorColumn == nil {
        lines.append("  \(key(parameter.path)): \(flow(parameter))")
      }
    }
    if let strategies = sections.strategies { lines += text(ofStrategies: strategies) }
    if let decision = sections.decision { lines += text(ofDecision: decision) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(_ node: CheckedNode, key name: String, indent: Int, to lines: inout [String]) {
    let margin = String(repeating: " ", count: indent)
    let line = "\(margin)\(key(name)): \(flow(node))"
    switch node.content {
    case .object(let fields) where indent < 2 || line.utf8.count > 98:
      lines.append("\(margin)\(key(name)):")
      for (name, value) in fields { write(value, key: name, indent: indent + 2, to: &lines) }
    case .list(let items) where line.utf8.count > 98:
      lines.append("\(margin)\(key(name)):")
      for item in items { lines.append("\(margin)  - \(flow(item))") }
    default: lines.append(line)
    }
  }

  private func flow(_ node: CheckedNode) -> String {
    switch node.content {
    case .object(let fields):
      return "{" + fields.map { "\(key($0.name)): \(flow($0.value))" }.joined(separator: ", ") + "}"
    case .list(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
    case .amount(let amount, let kind):
      return switch amount.form {
      case .base: kind.text(amount.value, currency: currency)
      case .currency: QuantityKind.money.text(amount.value, currency: currency)
      case .freeMonths: "\(decimalText(amount.value)) free months"
      case .ofAtZero: "\(decimalText(amount.value, shift: 2))% of at_zero"
      }
    case .text(let text): return quotedIfNeeded(text)
    case .word(let word): return word
    case .day(let day): return day.text
    case .invalid: preconditionFailure("only a valid scenario is written")
    }
  }

  private func flow(_ parameter: UncertainParameter) -> String {
    func value(_ value: Double) -> String { parameter.kind.text(value, currency: currency) }
    let parts: [(String, String)]
    let law: String
    switch parameter.distribution {
    case .constant(let constant): (law, parts) = ("constant", [("value", value(constant))])
    case .normal(let mean, let sd):
      (law, parts) = ("normal", [("mean", value(mean)), ("sd", value(sd))])
    case .lognormal(let median, let sigma):
      (law, parts) = ("lognormal", [("median", value(median)), ("sigma", decimalText(sigma))])
    case .gamma(let mean, let sd):
      (law, parts) = ("gamma", [("mean", value(mean)), ("sd", value(sd))])
    case .beta(let mean, let sd):
      (law, parts) = ("beta", [("mean", value(mean)), ("sd", value(sd))])
    case .uniform(let min, let max):
      (law, parts) = ("uniform", [("min", value(min)), ("max", value(max))])
    case .table(let values):
      let rows = values.map { "[\(value($0.value)), \(decimalText($0.share, shift: 2))%]" }
      (law, parts) = ("table", [("table", "[" + rows.joined(separator: ", ") + "]")])
    }
    let rest = parts.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    return "{distribution: \(law), \(rest)}"
  }

  private func key(_ name: String) -> String { name }

  /// Text as YAML reads it back, whatever is in it.
  private func quotedIfNeeded(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
          || byte == 32 || byte == 45 || byte == 46 || byte == 47 || byte == 95
      } && text.utf8.first.map { (97...122).contains($0) || (65...90).contains($0) } == true
      && text.last != " "
    if isPlain && !["null", "Null", "NULL"].contains(text) { return text }
    return quotedYAML(text)
  }
}
