internal import Randomness
internal import ReferralModel
internal import Synchronization

/// Paired runs of variants of one scenario: the same replications of the same seed,
/// the program's side alone.
///
/// - Note: Not for use from several threads at once; each run uses `threads`.
final class ExplanationRuns {
  let forecast: Forecast
  let replications: Int
  let threads: Int
  /// How many runs there will be, as far as is known.
  var expectedRuns = 1
  private var finishedRuns = 0
  private let progress: @Sendable (MonteCarloRunner.Progress) -> Void
  private let isCancelled: @Sendable () -> Bool

  init(
    forecast: Forecast, replications: Int, threads: Int,
    progress: @escaping @Sendable (MonteCarloRunner.Progress) -> Void,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.forecast = forecast
    self.replications = replications
    self.threads = threads
    self.progress = progress
    self.isCancelled = isCancelled
  }

  /// A metric of a run, one per replication; nan where undefined.
  struct Outcome {
    let outcomes: OutcomeAccumulator

    func values(of name: String) -> [Double] {
      guard let index = outcomes.layout.index(ofMetric: name) else {
        preconditionFailure("there is no metric \(name)")
      }
      return outcomes.values(ofMetric: index)
    }

    func estimate(of name: String) -> PairedEstimate {
      guard let index = outcomes.layout.index(ofMetric: name) else {
        preconditionFailure("there is no metric \(name)")
      }
      return PairedEstimate(outcomes.parts(ofMetric: index))
    }
  }

  /// Simulates a variant.
  ///
  /// - Parameter inspect: Called with each replication, its history and its engine, from
  ///   any thread.
  func run(
    _ variant: Scenario,
    inspect: (@Sendable (Int, History, AgentEngine) -> Void)? = nil
  ) throws -> Outcome {
    let graph =
      variant.market == forecast.scenario.market
      ? forecast.graph
      : try ContactGraph(variant.market)
    let (layout, seed) = (forecast.layout, forecast.seed)
    let payoffs = try PayoffSolution(
      of: variant, graph: graph, seed: seed, from: forecast.payoffs?.payoffs)
    let plan = ModelPlan(variant, payoffs: payoffs?.payoffs, stops: true)
    let runner = MonteCarloRunner(
      layout: layout, replications: 0..<replications, threads: min(threads, replications))
    let (before, expected) = (finishedRuns * replications, expectedRuns * replications)
    let progress = progress
    let result = try runner.run(
      progress: { progress(.init(done: before + $0.done, expected: expected)) },
      isCancelled: isCancelled
    ) {
      let engine = AgentEngine(plan: plan, graph: graph)
      return { replication in
        let history = engine.history(luck: Streams(seed: seed, replication: replication))
        inspect?(replication, history, engine)
        // No twin: everything that is asked for is of the program's side.
        return layout.record(of: PairedHistory(program: history, twin: history), plan: plan)
      }
    }
    finishedRuns += 1
    return Outcome(outcomes: result.outcomes)
  }

  /// The scenario as it stands, with its counts for the funnel, one per replication.
  func runBase() throws -> (Outcome, [FunnelCounts]) {
    let found = Guarded<[Int: FunnelCounts]>([:])
    let outcome = try run(forecast.scenario) { replication, history, engine in
      let counts = FunnelCounts(history, loops: engine.loopCounts())
      found.withLock { $0[replication] = counts }
    }
    return (outcome, found.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value))
  }

  /// Replications that some runs of a scenario are worth, unless somebody says otherwise:
  /// 20, and an even number down to 4 where a history has so many customers and invitations that it
  /// takes long, and that their luck evens out.
  static func defaultReplications(for forecast: Forecast, runs: Int) -> Int {
    let engine = AgentEngine(
      plan: ModelPlan(forecast.scenario, payoffs: forecast.payoffs?.payoffs, stops: true),
      graph: forecast.graph)
    let pilot = engine.history(luck: Streams(seed: forecast.seed, replication: 0))
    let customers = pilot.initial + pilot.signups.reduce(0) { $0 + $1.reduce(0, +) }
    let events = customers + pilot.invitesSent.reduce(0, +)
    return min(20, max(4, Int(mostEvents / (events * Double(runs) + 1)) / 2 * 2))
  }

  /// At 50 to 200 ns each, well under a minute of two cores.
  private static let mostEvents = 4e8
}
