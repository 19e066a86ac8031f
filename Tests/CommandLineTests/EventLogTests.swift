import Foundation
import Testing

/// The books of a replication, kept once more by an independent program.
@Suite struct EventLogTests {
  static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("recompute.py").path

  /// Runs one replication of a scenario and recomputes its metrics.
  ///
  /// - Returns: What the script printed, and its exit code.
  static func recompute(
    _ scenario: String, _ changes: [String], horizon: Int, costs: String, in folder: URL
  ) throws -> (text: String, exitCode: Int32) {
    let (process, output, error) = Command.process(
      ["run", scenario, "--replications", "1", "--event-log", "events.csv", "--output", "run"]
        + changes.flatMap { ["--set", $0] } + ["--quiet"], in: folder)
    try process.run()
    _ = try output.fileHandleForReading.readToEnd()
    let said = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      return (String(decoding: said, as: UTF8.self), process.terminationStatus)
    }
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", script, "events.csv", "run/replications.csv", "\(horizon)", costs,
    ]
    python.currentDirectoryURL = folder
    let printed = Pipe()
    python.standardOutput = printed
    try python.run()
    let text = try printed.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    return (String(decoding: text, as: UTF8.self), python.terminationStatus)
  }

  /// Everything at once, with the expected cost of a unit of face value on each side.
  static let everything = """
    name: Everything
    horizon: 300 days
    market: {size: 30_000, network: {contacts: {distribution: poisson, mean: 12}}}
    customers:
      initial: 1_000
      churn: 6% per month
      orders: {per_month: 1.5, value: {distribution: lognormal, mean: $40, sd: $25}, margin: 30%,
               returns: {share: 10%, within: 20 days}}
      capacity: 2_500
      referred: {churn: 0.8x, order_value: 1.1x, causal: 60%}
      qualification: {probability: 90%, purchase: yes, minimum: $20}
    acquisition: {cac: $60, organic: 12 per day, word_of_mouth: 1% per month,
                  paid: {budget: $3_000 per month}}
    loops:
      referral:
        participation: {at_zero: 10%, at_large: 50%, half_at: 15% of CAC}
        invites: {mean: 4, dispersion: 0.5, delay: {distribution: exponential, mean: 6 days}}
        conversion: {base: 5%, uplift: 4x, delay: {distribution: exponential, mean: 3 days}}
      sharing: {rewarded: no, participation: 20%, invites: {rate: 0.5 per month}, conversion: 10%}
    program:
      starts: day 10
      reward:
        referrer: {value: 15% of CAC, kind: credit, cost: 80%, breakage: 10%}
        referee: {value: 10% of CAC}
      tiers: [{from: 3, referrer: 20% of CAC}]
      milestones: [{at: 5, bonus: $25}]
      cap: {referrals: 10, per: month}
      raffle: {prize: $300, every: 2 months}
      leaderboard: {prizes: [$100, $50], every: 1 month}
      budget: {total: $6_000}
      payout: {hold: 7 days, expires: 60 days, clawback: 60 days}
      deadweight: {at_zero: 0%, at_large: 20%, half_at: 20% of CAC}
      fixed_cost: $200 per month
    fraud: {opportunists: 2%, fakes: 2 per month, purchase: 50%, detection: 60%, false_alarms: 2%,
            check_cost: $0.10}
    """

  @Test func `an independent script finds the metrics in the events, to the last cent`() throws {
    try inTemporaryFolder { folder in
      try Self.everything.write(
        to: folder.appendingPathComponent("all.yaml"), atomically: true, encoding: .utf8)
      // 80% of face value, of which 10% is never used; prizes and the referee's cash in full.
      let (text, exitCode) = try Self.recompute(
        "all.yaml", [], horizon: 300,
        costs: "referrer=0.72,referee=1,milestone=0.72,raffle=1,leaderboard=1", in: folder)
      #expect(exitCode == 0, "\(text)")
      #expect(text.contains("metrics, 0 wrong"), "\(text)")
      // Of every mechanic there was something to count.
      for name in [
        "fraud_cost", "signups_deadweight", "deadweight_cost", "customers_turned_away",
        "honest_rewards_refused", "liability_peak", "rewards_earned", "signups_referred.sharing",
      ] {
        #expect(!text.contains("\(name): 0\n") && !text.contains("\(name): 0.0\n"), "\(name)")
      }
    }
  }

  @Test func `an event log needs one replication of the agents engine`() throws {
    try inTemporaryFolder { folder in
      try Self.everything.write(
        to: folder.appendingPathComponent("all.yaml"), atomically: true, encoding: .utf8)
      let many = try Command.run("run", "all.yaml", "--event-log", "e.csv", in: folder)
      #expect(many.exitCode == 64)
      #expect(many.error.contains("--event-log: writes one replication; add --replications 1"))
      let expected = try Command.run(
        "run", "all.yaml", "--event-log", "e.csv", "--replications", "1", "--engine", "expected",
        in: folder)
      #expect(expected.exitCode == 64)
    }
  }
}
