internal import ReferralModel

/// One thing wrong with a data source, and where.
package struct DataError: Error, Equatable, Sendable {
  /// A place in a source.
  package enum Place: Equatable, Hashable, Sendable {
    /// The source as a whole, or a command-line option.
    case whole
    /// A line of a file, counted from 1, and the Unicode scalar in it where that is known.
    case line(Int, column: Int?)
    /// A row of a query, counted from 1.
    case row(Int)
  }

  /// The path as the user gave it, or the option, such as `--map joined_at=Joined`.
  package var source: String
  package var place: Place
  /// The column that is meant, by its neutral name; empty where the whole row is.
  package var subject: String
  package var problem: Problem

  package init(
    _ source: String, at place: Place = .whole, of subject: String = "", _ problem: Problem
  ) {
    self.source = source
    self.place = place
    self.subject = subject
    self.problem = problem
  }
}

/// What is wrong with a data source, at least one thing, in the order of the source.
package struct DataErrors: Error, Equatable, Sendable, CustomStringConvertible {
  /// At most `limit`.
  package private(set) var errors: [DataError]
  /// Whether reading stopped before the end, so that there may be more.
  package var stoppedEarly: Bool

  /// More would only hide the first.
  package static let limit = 20

  package init(_ errors: [DataError]) {
    self.errors = Array(errors.prefix(DataErrors.limit))
    stoppedEarly = errors.count >= DataErrors.limit
  }

  package init(_ error: DataError) {
    self.init([error])
  }

  package var description: String {
    let sentences = errors.map(\.description)
    let rest = stoppedEarly ? ["reading stopped here; there may be more errors"] : []
    return (sentences + rest).joined(separator: "\n")
  }
}

extension DataError: CustomStringConvertible {
  package var description: String {
    var location = source
    switch place {
    case .whole: break
    case .line(let line, column: nil): location += ":\(line)"
    case .line(let line, column: let column?): location += ":\(line):\(column)"
    case .row(let row): location += ": row \(row)"
    }
    let what = subject.isEmpty ? "" : "\(subject): "
    return printable("\(location): error: \(what)\(problem)")
  }
}

/// A cell as an error may show it: an e-mail address or a name in the wrong column stays unsaid.
func shownCell(_ text: String) -> String {
  if text.contains("@") { return "what looks like an e-mail address" }
  guard text.utf8.contains(where: { (48...57).contains($0) }) else {
    return text.isEmpty ? "nothing" : "text without a digit"
  }
  return "'" + shortened(text) + "'"
}

/// A header as an error may show it: in a file without headers, it is somebody's data.
func shownHeader(_ text: String) -> String {
  text.contains("@") ? "(an e-mail address)" : "'" + shortened(text) + "'"
}

private func shortened(_ text: String) -> String {
  let head = text.unicodeScalars.prefix(41)
  guard head.count > 40 else { return printable(text) }
  var view = String.UnicodeScalarView()
  view.append(contentsOf: head.prefix(37))
  return printable(String(view)) + "..."
}
