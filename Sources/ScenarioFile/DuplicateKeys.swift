import Yams

/// Composes YAML in which keys may repeat, which Yams refuses without saying where.
///
/// Yams names the first key of a pair. Its first scalar is swapped for a private-use one and the
/// text composed again, so that columns stay as they are, until no pair is left.
///
/// - Returns: The root, nil for an empty file, and the scalars to put back, by position.
func composeRenamingDuplicates(
  _ text: String, file: String
) throws(ScenarioErrors) -> (root: Node?, renamed: [SourceLocation: Unicode.Scalar]) {
  var text = text
  var renamed: [SourceLocation: Unicode.Scalar] = [:]
  // Each round parses the file once more; a large file gets fewer of them.
  let rounds = max(2, min(50, (1 << 18) / max(1, text.utf8.count)))
  while true {
    do {
      let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
      return (root, renamed)
    } catch {
      guard case .duplicatedKeysInMapping(let keys, let context)? = error as? YamlError else {
        throw ScenarioErrors([ScenarioError(error, file: file, text: text)])
      }
      let mark = context.mark
      let location = SourceLocation(file: file, line: mark.line, column: mark.column)
      let key = keys.first ?? ""
      // U+E000 to U+F8FF: valid in YAML, and in nobody's keys.
      let replacement = Unicode.Scalar(UInt32(0xE000 + renamed.count))
      guard renamed.count < rounds, let replacement,
        let (changed, first) = replacing(firstScalarOf: key, at: mark, in: text, by: replacement)
      else {
        throw ScenarioErrors([
          ScenarioError(at: location, path: key, .duplicateKey(firstLine: mark.line))
        ])
      }
      text = changed
      renamed[location] = first
    }
  }
}

/// The text with the first scalar of a key replaced; nil when the key is not found as written.
private func replacing(
  firstScalarOf key: String, at mark: Mark, in text: String, by replacement: Unicode.Scalar
) -> (text: String, first: Unicode.Scalar)? {
  var scalars = Array(text.unicodeScalars)
  var line = 1
  var index = 0
  while line < mark.line, index < scalars.count {
    if scalars[index] == "\n"
      || (scalars[index] == "\r" && scalars.dropFirst(index + 1).first != "\n")
    {
      line += 1
    }
    index += 1
  }
  index += mark.column - 1
  guard index < scalars.count else { return nil }
  if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
  let written = scalars.dropFirst(index).prefix(key.unicodeScalars.count)
  guard let first = key.unicodeScalars.first, written.elementsEqual(key.unicodeScalars) else {
    return nil
  }
  scalars[index] = replacement
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return (String(view), first)
}

extension ScenarioError {
  /// What Yams says about text that is no YAML, at its place.
  init(_ error: any Error, file: String, text: String) {
    let whole = SourceLocation(file: file)
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = SourceLocation(file: file, line: mark.line, column: mark.column)
      if problem.contains("another document") {
        self.init(at: place, .secondDocument)
      } else if problem.lowercased().contains("nesting level") {
        self.init(at: place, .beyondLimit("nested more than 64 levels deep"))
      } else {
        let about = context.map { " (\($0.text.trimmingSpace) that began on line \($0.mark.line))" }
        self.init(at: place, .syntax(problem + (about ?? "")))
      }
    case .reader(let problem, let offset, _, _):
      guard let offset else {
        self.init(at: whole, .syntax(problem))
        return
      }
      let before = text.prefix(offset).unicodeScalars
      let line = before.count(where: { $0 == "\n" }) + 1
      let column = before.reversed().prefix { $0 != "\n" }.count + 1
      self.init(at: SourceLocation(file: file, line: line, column: column), .syntax(problem))
    case .memory: self.init(at: whole, .syntax("out of memory"))
    default: self.init(at: whole, .syntax("cannot be parsed"))
    }
  }
}

extension String {
  fileprivate var trimmingSpace: String {
    var text = Substring(self)
    while text.last == " " || text.last == "," { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }
}
