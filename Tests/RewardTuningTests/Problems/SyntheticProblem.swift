import RewardTuning

/// A decision whose best point is known, with common luck in every unit.
struct SyntheticProblem: DecisionProblem, Sendable {
  var name: String
  var space: DecisionSpace
  var constraints = 0
  /// How much of a limit's excess is tolerated, one per limit.
  var tolerance: [Double] = []
  var required: [DecisionPoint] = []
  var noise = Noise()
  /// The expected objective at values of the variables; a choice's value is its position.
  var objective: @Sendable ([Double]) -> Double
  /// The expected excess of each limit.
  var excess: @Sendable ([Double]) -> [Double] = { _ in [] }
  /// What the screen takes for the objective.
  var screening: (@Sendable ([Double]) -> Double)?
  /// Where the objective has no value, in which stage it is seen.
  var isUndefined: @Sendable ([Double], DecisionStage) -> Bool = { _, _ in false }
  /// Which repetition: it alone decides the luck.
  var seed: UInt64 = 0

  /// How units differ from what is expected.
  struct Noise: Sendable {
    /// The same at all points: what common luck takes out.
    var common = 20.0
    /// Grows along each number's range, from one end to the other.
    var sloping = 5.0
    /// Bends along each number's range.
    var bending = 3.0
    /// Different at every point.
    var own = 1.5
    /// Of the limits.
    var ofLimits = 0.01
    /// Whether luck is lognormal (of unit spread, skewness 6) and grows sixfold along the range.
    var isSkewed = false
  }

  /// The values of a point.
  func values(_ point: DecisionPoint) -> [Double] {
    zip(space.variables, point.levels).map { $0.value(atLevel: $1) }
  }

  func screen(_ points: [DecisionPoint]) -> [Double]? {
    guard let screening else { return nil }
    return points.map { screening(values($0)) }
  }

  func simulate(
    _ points: [DecisionPoint], units: Range<Int>, stage: DecisionStage
  ) throws -> [[UnitOutcome]] {
    let undefined = points.filter { isUndefined(values($0), stage) }
    guard undefined.isEmpty else { throw UndefinedObjective(points: undefined) }
    let number: UInt64 =
      switch stage {
      case .pilot: 0
      case .selection: 1
      case .report: 2
      }
    let luck = SeededLuck(seed: seed &* 3 &+ number)
    return points.map { point in
      let values = values(point)
      let expected = (objective(values), excess(values))
      // Points are told apart by a number of their own, far from those of common luck.
      let own = 1000 + zip(point.levels, space.variables).reduce(0) { $0 * $1.1.levels + $1.0 }
      let shares = zip(point.levels, space.variables).map {
        Double($0) / Double(max(1, $1.levels - 1))
      }
      return units.map { unit in
        UnitOutcome(
          objective: expected.0 + deviation(luck, unit, shares, own),
          excess: expected.1.enumerated().map { limit, excess in
            excess + noise.ofLimits
              * (0.8 * luck.normal(unit, 500 + limit) + 0.6 * luck.normal(unit, -own - limit))
          })
      }
    }
  }

  private func deviation(
    _ luck: SeededLuck, _ unit: Int, _ shares: [Double], _ own: Int
  ) -> Double {
    if noise.isSkewed {
      // Mean exp(1/2), variance e(e − 1).
      let spread = (2.718281828459045 * 1.718281828459045).squareRoot()
      let skewed = (exponential(luck.normal(unit, 0)) - 1.6487212707001282) / spread
      return noise.own * luck.normal(unit, own) + 4 * skewed * (1 + 5 * shares[0])
    }
    var deviation = noise.common * luck.normal(unit, 0) + noise.own * luck.normal(unit, own)
    for (axis, share) in shares.enumerated() {
      deviation += noise.sloping * share * luck.normal(unit, 10 + axis)
      deviation += noise.bending * 4 * share * (1 - share) * luck.normal(unit, 20 + axis)
    }
    return deviation
  }

  /// The best expected objective over the whole range, not only the lattice, of what keeps every
  /// limit: by brute force, to 1e-3 of the objective's unit or better.
  func bestObjective() -> Double {
    // A grid of each number's range, then twice a finer one around the best point.
    var best: (value: Double, at: [Double]) = (-.infinity, [])
    let steps = space.variables.count == 1 ? 20_000 : 400
    var windows = space.variables.map { variable -> (low: Double, high: Double)? in
      guard case .number(let low, let high, _) = variable.kind, !isInteger(variable) else {
        return nil
      }
      return (low, high)
    }
    for _ in 0..<3 {
      let axes = zip(space.variables, windows).map { variable, window in
        guard let window else { return (0..<variable.levels).map(variable.value(atLevel:)) }
        return (0...steps).map {
          window.low + (window.high - window.low) * Double($0) / Double(steps)
        }
      }
      let grid = axes.reduce([[]]) { heads, axis in
        heads.flatMap { head in axis.map { head + [$0] } }
      }
      for values in grid where excess(values).allSatisfy({ $0 <= 1e-12 }) {
        let value = objective(values)
        if value > best.value { best = (value, values) }
      }
      for (axis, window) in windows.enumerated() {
        guard let window, case .number(let low, let high, _) = space.variables[axis].kind else {
          continue
        }
        let reach = (window.high - window.low) / Double(steps)
        windows[axis] = (max(low, best.at[axis] - reach), min(high, best.at[axis] + reach))
      }
    }
    return best.value
  }

  /// Whether the values of a variable are whole numbers by nature, such as a cap.
  private func isInteger(_ variable: DecisionVariable) -> Bool { variable.name == "cap" }

  /// Whether a recommended point is good: within the limits and their tolerance, and worse than the
  /// best by at most the indifference.
  func isGood(_ point: DecisionPoint?, best: Double, indifference: Double) -> Bool {
    guard let point else { return false }
    let values = values(point)
    return zip(excess(values), tolerance).allSatisfy { $0 <= $1 }
      && best - objective(values) <= indifference
  }
}
