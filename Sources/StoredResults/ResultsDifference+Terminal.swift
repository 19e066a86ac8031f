package import Reporting
internal import ScenarioFile
internal import Simulation

extension ResultsDifference {
  /// The report for a terminal: what was changed, and what came of it.
  package func terminalText(width page: LineWidth) -> String {
    let width = page.columns(60...120)
    let blocks =
      [
        wrapped(headline, width: width),
        [
          "A  \(before.path)", "   \(before.kind.rawValue) of \(before.stored.scenario)",
          "B  \(after.path)", "   \(after.kind.rawValue) of \(after.stored.scenario)",
        ],
        changeLines(width: width), verdictLines(width: width),
      ] + outcomeBlocks(width: width)
      + [parameterLines(width: width), scoreLines(width: width), noteLines(width: width)]
    return printable(
      blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n"))
      + "\n"
  }

  var numbers: HumanNumber { HumanNumber(currency: before.currency) }

  /// The answer in a sentence or two.
  package var headline: String {
    let count = scenario.count + settings.count
    if isSame { return "A and B are the same result: nothing was changed, and nothing came of it." }
    var sentence =
      count == 0
      ? "Nothing was changed between A and B."
      : "\(count) change\(count == 1 ? "" : "s") from A to B."
    let choices = (before.choice, after.choice)
    if let old = choices.0, let new = choices.1 {
      sentence += old == new ? " Both choose \(old)." : " The choice moves from \(old) to \(new)."
    }
    let rows = outcome?.rows.filter { $0.metric.name == leading } ?? []
    if let row = rows.first(where: { $0.candidate == choices.0 })
      ?? rows.first(where: { $0.isBase(of: before) }) ?? rows.first
    {
      let name = rows.count > 1 ? " of \(row.candidate)" : ""
      sentence += " \(row.metric.name)\(name) \(said(row))."
    } else if let most = parameters.max(by: {
      abs($0.inStandardDeviations) < abs($1.inStandardDeviations)
    }), most.inStandardDeviations.isFinite {
      sentence +=
        " \(most.name) moves most: from \(shownQuantity(most.before.mean, like: most.example)) to "
        + "\(shownQuantity(most.after.mean, like: most.example)), "
        + "\(numbers.text(abs(most.inStandardDeviations), .number)) standard deviations of A."
    } else if outcome == nil && parameters.isEmpty && scores.isEmpty {
      sentence +=
        " \(capitalised(before.kindPhrase)) and \(after.kindPhrase) have no outcome in common: only "
        + "what was asked is compared."
    }
    return sentence
  }

  private func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private var leading: String {
    let shown = outcome?.rows.map(\.metric.name) ?? []
    return before.objective.flatMap { shown.contains($0) ? $0 : nil }
      ?? (shown.contains("npv") ? "npv" : shown.first ?? "npv")
  }

  /// "rises by $1,020, from $17.7 million (95%: $900 to $1,100)".
  private func said(_ row: MetricDifference) -> String {
    let unit = row.metric.unit
    let (old, new) = (
      numbers.text(row.before, unit), HumanNumber(currency: after.currency).text(row.after, unit)
    )
    if row.isSame || row.difference == 0 { return "stays at \(old)" }
    guard row.difference.isFinite else { return "was \(old) and is \(new)" }
    let isRise = row.difference > 0
    let by = shownDifference(abs(row.difference), unit)
    var interval = ""
    if row.holdsZero {
      interval =
        " (95%: from \(shownDifference(-row.low, unit)) less to "
        + "\(shownDifference(row.high, unit)) more, so it may be no change at all)"
    } else if row.low.isFinite {
      let ends = isRise ? (row.low, row.high) : (-row.high, -row.low)
      interval = " (95%: \(differenceRange(ends.0, ends.1, unit)))"
    }
    return "\(isRise ? "rises" : "falls") by \(by), from \(old) to \(new)\(interval)"
  }

  /// Shares differ by points.
  func shownDifference(_ value: Double, _ unit: Metric.Unit) -> String {
    let text = numbers.text(value, unit)
    return unit == .share && value.isFinite ? text.dropLast() + " points" : text
  }

  func differenceRange(_ low: Double, _ high: Double, _ unit: Metric.Unit) -> String {
    let text = numbers.range(low, high, unit)
    return unit == .share && text.hasSuffix("%") ? text.dropLast() + " points" : text
  }

  private func changeLines(width: Int) -> [String] {
    var lines = ["What was changed"]
    if scenario.isEmpty && settings.isEmpty { return lines + ["  nothing"] }
    for change in scenario {
      let text =
        switch (change.shown.before, change.shown.after) {
        case (let old?, let new?): "\(shortened(old)) -> \(shortened(new))"
        case (nil, let new?): "added, \(shortened(new))"
        case (let old?, nil): "removed, was \(shortened(old))"
        case (nil, nil): ""
        }
      lines += wrapped("\(change.path): \(text)", width: width - 2, indent: 2).map { "  \($0)" }
    }
    if scenario.isEmpty { lines.append("  nothing in the scenario") }
    for setting in settings {
      lines.append("  \(setting.name): \(setting.before) -> \(setting.after)")
    }
    return lines
  }

  /// Long texts, such as descriptions, are only named.
  private func shortened(_ text: String) -> String {
    text.count <= 200 ? text : text.prefix(197) + "..."
  }

  private func verdictLines(width: Int) -> [String] {
    let isOfChoice = [before, after].allSatisfy { ![.run, .backtest].contains($0.kind) }
    guard isOfChoice, !isSame else { return [] }
    guard verdicts.before != verdicts.after else {
      return wrapped("Both say: \(verdicts.before)", width: width)
    }
    return wrapped("A says: \(verdicts.before)", width: width, indent: 2)
      + wrapped("B says: \(verdicts.after)", width: width, indent: 2)
  }

  private func outcomeBlocks(width: Int) -> [[String]] {
    guard let outcome, !isSame else { return [] }
    let isOfMany = before.candidates.count > 1 && after.candidates.count > 1
    var blocks: [[String]] = []
    let metrics = before.metrics.filter { m in outcome.rows.contains { $0.metric.name == m.name } }
    if isOfMany {
      for metric in metrics {
        let rows = outcome.rows.filter { $0.metric.name == metric.name }
        blocks.append(
          table(metric.name, [("", rows)], isPaired: outcome.isPaired, width: width) {
            $0.candidate
          })
      }
    } else {
      // What says nothing here is left to the JSON.
      let shown = outcome.rows.filter { row in
        !(row.metric.isOptional && (row.before == 0 || row.before.isNaN)
          && (row.after == 0 || row.after.isNaN))
      }
      let changed = shown.filter { !$0.isSame }
      let groups = Metric.Group.allCases.map { group in
        (group.rawValue, changed.filter { $0.metric.group == group })
      }.filter { !$0.1.isEmpty }
      if !groups.isEmpty {
        blocks.append(
          table("", groups, isPaired: outcome.isPaired, width: width) { $0.metric.name })
      }
      let same = shown.filter(\.isSame).map(\.metric.name)
      if !same.isEmpty {
        blocks.append(
          wrapped(
            "The same\(outcome.isPaired ? " in every replication" : " in both"): "
              + same.joined(separator: ", "), width: width,
            indent: 2))
      }
    }
    for (name, only) in [("A", outcome.onlyBefore), ("B", outcome.onlyAfter)]
    where isOfMany && !only.isEmpty {
      blocks.append(
        wrapped("Only in \(name): \(only.joined(separator: "; "))", width: width, indent: 2))
    }
    return blocks
  }

  private func noteLines(width: Int) -> [String] {
    guard !isSame else { return [] }
    var lines = notes
    if let outcome {
      lines = [outcome.reason] + lines + outcome.notes
      let rows = outcome.rows.filter { !$0.isSame }
      if rows.contains(where: \.holdsZero) { lines.append("* The interval holds 0.") }
      if rows.contains(where: { $0.low.isFinite }) {
        lines.append(
          "Each interval is of 95% by itself: of twenty metrics that did not change, about one will "
            + "seem to have."
        )
      }
      if outcome.isPaired && rows.contains(where: { $0.varianceReduction != nil }) {
        lines.append(
          "variance ÷: how many times smaller pairing makes the variance of the difference.")
      }
      if rows.contains(where: { $0.metric.kind != .value && $0.low.isFinite }) {
        lines.append("Ratios are of means, their intervals linearised.")
      }
    }
    return lines.flatMap { wrapped($0, width: width, indent: 2) }
  }
}

extension MetricDifference {
  var holdsZero: Bool { !isSame && low <= 0 && high >= 0 }

  func isBase(of result: FinishedResult) -> Bool {
    result.candidates.contains { $0.name == candidate && $0.role == FinishedResult.base }
  }
}

/// Text of files, without anything that moves a terminal's cursor.
private func printable(_ text: String) -> String {
  var view = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator, .surrogate:
      view.append("\u{FFFD}")
    default: view.append(scalar)
    }
  }
  return String(view)
}
