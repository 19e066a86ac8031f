/// A place in which two scenarios differ.
package struct ScenarioDifference: Sendable {
  package let path: String
  /// As one line of YAML; nil where nothing stands.
  package let before: String?
  package let after: String?
  /// The same as people write it: "$100", "24 months"; as exact as it takes to tell the two apart.
  package let shown: (before: String?, after: String?)

  /// The places in which the scenarios of two results differ, in the order of the first.
  ///
  /// A law with its parameters is one place, and so is a section that only one of them has.
  /// - Parameters:
  ///   - before: Resolved scenarios: one document, or several with a line of `---` between them.
  ///   - file: What errors call it.
  /// - Throws: Where a text is no YAML.
  package static func all(
    before: String, file: String, after: String, file other: String
  ) throws(ScenarioErrors) -> [ScenarioDifference] {
    let old = try documents(before, file: file)
    let new = try documents(after, file: other)
    var found: [ScenarioDifference] = []
    if old.count == 1 && new.count == 1 {
      compare(old[0].node, new[0].node, path: "", &found)
    } else {
      for (name, node) in old {
        compare(node, new.first { $0.name == name }?.node, path: name, &found)
      }
      for (name, node) in new where !old.contains(where: { $0.name == name }) {
        compare(nil, node, path: name, &found)
      }
    }
    return found
  }

  private static func compare(
    _ before: ScenarioNode?, _ after: ScenarioNode?, path: String,
    _ found: inout [ScenarioDifference]
  ) {
    func child(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    if let old = before?.entries, let new = after?.entries, before?.isLaw == false,
      after?.isLaw == false
    {
      for entry in old { compare(entry.value, after?[entry.key], path: child(entry.key), &found) }
      for entry in new where before?[entry.key] == nil {
        compare(nil, entry.value, path: child(entry.key), &found)
      }
      return
    }
    if let old = before?.items, let new = after?.items, old.count == new.count {
      for index in old.indices {
        compare(old[index], new[index], path: "\(path)[\(index)]", &found)
      }
      return
    }
    let (old, new) = (before?.flowText, after?.flowText)
    guard old != new else { return }
    let (nice, other) = (before?.shownText(exactly: false), after?.shownText(exactly: false))
    let shown =
      nice == other
      ? (before?.shownText(exactly: true), after?.shownText(exactly: true))
      : (nice, other)
    found.append(ScenarioDifference(path: path, before: old, after: new, shown: shown))
  }

  private static func documents(
    _ yaml: String, file: String
  ) throws(ScenarioErrors) -> [(name: String, node: ScenarioNode)] {
    var documents: [(name: String, node: ScenarioNode)] = []
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    for part in lines.split(separator: "---") {
      let source = try ScenarioSource(bytes: Array(part.joined(separator: "\n").utf8), file: file)
      var problems: [ScenarioError] = []
      let node = try ScenarioNode.compose(source.text, file: file, problems: &problems)
      guard problems.isEmpty else { throw ScenarioErrors(problems, file: file, text: source.text) }
      let name = part.first.map { $0.hasPrefix("# ") ? String($0.dropFirst(2)) : "" } ?? ""
      documents.append((name, node))
    }
    return documents
  }
}

/// Every value of a resolved scenario by its path, as one line of YAML.
///
/// - Throws: Where the text is no YAML.
package func scenarioValues(
  _ yaml: String, file: String
) throws(ScenarioErrors) -> [(path: String, value: String)] {
  try ScenarioDifference.leaves(yaml, file: file)
}

extension ScenarioDifference {
  fileprivate static func leaves(
    _ yaml: String, file: String
  ) throws(ScenarioErrors) -> [(path: String, value: String)] {
    var values: [(path: String, value: String)] = []
    func visit(_ node: ScenarioNode, _ path: String) {
      if let entries = node.entries, !node.isLaw, !entries.isEmpty {
        for entry in entries {
          visit(entry.value, path.isEmpty ? entry.key : "\(path).\(entry.key)")
        }
      } else if let items = node.items, !items.isEmpty {
        for (index, item) in items.enumerated() { visit(item, "\(path)[\(index)]") }
      } else {
        values.append((path, node.text ?? node.flowText))
      }
    }
    let found = try documents(yaml, file: file)
    for (name, node) in found { visit(node, found.count == 1 ? "" : name) }
    return values
  }
}

extension ScenarioNode {
  fileprivate var items: [ScenarioNode]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// How many values stand in it.
  private var leaves: Int {
    switch content {
    case .mapping(let entries) where !isLaw: entries.reduce(0) { $0 + $1.value.leaves }
    case .sequence(let items): items.reduce(0) { $0 + $1.leaves }
    default: 1
    }
  }

  /// Whether it is a distribution with its parameters, which say nothing one by one.
  fileprivate var isLaw: Bool { self["distribution"] != nil }

  /// - Parameter exactly: With every digit that it was written with.
  fileprivate func shownText(exactly: Bool) -> String {
    switch content {
    case .mapping(let entries):
      guard !entries.isEmpty else { return "nothing" }
      let count = leaves
      guard isLaw || count <= 6 else { return "\(count) values" }
      let parts = entries.map { entry in
        let value = entry.value.shownText(exactly: exactly)
        return entry.key == "distribution" ? value : "\(entry.key) \(value)"
      }
      return isLaw ? parts.joined(separator: ", ") : parts.joined(separator: "; ")
    case .sequence(let items):
      return items.isEmpty
        ? "nothing" : items.map { $0.shownText(exactly: exactly) }.joined(separator: ", ")
    case .scalar("", quoted: _): return "nothing"
    case .scalar(let text, quoted: true): return text
    case .scalar(let text, quoted: false): return shownQuantity(text, exactly: exactly)
    case .number(let value): return decimalText(value)
    }
  }
}

/// A quantity of a resolved scenario as people write it; any other text as it is.
func shownQuantity(_ text: String, exactly: Bool) -> String {
  let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
  var unit = String(text.dropFirst(digits.count))
  guard var value = Double(digits), unit.isEmpty || " %x".contains(unit.prefix(1)) else {
    return text
  }
  if unit == " days" {
    let months = value / QuantityText.Period.month.days
    if months >= 1 && abs(months - months.rounded()) < 1e-9 {
      (value, unit) = (months.rounded(), months.rounded() == 1 ? " month" : " months")
    }
  }
  var number = grouped(exactly ? decimalText(value) : decimalText(rounded(value)))
  if unit == " USD" || unit.hasPrefix(" USD per ") {
    unit = String(unit.dropFirst(" USD".count))
    number = number.hasPrefix("-") ? "-$" + number.dropFirst() : "$" + number
  }
  return number + unit
}

/// To four digits; whole numbers stay as they are.
private func rounded(_ value: Double) -> Double {
  guard value != value.rounded(), abs(value) >= 1e-12 else { return value }
  var (scale, magnitude) = (1.0, abs(value))
  while magnitude < 1000 { (scale, magnitude) = (scale * 10, magnitude * 10) }
  return (value * scale).rounded() / scale
}

/// The whole part in groups of three.
private func grouped(_ digits: String) -> String {
  let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
  let sign = parts[0].hasPrefix("-") ? "-" : ""
  let whole = parts[0].dropFirst(sign.count)
  guard whole.count > 3, !whole.contains("e") else { return digits }
  var text = ""
  for (index, digit) in whole.enumerated() {
    if index > 0 && (whole.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return sign + text + (parts.count == 2 ? "." + parts[1] : "")
}

/// A number in its base unit, written as a value of a resolved scenario beside it is: 0.0951 beside
/// `9% per month` is "9.51% per month".
package func shownQuantity(_ value: Double, like text: String) -> String {
  let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
  let unit = Double(digits) == nil ? "" : text.dropFirst(digits.count)
  let isShare = unit.hasPrefix("%")
  return shownQuantity(decimalText(value, shift: isShare ? 2 : 0) + unit, exactly: false)
}
