/// Why results cannot be put into a database.
package enum DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file that is no database, or one of another program.
  case foreign(path: String)
  /// Of another version of kfactor.
  case otherSchema(path: String, found: Int, expected: Int)
  case cannotOpen(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  /// A row that is there already.
  case notUnique(path: String)

  package var description: String {
    switch self {
    case .foreign(let path):
      "\(path): holds something else than results of kfactor; choose another file"
    case .otherSchema(let path, let found, let expected):
      "\(path): has the tables of another version of kfactor (\(found), expected \(expected)); "
        + "choose another file"
    case .cannotOpen(let path, let reason): "\(path): cannot be opened: \(reason)"
    case .notUnique(let path): "\(path): holds such a row already"
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }

  /// As in sysexits.h: 73 when something cannot be created, 74 when writing fails.
  package var exitCode: Int32 {
    switch self {
    case .foreign, .otherSchema, .cannotOpen: 73
    case .cannotWrite, .notUnique: 74
    }
  }
}
