internal import Charts

/// The part of a page about strategies side by side, from their `comparison.json`.
struct ComparisonPart {
  private struct Strategy {
    let name: String
    let changes: String
    let metrics: [(name: String, statistics: Statistics)]

    func metric(_ name: String) -> Statistics? { metrics.first { $0.name == name }?.statistics }
  }

  private let folder: ResultsDirectory
  private let slug: String
  private let names: MetricNames
  private let metric: String
  private let level: String
  private let best: String
  private let strategies: [Strategy]
  private let indistinguishable: [String]

  init(_ folder: ResultsDirectory, slug: String) throws(ReportPageError) {
    self.folder = folder
    self.slug = slug
    let summary = folder.summary
    names = MetricNames(currency: try summary["currency"].string)
    metric = try summary["metric"].string
    level = NumberFormat.share.text(try summary["confidence"].number)
    best = try summary["best"].string
    indistinguishable = try summary["indistinguishable"].strings
    var strategies: [Strategy] = []
    for (name, node) in try summary["strategies"].members {
      var metrics: [(String, Statistics)] = []
      for member in try node["metrics"].members {
        metrics.append((member.name, try Statistics(member.node)))
      }
      strategies.append(
        Strategy(name: name, changes: try node["changes"].string, metrics: metrics))
    }
    self.strategies = strategies
  }

  func part() throws(ReportPageError) -> Part {
    let differences = try lessTheBest()
    let scenarios = try folder.summary["scenarios"].items
    var titles: [String] = []
    for scenario in scenarios {
      let title = try scenario["name"].string
      if !titles.contains(title) { titles.append(title) }
    }
    var answer = try sentence(differences)
    if let opening = folder.opening { answer = opening }
    var part = Part(
      kind: "Comparison", title: titles.joined(separator: ", "), answer: answer)
    part.keyFigures = keyFigures(differences)
    part.sections = [
      try sideBySide(differences), spread(differences.map(\.name)), try draws(), try pairs(),
    ]
    .compactMap { $0 }
    let count = NumberFormat.number.text(try folder.summary["replications"].number)
    part.sections += try Provenance(folder, slug: slug).sections(
      engine:
        "\(try folder.summary["engine"].string) engine, \(count) replications of each strategy")
    return part
  }

  /// Each strategy's paired difference to the best one, which has none, best first.
  private func lessTheBest() throws(ReportPageError) -> [(
    name: String, difference: Candidate.Difference
  )] {
    var found: [(name: String, difference: Candidate.Difference)] = [
      (best, .init(mean: 0, low: 0, high: 0))
    ]
    for node in try folder.summary["differences"].items {
      let (first, second) = (try node["first"].string, try node["second"].string)
      let mean = try node["mean"].number
      let (low, high) = (try node["low"].number, try node["high"].number)
      if second == best { found.append((first, .init(mean: mean, low: low, high: high))) }
      if first == best { found.append((second, .init(mean: -mean, low: -high, high: -low))) }
    }
    let isMaximised = try folder.summary["maximised"].bool
    return found.sorted {
      isMaximised
        ? $0.difference.mean > $1.difference.mean : $0.difference.mean < $1.difference.mean
    }
  }

  private func sentence(
    _ differences: [(name: String, difference: Candidate.Difference)]
  ) throws(ReportPageError) -> String {
    let format = names.format(metric)
    let isMaximised = try folder.summary["maximised"].bool
    let value = strategies.first { $0.name == best }?.metric(metric)?.mean ?? .nan
    var text =
      "\(best) has the \(isMaximised ? "highest" : "lowest") "
      + "\(lowered(names.label(metric))), \(format.text(value))."
    let ties = indistinguishable.filter { $0 != best }
    if !ties.isEmpty {
      text +=
        " It cannot be told apart from \(ties.joined(separator: ", ")) with \(level) confidence."
    }
    if let none = differences.first(where: { $0.name == "no-program" })?.difference,
      best != "no-program"
    {
      text +=
        " Against no program it is \(format.text(abs(none.mean))) more "
        + "(\(level): \(format.range(-none.high, -none.low)))."
    }
    return text
  }

