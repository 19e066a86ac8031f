internal import RewardTuning
internal import Simulation

extension ComparisonReport {
  /// Which is best, how sure that is, what each came to.
  package var words: TextReport {
    TextReport(
      blocks: [
        [.sentences(headline)], [.table(differenceTable)], [.table(strategyTable)], .remarks(notes),
      ], command: origin.command)
  }

  private var numbers: HumanNumber { HumanNumber(currency: currency) }

  private func text(_ value: Double) -> String { numbers.text(value, comparison.metric.unit) }

  /// The result in two or three sentences.
  package var headline: String {
    let c = comparison
    let best = c.names[c.leader]
    let mean = text(c.records[c.leader].statistics(of: c.metric.name)?.mean ?? .nan)
    let superlative = c.isMaximised ? "highest" : "lowest"
    let percent = numbers.text(c.confidence, .share)
    let others = c.indistinguishable.filter { $0 != c.leader }.map { c.names[$0] }
    var sentence: String
    if others.isEmpty {
      sentence =
        "\(best) has the \(superlative) \(c.metric.name), \(mean), and differs from every other "
        + "strategy with \(percent) confidence."
    } else if c.isSettled {
      sentence =
        "\(best) has the \(superlative) \(c.metric.name), \(mean); \(list(others)) "
        + "\(others.count == 1 ? "differs" : "differ") from it by at most "
        + "\(text(c.indifference)), which counts as none, with \(percent) confidence."
    } else {
      sentence =
        "\(best) has the \(superlative) mean \(c.metric.name), \(mean), but cannot be told apart "
        + "from \(list(others)) with \(c.replications) replications: the question is open."
    }
    if let program = c.names.firstIndex(of: "no-program"), program != c.leader {
      let d = c.differences[c.leader, program]
      sentence +=
        " Against no program it is \(text(abs(d.mean))) \(d.mean >= 0 ? "more" : "less") "
        + "(\(numbers.gap(d.low, d.high, c.metric.unit)))."
    } else if best == "no-program" {
      sentence += " No program does better than none."
    }
    return sentence
  }

  private func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }

  private var order: [Int] {
    let c = comparison
    let means = c.names.indices.map { c.differences[$0, c.leader].mean }
    return c.names.indices.sorted {
      c.isMaximised ? means[$0] > means[$1] : means[$0] < means[$1]
    }
  }

  private var differenceTable: TextTable {
    let c = comparison
    let percent = numbers.text(c.confidence, .share)
    var table = TextTable([.left, .right, .right, .left, .right, .right])
    table.add(
      c.metric.name, "mean", "less the best", "\(percent) interval, all together", "variance ÷",
      "unpaired")
    for index in order {
      let mean = c.records[index].statistics(of: c.metric.name)?.mean ?? .nan
      guard index != c.leader else {
        table.add("  \(c.names[index])", text(mean), "best", "", "", "")
        continue
      }
      let d = c.differences[index, c.leader]
      let isInfinite = d.varianceReduction.isInfinite
      table.add(
        "  \(c.names[index])", text(mean), text(d.mean),
        numbers.range(d.low, d.high, c.metric.unit) + (d.isSignificant ? "" : "  *"),
        isInfinite ? "∞" : numbers.text(d.varianceReduction, .number),
        isInfinite ? "–" : numbers.text(c.independentReplications(index), .count))
    }
    return table
  }

  private var strategyTable: TextTable {
    let c = comparison
    let layout = c.records[0].layout
    let metrics = Self.shown.filter { $0 != c.metric.name && layout.index(ofMetric: $0) != nil }
    var table = TextTable([.left] + order.map { _ in .right })
    table.add(["mean"] + order.map { c.names[$0] })
    for name in metrics {
      guard let index = layout.index(ofMetric: name) else { continue }
      table.add(
        ["  \(name)"]
          + order.map {
            numbers.text(
              c.records[$0].statistics(of: name)?.mean ?? .nan, layout.metrics[index].unit)
          })
    }
    if let draws = c.draws {
      table.add(["  best in draws"] + order.map { numbers.text(draws.wins[$0], .share) })
    }
    return table
  }

  private var notes: [String] {
    let c = comparison
    var notes = [
      "\(c.replications) replications of each strategy, of seed \(origin.seed), on the same luck "
        + "person by person"
        + (c.isSettled ? "" : "; more would narrow the intervals: raise --replications"),
      "Intervals: paired Student, Bonferroni over all pairs and \(c.rounds.looks.count) "
        + "\(c.rounds.looks.count == 1 ? "look" : "looks"), so they hold together, whenever the rounds stop"
        + (c.indistinguishable.count > 1 ? "; * holds 0" : ""),
      "variance ÷: how much smaller pairing makes the variance of a difference; unpaired: "
        + "replications of each that runs with luck of their own would have needed",
    ]
    if !c.leftOut.isEmpty {
      notes.append(
        "Left out, since \(c.metric.name) is undefined without a program: "
          + c.leftOut.joined(separator: ", "))
    }
    if c.metric.kind != .value {
      notes.append(
        "\(c.metric.name) is a \(c.metric.kind == .ratio ? "ratio, linearised" : "tail mean"): its "
          + "intervals are approximate")
    }
    if let draws = c.draws {
      notes.append(
        "Parameters are uncertain (\(uncertain.joined(separator: ", "))): the intervals say how "
          + "sure the simulation is of the mean over them; \"best in draws\" in what share of "
          + "\(draws.draws) draws each strategy wins. In \(numbers.text(draws.disagreement, .share)) "
          + "of the draws its two replications disagree, so that much is luck")
    }
    for (name, change) in changes where !change.isEmpty && c.names.contains(name) {
      notes.append("\(name): \(change)")
    }
    return notes
  }
}
