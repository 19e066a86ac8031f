/// Text as a person may be shown it: what would steer a terminal, or turn the direction of what
/// follows, becomes U+FFFD.
///
/// Control characters, separators of lines and paragraphs, and format characters; of these the two
/// joiners stay, which many scripts and emoji need.
///
/// - Parameter keepsLines: Whether line feeds and tabs stay.
package func printable(_ text: String, keepsLines: Bool = false) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    (byte >= 0x20 && byte < 0x7F) || (keepsLines && (byte == 0x0A || byte == 0x09))
  }
  if isPlain { return text }
  var view = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isLayout = keepsLines && (scalar == "\n" || scalar == "\t")
    view.append(isLayout || scalar.isPrintable ? scalar : "\u{FFFD}")
  }
  return String(view)
}

extension Unicode.Scalar {
  /// Whether it shows, or joins what does, and does nothing else.
  package var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    case .format: self == "\u{200C}" || self == "\u{200D}"
    default: true
    }
  }
}
