internal import ReferralModel
internal import RewardTuning
internal import Simulation

extension RecommendationReport {
  /// What to offer, what it does, how sure that is, and what would overturn it.
  package var words: TextReport {
    TextReport(
      blocks: [
        [.sentences(headline)], .remarks(warnings.map { "! \($0)" }),
        section(isNoProgram ? "What no program does" : "What it does", [.table(effects)]),
      ] + variables.indices.map { curve(along: $0) } + [
        section("How sure", sureness.map { .sentences($0, indent: 2, hang: 2) }),
        section("What would overturn it", overturning), .remarks(notes),
      ], command: origin.command)
  }

  private func section(_ title: String, _ elements: [TextReport.Element]) -> [TextReport.Element] {
    elements.isEmpty ? [] : [.sentences(title)] + elements
  }

  private var numbers: HumanNumber { HumanNumber(currency: scenario.currency) }

  func text(_ value: Double) -> String {
    numbers.text(value, recommendation.objective.metric.unit)
  }

  private func statistics(_ name: String) -> Statistics? { chosen.records.statistics(of: name) }

  /// The sides of the reward that stay as they are, where only others were varied.
  private var rewardAround: String {
    let paths = variables.map(\.path)
    guard !paths.contains("program.reward.value"), let reward,
      paths.contains(where: { $0.hasPrefix("program.reward.") })
    else { return "" }
    let fixed = [("referrer", reward.referrer), ("referee", reward.referee)].filter { side, _ in
      !paths.contains { $0.hasPrefix("program.reward.\(side)") }
    }
    return fixed.isEmpty
      ? ""
      : ", with the \(fixed.map { "\($0.0) at \($0.1)" }.joined(separator: ", the ")) as before"
  }

  /// What to tell a boss on Monday.
  package var headline: String {
    let r = recommendation
    let metric = r.objective.metric.name
    guard !isNoProgram else {
      return "Run no program: of everything searched, none has a better \(metric) than "
        + "\(text(objective(chosen.mean))) without one."
    }
    var sentences = ["Offer \(text(chosen.point))\(rewardAround)."]
    let unit = r.objective.metric.unit
    if let noProgram = r.noProgram {
      let gain = r.differences[r.recommended, noProgram]
      let isMore = (gain.mean >= 0) == r.objective.isMaximised
      sentences.append(
        "Expected \(metric) is \(text(objective(chosen.mean))), \(text(abs(gain.mean))) "
          + "\(isMore ? "more" : "less") than without a program "
          + "(95%: \(numbers.gap(gain.low, gain.high, unit))).")
    } else {
      sentences.append("Expected \(metric) is \(text(objective(chosen.mean))).")
    }
    if let payback = statistics("payback_days"), payback.mean.isFinite {
      let months = payback.q50 / daysPerMonth
      let time =
        months < 2
        ? numbers.text(payback.q50.rounded(), .days) : "\(numbers.text(months, .number)) months"
      sentences.append(
        "It pays back in \(time)"
          + (payback.undefined > 0
            ? " where it does; in \(payback.undefined) of \(chosen.records.replications) histories "
              + "it does not." : "."))
    } else {
      sentences.append("It does not pay back within the horizon.")
    }
    if r.tuning.selection.isSettled {
      sentences.append(
        "With \(numbers.text(r.rules.confidence, .share)) confidence no other candidate is better "
          + "by more than \(text(r.rules.indifference)).")
    }
    return sentences.joined(separator: " ")
  }

  private static let effects = [
    "npv", "incremental_npv", "npv_from_relabelling", "signups_total", "growth_multiple",
    "referred_share", "signups_deadweight", "incremental_signups", "reward_cost",
    "deadweight_cost", "incremental_cac", "referral_cac", "payback_days", "roi", "liability_peak",
  ]

  private var effects: TextTable {
    var table = TextTable([.left, .right, .right, .right])
    table.add("", "mean", "95% interval of it", "90% of histories")
    let r = recommendation
    let layout = chosen.records.layout
    let decides = [r.objective.metric.name] + r.objective.limits.map(\.metric)
    let names = decides.filter { !Self.effects.contains($0) } + Self.effects
    for name in names {
      guard let index = layout.index(ofMetric: name), let s = statistics(name)?.withoutRounding,
        s.mean.isFinite,
        s.mean != 0 || decides.contains(name)
      else { continue }
      let unit = layout.metrics[index].unit
      table.add(
        "  \(name)", numbers.text(s.mean, unit),
        numbers.range(s.mean - 1.96 * s.mcse, s.mean + 1.96 * s.mcse, unit),
        numbers.range(s.q05, s.q95, unit))
    }
    for (index, variable) in variables.enumerated() {
      guard let margin = r.marginalCAC(along: index) else { continue }
      let from = variable.levels[r.candidates[margin.from].point.levels[index]]
      let which = variables.count == 1 ? "" : " (\(shortName(of: variable)))"
      table.add(
        "  marginal_cac\(which), the step up from \(from): \(numbers.text(margin.value, .money))")
    }
    return table
  }

