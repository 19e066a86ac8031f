internal import Charts

/// The part of a page about a fit, from its `calibration.json` and `fit.csv`.
struct CalibrationPart {
  let folder: ResultsDirectory
  let slug: String
  let title: String

  /// What is known of one number after the data.
  struct Estimate {
    let name: String
    let path: String
    let low: Double
    let middle: Double
    let high: Double
    /// As people write them, with units; in base units of older results.
    let text: (value: String, interval: String)
  }

  init(_ folder: ResultsDirectory, slug: String) throws(ReportPageError) {
    self.folder = folder
    self.slug = slug
    title = try folder.summary["scenario"]["name"].string
  }

  func part() throws(ReportPageError) -> Part {
    var part = Part(
      kind: "Calibration", title: title, answer: try folder.summary["headline"].string)
    part.sections = [
      try estimates(), try experiment(), try fit(), try reproduction(), try quality(), terminal(),
    ].compactMap { $0 }
    part.sections += try Provenance(folder, slug: slug).sections(engine: "kfactor calibrate")
    return part
  }

  private func estimates() throws(ReportPageError) -> Section? {
    var estimates: [Estimate] = []
    var notes: [String] = []
    var known: [(name: String, share: Double)] = []
    if let parameters = folder.summary.member("parameters") {
      for node in try parameters.items {
        let path = try node["path"].string
        estimates.append(
          Estimate(
            name: DecisionVariable.label(path), path: path, low: try node["q05"].number,
            middle: try node["q50"].number, high: try node["q95"].number,
            text: try texts(node)))
        known.append((DecisionVariable.label(path), try node["share_left"].number))
      }
    } else {
      for finding in try folder.summary["findings"].items {
        let title = try finding["title"].string
        for node in try finding["estimates"].items {
          let name = try node["name"].string
          estimates.append(
            Estimate(
              name: "\(title): \(name.replacing("_", with: " "))",
              path: try node.member("path")?.string ?? NumberFormat.undefined,
              low: try node["q05"].number, middle: try node["value"].number,
              high: try node["q95"].number, text: try texts(node)))
        }
        for note in try finding["notes"].strings { notes.append("\(title): \(note)") }
      }
    }
    guard !estimates.isEmpty else { return nil }
    var blocks: [Section.Block] = []
    let placed = estimates.filter { $0.low > 0 && $0.middle > 0 && $0.high.isFinite }
    if !placed.isEmpty { blocks.append(.figure(Figure("\(slug)-estimates", relative(placed)))) }
    if !known.isEmpty { blocks.append(.figure(Figure("\(slug)-learned", learned(known)))) }
    blocks.append(
      .html(
        Markup.table(
          caption: "Estimates",
          header: ["", "estimate", "90% interval", "in the scenario"], numeric: [1, 2],
          rows: estimates.map {
            [$0.name, $0.text.value, $0.text.interval, $0.path]
          }, class: "facts")))
    if !notes.isEmpty { blocks.append(.html(Markup.list(notes))) }
    return Section(id: "estimates", title: "What the data say", blocks: blocks)
  }

  /// An estimate and its interval in words.
  private func texts(_ node: Node) throws(ReportPageError) -> (value: String, interval: String) {
    guard let text = node.member("text") else {
      let number = NumberFormat.number
      let middle = try node[node.member("q50") == nil ? "value" : "q50"].number
      return (
        number.text(middle), number.range(try node["q05"].number, try node["q95"].number)
      )
    }
    if let interval = text.member("interval") {
      return (try text["value"].string, try interval.string)
    }
    return (try text["q50"].string, "\(try text["q05"].string) to \(try text["q95"].string)")
  }

