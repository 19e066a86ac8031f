/// Why stored results cannot be compared or collected.
package enum StoredResultsError: Error, Equatable, Sendable, CustomStringConvertible {
  case noResult(folder: String)
  /// A file of a result that does not hold what it should.
  case damaged(file: String, expected: String)
  case unknownMetric(String, known: [String])
  /// Two results without numbers of the same kind, and metrics asked for.
  case nothingInCommon(String)

  package var description: String {
    switch self {
    case .noResult(let folder): "\(folder): holds no finished result"
    case .damaged(let file, let expected): "\(file): damaged: expected \(expected)"
    case .unknownMetric(let name, let known):
      "there is no metric \(name) in both results; the metrics are "
        + known.joined(separator: ", ")
    case .nothingInCommon(let sentence): sentence
    }
  }
}
