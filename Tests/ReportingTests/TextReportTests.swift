import JSON
import Testing

@testable import Reporting

/// Reports in words: laid out for a width, stored, and laid out again.
@Suite struct TextReportTests {
  static var report: TextReport {
    var table = TextTable([.left, .right])
    table.add("", "a column of numbers")
    table.add("a heading across both of the columns")
    table.add("  a row with a long name", "12.5")
    let rows = [
      IntervalLines.Row(
        label: "0%", value: "-8", low: -10, middle: -8, high: -6, isReference: false, remark: ""),
      IntervalLines.Row(
        label: "10%", value: "0", low: 0, middle: 0, high: 0, isReference: true, remark: "here"),
    ]
    return TextReport(
      blocks: [
        [.sentences("Offer ten percent; it pays back.")], [],
        [.sentences("one two three four five six seven eight nine ten", indent: 2, hang: 2)],
        [.note("a note that a file keeps as one line, however long it is")],
        [.table(table)], [.intervals(IntervalLines(rows: rows))],
      ], command: "kfactor tune a.yaml")
  }

  // Expected by hand: 40 columns, of which labels, values and remarks leave 23 to draw -10 to 0 in:
  // -8 is 4.4 columns from their left, -6 8.8.
  @Test func `is laid out for a screen`() {
    #expect(
      Self.report.text(width: .screen(40), written: ["Written to x"]) == """
        Offer ten percent; it pays back.

          one two three four five six seven
            eight nine ten

        a note that a file keeps as one line,
          however long it is

        a heading across both of the columns
          a row with a long name
            a column of numbers 12.5

          0%   -8  ────●─────            ┊
          10%   0                        ◆  here

        Written to x
        Again: kfactor tune a.yaml

        """)
  }

  @Test func `keeps rows and notes whole in a file`() {
    let lines = Self.report.text(width: .file(40)).split(separator: "\n")
    #expect(lines.contains("a note that a file keeps as one line, however long it is"))
    #expect(lines.contains("  a row with a long name                 12.5"))
    // Labels and values leave 25 columns.
    #expect(lines.contains("  10%   0                          ◆  here"))
  }

  @Test func `is the same after being stored`() throws {
    let stored = try JSONValue(parsing: Array(Self.report.json.text().utf8))
    #expect(try TextReport(json: stored) == Self.report)
  }

  @Test func `a name that leaves too little to draw in stands by itself`() {
    let row = IntervalLines.Row(
      label: "a name of thirty-eight columns, a lot", value: "-8", low: -10, middle: -8, high: -6,
      isReference: false, remark: "far")
    let lines = IntervalLines(rows: [row]).lines(width: 40, .screen(40))
    #expect(lines.count == 2 && lines[0] == "  a name of thirty-eight columns, a lot")
    // 40 less 2 for the value, 3 for the remark and 8 for the spaces: 27 columns from -10 to 0.
    #expect(lines[1] == "    -8  ─────●─────               ┊  far")
  }

  @Test func `draws what is not known, or alone, without a mark there`() {
    func drawn(_ low: Double, _ middle: Double, _ high: Double) -> String {
      let row = IntervalLines.Row(
        label: "x", value: "?", low: low, middle: middle, high: high, isReference: false,
        remark: "")
      return IntervalLines(rows: [row]).lines(width: 31, .screen(31))[0]
    }
    // 21 columns.
    #expect(drawn(.nan, .nan, .nan) == "  x  ?  ┊")
    #expect(drawn(-.infinity, 1, .infinity) == "  x  ?  ────────────────────●")
    #expect(drawn(0, 0, 0) == "  x  ?  ●")
    // From -3 to 1, a fifth of a unit a column: 0 is the sixteenth.
    #expect(drawn(-3, .nan, 1) == "  x  ?  ───────────────┊─────")
  }

  @Test(arguments: [
    (#"{"blocks": [], "command": 3}"#, "/command: expected a string"),
    (#"{"command": "x"}"#, "/blocks: expected a value"),
    (#"{"command": "x", "blocks": [[{"picture": "x"}]]}"#, "a note, a table or intervals"),
    (
      #"{"command": "x", "blocks": [[{"sentences": "x", "indent": 99, "hang": 0}]]}"#,
      "at most 20 columns"
    ),
    (
      #"{"command": "x", "blocks": [[{"table": {"columns": ["up"], "rows": []}}]]}"#,
      "left or right"
    ),
    (
      #"{"command": "x", "blocks": [[{"table": {"columns": ["left"], "rows": [[]]}}]]}"#, "cells"
    ),
  ]) func `refuses what is none`(_ text: String, _ reason: String) throws {
    let json = try JSONValue(parsing: Array(text.utf8))
    let error = #expect(throws: SummaryError.self) { try TextReport(json: json) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
