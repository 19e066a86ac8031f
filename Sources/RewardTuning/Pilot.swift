/// What units that take no part in the selection say about some points.
package struct Pilot: Sendable {
  /// In the order in which they were simulated.
  package private(set) var points: [PilotPoint] = []
  /// Where the objective turned out to have no value.
  package private(set) var undefined: Set<DecisionPoint> = []
  private var objectives: [[Double]] = []
  package private(set) var units: Int

  init(units: Int) {
    precondition(units >= 3, "a pilot needs 3 units")
    self.units = units
  }

  /// What is known of a point.
  package struct PilotPoint: Equatable, Sendable {
    package var point: DecisionPoint
    /// Of the objective.
    package var mean: Double
    /// Of that mean, taken alone.
    package var standardError: Double
    /// The mean of each limit's excess.
    package var excess: [Double]
    /// What each limit's excess is at least, with probability about 97.5%.
    package var leastExcess: [Double]
  }

  mutating func add(
    _ point: DecisionPoint, _ outcomes: [UnitOutcome], problem: some DecisionProblem
  ) {
    precondition(outcomes.count == units, "one outcome per unit")
    let objective = Moments(outcomes.map(\.objective))
    precondition(objective.mean.isFinite, "an objective must be finite")
    let excesses = (0..<problem.constraints).map { limit in
      Moments(outcomes.map { $0.excess[limit] })
    }
    let ranges = problem.excessRanges
    let least = excesses.enumerated().map { limit, moments in
      if limit < ranges.count, let range = ranges[limit] {
        return chernoffBounds(mean: moments.mean, count: units, within: range, level: 0.025)
          .lowerBound
      }
      return moments.mean - 2 * moments.standardError
    }
    points.append(
      PilotPoint(
        point: point, mean: objective.mean, standardError: objective.standardError,
        excess: excesses.map(\.mean), leastExcess: least))
    objectives.append(outcomes.map(\.objective))
  }

  /// How many there were when the pilot had looked at its points.
  private(set) var undefinedAtFirst = 0

  mutating func leaveOut(_ points: [DecisionPoint]) { undefined.formUnion(points) }

  mutating func hasLooked() { undefinedAtFirst = undefined.count }

  /// The position of the best mean among points whose limits seem to hold; where none do, of the
  /// point that exceeds them least.
  ///
  /// Points left out since they were added are neither.
  package var best: Int {
    let defined = points.indices.filter { !undefined.contains(points[$0].point) }
    let feasible = defined.filter { points[$0].excess.allSatisfy { $0 <= 0 } }
    if let best = feasible.max(by: { points[$0].mean < points[$1].mean }) { return best }
    func overrun(_ index: Int) -> Double { points[index].excess.reduce(0) { $0 + max(0, $1) } }
    return defined.min { overrun($0) < overrun($1) } ?? 0
  }

  /// By how much each point is ahead of the best, and the standard error of that, which is
  /// usually far below that of the point alone.
  package var leads: [(mean: Double, standardError: Double)] {
    let best = objectives[best]
    return objectives.map { row in
      let difference = Moments(zip(row, best).map { $0 - $1 })
      return (difference.mean, difference.standardError)
    }
  }

  /// The median of the standard errors of leads: how far chance may have moved two points apart.
  var noise: Double {
    let best = best
    let errors = leads.enumerated().filter { $0.offset != best }.map(\.element.standardError)
      .sorted()
    return errors.isEmpty ? 0 : errors[errors.count / 2]
  }
}
