import Foundation
import Simulation
import Synchronization

/// One line on a terminal: how far, how fast, how long still.
final class ProgressMeter: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Guarded(State())

  private struct State {
    var last = ContinuousClock.now
    var first: Int?
    var drawn = false
  }

  init(isShown: Bool) { self.isShown = isShown }

  /// Redraws the line, at most ten times a second.
  func update(_ progress: MonteCarloRunner.Progress) {
    update(done: progress.done, expected: progress.expected)
  }

  /// The same of some histories, of which there will be at most as many.
  func update(done: Int, expected: Int) {
    guard isShown else { return }
    let now = ContinuousClock.now
    state.withLock { state in
      // Replications of an earlier run say nothing about today's speed.
      let first = state.first ?? done - 1
      state.first = first
      guard now - state.last > .milliseconds(100) else { return }
      state.last = now
      state.drawn = true
      let elapsed = seconds(now - start)
      let rate = Double(done - first) / max(elapsed, 1e-3)
      let left = Double(max(0, expected - done)) / max(rate, 1e-9)
      let rateText = rate >= 10 ? "\(Int(rate.rounded()))" : "\((rate * 10).rounded() / 10)"
      Terminal.rewrite(
        "\(done) of \(expected) replications, \(rateText) a second, "
          + "\(duration(left)) left")
    }
  }

  /// Clears the line.
  func finish() {
    state.withLock { state in
      if state.drawn { Terminal.rewrite("") }
      state.drawn = false
    }
  }

  private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(Int(seconds.rounded(.up))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: "\(Int((seconds / 3600).rounded())) h"
    }
  }
}
