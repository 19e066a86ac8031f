import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, a hang-up or a polite kill: asked for once, finished work is kept;
/// asked for twice, the process ends at once. In force while the value lives.
struct Interruption {
  let requests = Requests()
  private var sources: [any DispatchSourceSignal] = []

  /// How often an end was asked for.
  final class Requests: Sendable {
    private let count = Atomic<Int>(0)

    var isAny: Bool { count.load(ordering: .relaxed) > 0 }

    func add() {
      if count.add(1, ordering: .relaxed).newValue > 1 { exit(Failure.interrupted) }
    }
  }

  init() {
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      _ = signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [requests] in requests.add() }
      source.resume()
      sources.append(source)
    }
  }
}
