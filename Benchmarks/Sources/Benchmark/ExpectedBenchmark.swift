import KFactorKit

/// The expected engine: one history of 450 days, as calibration computes it.
struct ExpectedBenchmark {
  let bench: Workbench
  init(_ bench: Workbench) { self.bench = bench }

  func run() throws {
    print("expected engine (days=450, lognormal contacts mean 40 sd 60)")
    for (loops, goal) in [(1, 2.0), (2, 5.0)] {
      let names = ["word", "sharing"].prefix(loops)
      let file = try bench.scenario(
        "expected-\(loops)",
        """
        name: Expected
        horizon: 450 days
        market:
          size: 1 million
          network: {model: configuration, contacts: {distribution: lognormal, mean: 40, sd: 60}}
        customers: {initial: 100_000, churn: 4% per month}
        acquisition: {organic: 500 per day}
        loops:

        """
          + names.map { name in
            """
              \(name):
                participation: 20%
                invites: {mean: 4, dispersion: 0.5, delay: {distribution: lognormal, median: 5 days, sigma: 1}}
                conversion: {base: 7%, delay: {distribution: geometric, mean: 3 days}}

            """
          }.joined())
      let simulator = try ForecastSimulator(scenarioFile: file)
      let expected = try simulator.makeExpectedSimulator()
      var ever = expected.expectedHistory()
      var times: [Double] = []
      for _ in 0..<25 {
        let start = processorSeconds()
        ever = expected.expectedHistory()
        times.append(1e3 * (processorSeconds() - start))
      }
      // The limit of a large market, against replications of this one.
      let place = try simulator.place("customers_total_end")
      let replicate = simulator.makeWorker()
      let mean = Estimate(try (0..<8).map { try replicate($0)[place] })
      let gap = abs(ever[ever.count - 1] - mean.mean)
      guard gap < 4 * mean.error + 1e-3 * mean.mean else {
        throw BenchmarkError("expected \(ever[ever.count - 1]), agents \(mean.mean)")
      }
      report(
        "ms, \(loops) loop\(loops == 1 ? "" : "s") (median, minimum)",
        "\(fixed(median(times), 2)), \(fixed(times.min()!, 2))", goal: "under \(fixed(goal, 0))",
        met: times.min()! < goal)
    }
  }
}
