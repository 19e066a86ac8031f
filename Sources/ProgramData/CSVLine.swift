/// One line, quoted where RFC 4180 asks for it, and where a spreadsheet would see another delimiter.
///
/// A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does one
/// that begins like such a text, so that the apostrophe can be taken away again. Numbers are what
/// they are.
///
/// - Source: OWASP, "CSV Injection".
package func csvLine(_ fields: [String]) -> String {
  fields.map { field in
    let cell = startsLikeFormula(field) && !isNumber(field) ? "'" + field : field
    let isPlain = cell.unicodeScalars.allSatisfy { !",;\t\"\r\n".unicodeScalars.contains($0) }
    // By scalars: a quote under an accent is a character of its own to Swift, and a quote to others.
    let parts = cell.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
    return isPlain ? cell : "\"" + parts.map { String($0) }.joined(separator: "\"\"") + "\""
  }.joined(separator: ",") + "\n"
}

/// Whether a text begins with what begins a formula, the wide forms included, after apostrophes.
private func startsLikeFormula(_ text: String) -> Bool {
  guard let first = text.unicodeScalars.first(where: { $0 != "'" }) else { return false }
  return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
}

private func isNumber(_ text: String) -> Bool {
  text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) } && Double(text) != nil
}
