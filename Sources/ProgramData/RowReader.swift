internal import Foundation

/// The rows of a data source, one after another, in bounded memory.
///
/// A source is the path of a CSV file (comma, semicolon or tab), of a JSON file, or of either
/// packed with gzip; or `database.sqlite#table` or `database.sqlite#SELECT ...`. What a file is, its
/// first bytes say, whatever its name. `export.json#participants` picks one of several arrays.
package final class RowReader {
  /// The source as the user gave it.
  package let name: String
  /// Size of the file in bytes, as it is stored; 0 where it has none, as a pipe.
  package let size: Int
  private enum Rows {
    case csv(CSVRows)
    case json(JSONRows)
    case sqlite(SQLiteRows)
  }
  private let rows: Rows

  /// Opens a source and reads its header.
  ///
  /// - Parameters:
  ///   - name: As in the type's description.
  ///   - delimiter: Of CSV, an ASCII byte; where nil, the header says.
  /// - Throws: Where it is missing, a directory, empty, or none of the known formats.
  package init(_ name: String, delimiter: UInt8? = nil) throws(DataError) {
    self.name = name
    var (path, selection): (String, String?) = (name, nil)
    if !FileManager.default.fileExists(atPath: name), let hash = name.firstIndex(of: "#") {
      path = String(name[..<hash])
      selection = String(name[name.index(after: hash)...])
    }
    func open() throws(DataError) -> ByteWindow { try ByteWindow(ByteStream(path, name: name)) }

    var window = try open()
    size = window.size ?? 0
    let head = window.bytes[window.position..<min(window.filled, 16)]
    guard !head.isEmpty else { throw DataError(name, .empty) }
    if head.starts(with: Array("SQLite format 3\0".utf8)) {
      rows = .sqlite(try SQLiteRows(path: path, selection: selection, name: name))
      return
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      throw DataError(name, .utf16)
    }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { throw DataError(name, .zipArchive) }
    window.skipByteOrderMark()
    let first = window.bytes[window.position..<window.filled].first { !$0.isSpace }
    if first == .openingBrace || first == .openingBracket {
      guard window.size != nil else { throw DataError(name, .notRereadable) }
      rows = .json(try JSONRows(name: name, key: selection, open: open))
    } else {
      guard selection == nil else {
        throw DataError(name, .unreadable(reason: "only a database or JSON has parts after #"))
      }
      rows = .csv(try CSVRows(window, delimiter: delimiter))
    }
  }

  /// The names of the columns; of JSON, the paths at which values stand.
  package var header: [String] {
    switch rows {
    case .csv(let csv): csv.header
    case .json(let json): json.header
    case .sqlite(let sqlite): sqlite.header
    }
  }

  /// How many bytes of the file, as it is stored, have been read.
  package var bytesRead: Int {
    switch rows {
    case .csv(let csv): csv.packedBytesRead
    case .json(let json): json.packedBytesRead
    case .sqlite: 0
    }
  }

  /// Lines without a byte that were stepped over.
  package var blankLines: Int {
    if case .csv(let csv) = rows { csv.blankLines } else { 0 }
  }

  /// The byte that separates fields; nil unless the source is CSV.
  package var delimiter: UInt8? {
    if case .csv(let csv) = rows { csv.delimiter } else { nil }
  }

  /// Adds a column for a JSON path with a filter, as `rewards[status=FULFILLED].amount`.
  ///
  /// - Returns: Its number, or nil where the source has no such paths.
  func filteredColumn(_ path: String) -> Int? {
    if case .json(let json) = rows { json.filteredColumn(path) } else { nil }
  }

  /// Reads a row.
  ///
  /// - Parameter row: Overwritten; as many fields as the header has.
  /// - Returns: False at the end.
  /// - Throws: Where the source is damaged, with the line; reading cannot go on then.
  package func next(into row: inout Row) throws(DataError) -> Bool {
    switch rows {
    case .csv(let csv): try csv.next(into: &row)
    case .json(let json): try json.next(into: &row)
    case .sqlite(let sqlite): try sqlite.next(into: &row)
    }
  }

  /// Where a field of a row is in the source.
  package func place(ofField field: Int, in row: Row) -> DataError.Place {
    switch rows {
    case .csv(let csv): csv.place(ofField: field, in: row)
    case .json: .line(row.line, column: nil)
    case .sqlite: .row(row.line)
    }
  }

  /// Where a row begins.
  package func place(of row: Row) -> DataError.Place { place(ofLine: row.line) }

  /// The place that a line number stands for.
  package func place(ofLine line: Int) -> DataError.Place {
    if case .sqlite = rows { .row(line) } else { .line(line, column: nil) }
  }
}
