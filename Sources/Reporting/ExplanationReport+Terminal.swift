internal import ReferralModel
internal import Simulation

extension ExplanationReport {
  /// The report for a terminal: the headline, the funnel, what 1% more does, the
  /// spreadsheet beside the simulation, the rule of thumb, and how to get it again.
  package func terminalText(width page: LineWidth = .file) -> String {
    let width = page.columns(40...100)
    let blocks = [
      wrapped(headline, width: width),
      funnelLines(page, width: width),
      elasticityLines(page, width: width),
      spreadsheetLines(page, width: width),
      rewardSentence.map { wrapped($0, width: width) } ?? [],
      notes(width: width) + ["Again: \(origin.command)"],
    ]
    return paragraphs(blocks)
  }

  // MARK: The funnel

  private func funnelLines(_ page: LineWidth, width: Int) -> [String] {
    let funnel = explanation.funnel
    guard !funnel.loops.isEmpty else { return [] }
    var table = TextTable([.left, .right, .right, .right])
    table.add("", "in the file", "simulated", "95% interval")
    for loop in funnel.loops {
      table.add(loop.name + (loop.rewarded ? "" : " (not rewarded)"))
      add(loop, to: &table)
    }
    if funnel.loops.count > 1 {
      table.add("all loops")
      add(funnel.total, nominal: nil, detail: [], to: &table)
      add("  = K inside the horizon", funnel.nominalReproduction, funnel.total.reproduction, &table)
    }
    add(
      "k_factor: late joiners completed", funnel.nominalReproduction, funnel.reproduction,
      &table)
    if funnel.reproduction.mean > 0 {
      add("cycle time", nil, funnel.cycleTimeInDays, &table, unit: .days)
    }
    return ["What makes K: from one customer to the signups that this customer causes", ""]
      + page.lines(of: table) + [""]
      + wrapped(
        "An invitation counts as sent if the customer is still there and the horizon has not "
          + "ended; a newcomer is whoever was not a customer then.", width: width)
  }

  private func add(_ loop: Funnel.Loop, to table: inout TextTable) {
    if let stages = loop.stages {
      var detail: [(String, PairedEstimate)] = []
      if let wished = loop.wished, let within = loop.withinContacts {
        detail = [("wished", wished), ("within their contacts", within)]
      }
      add(stages, nominal: loop.nominal, detail: detail, to: &table)
    }
    add("  = K inside the horizon", loop.nominal.reproduction, loop.reproduction, &table)
  }

  private func add(
    _ stages: Funnel.Stages, nominal: Funnel.Nominal?, detail: [(String, PairedEstimate)],
    to table: inout TextTable
  ) {
    add("    takes part", nominal?.participation, stages.participation, &table, unit: .share)
    for (name, estimate) in detail {
      add("        invitations \(name)", nil, estimate, &table)
    }
    add("  × invitations sent", nominal?.invitations, stages.invitations, &table)
    add(
      "  × reaching a newcomer", nominal.map { _ in 1 }, stages.notWasted, &table, unit: .share)
    add("  × accepted", nominal?.conversion, stages.acceptance, &table, unit: .share)
  }

  private func add(
    _ name: String, _ nominal: Double?, _ estimate: PairedEstimate, _ table: inout TextTable,
    unit: Metric.Unit = .number
  ) {
    table.add(
      name, nominal.map { numbers.text($0, unit) } ?? "", numbers.text(estimate.mean, unit),
      numbers.range(estimate.low, estimate.high, unit))
  }

  // MARK: Elasticities

  private func elasticityLines(_ page: LineWidth, width: Int) -> [String] {
    var table = TextTable([.left] + Elasticity.metrics.map { _ in .right })
    table.add(["1% more of"] + Elasticity.metrics)
    var remarks: [String] = []
    for elasticity in explanation.elasticities {
      let name = elasticity.factor.name
      switch elasticity.result {
      case .estimated(let estimates, let method):
        let mark = method == .downward ? " *" : ""
        table.add([name + mark] + estimates.map(percent))
      case .impossible(let reason): remarks.append("\(name): \(reason)")
      }
    }
    if table.lines.count == 1 { return remarks.flatMap { wrapped($0, width: width, indent: 2) } }
    let step = numbers.text(Elasticity.step, .share)
    let isDownward = table.lines.contains { $0.contains(" *") }
    var method =
      "From runs at \(step) more and \(step) less, with the same luck; ± is half of the 95% "
      + "interval of the paired difference."
    if isDownward { method += " * from \(step) less alone: a probability cannot be above 1." }
    return ["What 1% more does, in percent; the largest effect on signups first", ""]
      + page.lines(of: table) + [""] + wrapped(method, width: width)
      + remarks.flatMap { wrapped("No 1% more of \($0).", width: width, indent: 2) }
  }

