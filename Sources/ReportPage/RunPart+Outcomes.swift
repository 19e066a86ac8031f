internal import Charts

extension RunPart {
  /// How single histories ended, from `replications.csv`.
  func outcomes() throws(ReportPageError) -> Section? {
    let shown = hasProgram ? "incremental_npv" : "customers_total_end"
    guard let table = try folder.columns(of: "replications.csv", ["replication"], wished: [shown]),
      table.has(shown)
    else { return nil }
    let values = try table.numbers(shown).filter(\.isFinite)
    // Fewer are better read one by one.
    guard values.count >= 20, let low = values.min(), let high = values.max(), low < high else {
      return nil
    }
    let format = names.format(shown)
    let count = min(24, max(8, values.count / 8))
    let width = (high - low) / Double(count)
    guard width > 0, width.isFinite else { return nil }
    var bins = [Double](repeating: 0, count: count)
    for value in values { bins[min(count - 1, Int((value - low) / width))] += 1 }
    let starts = bins.indices.map { low + Double($0) * width }
    let below = values.filter { $0 < 0 }.count
    let label = names.label(shown)
    let chart = Chart(
      title: "\(label), history by history",
      description: "Of \(values.count) histories with a luck of their own, "
        + (below == 0
          ? "none ends below \(format.text(low))."
          : "\(below) end below 0, where the program costs more than it brings."),
      data: DataTable([
        .numbers("from", starts, title: "from", format: format),
        .numbers("to", starts.map { $0 + width }, title: "to", format: format),
        .numbers("histories", bins, title: "histories"),
      ]), x: .init("", .linear(includesZero: false), format: format),
      y: .init("histories", .linear(includesZero: true)),
      layers: [
        .init(
          .bar, x: .field("from"), x2: .field("to"), y: .field("histories"),
          paint: .role(.series1), tooltip: ["from", "to", "histories"]),
        .init(
          .rule(isDashed: true, width: 1), x: .number(max(low, min(0, high))), paint: .role(.muted)),
      ].prefix(below > 0 ? 2 : 1).map { $0 }, legend: .none, height: 180)
    return Section(
      id: "outcomes", title: "How histories end",
      blocks: [.figure(Figure("\(slug)-outcomes", chart))])
  }
}
