internal import CSQLite
internal import Foundation

// Why this file is sound: the handles are open from `init` to `deinit`, and SQLite copies every text
// that is bound (SQLITE_TRANSIENT) and every query that is prepared.

/// An SQLite database that is written to.
@safe final class SQLiteDatabase {
  enum Value {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
  }

  let path: String
  private let database: OpaquePointer
  private var statements: [String: OpaquePointer] = unsafe [:]

  /// Opens a database, made where it is missing.
  init(_ path: String) throws(DatabaseError) {
    self.path = path
    var opened: OpaquePointer?
    let code = unsafe sqlite3_open_v2(
      path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
    guard let opened = unsafe opened else { preconditionFailure("no memory for a database") }
    unsafe database = opened
    guard code == SQLITE_OK else { throw .cannotOpen(path: path, reason: reason) }
    // Another program may hold it for a moment.
    _ = unsafe sqlite3_busy_timeout(opened, 5_000)
  }

  deinit {
    while let statement = unsafe sqlite3_next_stmt(database, nil) {
      // Whatever it returns was returned by the step before.
      _ = unsafe sqlite3_finalize(statement)
    }
    // Nothing is open any more, so it closes; a file that could not be written was said before.
    _ = unsafe sqlite3_close_v2(database)
  }

  private var message: String { unsafe String(cString: sqlite3_errmsg(database)) }

  /// What the system says, where it is the system that refused.
  private var reason: String {
    let code = unsafe sqlite3_system_errno(database)
    return code == 0 ? message : unsafe String(cString: strerror(code))
  }

  private func failure() -> DatabaseError {
    switch unsafe sqlite3_errcode(database) & 0xFF {
    case SQLITE_NOTADB: .foreign(path: path)
    case SQLITE_CANTOPEN: .cannotOpen(path: path, reason: reason)
    case SQLITE_FULL: .cannotWrite(path: path, reason: "no space is left")
    case SQLITE_CONSTRAINT: .notUnique(path: path)
    case SQLITE_BUSY: .cannotWrite(path: path, reason: "another program is using it")
    case SQLITE_CORRUPT: .cannotWrite(path: path, reason: "the file is damaged")
    default: .cannotWrite(path: path, reason: message)
    }
  }

  /// Runs statements without parameters and without results.
  func run(_ script: String) throws(DatabaseError) {
    guard unsafe sqlite3_exec(database, script, nil, nil, nil) == SQLITE_OK else { throw failure() }
  }

  /// Runs one statement with parameters; it is prepared once.
  ///
  /// - Returns: The first column of the first row, where it is a whole number; nil without a row.
  @discardableResult
  func run(_ query: String, _ values: [Value]) throws(DatabaseError) -> Int? {
    let statement = try unsafe prepared(query)
    // Whatever it returns was returned by the step before.
    defer { _ = unsafe sqlite3_reset(statement) }
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code: Int32
      switch value {
      case .null: code = unsafe sqlite3_bind_null(statement, place)
      case .integer(let number): code = unsafe sqlite3_bind_int64(statement, place, Int64(number))
      case .real(let number):
        // SQLite has no nan, and takes it for null.
        code = unsafe sqlite3_bind_double(statement, place, number)
      case .text(let text):
        code = unsafe bind(text, to: place, of: statement)
      }
      precondition(
        code == SQLITE_OK, "a place for every value, and no text near SQLite's gigabyte")
    }
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW: return Int(unsafe sqlite3_column_int64(statement, 0))
    case SQLITE_DONE: return nil
    default: throw failure()
    }
  }

  private func bind(_ text: String, to place: Int32, of statement: OpaquePointer) -> Int32 {
    var text = text
    // A destructor of -1 asks for a copy; the macro SQLITE_TRANSIENT is not seen from Swift.
    let copies = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    return text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        // An empty text has no address, which would be null.
        unsafe characters.baseAddress == nil
          ? sqlite3_bind_text(statement, place, "", 0, copies)
          : sqlite3_bind_text(
            statement, place, characters.baseAddress, Int32(characters.count), copies)
      }
    }
  }

  private func prepared(_ query: String) throws(DatabaseError) -> OpaquePointer {
    if let known = unsafe statements[query] { return unsafe known }
    var statement: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(database, query, -1, &statement, nil) == SQLITE_OK,
      let statement = unsafe statement
    else { throw failure() }
    unsafe statements[query] = unsafe statement
    return unsafe statement
  }
}
