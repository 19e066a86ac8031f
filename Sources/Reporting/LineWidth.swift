/// How wide a text may be, and what becomes of a table that is wider.
package enum LineWidth: Equatable, Sendable {
  /// Columns of a screen: each row of a wider table is stacked, its cells after the names of their
  /// columns, since a screen would break its lines anywhere.
  case screen(Int)

  /// A file or another program reads it: sentences fill so many columns, and a row stays a line.
  case file(Int)

  /// Where nothing says how wide.
  package static var file: LineWidth { .file(80) }

  private var columns: Int {
    switch self {
    case .screen(let columns), .file(let columns): columns
    }
  }

  /// Columns of a sentence: as many as there are, between these.
  package func columns(_ range: ClosedRange<Int>) -> Int {
    min(range.upperBound, max(range.lowerBound, columns))
  }

  /// A sentence beside a result, which a file keeps as one line.
  func lines(ofNote note: String) -> [String] {
    switch self {
    case .screen(let columns): wrapped(note, width: columns, indent: 2)
    case .file: [note]
    }
  }

  package func lines(of table: TextTable) -> [String] {
    switch self {
    case .screen(let columns): table.lines(stackedWithin: columns)
    case .file: table.lines
    }
  }
}
