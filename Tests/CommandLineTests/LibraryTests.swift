import Foundation
import Testing

/// The scenarios that ship, each as a user would start from it.
@Suite struct LibraryTests {
  static let names =
    (try? FileManager.default.contentsOfDirectory(
      atPath: Command.root.appendingPathComponent("Scenarios").path))?
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []

  @Test func `every shipped scenario can be started from`() throws {
    try inTemporaryFolder { folder in
      let list = try Command.run("new", "--list", in: folder).text
      #expect(Self.names.count >= 15)
      for name in Self.names {
        #expect(list.contains(name), "\(name)")
        let made = try Command.run("new", "my-\(name)", "--from", name, in: folder)
        #expect(made.exitCode == 0, "\(made.error)")
        let original = try Data(
          contentsOf: Command.root.appendingPathComponent("Scenarios/\(name).yaml"))
        let copy = try Data(contentsOf: folder.appendingPathComponent("my-\(name).yaml"))
        #expect(copy == original)
      }
    }
  }

  // Law 8 in every shipped scenario: the ledger's states sum to what was earned and the
  // causes to the signups, in every interval.
  @Test(arguments: names)
  func `books balance in every shipped scenario`(name: String) throws {
    try inTemporaryFolder { folder in
      // Dropbox's millions, in a market a fiftieth as large; the others as they are.
      let changes =
        name == "dropbox-2008"
        ? ["market.size=600_000", "customers.initial=2000", "acquisition.organic=5 per day"] : []
      let path = Command.root.appendingPathComponent("Scenarios/\(name).yaml").path
      let run = try Command.run(
        ["run", path, "--replications", "1", "--output", "run", "--format", "json", "--quiet"]
          + changes.flatMap { ["--set", $0] }, in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let series = try #require(object["series"] as? [String: Any])
      func means(_ name: String) throws -> [Double] {
        let values = try #require(series[name] as? [String: Any])
        return try #require(values["mean"] as? [Double])
      }
      let states = [
        "pending", "approved", "issued", "redeemed", "expired", "clawed_back", "void_cap",
        "void_budget", "void_fraud", "void_referrer_left", "void_referee_left", "void_returned",
      ]
      let ledger = try states.map { try means("ledger.\($0)") }
      var earned = 0.0
      for (interval, amount) in try means("rewards_earned").enumerated() {
        earned += amount
        let sum = ledger.reduce(0) { $0 + $1[interval] }
        #expect(abs(sum - earned) <= 1e-6 * max(1, earned), "\(name), interval \(interval)")
      }
      let causes = try ["organic", "pulse", "paid", "word_of_mouth", "referred"].map {
        try means("signups.\($0)")
      }
      for (interval, total) in try means("signups").enumerated() {
        #expect(abs(causes.reduce(0) { $0 + $1[interval] } - total) < 1e-6)
      }
    }
  }

  @Test(arguments: names)
  func `the committed results are those of the scenario as it ships`(name: String) throws {
    let root = Command.root
    let folder = root.appendingPathComponent("Results/\(name)")
    let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(runs.count == 1, "one run, that of the command in the README")
    let run = folder.appendingPathComponent(try #require(runs.first))
    let command = try String(
      contentsOf: run.appendingPathComponent("command.txt"), encoding: .utf8)
    #expect(command.split(separator: "\n").first == "kfactor run Scenarios/\(name).yaml")
    let summary = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: run.appendingPathComponent("summary.json"))) as? [String: Any])
    let made = try #require(summary["kfactor"] as? [String: String])
    let version = try Command.run("--version", in: root).text
    #expect(made["version"] == version.trimmingCharacters(in: .whitespacesAndNewlines))
    // The scenario's bytes are what the summary says they were.
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read())"
        + ".hexdigest())", root.appendingPathComponent("Scenarios/\(name).yaml").path,
    ]
    let output = Pipe()
    python.standardOutput = output
    try python.run()
    let hash = try output.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    let scenario = try #require(summary["scenario"] as? [String: Any])
    #expect(
      scenario["sha256"] as? String
        == String(decoding: hash, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
