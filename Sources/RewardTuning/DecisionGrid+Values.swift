internal import Simulation

extension DecisionGrid {
  /// What agents and the large-market limit say of a lattice.
  ///
  /// Agents know the report's candidates, and a third as many points far from them that are
  /// simulated here, by the same replications. The limit is computed where the search has not done so.
  ///
  /// - Parameters:
  ///   - center: Where the curves of the report cross.
  ///   - candidates: Of the report; at least one.
  ///   - undefined: Points whose objective has no value, whatever their neighbours have.
  /// - Throws: What the problem throws, and `GSLError` where a fit fails.
  init(
    _ problem: ScenarioDecisionProblem, center: DecisionPoint,
    candidates: [Recommendation.Candidate], undefined: Set<DecisionPoint>
  ) throws {
    let known = try GridEvidence(problem, center: center, candidates: candidates)
    var objective = try known.quantity(GridNumber { problem.objectiveMean(of: $0) })
    for (place, point) in known.points.enumerated() where undefined.contains(point) {
      objective.values[place] = .nan
    }
    let layout = candidates[0].records.layout
    let metrics = try DecisionGrid.metricNames(problem.objective).compactMap { name in
      try layout.index(ofMetric: name).map {
        (name: name, quantity: try known.quantity(ofMetric: $0, layout.metrics[$0]))
      }
    }
    let horizon = problem.simulator.horizon
    let scales = problem.objective.denominators(of: candidates.map(\.records))
    let excess = try problem.objective.limits.indices.map { limit in
      try known.quantity(
        GridNumber { problem.objective.excess(of: $0, horizon: horizon, scales: scales)[limit] })
    }
    self.init(
      axes: known.axes, points: known.points, sources: known.points.map(known.source),
      objective: objective, metrics: metrics,
      keepsLimits: known.points.indices.map { index in
        excess.allSatisfy { $0.values[index] <= ScenarioLimit.tolerance }
      })
  }

  /// The objective's own, what a headline tells, and those that limits speak of.
  private static func metricNames(_ objective: ScenarioObjective) -> [String] {
    let limits = objective.limits.flatMap { limit in
      if case .metric(let bound) = limit.bound { [limit.metric, bound] } else { [limit.metric] }
    }
    let headline = [
      "incremental_signups", "incremental_cac", "payback_days", "reward_cost", "roi",
      "referred_share",
    ]
    var seen: Set<String> = []
    return ([objective.metric.name] + headline + limits).filter { seen.insert($0).inserted }
  }
}

/// Something that a grid says of every point.
private struct GridNumber {
  /// nan where undefined.
  let value: (StrategyRecords) throws -> Double
  let range: ClosedRange<Double>

  init(
    range: ClosedRange<Double> = -.infinity ... .infinity,
    _ value: @escaping (StrategyRecords) throws -> Double
  ) {
    self.value = value
    self.range = range
  }
}

/// Everything that is known of the points of a grid, and of others nearby.
private struct GridEvidence {
  let axes: [[Int]]
  let points: [DecisionPoint]
  private let space: DecisionSpace
  private let center: DecisionPoint
  /// By the replications of the report; each point once.
  private let agents: [(point: DecisionPoint, records: StrategyRecords)]
  private let seen: Set<DecisionPoint>
  /// Empty where agents know the whole grid.
  private let limits: [DecisionPoint: StrategyRecords]
  /// The half of the points that agents know with the better objective.
  private var good: Set<DecisionPoint> = []

