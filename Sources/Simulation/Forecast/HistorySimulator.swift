package import Randomness
package import ReferralModel

/// Whole histories, day by day, of a scenario with different numbers in it: what a fit asks for.
///
/// The network is read once, and again only for numbers that change the market. What rewards that
/// go by count are worth is solved for once, and held until it is asked for anew.
package struct HistorySimulator: Sendable {
  package let scenario: Scenario
  private let graph: ContactGraph
  private let classes: ContactClasses
  /// Where rewards go by count.
  private var payoffs: Payoffs?

  /// - Throws: When the network cannot be read or built.
  package init(_ scenario: Scenario) throws(NetworkError) {
    graph = try ContactGraph(scenario.market)
    classes = ContactClasses(graph.counts.masses)
    self.scenario = try Forecast.numbered(scenario, in: graph)
    payoffs = try PayoffSolution(
      of: self.scenario, graph: graph, seed: scenario.monteCarlo.seed)?.payoffs
  }

  /// What the large-market limit computes without, in plain sentences.
  package var approximations: [String] {
    ExpectedEngine(scenario, contacts: graph.counts.masses).approximations
  }

  /// The large-market limit.
  package func expected(_ scenario: Scenario) throws(NetworkError) -> History {
    let classes: ContactClasses
    let numbered: Scenario
    if hasSameContacts(scenario) {
      (numbered, classes) = (scenario, self.classes)
    } else {
      let graph: ContactGraph
      (numbered, graph) = try prepared(scenario)
      classes =
        scenario.market == self.scenario.market
        ? self.classes : ContactClasses(graph.counts.masses)
    }
    let plan = ModelPlan(numbered, payoffs: payoffs)
    return ExpectedEngine(
      numbered, plan: plan, values: LifetimeValues(plan), classes: classes
    ).history()
  }

  /// A worker for one thread: the exact history of a replication, by its luck alone.
  package func makeWorker(
    _ scenario: Scenario
  ) throws(NetworkError) -> (_ luck: Streams) -> History {
    let (numbered, graph) = try prepared(scenario)
    let plan = ModelPlan(numbered, payoffs: payoffs, stops: true)
    guard plan.relabels, numbered.program != nil else {
      let engine = AgentEngine(plan: plan, graph: graph)
      return { engine.history(luck: $0) }
    }
    // What the twin leaves of everybody's life, the program needs.
    let record = TwinRecord(size: numbered.market.size)
    let twin = AgentEngine(
      plan: ModelPlan(numbered.withoutProgram), graph: graph, twin: record, isTwin: true)
    let engine = AgentEngine(plan: plan, graph: graph, twin: record)
    return { luck in
      _ = twin.history(luck: luck)
      return engine.history(luck: luck)
    }
  }

  /// The same with what rewards that go by count are worth at other numbers.
  package func solved(for scenario: Scenario) throws(NetworkError) -> HistorySimulator {
    guard payoffs != nil else { return self }
    let (numbered, graph) = try prepared(scenario)
    var solved = self
    solved.payoffs = try PayoffSolution(
      of: numbered, graph: graph, seed: scenario.monteCarlo.seed, from: payoffs)?.payoffs
    return solved
  }

  /// Whether only the number of persons differs, so that people have as many contacts as before:
  /// laying out the network of another market would take longer than its limit does.
  private func hasSameContacts(_ scenario: Scenario) -> Bool {
    guard case .count = scenario.customers.initial, case .configuration = scenario.market.network
    else { return false }
    var market = scenario.market
    market.size = self.scenario.market.size
    return market == self.scenario.market
      && min(scenario.market.size, market.size) > graph.counts.masses.count
  }

  private func prepared(_ scenario: Scenario) throws(NetworkError) -> (Scenario, ContactGraph) {
    let graph =
      scenario.market == self.scenario.market ? self.graph : try ContactGraph(scenario.market)
    return (try Forecast.numbered(scenario, in: graph), graph)
  }
}

extension Scenario {
  /// The same market in small: people, customers and everything that brings or pays for them
  /// divided, rates and shares as they are.
  ///
  /// - Parameter factor: Above 0, at most 1.
  /// - Returns: nil where persons are listed, or stand in a network of their own.
  package func inSmall(_ factor: Double) -> Scenario? {
    if case .people = customers.initial { return nil }
    if case .edges = market.network { return nil }
    return scaled(by: factor)
  }
}
