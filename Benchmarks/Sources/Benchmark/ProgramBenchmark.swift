import KFactorKit

/// The scenario with everything in it against the reference scenario: what an event
/// costs where rewards, rules, fraud, segments and daily churn all take part.
struct ProgramBenchmark {
  let bench: Workbench
  init(_ bench: Workbench) { self.bench = bench }

  private let rounds = 9

  func run() throws {
    print("program (Scenarios/ride-hailing-credit.yaml against the reference scenario)")
    let file = try bench.scenario(
      "reference", ReferenceBenchmark.yaml(network: "network-1000000.txt"))
    let reference = try ForecastSimulator(scenarioFile: file)
    let full = try ForecastSimulator(scenarioFile: "../Scenarios/ride-hailing-credit.yaml")
    let twin = try ForecastSimulator(
      scenarioFile: "../Scenarios/ride-hailing-credit.yaml", overrides: ["program=none"])
    let workers = (reference.makeWorker(), full.makeWorker(), twin.makeWorker())
    for worker in [workers.0, workers.1, workers.2] { _ = try worker(0) }
    var seconds: [[Double]] = [[], [], []]
    var events: [[Double]] = [[], [], []]
    for round in 0..<rounds {
      for (index, worker) in [workers.0, workers.1, workers.2].enumerated() {
        let count = index == 0 ? 6 : 24
        let simulator = [reference, full, twin][index]
        let start = processorSeconds()
        let records = try (0..<count).map { try worker(round * count + $0) }
        seconds[index].append((processorSeconds() - start) / Double(count))
        events[index].append(
          try records.reduce(0) { $0 + (try simulator.events(of: $1)) } / Double(count))
      }
    }
    // The full scenario simulates its twin too, whose time and events are taken out.
    let own = zip(seconds[1], seconds[2]).map { $0 - $1 }
    let ownNanoseconds = 1e9 * median(own) / median(events[1])
    let referenceNanoseconds = 1e9 * median(seconds[0]) / median(events[0])
    report("events of a replication, without the twin's", fixed(median(events[1]), 0))
    report(
      "ns an event, program / reference",
      "\(fixed(ownNanoseconds, 1)) / \(fixed(referenceNanoseconds, 1))")
    let ratio = ownNanoseconds / referenceNanoseconds
    report(
      "cost per event, program / reference", fixed(ratio, 2), goal: "at most 3", met: ratio <= 3)
  }
}

extension ForecastSimulator {
  /// Customers who come and leave, invitations, invented accounts, qualifications, and two
  /// rewards for each of them that pass through pending, approved, issued and one state more.
  func events(of record: [Double]) throws -> Double {
    func value(_ name: String) throws -> Double { record[try place(name)] }
    let ever = try value("customers_total_end")
    return try 2 * ever - value("customers_active_end") + value("invites_sent")
      + value("fake_accounts") + value("referrals_qualified") * 9
  }
}
