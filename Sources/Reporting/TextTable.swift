package import JSON
internal import ReferralModel

/// Rows of cells in aligned columns.
package struct TextTable: Equatable, Sendable {
  package enum Alignment: String, Sendable { case left, right }

  package let alignments: [Alignment]
  private var rows: [[String]] = []

  package init(_ alignments: [Alignment]) { self.alignments = alignments }

  /// Adds a row; one of a single cell is a heading across all columns.
  package mutating func add(_ cells: String...) { rows.append(cells) }

  package mutating func add(_ cells: [String]) { rows.append(cells) }

  /// One line a row, columns two spaces apart, without trailing spaces.
  package var lines: [String] {
    let full = rows.filter { $0.count == alignments.count }
    let widths = alignments.indices.map { column in
      full.map { displayWidth($0[column]) }.max() ?? 0
    }
    return rows.map { cells in
      guard cells.count == alignments.count else { return cells.joined(separator: "  ") }
      var line = ""
      for (column, cell) in cells.enumerated() {
        let space = String(repeating: " ", count: widths[column] - displayWidth(cell))
        line += (column > 0 ? "  " : "")
        line += alignments[column] == .left ? cell + space : space + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The lines where none is wider than this; else nil.
  package func lines(within width: Int) -> [String]? {
    let lines = lines
    return lines.allSatisfy { displayWidth($0) <= width } ? lines : nil
  }

  /// The lines; where they are too wide, each row's name on a line of its own and below it its
  /// cells, each after the heading of its column.
  package func lines(stackedWithin width: Int) -> [String] {
    if let lines = lines(within: width) { return lines }
    guard let header = rows.first(where: { $0.count == alignments.count }) else { return lines }
    var lines: [String] = []
    for cells in rows where cells != header {
      let name = cells[0]
      let indent = name.prefix { $0 == " " }.count
      guard cells.count == alignments.count else {
        lines += indented(wrapped(name, width: width - indent, indent: 2), by: indent)
        continue
      }
      lines += indented(wrapped(name, width: width - indent, indent: 2), by: indent)
      let said = zip(header, cells).dropFirst().filter { !$0.1.isEmpty }
        .map { "\($0) \($1)" }.joined(separator: ", ")
      lines += indented(wrapped(said, width: width - indent - 2), by: indent + 2)
    }
    return (header[0].isEmpty ? [] : [header[0]]) + lines
  }

  private func indented(_ lines: [String], by columns: Int) -> [String] {
    lines.map { String(repeating: " ", count: columns) + $0 }
  }

  // MARK: Stored

  package var json: JSONValue {
    .object([
      .init("columns", .strings(alignments.map(\.rawValue))),
      .init("rows", .array(rows.map { .strings($0) })),
    ])
  }

  package init(_ reader: SummaryReader) throws(SummaryError) {
    let columns = try reader.member("columns")
    alignments = try columns.strings.map { name throws(SummaryError) in
      guard let alignment = Alignment(rawValue: name) else {
        throw SummaryError(path: columns.path, expected: "left or right")
      }
      return alignment
    }
    rows = try reader.member("rows").elements.map { row throws(SummaryError) in
      let cells = try row.strings
      guard !cells.isEmpty else { throw SummaryError(path: row.path, expected: "cells") }
      return cells
    }
  }
}
