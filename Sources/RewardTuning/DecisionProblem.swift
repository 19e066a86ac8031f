/// Something to decide by simulation.
///
/// A unit is what is independent of other units: a replication, or the two replications
/// that share a draw of the uncertain values. All points meet the same luck in the
/// same unit, so that their differences are paired.
package protocol DecisionProblem: Sendable {
  var space: DecisionSpace { get }

  /// Limits besides the objective.
  var constraints: Int { get }

  /// Between which values each limit's excess lies in every unit, by its nature; see
  /// `SelectionRules.excessRanges`. None unless said otherwise.
  var excessRanges: [ClosedRange<Double>?] { get }

  /// The objective by a cheap, noiseless approximation, to be maximised, one per point; nan where
  /// a limit is broken by it or the objective has no value. nil where there is no such approximation.
  func screen(_ points: [DecisionPoint]) throws -> [Double]?

  /// Simulates units of some points.
  ///
  /// - Parameters:
  ///   - units: Half-open.
  ///   - stage: Units of different stages are independent, whatever their numbers.
  /// - Returns: One row per point, one outcome per unit in it.
  /// - Throws: `UndefinedObjective` with the points whose objective has no value in some unit.
  func simulate(
    _ points: [DecisionPoint], units: Range<Int>, stage: DecisionStage
  ) throws -> [[UnitOutcome]]
}

/// Points at which the objective has no value, such as a cost per customer where nobody came.
package struct UndefinedObjective: Error, Equatable {
  package let points: [DecisionPoint]

  package init(points: [DecisionPoint]) { self.points = points }
}

extension DecisionProblem {
  package var excessRanges: [ClosedRange<Double>?] { [] }
}

/// What a unit came to at one point.
package struct UnitOutcome: Equatable, Sendable {
  /// To be maximised.
  package var objective: Double
  /// How far each limit is exceeded, in its own unit; it holds where the mean is at most 0.
  package var excess: [Double]

  package init(objective: Double, excess: [Double] = []) {
    self.objective = objective
    self.excess = excess
  }
}

/// What units are simulated for; each stage has luck of its own.
package enum DecisionStage: String, CaseIterable, Sendable {
  /// Where to look.
  case pilot
  /// Which one is best.
  case selection
  /// What the best one is worth: nothing that chose it.
  case report
}
