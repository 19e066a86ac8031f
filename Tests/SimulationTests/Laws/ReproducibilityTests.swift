import Foundation
import ReferralModel
import Synchronization
import Testing

@testable import Simulation

/// Law 7: the same bytes for any number of threads, in one run or in parts; and
/// law 8: the books balance.
@Suite struct ReproducibilityTests {
  static func run(
    threads: Int, range: Range<Int> = 0..<60, store: ReplicationStore? = nil,
    cancelAfter: Int? = nil
  ) throws -> [[Double]] {
    let forecast = try Forecast(AgentEngineTests.full, engine: .agents, unit: .month)
    let runner = MonteCarloRunner(
      layout: forecast.layout, replications: range, threads: threads)
    let done = Atomic<Int>(0)
    let result = try runner.run(
      store: store, progress: { done.store($0.done, ordering: .relaxed) },
      isCancelled: { cancelAfter.map { done.load(ordering: .relaxed) >= $0 } ?? false },
      makeWorker: { forecast.makeWorker() })
    return forecast.layout.metrics.indices.map { result.outcomes.values(ofMetric: $0) }
      + forecast.layout.series.indices.map { index in
        result.outcomes.statistics(ofSeries: index).flatMap { [$0.mean, $0.q05, $0.q95] }
      }
  }

  static func bits(_ values: [[Double]]) -> [[UInt64]] { values.map { $0.map(\.bitPattern) } }

  @Test(arguments: [2, 8])
  func `threads change no bit`(threads: Int) throws {
    let one = Self.bits(try Self.run(threads: 1))
    #expect(Self.bits(try Self.run(threads: threads)) == one)
  }

  @Test func `an interrupted run that is resumed ends as if it never stopped`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("resume-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let forecast = try Forecast(AgentEngineTests.full, engine: .agents, unit: .month)
    func store() throws -> ReplicationStore {
      try ReplicationStore(
        inResultsFolder: folder,
        key: .init(identity: "test", seed: 1, columns: forecast.layout.columnNames))
    }
    #expect(throws: MonteCarloError.self) {
      try Self.run(threads: 2, store: try store(), cancelAfter: 23)
    }
    let resumed = try Self.run(threads: 2, store: try store())
    #expect(Self.bits(resumed) == Self.bits(try Self.run(threads: 1)))
  }

  @Test func `a replication is the same in any shard`() throws {
    let forecast = try Forecast(AgentEngineTests.full, engine: .agents, unit: .month)
    let worker = forecast.makeWorker()
    let late = try worker(41).map(\.bitPattern)
    let other = forecast.makeWorker()
    for r in [7, 41] {
      let record = try other(r).map(\.bitPattern)
      if r == 41 { #expect(record == late) }
    }
  }

  // Recomputed from the daily series alone, in a scenario with every kind of
  // cost; exact up to the rounding of the sums.
  @Test func `npv is the discounted daily cash and the terminal value`() throws {
    let scenario = AgentEngineTests.full
    let forecast = try Forecast(scenario, engine: .agents, unit: .day)
    let layout = forecast.layout
    for replication in 0..<5 {
      let record = try forecast.makeWorker()(replication)
      func metric(_ name: String) -> Double {
        record[layout.metricColumns[layout.index(ofMetric: name)!]]
      }
      func series(_ name: String) -> [Double] {
        let first = layout.seriesColumns[layout.series.firstIndex { $0.name == name }!]
        return Array(record[first..<first + scenario.horizonInDays])
      }
      let (margin, reward) = (series("margin"), series("reward_cost"))
      let (paid, fixed) = (series("paid_cost"), series("fixed_cost"))
      var npv = metric("terminal_value")
      for day in 0..<scenario.horizonInDays {
        npv +=
          (margin[day] - reward[day] - paid[day] - fixed[day])
          / power(1.12, Double(day) / 365.25)
      }
      #expect(abs(npv - metric("npv")) < 1e-9 * abs(npv))
      let causes = ["organic", "pulse", "paid", "word_of_mouth", "referred"]
        .map { metric("signups_\($0)") }.reduce(0, +)
      #expect(causes == metric("signups_total"))
      #expect(series("customers_total").last == metric("customers_total_end"))
      #expect(fixed.reduce(0, +) > 0 && reward.reduce(0, +) > 0 && paid.reduce(0, +) > 0)
    }
  }

  // The twin is the same market, same luck, program off: what it says must not
  // depend on the reward.
  @Test func `the twin of a program does not depend on the program`() throws {
    var other = AgentEngineTests.full
    other.program?.reward.referrer.value = 0.5
    let a = try Forecast(AgentEngineTests.full, engine: .agents, unit: .month)
    let b = try Forecast(other, engine: .agents, unit: .month)
    let layout = a.layout
    let first = layout.seriesColumns[layout.series.firstIndex { $0.name == "twin_signups" }!]
    let columns = first..<first + layout.intervals.count
    for replication in 0..<3 {
      #expect(try a.makeWorker()(replication)[columns] == b.makeWorker()(replication)[columns])
    }
  }
}
