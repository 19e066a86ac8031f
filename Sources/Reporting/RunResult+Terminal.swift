internal import ReferralModel
internal import Simulation

extension RunResult {
  /// The report for a terminal: the headline, the growth curve, the table of
  /// metrics, what to know about them, and how to get them again.
  ///
  /// - Parameters:
  ///   - width: The drawing fills 40 to 100 columns.
  ///   - folder: Where the results were written; nil when they were not.
  package func terminalText(width page: LineWidth = .file, folder: String? = nil) -> String {
    let numbers = HumanNumber(currency: scenario.currency)
    let width = page.columns(40...100)
    let curve = growthCurve(numbers).lines(width: width, height: 13)
    let title =
      curve.isEmpty ? [] : ["Customers (everyone who ever signed up), by \(intervals.unit)", ""]
    let blocks = [
      wrapped(headline, width: width), title + curve, page.lines(of: metricTable(numbers)),
      notes(numbers).flatMap(page.lines(ofNote:)),
      [folder.map { "Written to \($0)" }, "Again: \(origin.command)"].compactMap { $0 },
    ]
    return paragraphs(blocks)
  }

  private func growthCurve(_ numbers: HumanNumber) -> GrowthCurve {
    let days = intervals.bounds[intervals.count]
    let initial = scenario.initialCustomers
    // Before day 0 there is nothing to know.
    let origin = GrowthCurve.Point(
      time: 0, statistics: Statistics(values: Statistics.names.map { _ in initial }))
    let points = (series("customers_total")?.statistics ?? []).enumerated().map {
      GrowthCurve.Point(
        time: Double(intervals.bounds[$0 + 1]) / Double(days), statistics: $1)
    }
    let labels = [0, days / 2, days - 1].map { day in
      intervals.start.map { $0.adding(days: day).description } ?? "day \(day)"
    }
    return GrowthCurve(
      points: [origin] + points, unit: .count, numbers: numbers, timeLabels: labels)
  }

  private func metricTable(_ numbers: HumanNumber) -> TextTable {
    var table = TextTable([.left, .right, .right, .right])
    table.add("", "mean", "90% interval", "± standard error")
    let optional = Set(Metric.all(loops: []).filter(\.isOptional).map(\.name))
    for group in Metric.Group.allCases {
      // What says nothing here is left to the files.
      let members = metrics.filter { metric in
        let isNothing = metric.statistics.mean.isNaN || metric.statistics.mean == 0
        return metric.group == group && !(isNothing && optional.contains(metric.name))
      }
      // Without a program its figures are all zero or undefined.
      guard !members.isEmpty, group != .program || scenario.hasProgram else { continue }
      table.add(group.rawValue)
      for metric in members {
        let s = metric.statistics.withoutRounding
        table.add(
          "  \(metric.name)", numbers.text(s.mean, metric.unit),
          s.sd.isNaN ? HumanNumber.undefined : numbers.range(s.q05, s.q95, metric.unit),
          numbers.text(s.mcse, metric.unit))
      }
    }
    return table
  }

  private func notes(_ numbers: HumanNumber) -> [String] {
    let count = numbers.text(Double(replications.count), .count)
    let noun = replications.count == 1 ? "replication" : "replications"
    var notes = ["\(count) \(noun) of seed \(origin.seed), \(origin.engine) engine"]
    if let precision { notes.append(precision.sentence(numbers)) }
    if !network.isEmpty {
      notes.append("Network: " + network.map { $0.text(numbers) }.joined(separator: ", "))
    }
    if !payoffs.isEmpty {
      let facts = payoffs.map { fact -> String in
        guard case .number(let value) = fact.value else { return "" }
        let words = fact.name.replacing("_", with: " ")
        return fact.name.hasPrefix("pilot") && fact.name != "pilot_residual"
          ? "\(words) \(numbers.text(value, .number))"
          : "\(words) \(numbers.text(value, .share)) of CAC"
      }
      notes.append("Rewards by count pay, per qualified referral: " + facts.joined(separator: ", "))
    }
    if !uncertain.isEmpty {
      notes.append("Uncertain: " + uncertain.joined(separator: ", "))
      if let shares = metric("customers_total_end")?.statistics.variance {
        notes.append(
          "Spread of customers_total_end: \(numbers.text(shares.parameters, .share)) from not "
            + "knowing the parameters, \(numbers.text(shares.luck, .share)) from luck")
      }
    }
    for metric in metrics
    where metric.statistics.undefined > 0 && metric.statistics.undefined < replications.count {
      notes.append(
        "\(metric.name) is undefined in \(metric.statistics.undefined) of \(count) \(noun)")
    }
    notes += approximations.map { "Approximation: \($0)" }
    return notes
  }
}

extension RunResult.Fact {
  /// Words such as "mean contacts 15.2".
  fileprivate func text(_ numbers: HumanNumber) -> String {
    let words = name.replacing("_", with: " ")
    switch value {
    case .text(let text): return "\(words) \(text)"
    case .number(let value): return "\(words) \(numbers.text(value, .number))"
    }
  }
}

extension PrecisionReached {
  fileprivate func sentence(_ numbers: HumanNumber) -> String {
    let reached = numbers.text(relativeHalfWidth, .share)
    let asked = numbers.text(target.relativeHalfWidth, .share)
    return isReached
      ? "\(target.metric) is known to \(reached) (asked for \(asked))"
      : "Stopped at the cap: \(target.metric) is known to \(reached), not to \(asked)"
  }
}
