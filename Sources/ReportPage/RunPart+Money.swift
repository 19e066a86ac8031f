internal import Charts

extension RunPart {
  /// A sentence such as "Of all signups, 49% organic, ...".
  func sharesSentence(_ parts: [(key: String, values: [Double])], _ start: String) -> String {
    let sums = parts.map { ($0.key, $0.values.reduce(0, +)) }
    let total = sums.reduce(0) { $0 + $1.1 }
    guard total > 0 else { return "" }
    let shares = sums.sorted { $0.1 > $1.1 }.map {
      "\(NumberFormat.share.text($0.1 / total)) \($0.0)"
    }
    return "\(start), on average over histories: \(shares.joined(separator: ", "))."
  }

  /// Flows of intervals, piled up; bars for few intervals, areas for many.
  func stacked(
    _ parts: [(key: String, values: [Double])], title: String, description: String, axis: String,
    format: NumberFormat, valueTitle: String, isStock: Bool = false
  ) -> Chart {
    let count = times.starts.count
    let usesBars = !isStock && count <= 60
    let starts = isStock ? times.ends : times.starts
    let data = DataTable([
      times.column(
        "time", parts.flatMap { _ in starts }, title: times.isDated ? "from" : "from day"),
      times.column("end", parts.flatMap { _ in times.ends }, title: "to"),
      .texts("cause", parts.flatMap { part in part.values.map { _ in part.key } }, title: ""),
      .numbers("value", parts.flatMap(\.values), title: valueTitle, format: format),
    ])
    let roles = Role.series
    return Chart(
      title: title, description: description, data: data, x: .init(times.axisTitle, times.scale),
      y: .init(axis, .linear(includesZero: true), format: format),
      layers: [
        usesBars
          ? .init(
            .bar, x: .field("time"), x2: .field("end"), y: .field("value"), paint: .field("cause"),
            isStacked: true, tooltip: ["time", "cause", "value"])
          : .init(
            .area, x: .field("time"), y: .field("value"), paint: .field("cause"), isStacked: true)
      ],
      keys: parts.enumerated().map {
        .init($0.element.key, roles[$0.offset % roles.count], .area)
      }, legend: .direct, table: .pivot(row: "time", column: "cause", value: "value"))
  }

  func money() throws(ReportPageError) -> Section? {
    let format = names.format("npv")
    var blocks: [Section.Block] = []
    var states: [(key: String, values: [Double])] = []
    for (state, label) in [
      ("pending", "pending"), ("approved", "approved"), ("issued", "issued"),
      ("redeemed", "redeemed"), ("expired", "expired"), ("clawed_back", "clawed back"),
    ] {
      if let values = try values("ledger.\(state)", "mean") { states.append((label, values)) }
    }
    var void = [Double](repeating: 0, count: times.starts.count)
    for member in try series.members where member.name.hasPrefix("ledger.void_") {
      if let values = try values(member.name, "mean") { void = zip(void, values).map { $0 + $1 } }
    }
    states.append(("void", void))
    states.removeAll { state in state.values.allSatisfy { $0 == 0 } }
    if !states.isEmpty {
      let ends = states.map { ($0.key, $0.values[$0.values.count - 1]) }
      let description =
        "Face value of the rewards earned so far, by what became of them. At the end, on average: "
        + ends.map { "\(format.text($0.1)) \($0.0)" }.joined(separator: ", ") + "."
      blocks.append(
        .figure(
          Figure(
            "\(slug)-ledger",
            stacked(
              states, title: "Where rewards stand", description: description, axis: "face value",
              format: format, valueTitle: "face value", isStock: true))))
    }
    if let peak = metric("liability_peak"), peak.mean > 0,
      let fan = try fan(
        "liability", title: "What is owed",
        description: "Expected cost of the rewards that are pending, approved or issued. At its "
          + "most it is \(format.text(peak.mean)) (90%: \(format.range(peak.q05, peak.q95))).",
        axis: "expected cost", format: format, isStock: true)
    {
      blocks.append(.figure(Figure("\(slug)-liability", fan.chart())))
    }
    var costs: [(key: String, values: [Double])] = []
    for (name, label) in [
      ("reward_cost", "rewards"), ("fixed_cost", "fixed cost of the program"),
      ("check_cost", "checking referrals"), ("paid_cost", "paid channels"),
    ] {
      if let values = try values(name, "mean") { costs.append((label, values)) }
    }
    costs.removeAll { cost in cost.values.allSatisfy { $0 == 0 } }
    if costs.count > 1 {
      blocks.append(
        .figure(
          Figure(
            "\(slug)-costs",
            stacked(
              costs, title: "Spent each \(times.interval)",
              description: sharesSentence(costs, "Of what is spent"), axis: "cost", format: format,
              valueTitle: "cost"))))
    }
    return blocks.isEmpty
      ? nil : Section(id: "money", title: "Where the money goes", blocks: blocks)
  }
}