  private func keyFigures(
    _ differences: [(name: String, difference: Candidate.Difference)]
  ) -> [Part.KeyFigure] {
    guard let strategy = strategies.first(where: { $0.name == best }) else { return [] }
    var figures = [Part.KeyFigure(label: "Best strategy", value: best, range: strategy.changes)]
    let shown = [metric, "incremental_signups", "incremental_cac", "payback_days", "roi"]
    for name in shown {
      guard let s = strategy.metric(name), s.mean.isFinite,
        !figures.contains(where: { $0.label == names.label(name) })
      else { continue }
      let format = names.format(name)
      figures.append(
        .init(
          label: names.label(name), value: format.text(s.mean),
          range: "90% of histories: \(format.range(s.q05, s.q95))"))
    }
    return figures
  }

  private func sideBySide(
    _ differences: [(name: String, difference: Candidate.Difference)]
  ) throws(ReportPageError) -> Section {
    let format = names.format(metric)
    var chart = PairedIntervals(
      rows: differences.map {
        (label: $0.name, difference: $0.difference, isStrong: $0.name == best)
      }, format: format, level: level, reference: "the best"
    ).chart
    chart.title = "\(names.label(metric)), less the best strategy's"
    let isSettled = try folder.summary["settled"].bool
    chart.description =
      "Every strategy meets the same people with the same luck; the \(level) intervals of all pairs "
      + "hold together. "
      + (indistinguishable.count > 1
        ? "Not told apart from the best: "
          + indistinguishable.filter { $0 != best }.joined(separator: ", ") + ". " : "")
      + (isSettled
        ? "Differences up to \(format.text(try folder.summary["indifference"].number)) count as none."
        : "More replications would tell more apart.")
    let shown = [
      "npv", "incremental_npv", "signups_total", "referred_share", "incremental_signups",
      "reward_cost", "incremental_cac", "payback_days", "roi",
    ]
    let rows = ([metric] + shown.filter { $0 != metric }).filter { name in
      strategies.contains { $0.metric(name)?.mean.isFinite ?? false }
    }
    let order = differences.map(\.name)
    let sorted = order.compactMap { name in strategies.first { $0.name == name } }
    let table = Markup.table(
      caption: "Means, best strategy first", header: [""] + sorted.map(\.name),
      numeric: Set(sorted.indices.map { $0 + 1 }),
      rows: rows.map { name in
        [names.label(name)]
          + sorted.map { names.format(name).text($0.metric(name)?.mean ?? .nan) }
      })
    let changes = sorted.map {
      "\($0.name): \($0.changes.isEmpty ? "the scenario as it is" : $0.changes)"
    }
    return Section(
      id: "strategies", title: "Strategies side by side",
      blocks: [
        .figure(Figure("\(slug)-strategies", chart)), .html(table),
        .html("<p>What each changes:</p>" + Markup.list(changes)),
      ])
  }

