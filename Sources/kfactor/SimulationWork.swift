import ReferralModel
import Simulation

/// Work with a strategy simulator: its progress is shown, an interruption keeps what is
/// finished and says how to go on.
struct SimulationWork {
  /// Some of what will be simulated, the largest market among them.
  let scenarios: [Scenario]
  let seed: UInt64
  let pairs: Bool
  let threads: Int?
  let quiet: Bool
  let storage: StrategySimulator.Storage
  /// Histories that it may take at most.
  let expected: Int
  /// The command that goes on after an interruption.
  let resume: String

  func run<Result>(_ body: (StrategySimulator) throws -> Result) throws -> Result {
    let memory = try MemoryPlan(scenarios, threads: threads, quiet: quiet)
    let meter = ProgressMeter(isShown: !quiet && Terminal.errorIsTerminal)
    let requests = Interruption.requests
    requests.beginWork()
    defer { meter.finish() }
    let expected = expected
    let simulator = StrategySimulator(
      seed: seed, pairs: pairs,
      threads: memory.threads, beside: memory.strategies, storage: storage,
      progress: { meter.update(done: $0, expected: max($0, expected)) },
      isCancelled: { requests.isAny })
    do {
      return try body(simulator)
    } catch MonteCarloError.interrupted {
      meter.finish()
      throw Failure(
        message: "interrupted: everything finished is kept in \(storage.folder)\n"
          + "finish with: \(resume)", exitCode: Failure.interrupted)
    }
  }
}
