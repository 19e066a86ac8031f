package import ReferralModel
internal import Randomness

/// Which engine makes the numbers.
package enum EngineKind: String, CaseIterable, Sendable {
  /// Exact, person by person.
  case agents
  /// The large-market limit: no noise, fast.
  case expected
}

/// A scenario ready to be simulated any number of times, on any thread.
///
/// Every replication is simulated with its program and, at the same luck,
/// without: the difference is what the program causes.
package struct Forecast: Sendable {
  package let scenario: Scenario
  package let engine: EngineKind
  package let seed: UInt64
  package let layout: OutcomeLayout
  /// nil where every number is certain.
  package let draws: ParameterDraws?
  /// What the engine computes without, in plain sentences.
  package let approximations: [String]
  /// The contacts of the first replication.
  package let network: NetworkSummary
  /// What referrals pay on average where rewards go by count; nil where they do not.
  package let payoffs: PayoffSolution?
  let graph: ContactGraph

  /// Loads the network and checks what can be checked before simulating.
  ///
  /// - Parameters:
  ///   - scenario: With its central values.
  ///   - unit: Of the series.
  ///   - draws: Where the scenario's uncertain values come from.
  /// - Throws: When the network cannot be read or built.
  package init(
    _ scenario: Scenario, engine: EngineKind, unit: Intervals.Unit, draws: ParameterDraws? = nil
  ) throws(NetworkError) {
    graph = try ContactGraph(scenario.market)
    self.scenario = try Forecast.numbered(scenario, in: graph)
    self.engine = engine
    self.draws = draws
    seed = scenario.monteCarlo.seed
    layout = OutcomeLayout(
      loops: scenario.loops.map(\.name), segments: scenario.market.segments.map(\.name),
      intervals: Intervals(unit, start: scenario.start, horizon: scenario.horizonInDays))
    network = graph.summary(of: graph.keyed(by: Streams(seed: seed, replication: 0)))
    payoffs = try PayoffSolution(of: self.scenario, graph: graph, seed: seed)
    switch engine {
    case .agents: approximations = []
    case .expected:
      approximations =
        ExpectedEngine(self.scenario, contacts: graph.counts.masses).approximations
    }
  }

  /// The first replication once more, every event of it noted.
  ///
  /// - Parameter replication: Which one.
  package func eventLog(ofReplication replication: Int) throws -> EventLog {
    precondition(engine == .agents, "only persons have events")
    let draw = draws == nil ? 0 : pairs ? replication / 2 : replication
    let log = EventLog()
    _ = try engines(draw: draw, log: log).record(
      luck: Streams(seed: seed, replication: replication), layout: layout)
    return log
  }

  /// Whether replications 2k and 2k + 1 share their parameters, so that what luck does and what
  /// ignorance does can be told apart.
  ///
  /// Without luck they do not.
  package var pairs: Bool { draws != nil && engine == .agents }

  /// Replications worth running: one is all there is without luck and ignorance.
  package func replications(asked: Int) -> Int {
    engine == .expected && draws == nil ? 1 : asked
  }

  /// A worker for one thread: the record of a replication, by index alone.
  ///
  /// - Parameters:
  ///   - noted: The replication whose referral trees are wanted, if any.
  ///   - note: Given them, when that replication is simulated by agents.
  package func makeWorker(
    noting noted: Int? = nil, _ note: @escaping (ReferralForest) -> Void = { _ in }
  ) -> (_ replication: Int) throws -> [Double] {
    var held: (draw: Int, engines: Engines)?
    return { [self] replication in
      let draw = draws == nil ? 0 : pairs ? replication / 2 : replication
      if held?.draw != draw {
        // Let go of the old engines before making the new: they are large.
        held = nil
        held = (draw, try engines(draw: draw))
      }
      let luck = Streams(seed: seed, replication: replication)
      let log = replication == noted && engine == .agents ? ReferralLog() : nil
      // The condition above has just filled it.
      let record = held!.engines.record(luck: luck, layout: layout, referrals: log)
      if let log { note(ReferralForest(log.referrals, replication: replication)) }
      return record
    }
  }

  private func engines(draw: Int, log: EventLog? = nil) throws -> Engines {
    guard let draws else {
      return try Engines(
        scenario, engine: engine, graph: graph, payoffs: payoffs?.payoffs, log: log)
    }
    let drawn = try draws.scenario(ofDraw: draw, seed: seed)
    var graph = graph
    if drawn.market != scenario.market { graph = try ContactGraph(drawn.market) }
    let numbered = try Forecast.numbered(drawn, in: graph)
    // Other numbers, another fixed point; the central one is a good start.
    let solution = try PayoffSolution(
      of: numbered, graph: graph, seed: seed, from: payoffs?.payoffs)
    return try Engines(
      numbered, engine: engine, graph: graph, payoffs: solution?.payoffs, log: log)
  }

  /// Listed customers of an edges file, by person number instead of the file's ids.
  static func numbered(
    _ scenario: Scenario, in graph: ContactGraph
  ) throws(NetworkError) -> Scenario {
    guard case .people(let ids) = scenario.customers.initial else { return scenario }
    var people: [Int] = []
    for id in ids {
      guard let person = graph.person(forID: id) else { throw .unknownPerson(id: id) }
      people.append(Int(person))
    }
    var numbered = scenario
    numbered.customers.initial = .people(people)
    return numbered
  }
}

extension ContactGraph {
  /// The network of a market, segments and all.
  package init(_ market: Market) throws(NetworkError) {
    try self.init(market.network, size: market.size, shares: market.segments.map(\.share))
  }
}

/// The engines of one scenario: with its program, and without where that differs.
private final class Engines {
  private let plan: ModelPlan
  private let program: AgentEngine?
  private let twin: AgentEngine?
  private let expected: PairedHistory?

  init(
    _ scenario: Scenario, engine: EngineKind, graph: ContactGraph, payoffs: Payoffs?,
    log: EventLog?
  ) throws {
    plan = ModelPlan(scenario, payoffs: payoffs, stops: engine == .agents)
    let twinScenario = scenario.program == nil ? nil : scenario.withoutProgram
    switch engine {
    case .agents:
      let record =
        plan.relabels && twinScenario != nil ? TwinRecord(size: scenario.market.size) : nil
      program = AgentEngine(plan: plan, graph: graph, twin: record, log: log)
      twin = twinScenario.map {
        AgentEngine(plan: ModelPlan($0), graph: graph, twin: record, isTwin: true)
      }
      expected = nil
    case .expected:
      program = nil
      twin = nil
      let classes = ContactClasses(graph.counts.masses)
      func simulate(_ scenario: Scenario, _ plan: ModelPlan) -> History {
        ExpectedEngine(
          scenario, plan: plan, values: LifetimeValues(plan), classes: classes
        ).history()
      }
      let history = simulate(scenario, plan)
      expected = PairedHistory(
        program: history,
        twin: twinScenario.map { simulate($0, ModelPlan($0)) } ?? history)
    }
  }

  func record(
    luck: Streams, layout: OutcomeLayout, referrals: ReferralLog? = nil
  ) -> [Double] {
    if let expected { return layout.record(of: expected, plan: plan) }
    // The twin comes first: what it leaves of everybody's life, the program's needs.
    let other = twin?.history(luck: luck)
    // The agents engine was made above, whenever there are no expected histories.
    let program = program!
    program.referralLog = referrals
    let history = program.history(luck: luck)
    program.referralLog = nil
    return layout.record(of: PairedHistory(program: history, twin: other ?? history), plan: plan)
  }
}
