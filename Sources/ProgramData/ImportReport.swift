internal import ReferralModel

/// What was read, and everything that was dropped or changed on the way.
package struct ImportReport: Equatable, Sendable, CustomStringConvertible {
  /// A source and the table it was read into.
  package struct Source: Equatable, Sendable {
    package var name: String
    package var table: TableKind
    /// Rows after the header, blank lines left out.
    package internal(set) var rowsRead = 0
    /// Rows that are in the table.
    package internal(set) var rowsKept = 0
    /// The neutral name and the header of each column that was read.
    package var used: [Column]
    /// Headers that were not.
    package var unused: [String]
    /// Whether notes count rows of a query instead of lines of a file.
    package var countsRows: Bool
  }

  package struct Column: Equatable, Sendable {
    package var name, header: String
  }

  /// Rows of one source of which the same is to be said.
  package struct Note: Equatable, Sendable, CustomStringConvertible {
    package var kind: Kind
    /// Index into `sources`.
    package var source: Int
    package internal(set) var count = 0
    /// The first few, from 1.
    package internal(set) var lines: [Int] = []
    /// What else there is to say.
    package internal(set) var detail: String?
    package var countsRows = false

    package static let longestList = 5
  }

  package private(set) var sources: [Source] = []
  package private(set) var notes: [Note] = []

  package init() {}

  /// How many rows, cells or links of a kind there are in all sources.
  package func count(_ kind: Kind) -> Int {
    notes.reduce(0) { $0 + ($1.kind == kind ? $1.count : 0) }
  }

  /// Whether the rows read are the rows kept and those dropped for a reason given, in every source.
  package var isReconciled: Bool {
    sources.indices.allSatisfy { index in
      let dropped = notes.filter { $0.source == index && $0.kind.effect == .rowDropped }
      return sources[index].rowsRead
        == sources[index].rowsKept + dropped.reduce(0) { $0 + $1.count }
    }
  }

  mutating func begin(_ source: Source) -> Int {
    sources.append(source)
    return sources.count - 1
  }

  mutating func readRow(of source: Int) { sources[source].rowsRead += 1 }
  mutating func keepRow(of source: Int) { sources[source].rowsKept += 1 }
  mutating func unkeepRow(of source: Int) { sources[source].rowsKept -= 1 }

  mutating func note(
    _ kind: Kind, source: Int, line: Int? = nil, count: Int = 1
  ) {
    var index = notes.firstIndex { $0.kind == kind && $0.source == source } ?? -1
    if index < 0 {
      notes.append(Note(kind: kind, source: source, countsRows: sources[source].countsRows))
      index = notes.count - 1
    }
    notes[index].count += count
    if let line, notes[index].lines.count < Note.longestList { notes[index].lines.append(line) }
  }

  /// Adds to the notes of a kind what else there is to say.
  mutating func detail(_ kind: Kind, _ detail: String) {
    for index in notes.indices where notes[index].kind == kind { notes[index].detail = detail }
  }

  package var description: String {
    var text: [String] = []
    for (index, source) in sources.enumerated() {
      text.append(
        "\(printable(source.name)): \(counted(source.rowsRead, "row")) read, "
          + "\(source.rowsKept) kept")
      text += notes.filter { $0.source == index }.map { "  \($0)" }
      if !source.unused.isEmpty {
        text.append("  columns not used: \(source.unused.map(shownHeader).joined(separator: ", "))")
      }
    }
    return text.joined(separator: "\n")
  }
}

extension ImportReport.Note {
  /// A plain sentence: how many, what was done and why, and where.
  package var description: String {
    let (noun, sentence) = kind.words
    let list = lines.map(String.init).joined(separator: ", ") + (count > lines.count ? ", ..." : "")
    let place =
      lines.isEmpty ? "" : " (\(countsRows ? "row" : "line")\(count == 1 ? "" : "s") \(list))"
    return "\(counted(count, noun)) \(sentence)\(detail.map { ": " + $0 } ?? "")\(place)"
  }
}
