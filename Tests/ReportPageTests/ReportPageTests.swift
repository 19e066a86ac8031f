import Charts
import Foundation
import JSON
import ScenarioFile
import Testing

@testable import ReportPage

@Suite struct ReportPageTests {
  /// Ids of the sections of the first part, in order.
  private func sections(_ page: ReportPage) -> [String] {
    page.html.replacing("<section class=\"folded\" id", with: "<section id")
      .split(separator: "<section id=\"p0-").dropFirst().map {
        String($0.prefix { $0 != "\"" })
      }
  }

  @Test(arguments: [
    (
      "run",
      [
        "growth", "causes", "funnel", "reproduction", "cascades", "money", "numbers", "assumptions",
        "again",
      ]
    ),
    ("decision", ["whatif", "certainty", "sensitivity", "procedure", "assumptions", "again"]),
    ("grid", ["whatif", "certainty", "sensitivity", "procedure", "assumptions", "again"]),
    ("comparison", ["strategies", "spread", "draws", "pairs", "assumptions", "again"]),
    ("calibration", ["estimates", "fit", "quality", "terminal", "assumptions", "again"]),
    ("events", ["estimates", "reproduction", "quality", "assumptions", "again"]),
    ("experiment", ["estimates", "experiment", "assumptions", "again"]),
    ("backtest", ["scores", "forecasts", "origins", "terminal", "assumptions", "again"]),
  ])
  func `each kind of folder has its sections`(name: String, expected: [String]) throws {
    #expect(sections(try Pages.page(Pages.fixture(name))) == expected)
  }

  @Test func `an experiment is shown with its arms, its curve and a flat response`() throws {
    let page = try Pages.page(Pages.fixture("experiment"))
    let charts = page.charts.filter { $0.name.contains("-response-") }
    // The third response could not be fitted.
    #expect(charts.count == 2)
    let curve = try #require(charts.first?.chart)
    #expect(curve.title == "How participation responds to the referrer's reward")
    #expect(curve.keys.map(\.name).contains("a flat response"))
    // A mark of each arm: a point and its interval.
    #expect(curve.svgFile.components(separatedBy: "<circle").count - 1 >= 3)
    #expect(page.html.contains("<th scope=\"row\">&lt;b&gt;bold arm&lt;/b&gt;</th>"))
    #expect(page.html.contains("<td class=\"n\">10.5%</td>"))
    #expect(!(charts.last?.chart.keys.map(\.name).contains("a flat response") ?? true))
  }

  // The numbers of older results stand in base units.
  @Test func `an estimate is written with its unit where the result has it`() throws {
    let html = try Pages.page(Pages.fixture("experiment")).html
    #expect(html.contains(">9% to 11%<") && html.contains(">2.9 to 3.1<"))
  }

  @Test func `a spread that is the rounding of sums is no spread`() throws {
    let text = """
      {"mean": 80.4, "sd": 2e-14, "mcse": 1e-15, "q05": 80.39999999999999, "q25": 80.4,
       "q50": 80.4, "q75": 80.4, "q95": 80.40000000000001}
      """
    let value = try JSONValue(parsing: Array(text.utf8))
    let node = Node(value: value, file: "summary.json", path: "")
    let statistics = try Statistics(node)
    #expect(statistics.sd == 0 && statistics.mcse == 0 && statistics.q95 == 80.4)
  }

  @Test func `a section without data does not appear`() throws {
    let folder = try Pages.changed("run", ["cascades.csv": nil])
    defer { removed(folder) }
    #expect(!sections(try Pages.page(folder)).contains("cascades"))
  }

