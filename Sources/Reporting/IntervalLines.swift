package import JSON
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

  /// A line a row, of this width where names and values leave enough to draw in; in a file remarks
  /// may stand beyond it.
  func lines(width: Int, _ page: LineWidth) -> [String] {
    func widest(_ text: (Row) -> String) -> Int { rows.map { displayWidth(text($0)) }.max() ?? 0 }
    let (labelWidth, valueWidth) = (widest(\.label), widest(\.value))
    let columns =
      switch page {
      case .screen: max(10, width - labelWidth - valueWidth - widest(\.remark) - 8)
      case .file: max(20, width - labelWidth - valueWidth - 10)
      }
    let ends = rows.flatMap { [$0.low, $0.middle, $0.high] }.filter(\.isFinite) + [0]
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
    func column(_ value: Double) -> Int {
      guard high > low, !value.isNaN else { return 0 }
      let share = min(1, max(0, (value - low) / (high - low)))
      return Int((share * Double(columns - 1)).rounded())
    }
    return rows.map { row in
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
      let label = row.label + space(labelWidth - displayWidth(row.label))
      let value = space(valueWidth - displayWidth(row.value)) + row.value
      while cells.last == " " { cells.removeLast() }
      return "  \(label)  \(value)  \(String(cells))"
        + (row.remark.isEmpty ? "" : "  \(row.remark)")
    }
  }

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
