import Foundation
import Testing

@Suite struct ExplainCommandTests {
  static func object(_ command: Command) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: command.output) as? [String: Any])
  }

  @Test func `prints one JSON object with stable names, whatever the threads`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let run = try Command.run(
        "explain", "small.yaml", "--replications", "4", "--format", "json", "--threads", "1",
        in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      #expect(run.error.isEmpty)
      let again = try Command.run(
        "explain", "small.yaml", "--replications", "4", "--format", "json", "--threads", "3",
        in: folder)
      #expect(run.output == again.output)

      let object = try Self.object(run)
      #expect(object["replications"] as? Int == 4)
      let funnel = try #require(object["funnel"] as? [String: Any])
      let loops = try #require(funnel["loops"] as? [String: [String: Any]])
      let referral = try #require(loops["referral"])
      let stages = ["participation", "invites_per_advocate", "not_wasted_share", "acceptance", "k"]
      for stage in stages {
        let estimate = try #require(referral[stage] as? [String: Double])
        #expect(Set(estimate.keys) == ["mean", "mcse", "low95", "high95"], "\(stage)")
      }
      // 6% + 14% · 15/25 take part, send 3, and 12% accept: from the file, by hand.
      #expect(abs((funnel["nominal_k"] as? Double ?? 0) - 0.144 * 3 * 0.12) < 1e-12)
      let elasticities = try #require(object["elasticities"] as? [String: Any])
      let factors = try #require(elasticities["factors"] as? [String: [String: Any]])
      let conversion = try #require(factors["loops.referral.conversion"])
      for metric in ["k_factor", "signups_total", "npv"] {
        #expect(conversion[metric] is [String: Any], "\(metric)")
      }
      #expect(factors["all_delays_of_the_loops"]?["impossible"] is String)
      let spreadsheet = try #require(object["spreadsheet"] as? [String: Any])
      let difference = try #require(spreadsheet["difference"] as? [String: Any])
      let changes = try #require(difference["changes"] as? [String: Any])
      let sum = changes.values.reduce(0.0) {
        $0 + (($1 as? [String: Double])?["mean"] ?? 0)
      }
      #expect(abs(sum - (difference["difference"] as? Double ?? .nan)) < 1e-6)
      let reward = try #require(object["reward"] as? [String: Any])
      let both = try #require(reward["both"] as? [String: Any])
      #expect(both["face_value_verdict"] as? String == "inside")
      // Nothing is written.
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files == ["small.yaml"])
    }
  }

  // K and its elasticity to participation: 100% take part, so only 10% less is tried.
  @Test func `the report says everything in lines of a terminal`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let run = try Command.run(
        "explain", "small.yaml", "--replications", "3", "--set",
        "loops.referral.participation=100%", "--set", "acquisition.organic=0 per day", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      for words in [
        "One customer brings in ", "What makes K", "  × reaching a newcomer",
        "What 1% more does, in percent", "loops.referral.participation *",
        "No 1% more of acquisition.organic: it is 0",
        "spreadsheet, K as simulated", "residual", "Rule of thumb, a reward of 10-25% of CAC",
        "3 replications of seed 1, agents engine",
        "Again: kfactor explain small.yaml --set loops.referral.participation=100% --set "
          + "'acquisition.organic=0 per day' --replications 3",
      ] {
        #expect(run.text.contains(words), "\(words)\n\(run.text)")
      }
      let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
      #expect(lines.allSatisfy { $0.count <= 90 || $0.hasPrefix("Again: ") })
    }
  }

  @Test func `wrong words end in 64, a wrong file in 65`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      #expect(
        try Command.run("explain", "small.yaml", "--replications", "1", in: folder).exitCode == 64)
      #expect(try Command.run("explain", "small.yaml", "--threads", "0", in: folder).exitCode == 64)
      #expect(try Command.run("explain", "none.yaml", in: folder).exitCode == 65)
      let wrong = try Command.run(
        "explain", "small.yaml", "--set", "loops.referal.invites=3", in: folder)
      #expect(wrong.exitCode == 65)
      #expect(wrong.error.contains("did you mean 'loops.referral.invites'?"))
    }
  }
}
