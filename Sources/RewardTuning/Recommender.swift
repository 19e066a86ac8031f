internal import Simulation

/// Tunes a scenario and reports on what it found, from fresh replications.
package struct Recommender: Sendable {
  package let problem: ScenarioDecisionProblem
  package let confidence: Double
  package let indifference: TuningRules.Indifference
  /// Replications of each candidate in the report; the selection may take up to five times as many.
  package let replications: Int
  /// Variables that are rewards, each with how many sides it moves.
  package let rewards: [(variable: Int, sides: Int)]
  /// Whether the scenario has a program as it stands, which is then reported too.
  package let hasProgram: Bool

  package init(
    problem: ScenarioDecisionProblem, confidence: Double, indifference: TuningRules.Indifference,
    replications: Int, rewards: [(variable: Int, sides: Int)], hasProgram: Bool
  ) {
    self.problem = problem
    self.confidence = confidence
    self.indifference = indifference
    self.replications = replications
    self.rewards = rewards
    self.hasProgram = hasProgram
  }

  /// Searches, selects, and simulates the report.
  ///
  /// - Throws: `DecisionError.nothingFeasible`; what the simulator throws.
  package func run() throws -> Recommendation {
    let objective = problem.objective
    let units = max(3, replications / problem.unitSize)
    let rules = TuningRules(
      confidence: confidence, indifference: indifference, firstLook: min(12, units),
      mostUnits: max(units, min(5 * units, Self.mostReplications / problem.unitSize)),
      constraintTolerance: objective.limits.map { _ in ScenarioLimit.tolerance },
      pilotUnits: max(3, min(Self.pilotReplications / problem.unitSize, units / 2)))
    let outside: [DecisionPoint] = try isDefinedWithoutProgram() ? [.noProgram] : []
    var excluded: Set<DecisionPoint> = []
    while true {
      let tuning: DecisionTuningResult
      do {
        tuning = try DecisionTuner(
          problem: problem, rules: rules, outside: outside, excluding: excluded
        ).run()
      } catch is UndefinedObjective {
        throw DecisionError.undefined(objective.metric.name)
      }
      guard let chosen = tuning.best else {
        throw DecisionError.nothingFeasible(objective.limits.map(\.text))
      }
      let known = excluded.union(tuning.pilot.undefined)
      let roles = self.roles(of: chosen, tuning, outside: outside).filter {
        !known.contains($0.point)
      }
      let (candidates, undefined) = try reported(roles, units: units)
      excluded = known.union(undefined)
      // What was chosen turns out to have no value: anew without it.
      if undefined.contains(chosen) { continue }
      return try recommendation(
        of: chosen, tuning, candidates, undefined: excluded,
        isLate: tuning.replacements > 0 || excluded.count > tuning.pilot.undefinedAtFirst)
    }
  }

  /// Candidates with fresh replications, and the points that have no value in them.
  private func reported(
    _ roles: [Entry], units: Int
  ) throws -> (candidates: [Recommendation.Candidate], undefined: Set<DecisionPoint>) {
    let objective = problem.objective
    let records = try problem.records(roles.map(\.point), units: 0..<units, stage: .report)
    let horizon = problem.simulator.horizon
    let scales = objective.denominators(of: records)
    var undefined: Set<DecisionPoint> = []
    let candidates = try zip(roles, records).compactMap {
      entry, records -> Recommendation.Candidate? in
      let values = records.batches(of: problem.unitSize).map {
        objective.value(of: $0, horizon: horizon)
      }
      guard values.allSatisfy(\.isFinite) else {
        undefined.insert(entry.point)
        return nil
      }
      let excess = objective.excess(of: records, horizon: horizon, scales: scales)
      return Recommendation.Candidate(
        name: try problem.candidate(at: entry.point).name, point: entry.point, roles: entry.roles,
        records: records, values: values,
        keepsLimits: excess.allSatisfy { $0 <= ScenarioLimit.tolerance })
    }
    return (candidates, undefined)
  }

  private func recommendation(
    of chosen: DecisionPoint, _ tuning: DecisionTuningResult,
    _ candidates: [Recommendation.Candidate], undefined: Set<DecisionPoint>, isLate: Bool
  ) throws -> Recommendation {
    guard let recommended = candidates.firstIndex(where: { $0.roles.contains(.recommended) })
    else { preconditionFailure("it is among the roles") }
    let eligible = candidates.indices.filter {
      candidates[$0].keepsLimits || $0 == recommended
    }
    return Recommendation(
      tuning: tuning, rules: tuning.selection.rules, space: problem.space,
      objective: problem.objective,
      approximations: problem.approximations, candidates: candidates, recommended: recommended,
      noProgram: candidates.firstIndex { $0.roles.contains(.noProgram) },
      differences: PairwiseDifferences(
        candidates.map(\.values),
        alpha: 0.05 * Double(candidates.count * (candidates.count - 1) / 2),
        looks: 1),
      beliefs: CandidateBeliefs(
        eligible.map { candidates[$0].values }, tolerance: tuning.selection.rules.indifference),
      eligible: eligible,
      undefined: undefined.sorted { $0.levels.lexicographicallyPrecedes($1.levels) },
      isUndefinedLate: isLate,
      sensitivity: try sensitivity(
        of: candidates, eligible: eligible, recommended: recommended,
        indifference: tuning.selection.rules.indifference),
      grid: try DecisionGrid(
        problem, center: center(of: tuning, chosen: chosen), candidates: candidates,
        undefined: undefined))
  }

  /// Of a candidate in the selection, unless the report takes more; five times the report's
  /// where that is less.
  private static let mostReplications = 2000
  /// Of a point in the pilot, unless the report takes fewer.
  private static let pilotReplications = 16

  /// Whether the objective speaks of more than what a program brings; if so, no program is
  /// always a candidate.
  private func isDefinedWithoutProgram() throws -> Bool {
    let records = try problem.records([.noProgram], units: 0..<1, stage: .pilot)
    return problem.objective.value(of: records[0], horizon: problem.simulator.horizon).isFinite
  }

  // MARK: Who is reported

  private struct Entry {
    let point: DecisionPoint
    var roles: Set<Recommendation.Role>
  }

  private func roles(
    of chosen: DecisionPoint, _ tuning: DecisionTuningResult, outside: [DecisionPoint]
  ) -> [Entry] {
    var entries: [Entry] = []
    func add(_ point: DecisionPoint, _ role: Recommendation.Role) {
      if let index = entries.firstIndex(where: { $0.point == point }) {
        entries[index].roles.insert(role)
      } else {
        entries.append(Entry(point: point, roles: [role]))
      }
    }
    add(chosen, .recommended)
    for point in outside { add(point, .noProgram) }
    if hasProgram { add(.asItStands, .asItStands) }
    for rival in rivals(tuning).prefix(3) { add(rival, .rival) }
    addCurves(through: center(of: tuning, chosen: chosen), add)
    return entries
  }

  /// Where the curves cross: what is recommended.
  ///
  /// Where that is no program, they show what the next best levels would have done.
  private func center(of tuning: DecisionTuningResult, chosen: DecisionPoint) -> DecisionPoint {
    guard chosen == .noProgram else { return chosen }
    let middle = DecisionPoint(problem.space.variables.map { $0.levels / 2 })
    return rivals(tuning).first ?? middle
  }

  /// The short list without the best: those still in the race first, then by their means.
  private func rivals(_ tuning: DecisionTuningResult) -> [DecisionPoint] {
    let standings = tuning.selection.standings
    func survives(_ index: Int) -> Bool { standings[index].state == .surviving }
    return tuning.shortList.indices.sorted {
      (survives($0) ? 0 : 1, -standings[$0].mean) < (survives($1) ? 0 : 1, -standings[$1].mean)
    }.map { tuning.shortList[$0] }.filter { $0 != tuning.best && $0 != .noProgram }
  }

  private func addCurves(
    through point: DecisionPoint, _ add: (DecisionPoint, Recommendation.Role) -> Void
  ) {
    let space = problem.space
    for (index, variable) in space.variables.enumerated() {
      guard case .number = variable.kind else { continue }
      let most = space.variables.count == 1 ? 11 : 7
      let steps = min(most, variable.levels)
      var levels = Set(
        (0..<steps).map { steps == 1 ? 0 : $0 * (variable.levels - 1) / (steps - 1) })
      let below = levels.filter { $0 < point.levels[index] }.max()
      levels.insert(point.levels[index])
      for level in levels.sorted() {
        var there = point
        there.levels[index] = level
        add(there, .curve(variable: index))
        if level == below { add(there, .stepBelow(variable: index)) }
      }
    }
    // The rule of thumb speaks of the whole reward: sides share it.
    let sides = rewards.reduce(0) { $0 + $1.sides }
    guard sides > 0 else { return }
    for share in [RewardYardstick.ruleOfThumb.lowerBound, RewardYardstick.ruleOfThumb.upperBound] {
      var there = point
      for reward in rewards {
        there.levels[reward.variable] = space.variables[reward.variable].level(
          nearest: share / Double(sides))
      }
      add(there, .ruleOfThumb(share))
    }
  }

  // MARK: What would overturn it

  private func sensitivity(
    of candidates: [Recommendation.Candidate], eligible: [Int], recommended: Int,
    indifference: Double
  ) throws -> SensitivityAnalysis? {
    guard let draws = try problem.candidate(at: candidates[recommended].point).draws else {
      return nil
    }
    let objective = problem.objective
    let horizon = problem.simulator.horizon
    let seed = problem.simulator.seed
    let simulated = candidates[recommended].records.replications / 2
    let values: [[Double]]
    let count: Int
    let engine: EngineKind
    if simulated >= SensitivityAnalysis.fewest {
      (count, engine) = (simulated, .agents)
      values = eligible.map {
        objective.values(ofDraws: candidates[$0].records.batches(of: 2), horizon: horizon)
      }
    } else {
      (count, engine) = (Self.expectedDraws, .expected)
      values = try eligible.map { index in
        let candidate = try problem.candidate(at: candidates[index].point)
        let scenarios = try (0..<count).map { draw in
          try candidate.draws?.scenario(ofDraw: draw, seed: seed) ?? candidate.scenario
        }
        return objective.values(
          ofDraws: try problem.simulator.expected(scenarios, threads: problem.threads),
          horizon: horizon)
      }
    }
    guard let position = eligible.firstIndex(of: recommended),
      values[position].allSatisfy(\.isFinite)
    else { return nil }
    return try SensitivityAnalysis(
      names: problem.uncertain,
      drawn: try (0..<count).map { try draws.values(ofDraw: $0, seed: seed) }, values: values,
      recommended: position, indifference: indifference, engine: engine.rawValue)
  }

  /// Draws for the large-market limit, where agents had too few.
  private static let expectedDraws = 200
}

extension DecisionVariable {
  /// The level whose value is nearest.
  func level(nearest value: Double) -> Int {
    (0..<levels).min {
      abs(self.value(atLevel: $0) - value) < abs(self.value(atLevel: $1) - value)
    } ?? 0
  }
}