  /// "+0.930 ± 0.010".
  private func percent(_ estimate: PairedEstimate) -> String {
    guard estimate.mean.isFinite else { return HumanNumber.undefined }
    guard estimate.mean != 0 || estimate.error != 0 else { return "0" }
    let text = HumanNumber.fixed(estimate.mean, decimals: 3)
    // Rounded up: an interval is never shown narrower than it is.
    let error =
      estimate.halfWidth.isFinite
      ? HumanNumber.fixed((estimate.halfWidth * 1000).rounded(.up) / 1000, decimals: 3)
      : HumanNumber.undefined
    return "\(text.hasPrefix("-") || text == "0.000" ? "" : "+")\(text) ± \(error)"
  }

  // MARK: The spreadsheet

  private func spreadsheetLines(_ page: LineWidth, width: Int) -> [String] {
    let comparison = explanation.spreadsheet
    guard comparison.initial > 0 else {
      return wrapped(
        "The spreadsheet C0·(K^(t/ct + 1) − 1)/(K − 1) forecasts nobody: there are no customers at "
          + "the start.", width: width)
    }
    var table = TextTable([.left, .right, .right, .right, .right])
    table.add("", "spreadsheet,", "spreadsheet,", "simulated", "95% interval")
    table.add(
      explanation.start == nil ? "after" : "on",
      "K \(numbers.text(comparison.reproduction, .number))",
      "K \(numbers.text(comparison.nominalReproduction, .number))", "", "")
    for point in comparison.dates {
      table.add(
        moment(point.days), customers(point.spreadsheet), customers(point.spreadsheetOfNominal),
        numbers.text(point.simulated.mean, .count),
        numbers.range(point.simulated.low, point.simulated.high, .count))
    }
    let formula =
      "Customers by the spreadsheet C0·(K^(t/ct + 1) − 1)/(K − 1), with C0 = "
      + "\(numbers.text(comparison.initial, .count)), ct = "
      + "\(numbers.text(comparison.cycleTimeInDays, .days)), and K as simulated or as the rates of "
      + "the file multiply"
    return wrapped(formula, width: width) + [""] + table.lines + walkLines(page, width: width)
  }

  private func customers(_ value: Double) -> String {
    value == .infinity ? "no bound" : numbers.text(value, .count)
  }

  private func walkLines(_ page: LineWidth, width: Int) -> [String] {
    guard let walk = explanation.spreadsheet.walk, let end = explanation.spreadsheet.dates.last
    else {
      return ["", "A forecast without bound leaves no difference to explain."]
    }
    var table = TextTable([.left, .right, .right])
    table.add("", "customers", "± 95%")
    table.add("spreadsheet, K as simulated", numbers.text(walk.from, .count), "")
    for step in walk.steps {
      table.add(
        "  " + name(of: step, in: walk), step.isAbsent ? "none" : signed(step.change.mean),
        step.isAbsent || step.change.halfWidth == 0
          ? "" : numbers.text(step.change.halfWidth.rounded(), .count))
    }
    table.add(
      "simulated", numbers.text(walk.to.mean, .count),
      numbers.text(walk.to.halfWidth.rounded(), .count))
    var lines =
      [""]
      + wrapped(
        "Why they differ \(explanation.start == nil ? "after" : "on") \(moment(end.days)): each "
          + "line on top of those above it, same people, same luck", width: width)
      + [""] + page.lines(of: table)
    if let reason = walk.notSeparable {
      lines += [""] + wrapped("Not separable: \(reason).", width: width)
    }
    return lines
  }

  private func name(
    of step: SpreadsheetComparison.Step, in walk: SpreadsheetComparison.Walk
  ) -> String {
    switch step.kind {
    case .nominalReproduction: return "K of the file, before the losses below"
    case .delays: return "delays of the file, and the first customers' tenure"
    case .churn: return "churn: advocates who leave before they invite"
    case .contacts: return "short contact lists, invitations wasted"
    case .arrivals: return "arrivals from outside, and whom they invite"
    case .saturation:
      let vast = walk.vastSize.map { " of \(numbers.text(Double($0), .count))" } ?? ""
      return "saturation: a market of \(numbers.text(Double(explanation.marketSize), .count)), not"
        + vast
    case .contactsAndSaturation: return "the real network: contacts, waste, saturation"
    case .residual:
      return walk.vastSize == nil
        ? "residual: K of the file in a limited market"
        : "residual: whole cycles only, and luck"
    }
  }

  private func notes(width: Int) -> [String] {
    let count = numbers.text(Double(explanation.replications), .count)
    let noun = explanation.replications == 1 ? "replication" : "replications"
    var notes = ["\(count) \(noun) of seed \(origin.seed), \(origin.engine) engine"]
    if explanation.funnel.loops.contains(where: { $0.stages == nil }) {
      notes.append("The counts of this scenario's loops cannot be told apart; see the total")
    }
    if hasRelabelled {
      notes += wrapped(
        "customers.referred.causal counts as 100% here: no world without a program is simulated beside",
        width: width, indent: 2)
    }
    if !uncertain.isEmpty {
      notes += wrapped(
        "Uncertain, here at their central values: " + uncertain.joined(separator: ", "),
        width: width, indent: 2)
    }
    return notes
  }
}
