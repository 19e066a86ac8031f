import Charts
import Foundation
import JSON
import Testing

@testable import ReportPage

/// Names and texts of files that want to be more than text on a page.
@Suite struct HostileTextTests {
  private static let hostile = "</script><xss a=\"b\" c='d'>]]>-->\u{202E}"

  /// The document once for every text in it, with hostile text behind that one.
  private static func variants(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .string(let text): [.string(text + hostile)]
    case .array(let values):
      values.indices.flatMap { place in
        variants(of: values[place]).map { variant in
          var changed = values
          changed[place] = variant
          return .array(changed)
        }
      }
    case .object(let members):
      members.indices.flatMap { place -> [JSONValue] in
        let member = members[place]
        var variants = variants(of: member.value).map { JSONValue.Member(member.name, $0) }
        variants.append(JSONValue.Member(member.name + hostile, member.value))
        return variants.map { variant in
          var changed = members
          changed[place] = variant
          return .object(changed)
        }
      }
    default: []
    }
  }

  private static func check(_ page: ReportPage, _ what: String) {
    #expect(!page.html.contains("<xss"), "\(what)")
    #expect(!page.html.contains("a=\"b\""), "\(what)")
    // Within the data of the what-if, which are JSON, apostrophes are what they are.
    let marked = page.html.replacing(
      #/<script type="application\/json"[^>]*>[^<]*<\/script>/#, with: "")
    #expect(!marked.contains("c='d'"), "\(what)")
    #expect(!page.html.unicodeScalars.contains("\u{202E}"), "\(what)")
    // One element of script closed for each that is opened.
    #expect(
      page.html.ranges(of: "<script").count == page.html.ranges(of: "</script").count, "\(what)")
    for chart in page.charts {
      #expect(!chart.chart.svgFile.contains("<xss"), "\(what)")
    }
  }

  // In 200 of some 300 places the page is made; in the others the text has a meaning, and is refused.
  @Test(arguments: Pages.fixtureNames)
  func `no text of a summary becomes an element, an attribute or a script`(name: String) throws {
    let folder = Pages.fixture(name)
    let kind = try #require(
      ResultsDirectory.Kind.allCases.first {
        FileManager.default.fileExists(atPath: "\(folder)/\($0.summaryName)")
      })
    let bytes = Array(
      try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind.summaryName)")))
    var pages = 0
    for (place, variant) in Self.variants(of: try JSONValue(parsing: bytes)).enumerated()
    where place % Pages.step == 0 {
      let changed = try Pages.changed(name, [kind.summaryName: variant.text()])
      do throws(ReportPageError) {
        Self.check(try ReportPage(folders: [try ResultsDirectory(changed)]), variant.text())
        pages += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
      try FileManager.default.removeItem(atPath: changed)
    }
    #expect(pages > 3 / Pages.step)
  }

  @Test(arguments: ["scenario.yaml", "command.txt", "cascades.csv"])
  func `no text beside a summary does either`(file: String) throws {
    let text = try String(contentsOfFile: "\(Pages.fixture("run"))/\(file)", encoding: .utf8)
    // Quoted, since it is one field of a table.
    let field =
      file.hasSuffix(".csv") ? "\"\(Self.hostile.replacing("\"", with: "\"\""))\"" : Self.hostile
    for line in text.split(separator: "\n").dropFirst(file.hasSuffix(".csv") ? 1 : 0) {
      let words = line.split(separator: ",", omittingEmptySubsequences: false)
      for place in words.indices {
        var changed = words.map(String.init)
        changed[place] = field
        let folder = try Pages.changed(
          "run", [file: text.replacing(line, with: changed.joined(separator: ","))])
        do throws(ReportPageError) {
          Self.check(try ReportPage(folders: [try ResultsDirectory(folder)]), file)
        } catch {
          #expect(!error.description.isEmpty)
        }
        try FileManager.default.removeItem(atPath: folder)
      }
    }
  }

  @Test func `a cell kept from being a formula is read as it was`() throws {
    try withTable("name,n,rest\n\"'=1+1\",-1.5,\n''@x,1,\n'tis,2,a\n") { file in
      let table = try CSVTable(file: file, needed: ["name"], wished: ["n", "m"])
      #expect(table.texts("name") == ["=1+1", "'@x", "'tis"])
      #expect(try table.numbers("n") == [-1.5, 1, 2])
      #expect(!table.has("m") && !table.has("rest"))
    }
  }

  @Test func `a folder and bytes that are no text are refused`() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let unreadable = #expect(throws: ReportPageError.self) {
      try CSVTable(file: folder, needed: ["n"])
    }
    #expect(unreadable?.description.hasPrefix("\(folder): cannot be read") == true)
    try withTable("n,m\n1,x\n2,x\n") { file in
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file)).map { $0 == 0x78 ? 0xE9 : $0 }
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      // Of a column that nobody asks for, nothing is looked at.
      #expect(try CSVTable(file: file, needed: ["n"]).texts("n") == ["1", "2"])
      #expect(throws: ReportPageError.damaged(file: file, expected: "UTF-8 in line 2")) {
        try CSVTable(file: file, needed: ["n", "m"])
      }
    }
  }

  @Test func `more rows than a limit are refused`() throws {
    try withTable("n\n1\n2\n3\n") { file in
      let whole = try CSVTable(file: file, needed: ["n"], limit: 3)
      #expect(try whole.numbers("n") == [1, 2, 3])
      #expect(throws: ReportPageError.damaged(file: file, expected: "at most 2 rows")) {
        try CSVTable(file: file, needed: ["n"], limit: 2)
      }
    }
  }

  // A piece of the file ends wherever a megabyte does: inside a quote, a letter, between two quotes.
  @Test(arguments: 0..<12)
  func `a row may lie across two pieces of a file`(shift: Int) throws {
    let row = "\"a, \"\"é\"\"\",1\n"
    let filler = String(repeating: "x", count: 1 << 20 - shift - 6) + ",2\n"
    try withTable("t,n\n" + filler + row) { file in
      let table = try CSVTable(file: file, needed: ["t", "n"])
      #expect(table.texts("t").last == "a, \"é\"")
      #expect(try table.numbers("n") == [2, 1])
    }
  }

  private func withTable(_ text: String, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv")
    try Data(text.utf8).write(to: file)
    defer {
      do { try FileManager.default.removeItem(at: file) } catch { Issue.record(error) }
    }
    try body(file.path)
  }
}
