internal import Charts

extension DecisionPart {
  private struct Parameter {
    let path: String
    let median: Double
    let regretAtLow: Double
    let regretAtHigh: Double
    let worth: Double
    let worthError: Double
    let breakEven: (value: Double, candidate: String, probability: Double)?
    /// As people write them, with units; in base units of older results.
    let text: (low: String, median: String, high: String, breakEven: String)
  }

  /// What not knowing the uncertain numbers can cost.
  func sensitivity() throws(ReportPageError) -> Section? {
    guard let node = folder.summary.member("sensitivity") else { return nil }
    var parameters: [Parameter] = []
    for (name, entry) in try node["parameters"].members {
      var breakEven: (Double, String, Double)?
      if let point = entry.member("break_even") {
        breakEven = (
          try point["value"].number, try point["candidate"].string,
          try point["probability"].number
        )
      }
      parameters.append(
        Parameter(
          path: name, median: try entry["median"].number,
          regretAtLow: try entry["regret_at_q05"].number,
          regretAtHigh: try entry["regret_at_q95"].number, worth: try entry["evppi"].number,
          worthError: try entry["evppi_error"].number, breakEven: breakEven,
          text: try texts(entry)))
    }
    guard !parameters.isEmpty else { return nil }
    let draws = NumberFormat.number.text(try node["draws"].number)
    let engine = try node["engine"].string
    return Section(
      id: "sensitivity", title: "What would overturn it",
      blocks: [
        .html(Markup.paragraph(verdict(parameters))),
        .figure(Figure("\(slug)-tornado", tornado(parameters))),
        .figure(Figure("\(slug)-worth-knowing", worth(parameters, draws: draws, engine: engine))),
        .html(Markup.details("Break-even values", breakEvens(parameters))),
      ])
  }

  private func texts(
    _ entry: Node
  ) throws(ReportPageError) -> (low: String, median: String, high: String, breakEven: String) {
    let text = entry.member("text")
    func said(_ name: String, _ value: Node?) throws(ReportPageError) -> String {
      if let text { return try text.member(name)?.string ?? "" }
      return NumberFormat.number.text(try value?.number ?? .nan)
    }
    return (
      try said("q05", entry["q05"]), try said("median", entry["median"]),
      try said("q95", entry["q95"]), try said("break_even", entry.member("break_even")?["value"])
    )
  }

  private func verdict(_ parameters: [Parameter]) -> String {
    let overturning = parameters.filter { $0.breakEven != nil }
    guard !overturning.isEmpty else {
      return "Nowhere in its range does any one of the uncertain numbers make another candidate "
        + "better by more than \(objectiveFormat.text(indifference))."
    }
    return overturning.compactMap { parameter in
      parameter.breakEven.map { point in
        let candidate =
          candidates.first { $0.name == point.candidate }.map(label) ?? point.candidate
        let side = point.value > parameter.median ? "above" : "below"
        return "\(DecisionVariable.label(parameter.path)) \(side) "
          + "\(parameter.text.breakEven) would make \(candidate) the better choice, "
          + "which has a chance of \(NumberFormat.share.text(point.probability))."
      }
    }.joined(separator: " ")
  }

  /// Two bars a parameter, the most harmful first.
  private func tornado(_ parameters: [Parameter]) -> Chart {
    let sorted = parameters.sorted {
      max($0.regretAtLow, $0.regretAtHigh) > max($1.regretAtLow, $1.regretAtHigh)
    }
    let (low, high) = ("at its low end, 5%", "at its high end, 95%")
    let rows = sorted.flatMap { parameter in
      [
        (
          DecisionVariable.label(parameter.path) + ", low", low, parameter.text.low,
          parameter.regretAtLow
        ),
        (
          DecisionVariable.label(parameter.path) + ", high", high, parameter.text.high,
          parameter.regretAtHigh
        ),
      ]
    }
    let format = objectiveFormat
    return Chart(
      title: "What recommending the same would lose",
      description: "Regret at the ends of each uncertain number's range: how much better the best "
        + "candidate is there. \(format.text(indifference)) counts as none.",
      data: DataTable([
        .texts("row", rows.map(\.0), title: "uncertain number"),
        .texts("end", rows.map(\.1), title: "end of its range"),
        .texts("value", rows.map(\.2), title: "its value there"),
        .numbers("regret", rows.map(\.3), title: "regret", format: format),
      ]), x: .init("regret", .linear(includesZero: true), format: format),
      y: .init("", .band(rows.map(\.0)), bandHeight: 24),
      layers: [
        .init(
          .bar, x: .field("regret"), y: .field("row"), paint: .field("end"),
          tooltip: ["row", "value", "regret"]),
        .init(
          .rule(isDashed: true, width: 1), x: .number(indifference), paint: .key("counts as none")),
      ],
      keys: [
        .init(low, .series6, .area), .init(high, .series2, .area),
        .init("counts as none", .muted, .dashed),
      ])
  }

  private func worth(_ parameters: [Parameter], draws: String, engine: String) -> Chart {
    let sorted = parameters.sorted { $0.worth > $1.worth }
    let labels = sorted.map { DecisionVariable.label($0.path) }
    let format = objectiveFormat
    return Chart(
      title: "What it is worth to learn a number exactly",
      description:
        "Expected gain of deciding after learning it (EVPPI) with its standard error, by "
        + "regression over \(draws) draws of the \(engine) engine. A value below its error is noise.",
      data: DataTable([
        .texts("row", labels, title: "uncertain number"),
        .numbers("worth", sorted.map(\.worth), title: "worth knowing", format: format),
        .numbers(
          "low", sorted.map { max(0, $0.worth - $0.worthError) }, title: "less its error",
          format: format),
        .numbers(
          "high", sorted.map { $0.worth + $0.worthError }, title: "plus its error", format: format),
      ]), x: .init("expected gain", .linear(includesZero: true), format: format),
      y: .init("", .band(labels), bandHeight: 28),
      layers: [
        .init(
          .bar, x: .field("worth"), y: .field("row"), paint: .role(.series1),
          tooltip: ["row", "worth"]),
        .init(.rule(), x: .field("low"), x2: .field("high"), y: .field("row"), paint: .role(.ink)),
      ], legend: .none)
  }

  private func breakEvens(_ parameters: [Parameter]) -> String {
    Markup.table(
      caption: "Values of uncertain numbers",
      header: ["uncertain number", "5%", "median", "95%", "another wins from", "which"],
      numeric: [1, 2, 3, 4],
      rows: parameters.map { parameter in
        [
          parameter.path, parameter.text.low, parameter.text.median, parameter.text.high,
          parameter.breakEven == nil ? "nowhere in its range" : parameter.text.breakEven,
          parameter.breakEven.map { point in
            candidates.first { $0.name == point.candidate }.map(label) ?? point.candidate
          } ?? "",
        ]
      })
  }
}
