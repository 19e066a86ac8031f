internal import Synchronization

/// Hands out replications, collects their records by batch, stores every batch that
/// is complete, reduces batches in order, and stops when precision is reached.
///
/// Whether to stop is decided by batches in order, so the answer is the same
/// however many later replications other threads have begun; those are dropped.
final class ReplicationQueue: Sendable {
  private let state: Guarded<State>
  private let first: Int
  private let cap: Int
  private let batchSize: Int
  private let store: ReplicationStore?
  private let progress: @Sendable (MonteCarloRunner.Progress) -> Void

  private struct State {
    var outcomes: OutcomeAccumulator
    var goal: PrecisionGoal?
    /// Replications to hand out of the batches that are open.
    var waiting: ArraySlice<Int> = []
    /// Where the first batch begins that nobody has looked at.
    var unopened: Int
    /// Where handing out and reducing stop.
    var end: Int
    /// Batches that are not complete, by their first replication.
    var open: [Int: Batch] = [:]
    /// Complete ones that wait for an earlier one.
    var complete: [Int: [Int: [Double]]] = [:]
    var reducedTo: Int
    var done = 0
    var expected: Int
    var error: (any Error)?
  }

  private struct Batch {
    let range: Range<Int>
    var records: [Int: [Double]]
    /// Whether it holds a record that the store does not.
    var isNew = false
  }

  init(
    layout: OutcomeLayout, replications: Range<Int>, batchSize: Int, pairs: Bool,
    goal: PrecisionGoal?, store: ReplicationStore?,
    progress: @escaping @Sendable (MonteCarloRunner.Progress) -> Void
  ) {
    first = replications.lowerBound
    cap = replications.upperBound
    self.batchSize = batchSize
    self.store = store
    self.progress = progress
    state = Guarded(
      State(
        outcomes: OutcomeAccumulator(layout: layout, pairs: pairs), goal: goal, unopened: first,
        end: cap, reducedTo: first, expected: replications.count))
  }

  /// The next replication that the store does not have; nil when there is none, or
  /// after a failure.
  func next() -> Int? {
    state.withLock { state in
      while state.error == nil {
        if let replication = state.waiting.popFirst() { return replication }
        guard state.unopened < state.end else { return nil }
        let range = state.unopened..<min(state.unopened + batchSize, cap)
        state.unopened = range.upperBound
        do {
          let stored = try store?.read(batch: range) ?? [:]
          state.open[range.lowerBound] = Batch(range: range, records: stored)
          state.done += stored.count
          state.waiting = range.filter { stored[$0] == nil }[...]
          if stored.count == range.count { complete(&state, range) }
        } catch {
          state.error = error
        }
      }
      return nil
    }
  }

  /// Simulates a replication outside the lock and takes its record, or its failure.
  func finish(_ replication: Int, simulate: () throws -> [Double]) {
    do {
      let record = try simulate()
      let full = state.withLock { state -> Batch? in
        let start = first + (replication - first) / batchSize * batchSize
        guard var batch = state.open.removeValue(forKey: start) else { return nil }
        batch.records[replication] = record
        batch.isNew = true
        state.open[start] = batch
        state.done += 1
        progress(MonteCarloRunner.Progress(done: state.done, expected: state.expected))
        return batch.records.count == batch.range.count ? batch : nil
      }
      guard let full else { return }
      try store?.write(full.records, batch: full.range)
      state.withLock { complete(&$0, full.range) }
    } catch {
      state.withLock { $0.error = $0.error ?? error }
    }
  }

  /// The result, once every thread is back.
  ///
  /// - Throws: What went wrong, with everything finished in the store.
  func result() throws -> MonteCarloRunner.Result {
    let state = state.withLock { $0 }
    if state.error == nil && state.reducedTo == state.end {
      return MonteCarloRunner.Result(
        replications: first..<state.end, outcomes: state.outcomes, precision: state.goal?.reached)
    }
    // The first failure is the one to report; a disk that is full may well refuse
    // these too.
    var failure = state.error
    for batch in state.open.values where batch.isNew {
      do {
        try store?.write(batch.records, batch: batch.range)
      } catch {
        failure = failure ?? error
      }
    }
    throw failure ?? MonteCarloError.interrupted(finished: state.done)
  }

  /// Moves a batch on, and reduces every batch whose turn it is.
  private func complete(_ state: inout State, _ range: Range<Int>) {
    guard let batch = state.open.removeValue(forKey: range.lowerBound) else { return }
    state.complete[range.lowerBound] = batch.records
    while state.reducedTo < state.end,
      let records = state.complete.removeValue(forKey: state.reducedTo)
    {
      for (_, record) in records.sorted(by: { $0.key < $1.key }) { state.outcomes.add(record) }
      state.reducedTo += records.count
      let isFirstBatch = state.reducedTo - first <= batchSize
      if state.goal != nil && (!isFirstBatch || state.reducedTo == cap) {
        state.expected = state.goal?.check(state.outcomes, cap: cap - first) ?? state.expected
        if state.goal?.isReached == true { stop(&state) }
      }
    }
  }

  /// Forgets everything after the batches that are reduced.
  private func stop(_ state: inout State) {
    state.end = state.reducedTo
    state.waiting = []
    state.open = [:]
    state.complete = [:]
  }
}