  /// "referrer" of `program.reward.referrer.value`.
  private func shortName(of variable: Variable) -> String {
    variable.path.split(separator: ".").last { $0 != "value" }.map(String.init) ?? variable.path
  }

  // MARK: The curve

  /// Each level's objective less the recommended one's, with its interval.
  private func curve(along variable: Int) -> [TextReport.Element] {
    let r = recommendation
    let members = r.curve(along: variable)
    guard members.count > 1 else { return [] }
    let rows = (members + (r.noProgram.map { [$0] } ?? [])).map { index in
      let d = r.differences[index, r.recommended]
      return IntervalLines.Row(
        label: index == r.noProgram
          ? "no program"
          : variables[variable].levels[r.candidates[index].point.levels[variable]],
        value: numbers.text(d.mean, r.objective.metric.unit), low: d.low, middle: d.mean,
        high: d.high, isReference: index == r.recommended, remark: marks(of: index))
    }
    let (metric, path) = (r.objective.metric.name, variables[variable].path)
    let title =
      r.objective.isMaximised
      ? "\(metric) by \(path), less the recommended; ─ 95%"
      : "\(metric) by \(path), what it saves against the recommended; ─ 95%"
    return [.note(title), .intervals(IntervalLines(rows: rows))]
  }

  private func marks(of index: Int) -> String {
    let roles = recommendation.candidates[index].roles
    var marks: [String] = []
    if roles.contains(.recommended) { marks.append("recommended") }
    if roles.contains(.ruleOfThumb(0.1)) || roles.contains(.ruleOfThumb(0.25)) {
      marks.append("rule of thumb")
    }
    return marks.joined(separator: ", ")
  }

  // MARK: How sure

  private var sureness: [String] {
    let r = recommendation
    let unit = r.objective.metric.unit
    var lines: [String] = []
    if let position = r.eligible.firstIndex(of: r.recommended) {
      lines.append(
        "Of the \(r.eligible.count) candidates reported here it is within "
          + "\(text(r.rules.indifference)) of the best with probability "
          + "\(numbers.text(r.beliefs.probabilityGood[position], .share)), and the very best with "
          + "\(numbers.text(r.beliefs.probabilityBest[position], .share)); choosing it loses "
          + "\(text(r.beliefs.expectedLoss[position])) on average against knowing the best.")
    }
    if let runnerUp = r.runnerUp {
      let d = r.differences[runnerUp, r.recommended]
      lines.append(
        "Closest rival: \(text(r.candidates[runnerUp].point)), \(text(abs(d.mean))) "
          + "\(d.mean <= 0 ? "worse" : "better") (95%: "
          + "\(numbers.range(d.low, d.high, unit))).")
    }
    let equals = r.asGood.sorted { $0.levels.lexicographicallyPrecedes($1.levels) }.map { text($0) }
    if !equals.isEmpty {
      lines.append("As good, as far as the selection can tell: \(equals.joined(separator: "; ")).")
    }
    for share in [0.1, 0.25] {
      guard let index = r.candidate(.ruleOfThumb(share)), index != r.recommended else { continue }
      let d = r.differences[index, r.recommended]
      lines.append(
        "Rule of thumb, \(numbers.text(share, .share)) of CAC "
          + "(\(text(r.candidates[index].point))): \(text(abs(d.mean))) "
          + "\(d.mean <= 0 ? "worse" : "better") (95%: \(numbers.range(d.low, d.high, unit))).")
    }
    if let index = r.candidate(.asItStands), index != r.recommended {
      let d = r.differences[index, r.recommended]
      lines.append(
        "The file's own program: \(text(abs(d.mean))) \(d.mean <= 0 ? "worse" : "better") "
          + "(95%: \(numbers.range(d.low, d.high, unit))).")
    }
    return lines
  }

  // MARK: What would overturn it

