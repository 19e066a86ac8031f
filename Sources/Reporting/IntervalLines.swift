internal import JSON
internal import ReferralModel

/// Intervals drawn below each other on one scale that has 0 on it.
package struct IntervalLines: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    let label: String
    /// The middle in words.
    let value: String
    let low: Double
    /// nan where only the ends are known: then 0 is marked on top of the line between them.
    let middle: Double
    let high: Double
    /// The one that the others are compared with.
    let isReference: Bool
    /// Behind the drawing; may be empty.
    let remark: String
  }

  let rows: [Row]

  /// A line a row, of this width.
  ///
  /// On a screen, names that leave too little to draw in stand on lines of their own; in a file
  /// remarks may stand beyond the width.
  func lines(width: Int, _ page: LineWidth) -> [String] {
    func widest(_ text: (Row) -> String) -> Int { rows.map { displayWidth(text($0)) }.max() ?? 0 }
    let valueWidth = widest(\.value)
    let isFile = if case .file = page { true } else { false }
    let beside = width - widest(\.label) - valueWidth - (isFile ? 10 : widest(\.remark) + 8)
    let isStacked = !isFile && beside < Self.fewest
    let labelWidth = isStacked ? 0 : widest(\.label)
    let columns = max(
      isStacked ? 10 : Self.fewest, isStacked ? beside + widest(\.label) : beside)
    let ends = rows.flatMap { [$0.low, $0.middle, $0.high] }.filter(\.isFinite) + [0]
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
    func column(_ value: Double) -> Int {
      guard high > low, !value.isNaN else { return 0 }
      let share = min(1, max(0, (value - low) / (high - low)))
      return Int((share * Double(columns - 1)).rounded())
    }
    return rows.flatMap { row in
      var cells = [Character](repeating: " ", count: columns)
      cells[column(0)] = "┊"
      if row.low <= row.high {
        for cell in column(row.low)...column(row.high) { cells[cell] = "─" }
      }
      if row.middle.isNaN {
        cells[column(0)] = "┊"
      } else {
        cells[column(row.middle)] = row.isReference ? "◆" : "●"
      }
      let label = isStacked ? "" : row.label + space(labelWidth - displayWidth(row.label))
      let value = space(valueWidth - displayWidth(row.value)) + row.value
      while cells.last == " " { cells.removeLast() }
      let line =
        "  \(label)  \(value)  \(String(cells))" + (row.remark.isEmpty ? "" : "  \(row.remark)")
      guard isStacked else { return [line] }
      return wrapped(row.label, width: width - 2, indent: 2).map { "  " + $0 } + [line]
    }
  }

  /// Columns in which intervals can be told apart.
  private static let fewest = 20

  private func space(_ columns: Int) -> String { String(repeating: " ", count: columns) }

  // MARK: Stored

  var json: JSONValue {
    .array(
      rows.map { row in
        .object([
          .init("label", .string(row.label)), .init("value", .string(row.value)),
          .init("low", .number(row.low)), .init("middle", .number(row.middle)),
          .init("high", .number(row.high)), .init("reference", .bool(row.isReference)),
          .init("remark", .string(row.remark)),
        ])
      })
  }

  init(rows: [Row]) { self.rows = rows }

  init(_ reader: SummaryReader) throws(SummaryError) {
    rows = try reader.elements.map { row throws(SummaryError) in
      Row(
        label: try row.member("label").string, value: try row.member("value").string,
        low: try row.member("low").number, middle: try row.member("middle").number,
        high: try row.member("high").number, isReference: try row.member("reference").bool,
        remark: try row.member("remark").string)
    }
  }
}
