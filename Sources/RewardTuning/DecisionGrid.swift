/// What decisions come to on a coarse lattice that is known whole, so that a reader can move
/// between them.
package struct DecisionGrid: Sendable {
  /// Where the values of a point come from.
  package enum Source: String, CaseIterable, Sendable {
    /// Simulated, with the replications of the report.
    case agents
    /// The large-market limit, or the trend of the points above, corrected; see `GridColumn`.
    case corrected
  }

  /// What a number is at every point, and how well it is known.
  package struct Quantity: Equatable, Sendable {
    /// One per point; nan where undefined.
    package internal(set) var values: [Double]
    /// nil where agents looked at every point, or at too few to measure it.
    package let error: GridError?

    package init(values: [Double], error: GridError?) {
      self.values = values
      self.error = error
    }
  }

  /// One per variable: its levels, ascending.
  package let axes: [[Int]]
  /// The full product of the axes, the last variable running fastest.
  package let points: [DecisionPoint]
  package let sources: [Source]
  /// To be maximised.
  package let objective: Quantity
  /// By name, in the order of reports.
  package let metrics: [(name: String, quantity: Quantity)]
  /// Whether a point keeps the limits, as far as this is known.
  package let keepsLimits: [Bool]

  package init(
    axes: [[Int]], points: [DecisionPoint], sources: [Source], objective: Quantity,
    metrics: [(name: String, quantity: Quantity)], keepsLimits: [Bool]
  ) {
    self.axes = axes
    self.points = points
    self.sources = sources
    self.objective = objective
    self.metrics = metrics
    self.keepsLimits = keepsLimits
  }

  package func count(_ source: Source) -> Int { sources.count { $0 == source } }
}

/// What the values that agents did not simulate miss, measured where they did: every such point off
/// the curves is left out once, and computed like one that agents did not look at.
///
/// Corners are among them, so that it is rather too large.
package struct GridError: Equatable, Sendable {
  /// The root mean square over all of them.
  package let all: Double
  /// Over the half of them with the better objective.
  package let nearBest: Double
  /// How many they are.
  package let points: Int

  package init(all: Double, nearBest: Double, points: Int) {
    self.all = all
    self.nearBest = nearBest
    self.points = points
  }

  /// nil where nothing was left out.
  init?(_ misses: [(point: DecisionPoint, error: Double)], isGood: (DecisionPoint) -> Bool) {
    func size(_ errors: [Double]) -> Double {
      (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }
    guard !misses.isEmpty else { return nil }
    let good = misses.filter { isGood($0.point) }.map(\.error)
    all = size(misses.map(\.error))
    nearBest = good.isEmpty ? all : size(good)
    points = misses.count
  }
}

/// One number over the points of a grid: known at some, corrected at the others.
///
/// Between the known points it is either the large-market limit plus a smooth surface through what
/// agents say beyond it, or a smooth surface through what agents say: whichever misses less where a
/// known point is left out.
struct GridColumn {
  /// One per point of the grid.
  let values: [Double]
  /// By how much points that agents looked at are missed where they are left out.
  let misses: [(point: DecisionPoint, error: Double)]

  /// - Parameters:
  ///   - known: Points of the space with the agents' value, nan where undefined; each once.
  ///   - limit: Values of the large-market limit, at known points and those of the grid; nan where
  ///     undefined.
  ///   - points: Of the grid.
  ///   - isTest: Whether a known point may be left out to see how well it is guessed.
  ///   - range: Where a value lies by its nature.
  /// - Throws: `GSLError` when a fit fails.
  init(
    space: DecisionSpace, known: [(point: DecisionPoint, value: Double)],
    limit: [DecisionPoint: Double], points: [DecisionPoint],
    isTest: (DecisionPoint) -> Bool, range: ClosedRange<Double> = -.infinity ... .infinity
  ) throws {
    let agents = Dictionary(
      known.map { ($0.point, $0.value) }, uniquingKeysWith: { first, _ in first })
    let finite = known.filter { $0.value.isFinite }
    let both = finite.filter { limit[$0.point, default: .nan].isFinite }
    typealias Candidate = (
      value: (DecisionPoint) -> Double, misses: [(point: DecisionPoint, error: Double)]
    )
    var surfaces: [Candidate] = []
    if points.contains(where: { agents[$0] == nil }) {
      if both.count >= 2 {
        let correction = try ResponseSurface(
          space: space, points: both.map(\.point),
          values: both.map { $0.value - limit[$0.point, default: .nan] })
        surfaces.append(
          (
            { limit[$0, default: .nan] + correction.value($0) },
            try correction.errorsWithout(isTest)
          ))
      }
      if finite.count >= 2 {
        let alone = try ResponseSurface(
          space: space, points: finite.map(\.point), values: finite.map(\.value))
        surfaces.append((alone.value, try alone.errorsWithout(isTest)))
      }
    }
    func size(_ surface: Candidate) -> Double {
      GridError(surface.misses) { _ in true }?.all ?? .infinity
    }
    // Where the limit says of some points that there is no such number, that is believed.
    let isLimited = limit.values.contains(where: \.isFinite)
    // Of two that cannot be told apart the first.
    let best = surfaces.dropFirst().reduce(surfaces.first) { best, next in
      best.map { size(next) < size($0) ? next : $0 }
    }
    values = points.map { point in
      if let value = agents[point] { return value }
      let isUndefined = isLimited && !limit[point, default: .nan].isFinite
      guard !isUndefined, let value = best?.value(point), value.isFinite else { return .nan }
      return min(max(value, range.lowerBound), range.upperBound)
    }
    misses = best?.misses ?? []
  }
}
