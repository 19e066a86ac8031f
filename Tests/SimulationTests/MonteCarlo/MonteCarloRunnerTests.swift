import ReferralModel
import Synchronization
import Testing

@testable import Simulation

@Suite struct MonteCarloRunnerTests {
  let layout = FourDays.layout

  private func statistics(_ result: MonteCarloRunner.Result) -> [[UInt64]] {
    let outcomes = result.outcomes
    let metrics = layout.metrics.indices.map { outcomes.statistics(ofMetric: $0) }
    let series = layout.series.indices.flatMap { outcomes.statistics(ofSeries: $0) }
    return (metrics + series).map { $0.values.map(\.bitPattern) }
  }

  @Test(arguments: [1, 2, 8])
  func `any number of threads gives the same bytes`(threads: Int) throws {
    let serial = OutcomeAccumulator.filled(layout, replications: 0..<130)
    let runner = MonteCarloRunner(layout: layout, replications: 0..<130, threads: threads)
    let result = try runner.run(makeWorker: FakeWorker.make(width: layout.width))
    let expected = MonteCarloRunner.Result(
      replications: 0..<130, outcomes: serial, precision: nil)
    #expect(statistics(result) == statistics(expected))
    #expect(result.replications == 0..<130)
  }

  @Test func `progress counts every replication once`() throws {
    let seen = Mutex<[Int]>([])
    let runner = MonteCarloRunner(layout: layout, replications: 7..<130, threads: 4)
    _ = try runner.run(
      progress: { progress in seen.withLock { $0.append(progress.done) } },
      makeWorker: FakeWorker.make(width: layout.width))
    #expect(seen.withLock { $0 } == Array(1...123))
  }

  @Test func `a failing worker stops the run with its own error`() {
    struct Broken: Error {}
    let runner = MonteCarloRunner(layout: layout, replications: 0..<500, threads: 2)
    #expect(throws: Broken.self) {
      try runner.run(makeWorker: {
        { replication in
          if replication == 60 { throw Broken() }
          return FakeWorker.record(replication, width: FourDays.layout.width)
        }
      })
    }
  }

  @Test func `uncertain runs refuse half a pair, and empty ranges are refused`() {
    let odd = MonteCarloRunner(layout: layout, replications: 0..<5, pairs: true)
    #expect(throws: MonteCarloError.brokenPair(0..<5)) {
      try odd.run(makeWorker: FakeWorker.make(width: layout.width))
    }
    let none = MonteCarloRunner(layout: layout, replications: 3..<3)
    #expect(throws: MonteCarloError.noReplications) {
      try none.run(makeWorker: FakeWorker.make(width: layout.width))
    }
  }
}

extension OutcomeAccumulator {
  /// One thread, no runner.
  static func filled(
    _ layout: OutcomeLayout, replications: Range<Int>, pairs: Bool = false
  ) -> OutcomeAccumulator {
    var outcomes = OutcomeAccumulator(layout: layout, pairs: pairs)
    for replication in replications {
      outcomes.add(FakeWorker.record(replication, width: layout.width))
    }
    return outcomes
  }
}
