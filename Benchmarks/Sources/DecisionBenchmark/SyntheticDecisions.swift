import Dispatch
import RewardTuning
import Synchronization

/// Tunes every synthetic problem many times, each with luck of its own.
///
/// A recommendation is good where its expected objective is worse than the best of the whole
/// continuous range by at most the indifference (1% of the objective), within the limits and their
/// tolerance. 95% are promised; an exact procedure has fewer than 180 of 200 with probability 0.001
/// per problem.
struct SyntheticDecisions {
  let repetitions = 200
  let goal = 180

  private struct Outcome: Sendable {
    var isGood = false
    var isSettled = false
    var regret = 0.0
    var pilotUnits = 0
    var selectionUnits = 0
    var screened = 0
  }

  /// Returns the goals that were missed.
  func run() throws -> [String] {
    print("synthetic problems repetitions=\(repetitions) confidence=95% indifference=1%")
    print(
      "problem".left(22) + "good".right(6) + "settled".right(9) + "mean regret".right(13)
        + "worst".right(8) + "screened".right(10) + "pilot".right(8) + "selection".right(11))
    var failures: [String] = []
    for problem in SyntheticProblem.catalogue {
      let outcomes = try outcomes(of: problem)
      let good = outcomes.count(where: \.isGood)
      let mean = { (value: (Outcome) -> Double) in
        outcomes.reduce(0) { $0 + value($1) } / Double(outcomes.count)
      }
      let decimal = DecisionBenchmark.decimal
      print(
        problem.name.left(22) + "\(good)".right(6)
          + "\(outcomes.count(where: \.isSettled))".right(9)
          + decimal(mean(\.regret), 2).right(13)
          + decimal(outcomes.map(\.regret).max() ?? 0, 2).right(8)
          + decimal(mean { Double($0.screened) }, 0).right(10)
          + decimal(mean { Double($0.pilotUnits) }, 0).right(8)
          + decimal(mean { Double($0.selectionUnits) }, 0).right(11))
      if good < goal { failures.append("\(problem.name): good \(good) times of \(repetitions)") }
    }
    return failures
  }

  private func outcomes(of problem: SyntheticProblem) throws -> [Outcome] {
    let best = problem.bestObjective()
    let rules = TuningRules(
      indifference: .relative(0.01), mostUnits: 4000, constraintTolerance: problem.tolerance)
    let results = Mutex<[Result<Outcome, any Error>?]>(Array(repeating: nil, count: repetitions))
    DispatchQueue.concurrentPerform(iterations: repetitions) { repetition in
      let result = Result<Outcome, any Error> {
        var problem = problem
        problem.seed = UInt64(repetition)
        let tuned = try DecisionTuner(
          problem: problem, rules: rules, required: problem.required
        ).run()
        return Outcome(
          isGood: problem.isGood(
            tuned.best, best: best, indifference: tuned.selection.rules.indifference),
          isSettled: tuned.selection.isSettled,
          regret: tuned.best.map { best - problem.objective(problem.values($0)) } ?? .infinity,
          pilotUnits: tuned.units(.pilot), selectionUnits: tuned.units(.selection),
          screened: tuned.screened.count)
      }
      results.withLock { $0[repetition] = result }
    }
    return try results.withLock { $0 }.compactMap { try $0?.get() }
  }
}
