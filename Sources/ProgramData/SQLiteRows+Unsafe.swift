internal import CSQLite

// Why this file is sound: the handles are open from `init` to `deinit`, and SQLite's text of a
// column is copied before the next step, which ends its life.

/// The rows of a table or a query of an SQLite database, opened for reading only.
@safe final class SQLiteRows {
  private(set) var header: [String] = []
  private let name: String
  private let database: OpaquePointer
  private var statement: OpaquePointer?
  private var rows = 0

  /// - Parameters:
  ///   - path: Of the database.
  ///   - selection: A table, a view, or a query that begins with SELECT, WITH or VALUES.
  ///   - name: The source as the user gave it.
  init(path: String, selection: String?, name: String) throws(DataError) {
    self.name = name
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil)
    guard let opened = unsafe opened else { preconditionFailure("no memory for a database") }
    unsafe database = opened
    guard code == SQLITE_OK else { throw failure() }

    let tables = try tableNames()
    guard let selection, !selection.isEmpty else {
      throw DataError(name, .unnamedTable(path: path, tables: tables))
    }
    let firstWord = selection.prefix { !$0.isWhitespace && $0 != "(" }.lowercased()
    if tables.contains(selection) {
      // By scalars: a quote under an accent is a character of its own to Swift, not to SQLite.
      let quoted = selection.unicodeScalars.split(
        separator: "\"", omittingEmptySubsequences: false
      ).map { String($0) }.joined(separator: "\"\"")
      try prepare("SELECT * FROM \"\(quoted)\"")
    } else if ["select", "with", "values"].contains(firstWord) {
      try prepare(selection)
    } else {
      throw DataError(
        name,
        .unknownTable(selection, nearest: nearest(to: selection, among: tables), tables: tables))
    }
    for column in 0..<(unsafe sqlite3_column_count(statement)) {
      guard let text = unsafe sqlite3_column_name(statement, column) else {
        preconditionFailure("no memory for a column's name")
      }
      header.append(unsafe String(cString: text))
    }
  }

  deinit {
    // Whatever they return was returned by the step before.
    _ = unsafe sqlite3_finalize(statement)
    _ = unsafe sqlite3_close_v2(database)
  }

  /// Reads a row.
  ///
  /// - Returns: False at the end.
  func next(into row: inout Row) throws(DataError) -> Bool {
    row.clear()
    guard try step() else { return false }
    rows += 1
    row.line = rows
    for column in 0..<Int32(header.count) {
      guard unsafe sqlite3_column_type(statement, column) != SQLITE_BLOB else {
        throw DataError(name, at: .row(rows), of: header[Int(column)], .binaryCell)
      }
      guard let text = unsafe sqlite3_column_text(statement, column) else {
        row.appendField([])
        continue
      }
      let count = Int(unsafe sqlite3_column_bytes(statement, column))
      unsafe row.appendField(UnsafeBufferPointer(start: text, count: count))
      // Declared text, but SQLite checks nothing.
      let range = row.range(Int(column))
      if let bad = firstByteNotUTF8(row.bytes.span, in: range) {
        throw DataError(
          name, at: .row(rows), of: header[Int(column)], .notUTF8(byte: row.bytes[bad]))
      }
      if row.bytes[range].contains(0) {
        throw DataError(name, at: .row(rows), of: header[Int(column)], .nulByte)
      }
    }
    return true
  }

  private func prepare(_ query: String) throws(DataError) {
    _ = unsafe sqlite3_finalize(statement)
    unsafe statement = nil
    guard unsafe sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK else {
      throw failure()
    }
    guard unsafe statement != nil, unsafe sqlite3_column_count(statement) > 0 else {
      throw DataError(name, .database(message: "the query returns no columns"))
    }
  }

  private func tableNames() throws(DataError) -> [String] {
    try prepare(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
        + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
    var names: [String] = []
    while try step() {
      guard let text = unsafe sqlite3_column_text(statement, 0) else {
        preconditionFailure("what is named like something has a name")
      }
      names.append(unsafe String(cString: text))
    }
    return names
  }

  /// - Returns: False after the last row.
  private func step() throws(DataError) -> Bool {
    switch unsafe sqlite3_step(statement) {
    case SQLITE_DONE: return false
    case SQLITE_ROW: return true
    default: throw failure()
    }
  }

  private func failure() -> DataError {
    DataError(name, .database(message: unsafe String(cString: sqlite3_errmsg(database))))
  }
}
