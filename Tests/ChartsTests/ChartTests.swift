import Foundation
import JSON
import Testing

@testable import Charts

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ChartTests {
  static let evil = "<script>alert('\"&\u{1}')</script>"

  /// Two points of a line from (0, 0) to (10, 100), and a name in each text.
  static var line: Chart {
    Chart(
      title: evil, description: evil,
      data: DataTable([
        .numbers("x", [0, 10], title: evil), .numbers("y", [0, 100]), .texts("name", [evil, "b"]),
      ]), x: .init(evil, .linear(includesZero: true)), y: .init(evil, .linear(includesZero: true)),
      layers: [
        .init(.line(), x: .field("x"), y: .field("y"), paint: .key(evil)),
        .init(
          .point(), x: .field("x"), y: .field("y"), paint: .key(evil), tooltip: ["name"]),
        .init(.text(), x: .field("x"), y: .field("y"), paint: .role(.ink), text: .field("name")),
      ], keys: [.init(evil, .series1, .line)])
  }

  static var bars: Chart {
    Chart(
      title: "Bars", description: "Two piles.",
      data: DataTable([
        .days("from", [0, 31, 0, 31]), .days("to", [31, 60, 31, 60]),
        .texts("cause", ["a", "a", "b", "b"]), .numbers("value", [10, 20, 30, .nan]),
      ]), x: .init("", .time), y: .init("", .linear(includesZero: true)),
      layers: [
        .init(
          .bar, x: .field("from"), x2: .field("to"), y: .field("value"), paint: .field("cause"),
          isStacked: true)
      ], keys: [.init("b", .series2, .area), .init("a", .series1, .area)],
      table: .pivot(row: "from", column: "cause", value: "value"))
  }

  private func parsed(_ text: String) -> XMLProbe {
    let probe = XMLProbe()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = probe
    probe.isWellFormed = parser.parse()
    return probe
  }

  @Test(arguments: [720.0, 350])
  func `a picture is well-formed XML whatever its names`(width: Double) {
    for chart in [Self.line, Self.bars] {
      let probe = parsed(chart.svg(width: width, id: "x\"<"))
      #expect(probe.isWellFormed)
      #expect(!probe.elements.contains("script"))
      #expect(probe.elements.contains("title") && probe.elements.contains("desc"))
      #expect(probe.attributes["role"] == "img")
    }
  }

  @Test func `a file of its own has its colours, for light and dark, and no custom property`() {
    let file = Self.line.svgFile
    #expect(parsed(file).isWellFormed)
    #expect(file.contains("prefers-color-scheme:dark"))
    #expect(file.contains(Palette.light[.series1]) && file.contains(Palette.dark[.series1]))
    #expect(!file.contains("var("))
    #expect(file == Self.line.svgFile)
  }

  @Test func `a line ends at the corners of its plot`() throws {
    let svg = Self.line.svg(width: 720, id: "c")
    let layout = ChartLayout(Self.line, width: 720, hasTitle: false)
    let (left, bottom) = (pixels(layout.left), pixels(layout.bottom))
    let (right, top) = (pixels(layout.right), pixels(layout.top))
    #expect(svg.contains("d=\"M\(left),\(bottom)L\(right),\(top)\""))
    #expect(svg.contains("data-plot=\"\(left) \(top) \(right) \(bottom)\""))
    #expect(svg.contains("data-x=\"0.0 10.0\" data-y=\"0.0 100.0\""))
    #expect(layout.height - layout.bottom > 20 && layout.bottom - layout.top == 280)
  }

  @Test func `a gap in the data is a gap in the line`() {
    var chart = Self.line
    chart.data = DataTable([
      .numbers("x", [0, 1, 2, 3, 4]), .numbers("y", [1, 2, .nan, 4, 5]),
      .texts("name", ["", "", "", "", ""]),
    ])
    let path = chart.svg(width: 720, id: "c").split(separator: "class=\"l c1\" d=\"")
      .map { $0.prefix { $0 != "\"" } }.first { $0.contains("L") }
    #expect(path?.filter { $0 == "M" }.count == 2)
  }

  @Test func `bars pile up in the order of the keys`() {
    let rows = Self.bars.rows(of: Self.bars.layers[0])
    // b first: 0 to 30, then a from 30 to 40; the missing value of b adds nothing.
    #expect(rows[2].y == .number(30) && rows[2].y2 == .number(0))
    #expect(rows[0].y == .number(40) && rows[0].y2 == .number(30))
    #expect(rows[1].y == .number(20) && rows[1].y2 == .number(0))
  }

  @Test func `long names of bands stand above their marks on a phone`() {
    var chart = Self.line
    let names = ["a strategy with a very long name that no phone has room for", "b"]
    chart.data = DataTable([.texts("n", names), .numbers("v", [1, 2])])
    chart.y = .init("", .band(names))
    chart.layers = [.init(.bar, x: .field("v"), y: .field("n"), paint: .role(.series1))]
    #expect(ChartLayout(chart, width: 350, hasTitle: false).linesAbove == 2)
    #expect(ChartLayout(chart, width: 350, hasTitle: false).left < 20)
  }

  @Test func `the specification holds its data and its layers`() throws {
    let spec = Self.line.vegaLite
    #expect(spec["$schema"] == .string("https://vega.github.io/schema/vega-lite/v5.json"))
    guard case .array(let layers)? = spec["layer"] else {
      Issue.record("no layers")
      return
    }
    #expect(layers.count == 3)
    #expect(layers[0]["mark"]?["type"] == .string("line"))
    #expect(layers[0]["encoding"]?["x"]?["type"] == .string("quantitative"))
    #expect(layers[0]["encoding"]?["color"]?["scale"]?["domain"] == .strings([Self.evil]))
    guard case .array(let values)? = layers[0]["data"]?["values"] else {
      Issue.record("no values")
      return
    }
    #expect(values.count == 2 && values[1]["y"] == .number(100))
    // What is written reads back as the same, whatever the names.
    #expect(try JSONValue(parsing: Array(spec.text().utf8))["title"] == .string(Self.evil))
  }

  @Test func `dates go into a specification as dates`() {
    guard case .array(let layers)? = Self.bars.vegaLite["layer"],
      case .array(let values)? = layers[0]["data"]?["values"]
    else {
      Issue.record("no values")
      return
    }
    #expect(values[1]["x"] == .string("1970-02-01") && values[1]["x2"] == .string("1970-03-02"))
    #expect(values[3]["y"] == .number(0))
    #expect(layers[0]["encoding"]?["x"]?["type"] == .string("temporal"))
  }

  @Test func `a table has a row for each place and a column for each name`() {
    let table = Self.bars.htmlTable()
    #expect(parsed(table).isWellFormed)
    #expect(
      parsed(table).texts == [
        "Bars", "from", "a", "b", "1970-01-01", "10", "30", "1970-02-01", "20", "–",
      ])
    #expect(!Self.line.htmlTable().contains("<script"))
  }

  // The plot's corners are those of the domain, so two cells side by side fill it.
  @Test func `cells fill their box, and tell Vega-Lite so`() {
    let cells = Chart(
      title: "Map", description: "Two cells.",
      data: DataTable([
        .numbers("a", [0, 5]), .numbers("b", [5, 10]), .numbers("low", [0, 0]),
        .numbers("high", [1, 1]),
      ]), x: .init("", .linear(includesZero: true), domain: 0...10),
      y: .init("", .linear(includesZero: true), domain: 0...1),
      layers: [
        .init(
          .cell, x: .field("a"), x2: .field("b"), y: .field("low"), y2: .field("high"),
          paint: .role(.step1))
      ])
    let layout = ChartLayout(cells, width: 720, hasTitle: false)
    let middle = (layout.left + layout.right) / 2
    let svg = cells.svg(width: 720, id: "m")
    let width = pixels(middle - layout.left)
    #expect(svg.contains("<rect class=\"a s1\" x=\"\(pixels(layout.left))\""))
    #expect(svg.contains("<rect class=\"a s1\" x=\"\(pixels(middle))\""))
    #expect(svg.components(separatedBy: "width=\"\(width)\"").count == 3)
    #expect(svg.contains("height=\"\(pixels(layout.bottom - layout.top))\""))
    #expect(cells.vegaLite.text().contains("\"type\": \"rect\""))
  }

  @Test func `an axis has room for what it reaches`() {
    var chart = Self.line
    chart.y.reaches = [-60, .nan]
    #expect(ChartLayout(chart, width: 720, hasTitle: false).y.domain.low <= -60)
  }

  @Test func `of many rows some are shown, and the last`() {
    var chart = Self.line
    chart.data = DataTable([.numbers("x", (0..<100).map(Double.init))])
    let texts = parsed(chart.htmlTable(limit: 10)).texts
    #expect(texts.first { $0.contains("of 100 rows") }?.hasSuffix("11 of 100 rows") == true)
    #expect(texts.last == "99")
  }
}

private final class XMLProbe: NSObject, XMLParserDelegate {
  var isWellFormed = false
  var elements: [String] = []
  var texts: [String] = []
  /// Of the first element.
  var attributes: [String: String] = [:]
  private var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if elements.isEmpty { self.attributes = attributes }
    elements.append(name)
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if !text.isEmpty { texts.append(text) }
    text = ""
  }
}
