import Dispatch
import KFactorKit

/// The reference scenario, one thread against the plain C program, and two
/// threads against one.
struct ReferenceBenchmark {
  let bench: Workbench
  init(_ bench: Workbench) { self.bench = bench }

  private let rounds = 9
  private let perRound = 12

  static func yaml(network: String) -> String {
    """
    name: Reference
    horizon: 450 days
    market: {size: 1 million, network: {model: edges, edges: \(network)}}
    customers: {initial: 100_000, churn: 4% per month}
    acquisition: {organic: 500 per day}
    loops:
      word:
        participation: 20%
        invites: {mean: 4, dispersion: 0.5, delay: {distribution: lognormal, median: 5 days, sigma: 1}}
        conversion: {base: 15%, delay: {distribution: geometric, mean: 3 days}}
    """
  }

  func run() throws {
    print("reference scenario (persons=1e6, contacts=10, initial=1e5, days=450)")
    let network = "network-1000000.txt"
    let file = try bench.scenario("reference", Self.yaml(network: network))
    let simulator = try ForecastSimulator(scenarioFile: file)
    let names = ["signups_total", "signups_referred", "invites_sent", "customers_active_end"]
    let places = try names.map(simulator.place)
    let replicate = simulator.makeWorker()
    _ = try replicate(0)

    var records: [[Double]] = []
    var (swift, plain): ([Double], [Double]) = ([], [])
    var others = names.map { _ in [Estimate]() }
    for round in 0..<rounds {
      let start = processorSeconds()
      for r in 0..<perRound { records.append(try replicate(round * perRound + r)) }
      swift.append((processorSeconds() - start) / Double(perRound))
      let c = try bench.json(
        bench.path("reference"), [bench.path(network), "\(perRound)", "\(round + 1)"])
      guard let seconds = c["seconds"] as? Double else { throw BenchmarkError("no seconds") }
      plain.append(seconds / Double(perRound))
      for (k, name) in names.enumerated() {
        others[k].append(try Estimate(c[name], count: perRound))
      }
    }
    var events = 0.0
    for (k, name) in names.enumerated() {
      let ours = Estimate(records.map { $0[places[k]] })
      let theirs = Estimate(others[k].map(\.mean))
      let z = ours.distance(to: theirs)
      guard z < 4 else {
        throw BenchmarkError(
          "\(name): kfactor \(ours.mean) and C \(theirs.mean) differ by \(z) standard errors")
      }
      report(
        "mean \(name), kfactor / C",
        "\(fixed(ours.mean, 1)) / \(fixed(theirs.mean, 1)), z \(fixed(z, 1))")
      // initial + signups + churned + sent, churned = initial + signups − active at the end.
      switch name {
      case "signups_total": events += 2 * ours.mean
      case "invites_sent": events += ours.mean
      case "customers_active_end": events -= ours.mean
      default: break
      }
    }
    events += 200_000
    report("events per replication", fixed(events, 0))
    report(
      "kfactor, ms a replication (median, minimum)",
      "\(fixed(1e3 * median(swift), 2)), \(fixed(1e3 * swift.min()!, 2))")
    report(
      "plain C, ms a replication (median, minimum)",
      "\(fixed(1e3 * median(plain), 2)), \(fixed(1e3 * plain.min()!, 2))")
    report("kfactor, ns an event (minimum)", fixed(1e9 * swift.min()! / events, 1))
    let ratio = median(swift) / median(plain)
    report(
      "time per event, kfactor / C, medians", fixed(ratio, 3), goal: "at most 0.35",
      met: ratio <= 0.35)
    report("time per event, kfactor / C, minima", fixed(swift.min()! / plain.min()!, 3))
    try runThreads(simulator)
  }

  private func runThreads(_ simulator: ForecastSimulator) throws {
    let count = 40
    // Every thread keeps its worker, as in a run.
    nonisolated(unsafe) let workers = (0..<2).map { _ in simulator.makeWorker() }
    for worker in workers { _ = try worker(0) }
    nonisolated(unsafe) var failures: [any Error] = []
    let lock = DispatchQueue(label: "failures")
    func seconds(threads: Int) -> Double {
      let start = wallSeconds()
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        do {
          for r in 0..<count / threads { _ = try workers[thread](r * threads + thread) }
        } catch {
          lock.sync { failures.append(error) }
        }
      }
      return wallSeconds() - start
    }
    var ratios: [Double] = []
    for _ in 0..<5 { ratios.append(seconds(threads: 1) / seconds(threads: 2)) }
    if let failure = failures.first { throw failure }
    report(
      "throughput, two threads / one, median and best of \(ratios.count) pairs",
      "\(fixed(median(ratios), 2)), \(fixed(ratios.max()!, 2))", goal: "at least 1.8",
      met: ratios.max()! >= 1.8)
  }
}
