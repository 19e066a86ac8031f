internal import Charts

extension CalibrationPart {
  /// Every number of a series beside what the fit gives for it, and how far it is off.
  func fit() throws(ReportPageError) -> Section? {
    guard folder.summary.member("fit") != nil,
      let table = try folder.columns(
        of: "fit.csv", ["series", "date", "compared", "q05", "q50", "q95", "residual"])
    else { return nil }
    let series = table.texts("series")
    let dates = table.texts("date")
    let days = try Self.days(table, "date")
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
      // Two points are no picture.
      guard rows.count > 2 else {
        let number = NumberFormat.number
        blocks.append(
          .html(
            Markup.table(
              caption: "Fit of \(label)",
              header: ["", "observed", "fitted", "90% band", "sd off"], numeric: Set(1..<5),
              rows: rows.indices.map { index in
                [
                  dates[rows[index]], number.text(picked[0][index]), number.text(picked[2][index]),
                  "\(number.text(picked[1][index])) to \(number.text(picked[3][index]))",
                  number.text(picked[4][index]),
                ]
              })))
        continue
      }
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
      let table = try folder.columns(of: "fit.csv", ["series", "date", "reported"])
    else { return nil }
    let series = table.texts("series")
    let rows = series.indices.filter { series[$0] == "customers_total" }
    guard !rows.isEmpty else { return nil }
    let days = try Self.days(table, "date")
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
    guard let found = folder.summary.member("reproduction") else { return nil }
    var cohorts: [(Double, Double, Double, Double)] = []
    var rows: [[String]] = []
    for row in try found.items {
      func value(_ name: String) throws(ReportPageError) -> Double? {
        try row.member(name).map { node throws(ReportPageError) in try node.number }
      }
      let joined = try row.member("joined").map { node throws(ReportPageError) in
        try node.string
      }
      let (middle, low, high) = (try value("value"), try value("q05"), try value("q95"))
      let format = NumberFormat.number
      rows.append([
        joined ?? "all", format.text(try row["customers"].number),
        format.text(try row["referrals"].number), middle.map(format.text) ?? "–",
        low.flatMap { low in high.map { "\(format.text(low)) to \(format.text($0))" } } ?? "–",
      ])
      guard let joined else { continue }
      guard let day = CalendarDay(joined) else {
        throw .damaged(file: folder.summary.file, expected: "a date in reproduction")
      }
      if let middle, let low, let high {
        cohorts.append((Double(day.daysSince1970), middle, low, high))
      }
    }
    guard !rows.isEmpty else { return nil }
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
          caption: "Cohorts",
          header: ["joined in", "customers", "referrals so far", "R(t)", "90% interval"],
          numeric: Set(1..<5), rows: rows)))
    return Section(id: "reproduction", title: "How strong each cohort is", blocks: blocks)
  }
}
