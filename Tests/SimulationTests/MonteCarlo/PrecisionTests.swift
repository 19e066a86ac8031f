import ReferralModel
import Testing

@testable import Simulation

@Suite struct PrecisionTests {
  let layout = FourDays.layout

  private func run(
    _ target: Double, cap: Int = 10_000, threads: Int = 2, store: ReplicationStore? = nil
  ) throws -> MonteCarloRunner.Result {
    try MonteCarloRunner(
      layout: layout, replications: 0..<cap,
      precision: PrecisionTarget(relativeHalfWidth: target, metric: "signups_total"),
      threads: threads
    ).run(store: store, makeWorker: FakeWorker.make(width: layout.width))
  }

  // The worker's numbers are uniform on 10 to 11: half-width ≈ 1.96 × 0.2887/√n, relative
  // to 10.5. For 0.2% that is n ≈ 726, so 15 batches give or take the error of the sd.
  @Test func `stops at the first batch that is precise enough`() throws {
    let result = try run(0.002)
    let reached = try #require(result.precision)
    #expect(reached.isReached)
    #expect(result.replications.count.isMultiple(of: 50))
    #expect((600...900).contains(result.replications.count))
    // One batch earlier it was not.
    let before = OutcomeAccumulator.filled(
      layout, replications: 0..<result.replications.count - 50)
    let (mean, error) = before.meanAndError(ofMetric: 0)
    #expect(
      PrecisionGoal.relativeHalfWidth(mean: mean, error: error, units: before.units) > 0.002)
  }

  @Test(arguments: [1, 2, 8])
  func `stops at the same replication for any number of threads`(threads: Int) throws {
    let one = try run(0.005, threads: 1)
    let many = try run(0.005, threads: threads)
    #expect(many.replications == one.replications)
    #expect(many.precision == one.precision)
    #expect(
      many.outcomes.statistics(ofMetric: 0).values == one.outcomes.statistics(ofMetric: 0).values)
  }

  @Test func `takes two batches at least`() throws {
    #expect(try run(0.5).replications == 0..<100)
  }

  @Test func `says so when the cap comes first`() throws {
    let result = try run(1e-6, cap: 220)
    #expect(result.replications == 0..<220)
    #expect(try #require(result.precision).isReached == false)
  }

  @Test func `an unknown metric is refused before anything runs`() {
    let runner = MonteCarloRunner(
      layout: layout, replications: 0..<10,
      precision: PrecisionTarget(relativeHalfWidth: 0.01, metric: "signup_total"))
    #expect(throws: MonteCarloError.self) {
      try runner.run(makeWorker: { { _ in fatalError("nothing is simulated") } })
    }
  }

  // Student's t with 4 degrees of freedom: 2.776445 (any table).
  @Test func `the half-width is Student's`() {
    let width = PrecisionGoal.relativeHalfWidth(mean: -10, error: 0.5, units: 5)
    #expect(abs(width - 2.776_445 * 0.05) < 1e-7)
  }
}
