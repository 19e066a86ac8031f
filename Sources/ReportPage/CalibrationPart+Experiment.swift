internal import Charts

extension CalibrationPart {
  /// What each arm of an experiment did, beside the curve that was fitted to them all.
  func experiment() throws(ReportPageError) -> Section? {
    var blocks: [Section.Block] = []
    for finding in try folder.summary.member("findings")?.items ?? [] {
      guard let node = finding.member("experiment") else { continue }
      let title = try finding["title"].string
      let chart = try response(node, title: title, source: try finding["source"].string)
      blocks.append(.figure(Figure("\(slug)-response-\(ReportPage.slug(title))", chart)))
    }
    return blocks.isEmpty
      ? nil : Section(id: "experiment", title: "The experiment against its fit", blocks: blocks)
  }

  private func response(
    _ node: Node, title: String, source: String
  ) throws(ReportPageError) -> Chart {
    let format: NumberFormat = try node["unit"].string == "share" ? .share : .number
    let isCurve = try node["preferred"].string == "curve"
    let (arms, curve) = (try node["arms"].items, try node["curve"].items)
    func column(_ rows: [Node], _ name: String) throws(ReportPageError) -> [Double] {
      var values: [Double] = []
      for row in rows { values.append(try row[name].number) }
      return values
    }
    var names: [String] = []
    for arm in arms { names.append(try arm["name"].string) }
    let (observed, low) = (try column(arms, "value"), try column(arms, "q05"))
    let high = try column(arms, "q95")
    let data = DataTable([
      .texts("arm", names, title: "arm"),
      .numbers("reward", try column(arms, "reward"), title: "reward, of CAC", format: .share),
      .numbers("exposed", try column(arms, "exposed"), title: "exposed"),
      .numbers("responses", try column(arms, "responses"), title: "responses"),
      .numbers("observed", observed, title: "observed", format: format),
      .numbers("low", low, title: "90%, low", format: format),
      .numbers("high", high, title: "90%, high", format: format),
    ])
    let fitted = DataTable([
      .numbers("reward", try column(curve, "reward"), title: "reward, of CAC", format: .share),
      .numbers("fit", try column(curve, "value"), title: "fit", format: format),
      .numbers("low", try column(curve, "q05"), title: "fit, 5%", format: format),
      .numbers("high", try column(curve, "q95"), title: "fit, 95%", format: format),
    ])
    let flat = try node["flat"].number
    let fit = isCurve ? "the fitted curve" : "the fit, one level for all"
    let (band, arm, level) = ("90% of the fit", "an arm, with its 90% interval", "a flat response")
    var layers: [Chart.Layer] = [
      .init(
        .area, x: .field("reward"), y: .field("high"), y2: .field("low"), paint: .key(band),
        data: fitted),
      .init(.line(), x: .field("reward"), y: .field("fit"), paint: .key(fit), data: fitted),
    ]
    var keys: [Chart.Key] = [
      .init(arm, .ink, .point), .init(fit, .series1, .line), .init(band, .band90, .area),
    ]
    if isCurve {
      layers.append(
        .init(.rule(isDashed: true, width: 1), y: .number(flat), paint: .key(level)))
      keys.append(.init(level, .muted, .dashed))
    }
    layers += [
      .init(
        .rule(width: 1.5), x: .field("reward"), y: .field("low"), y2: .field("high"),
        paint: .key(arm)),
      .init(
        .point(radius: 3.5), x: .field("reward"), y: .field("observed"), paint: .key(arm),
        tooltip: ["arm", "reward", "observed", "low", "high"]),
    ]
    let words =
      isCurve
      ? "The curve goes into the scenario; beyond the largest reward tested it is a guess."
      : "The arms do not tell a curve from one level for all, which goes into the scenario."
    return Chart(
      title: "How \(title) responds to \(source)",
      description: "\(arms.count) arms, at the reward as people perceive it. \(words)", data: data,
      x: .init("\(source), of CAC", .linear(includesZero: true), format: .share),
      y: .init(title, .linear(includesZero: true), format: format), layers: layers, keys: keys,
      height: 260)
  }
}
