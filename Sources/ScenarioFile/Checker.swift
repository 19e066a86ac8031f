import Foundation
import ReferralModel

/// Walks a tree along the table and notes everything that is wrong.
struct Checker {
  /// The whole tree, which defaults and paths refer to.
  let root: ScenarioNode
  let currency: String
  private(set) var problems: [ScenarioError] = []

  init(root: ScenarioNode) {
    self.root = root
    let written = root["currency"]?.text ?? ""
    self.currency = Checker.isCurrency(written) ? written : "USD"
  }

  mutating func report(
    _ problem: ScenarioError.Problem, at location: SourceLocation, _ path: String
  ) {
    let error = ScenarioError(at: location, path: path, problem)
    // Beyond the limit they are only counted.
    if problems.count > ScenarioErrors.limit || !problems.contains(error) { problems.append(error) }
  }

  /// A node as the table's shape.
  mutating func check(
    _ node: ScenarioNode, as shape: Shape, at path: String, isGiven: Bool = true
  ) -> CheckedNode {
    let content = content(of: node, as: shape, at: path, isGiven: isGiven)
    return CheckedNode(content: content, location: node.location, isGiven: isGiven)
  }

  private mutating func content(
    of node: ScenarioNode, as shape: Shape, at path: String, isGiven: Bool
  ) -> CheckedNode.Content {
    switch shape {
    case .word(let word, let inner):
      if node.content == .scalar(word, quoted: false) { return .word(word) }
      return content(of: node, as: inner, at: path, isGiven: isGiven)
    case .object(let object): return self.object(node, object, at: path, isGiven: isGiven)
    case .named(let inner): return named(node, inner, at: path)
    case .list(let inner, let count): return list(node, inner, count, at: path)
    case .oneOrMore(let inner):
      if case .sequence = node.content { return list(node, inner, 1...100, at: path) }
      return .list([check(node, as: inner, at: path, isGiven: isGiven)])
    case .row(let shapes): return row(node, shapes, at: path)
    case .quantity(let quantity): return self.quantity(node, quantity, relative: false, at: path)
    case .relative(let quantity): return self.quantity(node, quantity, relative: true, at: path)
    case .uncertain: return uncertain(node, at: path)
    case .change(let window): return change(node, window: window, at: path)
    case .partial(let inner): return partial(node, inner, at: path)
    case .strategies: return strategies(node, at: path)
    case .vary: return vary(node, at: path)
    case .metric, .limit, .indifference: return wish(node, shape, at: path)
    default: return word(node, shape, at: path)
    }
  }

  mutating func mismatch(
    _ node: ScenarioNode, expected: String, at path: String
  ) -> CheckedNode.Content {
    report(.mismatch(found: node.summary, expected: expected), at: node.location, path)
    return .invalid
  }

  // MARK: Words

  private mutating func word(
    _ node: ScenarioNode, _ shape: Shape, at path: String
  ) -> CheckedNode.Content {
    let text = node.text ?? ""
    switch shape {
    case .text, .file:
      guard case .scalar = node.content, shape.allowsEmpty || !text.isEmpty else { break }
      return .text(text)
    case .currency:
      guard Checker.isCurrency(text) else { break }
      return .text(text)
    case .choice(let words):
      guard words.contains(text) else {
        report(
          .unknownWord(
            found: node.summary, expected: "one of \(words.joined(separator: ", "))",
            suggestion: nearest(to: text, among: words)), at: node.location, path)
        return .invalid
      }
      return .word(text)
    case .toggle:
      if ["yes", "true"].contains(text.lowercased()) { return .word("yes") }
      if ["no", "false"].contains(text.lowercased()) { return .word("no") }
    case .date:
      if let date = CalendarDate(text) { return .day(.date(date)) }
    case .day:
      if let day = DayReference(text) { return .day(day) }
    case .seed:
      let digits = text.filter { $0 != "_" }
      if digits.utf8.allSatisfy({ (48...57).contains($0) }), let seed = UInt64(digits) {
        return .word(String(seed))
      }
    case .precision:
      if let target = PrecisionTarget(text) { return .word(target.text) }
    default: break
    }
    return mismatch(node, expected: shape.expectation, at: path)
  }

