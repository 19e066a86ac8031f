internal import Charts

/// Sliders over what was simulated, and the numbers beside them.
///
/// The page holds stored values only. Between simulated points its script interpolates, linearly in
/// every variable, and says so.
struct WhatIf {
  let part: DecisionPart
  /// nil where a decision of several variables stored no grid.
  let grid: DecisionGrid?

  init(_ part: DecisionPart) {
    self.part = part
    let grid = part.grid ?? WhatIf.curve(part)
    self.grid = grid.flatMap { $0.isByAgents.count > 1 ? $0 : nil }
  }

  private static func curve(_ part: DecisionPart) -> DecisionGrid? {
    guard part.variables.count == 1 else { return nil }
    return DecisionGrid(
      curveOf: part.variables[0], among: part.candidates, metrics: Self.metrics(part))
  }

  /// What the table shows, the objective's metric first.
  private static func metrics(_ part: DecisionPart) -> [String] {
    let others = [
      "incremental_signups", "incremental_cac", "payback_days", "reward_cost", "roi",
      "referred_share",
    ]
    return ([part.objective] + others.filter { $0 != part.objective }).filter { name in
      part.recommended.metric(name)?.mean.isFinite ?? false
    }
  }

  private var contents: WhatIfData? {
    grid.map { grid in
      WhatIfData(
        part: part, grid: grid,
        metrics: Self.metrics(part).filter { grid.values($0) != nil })
    }
  }

  /// What the script reads; nil without sliders.
  var data: String? { contents?.json }

  var section: Section {
    var blocks: [Section.Block] = []
    if let contents {
      blocks.append(.html(panel(contents)))
      if let map = HeatMap(part: part, grid: contents.grid)?.figure { blocks.append(.figure(map)) }
    }
    for variable in part.variables where variable.curve.count > 1 {
      let axis = grid?.axes.firstIndex { $0.path == variable.path }
      var figure = ResponseCurve(part: part, variable: variable, grid: grid).figure
      if variable.isNumeric { figure.axes = axis.map { [$0] } ?? [] }
      blocks.append(.figure(figure))
    }
    return Section(id: "whatif", title: "What if it were another reward?", blocks: blocks)
  }

  /// The controls are hidden until the script, which they need, shows them.
  private func panel(_ contents: WhatIfData) -> String {
    let grid = contents.grid
    var html = "<div class=\"whatif\"><div class=\"controls\" hidden>"
    for (index, axis) in grid.axes.enumerated() {
      html += axis.isNumeric ? slider(axis, index) : choice(axis, index)
    }
    html +=
      "<div class=\"buttons\"><button type=\"button\" data-home>Back to the "
      + "\(grid.recommended == nil ? "start" : "recommended")</button></div>"
      + "<p class=\"state\" role=\"status\" data-state></p></div>"
    html += Markup.paragraph(sentence(contents), class: "said")
      .replacing("<p class=\"said\">", with: "<p class=\"said\" data-sentence>")
    html += table(contents)
    return html + Markup.paragraph(note(contents), class: "note") + "</div>"
  }

  private func slider(_ axis: DecisionGrid.Axis, _ index: Int) -> String {
    let id = "\(part.slug)-slider-\(index)"
    let positions = WhatIfData.positions(of: axis)
    let start = positions.firstIndex { $0.level == axis.recommended ?? 0 } ?? 0
    let label = Markup.text(axis.label.prefix(1).uppercased() + axis.label.dropFirst())
    func button(_ step: Int, _ words: String) -> String {
      "<button type=\"button\" data-step=\"\(step)\" data-of=\"\(index)\" "
        + "aria-label=\"\(words) simulated level of \(Markup.text(axis.label))\">\(words)</button>"
    }
    return "<div class=\"axis\"><label for=\"\(id)\">\(label)</label>"
      + "<output for=\"\(id)\" data-output=\"\(index)\">\(Markup.text(positions[start].text))</output>"
      + "<input type=\"range\" id=\"\(id)\" data-slider=\"\(index)\" min=\"0\" "
      + "max=\"\(positions.count - 1)\" step=\"1\" value=\"\(start)\">"
      + "<div class=\"buttons\">\(button(-1, "Previous"))\(button(1, "Next"))"
      + "<span>simulated level</span></div></div>"
  }

