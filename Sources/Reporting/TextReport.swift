package import JSON
package import Simulation

/// A report in words before it is laid out: its blocks stand apart by an empty line, whatever the
/// width turns out to be.
///
/// A finished folder keeps one in `report.json`, so that it is shown again for the screen at hand.
package struct TextReport: Equatable, Sendable {
  package enum Element: Equatable, Sendable {
    /// Broken at spaces, so many columns in; the lines after the first `hang` columns further.
    case sentences(String, indent: Int = 0, hang: Int = 0)
    /// What a file keeps as one line, to be searched.
    case note(String)
    case table(TextTable)
    case intervals(IntervalLines)
  }

  package let blocks: [[Element]]
  /// What gives the same numbers again.
  package let command: String

  init(blocks: [[Element]], command: String) {
    self.blocks = blocks.filter { !$0.isEmpty }
    self.command = command
  }

  /// Columns of a sentence.
  private static let measure = 40...120

  /// The report, laid out.
  ///
  /// - Parameter written: Where it was put, a line each.
  package func text(width page: LineWidth, written: [String] = []) -> String {
    let width = page.columns(Self.measure)
    let laidOut = blocks.map { block in
      block.flatMap { element in
        switch element {
        case .sentences(let text, let indent, let hang):
          wrapped(text, width: width - indent, indent: hang)
            .map { String(repeating: " ", count: indent) + $0 }
        case .note(let text): page.lines(ofNote: text)
        case .table(let table): page.lines(of: table)
        case .intervals(let intervals): intervals.lines(width: width, page)
        }
      }
    }
    return paragraphs(laidOut + [written + ["Again: \(command)"]])
  }

  /// `report.txt` and `report.json` of a folder.
  package var files: [String] { [text(width: .file(100)), json.text() + "\n"] }
}

extension [TextReport.Element] {
  /// Notes below a table, their second lines set in.
  static func remarks(_ texts: [String]) -> Self { texts.map { .sentences($0, hang: 2) } }
}

// MARK: Stored

extension TextReport {
  package var json: JSONValue {
    .object([
      .init("command", .string(command)),
      .init("blocks", .array(blocks.map { .array($0.map(\.json)) })),
    ])
  }

  package init(json: JSONValue) throws(SummaryError) {
    let root = SummaryReader(value: json)
    let blocks = try root.member("blocks").elements.map { block throws(SummaryError) in
      try block.elements.map { element throws(SummaryError) in try Element(element) }
    }
    self.init(blocks: blocks, command: try root.member("command").string)
  }

  /// What a finished folder says; nil where neither of its reports is there.
  ///
  /// A folder of a version that kept no `report.json` says it on the lines that `report.txt` has.
  package static func text(
    inFolder path: String, width: LineWidth
  ) throws(OutputError) -> String? {
    let file = "\(path)/\(ResultsFolder.wordsName)"
    guard let bytes = try DurableFile.text(of: file) else {
      return try DurableFile.text(of: "\(path)/\(ResultsFolder.reportName)")
        .map { String(decoding: $0, as: UTF8.self) }
    }
    do {
      return try TextReport(json: try JSONValue(parsing: bytes))
        .text(width: width, written: ["Written to \(path)"])
    } catch {
      throw .damaged(path: file, reason: String(describing: error))
    }
  }
}

extension TextReport.Element {
  /// Deeper than any report is set in.
  private static let deepest = 20

  fileprivate var json: JSONValue {
    switch self {
    case .sentences(let text, let indent, let hang):
      .object([
        .init("sentences", .string(text)), .init("indent", .integer(indent)),
        .init("hang", .integer(hang)),
      ])
    case .note(let text): .object([.init("note", .string(text))])
    case .table(let table): .object([.init("table", table.json)])
    case .intervals(let intervals): .object([.init("intervals", intervals.json)])
    }
  }

  fileprivate init(_ reader: SummaryReader) throws(SummaryError) {
    if let text = try reader.optional("sentences") {
      let columns = try ["indent", "hang"].map { name throws(SummaryError) in
        try reader.member(name).integer
      }
      guard columns.allSatisfy((0...Self.deepest).contains) else {
        throw SummaryError(
          path: "\(reader.path)/indent", expected: "at most \(Self.deepest) columns")
      }
      self = .sentences(try text.string, indent: columns[0], hang: columns[1])
    } else if let text = try reader.optional("note") {
      self = .note(try text.string)
    } else if let table = try reader.optional("table") {
      self = .table(try TextTable(table))
    } else if let intervals = try reader.optional("intervals") {
      self = .intervals(try IntervalLines(intervals))
    } else {
      throw SummaryError(path: reader.path, expected: "sentences, a note, a table or intervals")
    }
  }
}
