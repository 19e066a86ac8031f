internal import Charts

/// The part of a page about a forecast, from its `summary.json`.
struct RunPart {
  let folder: ResultsDirectory
  let names: MetricNames
  let times: RunTimes
  let metrics: [(name: String, statistics: Statistics)]
  let series: Node
  let name: String
  let engine: String
  let replications: Double
  let initialCustomers: Double
  let hasProgram: Bool
  /// Of names of files.
  let slug: String
  /// Observed counts of customers ever, from a calibration on the same page.
  let observed: (times: [Double], values: [Double])?

  init(
    _ folder: ResultsDirectory, slug: String,
    observed: (times: [Double], values: [Double])? = nil
  ) throws(ReportPageError) {
    self.folder = folder
    self.slug = slug
    self.observed = observed
    let scenario = try folder.summary["scenario"]
    names = MetricNames(currency: try scenario["currency"].string)
    name = try scenario["name"].string
    initialCustomers = try scenario["initial_customers"].number
    hasProgram = try scenario["program"].bool
    engine = try folder.summary["engine"].string
    replications = try folder.summary["replications"].number
    series = try folder.summary["series"]
    times = try RunTimes(series)
    var metrics: [(String, Statistics)] = []
    for member in try folder.summary["metrics"].members {
      metrics.append((member.name, try Statistics(member.node)))
    }
    self.metrics = metrics
  }

  func metric(_ name: String) -> Statistics? { metrics.first { $0.name == name }?.statistics }

  /// One statistic of a series, one value an interval; nil where the run has no such series.
  func values(_ name: String, _ statistic: String) throws(ReportPageError) -> [Double]? {
    guard let node = series.member(name) else { return nil }
    // Only where some history leaves a value undefined.
    if statistic == "undefined" && node.member(statistic) == nil { return nil }
    let values = try node[statistic].numbers
    guard values.count == times.starts.count else {
      throw .damaged(
        file: node.file, expected: "\(times.starts.count) values at \(node.path).\(statistic)")
    }
    return values
  }

  func part() throws(ReportPageError) -> Part {
    var part = Part(kind: "Forecast", title: name, answer: answer)
    part.keyFigures = keyFigures
    part.sections = [
      try growth(), try causes(), funnel(), try reproduction(), try cascades(), try money(),
      try outcomes(),
      numbers(),
    ]
    .compactMap { $0 }
    part.sections += try Provenance(folder, slug: slug).sections(
      engine: "\(engine) engine, \(NumberFormat.number.text(replications)) replications")
    return part
  }

  private var answer: String {
    let count = names.format("signups_total")
    var text = "From \(count.text(initialCustomers)) customers"
    if let end = metric("customers_total_end") {
      text += " to \(count.text(end.mean))\(interval(end, count)) \(times.horizon)"
    }
    if let share = metric("referred_share"), share.mean.isFinite {
      text += "; \(NumberFormat.share.text(share.mean)) of signups by referral"
    }
    text += "."
    guard hasProgram, let added = metric("incremental_signups"),
      let worth = metric("incremental_npv")
    else { return text }
    text += " The program \(added.mean < 0 ? "takes away" : "adds") "
    text += "\(count.text(abs(added.mean))) signups"
    if added.sd > 0 {
      let ends = added.mean < 0 ? (-added.q95, -added.q05) : (added.q05, added.q95)
      text += " (90%: \(count.range(ends.0, ends.1)))"
    }
    let money = names.format("npv")
    if let cost = metric("incremental_cac")?.mean, cost.isFinite {
      text += " at \(money.text(cost)) each"
    }
    text +=
      " and \(worth.mean < 0 ? "costs" : "earns") \(money.text(abs(worth.mean))) in net present value."
    return text
  }

  private func interval(_ statistics: Statistics, _ format: NumberFormat) -> String {
    statistics.sd > 0 ? " (90%: \(format.range(statistics.q05, statistics.q95)))" : ""
  }

  private var keyFigures: [Part.KeyFigure] {
    let shown =
      hasProgram
      ? [
        "customers_total_end", "incremental_signups", "incremental_cac", "incremental_npv",
        "payback_days", "k_factor",
      ] : ["customers_total_end", "customers_active_end", "signups_total", "npv"]
    return shown.compactMap { name in
      guard let statistics = metric(name), statistics.mean.isFinite else { return nil }
      let format = names.format(name)
      return Part.KeyFigure(
        label: names.label(name), value: format.text(statistics.mean),
        range: statistics.sd > 0
          ? "90%: \(format.range(statistics.q05, statistics.q95))" : "the same in every history")
    }
  }

  /// A series with its quantiles; of a stock, read at the ends of intervals.
  func fan(
    _ series: String, title: String, description: String, axis: String, format: NumberFormat,
    isStock: Bool
  ) throws(ReportPageError) -> FanChart? {
    guard let q05 = try values(series, "q05"), let q25 = try values(series, "q25"),
      let q50 = try values(series, "q50"), let q75 = try values(series, "q75"),
      let q95 = try values(series, "q95")
    else { return nil }
    return FanChart(
      title: title, description: description, axis: axis, format: format,
      times: isStock ? times.ends : times.starts,
      timeTitle: times.isDated ? "date" : "day", scale: times.scale, q05: q05, q25: q25, q50: q50,
      q75: q75, q95: q95)
  }

