import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, Ctrl-\, a hang-up or a polite kill: asked for once, finished work is kept; asked for
/// twice, or before any work, the process ends at once.
///
/// In force while the value lives.
struct Interruption {
  /// Of this process.
  static let requests = Requests()
  private var sources: [any DispatchSourceSignal] = []

  /// How often an end was asked for.
  final class Requests: Sendable {
    private let count = Atomic<Int>(0)
    private let isWorking = Atomic<Bool>(false)

    var isAny: Bool { count.load(ordering: .relaxed) > 0 }

    /// From here on there is something to keep: whoever works asks whether to stop.
    func beginWork() { isWorking.store(true, ordering: .relaxed) }

    fileprivate func add() {
      let earlier = count.add(1, ordering: .relaxed).oldValue
      if earlier == 0 {
        if isWorking.load(ordering: .relaxed) { return }
        Terminal.error("interrupted before anything was simulated")
      }
      // Nothing that runs at an orderly end may wait for the work that is under way.
      _exit(Failure.interrupted)
    }
  }

  init() {
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
      // A command under nohup, or in the background of a script, is not to hear it.
      let before = signal(number, SIG_IGN)
      if unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        continue
      }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { Self.requests.add() }
      source.resume()
      sources.append(source)
    }
  }
}
