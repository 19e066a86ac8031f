internal import ReferralModel

/// One thing wrong with a scenario file, and where.
package struct ScenarioError: Error, Equatable, Sendable {
  /// What is wrong: the facts, from which `description` makes the sentence.
  package enum Problem: Equatable, Sendable {
    /// The file cannot be read at all.
    case unreadable(reason: String)
    /// The text is not YAML.
    case syntax(String)
    /// The stream goes on after the scenario.
    case secondDocument
    /// A limit that keeps time and memory bounded.
    case beyondLimit(String)
    /// The same key twice in one mapping.
    case duplicateKey(firstLine: Int)
    case unknownKey(suggestion: String?)
    case missing(expected: String)
    case outOfRange(found: String, expected: String)
    case missingUnit(found: String, expected: String, suggestion: String?)
    /// A value of the wrong shape, or one that cannot be read as what is expected.
    case mismatch(found: String, expected: String)
    /// A word that is not one of those that may stand here.
    case unknownWord(found: String, expected: String, suggestion: String?)
    /// Two parts of the scenario that cannot both hold.
    case contradiction(String)
    /// A path, in an override or as a key, that names nothing.
    case unknownPath(suggestion: String?)
    /// An override that is not `path=value`.
    case malformedOverride(example: String?)
  }

  package var location: SourceLocation
  /// "loops.referral.conversion.base"; empty where the whole file is meant.
  package var path: String
  package var problem: Problem
  /// The line at `location`, for display.
  package var sourceLine: String?

  package init(
    at location: SourceLocation, path: String = "", _ problem: Problem, sourceLine: String? = nil
  ) {
    self.location = location
    self.path = path
    self.problem = problem
    self.sourceLine = sourceLine
  }
}

/// Everything wrong with a scenario, in file order; what is wrong with overrides comes last.
package struct ScenarioErrors: Error, Equatable, Sendable, CustomStringConvertible {
  /// At least one, at most `limit`.
  package var errors: [ScenarioError]
  /// How many more there were.
  package var omitted: Int

  /// More would only hide the first.
  package static let limit = 100

  package init(_ errors: [ScenarioError]) {
    self.errors = Array(errors.prefix(ScenarioErrors.limit))
    self.omitted = max(0, errors.count - ScenarioErrors.limit)
  }

  package var description: String {
    let sentences = errors.map(\.description)
    let rest = omitted > 0 ? ["and \(omitted) more errors"] : []
    return (sentences + rest).joined(separator: "\n")
  }
}

extension ScenarioError: CustomStringConvertible {
  package var description: String {
    var place = location.file
    if location.line > 0 { place += ":\(location.line):\(location.column)" }
    let subject = path.isEmpty ? "" : "\(shortened(path, to: 120)): "
    // Names, keys and words of the file are in all of it.
    let sentence = printable("\(place): error: \(subject)\(problem)")
    guard location.line > 0, let sourceLine else { return sentence }
    return sentence + "\n" + excerpt(of: sourceLine)
  }

  /// The line with its number, and a caret under the column.
  private func excerpt(of line: String) -> String {
    let number = String(location.line)
    let gutter = String(repeating: " ", count: number.utf8.count)
    var shown = line.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar == "\t" ? " " : scalar.isPrintable ? scalar : "\u{FFFD}"
    }
    var caret = max(0, min(location.column - 1, shown.count))
    // A window around the caret, so that a line of a megabyte stays readable.
    if shown.count > 120 {
      let first = max(0, min(caret - 60, shown.count - 119))
      let cutsEnd = first + 119 < shown.count
      shown = Array(shown[first..<min(shown.count, first + 119)])
      caret -= first
      if first > 0 {
        shown.insert("…", at: 0)
        caret += 1
      }
      if cutsEnd { shown.append("…") }
    }
    let indent = String(repeating: " ", count: displayWidth(text(of: shown[..<caret])))
    return "  \(number) | \(text(of: shown[...]))\n  \(gutter) | \(indent)^"
  }

  private func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

extension ScenarioError.Problem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .syntax(let message): "not valid YAML: \(message)"
    case .secondDocument: "a second document starts here; expected one scenario a file"
    case .beyondLimit(let limit): limit
    case .duplicateKey(let line): "key given twice, first on line \(line)"
    case .unknownKey(let suggestion):
      "unknown key" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .missing(let expected): "missing; expected \(expected)"
    case .outOfRange(let found, let expected), .mismatch(let found, let expected):
      "expected \(expected), found \(shortened(found))"
    case .missingUnit(let found, let expected, let suggestion):
      "expected \(expected), found \(shortened(found)) without a unit"
        + (suggestion.map { "; write \($0)" } ?? "")
    case .unknownWord(let found, let expected, let suggestion):
      "expected \(expected), found \(shortened(found))"
        + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .contradiction(let sentence): sentence
    case .unknownPath(let suggestion):
      "names nothing in this scenario" + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    case .malformedOverride(let example):
      "expected path=value, such as \(example ?? "loops.referral.invites=3")"
    }
  }
}

/// Text that fits into a sentence: of bounded length, nothing that moves a terminal's cursor.
func shortened(_ text: String, to limit: Int = 60) -> String {
  let head = text.unicodeScalars.prefix(limit + 1)
  guard head.count > limit else { return printable(text) }
  var view = String.UnicodeScalarView()
  view.append(contentsOf: head.prefix(limit - 3))
  return printable(String(view)) + "..."
}
