internal import Charts

/// The part of a page about a recommendation, from its `decision.json`.
struct DecisionPart {
  let folder: ResultsDirectory
  let slug: String
  let names: MetricNames
  let title: String
  let cac: Double
  let objective: String
  let risk: String
  let confidence: Double
  let indifference: Double
  let isMaximised: Bool
  let candidates: [Candidate]
  let recommended: Candidate
  let variables: [DecisionVariable]
  /// nil of results that are older than grids.
  let grid: DecisionGrid?
  let recommendation: Node

  init(_ folder: ResultsDirectory, slug: String) throws(ReportPageError) {
    self.folder = folder
    self.slug = slug
    let summary = folder.summary
    let scenario = try summary["scenario"]
    title = try scenario["name"].string
    names = MetricNames(currency: try scenario["currency"].string)
    cac = try scenario.member("cac")?.number ?? .nan
    let decision = try summary["decision"]
    objective = try decision["objective"].string
    risk = try decision["risk"].string
    isMaximised = try decision["maximised"].bool
    confidence = try decision["confidence"].number
    indifference = try decision["indifference"].number
    recommendation = try summary["recommendation"]
    var candidates: [Candidate] = []
    for node in try summary["candidates"].items { candidates.append(try Candidate(node)) }
    guard let recommended = candidates.first(where: \.isRecommended) else {
      throw .damaged(
        file: summary.file, expected: "a candidate with the role \"recommended\" in candidates")
    }
    self.candidates = candidates
    self.recommended = recommended
    let asGood = try Self.asGood(summary)
    var variables: [DecisionVariable] = []
    for member in try decision["vary"].members {
      let curve = try summary["curves"].member(member.name)?.strings ?? []
      variables.append(
        DecisionVariable(
          path: member.name, latticeLevels: try member.node["levels"].number, curve: curve,
          candidates: candidates, recommended: recommended, asGood: asGood))
    }
    self.variables = variables
    grid = try summary.member("grid").map { node throws(ReportPageError) in
      try DecisionGrid(node, candidates: candidates)
    }
  }

  /// The levels that the selection cannot tell from the best.
  private static func asGood(_ summary: Node) throws(ReportPageError) -> [[String: String]] {
    let names = try summary["recommendation"].member("as_good")?.strings ?? []
    var levels: [[String: String]] = []
    for node in try summary["selection"].items where names.contains(try node["candidate"].string) {
      guard let object = node.member("levels") else { continue }
      var entry: [String: String] = [:]
      for member in try object.members { entry[member.name] = try member.node.string }
      levels.append(entry)
    }
    return levels
  }

  var level: String { NumberFormat.share.text(confidence) }
  var objectiveLabel: String {
    let label = names.label(objective)
    switch risk {
    case "median": return "\(label), median"
    case "q05": return "\(label), 5% quantile"
    case "cvar05": return "\(label), mean of the worst 5%"
    default: return label
    }
  }
  var objectiveFormat: NumberFormat { names.format(objective) }
  /// "Net present value" inside a sentence.
  var objectiveWord: String { objectiveLabel.prefix(1).lowercased() + objectiveLabel.dropFirst() }

  func part() throws(ReportPageError) -> Part {
    var part = Part(
      kind: "Recommendation", title: title, answer: try recommendation["text"].string)
    part.keyFigures = keyFigures
    let whatIf = WhatIf(self)
    part.data = whatIf.data
    part.sections = [whatIf.section, try certainty(), try sensitivity(), try procedure()]
      .compactMap { $0 }
    let count = NumberFormat.number.text(
      try folder.summary["procedure"]["report_replications"].number)
    part.sections += try Provenance(folder, slug: slug).sections(
      engine: "\(try folder.summary["engine"].string) engine, \(count) fresh replications of each")
    return part
  }

  /// What a difference to the recommended level is: above 0 where it is better.
  var againstRecommended: String {
    isMaximised ? "less the recommended" : "what it saves against the recommended"
  }

  private var keyFigures: [Part.KeyFigure] {
    var figures: [Part.KeyFigure] = []
    if let none = candidates.first(where: \.isNoProgram) {
      let d = none.difference
      figures.append(
        .init(
          label: "\(objectiveLabel), \(isMaximised ? "more" : "less") than without a program",
          value: objectiveFormat.text(-d.mean),
          range: "\(level): \(objectiveFormat.range(-d.high, -d.low))"))
    }
    for name in ["incremental_signups", "incremental_cac", "payback_days", "reward_cost", "roi"] {
      guard let statistics = recommended.metric(name), statistics.mean.isFinite else { continue }
      let format = names.format(name)
      figures.append(
        .init(
          label: names.label(name), value: format.text(statistics.mean),
          range: "90% of histories: \(format.range(statistics.q05, statistics.q95))"))
    }
    return figures
  }

  /// What a candidate is called beside others: its levels.
  func label(_ candidate: Candidate) -> String {
    if candidate.isNoProgram { return "no program" }
    guard let levels = candidate.levels else { return "as the file has it" }
    if levels.count == 1 { return levels[0].level.text }
    return levels.map { "\(DecisionVariable.label($0.variable)) \($0.level.text)" }
      .joined(separator: ", ")
  }
}
