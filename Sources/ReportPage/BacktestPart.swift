internal import Charts

/// The part of a page about scored forecasts, from `backtest.json` and `forecasts.csv`.
struct BacktestPart {
  private struct Score {
    let series: String
    let method: String
    let forecasts: Double
    let error: Double
    let crps: Double
    let coverage50: Double
    let coverage90: Double
  }

  private let folder: ResultsDirectory
  private let slug: String
  private let title: String
  private let scores: [Score]

  init(_ folder: ResultsDirectory, slug: String) throws(ReportPageError) {
    self.folder = folder
    self.slug = slug
    title = try folder.summary["scenario"]["name"].string
    var scores: [Score] = []
    for node in try folder.summary["scores"].items {
      scores.append(
        Score(
          series: try node["series"].string, method: try node["method"].string,
          forecasts: try node["forecasts"].number,
          error: try node["mean_absolute_percentage_error"].number,
          crps: try node["relative_crps"].number, coverage50: try node["coverage_50"].number,
          coverage90: try node["coverage_90"].number))
    }
    self.scores = scores
  }

  private var series: [String] {
    var names: [String] = []
    for score in scores where !names.contains(score.series) { names.append(score.series) }
    return names
  }

  func part() throws(ReportPageError) -> Part {
    var part = Part(
      kind: "Backtest", title: title, answer: try folder.summary["headline"].string)
    part.sections = [scoreSection(), try forecasts(), try origins(), terminal()].compactMap { $0 }
    part.sections += try Provenance(folder, slug: slug).sections(engine: "kfactor backtest")
    return part
  }

  private func scoreSection() -> Section? {
    guard !scores.isEmpty else { return nil }
    var blocks: [Section.Block] = []
    for name in series {
      let rows = scores.filter { $0.series == name }.sorted { $0.crps < $1.crps }
      let (own, naive) = ("scenario", "naive forecasts")
      let data = DataTable([
        .texts("method", rows.map(\.method), title: "method"),
        .texts("kind", rows.map { $0.method == own ? own : naive }, title: "kind"),
        .numbers("crps", rows.map(\.crps), title: "CRPS", format: .share),
        .texts("label", rows.map { NumberFormat.share.text($0.crps) }, title: "as shown"),
      ])
      let label = name.replacing("_", with: " ")
      let best = rows.first?.method ?? ""
      let most = max(0, rows.map(\.crps).filter(\.isFinite).max() ?? 1)
      blocks.append(
        .figure(
          Figure(
            "\(slug)-scores-\(ReportPage.slug(name))",
            Chart(
              title: "Error of forecasts of \(label)",
              description:
                "Continuous ranked probability score as a share of what came; smaller is "
                + "better. Best: \(best).",
              data: data,
              x: .init("", .linear(includesZero: true), format: .share, domain: 0...(most * 1.15)),
              y: .init("", .band(rows.map(\.method))),
              layers: [
                .init(.bar, x: .field("crps"), y: .field("method"), paint: .field("kind")),
                .init(
                  .text(.start, dx: 6), x: .field("crps"), y: .field("method"), paint: .role(.ink),
                  text: .field("label")),
              ], keys: [.init(own, .series1, .area), .init(naive, .series8, .area)]))))
    }
    let share = NumberFormat.share
    blocks.append(
      .html(
        Markup.table(
          caption: "Scores",
          header: [
            "series, method", "forecasts", "mean error", "CRPS", "came inside the 50%",
            "came inside the 90%",
          ], numeric: [1, 2, 3, 4, 5],
          rows: scores.map {
            [
              "\($0.series.replacing("_", with: " ")), \($0.method)",
              NumberFormat.number.text($0.forecasts), share.text($0.error), share.text($0.crps),
              share.text($0.coverage50), share.text($0.coverage90),
            ]
          })))
    return Section(id: "scores", title: "Against naive forecasts", blocks: blocks)
  }

  /// What the scenario said, and what came; an interval a forecast.
  private func forecasts() throws(ReportPageError) -> Section? {
    guard
      let table = try folder.columns(
        of: "forecasts.csv",
        ["series", "origin", "until", "method", "observed", "q05", "median", "q95"])
    else { return nil }
    let (series, methods, origins) = (
      table.texts("series"), table.texts("method"), table.texts("origin")
    )
    let days = try CalibrationPart.days(table, "until")
    let observed = try table.numbers("observed")
    let (low, middle, high) = (
      try table.numbers("q05"), try table.numbers("median"), try table.numbers("q95")
    )
    var blocks: [Section.Block] = []
    for name in self.series {
      let rows = series.indices.filter { series[$0] == name && methods[$0] == "scenario" }
      guard !rows.isEmpty else { continue }
      let inside = rows.filter { observed[$0] >= low[$0] && observed[$0] <= high[$0] }.count
      let label = name.replacing("_", with: " ")
      let (hit, miss) = ("90% interval that held what came", "90% interval that missed")
      let data = DataTable([
        .texts("origin", rows.map { origins[$0] }, title: "known before"),
        .days("until", rows.map { days[$0] }, title: "forecast until"),
        .numbers("observed", rows.map { observed[$0] }, title: "what came"),
        .numbers("q05", rows.map { low[$0] }, title: "5%"),
        .numbers("median", rows.map { middle[$0] }, title: "median"),
        .numbers("q95", rows.map { high[$0] }, title: "95%"),
        .texts(
          "held", rows.map { observed[$0] >= low[$0] && observed[$0] <= high[$0] ? hit : miss },
          title: "outcome"),
      ])
      blocks.append(
        .figure(
          Figure(
            "\(slug)-forecasts-\(ReportPage.slug(name))",
            Chart(
              title: "Forecasts of \(label), and what came",
              description:
                "\(inside) of \(rows.count) values came inside the 90% interval that the "
                + "scenario gave before.",
              data: data, x: .init("", .time), y: .init(label, .linear(includesZero: true)),
              layers: [
                .init(
                  .rule(), x: .field("until"), y: .field("q05"), y2: .field("q95"),
                  paint: .field("held")),
                .init(
                  .point(.square, radius: 2.5), x: .field("until"), y: .field("median"),
                  paint: .key("median")),
                .init(
                  .point(radius: 3.5), x: .field("until"), y: .field("observed"),
                  paint: .key("what came"), tooltip: ["origin", "until", "observed", "q05", "q95"]),
              ],
              keys: [
                .init("what came", .ink, .point), .init("median", .series1, .point),
                .init(hit, .series6, .line), .init(miss, .series2, .line),
              ]))))
    }
    return blocks.isEmpty
      ? nil : Section(id: "forecasts", title: "Forecast by forecast", blocks: blocks)
  }

  private func origins() throws(ReportPageError) -> Section? {
    var items: [String] = []
    for node in try folder.summary["origins"].items {
      let date = try node["date"].string
      if let refusal = try node.member("refusal")?.string {
        items.append("\(date): no forecast: \(refusal)")
      } else {
        items.append(date)
      }
    }
    let fitted = try folder.summary["fitted"].strings
    return Section(
      id: "origins", title: "What was fitted, and when",
      blocks: [
        .html(
          Markup.paragraph(
            "Fitted anew to what was known before each date: \(fitted.joined(separator: ", ")).")
            + Markup.list(items))
      ])
  }

  private func terminal() -> Section? {
    folder.text("report.txt").map {
      Section(
        id: "terminal", title: "The report in words",
        blocks: [.html(Markup.details("As a terminal shows it", Markup.code($0)))])
    }
  }
}
