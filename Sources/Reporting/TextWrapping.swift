internal import ReferralModel

/// Lines of at most a width, broken at spaces; line ends in the text count as spaces.
///
/// - Parameters:
///   - width: Columns of a line.
///   - indent: Columns left free at the start of every line after the first.
package func wrapped(_ text: String, width: Int, indent: Int = 0) -> [String] {
  let space = String(repeating: " ", count: indent)
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
    if line.isEmpty {
      line = String(word)
    } else if displayWidth(line) + 1 + displayWidth(String(word)) <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = space + word
    }
  }
  return line.isEmpty ? lines : lines + [line]
}