  @Test func `the answer of a forecast is a sentence with its uncertainty`() throws {
    let html = try Pages.page(Pages.fixture("run")).html
    #expect(
      html.contains(
        "From 100 customers to 400 (90%: 340 to 460) by 2024-03-31; 40% of signups by referral. "
          + "The program adds 90 signups (90%: 76.5 to 104) at €12.50 each and earns €3,000 in net "
          + "present value."))
  }

  // Word for word what `kfactor run` prints of the same folder, in README.md.
  @Test func `the answer is that of the terminal`() throws {
    let html = try Pages.page(try Pages.committed("dropbox-2008")).html
    #expect(
      html.contains(
        "From 100,000 customers to 4.00 million (90%: 3.20 to 4.80 million) by 2010-01-30; 55.1% of "
          + "signups by referral. The program adds 2.79 million signups (90%: 2.20 to 3.48 million) at "
          + "$1.46 each and earns $10.2 million in net present value."))
  }

  @Test(arguments: Pages.fixtureNames)
  func `no name becomes markup`(name: String) throws {
    let page = try Pages.page(Pages.fixture(name))
    #expect(page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!page.html.contains("<script>alert"))
    for tag in [
      "<b>loop", "<b>bold", "<i>", "<img", "<blank", "<values", "<here", "<of thumb", "<as credit",
    ] {
      #expect(!page.html.contains(tag), "\(tag)")
    }
    // Only the page's own script and its data.
    #expect(
      page.html.components(separatedBy: "<script").count - 1
        == (["decision", "grid"].contains(name) ? 2 : 0))
    for chart in page.charts {
      #expect(!chart.chart.svgFile.contains("<script"))
      #expect(chart.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }
  }

  @Test(arguments: Pages.fixtureNames)
  func `a page is the same whenever it is made, and asks no network`(name: String) throws {
    let page = try Pages.page(Pages.fixture(name))
    #expect(page.html == (try Pages.page(Pages.fixture(name)).html))
    #expect(page.html.contains("content=\"default-src 'none';"))
    // The namespace of SVG is a name, not an address that is asked.
    let others = page.html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!others.contains("http://") && !others.contains("https://") && !others.contains("url("))
  }

  @Test func `one script is allowed, by its hash`() throws {
    let html = try Pages.page(Pages.fixture("decision")).html
    let hex = sha256(Array(WhatIfScript.text.utf8))
    let bytes = stride(from: 0, to: 64, by: 2).map { place in
      UInt8(hex.dropFirst(place).prefix(2), radix: 16) ?? 0
    }
    let hash = "sha256-" + Data(bytes).base64EncodedString()
    #expect(WhatIfScript.hash == hash)
    #expect(html.contains("script-src '\(hash)'"))
    #expect(html.contains("<script>\(WhatIfScript.text)</script>"))
    #expect(!(try Pages.page(Pages.fixture("run")).html.contains("script-src")))
  }

  /// What the what-if of a page reads.
  private func whatIf(_ page: ReportPage) throws -> Node {
    let html = page.html
    let start = try #require(html.range(of: "class=\"whatif-data\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let text = String(html[start.upperBound..<end.lowerBound])
    #expect(!text.contains("<"))
    return Node(value: try JSONValue(parsing: Array(text.utf8)), file: "page", path: "")
  }

  private func values(_ name: String, of data: Node) throws -> [Double] {
    let metric = try #require(try data["metrics"].items.first { try $0["name"].string == name })
    return try metric["values"].numbers
  }

  @Test func `the what-if holds every simulated point and what was stored of it`() throws {
    let data = try whatIf(try Pages.page(Pages.fixture("decision")))
    let axes = try data["axes"].items
    #expect(axes.count == 2)
    #expect(
      try axes[0]["texts"].strings
        == [
          "0% of CAC (€0)", "5% of CAC (€20)", "10% of CAC (€40)", "20% of CAC (€80)",
          "40% of CAC (€160)",
        ])
    // The last axis runs fastest: cash, credit, cash, ...
    #expect(try axes[1]["texts"].strings == ["cash", "credit"])
    #expect(
      try values("npv", of: data)
        == [
          17_500, 18_000, 18_800, 20_000, 19_500, 21_000, 18_500, 20_400, 14_000, 16_000,
        ])
    #expect(
      try values("difference", of: data)
        == [-3500, -3000, -2200, -1000, -1500, 0, -2500, -600, -7000, -5000])
    #expect(try values("gain", of: data)[5] == 4000)
    #expect(try data["agents"].numbers == [1, 1, 0, 1, 1, 1, 0, 1, 1, 1])
    #expect(try data["keeps"].numbers == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
    // Of candidates the texts with their ranges; 40% of CAC never pays back.
    #expect(try data["stored"]["1"]["npv"]["text"].string == "€18,000")
    #expect(try data["stored"]["9"]["payback_days"]["text"].string == "–")
    #expect(data.member("stored")?.member("0") == nil)
    // 41 levels could be chosen; five of them were simulated.
    let positions = try axes[0]["positions"].items
    #expect(positions.count == 41)
    #expect(positions.filter { $0.member("level") != nil }.count == 5)
    #expect(try positions[3]["text"].string == "3% of CAC")
    #expect(try axes[1]["numeric"].bool == false)
    #expect(try axes[1]["positions"].items.map { try $0["text"].string } == ["cash", "credit"])
  }

  @Test func `levels that were left out are named`() throws {
    let html = try Pages.page(Pages.fixture("grid")).html
    #expect(html.contains("undefined there in some replications: the referrer &lt;xss&gt; of"))
    // A result of an earlier version does not say.
    #expect(!(try Pages.page(Pages.fixture("decision")).html.contains("undefined there")))
  }

  @Test func `a map of two numbers has a cell for each simulated point`() throws {
    let page = try Pages.page(Pages.fixture("grid"))
    let map = try #require(page.charts.first { $0.name.hasSuffix("-map") }).chart
    #expect(map.data.rowCount == 12)
    // Half-way between 0, 10, 20 and 40, and between 0, 10 and 30; the ends are the ranges'.
    #expect(Set(map.data["left"].numbers) == [0, 5, 15, 30])
    #expect(Set(map.data["right"].numbers) == [5, 15, 30, 40])
    #expect(Set(map.data["top"].numbers) == [5, 20, 30])
    // The indifference is 400: −200 counts as none, −600 is up to three
    // times that, −1,300 up to ten times.
    let classes = Dictionary(
      zip(map.data["difference"].numbers, map.data["class"].texts),
      uniquingKeysWith: { first, _ in first })
    #expect(classes[-200] == "up to €400 less: counts as none")
    #expect(classes[-600] == "to €1,200 less")
    #expect(classes[-1300] == "to €4,000 less")
    #expect(map.data["class"].texts.count { $0 == "breaks a limit" } == 3)
    // Marks where agents looked, the recommended one aside.
    #expect(map.layers[1].data?.rowCount == 9)
    #expect(
      !(try Pages.page(Pages.fixture("decision")).charts.contains { $0.name.hasSuffix("-map") }))
  }

  @Test func `a decision without a stored grid moves along its one curve`() throws {
    let data = try whatIf(try Pages.page(try withoutGrid(Pages.committed("saas-credit-tune"))))
    let axes = try data["axes"].items
    #expect(axes.count == 1)
    #expect(try axes[0]["texts"].strings.count == (try values("npv", of: data)).count)
    #expect(try data["agents"].numbers.allSatisfy { $0 == 1 })
  }

  @Test func `a decision of several variables without a stored grid has no sliders`() throws {
    let page = try Pages.page(try withoutGrid(Pages.fixture("grid")))
    #expect(!page.html.contains("data-slider"))
    #expect(page.charts.contains { $0.name.contains("-response-") })
  }

  /// A copy of a folder as an earlier version wrote it.
  private func withoutGrid(_ folder: String) throws -> String {
    let copy = NSTemporaryDirectory() + "older-" + UUID().uuidString
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    let file = "\(copy)/decision.json"
    guard
      case .object(let members) = try JSONValue(
        parsing: Array(try Data(contentsOf: URL(fileURLWithPath: file))))
    else { throw ReportPageError.damaged(file: file, expected: "an object") }
    let older = JSONValue.object(members.filter { $0.name != "grid" })
    try older.text().write(toFile: file, atomically: true, encoding: .utf8)
    return copy
  }

  @Test func `differences to the best strategy have their sign and their interval`() throws {
    let page = try Pages.page(Pages.fixture("comparison"))
    let chart = try #require(page.charts.first { $0.name.hasSuffix("-strategies") }).chart
    #expect(chart.data["mean"].numbers == [0, -100, -600])
    #expect(chart.data["low"].numbers == [0, -220, -700])
    #expect(chart.data["high"].numbers == [0, 20, -500])
  }

  @Test func `signups by cause sum to all signups`() throws {
    let page = try Pages.page(try Pages.committed("saas-credit"))
    let chart = try #require(page.charts.first { $0.name.hasSuffix("-causes") }).chart
    let total = chart.data["value"].numbers.reduce(0, +)
    // summary.json: metrics.signups_total.mean.
    #expect(abs(total - 13_129.85) < 1e-6)
  }

  @Test func `a calibration's observed totals stand on the forecast of the same scenario`() throws {
    let page = try Pages.page(Pages.fixture("run"), Pages.fixture("calibration"))
    let growth = try #require(page.charts.first { $0.name.hasSuffix("1-growth") }).chart
    let observed = try #require(growth.layers.first { $0.data != nil }?.data)
    #expect(observed["observed"].numbers == [158, 255])
    #expect(growth.keys.contains { $0.name == "observed" })
  }

  @Test func `a tree hangs together, and begins with whoever nobody brought`() throws {
    let page = try Pages.page(Pages.fixture("run"))
    let chart = try #require(page.charts.first { $0.name.hasSuffix("-cascades") }).chart
    // Nine of the first history, and the customer from the start who brought the ninth.
    #expect(chart.data.rowCount == 10)
    #expect(chart.data["place"].texts.filter { $0 == "begins a tree" }.count == 3)
    #expect(chart.data["place"].texts.filter { $0 == "further on" }.count == 1)
    #expect(chart.description.hasPrefix("3 of 3 trees with 10 of 10 people"))
  }

  @Test func `of a tree too large to draw the people near its root are drawn`() throws {
    // One person brings 10, each of whom brings 100.
    var rows = "replication,person,referrer,day,generation\n0,root,,0,0\n"
    for first in 1...10 {
      rows += "0,\(first),root,\(first),1\n"
      for second in 1...100 { rows += "0,\(first)-\(second),\(first),\(20 + second),2\n" }
    }
    let folder = try Pages.changed("run", ["cascades.csv": rows])
    defer { removed(folder) }
    let page = try Pages.page(folder)
    let chart = try #require(page.charts.first { $0.name.hasSuffix("-cascades") }).chart
    #expect(chart.data.rowCount == 240)
    #expect(chart.data["place"].texts.filter { $0 == "invited" }.count == 10)
    #expect(chart.description.contains("1 of 1 trees with 240 of 1,011 people"))
    #expect(chart.height <= 900)
  }

  @Test func `every history is in one bar`() throws {
    // From −11 to 12 in steps of 1, and one history that is undefined.
    let rows = (-11...12).map { "\($0 + 11),1,\($0)\n" }.joined()
    let folder = try Pages.changed(
      "run", ["replications.csv": "replication,seed,incremental_npv\n" + rows + "24,1,\n"])
    defer { removed(folder) }
    let page = try Pages.page(folder)
    let chart = try #require(page.charts.first { $0.name.hasSuffix("-outcomes") }).chart
    #expect(chart.data["histories"].numbers == [3, 3, 3, 3, 3, 3, 3, 3])
    #expect(chart.description.contains("11 end below 0"))
  }

  @Test func `several folders have one heading, and no id or file twice`() throws {
    let page = try Pages.page(
      Pages.fixture("run"), Pages.fixture("run"), Pages.fixture("decision"),
      Pages.fixture("decision"))
    #expect(page.html.components(separatedBy: "<h1").count - 1 == 1)
    let ids = page.html.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    #expect(Set(page.charts.map(\.name)).count == page.charts.count)
  }

  @Test(arguments: ["saas-credit", "saas-credit-tune", "dropbox-2008", "ecommerce-discount-tune"])
  func `a page stays below 500 KB`(name: String) throws {
    #expect(try Pages.page(try Pages.committed(name)).html.utf8.count < 500_000)
  }

  @Test func `a page can be made of every committed result`() throws {
    let results = "\(Pages.root)/Results"
    for name in try FileManager.default.contentsOfDirectory(atPath: results).sorted()
    where name != "benchmarks" && !name.hasSuffix(".md") {
      let page = try Pages.page(try Pages.committed(name))
      #expect(page.charts.count >= 2, "\(name)")
    }
  }

  private func removed(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
  }
}
