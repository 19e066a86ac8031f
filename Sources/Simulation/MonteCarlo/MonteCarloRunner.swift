internal import Dispatch
package import ReferralModel

/// Runs replications on threads and reduces them in replication order, so that the
/// numbers do not depend on the number of threads, nor on interruptions.
package struct MonteCarloRunner: Sendable {
  package var layout: OutcomeLayout
  /// Which replications, half-open.
  ///
  /// With a precision target its end is the cap.
  package var replications: Range<Int>
  /// When to stop early: checked after every batch, from the second on.
  package var precision: PrecisionTarget?
  /// Whether replications 2k and 2k + 1 share their parameters.
  package var pairs: Bool
  /// At least 1.
  package var threads: Int
  /// Replications to a file, and between two checks of precision.
  ///
  /// Even.
  package var batchSize = PartFile.block

  /// Replications at which a precision target gives up, unless told otherwise.
  package static let defaultCap = 100_000

  package init(
    layout: OutcomeLayout, replications: Range<Int>, precision: PrecisionTarget? = nil,
    pairs: Bool = false, threads: Int = 1
  ) {
    self.layout = layout
    self.replications = replications
    self.precision = precision
    self.pairs = pairs
    self.threads = threads
  }

  /// What a run came to.
  package struct Result: Sendable {
    package let replications: Range<Int>
    package let outcomes: OutcomeAccumulator
    /// nil when no precision was asked for.
    package let precision: PrecisionReached?
  }

  /// How far a run is.
  package struct Progress: Equatable, Sendable {
    package let done: Int
    /// All of them, or with a precision target as many as it now seems to take.
    package let expected: Int
  }

  /// Simulates what the store does not have yet.
  ///
  /// - Parameters:
  ///   - store: Keeps every finished batch, and whatever is finished when the run
  ///     is cancelled or fails; nil to keep nothing.
  ///   - makeWorker: Called once on each thread; the worker gives the record of a
  ///     replication, by index alone.
  ///   - progress: Called after each replication, one call at a time, from any
  ///     thread.
  ///   - isCancelled: Asked before each replication.
  /// - Throws: `MonteCarloError`; `OutputError` of the store; and the worker's errors.
  package func run(
    store: ReplicationStore? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    makeWorker: @Sendable () -> (_ replication: Int) throws -> [Double]
  ) throws -> Result {
    try check()
    let queue = ReplicationQueue(
      layout: layout, replications: replications, batchSize: batchSize, pairs: pairs,
      goal: try goal(), store: store, progress: progress)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let worker = makeWorker()
      while !isCancelled(), let replication = queue.next() {
        queue.finish(replication) { try worker(replication) }
      }
    }
    return try queue.result()
  }

  private func check() throws(MonteCarloError) {
    precondition(threads >= 1 && batchSize >= 2 && batchSize.isMultiple(of: 2))
    guard !replications.isEmpty else { throw .noReplications }
    if pairs {
      guard
        replications.lowerBound.isMultiple(of: 2), replications.upperBound.isMultiple(of: 2)
      else { throw .brokenPair(replications) }
    }
  }

  private func goal() throws(MonteCarloError) -> PrecisionGoal? {
    guard let precision else { return nil }
    guard let metric = layout.index(ofMetric: precision.metric) else {
      throw .unknownMetric(precision.metric, known: layout.metrics.map(\.name))
    }
    return PrecisionGoal(precision, metric: metric)
  }
}

/// Why a run gave no result.
package enum MonteCarloError: Error, Equatable, Sendable, CustomStringConvertible {
  case noReplications
  /// With uncertain parameters, half a pair was asked for.
  case brokenPair(Range<Int>)
  case unknownMetric(String, known: [String])
  /// Cancelled; what was finished is in the store.
  case interrupted(finished: Int)

  package var description: String {
    switch self {
    case .noReplications: "expected at least one replication"
    case .brokenPair(let range):
      "replications \(range.lowerBound)..<\(range.upperBound): with uncertain values they come in "
        + "pairs that share their parameters, so both ends must be even"
    case .unknownMetric(let name, _): "precision: there is no metric \(name)"
    case .interrupted(let finished): "interrupted after \(finished) finished replications"
    }
  }
}