  private var overturning: [TextReport.Element] {
    let r = recommendation
    guard let s = r.sensitivity else {
      guard uncertain.isEmpty else {
        return [
          .sentences(
            "\(r.objective.metric.name) of what is recommended is undefined at some of the uncertain "
              + "values, so it cannot be said which of them would change the recommendation.",
            indent: 2, hang: 2)
        ]
      }
      return [
        .sentences(
          "Nothing in the scenario is uncertain. Give the numbers you are least sure of under "
            + "`uncertain:`, and this says which of them would change the recommendation.",
          indent: 2, hang: 2)
      ]
    }
    var table = TextTable([.left, .right, .left, .right])
    table.add("  uncertain", "low to high", "another wins", "worth knowing")
    let known = s.parameters.compactMap { parameter in
      uncertain.first { $0.path == parameter.name }.map { (parameter, $0.text) }
    }
    for (parameter, written) in known.sorted(by: {
      $0.0.perfectInformation > $1.0.perfectInformation
    }) {
      let unit = r.objective.metric.unit
      let wins =
        parameter.breakEven.map { breakEven in
          "\(breakEven.value < parameter.median ? "below" : "above") \(written(breakEven.value)): "
            + text(r.candidates[r.eligible[breakEven.candidate]].point)
        } ?? "nowhere in its range"
      table.add(
        "  \(parameter.name)", "\(written(parameter.low)) to \(written(parameter.high))", wins,
        "\(numbers.text(parameter.perfectInformation, unit)) ± "
          + numbers.text(parameter.perfectInformationError, unit))
    }
    let compared =
      s.compared == r.eligible.count
      ? ""
      : ", of the \(s.compared) candidates of \(r.eligible.count) that have a value at all of them"
    let what =
      "low, high: 5% and 95% of its draws; worth knowing: expected gain of deciding after learning "
      + "it exactly (EVPPI), by regression over \(s.draws) draws of the \(s.engine) engine"
      + compared
    return [.table(table), .sentences(what, indent: 2, hang: 2)] + tornado(known.map(\.0))
  }

  /// Regret at both ends of each uncertain number, the largest first.
  private func tornado(_ parameters: [SensitivityAnalysis.Parameter]) -> [TextReport.Element] {
    let rows = parameters.map { parameter -> (regret: Double, row: IntervalLines.Row) in
      let (low, high) = (parameter.regretAtLow, parameter.regretAtHigh)
      return (
        max(low, high),
        IntervalLines.Row(
          label: parameter.name, value: "\(text(low)), \(text(high))", low: -low, middle: .nan,
          high: high, isReference: false, remark: "")
      )
    }.sorted { $0.regret > $1.regret }
    guard let most = rows.first else { return [] }
    guard most.regret > 0 else {
      return [
        .sentences(
          "Tornado of regret: recommending the same loses nothing at either end of any of them.",
          indent: 2, hang: 2)
      ]
    }
    return [
      .sentences(
        "Tornado of regret: what recommending the same loses where a number is low (left of ┊), and "
          + "where it is high (right)", indent: 2, hang: 2),
      .intervals(IntervalLines(rows: rows.map(\.row))),
    ]
  }

  private var notes: [String] {
    let r = recommendation
    let t = r.tuning
    var notes = [
      "Searched \(t.screened.count) points by the large-market limit, piloted "
        + "\(t.pilot.points.count) with agents, selected among \(t.shortList.count) with "
        + "\(t.units(.selection)) \(unitNoun), and report from \(chosen.records.replications) fresh replications each; "
        + "seed \(origin.seed)",
      "Selection: paired Student bounds of all pairs at all looks, Bonferroni (Clark, Yang 1986); "
        + "good selection is proved for means, common random numbers and unequal variances",
    ]
    if !r.objective.limits.isEmpty {
      notes.append(
        "Subject to: \(r.objective.limits.map(\.text).joined(separator: "; ")), each to within 1% "
          + "of itself")
    }
    if !r.undefined.isEmpty {
      notes.append(
        "Left out, since \(r.objective.metric.name) is undefined there in some replications: "
          + r.undefined.map { text($0) }.joined(separator: "; "))
    }
    if !r.approximations.isEmpty {
      notes.append(
        "Only the search for candidates approximates: \(r.approximations.joined(separator: "; "))")
    }
    return notes
  }

  private var unitNoun: String {
    recommendation.objective.batchSize > 1
      ? "batches" : chosen.records.pairs ? "draws of the uncertain values" : "replications"
  }
}
