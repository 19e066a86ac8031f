internal import Dispatch
package import ReferralModel
package import Simulation
internal import Synchronization

/// A scenario of which some values are to be decided.
package final class ScenarioDecisionProblem: DecisionProblem {
  /// A scenario with something decided.
  package struct Candidate: Sendable {
    /// What is decided, in words.
    package let name: String
    package let scenario: Scenario
    package let draws: ParameterDraws?

    package init(name: String, scenario: Scenario, draws: ParameterDraws?) {
      self.name = name
      self.scenario = scenario
      self.draws = draws
    }
  }

  package let space: DecisionSpace
  package let objective: ScenarioObjective
  package let simulator: StrategySimulator
  /// What the expected engine computes without, at any point.
  package let approximations: [String]
  /// Paths that are uncertain, in file order.
  package let uncertain: [String]
  /// For the expected engine.
  let threads: Int
  private let make: @Sendable (DecisionPoint) throws -> Candidate
  private let scales = Guarded<[Double]?>(nil)
  /// What the large-market limit said of points.
  private let known = Guarded<[DecisionPoint: StrategyRecords]>([:])

  /// - Parameters:
  ///   - threads: For the expected engine.
  ///   - make: The candidate at a point. The point without levels is no program.
  package init(
    space: DecisionSpace, objective: ScenarioObjective, simulator: StrategySimulator,
    approximations: [String], uncertain: [String], threads: Int,
    make: @escaping @Sendable (DecisionPoint) throws -> Candidate
  ) {
    self.space = space
    self.objective = objective
    self.simulator = simulator
    self.approximations = approximations
    self.uncertain = uncertain
    self.threads = threads
    self.make = make
  }

  package var constraints: Int { objective.limits.count }

  package var excessRanges: [ClosedRange<Double>?] { objective.excessRanges }

  /// The size of a metric of the scenario as it stands, in the large-market limit.
  package func size(of metric: String) throws -> Double {
    let candidate = try make(.asItStands)
    let records = try simulator.expected([candidate.scenario], threads: 1)
    guard let value = records[0].statistics(of: metric)?.mean else {
      throw DecisionError.unknownMetric(metric, known: records[0].layout.metrics.map(\.name))
    }
    guard value.isFinite else { throw DecisionError.undefined(metric) }
    return abs(value)
  }

  /// Replications in a unit.
  package var unitSize: Int { objective.batchSize * (simulator.pairs ? 2 : 1) }

  package func candidate(at point: DecisionPoint) throws -> Candidate { try make(point) }

  // MARK: The large-market limit

  package func screen(_ points: [DecisionPoint]) throws -> [Double]? {
    try zip(points, try expected(points)).map { point, records -> Double in
      let horizon = try make(point).scenario.horizonInDays
      let scales = objective.denominators(of: [records])
      let excess = objective.excess(of: records, horizon: horizon, scales: scales)
      if excess.contains(where: { $0 > ScenarioLimit.tolerance }) { return .nan }
      return objective.value(of: records, horizon: horizon)
    }
  }

  /// The metrics of points in the large-market limit, as one replication each; a point is computed
  /// once.
  func expected(_ points: [DecisionPoint]) throws -> [StrategyRecords] {
    let before = known.withLock { $0 }
    var asked: Set<DecisionPoint> = []
    let new = points.filter { before[$0] == nil && asked.insert($0).inserted }
    let scenarios = try new.map { try make($0).scenario }
    let found = new.isEmpty ? [] : try simulator.expected(scenarios, threads: threads)
    return known.withLock { known in
      for (point, records) in zip(new, found) { known[point] = records }
      return points.compactMap { known[$0] }
    }
  }

  /// The objective of some units, nan where it is undefined in one of them.
  func objectiveMean(of records: StrategyRecords) -> Double {
    // The limit is one record, whatever the size of a unit.
    let batches = records.replications < unitSize ? [records] : records.batches(of: unitSize)
    return batches.reduce(0) { $0 + objective.value(of: $1, horizon: simulator.horizon) }
      / Double(batches.count)
  }

  // MARK: Agents

  package func simulate(
    _ points: [DecisionPoint], units: Range<Int>, stage: DecisionStage
  ) throws -> [[UnitOutcome]] {
    let records = try records(points, units: units, stage: stage)
    let scales = scales.withLock { scales in
      // The first pilot fixes what 1% of a limit is, for good.
      if let scales { return scales }
      let first = objective.denominators(of: records)
      scales = first
      return first
    }
    let horizon = simulator.horizon
    let rows = records.map { records in
      records.batches(of: unitSize).map { batch in
        UnitOutcome(
          objective: objective.value(of: batch, horizon: horizon),
          excess: objective.excess(of: batch, horizon: horizon, scales: scales))
      }
    }
    let undefined = points.indices.filter { rows[$0].contains { $0.objective.isNaN } }
    guard undefined.isEmpty else {
      throw UndefinedObjective(points: undefined.map { points[$0] })
    }
    return rows
  }

  /// The metrics of some units, one per point.
  package func records(
    _ points: [DecisionPoint], units: Range<Int>, stage: DecisionStage
  ) throws -> [StrategyRecords] {
    let strategies = try points.map { point in
      let candidate = try make(point)
      return try simulator.add(candidate.name, candidate.scenario, draws: candidate.draws)
    }
    let first = stage.firstReplication
    return try simulator.simulate(
      strategies,
      replications: first + units.lowerBound * unitSize..<first + units.upperBound * unitSize)
  }
}

extension DecisionPoint {
  /// The point that has no program at all.
  package static let noProgram = DecisionPoint([])

  /// The scenario as it stands, wherever that lies.
  package static let asItStands = DecisionPoint([-1])
}

extension DecisionStage {
  /// Where the replications of a stage begin: the report's are those that `kfactor run`
  /// shows, no other stage's are.
  package var firstReplication: Int {
    switch self {
    case .report: 0
    case .selection: 1 << 30
    case .pilot: 1 << 31
    }
  }
}
