import Testing

@testable import RewardTuning

@Suite struct DecisionTunerTests {
  private static let rules = TuningRules(indifference: .relative(0.01), mostUnits: 4000)

  private func tune(_ problem: SyntheticProblem) throws -> DecisionTuningResult {
    var rules = DecisionTunerTests.rules
    rules.constraintTolerance = problem.tolerance
    return try DecisionTuner(problem: problem, rules: rules, required: problem.required).run()
  }

  /// 95% are promised: fewer than 15 of 20 come about with probability 3e-4, 12 times over 4e-3.
  @Test(arguments: SyntheticProblem.catalogue)
  func `the recommended point is good in most of twenty repetitions`(
    problem: SyntheticProblem
  ) throws {
    let best = problem.bestObjective()
    var good = 0
    for seed in 0..<20 {
      var problem = problem
      problem.seed = UInt64(seed)
      let result = try tune(problem)
      let indifference = result.selection.rules.indifference
      if problem.isGood(result.best, best: best, indifference: indifference) { good += 1 }
      #expect(result.shortList.count <= 12)
      #expect(Set(result.shortList).count == result.shortList.count)
      #expect(problem.required.allSatisfy(result.shortList.contains))
    }
    #expect(good >= 15, "\(problem.name)")
  }

  /// 42 combinations of choices, of which the pilot sees some 30; closed form.
  @Test func `choices alone are tuned`() throws {
    let problem = SyntheticProblem(
      name: "choices",
      space: DecisionSpace([
        DecisionVariable(name: "a", kind: .choice(count: 6)),
        DecisionVariable(name: "b", kind: .choice(count: 7)),
      ]),
      objective: { values in
        let (a, b) = (values[0] - 2, values[1] - 4)
        return 100 - 2 * a * a - 1.5 * b * b
      })
    #expect(try tune(problem).best == DecisionPoint([2, 4]))
  }

  /// Closed form: 100 at (0.3, 0.6, 0.5) with the second choice, which the screen thinks worse.
  @Test(arguments: [true, false])
  func `four variables are tuned, with a screen and without`(hasScreen: Bool) throws {
    func number(_ levels: Int) -> DecisionVariable {
      DecisionVariable(name: "number", kind: .number(low: 0, high: 1, levels: levels))
    }
    var problem = SyntheticProblem(
      name: "four",
      space: DecisionSpace([
        number(41), number(41), number(11), DecisionVariable(name: "c", kind: .choice(count: 3)),
      ]),
      objective: { values in
        let (x, y, z) = (values[0] - 0.3, values[1] - 0.6, values[2] - 0.5)
        let slope = y + 0.2 * x
        let loss: Double = 60 * x * x + 40 * slope * slope + 30 * z * z
        return 100 - loss + [-3.0, 0, -1][Int(values[3])]
      })
    if hasScreen {
      problem.screening = { values in
        let (x, y, z) = (values[0] - 0.4, values[1] - 0.5, values[2] - 0.6)
        let loss: Double = 60 * x * x + 40 * y * y + 30 * z * z
        return 100 - loss - values[3]
      }
    }
    let result = try tune(problem)
    let best = try #require(result.best)
    #expect(100 - problem.objective(problem.values(best)) <= 1.2)
    #expect(result.usesScreen == hasScreen)
  }

  @Test func `the same answers lead to the same questions`() throws {
    let (one, other) = (try tune(.twoPeaks), try tune(.twoPeaks))
    #expect(one.shortList == other.shortList)
    #expect(one.screened == other.screened)
    #expect(one.pilot.points == other.pilot.points)
    #expect(one.selection.standings == other.selection.standings)
  }

  @Test func `an optimum at the end of the range is said to be there`() throws {
    #expect(try tune(.edge).edges == [0])
    #expect(try tune(.singlePeak).edges == [])
  }

  @Test func `an indifference of a share is taken of the pilot's best`() throws {
    let result = try tune(.singlePeak)
    let best = result.pilot.points[result.pilot.best].mean
    #expect(result.selection.rules.indifference == 0.01 * best)
    #expect(result.units(.pilot) == 16 * result.pilot.points.count)
  }

  /// The best of all lies where nothing can be measured, so the best is just beyond: closed form.
  @Test(arguments: [[DecisionStage.pilot, .selection], [.selection]])
  func `a point without a value is no candidate`(seenIn stages: [DecisionStage]) throws {
    var problem = SyntheticProblem(
      name: "undefined below a quarter",
      space: DecisionSpace([
        DecisionVariable(name: "x", kind: .number(low: 0, high: 1, levels: 41))
      ]),
      objective: { 100 - 20 * $0[0] })
    problem.screening = problem.objective
    problem.isUndefined = { values, stage in values[0] < 0.25 && stages.contains(stage) }
    problem.required = [DecisionPoint([0])]
    let result = try tune(problem)
    let best = try #require(result.best)
    #expect((0.25...0.3).contains(problem.values(best)[0]))
    #expect(result.shortList.allSatisfy { problem.values($0)[0] >= 0.25 })
    #expect(result.pilot.undefined.contains(DecisionPoint([0])))
    #expect(result.pilot.undefined.allSatisfy { problem.values($0)[0] < 0.25 })
  }

  @Test(arguments: [DecisionStage.pilot, .selection])
  func `without any value there is no choice`(_ seenIn: DecisionStage) {
    var problem = SyntheticProblem.singlePeak
    problem.isUndefined = { _, stage in stage == seenIn }
    #expect(throws: UndefinedObjective.self) { try tune(problem) }
  }

  @Test func `an error of progress ends the run`() {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try DecisionTuner(problem: SyntheticProblem.flat, rules: DecisionTunerTests.rules).run {
        if case .piloted = $0 { throw Stop() }
      }
    }
  }
}
