internal import Charts

extension DecisionPart {
  /// How sure the choice is, and who comes close.
  func certainty() throws(ReportPageError) -> Section? {
    var items: [String] = []
    let format = objectiveFormat
    if recommended.probabilityGood.isFinite {
      items.append(
        "Of the \(candidates.count) candidates reported here, the recommended one is within "
          + "\(format.text(indifference)) of the best with probability "
          + "\(NumberFormat.share.text(recommended.probabilityGood)), and the very best with "
          + "\(NumberFormat.share.text(recommended.probabilityBest)); choosing it loses "
          + "\(format.text(recommended.expectedLoss)) on average against knowing the best.")
    }
    let isSettled = try recommendation["settled"].bool
    let bound = try recommendation.member("regret_bound")?.number ?? .nan
    items.append(
      isSettled
        ? "The selection is settled: with \(level) confidence no other candidate is better by more "
          + "than \(format.text(indifference))."
        : "The selection is not settled: some candidate may be better by up to \(format.text(bound)), "
          + "which is more than the \(format.text(indifference)) that counts as none.")
    if let name = try recommendation.member("runner_up")?.string,
      let rival = candidates.first(where: { $0.name == name })
    {
      items.append("Closest rival: \(label(rival)), \(gap(rival.difference)).")
    }
    let asGood = try recommendation.member("as_good")?.strings ?? []
    if !asGood.isEmpty {
      items.append("As good, as far as the selection can tell: \(asGood.joined(separator: "; ")).")
    }
    for (variable, node) in try recommendation.member("marginal")?.members ?? [] {
      let cost = try node["marginal_cac"].number
      items.append(
        "The last step up in \(DecisionVariable.label(variable)) brings signups at "
          + "\(NumberFormat.money(names.currency).text(cost)) each.")
    }
    let notable = candidates.filter { candidate in
      candidate.isRecommended || candidate.levels == nil
        || candidate.roles.contains { $0 == "rival" || $0.hasPrefix("rule_of_thumb") }
    }.sorted { $0.difference.mean > $1.difference.mean }
    var chart = PairedIntervals(
      rows: notable.map {
        (label: labelWithRole($0), difference: $0.difference, isStrong: $0.isRecommended)
      },
      format: format, level: level, reference: "the recommended"
    ).chart
    chart.title = "Strategies side by side"
    chart.description =
      "\(objectiveLabel), \(againstRecommended): each on the same people with the same luck."
    return Section(
      id: "certainty", title: "How sure",
      blocks: [
        .html(Markup.list(items)), .figure(Figure("\(slug)-strategies", chart)),
        .html(Markup.details("Every candidate with its numbers", candidateTable)),
      ])
  }

  private func labelWithRole(_ candidate: Candidate) -> String {
    let thumb = candidate.roles.first { $0.hasPrefix("rule_of_thumb ") }
    if let thumb {
      return "\(label(candidate)) · rule of thumb, \(thumb.dropFirst("rule_of_thumb ".count))"
    }
    if candidate.isRecommended { return "\(label(candidate)) · recommended" }
    return label(candidate)
  }

  /// "$3,889 worse (95%: −$5,451 to −$2,327)": a difference is above 0 where it is better.
  private func gap(_ difference: Candidate.Difference) -> String {
    let format = objectiveFormat
    return "\(format.text(abs(difference.mean))) \(difference.mean > 0 ? "better" : "worse") "
      + "(\(level): \(format.range(difference.low, difference.high)))"
  }

  private var candidateTable: String {
    let format = objectiveFormat
    let shown = ["incremental_signups", "incremental_cac", "reward_cost", "payback_days", "roi"]
      .filter { $0 != objective }
    return Markup.table(
      caption: "Candidates, best first",
      header: [
        "", objectiveLabel, againstRecommended, "\(level) interval",
        "probability of being best",
      ]
        + shown.map { names.label($0) } + ["keeps the limits"],
      numeric: Set(1...(4 + shown.count)),
      rows: candidates.sorted { $0.difference.mean > $1.difference.mean }.map { candidate in
        let d = candidate.difference
        return [
          labelWithRole(candidate), format.text(candidate.objective), format.text(d.mean),
          candidate.isRecommended ? "" : format.range(d.low, d.high),
          NumberFormat.share.text(candidate.probabilityBest),
        ]
          + shown.map { names.format($0).text(candidate.metric($0)?.mean ?? .nan) }
          + [candidate.keepsLimits ? "yes" : "no"]
      })
  }

  /// How the candidates were found and chosen among.
  func procedure() throws(ReportPageError) -> Section? {
    let node = try folder.summary["procedure"]
    func number(_ name: String) throws(ReportPageError) -> String {
      NumberFormat.number.text(try node[name].number)
    }
    var items = [
      "Searched \(try number("screened_points")) points by the large-market limit, piloted "
        + "\(try number("pilot_points")) with agents, selected among "
        + "\(try number("selection_candidates")) with \(try number("selection_units")) units of "
        + "replications, and reported from \(try number("report_replications")) fresh replications "
        + "of each.",
      "Selection: \(try node["selection"].string).",
    ]
    let limits = try folder.summary["decision"].member("subject_to")?.strings ?? []
    if !limits.isEmpty {
      items.append("Subject to \(limits.joined(separator: ", ")), each to within 1% of itself.")
    }
    let undefined = try node.member("undefined_points")?.strings ?? []
    if !undefined.isEmpty {
      items.append(
        "Left out, since the objective is undefined there in some replications: "
          + "\(undefined.joined(separator: "; ")).")
    }
    if try folder.summary["decision"].member("approximate")?.bool == true {
      items.append("For this criterion the intervals and the guarantee are approximate.")
    }
    return Section(
      id: "procedure", title: "How it was chosen", blocks: [.html(Markup.list(items))])
  }
}
