/// How sure a selection must be, and how much it may simulate.
package struct SelectionRules: Equatable, Sendable {
  /// The probability with which `Selection` keeps its promise, between 0 and 1, such as 0.95.
  package var confidence: Double
  /// *δ*: a difference too small to matter, in the unit of the objective, at least 0.
  package var indifference: Double
  /// Units of each candidate at the first look, at least 3.
  package var firstLook: Int
  /// How many times as many units there are from look to look, above 1.
  package var growth: Double
  /// Units of each candidate at the last look, at least 3.
  package var mostUnits: Int
  /// By how much each limit may be exceeded or missed unnoticed, in its own unit, at least 0.
  ///
  /// Its count says how many limits there are.
  package var constraintTolerance: [Double]
  /// Between which values each limit's excess lies in every unit, by its nature.
  ///
  /// −p...1 − p for a probability that must be at most p. nil, or missing, where there are no such
  /// values.
  package var excessRanges: [ClosedRange<Double>?]

  /// Rules with the usual looks: 12 units, then 1.4 times as many each time.
  package init(
    confidence: Double = 0.95, indifference: Double, firstLook: Int = 12, growth: Double = 1.4,
    mostUnits: Int, constraintTolerance: [Double] = [],
    excessRanges: [ClosedRange<Double>?] = []
  ) {
    self.confidence = confidence
    self.indifference = indifference
    self.firstLook = firstLook
    self.growth = growth
    self.mostUnits = mostUnits
    self.constraintTolerance = constraintTolerance
    self.excessRanges = excessRanges
  }

  /// Units of each candidate at each look, ascending, fixed before anything is simulated; the last
  /// is `mostUnits`.
  package var looks: [Int] {
    var last = min(firstLook, mostUnits)
    var looks = [last]
    while last < mostUnits {
      let next = max(last + 1, Int((Double(last) * growth).rounded(.up)))
      // Half a step before the end is not worth what another look costs.
      last = Double(next) * (1 + growth) / 2 >= Double(mostUnits) ? mostUnits : next
      looks.append(last)
    }
    return looks
  }

  /// The share of the error that is spent on limits, where there are any.
  static let shareOfLimits = 0.2

  /// The error allowed to one bound of one difference at one look.
  ///
  /// Without limits, and with limits that are known without tolerance, the proof speaks only of
  /// the differences from the best candidate, of which there are k − 1; otherwise of all pairs,
  /// either way round.
  func differenceLevel(candidates: Int) -> Double {
    let exact = constraintTolerance.allSatisfy { $0 == 0 }
    let pairs = max(1, exact ? candidates - 1 : candidates * (candidates - 1))
    let share = constraintTolerance.isEmpty ? 1 : 1 - SelectionRules.shareOfLimits
    return (1 - confidence) * share / Double(pairs * looks.count)
  }

  /// The error allowed to one bound of one limit of one candidate at one look.
  func limitLevel(candidates: Int) -> Double {
    let limits = max(1, constraintTolerance.count)
    return (1 - confidence) * SelectionRules.shareOfLimits
      / Double(candidates * limits * looks.count)
  }

  /// Traps unless every rule is in its range.
  func check() {
    precondition(confidence > 0 && confidence < 1, "confidence is between 0 and 1")
    precondition(indifference >= 0 && indifference.isFinite, "indifference is at least 0")
    precondition(firstLook >= 3 && mostUnits >= 3, "a look needs at least 3 units")
    precondition(growth > 1 && growth.isFinite, "units grow from look to look")
    precondition(
      constraintTolerance.allSatisfy { $0 >= 0 && $0.isFinite }, "a tolerance is at least 0")
    precondition(
      excessRanges.count <= constraintTolerance.count, "an excess's range belongs to a limit")
  }
}
