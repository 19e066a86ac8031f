import Foundation
import Simulation

/// Work with a strategy simulator: its progress is shown, an interruption keeps what is
/// finished and says how to go on.
struct SimulationWork {
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
    let meter = ProgressMeter(isShown: !quiet && Terminal.errorIsTerminal)
    let interruption = Interruption()
    let requests = interruption.requests
    // Signals are heard for as long as the value lives, and its last use is above.
    defer { withExtendedLifetime(interruption) { meter.finish() } }
    let expected = expected
    let simulator = StrategySimulator(
      seed: seed, pairs: pairs,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, storage: storage,
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
