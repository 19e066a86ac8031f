internal import Dispatch
package import ReferralModel
internal import Synchronization

extension StrategySimulator {
  /// Days of the scenarios.
  package var horizon: Int { strategies.first?.scenario.horizonInDays ?? 0 }

  /// The metrics of scenarios in the large-market limit, one record each, as one
  /// replication.
  ///
  /// - Throws: When a network cannot be read or built.
  package func expected(
    _ scenarios: [Scenario], threads: Int
  ) throws -> [StrategyRecords] {
    let graphs = try graphs(of: scenarios)
    let unit = Intervals.Unit.month
    let results = Guarded<[Result<StrategyRecords, any Error>?]>(scenarios.map { _ in nil })
    let next = Guarded(0)
    let seed = seed
    DispatchQueue.concurrentPerform(iterations: min(threads, scenarios.count)) { _ in
      var twins: [(scenario: Scenario, history: History)] = []
      while true {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < scenarios.count else { return }
        let result = Result { () throws -> StrategyRecords in
          let (scenario, graph) = (scenarios[index], graphs[index])
          let payoffs = try PayoffSolution(of: scenario, graph: graph, seed: seed)
          let plan = ModelPlan(scenario, payoffs: payoffs?.payoffs)
          let classes = ContactClasses(graph.counts.masses)
          func history(_ scenario: Scenario, _ plan: ModelPlan) -> History {
            ExpectedEngine(
              scenario, plan: plan, values: LifetimeValues(plan), classes: classes
            ).history()
          }
          let without = scenario.withoutProgram
          let twin: History
          if let known = twins.first(where: { $0.scenario == without }) {
            twin = known.history
          } else {
            twin = history(without, ModelPlan(without))
            twins = [(without, twin)]
          }
          let layout = OutcomeLayout(
            loops: scenario.loops.map(\.name), segments: scenario.market.segments.map(\.name),
            intervals: Intervals(unit, start: scenario.start, horizon: scenario.horizonInDays))
          let program = scenario.program == nil ? twin : history(scenario, plan)
          let record = layout.record(of: PairedHistory(program: program, twin: twin), plan: plan)
          return StrategyRecords(
            layout: layout, pairs: false, records: [Array(record.prefix(layout.metricWidth))])
        }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { $0 }.map { result in
      guard let result else { preconditionFailure("every scenario was taken") }
      return try result.get()
    }
  }

  private func graphs(of scenarios: [Scenario]) throws -> [ContactGraph] {
    var known = strategies.map { ($0.scenario.market, $0.graph) }
    return try scenarios.map { scenario in
      if let like = known.first(where: { $0.0 == scenario.market }) { return like.1 }
      let graph = try ContactGraph(scenario.market)
      known.append((scenario.market, graph))
      return graph
    }
  }
}