  /// Intervals as multiples of the estimate, so that shares, days and money share an axis.
  private func relative(_ estimates: [Estimate]) -> Chart {
    var names: [String] = []
    for estimate in estimates {
      names.append(names.contains(estimate.name) ? estimate.path : estimate.name)
    }
    let most = 20.0
    let low = estimates.map { max(1 / most, $0.low / $0.middle) }
    let high = estimates.map { min(most, $0.high / $0.middle) }
    let data = DataTable([
      .texts("name", names, title: "number"),
      .numbers("low", low, title: "low end ÷ estimate", format: .multiple),
      .numbers("high", high, title: "high end ÷ estimate", format: .multiple),
    ])
    // No bar touches the edge, beside which the names stand.
    let ends = [(low.min() ?? 1) / 1.08, (high.max() ?? 1) * 1.08]
    return Chart(
      title: "How well each number is known",
      description:
        "90% intervals as multiples of the estimate. A short bar is a number that the data "
        + "settle.",
      data: data, x: .init("multiple of the estimate", .log, format: .multiple, reaches: ends),
      y: .init("", .band(names)),
      layers: [
        .init(.rule(width: 1), x: .number(1), paint: .role(.muted)),
        .init(
          .rule(width: 5), x: .field("low"), x2: .field("high"), y: .field("name"),
          paint: .role(.series1)),
        .init(
          .point(radius: 4), x: .number(1), y: .field("name"), paint: .role(.series1),
          isHollow: true, tooltip: ["name", "low", "high"]),
      ], legend: .none)
  }

  private func learned(_ known: [(name: String, share: Double)]) -> Chart {
    let data = DataTable([
      .texts("name", known.map(\.name), title: "number"),
      .numbers("share", known.map(\.share), title: "spread left", format: .share),
      .texts("label", known.map { NumberFormat.share.text($0.share) }, title: "as shown"),
    ])
    return Chart(
      title: "How much of what was not known is left",
      description:
        "Standard deviation after the data as a share of the one before. Above 70% the data "
        + "hardly say more than was known.",
      data: data,
      x: .init("", .linear(includesZero: true), format: .share, domain: 0...1),
      y: .init("", .band(known.map(\.name))),
      layers: [
        .init(.rule(isDashed: true, width: 1), x: .number(0.7), paint: .role(.muted)),
        .init(.bar, x: .field("share"), y: .field("name"), paint: .role(.series1)),
        .init(
          .text(.start, dx: 6), x: .field("share"), y: .field("name"), paint: .role(.ink),
          text: .field("label")),
      ], legend: .none)
  }

  private func quality() throws(ReportPageError) -> Section? {
    var items: [String] = []
    for direction in try folder.summary.member("undetermined")?.items ?? [] {
      var moves: [String] = []
      for (name, change) in try direction["moves"].members {
        let value = try change.number
        moves.append(
          "\(DecisionVariable.label(name)) \(NumberFormat.share.text(abs(value))) "
            + "\(value < 0 ? "down" : "up")")
      }
      var text = "The data cannot tell these apart: \(moves.joined(separator: " with "))."
      if let column = try direction.member("column")?.string {
        text += " A column \(column) would separate them."
      }
      items.append(text)
    }
    for note in try folder.summary.member("notes")?.strings ?? [] { items.append(note) }
    if let data = folder.summary.member("data") {
      for note in try data["notes"].strings { items.append(note) }
    }
    if let error = folder.summary.member("observation_error") {
      let share = NumberFormat.share
      items.append(
        "Error of observation, besides luck: \(share.text(try error["q50"].number)) (90%: "
          + "\(share.range(try error["q05"].number, try error["q95"].number))).")
    }
    if let d = folder.summary.member("diagnostics") {
      let number = NumberFormat.number
      items.append(
        "Luck comes from \(number.text(try d["luck_histories"].number)) histories of agents around the "
          + "fit; \(number.text(try d["draws"].number)) draws of the posterior were kept, "
          + "\(NumberFormat.share.text(try d["acceptance"].number)) of proposals accepted.")
    }
    return items.isEmpty
      ? nil
      : Section(
        id: "quality", title: "What the data cannot tell", blocks: [.html(Markup.list(items))])
  }

  private func terminal() -> Section? {
    folder.text("report.txt").map {
      Section(
        id: "terminal", title: "The report in words",
        blocks: [.html(Markup.details("As a terminal shows it", Markup.code($0)))])
    }
  }
}
