/// Text inside an element, or inside a quoted attribute, of XML or HTML.
///
/// Characters that XML 1.0 does not allow become U+FFFD, so that a name cannot break a file; so do
/// those that turn the direction of the text around them.
package func escapedMarkup(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
    case _
    where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      || scalar.value == 0xFFFE || scalar.value == 0xFFFF
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value):
      escaped += "\u{FFFD}"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}

/// A length in pixels, to a tenth.
func pixels(_ value: Double) -> String {
  // What lies far outside a chart lies outside it anywhere.
  let tenths = Int((min(1e9, max(-1e9, value)) * 10).rounded())
  let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
  let sign = tenths < 0 ? "-" : ""
  return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

/// Text written piece by piece.
struct SVGWriter {
  private(set) var text = ""

  mutating func add(_ element: String) { text += element }

  /// Attributes in their order; a `nil` is left out.
  mutating func element(
    _ name: String, _ attributes: [(String, String?)], content: String? = nil
  ) {
    text += "<\(name)"
    for (name, value) in attributes {
      if let value { text += " \(name)=\"\(value)\"" }
    }
    if let content { text += ">\(content)</\(name)>" } else { text += "/>" }
  }

  mutating func label(
    _ text: String, x: Double, y: Double, anchor: Chart.Anchor = .start, class name: String = "t"
  ) {
    element(
      "text",
      [
        ("class", name), ("x", pixels(x)), ("y", pixels(y)),
        ("text-anchor", anchor == .start ? nil : anchor.rawValue),
      ], content: escapedMarkup(text))
  }
}
