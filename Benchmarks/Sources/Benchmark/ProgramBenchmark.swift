import KFactorKit

/// The scenario with everything in it against the reference scenario: what an event
/// costs where rewards, rules, fraud, segments and daily churn all take part.
///
/// An event is the same on both sides, one line of an event log: a customer who comes (at the
/// start or later), leaves or is turned away, an invitation that is sent, an account that is
/// invented, a referral that qualifies or is checked, a reward that moves from state to state.
/// Advocates and daily fixed costs are lines of it too, but are not counted on either side.
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
  /// What a qualified referral leaves in the event log: itself, its check, and the moves of its
  /// rewards (two, each earned, approved, issued and then used, expired or taken back; fewer
  /// where something is lost on the way). Counted in the logs of replications 0, 1 and 2, which
  /// have 9.37, 9.30 and 9.31 (`kfactor run Scenarios/ride-hailing-credit.yaml --reps 0:1
  /// --event-log events.csv`).
  private static let linesPerQualified = 9.3

  /// Events of a replication; its record has the sums of all but the ledger's moves.
  func events(of record: [Double]) throws -> Double {
    func value(_ name: String) throws -> Double { record[try place(name)] }
    let ever = try value("customers_total_end")
    return try 2 * ever - value("customers_active_end") + value("invites_sent")
      + value("fake_accounts") + value("customers_turned_away")
      + value("referrals_qualified") * Self.linesPerQualified
  }
}
