/// Rows of cells in aligned columns.
package struct TextTable {
  package enum Alignment { case left, right }

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
}

/// Columns that a text takes on a terminal: two for wide characters of East Asia and
/// for emoji, none for marks that combine and for controls.
///
/// - Source: Unicode Standard Annex 11, the blocks that are wide throughout.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { width, character in
    guard let first = character.unicodeScalars.first else { return width }
    let properties = first.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return width
    default: break
    }
    let isEmoji =
      properties.isEmojiPresentation
      || (properties.isEmoji && character.unicodeScalars.contains { $0.value == 0xFE0F })
    return width + (isEmoji || wide.contains { $0.contains(first.value) } ? 2 : 1)
  }
}

private let wide: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
  0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
]
