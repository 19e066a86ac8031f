/// A candidate of a decision with what was simulated of it.
struct Candidate {
  struct Difference: Equatable {
    let mean: Double
    let low: Double
    let high: Double
  }

  let name: String
  let roles: [String]
  /// By path of the variable; nil for no program and the file's own.
  let levels: [(variable: String, level: Level)]?
  let objective: Double
  /// Paired, to the recommended one.
  let difference: Difference
  let keepsLimits: Bool
  let probabilityBest: Double
  let probabilityGood: Double
  let expectedLoss: Double
  let metrics: [(name: String, statistics: Statistics)]

  init(_ node: Node) throws(ReportPageError) {
    name = try node["name"].string
    roles = try node["roles"].strings
    var levels: [(String, Level)]?
    if let object = node.member("levels") {
      levels = []
      for member in try object.members {
        levels?.append((member.name, Level(try member.node.string)))
      }
    }
    self.levels = levels
    objective = try node["objective"].number
    let less = try node["less_recommended"]
    difference = Difference(
      mean: try less["mean"].number, low: try less["low"].number, high: try less["high"].number)
    keepsLimits = try node["keeps_limits"].bool
    probabilityBest = try node.member("probability_best")?.number ?? .nan
    probabilityGood = try node.member("probability_good")?.number ?? .nan
    expectedLoss = try node.member("expected_loss")?.number ?? .nan
    var metrics: [(String, Statistics)] = []
    for member in try node["metrics"].members {
      metrics.append((member.name, try Statistics(member.node)))
    }
    self.metrics = metrics
  }

  func metric(_ name: String) -> Statistics? { metrics.first { $0.name == name }?.statistics }

  func level(of variable: String) -> Level? { levels?.first { $0.variable == variable }?.level }

  var isRecommended: Bool { roles.contains("recommended") }
  var isNoProgram: Bool { roles.contains("no_program") }
}
