internal import Charts

/// Everything that is stored of a decision on a coarse lattice: the full product of some levels.
///
/// Also of a decision of one variable without such a lattice: the curve is one.
struct DecisionGrid {
  struct Axis {
    let path: String
    let levels: [Level]
    /// Whether there is something between two levels.
    let isNumeric: Bool
    /// Position of the recommended level; nil where no program is recommended.
    let recommended: Int?
    /// How many levels the decision could choose from.
    let latticeLevels: Int

    var label: String { DecisionVariable.label(path) }
  }

  /// How far values that agents did not simulate are off.
  struct Error {
    let all: Double
    let nearBest: Double
    let points: Int
  }

  let axes: [Axis]
  /// One per point, the last axis running fastest.
  let isByAgents: [Bool]
  let keepsLimits: [Bool]
  let objective: [Double]
  /// Above 0 where a point is better than the recommended one.
  let difference: [Double]
  /// More than without a program; nil where the objective says nothing then.
  let gain: [Double]?
  let metrics: [(name: String, values: [Double])]
  /// Of the objective.
  let error: Error?
  /// Candidates of the report by point.
  let candidates: [Int: Candidate]

  /// - Throws: When the members of a grid do not belong together.
  init(_ node: Node, candidates: [Candidate]) throws(ReportPageError) {
    var axes: [Axis] = []
    for axis in try node["axes"].items {
      let levels = try axis["texts"].strings.map { Level($0) }
      axes.append(
        Axis(
          path: try axis["path"].string, levels: levels,
          isNumeric: try axis["kind"].string == "number" && Level.areNumbers(levels),
          recommended: try axis.member("recommended").map { node throws(ReportPageError) in
            let place = try node.count
            guard levels.indices.contains(place) else {
              throw .damaged(
                file: node.file, expected: "a place among \(levels.count) levels at \(node.path)")
            }
            return place
          }, latticeLevels: try axis["of"].count))
    }
    self.axes = axes
    let count = axes.reduce(1) { $0 * $1.levels.count }
    func numbers(_ node: Node) throws(ReportPageError) -> [Double] {
      let values = try node.numbers
      guard values.count == count else {
        throw .damaged(file: node.file, expected: "\(count) values at \(node.path)")
      }
      return values
    }
    func flags(_ node: Node, _ isSet: (Node) throws(ReportPageError) -> Bool)
      throws(ReportPageError) -> [Bool]
    {
      var flags: [Bool] = []
      for item in try node.items { flags.append(try isSet(item)) }
      guard flags.count == count else {
        throw .damaged(file: node.file, expected: "\(count) values at \(node.path)")
      }
      return flags
    }
    isByAgents = try flags(try node["source"]) { item throws(ReportPageError) in
      try item.string == "agents"
    }
    keepsLimits = try flags(try node["keeps_limits"]) { item throws(ReportPageError) in
      try item.bool
    }
    objective = try numbers(try node["objective"]["values"])
    difference = try numbers(try node["less_recommended"])
    gain = try node.member("gain_over_no_program").map { node throws(ReportPageError) in
      try numbers(node)
    }
    var metrics: [(name: String, values: [Double])] = []
    for member in try node["metrics"].members {
      metrics.append((member.name, try numbers(try member.node["values"])))
    }
    self.metrics = metrics
    error = try node["objective"].member("error").map { error throws(ReportPageError) in
      Error(
        all: try error["all"].number, nearBest: try error["near_best"].number,
        points: try error["points"].count)
    }
    var found: [Int: Candidate] = [:]
    for candidate in candidates {
      if let place = Self.place(of: candidate, axes: axes), found[place] == nil {
        found[place] = candidate
      }
    }
    self.candidates = found
  }

  /// The curve of a decision of one variable.
  init?(curveOf variable: DecisionVariable, among candidates: [Candidate], metrics: [String]) {
    guard variable.curve.count > 1 else { return nil }
    let levels = variable.curve.map(\.level)
    let members = variable.curve.map(\.candidate)
    let axis = Axis(
      path: variable.path, levels: levels, isNumeric: variable.isNumeric,
      recommended: members.firstIndex(where: \.isRecommended),
      latticeLevels: variable.latticeLevels)
    axes = [axis]
    isByAgents = members.map { _ in true }
    keepsLimits = members.map(\.keepsLimits)
    objective = members.map(\.objective)
    difference = members.map(\.difference.mean)
    gain = candidates.first(where: \.isNoProgram).map { none in
      members.map { $0.difference.mean - none.difference.mean }
    }
    self.metrics = metrics.map { name in
      (name, members.map { $0.metric(name)?.mean ?? .nan })
    }
    error = nil
    self.candidates = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($0, $1) })
  }

  func values(_ metric: String) -> [Double]? { metrics.first { $0.name == metric }?.values }

  /// The point that is recommended; nil where that is no program.
  var recommended: Int? {
    var place = 0
    for axis in axes {
      guard let level = axis.recommended else { return nil }
      place = place * axis.levels.count + level
    }
    return place
  }

  /// The point that a candidate is; nil where it is none.
  private static func place(of candidate: Candidate, axes: [Axis]) -> Int? {
    var place = 0
    for axis in axes {
      guard let level = candidate.level(of: axis.path),
        let position = axis.levels.firstIndex(where: { $0.text == level.text })
      else { return nil }
      place = place * axis.levels.count + position
    }
    return place
  }
}
