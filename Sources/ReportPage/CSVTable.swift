internal import Foundation

/// Some columns of a CSV file (RFC 4180) with a header; of the others nothing is kept.
struct CSVTable: Sendable {
  private let columns: [String: [String]]
  let file: String

  /// More than there are replications of anything, and few enough for the memory of a laptop.
  static let mostRows = 10_000_000

  /// Reads a file piece by piece.
  ///
  /// - Parameters:
  ///   - needed: Columns that must be there.
  ///   - wished: Columns that may be.
  ///   - limit: Of rows.
  /// - Throws: `.unreadable`; `.damaged` without the columns needed, where a row has too few or too
  ///   many fields, a field is not UTF-8, or beyond the limit.
  init(
    file: String, needed: [String], wished: [String] = [], limit: Int = mostRows
  ) throws(ReportPageError) {
    var reader = CSVReader(file: file, needed: needed, wished: wished, limit: limit)
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        try reader.read(piece)
      }
    } catch let error as ReportPageError {
      throw error
    } catch {
      throw .unreadable(file: file, reason: error.localizedDescription)
    }
    columns = try reader.finished()
    self.file = file
  }

  func has(_ column: String) -> Bool { columns[column] != nil }

  func texts(_ column: String) -> [String] { columns[column] ?? [] }

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
}

/// Takes the bytes of a CSV file in pieces of any length.
private struct CSVReader {
  private let file: String
  private let needed: [String]
  private let wished: [String]
  private let limit: Int
  /// By place; nil until the header is read.
  private var names: [String]?
  /// Of the columns that are kept, by place.
  private var kept: [[String]?] = []
  private var header: [String] = []
  private var line = 1
  private var place = 0
  private var field: [UInt8] = []
  private var isQuoted = false
  private var wasQuote = false

  init(file: String, needed: [String], wished: [String], limit: Int) {
    self.file = file
    self.needed = needed
    self.wished = wished
    self.limit = limit
  }

  mutating func read(_ bytes: some Sequence<UInt8>) throws(ReportPageError) {
    for byte in bytes {
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
      case UInt8(ascii: ","): try endField()
      case UInt8(ascii: "\n"):
        try endField()
        try endLine()
      case UInt8(ascii: "\r"): continue
      default: field.append(byte)
      }
    }
  }

  /// - Returns: The columns by their names.
  mutating func finished() throws(ReportPageError) -> [String: [String]] {
    if !field.isEmpty || place > 0 {
      try endField()
      try endLine()
    }
    guard let names else {
      throw .damaged(file: file, expected: "a header with \(needed.joined(separator: ", "))")
    }
    var columns: [String: [String]] = [:]
    for (name, texts) in zip(names, kept) { if let texts { columns[name] = texts } }
    return columns
  }

  private mutating func endField() throws(ReportPageError) {
    let isKept = names == nil || place < kept.count && kept[place] != nil
    if isKept {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw .damaged(file: file, expected: "UTF-8 in line \(line)")
      }
      let plain = Self.isGuarded(text) ? String(text.dropFirst()) : text
      if names == nil { header.append(plain) } else { kept[place]?.append(plain) }
    }
    place += 1
    field.removeAll(keepingCapacity: true)
    (isQuoted, wasQuote) = (false, false)
  }

  private mutating func endLine() throws(ReportPageError) {
    if let names {
      guard place == names.count else {
        throw .damaged(file: file, expected: "\(names.count) fields in line \(line)")
      }
      guard line - 1 <= limit else { throw .damaged(file: file, expected: "at most \(limit) rows") }
    } else {
      for name in needed where !header.contains(name) {
        throw .damaged(file: file, expected: "a column \(name)")
      }
      names = header
      kept = header.map { needed.contains($0) || wished.contains($0) ? [] : nil }
    }
    place = 0
    line += 1
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
