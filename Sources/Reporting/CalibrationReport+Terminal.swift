internal import Calibration
internal import Simulation

extension CalibrationReport {
  /// What was found, what the data cannot tell, how well it fits.
  package var words: TextReport {
    TextReport(
      blocks: [
        [.sentences(headline)], [.table(parameterTable)], .remarks(unknowns),
        [.table(comparisonTable)], .remarks(notes),
      ], command: origin.command)
  }

  private var numbers: HumanNumber { HumanNumber(currency: scenario.currency) }

  /// The result in two or three sentences.
  package var headline: String {
    let data = fit.comparison.map(\.datum)
    let columns = ObservedSeries.allCases.filter { series in data.contains { $0.series == series } }
    let first = date(data.map(\.days.lowerBound).min() ?? 0)
    let last = date((data.map(\.days.upperBound).max() ?? 1) - 1)
    let count = parameters.count
    var sentence =
      "\(count) number\(count == 1 ? "" : "s") of \(scenario.name) fitted to \(data.count) values of "
      + "\(columns.map(\.rawValue).joined(separator: ", ")) from \(first) to \(last)."
    let inside = fit.comparison.filter { ($0.q05...$0.q95).contains($0.datum.value) }.count
    sentence +=
      " \(inside) of the \(data.count) \(inside == 1 ? "lies" : "lie") inside the fit's 90% bands"
    let off = fit.comparison.filter { abs($0.residual) > 3 }.count
    sentence +=
      off == 0
      ? "." : "; \(off) \(off == 1 ? "lies" : "lie") more than three standard deviations off."
    let dominated = priorDominated
    if !dominated.isEmpty {
      sentence +=
        " The data say little about \(dominated.map { parameters[$0].name }.joined(separator: ", "))"
        + " beyond what was known before."
    }
    return sentence
  }

  private var parameterTable: TextTable {
    var table = TextTable([.left, .right, .left, .left, .right, .left])
    table.add("", "median", "90% after the data", "90% before them", "left", "mostly from")
    for (index, parameter) in parameters.enumerated() {
      func after(_ p: Double) -> String { text(index, fit.quantile(p, of: index)) }
      table.add(
        "  \(parameter.name)", after(0.5), "\(after(0.05)) to \(after(0.95))", before(index),
        numbers.text(min(9.99, fit.shrinkage(of: index)), .share),
        fit.sources[index]?.rawValue ?? HumanNumber.undefined)
    }
    return table
  }

  /// What was known of a parameter before the data.
  private func before(_ index: Int) -> String {
    do {
      let ends = try [-1.6448536269514722, 1.6448536269514722].map {
        try parameters[index].value(at: $0)
      }
      let isVague = if case .vague = parameters[index].prior { true } else { false }
      return "\(text(index, ends[0])) to \(text(index, ends[1]))" + (isVague ? " *" : "")
    } catch {
      return HumanNumber.undefined
    }
  }

  /// What the data cannot tell, in words.
  package var unknowns: [String] {
    var lines: [String] = []
    for direction in fit.undetermined {
      let moves = direction.moves.map { move in
        let change = numbers.text(abs(move.change), .share)
        return "\(move.parameter) \(change) \(move.change >= 0 ? "up" : "down")"
      }
      if moves.count == 1 {
        lines.append(
          "The data cannot tell \(direction.moves[0].parameter): a tenth more or less fits as well"
            + advice(direction))
      } else {
        lines.append(
          "The data cannot tell these apart: \(moves.joined(separator: " with ")) fits as well"
            + advice(direction))
      }
    }
    return lines
  }

  private func advice(_ direction: LooseDirection) -> String {
    if let column = direction.column {
      return "; a column \(column.rawValue) would separate them."
    }
    return "; no other column of such a table would, so only an experiment or what is known "
      + "otherwise can."
  }

  private var comparisonTable: TextTable {
    var table = TextTable([.left, .left, .right, .right, .left, .right])
    table.add("", "", "observed", "fitted", "90% band", "sd off")
    for series in ObservedSeries.allCases {
      let mine = fit.comparison.filter { $0.datum.series == series }
      // A long series is shown at its ends and where it fits worst; fit.csv has it whole.
      let worst = Set(
        mine.indices.sorted { abs(mine[$0].residual) > abs(mine[$1].residual) }.prefix(6))
      let shown = mine.indices.filter {
        mine.count <= 14 || $0 < 4 || $0 >= mine.count - 4 || worst.contains($0)
      }
      for index in shown {
        let entry = mine[index]
        let unit: Metric.Unit = series == .rewardCost ? .money : .count
        let growth = series == .customersTotal ? "+" : ""
        table.add(
          index == shown[0] ? "  \(series.rawValue)" : "", "\(shownDate(of: entry.datum))",
          growth + numbers.text(entry.datum.value, unit), growth + numbers.text(entry.q50, unit),
          numbers.range(entry.q05, entry.q95, unit),
          signed(entry.residual) + (abs(entry.residual) > 3 ? " !" : ""))
      }
    }
    return table
  }

  private func signed(_ value: Double) -> String {
    (value >= 0 ? "+" : "-") + "\((abs(value) * 10).rounded() / 10)"
  }

  private var notes: [String] {
    let d = fit.diagnostics
    let sorted = fit.noise.sorted()
    let noise = [0.5, 0.05, 0.95].map { sorted[Int($0 * Double(sorted.count - 1))] }
    var notes = source.notes
    notes.append(
      "left: how much of what was not known before is not known after, as a ratio of standard "
        + "deviations")
    if parameters.contains(where: { if case .vague = $0.prior { true } else { false } }) {
      notes.append(
        "*: nothing is said of it under uncertain, so that a factor of twelve either way of the "
          + "scenario's value was taken for its 90%")
    }
    notes.append(
      "error of observation, besides luck: \(numbers.text(noise[0], .share)) (90%: "
        + "\(numbers.range(noise[1], noise[2], .share)))")
    notes.append(
      "luck: from \(d.histories) histories of agents around the fit"
        + (d.share < 1 ? ", of \(numbers.text(d.share, .share)) of the market" : "")
        + ", estimated \(d.rounds) times until the fit stayed")
    let worst = d.rHat.max() ?? .nan
    notes.append(
      "posterior: \(fit.draws.count) draws kept; at least \(Int(d.effective.min() ?? 0)) effective "
        + "draws of each number, split R-hat at most \((worst * 10_000).rounded() / 10_000), "
        + "\(numbers.text(d.acceptance, .share)) accepted, "
        + (d.paretoShape.map { "leaps of Pareto shape \(HumanNumber.fixed($0, decimals: 2)), " }
          ?? "")
        + "seed \(origin.seed)")
    notes += approximations.map { "approximation of the fit: \($0)" }
    return notes
  }
}
