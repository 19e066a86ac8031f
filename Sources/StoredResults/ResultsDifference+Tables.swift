internal import Reporting
internal import ScenarioFile
internal import Simulation

extension ResultsDifference {
  /// Metrics before and after; where the columns do not fit, the interval stands below its row.
  func table(
    _ title: String, _ groups: [(title: String, rows: [MetricDifference])], isPaired: Bool,
    width: Int, name: (MetricDifference) -> String
  ) -> [String] {
    let last = isPaired ? ["variance ÷"] : []
    var table = TextTable([.left, .right, .right, .right, .left] + last.map { _ in .right })
    var narrow = TextTable([.left, .right, .right, .right])
    let header = [title, "mean of A", "mean of B", "B less A"]
    table.add(header + ["95% interval"] + last)
    narrow.add(header)
    for group in groups {
      if !group.title.isEmpty {
        table.add(group.title)
        narrow.add(group.title)
      }
      for row in group.rows {
        let unit = row.metric.unit
        let cells = [
          "  \(name(row))", numbers.text(row.before, unit),
          HumanNumber(currency: after.currency).text(row.after, unit),
          row.isSame ? "same" : shownDifference(row.difference, unit),
        ]
        let interval =
          row.isSame ? "" : differenceRange(row.low, row.high, unit) + (row.holdsZero ? "  *" : "")
        let pairing = pairing(row)
        table.add(cells + [interval] + last.map { _ in pairing.cell })
        narrow.add(cells)
        let below = [
          row.low.isFinite && !row.isSame ? "95%: \(interval)" : "", isPaired ? pairing.said : "",
        ].filter { !$0.isEmpty }
        if !below.isEmpty { narrow.add("    " + below.joined(separator: "; ")) }
      }
    }
    return table.lines(within: width) ?? narrow.lines(stackedWithin: width)
  }

  /// What pairing gained, under its heading and by itself.
  private func pairing(_ row: MetricDifference) -> (cell: String, said: String) {
    if row.isSame { return ("", "") }
    guard let value = row.varianceReduction else {
      return row.low.isFinite ? ("unpaired", "unpaired") : ("", "")
    }
    let text = value.isInfinite ? "∞" : numbers.text(value, .number)
    return (text, value.isNaN ? "" : "variance ÷ \(text)")
  }

  func parameterLines(width: Int) -> [String] {
    guard !parameters.isEmpty, !isSame else { return [] }
    // Of persons and experiments only intervals are known.
    let hasSpreads = parameters.contains { $0.before.sd.isFinite || $0.after.sd.isFinite }
    var table = TextTable([.left] + Array(repeating: .right, count: hasSpreads ? 6 : 5))
    table.add(
      hasSpreads
        ? ["what was found", "mean of A", "sd", "mean of B", "sd", "B less A", "in sd of A"]
        : ["what was found", "A", "90% interval", "B", "90% interval", "B less A"])
    for parameter in parameters {
      func text(_ value: Double) -> String {
        value.isFinite ? shownQuantity(value, like: parameter.example) : HumanNumber.undefined
      }
      func cells(_ estimate: ParameterDifference.Estimate) -> [String] {
        [
          text(estimate.mean),
          hasSpreads ? text(estimate.sd) : "\(text(estimate.q05)) to \(text(estimate.q95))",
        ]
      }
      table.add(
        ["  \(parameter.name)"] + cells(parameter.before) + cells(parameter.after)
          + [parameter.difference == 0 ? "none" : text(parameter.difference)]
          + (hasSpreads ? [numbers.text(parameter.inStandardDeviations, .number)] : []))
    }
    return table.lines(stackedWithin: width)
  }

  func scoreLines(width: Int) -> [String] {
    guard !scores.isEmpty, !isSame else { return [] }
    var table = TextTable([.left] + Array(repeating: .right, count: 8))
    table.add(
      "", "forecasts A", "B", "mean error A", "B", "CRPS A", "B", "in 90% A", "B")
    for score in scores {
      func pair(_ value: (ScoreDifference.Score) -> Double) -> [String] {
        [score.before, score.after].map { numbers.text(value($0), .share) }
      }
      table.add(
        [
          "  \(score.before.series), \(score.before.method)", "\(score.before.forecasts)",
          "\(score.after.forecasts)",
        ]
          + pair(\.error) + pair(\.crps) + pair(\.coverage90))
    }
    return table.lines(stackedWithin: width)
  }
}