  private func choice(_ axis: DecisionGrid.Axis, _ index: Int) -> String {
    let name = "\(part.slug)-choice-\(index)"
    let label = Markup.text(axis.label.prefix(1).uppercased() + axis.label.dropFirst())
    var html = "<fieldset class=\"axis\"><legend>\(label)</legend>"
    for (place, level) in axis.levels.enumerated() {
      let isChosen = place == axis.recommended ?? 0
      html +=
        "<label><input type=\"radio\" name=\"\(name)\" data-choice=\"\(index)\" value=\"\(place)\""
        + "\(isChosen ? " checked" : "")> \(Markup.text(level.text))</label>"
    }
    if axis.levels.count < axis.latticeLevels {
      html += "<span>\(axis.levels.count) of \(axis.latticeLevels) choices are stored</span>"
    }
    return html + "</fieldset>"
  }

  private func sentence(_ contents: WhatIfData) -> String {
    guard let place = contents.grid.recommended else {
      return "Recommended: no program."
    }
    let levels = contents.grid.axes.map { axis in
      "\(axis.label) \(axis.levels[axis.recommended ?? 0].text)"
    }.joined(separator: ", ")
    var text = levels.prefix(1).uppercased() + levels.dropFirst()
    for piece in contents.sentence {
      let value = contents.values(piece.name)[place]
      guard value.isFinite else {
        text += piece.none
        continue
      }
      let isSigned = !piece.more.isEmpty
      text +=
        piece.before + contents.format(piece.name).text(isSigned ? abs(value) : value)
        + (value < 0 ? piece.less : piece.more)
    }
    return text + "."
  }

  private func table(_ contents: WhatIfData) -> String {
    var html =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Outcome at this point\">"
      + "<table><caption>Outcome at this point</caption><thead><tr><th scope=\"col\"></th>"
      + "<th scope=\"col\" class=\"n\">here</th>"
      + "<th scope=\"col\" class=\"n\">recommended</th></tr></thead><tbody>"
    func row(_ name: String, _ label: String, _ value: String, _ range: String) {
      html +=
        "<tr data-row=\"\(Markup.text(name))\"><th scope=\"row\">\(Markup.text(label))</th>"
        + "<td class=\"n\"><b data-value>\(Markup.text(value))</b>"
        + "<small data-range>\(Markup.text(range))</small></td>"
        + "<td class=\"n\">\(Markup.text(value))<small>\(Markup.text(range))</small></td></tr>"
    }
    row(
      "difference", "\(part.objectiveLabel), \(part.againstRecommended)",
      part.objectiveFormat.text(0), ""
    )
    for name in contents.metrics {
      guard let statistics = part.recommended.metric(name) else { continue }
      let format = part.names.format(name)
      row(
        name, part.names.label(name), format.text(statistics.mean),
        format.range(statistics.q05, statistics.q95))
    }
    return html + "</tbody></table></div>"
  }

  /// What is simulated, how, and how far the rest is off.
  private func note(_ contents: WhatIfData) -> String {
    let grid = contents.grid
    let count = grid.isByAgents.count
    let agents = grid.isByAgents.count { $0 }
    var text = "\(count) points are simulated. "
    if agents < count {
      text =
        "\(grid.axes.map { "\($0.levels.count)" }.joined(separator: " × ")) = \(count) points are "
        + "simulated: \(agents) by agents, the others by the large-market limit, corrected by what "
        + "agents say around them. "
      if let error = grid.error {
        text +=
          "Where agents looked, that correction missed \(part.objectiveWord) by "
          + "\(part.objectiveFormat.text(error.all)) (root mean square of \(error.points) points, "
          + "each left out once), and by \(part.objectiveFormat.text(error.nearBest)) over the "
          + "better half. "
      } else {
        text += "How far that correction misses could not be measured. "
      }
    }
    return text
      + "Between simulated points the page interpolates, linearly in each number. On the charts "
      + "below, what is drawn across them shows where the controls stand. The interval of "
      + "the first row is of the difference, paired, at \(part.level); the others are of 90% of "
      + "histories. They are known of candidates of the report only."
  }
}