  static func isCurrency(_ text: String) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
  }

  // MARK: Numbers

  private mutating func quantity(
    _ node: ScenarioNode, _ quantity: Quantity, relative: Bool, at path: String
  ) -> CheckedNode.Content {
    if case .number(let drawn) = node.content {
      let value = quantity.kind == .count ? drawn.rounded() : drawn
      guard quantity.contains(value) else {
        let found = quantity.kind.text(value, currency: currency)
        report(.outOfRange(found: found, expected: quantity.description), at: node.location, path)
        return .invalid
      }
      return .amount(Amount(value: value), quantity.kind)
    }
    // Written only when something is wrong: a scenario is checked for every draw.
    var expected: String {
      quantity.descriptionWithExample + (relative ? " or 150% of at_zero" : "")
    }
    guard let text = node.text, !text.isEmpty else {
      return mismatch(node, expected: expected, at: path)
    }
    do throws(QuantityFault) {
      let amount = try quantity.read(text, currency: currency, relative: relative)
      return .amount(amount, quantity.kind)
    } catch {
      let problem = problem(error, in: text, of: quantity, expected: expected)
      report(problem, at: node.location, path)
      return .invalid
    }
  }

  /// What an error says of a text that is not the quantity it should be.
  func problem(
    _ fault: QuantityFault, in text: String, of quantity: Quantity, expected: String? = nil
  ) -> ScenarioError.Problem {
    let expected = expected ?? quantity.descriptionWithExample
    return switch fault {
    case .malformed: .mismatch(found: text, expected: expected)
    case .missingUnit(let suggestion):
      .missingUnit(found: text, expected: expected, suggestion: suggestion)
    case .barePercentage(let suggestion):
      .unknownWord(found: text, expected: expected, suggestion: suggestion)
    case .outOfRange:
      .outOfRange(
        found: text,
        expected: quantity.description
          + (quantity.isBelowCeiling(text) ? "" : " and at most a million million"))
    case .otherCurrency:
      .mismatch(found: text, expected: "an amount in \(currency), the scenario's currency")
    }
  }

  // MARK: Lists

  private mutating func list(
    _ node: ScenarioNode, _ inner: Shape, _ count: ClosedRange<Int>, at path: String
  ) -> CheckedNode.Content {
    let wanted = count.lowerBound == count.upperBound ? "\(count.lowerBound) values" : "values"
    guard case .sequence(let items) = node.content else {
      return mismatch(node, expected: "a list of \(wanted)", at: path)
    }
    let checked = items.enumerated().map { check($1, as: inner, at: "\(path)[\($0)]") }
    guard count.contains(items.count) else {
      let limits =
        count.lowerBound == count.upperBound
        ? wanted : "\(count.lowerBound) to \(count.upperBound) values"
      report(
        .outOfRange(found: "\(items.count)", expected: "a list of \(limits)"), at: node.location,
        path)
      return .invalid
    }
    return .list(checked)
  }

  private mutating func row(
    _ node: ScenarioNode, _ shapes: [Shape], at path: String
  ) -> CheckedNode.Content {
    let expected = "a list of \(shapes.count) values"
    guard case .sequence(let items) = node.content else {
      return mismatch(node, expected: expected, at: path)
    }
    guard items.count == shapes.count else {
      report(.outOfRange(found: "\(items.count)", expected: expected), at: node.location, path)
      return .invalid
    }
    return .list(
      zip(items, shapes).enumerated().map { index, pair in
        check(pair.0, as: pair.1, at: "\(path)[\(index)]")
      })
  }
}

extension Shape {
  /// Whether an empty text may stand: for descriptions, not for names of files.
  fileprivate var allowsEmpty: Bool { if case .text = self { true } else { false } }

  /// What an error says should stand here.
  fileprivate var expectation: String {
    switch self {
    case .text: "text"
    case .file: "the name of a file"
    case .currency: "a currency code such as USD"
    case .toggle: "yes or no"
    case .date: "a date such as 2008-09-01"
    case .day: "a date such as 2008-09-01, or a day such as day 45"
    case .seed: "a whole number from 0 to 18446744073709551615"
    case .precision: "a precision such as 1% of signups_total"
    default: "a value"
    }
  }
}

extension PrecisionTarget {
  /// Reads "1% of signups_total"; nil for anything else.
  init?(_ text: String) {
    guard let split = text.range(of: " of "),
      let share = QuantityText(String(text[..<split.lowerBound])), share.isPercent,
      share.period == nil, share.span == nil, share.reference == nil, !share.hasCurrency,
      let value = share.value, value > 0, value <= 1
    else { return nil }
    let metric = String(text[split.upperBound...])
    let known = Set("abcdefghijklmnopqrstuvwxyz0123456789_.-")
    guard let first = metric.first, first.isLetter, metric.allSatisfy(known.contains) else {
      return nil
    }
    self.init(relativeHalfWidth: value, metric: metric)
  }

  var text: String { "\(decimalText(relativeHalfWidth, shift: 2))% of \(metric)" }
}
