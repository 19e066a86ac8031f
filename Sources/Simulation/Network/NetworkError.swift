internal import ReferralModel

/// Why a network cannot be built.
package enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The edges file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// A line of the edges file is not two ids.
  case malformed(EdgeFileError)
  /// The edges file has no line with two ids.
  case empty(path: String)
  /// The edges file names more persons than the market has.
  case moreIDsThanPersons(path: String, ids: Int, size: Int)
  /// More contacts than can be numbered.
  case tooManyContacts(found: Double, limit: Int)
  /// A ring in which everyone would know more neighbours than there are.
  case ringTooSmall(contacts: Int, size: Int)
  /// A listed customer whom the network does not have.
  case unknownPerson(id: Int)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason): printable("\(path): error: \(reason)")
    case .malformed(let error): error.description
    case .empty(let path): printable("\(path): error: expected pairs of ids, found none")
    case .moreIDsThanPersons(let path, let ids, let size):
      printable(
        "\(path): error: market.size: expected at least \(ids), the persons in the file, found \(size)"
      )
    case .tooManyContacts(let found, let limit):
      "market.network: expected at most \(limit) contacts, found "
        + (found < 1e15 ? "\(Int(found.rounded(.up)))" : "\(found)")
    case .ringTooSmall(let contacts, let size):
      "market.network: expected fewer contacts than the \(size) persons of the ring, found \(contacts)"
    case .unknownPerson(let id):
      "customers.initial.people: expected persons of the market, found \(id)"
    }
  }
}

/// One thing wrong with an edges file, and where.
package struct EdgeFileError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Problem: Equatable, Sendable {
    /// Something else where an id belongs.
    case notAnID(found: String)
    /// The line ends after the first id.
    case oneID
    /// Something follows the second id.
    case moreThanTwoIDs(found: String)
    /// An id above the largest 64-bit integer.
    case tooLarge(found: String)
    /// The line does not end within a mebibyte.
    case endlessLine
  }

  package var path: String
  /// Both count from 1; columns count bytes.
  package var line: Int
  package var column: Int
  /// The line, its first 80 characters.
  package var text: String
  package var problem: Problem

  /// "file:line:column: error: ...", then the line and a caret.
  package var description: String {
    let sentence =
      switch problem {
      case .notAnID(let found): "expected an id (an integer of at least 0), found \"\(found)\""
      case .oneID: "expected two ids, found one"
      case .moreThanTwoIDs(let found):
        "expected the end of the line after two ids, found \"\(found)\""
      case .tooLarge(let found): "expected an id of at most \(Int.max), found \(found)"
      case .endlessLine: "expected a line of less than 1 MiB"
      }
    let margin = String(repeating: " ", count: String(line).count)
    let before = String(repeating: " ", count: max(0, column - 1))
    return """
      \(printable("\(path):\(line):\(column): error: \(sentence)"))
        \(line) | \(text)
        \(margin) | \(before)^
      """
  }
}
