/// A CSV file (RFC 4180) with a header.
struct CSVTable: Sendable {
  private let header: [String: Int]
  let rows: [[String]]
  let file: String

  /// - Throws: `.damaged` without the columns asked for, or where a row has too few or too many
  ///   fields.
  init(_ text: String, file: String, columns: [String]) throws(ReportPageError) {
    var lines = Self.split(text)
    guard let names = lines.first else {
      throw .damaged(file: file, expected: "a header with \(columns.joined(separator: ", "))")
    }
    lines.removeFirst()
    var header: [String: Int] = [:]
    for (index, name) in names.enumerated() { header[name] = index }
    for name in columns where header[name] == nil {
      throw .damaged(file: file, expected: "a column \(name)")
    }
    for (index, line) in lines.enumerated() where line.count != names.count {
      throw .damaged(file: file, expected: "\(names.count) fields in line \(index + 2)")
    }
    self.header = header
    self.file = file
    rows = lines
  }

  func has(_ column: String) -> Bool { header[column] != nil }

  func texts(_ column: String) -> [String] {
    guard let index = header[column] else { return [] }
    return rows.map { $0[index] }
  }

  /// Numbers; nan where a field is empty.
  func numbers(_ column: String) throws(ReportPageError) -> [Double] {
    var numbers: [Double] = []
    for (row, text) in texts(column).enumerated() {
      guard let number = text.isEmpty || text == "nan" ? .nan : Double(text),
        number.isNaN || abs(number) <= Node.largest
      else {
        throw .damaged(file: file, expected: "a number in line \(row + 2), column \(column)")
      }
      numbers.append(number)
    }
    return numbers
  }

  private static func split(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuote = false
    func string(_ bytes: [UInt8]) -> String {
      let text = String(decoding: bytes, as: UTF8.self)
      return isGuarded(text) ? String(text.dropFirst()) : text
    }
    for byte in text.utf8 {
      if isQuoted && !wasQuote && byte != UInt8(ascii: "\"") {
        field.append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        if !isQuoted {
          isQuoted = true
        } else if wasQuote {
          field.append(byte)
          wasQuote = false
        } else {
          wasQuote = true
        }
      case UInt8(ascii: ","):
        row.append(string(field))
        (field, isQuoted, wasQuote) = ([], false, false)
      case UInt8(ascii: "\n"):
        row.append(string(field))
        rows.append(row)
        (row, field, isQuoted, wasQuote) = ([], [], false, false)
      case UInt8(ascii: "\r"): continue
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !row.isEmpty { rows.append(row + [string(field)]) }
    return rows
  }

  /// Whether an apostrophe keeps a spreadsheet from running a text as a formula; results are
  /// written with one in front of such texts.
  private static func isGuarded(_ text: String) -> Bool {
    guard text.first == "'", let first = text.unicodeScalars.first(where: { $0 != "'" }) else {
      return false
    }
    return "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
  }
}