  init(
    _ problem: ScenarioDecisionProblem, center: DecisionPoint,
    candidates: [Recommendation.Candidate]
  ) throws {
    let space = problem.space
    (self.space, self.center) = (space, center)
    var agents = candidates.filter { space.contains($0.point) }
      .map { (point: $0.point, records: $0.records) }
    let known = agents.map(\.point)
    axes = space.gridLevels(through: center, seen: known)
    points = DecisionSpace.product(of: axes)
    let far = space.farthest(
      max(GridEvidence.fewestFar, candidates.count / 3), of: points, from: known)
    let units = candidates[0].records.replications / problem.unitSize
    agents += zip(far, try problem.records(far, units: 0..<units, stage: .report))
      .map { (point: $0, records: $1) }
    self.agents = agents
    let seen = Set(agents.map(\.point))
    self.seen = seen
    let asked = points.allSatisfy(seen.contains) ? [] : points + agents.map(\.point)
    limits = Dictionary(
      zip(asked, try problem.expected(asked)), uniquingKeysWith: { first, _ in first })
    let ranked = try table(GridNumber { problem.objectiveMean(of: $0) })
      .filter { $0.value.isFinite }.sorted { $0.value > $1.value }
    good = Set(ranked.prefix((ranked.count + 1) / 2).map(\.point))
  }

  /// Far from the report's candidates, at least.
  private static let fewestFar = 4

  func source(_ point: DecisionPoint) -> DecisionGrid.Source {
    seen.contains(point) ? .agents : .corrected
  }

  /// Off the curves, where points that agents do not know are.
  private func isOffCurves(_ point: DecisionPoint) -> Bool {
    zip(point.levels, center.levels).count { $0 != $1 } > 1
  }

  private func table(_ number: GridNumber) throws -> [(point: DecisionPoint, value: Double)] {
    try agents.map { ($0.point, try number.value($0.records)) }
  }

  private func column(_ number: GridNumber) throws -> GridColumn {
    try GridColumn(
      space: space, known: try table(number), limit: try limits.mapValues(number.value),
      points: points, isTest: isOffCurves, range: number.range)
  }

  func quantity(_ number: GridNumber) throws -> DecisionGrid.Quantity {
    let column = try column(number)
    return .init(values: column.values, error: GridError(column.misses, isGood: good.contains))
  }

  func quantity(ofMetric index: Int, _ metric: Metric) throws -> DecisionGrid.Quantity {
    let isPositive = metric.unit == .days || metric.name.hasSuffix("_cost")
    let range =
      metric.unit == .share ? 0...1 : (isPositive ? 0 : -Double.infinity) ... .infinity
    guard metric.kind == .ratio else {
      return try quantity(GridNumber(range: range) { $0.statistics(ofMetric: index).mean })
    }
    // Each part of a ratio by itself, since a ratio to almost nothing is no smooth number.
    let parts = [
      GridNumber { $0.means(ofMetric: index).above },
      GridNumber { $0.means(ofMetric: index).below },
    ]
    let (above, below) = (try column(parts[0]), try column(parts[1]))
    let error = GridError(below.misses) { _ in true }?.all ?? 0
    let values = points.indices.map { place in
      // Undefined where what divides may be 0, as far as is known.
      let least = seen.contains(points[place]) ? 0 : error
      let ratio =
        below.values[place] > least ? above.values[place] / below.values[place] : .nan
      return ratio.isNaN ? ratio : min(max(ratio, range.lowerBound), range.upperBound)
    }
    let missed = Dictionary(
      below.misses.map { ($0.point, $0.error) }, uniquingKeysWith: { first, _ in first })
    let agents = zip(try table(parts[0]), try table(parts[1]))
    let known = Dictionary(
      agents.map { ($0.point, ($0.value, $1.value)) },
      uniquingKeysWith: { first, _ in first })
    let misses = above.misses.compactMap {
      point, error -> (point: DecisionPoint, error: Double)? in
      guard let (x, y) = known[point], let other = missed[point], y > 0, y + other > 0 else {
        return nil
      }
      return (point, (x + error) / (y + other) - x / y)
    }
    return .init(values: values, error: GridError(misses, isGood: good.contains))
  }
}

extension StrategyRecords {
  /// Means of a ratio's two parts over replications.
  fileprivate func means(ofMetric index: Int) -> (above: Double, below: Double) {
    let parts = parts(ofMetric: index)
    let count = Double(parts.count)
    return (
      parts.reduce(0) { $0 + $1.numerator } / count,
      parts.reduce(0) { $0 + $1.denominator } / count
    )
  }
}
