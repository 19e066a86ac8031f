/// What a page quotes of a resolved scenario: its lists of sources, and single lines.
///
/// Resolved scenarios are written by kfactor in one form, a list item a line, so that no YAML
/// library is needed to quote them.
struct ScenarioText {
  let text: String

  /// The items of a list at the top, such as `sources`.
  func list(_ name: String) -> [String] {
    var items: [String] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("\(name):") {
        isInside = true
      } else if isInside, line.hasPrefix("  - ") {
        items.append(unquoted(line.dropFirst(4)))
      } else if isInside, !line.hasPrefix(" ") {
        break
      }
    }
    return items
  }

  /// The text of a line at the top, such as `description`.
  func value(_ name: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix("\(name): ") {
      let value = unquoted(line.dropFirst(name.utf8.count + 2))
      return value.isEmpty ? nil : value
    }
    return nil
  }

  /// A plain or a double-quoted YAML scalar.
  private func unquoted(_ raw: Substring) -> String {
    guard raw.count >= 2, raw.first == "\"", raw.last == "\"" else { return String(raw) }
    var text = ""
    var isEscaped = false
    for character in raw.dropFirst().dropLast() {
      if isEscaped {
        text.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        text.append(character)
      }
    }
    return text
  }
}
