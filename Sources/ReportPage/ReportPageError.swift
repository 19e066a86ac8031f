/// Why no page can be made of a folder.
package enum ReportPageError: Error, Equatable, Sendable, CustomStringConvertible {
  case noFolder(String)
  /// None of the files that end a result is there.
  case foreign(folder: String)
  /// A command was stopped before its end.
  case unfinished(folder: String)
  case missing(file: String, folder: String)
  case unreadable(file: String, reason: String)
  /// A file of a result that does not hold what it should.
  case damaged(file: String, expected: String)
  case nothingAsked

  package var description: String {
    switch self {
    case .noFolder(let path): "\(path): there is no such folder"
    case .foreign(let folder):
      "\(folder): holds no result of kfactor; expected one of "
        + ResultsDirectory.Kind.allCases.map(\.summaryName).joined(separator: ", ")
    case .unfinished(let folder):
      "\(folder): the result is not finished; run its command again to go on where it stopped"
    case .missing(let file, let folder): "\(folder): \(file) is missing"
    case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
    case .damaged(let file, let expected): "\(file): damaged: expected \(expected)"
    case .nothingAsked: "no results folder was named"
    }
  }
}