  private func growth() throws(ReportPageError) -> Section? {
    let count = NumberFormat.number
    guard let end = metric("customers_total_end"),
      let body = try fan(
        "customers_total", title: "Customers who ever signed up",
        description: "", axis: "customers", format: count, isStock: true)
    else { return nil }
    func grown(_ values: [Double]) -> [Double] { [initialCustomers] + values }
    var description =
      "Growth from \(count.text(initialCustomers)) to \(count.text(end.q50)) customers "
      + "\(times.horizon) in the middle history; half of the histories end between "
      + "\(count.range(end.q25, end.q75).replacing(" to ", with: " and ")), 90% between "
      + "\(count.range(end.q05, end.q95).replacing(" to ", with: " and "))."
    if end.sd == 0 {
      description =
        "Growth from \(count.text(initialCustomers)) to \(count.text(end.mean)) customers "
        + "\(times.horizon), in the large-market limit, which knows no luck."
    }
    var fan = FanChart(
      title: body.title, description: description, axis: body.axis, format: count,
      times: [times.starts[0]] + body.times, timeTitle: body.timeTitle, scale: body.scale,
      q05: grown(body.q05), q25: grown(body.q25), q50: grown(body.q50), q75: grown(body.q75),
      q95: grown(body.q95))
    if hasProgram, let twin = try values("twin_customers_total", "q50") {
      fan.second = ("median without the program", grown(twin))
    }
    if let observed, times.isDated { fan.observed = observed }
    var views = [("Linear", "\(slug)-growth", fan.chart())]
    if initialCustomers > 0, let least = fan.q05.min(), least > 0 {
      var chart = fan.chart(isLogarithmic: true)
      chart.title += ", logarithmic"
      views.append(("Logarithmic", "\(slug)-growth-log", chart))
    }
    var blocks: [Section.Block] = [
      .figure(
        Figure(
          views: views,
          note: description
            + (views.count > 1
              ? " On the logarithmic axis a straight line is growth at a constant rate." : "")))
    ]
    let uncertain = try folder.summary.member("uncertain")?.strings ?? []
    if end.fromParameters.isFinite, !uncertain.isEmpty {
      blocks.append(
        .html(
          Markup.paragraph(
            "Of the variance between histories, \(NumberFormat.share.text(end.fromParameters)) comes "
              + "from not knowing \(uncertain.joined(separator: ", ")); the rest is luck.")))
    }
    return Section(id: "growth", title: "Growth", blocks: blocks)
  }

  private func causes() throws(ReportPageError) -> Section? {
    var parts: [(key: String, values: [Double])] = []
    for (name, label) in [
      ("signups.organic", "organic"), ("signups.pulse", "events"),
      ("signups.paid", "paid channels"), ("signups.word_of_mouth", "word of mouth"),
    ] {
      if let values = try values(name, "mean") { parts.append((label, values)) }
    }
    for member in try series.members where member.name.hasPrefix("signups.referred.") {
      let loop = String(member.name.dropFirst("signups.referred.".count))
      if let values = try values(member.name, "mean") {
        parts.append(("invited: \(loop.replacing("_", with: " "))", values))
      }
    }
    if let values = try values("signups.deadweight", "mean") {
      parts.append(("would have come anyway", values))
    }
    parts.removeAll { part in part.values.allSatisfy { $0 == 0 } }
    guard !parts.isEmpty else { return nil }
    let chart = stacked(
      parts, title: "Signups by cause, each \(times.interval)",
      description: sharesSentence(parts, "Of all signups"), axis: "signups", format: .number,
      valueTitle: "signups")
    return Section(
      id: "causes", title: "Where signups come from",
      blocks: [.figure(Figure("\(slug)-causes", chart))])
  }

  private func reproduction() throws(ReportPageError) -> Section? {
    guard
      var body = try fan(
        "reproduction_number",
        title: "R(t): signups that customers of each \(times.interval) bring",
        description:
          "Of the customers who signed up in an interval, how many each brings in over time, "
          + "corrected for how long they were observed, which for the last ones is short. Above 1 "
          + "customers would grow by referral alone.",
        axis: "signups for each customer", format: .number, isStock: false),
      body.q50.contains(where: \.isFinite)
    else { return nil }
    // Cohorts at the end were seen for too short a time in many histories.
    let undefined = try values("reproduction_number", "undefined") ?? []
    if !undefined.isEmpty {
      func kept(_ values: [Double]) -> [Double] {
        zip(values, undefined).map { $1 > replications / 2 ? .nan : $0 }
      }
      body = FanChart(
        title: body.title, description: body.description, axis: body.axis, format: body.format,
        times: body.times, timeTitle: body.timeTitle, scale: body.scale, q05: kept(body.q05),
        q25: kept(body.q25), q50: kept(body.q50), q75: kept(body.q75), q95: kept(body.q95))
    }
    return Section(
      id: "reproduction", title: "How strong each cohort is",
      blocks: [.figure(Figure("\(slug)-reproduction", body.chart()))])
  }

  private func cascades() throws(ReportPageError) -> Section? {
    guard
      let table = try folder.columns(
        of: "cascades.csv", ["replication", "person", "referrer", "day", "generation"],
        limit: Cascades.mostRows),
      let chart = try Cascades(table, totals: folder.summary.member("cascades")).chart
    else { return nil }
    return Section(
      id: "cascades", title: "Who brought whom",
      blocks: [.figure(Figure("\(slug)-cascades", chart))])
  }

  private func numbers() -> Section? {
    Section(
      id: "numbers", title: "All numbers",
      blocks: [.html(MetricTable(names: names, metrics: metrics).html)])
  }
}
