internal import Charts

extension CalibrationPart {
  /// Every number of a series beside what the fit gives for it, and how far it is off.
  func fit() throws(ReportPageError) -> Section? {
    guard folder.summary.member("fit") != nil,
      let table = try folder.rows(
        "fit.csv",
        columns: ["series", "first_day", "last_day", "compared", "q05", "q50", "q95", "residual"])
    else { return nil }
    let series = table.texts("series")
    let days = try Self.days(table, "first_day")
    let columns = [
      try table.numbers("compared"), try table.numbers("q05"), try table.numbers("q50"),
      try table.numbers("q95"), try table.numbers("residual"),
    ]
    var names: [String] = []
    for name in series where !names.contains(name) { names.append(name) }
    var blocks: [Section.Block] = []
    for name in names {
      let rows = series.indices.filter { series[$0] == name }
      let picked = columns.map { column in rows.map { column[$0] } }
      let label = name.replacing("_", with: " ")
      let inside = zip(picked[0], zip(picked[1], picked[3])).filter { $0 >= $1.0 && $0 <= $1.1 }
        .count
      let data = DataTable([
        .days("day", rows.map { days[$0] }, title: "from"),
        .numbers("observed", picked[0], title: "observed"),
        .numbers("q05", picked[1], title: "fit, 5%"),
        .numbers("q50", picked[2], title: "fit, median"),
        .numbers("q95", picked[3], title: "fit, 95%"),
        .numbers("residual", picked[4], title: "off, in standard deviations"),
      ])
      let band = "fit, 90%"
      blocks.append(
        .figure(
          Figure(
            "\(slug)-fit-\(ReportPage.slug(name))",
            Chart(
              title: "Fit of \(label)",
              description:
                "\(inside) of \(rows.count) observed values lie inside the fit's 90% band.",
              data: data, x: .init("", .time), y: .init(label, .linear(includesZero: true)),
              layers: [
                .init(
                  .area, x: .field("day"), y: .field("q95"), y2: .field("q05"), paint: .key(band)),
                .init(.line(), x: .field("day"), y: .field("q50"), paint: .key("fit, median")),
                .init(
                  .point(radius: 3.5), x: .field("day"), y: .field("observed"),
                  paint: .key("observed"), tooltip: ["day", "observed", "q50"]),
              ],
              keys: [
                .init("observed", .ink, .point), .init("fit, median", .series1, .line),
                .init(band, .band90, .area),
              ], height: 220))))
      let isRegular = picked[4].contains(where: \.isFinite)
      if isRegular {
        blocks.append(
          .figure(Figure("\(slug)-residuals-\(ReportPage.slug(name))", residuals(data, label))))
      }
    }
    return blocks.isEmpty
      ? nil : Section(id: "fit", title: "The fit against the data", blocks: blocks)
  }

  private func residuals(_ data: DataTable, _ label: String) -> Chart {
    Chart(
      title: "How far \(label) is off",
      description:
        "In standard deviations of what luck and errors of observation allow. Nine in ten "
        + "should lie between the dashed lines.",
      data: data, x: .init("", .time), y: .init("standard deviations", .linear(includesZero: true)),
      layers: [
        .init(.rule(isDashed: true, width: 1), y: .number(1.645), paint: .role(.muted)),
        .init(.rule(isDashed: true, width: 1), y: .number(-1.645), paint: .role(.muted)),
        .init(.rule(width: 1), y: .number(0), paint: .role(.muted)),
        .init(
          .point(radius: 3), x: .field("day"), y: .field("residual"), paint: .role(.series1),
          tooltip: ["day", "residual"]),
      ], legend: .none, height: 130)
  }

  /// Observed counts of customers ever, where the data have them.
  static func observedTotals(
    _ folder: ResultsDirectory
  ) throws(ReportPageError) -> (times: [Double], values: [Double])? {
    guard folder.summary.member("fit") != nil,
      let table = try folder.rows("fit.csv", columns: ["series", "first_day", "reported"])
    else { return nil }
    let series = table.texts("series")
    let rows = series.indices.filter { series[$0] == "customers_total" }
    guard !rows.isEmpty else { return nil }
    let days = try Self.days(table, "last_day")
    let values = try table.numbers("reported")
    return (rows.map { days[$0] }, rows.map { values[$0] })
  }

  static func days(_ table: CSVTable, _ column: String) throws(ReportPageError) -> [Double] {
    var days: [Double] = []
    for (row, text) in table.texts(column).enumerated() {
      guard let day = CalendarDay(text) else {
        throw .damaged(file: table.file, expected: "a date in line \(row + 2), column \(column)")
      }
      days.append(Double(day.daysSince1970))
    }
    return days
  }

  /// R(t) of cohorts, where persons were calibrated.
  func reproduction() throws(ReportPageError) -> Section? {
    guard let table = folder.summary.member("table") else { return nil }
    var rows: [[String]] = []
    for row in try table.items { rows.append(try row.strings) }
    guard rows.count > 1 else { return nil }
    let cohorts = rows.dropFirst().compactMap { row -> (Double, Double, Double, Double)? in
      let cells = row.map { $0.replacing(" ", with: "") }
      guard cells.count == 5, let day = CalendarDay(cells[0]), let value = Self.number(cells[3]),
        let ends = Self.ends(row[4])
      else { return nil }
      return (Double(day.daysSince1970), value, ends.0, ends.1)
    }
    var blocks: [Section.Block] = []
    if cohorts.count > 1 {
      let data = DataTable([
        .days("month", cohorts.map(\.0), title: "joined in"),
        .numbers("value", cohorts.map(\.1), title: "R(t)"),
        .numbers("low", cohorts.map(\.2), title: "90%, low"),
        .numbers("high", cohorts.map(\.3), title: "90%, high"),
      ])
      blocks.append(
        .figure(
          Figure(
            "\(slug)-reproduction",
            Chart(
              title: "R(t): referrals of the customers of each month",
              description:
                "What customers who joined in a month will have brought in, from what they "
                + "brought so far and how much of that comes by their age, with 90% intervals.",
              data: data, x: .init("", .time),
              y: .init("referrals for each customer", .linear(includesZero: true)),
              layers: [
                .init(
                  .area, x: .field("month"), y: .field("high"), y2: .field("low"),
                  paint: .key("90% interval")),
                .init(.line(), x: .field("month"), y: .field("value"), paint: .key("R(t)")),
                .init(
                  .point(radius: 3), x: .field("month"), y: .field("value"), paint: .key("R(t)"),
                  tooltip: ["month", "value", "low", "high"]),
              ],
              keys: [.init("R(t)", .series1, .line), .init("90% interval", .band90, .area)]))))
    }
    blocks.append(
      .html(
        Markup.table(
          caption: "Cohorts", header: rows[0], numeric: Set(1..<max(2, rows[0].count)),
          rows: Array(rows.dropFirst()))))
    return Section(id: "reproduction", title: "How strong each cohort is", blocks: blocks)
  }

  /// A number as reports write it: "1,234", "0.35", "1.2 million" is none.
  private static func number(_ text: String) -> Double? {
    Double(text.replacing(",", with: "").replacing("−", with: "-"))
  }

  private static func ends(_ text: String) -> (Double, Double)? {
    let parts = text.split(separator: " to ")
    guard parts.count == 2, let low = number(String(parts[0])), let high = number(String(parts[1]))
    else { return nil }
    return (low, high)
  }
}
