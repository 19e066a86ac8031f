import Foundation
import KFactorKit

/// A market of 100 million against one of 1 million: memory, and cost per event.
struct ScaleBenchmark {
  let bench: Workbench
  init(_ bench: Workbench) { self.bench = bench }

  func run() throws {
    print("scale (configuration network, contacts=20, 5% initial, 12 months, one replication)")
    let small = try measure(size: 1_000_000, initial: 50_000)
    let large = try measure(size: 100_000_000, initial: 5_000_000)
    report(
      "persons=1e6: ms, ns an event, MiB",
      "\(fixed(1e3 * small.seconds, 0)), \(fixed(1e9 * small.perEvent, 1)), \(fixed(small.mebibytes, 0))"
    )
    report(
      "persons=1e8: ms, ns an event, MiB",
      "\(fixed(1e3 * large.seconds, 0)), \(fixed(1e9 * large.perEvent, 1)), \(fixed(large.mebibytes, 0))"
    )
    report(
      "memory of persons=1e8", "\(fixed(large.mebibytes, 0)) MiB", goal: "under 2048",
      met: large.mebibytes < 2048)
    let ratio = large.perEvent / small.perEvent
    report(
      "cost per event, persons 1e8 / 1e6", fixed(ratio, 2), goal: "at most 3", met: ratio <= 3)
  }

  private struct Cost {
    var seconds, events, mebibytes: Double
    var perEvent: Double { seconds / events }
  }

  private func measure(size: Int, initial: Int) throws -> Cost {
    let file = try bench.scenario(
      "scale-\(size)",
      """
      name: Scale
      horizon: 12 months
      market:
        size: \(size)
        network:
          model: configuration
          contacts: {distribution: negative_binomial, mean: 20, dispersion: 1}
      customers: {initial: \(initial), churn: 4% per month}
      acquisition: {organic: 500 per day}
      loops:
        word:
          participation: 20%
          invites: {mean: 4, dispersion: 0.5, delay: {distribution: lognormal, median: 5 days, sigma: 1}}
          conversion: {base: 15%, delay: {distribution: geometric, mean: 3 days}}
      """)
    let child = try bench.json(CommandLine.arguments[0], ["--scale", file])
    guard let seconds = child["seconds"] as? Double, let events = child["events"] as? Double,
      let mebibytes = child["mebibytes"] as? Double
    else { throw BenchmarkError("the child printed no numbers") }
    return Cost(seconds: seconds, events: events, mebibytes: mebibytes)
  }

  /// One replication in a process of its own. Tables and memory are made by
  /// replication 0, which is not timed where there is time for a second one.
  static func runOne(scenarioFile: String) throws {
    let simulator = try ForecastSimulator(scenarioFile: scenarioFile)
    let replicate = simulator.makeWorker()
    var metrics = try replicate(0)
    var best = Double.infinity
    for r in 1...3 {
      let start = processorSeconds()
      metrics = try replicate(r)
      best = min(best, processorSeconds() - start)
      if best > 2 { break }
    }
    func value(_ name: String) throws -> Double { metrics[try simulator.place(name)] }
    let ever = try value("customers_total_end")
    let events = 2 * ever - (try value("customers_active_end")) + (try value("invites_sent"))
    var usage = rusage()
    // 0 is RUSAGE_SELF, which Glibc and Darwin import as different types.
    getrusage(0, &usage)
    #if os(macOS)
      let bytes = Double(usage.ru_maxrss)
    #else
      let bytes = Double(usage.ru_maxrss) * 1024
    #endif
    print("{\"seconds\": \(best), \"events\": \(events), \"mebibytes\": \(bytes / 1_048_576)}")
  }
}