  /// How histories of each strategy spread, which no pairing makes smaller.
  private func spread(_ order: [String]) -> Section? {
    let rows = order.compactMap { name in
      strategies.first { $0.name == name }?.metric(metric).map { (name, $0) }
    }.filter { $0.1.mean.isFinite && $0.1.sd > 0 }
    guard !rows.isEmpty else { return nil }
    let format = names.format(metric)
    let data = DataTable([
      .texts("name", rows.map(\.0), title: "strategy"),
      .numbers("q05", rows.map(\.1.q05), title: "5%", format: format),
      .numbers("q25", rows.map(\.1.q25), title: "25%", format: format),
      .numbers("q50", rows.map(\.1.q50), title: "median", format: format),
      .numbers("q75", rows.map(\.1.q75), title: "75%", format: format),
      .numbers("q95", rows.map(\.1.q95), title: "95%", format: format),
    ])
    let chart = Chart(
      title: "\(names.label(metric)) over histories",
      description: "How far single histories of a strategy lie apart, from luck and from numbers "
        + "that are not known. The differences above are surer, since luck is shared.",
      data: data, x: .init("", .linear(includesZero: false), format: format),
      y: .init("", .band(rows.map(\.0))),
      layers: [
        .init(
          .rule(), x: .field("q05"), x2: .field("q95"), y: .field("name"),
          paint: .key(FanChart.most)),
        .init(
          .rule(width: 5), x: .field("q25"), x2: .field("q75"), y: .field("name"),
          paint: .key(FanChart.half)),
        .init(
          .point(radius: 4), x: .field("q50"), y: .field("name"), paint: .key(FanChart.median),
          isHollow: true, tooltip: ["name", "q05", "q50", "q95"]),
      ],
      keys: [
        .init(FanChart.median, .ink, .hollow), .init(FanChart.half, .series1, .line),
        .init(FanChart.most, .band50, .line),
      ])
    return Section(
      id: "spread", title: "How far histories lie apart",
      blocks: [.figure(Figure("\(slug)-spread", chart))])
  }

  /// In what share of the draws of uncertain numbers each strategy wins.
  private func draws() throws(ReportPageError) -> Section? {
    guard let node = folder.summary.member("parameter_draws") else { return nil }
    var rows: [(String, Double)] = []
    for (name, share) in try node["wins"].members { rows.append((name, try share.number)) }
    rows.sort { $0.1 > $1.1 }
    let count = NumberFormat.number.text(try node["draws"].number)
    let disagreement = NumberFormat.share.text(try node["disagreement"].number)
    let data = DataTable([
      .texts("name", rows.map(\.0), title: "strategy"),
      .numbers("share", rows.map(\.1), title: "best in", format: .share),
      .texts("label", rows.map { NumberFormat.share.text($0.1) }, title: "as shown"),
    ])
    let chart = Chart(
      title: "Best in what share of draws",
      description:
        "Of \(count) draws of the uncertain numbers. In \(disagreement) of the draws its two "
        + "replications name different winners, so that much is luck.",
      data: data,
      x: .init("", .linear(includesZero: true), format: .share, domain: 0...1),
      y: .init("", .band(rows.map(\.0))),
      layers: [
        .init(.bar, x: .field("share"), y: .field("name"), paint: .role(.series1)),
        .init(
          .text(.start, dx: 6), x: .field("share"), y: .field("name"), paint: .role(.ink),
          text: .field("label")),
      ], legend: .none)
    return Section(
      id: "draws", title: "If the uncertain numbers were known",
      blocks: [.figure(Figure("\(slug)-wins", chart))])
  }

  private func pairs() throws(ReportPageError) -> Section? {
    let format = names.format(metric)
    var rows: [[String]] = []
    for node in try folder.summary["differences"].items {
      let (low, high) = (try node["low"].number, try node["high"].number)
      rows.append([
        "\(try node["first"].string) less \(try node["second"].string)",
        format.text(try node["mean"].number), format.range(low, high),
        low > 0 || high < 0 ? "yes" : "no",
        NumberFormat.number.text(try node.member("variance_reduction")?.number ?? .nan),
      ])
    }
    guard !rows.isEmpty else { return nil }
    return Section(
      id: "pairs", title: "Every pair",
      blocks: [
        .html(
          Markup.details(
            "\(rows.count) differences",
            Markup.table(
              caption: "\(names.label(metric)), paired",
              header: [
                "", "difference", "\(level) interval", "told apart", "variance ÷ by pairing",
              ], numeric: [1, 2, 4], rows: rows)))
      ])
  }

  private func lowered(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}

extension ResultsDirectory {
  /// The first paragraph of `report.txt`, which is the answer in a sentence.
  var opening: String? {
    guard let report = text("report.txt") else { return nil }
    let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
    let text = lines.joined(separator: " ")
    return text.isEmpty ? nil : text
  }
}
