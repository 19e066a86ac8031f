/// How a decision is tuned.
package struct TuningRules: Equatable, Sendable {
  /// The probability of a good selection.
  package var confidence: Double
  package var indifference: Indifference
  /// Units of each candidate at the first look of the selection; see `SelectionRules`.
  package var firstLook: Int
  package var growth: Double
  package var mostUnits: Int
  /// One per limit; empty: none is tolerated.
  package var constraintTolerance: [Double]
  /// Units of every point of the pilot, at least 3.
  package var pilotUnits: Int
  /// Candidates of the selection at most, the required ones included, at least 2.
  package var mostCandidates: Int

  package init(
    confidence: Double = 0.95, indifference: Indifference, firstLook: Int = 12,
    growth: Double = 1.4, mostUnits: Int, constraintTolerance: [Double] = [],
    pilotUnits: Int = 16, mostCandidates: Int = 12
  ) {
    self.confidence = confidence
    self.indifference = indifference
    self.firstLook = firstLook
    self.growth = growth
    self.mostUnits = mostUnits
    self.constraintTolerance = constraintTolerance
    self.pilotUnits = pilotUnits
    self.mostCandidates = mostCandidates
  }

  /// A difference too small to matter.
  package enum Indifference: Equatable, Sendable {
    /// In the unit of the objective.
    case absolute(Double)
    /// As a share of the size of the objective at the best; when tuning, at the pilot's best point.
    /// There it is fixed before the selection simulates anything, so what the selection promises
    /// holds for it as it is.
    case relative(Double)

    func resolved(best: Double) -> Double {
      switch self {
      case .absolute(let difference): difference
      case .relative(let share): share * abs(best)
      }
    }
  }

  /// The rules of the selection, once the difference is known.
  func selection(indifference: Double, problem: some DecisionProblem) -> SelectionRules {
    let none = Array(repeating: 0.0, count: problem.constraints)
    return SelectionRules(
      confidence: confidence, indifference: indifference, firstLook: firstLook, growth: growth,
      mostUnits: mostUnits,
      constraintTolerance: constraintTolerance.isEmpty ? none : constraintTolerance,
      excessRanges: problem.excessRanges)
  }
}
