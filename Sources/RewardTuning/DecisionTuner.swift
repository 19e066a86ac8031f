/// Finds the best point of a decision space, with a stated probability of a good choice.
///
/// 1. The screen is searched (`SpaceSearch`).
/// 2. A pilot simulates points spread over the whole space and the best of the screen, so that no
///    place goes unseen because the screen is wrong about it.
/// 3. The screen, corrected by the pilot, makes a short list (`ShortList`). Where the surface
///    errs by more than the indifference, the pilot first visits the promising places, at most twice.
/// 4. The short list is simulated anew and one of it selected (`Selection`).
///
/// What is promised is the choice among the short list: `Selection` says how sure it is, and
/// nothing of the pilot enters there. That the list holds a point about as good as the best of the whole space
/// is measured (`Benchmarks/decisions.sh`), not proven.
///
/// A point whose objective has no value is no candidate: it is left out as soon as that is seen.
///
/// Everything is decided by the problem's answers, so one that gives the same answers is asked
/// the same questions in the same order: whoever keeps the answers can stop and go on.
package struct DecisionTuner {
  private let problem: any DecisionProblem
  private let rules: TuningRules
  private let required: [DecisionPoint]
  private let outside: [DecisionPoint]
  private let excluded: Set<DecisionPoint>

  /// - Parameters:
  ///   - problem: With 1 to 4 variables.
  ///   - rules: How sure to be, and at what cost.
  ///   - required: Points that the pilot and the selection take part in whatever they look
  ///     like, such as the present program and no program. Fewer than `rules.mostCandidates`.
  ///   - outside: What the problem can simulate though it is no point of the space, such as no
  ///     program at all: it takes part in the selection alone.
  ///   - excluded: Points that are known to have no value.
  package init(
    problem: some DecisionProblem, rules: TuningRules, required: [DecisionPoint] = [],
    outside: [DecisionPoint] = [], excluding excluded: Set<DecisionPoint> = []
  ) {
    precondition(required.allSatisfy(problem.space.contains), "a required point is in the space")
    precondition(
      rules.constraintTolerance.isEmpty || rules.constraintTolerance.count == problem.constraints,
      "one tolerance per limit")
    var seen: Set<DecisionPoint> = []
    self.required = required.filter { seen.insert($0).inserted }
    self.outside = outside
    self.excluded = excluded
    precondition(
      self.required.count + outside.count < rules.mostCandidates,
      "more required than can be candidates")
    self.problem = problem
    self.rules = rules
  }

  /// Tunes.
  ///
  /// - Parameter progress: Called when a stage has got further; what it throws ends the run.
  /// - Throws: What the problem or `progress` throws, and `GSLError` where a fit fails.
  ///   `UndefinedObjective` where no point has a value.
  package func run(
    progress: (TuningProgress) throws -> Void = { _ in }
  ) throws -> DecisionTuningResult {
    let space = problem.space
    let screen = try ScreenTable(
      problem, probe: space.point(Array(repeating: 0.5, count: space.variables.count)))
    if let screen {
      var search = SpaceSearch(space, evaluate: screen.values)
      try search.run(hints: required)
      try progress(.screened(points: screen.evaluated.count))
    }

    var pilot = Pilot(units: rules.pilotUnits)
    pilot.leaveOut(Array(excluded))
    try extend(
      &pilot, by: pilotPoints(screen: screen).filter { !excluded.contains($0) }, progress: progress)
    var (list, indifference) = try shortList(pilot, screen)
    for _ in 0..<DecisionTuner.mostReturns where list.surfaceError > indifference {
      let visits = try list.cover(
        most: rules.mostCandidates, besides: pilot.points.map(\.point))
      if visits.isEmpty { break }
      try extend(&pilot, by: visits, progress: progress)
      (list, indifference) = try shortList(pilot, screen)
    }

    pilot.hasLooked()
    var replacements = 0
    while true {
      let candidates = try candidates(pilot, list, isSettling: replacements > Self.mostReplacements)
      do {
        let selection = try select(candidates, indifference: indifference, progress: progress)
        let best = selection.leader.map { candidates[$0] }
        return DecisionTuningResult(
          screened: screen?.found ?? [], usesScreen: list.usesScreen, pilot: pilot,
          shortList: candidates, margin: list.margin, selection: selection,
          replacements: replacements, best: best,
          edges: best.map { outside.contains($0) ? [] : space.edges($0) } ?? [])
      } catch let error as UndefinedObjective {
        replacements += 1
        pilot.leaveOut(error.points)
        (list, indifference) = try shortList(pilot, screen)
      }
    }
  }

  /// Those of the selection: what it must look at, the best of the pilot, and what the surface
  /// promises.
  ///
  /// - Parameter isSettling: Nothing but what the pilot knows a value of, so that an end is in sight.
  /// - Throws: `UndefinedObjective` where nothing of the pilot has a value.
  private func candidates(
    _ pilot: Pilot, _ list: ShortList, isSettling: Bool
  ) throws -> [DecisionPoint] {
    func isDefined(_ point: DecisionPoint) -> Bool { !pilot.undefined.contains(point) }
    guard pilot.points.contains(where: { isDefined($0.point) }) else {
      throw UndefinedObjective(points: pilot.points.map(\.point))
    }
    var candidates = (outside + required).filter(isDefined)
    let pilotBest = pilot.points[pilot.best].point
    if !candidates.contains(pilotBest) { candidates.append(pilotBest) }
    if isSettling {
      let known = pilot.points.filter { isDefined($0.point) && !candidates.contains($0.point) }
        .sorted { $0.mean > $1.mean }.map(\.point)
      return candidates + known.prefix(rules.mostCandidates - candidates.count)
    }
    candidates += try list.cover(
      most: rules.mostCandidates - candidates.count,
      besides: candidates.filter(problem.space.contains))
    // Places that are left go next to the pilot's best, where a cliff may hide from the surface.
    let nearby = problem.space.neighbours(of: pilotBest, scale: .max)
    return candidates
      + nearby.filter { !candidates.contains($0) && isDefined($0) }
      .prefix(rules.mostCandidates - candidates.count)
  }

  /// How often the selection begins anew with new candidates in the place of those left out.
  private static let mostReplacements = 3
  /// How often the pilot goes back to promising places.
  private static let mostReturns = 2
  /// The pilot's points over one number, and over more than that.
  private static let (alongOne, overMore) = (13, 25)
  /// Of the screen, in the pilot.
  private static let bestOfScreen = 3

  private func pilotPoints(screen: ScreenTable?) -> [DecisionPoint] {
    let space = problem.space
    let most = space.variables.count == 1 ? DecisionTuner.alongOne : DecisionTuner.overMore
    var points = space.spreadPoints(most: most) + required
    let ranked = (screen?.found ?? []).filter { !$0.value.isNaN }.sorted { $0.value > $1.value }
    var bestOnes: [DecisionPoint] = []
    for valued in ranked where bestOnes.count < DecisionTuner.bestOfScreen {
      if bestOnes.allSatisfy({ space.distance($0, valued.point) ?? 1 > 0.1 }) {
        bestOnes.append(valued.point)
      }
    }
    points += bestOnes
    var seen: Set<DecisionPoint> = []
    return points.filter { seen.insert($0).inserted }
  }

  private func extend(
    _ pilot: inout Pilot, by points: [DecisionPoint], progress: (TuningProgress) throws -> Void
  ) throws {
    var points = points
    var rows: [[UnitOutcome]] = []
    do {
      rows = try problem.simulate(points, units: 0..<rules.pilotUnits, stage: .pilot)
    } catch let error as UndefinedObjective {
      pilot.leaveOut(error.points)
      points.removeAll(where: pilot.undefined.contains)
      if points.isEmpty && pilot.points.isEmpty { throw error }
      rows =
        points.isEmpty
        ? [] : try problem.simulate(points, units: 0..<rules.pilotUnits, stage: .pilot)
    }
    precondition(rows.count == points.count, "one row per point")
    for (point, row) in zip(points, rows) { pilot.add(point, row, problem: problem) }
    try progress(.piloted(points: pilot.points.count))
  }

  private func shortList(
    _ pilot: Pilot, _ screen: ScreenTable?
  ) throws -> (ShortList, indifference: Double) {
    let indifference = rules.indifference.resolved(best: pilot.points[pilot.best].mean)
    let tolerance = rules.selection(indifference: indifference, problem: problem)
      .constraintTolerance
    let list = try ShortList(
      space: problem.space, pilot: pilot, screen: screen, tolerance: tolerance,
      indifference: indifference)
    return (list, indifference)
  }

  private func select(
    _ candidates: [DecisionPoint], indifference: Double,
    progress: (TuningProgress) throws -> Void
  ) throws -> Selection {
    var selection = Selection(
      candidates: candidates.count,
      rules: rules.selection(indifference: indifference, problem: problem))
    while let request = selection.request {
      selection.take(
        try problem.simulate(
          request.candidates.map { candidates[$0] }, units: request.units, stage: .selection))
      try progress(.selecting(selection))
    }
    return selection
  }
}

/// How far tuning has got.
package enum TuningProgress: Sendable {
  case screened(points: Int)
  case piloted(points: Int)
  case selecting(Selection)
}

/// What tuning came to.
package struct DecisionTuningResult: Sendable {
  /// What the screen said, in the order in which it was asked; empty without a screen.
  package var screened: [SpaceSearch.Valued]
  /// Whether the screen took part in the short list: false also where the pilot contradicts its
  /// limits.
  package var usesScreen: Bool
  package var pilot: Pilot
  /// The candidates of the selection, the required ones first.
  package var shortList: [DecisionPoint]
  /// How far below the best the surface may be at a point that is on the list.
  package var margin: Double
  /// Over `shortList`, by position.
  package var selection: Selection
  /// How often it began anew, since a candidate turned out to have no value.
  package var replacements: Int
  /// The leader's point; nil where every candidate breaks a limit.
  package var best: DecisionPoint?
  /// Positions of numbers that are at an end of their range there.
  package var edges: [Int]

  /// Units that were simulated, summed over points.
  package func units(_ stage: DecisionStage) -> Int {
    switch stage {
    case .pilot: pilot.units * pilot.points.count
    case .selection: selection.unitsSimulated
    case .report: 0
    }
  }
}
