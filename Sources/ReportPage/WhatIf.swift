internal import Charts
internal import JSON

/// Sliders over what was simulated, and the numbers beside them.
///
/// The page holds stored values only. Between two simulated levels its script draws straight
/// lines, and says so.
struct WhatIf {
  let part: DecisionPart

  init(_ part: DecisionPart) { self.part = part }

  /// What the table shows, the objective first.
  private var metrics: [String] {
    let others = [
      "incremental_signups", "incremental_cac", "payback_days", "reward_cost", "roi",
      "referred_share",
    ]
    return ([part.objective] + others.filter { $0 != part.objective }).filter { name in
      part.recommended.metric(name)?.mean.isFinite ?? false
    }
  }

  private var sliders: [(index: Int, variable: DecisionVariable)] {
    part.variables.enumerated().filter { $0.element.curve.count > 1 }.map {
      ($0.offset, $0.element)
    }
  }

  var hasSliders: Bool { !sliders.isEmpty }

  var section: Section {
    var blocks: [Section.Block] = []
    if hasSliders { blocks.append(.html(panel)) }
    for (index, variable) in sliders {
      var figure = ResponseCurve(part: part, variable: variable).figure
      figure.variable = variable.isNumeric ? index : nil
      blocks.append(.figure(figure))
    }
    return Section(id: "whatif", title: "What if it were another reward?", blocks: blocks)
  }

  /// The controls are hidden until the script, which they need, shows them.
  private var panel: String {
    var html = "<div class=\"whatif\"><div class=\"controls\" hidden>"
    for (index, variable) in sliders {
      let positions = positions(of: variable)
      let id = "\(part.slug)-slider-\(index)"
      let start = positions.firstIndex { $0.text == variable.recommended?.text } ?? 0
      html +=
        "<label for=\"\(id)\">\(Markup.text(variable.label.prefix(1).uppercased() + variable.label.dropFirst()))</label>"
        + "<output for=\"\(id)\" data-output=\"\(index)\">\(Markup.text(variable.recommended?.text ?? ""))</output>"
        + "<input type=\"range\" id=\"\(id)\" data-slider=\"\(index)\" min=\"0\" max=\"\(positions.count - 1)\""
        + " step=\"1\" value=\"\(start)\">"
    }
    html +=
      "<div class=\"buttons\"><button type=\"button\" data-step=\"-1\">Previous simulated level</button>"
      + "<button type=\"button\" data-step=\"0\">Recommended</button>"
      + "<button type=\"button\" data-step=\"1\">Next simulated level</button></div>"
      + "<p class=\"state\" role=\"status\" data-state></p></div>"
    if sliders.count > 1 {
      html += Markup.paragraph(
        "Levels were simulated along each variable with the others as recommended, so moving one "
          + "slider puts the others back.", class: "note")
    }
    let rows = rowsOfRecommended
    html +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Outcome at this level\">"
    html += "<table><caption>Outcome at this level</caption><thead><tr><th scope=\"col\"></th>"
    html += "<th scope=\"col\" class=\"n\">here</th>"
    html += "<th scope=\"col\" class=\"n\">recommended</th></tr></thead><tbody>"
    for (name, label, value, range) in rows {
      html +=
        "<tr data-row=\"\(Markup.text(name))\"><th scope=\"row\">\(Markup.text(label))</th>"
        + "<td class=\"n\"><b data-value>\(Markup.text(value))</b>"
        + "<small data-range>\(Markup.text(range))</small></td>"
        + "<td class=\"n\">\(Markup.text(value))<small>\(Markup.text(range))</small></td></tr>"
    }
    return html + "</tbody></table></div>"
      + Markup.paragraph(
        "The interval of the first row is of the difference, paired, at \(part.level); the others "
          + "are of 90% of histories.", class: "note") + "</div>"
  }

  private var rowsOfRecommended: [(name: String, label: String, value: String, range: String)] {
    [
      (
        "difference", "\(part.objectiveLabel), less the recommended", part.objectiveFormat.text(0),
        ""
      )
    ]
      + metrics.compactMap { name in
        guard let statistics = part.recommended.metric(name) else { return nil }
        let format = part.names.format(name)
        return (
          name, part.names.label(name), format.text(statistics.mean),
          format.range(statistics.q05, statistics.q95)
        )
      }
  }

