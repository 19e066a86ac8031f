import Foundation
import Testing

@testable import ProgramData

@Suite struct CSVTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name, text: String
    var header: [String] = ["a", "b"]
    var rows: [[String]]
    var testDescription: String { name }
  }

  // Each expectation follows from the grammar of RFC 4180 and the additions that CSVRows names.
  static let cases: [Case] = [
    Case(name: "plain", text: "a,b\n1,2\n", rows: [["1", "2"]]),
    Case(name: "no line end at the end", text: "a,b\n1,2", rows: [["1", "2"]]),
    Case(name: "CRLF", text: "a,b\r\n1,2\r\n", rows: [["1", "2"]]),
    Case(name: "CR", text: "a,b\r1,2\r3,4", rows: [["1", "2"], ["3", "4"]]),
    Case(
      name: "mixed line ends", text: "a,b\r1,2\n3,4\r\n5,6",
      rows: [["1", "2"], ["3", "4"], ["5", "6"]]),
    Case(name: "quoted", text: "a,b\n\"1\",\"2\"\n", rows: [["1", "2"]]),
    Case(name: "delimiter in quotes", text: "a,b\n\"1,5\",2\n", rows: [["1,5", "2"]]),
    Case(name: "newline in quotes", text: "a,b\n\"1\n5\",2\n", rows: [["1\n5", "2"]]),
    Case(name: "CRLF in quotes", text: "a,b\r\n\"1\r\n5\",2\r\n", rows: [["1\r\n5", "2"]]),
    Case(name: "doubled quote", text: "a,b\n\"say \"\"hi\"\"\",2\n", rows: [["say \"hi\"", "2"]]),
    Case(name: "nothing but quotes", text: "a,b\n\"\"\"\",\"\"\n", rows: [["\"", ""]]),
    Case(name: "quote at the very end", text: "a,b\n1,\"2\"", rows: [["1", "2"]]),
    Case(
      name: "quote inside an unquoted field", text: "a,b\n5\" pipe,2\n", rows: [["5\" pipe", "2"]]),
    Case(name: "blank fields", text: "a,b\n,\n", rows: [["", ""]]),
    Case(name: "space is kept", text: "a,b\n 1 , 2\n", rows: [[" 1 ", " 2"]]),
    Case(name: "blank lines", text: "\na,b\n\n1,2\n\n\n", rows: [["1", "2"]]),
    Case(name: "byte order mark", text: "\u{FEFF}a,b\n1,2\n", rows: [["1", "2"]]),
    Case(name: "byte order mark and quotes", text: "\u{FEFF}\"a\",b\n1,2\n", rows: [["1", "2"]]),
    Case(name: "semicolons", text: "a;b\n1,5;2\n", rows: [["1,5", "2"]]),
    Case(name: "tabs", text: "a\tb\n1,5\t2\n", rows: [["1,5", "2"]]),
    Case(
      name: "a delimiter in a quoted header", text: "\"a;x;y\",b\n1,2\n", header: ["a;x;y", "b"],
      rows: [["1", "2"]]),
    Case(name: "one column", text: "a\n1\n\n3\n", header: ["a"], rows: [["1"], [""], ["3"]]),
    Case(name: "beyond ASCII", text: "a,b\nŁódź,日本🎉\n", rows: [["Łódź", "日本🎉"]]),
  ]

  @Test(arguments: cases)
  func `a file is read as RFC 4180 has it`(_ example: Case) throws {
    try withFiles { files in
      let (header, rows) = try table(try files.write("x.csv", example.text))
      #expect(header == example.header)
      #expect(rows == example.rows)
    }
  }

  @Test func `lines are counted as an editor counts them`() throws {
    try withFiles { files in
      let path = try files.write("x.csv", "a,b\r\n\"1\n2\r3\r\n4\",x\n\n5,6\n")
      let reader = try RowReader(path)
      var (row, lines) = (Row(), [Int]())
      while try reader.next(into: &row) { lines.append(row.line) }
      #expect(lines == [2, 7])
      #expect(reader.blankLines == 1)
    }
  }

  @Test func `gzip is told by its first bytes, and may have several members`() throws {
    try withFiles { files in
      try files.write("x.csv", "a,b\n1,2\n")
      try files.write("y.csv", "3,4\n")
      let packed =
        try Tool.run("gzip", "-c", files.path("x.csv")).output
        + Tool.run("gzip", "-c", files.path("y.csv")).output
      let (_, rows) = try table(try files.write("packed.dat", packed))
      #expect(rows == [["1", "2"], ["3", "4"]])
    }
  }

  @Test func `rows that straddle the pieces a file is read in stay whole`() throws {
    // Fields of every length near the piece's 1 MiB, with a quote and a line end in each.
    try withFiles { files in
      for length in [(1 << 20) - 12, (1 << 20) - 4, 1 << 20, 3 << 20] {
        let long = String(repeating: "x", count: length)
        let path = try files.write("x.csv", "a,b\n\"\(long)\"\"\r\n\",1\r\n2,\(long)\r\n")
        let (_, rows) = try table(path)
        #expect(rows == [[long + "\"\r\n", "1"], ["2", long]])
      }
    }
  }

  @Test func `a delimiter may be given`() throws {
    try withFiles { files in
      var options = try readingOptions()
      try options.setDelimiter("|")
      let path = try files.write("x.csv", "a|b,c\n1|2\n")
      #expect(try table(path, delimiter: options.delimiter).rows == [["1", "2"]])
      try options.setDelimiter("tab")
      #expect(options.delimiter == UInt8(ascii: "\t"))
      for text in ["", "ab", "é", "\"", "\n"] {
        #expect(throws: DataErrors.self) { try options.setDelimiter(text) }
      }
    }
  }

  @Test(arguments: 1...60)
  func `random tables are read as they were written`(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let delimiter: Character = [",", ";", "\t"][random.below(3)]
    let lineEnd = ["\n", "\r\n", "\r"][random.below(3)]
    let pieces: [String] = [
      "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", " ", "a", "é", "日", "🎉", "0", "'", "\\",
    ]
    let columns = 2 + random.below(5)
    func nasty() -> String {
      (0..<random.below(7)).map { _ in pieces[random.below(pieces.count)] }.joined()
    }
    let rows = (0..<random.below(40) + 1).map { _ in (0..<columns).map { _ in nasty() } }
    func written(_ field: String, atStart: Bool) -> String {
      let needsQuotes =
        field.unicodeScalars.contains { "\"\n\r\(delimiter)".unicodeScalars.contains($0) }
        || (atStart && field.isEmpty)
      guard needsQuotes || random.below(4) == 0 else { return field }
      return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
    let header = (0..<columns).map { "c\($0)" }.joined(separator: String(delimiter))
    var text = header
    for row in rows {
      text += lineEnd
      text += row.enumerated().map { written($0.element, atStart: $0.offset == 0) }
        .joined(separator: String(delimiter))
    }
    if random.below(2) == 0 { text += lineEnd }
    try withFiles { files in
      let read = try table(try files.write("x.csv", text)).rows
      // As bytes, since Swift holds some different texts for equal.
      #expect(read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
    }
  }
}

/// Steele, Lea, Flood (2014), "Fast splittable pseudorandom number generators".
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
