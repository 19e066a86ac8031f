internal import Dispatch
internal import Simulation
internal import Synchronization

/// Work on several threads, in the order of what it is on.
enum Parallel {
  /// - Throws: The first failure; `CalibrationError.interrupted`.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int, isCancelled: @escaping @Sendable () -> Bool,
    _ work: @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    let results = Guarded<[Int: Result]>([:])
    let failure = Guarded<(any Error)?>(nil)
    let next = Guarded(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, items.count))) { _ in
      while !isCancelled(), failure.withLock({ $0 == nil }) {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < items.count else { return }
        do {
          let result = try work(items[index])
          results.withLock { $0[index] = result }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let found = results.withLock { $0 }
    let ordered = items.indices.compactMap { found[$0] }
    guard ordered.count == items.count else { throw CalibrationError.interrupted }
    return ordered
  }
}