  /// Where a slider can stand: every level that the decision could choose, and every one that was
  /// simulated.
  private func positions(of variable: DecisionVariable) -> [(x: Double, text: String, curve: Int?)]
  {
    let curve = variable.curve
    guard variable.isNumeric, let first = curve.first?.level.number,
      let last = curve.last?.level.number, first < last, let unit = curve.first?.level
    else { return curve.enumerated().map { (Double($0.offset), $0.element.level.text, $0.offset) } }
    let format = NumberFormat.affixed(unit.prefix, unit.suffix)
    var positions: [(x: Double, text: String, curve: Int?)] = curve.enumerated().map {
      ($0.element.level.number ?? 0, $0.element.level.text, $0.offset)
    }
    let count = min(201, max(2, variable.latticeLevels))
    for index in 0..<count {
      let x = first + (last - first) * Double(index) / Double(count - 1)
      let isKnown = positions.contains { abs($0.x - x) < (last - first) * 1e-6 }
      if !isKnown { positions.append((x, format.text(x), nil)) }
    }
    return positions.sorted { $0.x < $1.x }
  }

  /// What the script reads.
  var data: String {
    let root = JSONValue.object([
      .init("indifference", .number(part.indifference)),
      .init("level", .string(part.level)),
      .init(
        "metrics",
        .array(
          (["difference"] + metrics).map { name in
            .object([
              .init("name", .string(name)),
              .init("format", .string(format(name == "difference" ? part.objective : name))),
            ])
          })),
      .init("symbol", .string(symbol)),
      .init(
        "variables",
        .array(
          sliders.map { index, variable in
            .object([
              .init("index", .integer(index)), .init("numeric", .bool(variable.isNumeric)),
              .init("recommended", .string(variable.recommended?.text ?? "")),
              .init("positions", .array(positions(of: variable).map(positionJSON))),
              .init("levels", .array(variable.curve.map(levelJSON))),
            ])
          })),
    ])
    return root.text()
  }

  private func positionJSON(_ position: (x: Double, text: String, curve: Int?)) -> JSONValue {
    .object([
      .init("x", .number(position.x)), .init("text", .string(position.text)),
      .init("level", position.curve.map { .integer($0) } ?? .null),
    ])
  }

  /// Numbers to draw lines between, and the texts of what is stored.
  private func levelJSON(_ entry: (level: Level, candidate: Candidate)) -> JSONValue {
    let candidate = entry.candidate
    let d = candidate.difference
    var values: [JSONValue.Member] = [
      .init(
        "difference",
        cell([d.mean, d.low, d.high], part.objectiveFormat, hasRange: !candidate.isRecommended))
    ]
    for name in metrics {
      let s = candidate.metric(name)
      values.append(
        .init(
          name,
          cell(
            [s?.mean ?? .nan, s?.q05 ?? .nan, s?.q95 ?? .nan], part.names.format(name),
            hasRange: true)))
    }
    return .object([
      .init("x", entry.level.number.map { .number($0) } ?? .null),
      .init("text", .string(entry.level.text)),
      .init("keeps", .bool(candidate.keepsLimits)),
      .init("values", .object(values)),
    ])
  }

  private func cell(_ values: [Double], _ format: NumberFormat, hasRange: Bool) -> JSONValue {
    .object([
      .init("n", .numbers(values)), .init("text", .string(format.text(values[0]))),
      .init("range", .string(hasRange ? format.range(values[1], values[2]) : "")),
    ])
  }

  private func format(_ metric: String) -> String {
    switch part.names.unit(metric) {
    case .count, .number: "number"
    case .share: "share"
    case .multiple: "multiple"
    case .days: "days"
    case .money: part.names.currency == "JPY" ? "yen" : "money"
    }
  }

  /// What stands before an amount of money.
  private var symbol: String {
    let text = NumberFormat.money(part.names.currency).tickText(0)
    return String(text.prefix { $0 != "0" })
  }
}
