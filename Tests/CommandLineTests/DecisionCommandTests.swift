import Foundation
import Testing

/// The small scenario with strategies, something uncertain and something to decide.
let undecided =
  smallScenario.replacingOccurrences(of: "size: 1 million", with: "size: 40_000")
  .replacingOccurrences(of: "initial: 10_000", with: "initial: 1_000") + """

    strategies:
      one-sided: {program.reward.referee: 0% of CAC}
      one-more: {program.reward.referrer: 16% of CAC}
    decision:
      vary: {program.reward.referrer.value: 0% .. 40% of CAC by 5% of CAC}
      indifference: $500
    monte_carlo: {replications: 40}
    """

/// The same with a number and a choice to decide, so that its grid is more than a curve.
let twoUndecided = undecided.replacingOccurrences(
  of: "by 5% of CAC}", with: "by 5% of CAC, program.reward.referrer.kind: [cash, credit]}")

let smallDecision =
  undecided + """

    uncertain:
      loops.referral.conversion.uplift: {distribution: lognormal, median: 4x, q95: 6x}
      program.reward.referee.cost: {distribution: uniform, min: 90%, max: 100%}
    """

private func rows(_ folder: URL, _ name: String) throws -> [[String]] {
  let data = try Data(contentsOf: folder.appendingPathComponent("\(name)/replications.csv"))
  return String(decoding: data, as: UTF8.self).split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

@Suite struct CompareCommandTests {
  // The same people, the same luck: each strategy's replications are those of `run`.
  @Test(arguments: [undecided, smallDecision])
  func `every strategy is simulated as run simulates it`(scenario: String) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(scenario, to: folder)
      let compared = try Command.run(
        "compare", "small.yaml", "--replications", "12", "--indifference", "0", "--output", "all",
        in: folder)
      #expect(compared.exitCode == 0, "\(compared.error)")
      let all = try rows(folder, "all")
      for (name, flags) in [
        ("base", []), ("one-sided", ["--set", "program.reward.referee=0% of CAC"]),
        ("no-program", ["--set", "program=none"]),
      ] {
        let run = try Command.run(
          ["run", "small.yaml", "--replications", "12", "--output", name] + flags, in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
        let mine = all.filter { $0[0] == name }.map { Array($0.dropFirst()) }
        #expect(mine == Array(try rows(folder, name).dropFirst()), "\(name)")
        #expect(mine.count == 12)
      }
    }
  }

  @Test func `says what differs, and gives the same bytes on any number of threads`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      for threads in ["1", "3"] {
        let run = try Command.run(
          "compare", "small.yaml", "--threads", threads, "--output", "t\(threads)", in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
      }
      for file in [
        "comparison.json", "replications.csv", "report.txt", "report.json", "scenario.yaml",
      ] {
        let one = try Data(contentsOf: folder.appendingPathComponent("t1/\(file)"))
        #expect(try Data(contentsOf: folder.appendingPathComponent("t3/\(file)")) == one)
      }
      let shown = try Command.run(
        "compare", "small.yaml", "--resume", "t1", "--format", "json", "--quiet", in: folder)
      let object = try #require(
        try JSONSerialization.jsonObject(with: shown.output) as? [String: Any])
      let strategies = try #require(object["strategies"] as? [String: Any])
      #expect(Set(strategies.keys) == ["base", "one-sided", "one-more", "no-program"])
      let differences = try #require(object["differences"] as? [[String: Any]])
      #expect(differences.count == 6)
      // As a version before report.json left it.
      let report = folder.appendingPathComponent("t3/report.txt")
      for name in ["SHA256SUMS", "report.json"] {
        try FileManager.default.removeItem(at: folder.appendingPathComponent("t3/\(name)"))
      }
      let old = try Command.run("compare", "small.yaml", "--resume", "t3", "--quiet", in: folder)
      #expect(try old.output == Data(contentsOf: report))
      try FileManager.default.removeItem(at: report)
      let lost = try Command.run("compare", "small.yaml", "--resume", "t3", "--quiet", in: folder)
      #expect(
        lost.exitCode == 65 && lost.error.contains("t3/report.json: is missing"), "\(lost.error)")
      let draws = try #require(object["parameter_draws"] as? [String: Any])
      let wins = try #require(draws["wins"] as? [String: Double])
      #expect(abs(wins.values.reduce(0, +) - 1) < 1e-9)
    }
  }

  @Test func `a metric of the program alone leaves out those without one`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      let run = try Command.run(
        "compare", "small.yaml", "--metric", "incremental_cac", "--format", "json", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      #expect(object["left_out"] as? [String] == ["no-program"])
      #expect(object["maximised"] as? Bool == false)
      let strategies = try #require(object["strategies"] as? [String: Any])
      #expect(Set(strategies.keys) == ["base", "one-sided", "one-more"])
    }
  }

  @Test func `a difference that counts as none is a share of the metric or an amount`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      func compared(_ difference: String) throws -> (best: Double, indifference: Double) {
        let run = try Command.run(
          "compare", "small.yaml", "--replications", "12", "--indifference", difference, "--format",
          "json", in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
        let object = try #require(
          try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
        let best = try #require(object["best"] as? String)
        let strategies = try #require(object["strategies"] as? [String: [String: Any]])
        let metrics = try #require(strategies[best]?["metrics"] as? [String: [String: Any]])
        return (
          try #require(metrics["npv"]?["mean"] as? Double),
          try #require(object["indifference"] as? Double)
        )
      }
      let share = try compared("2% of npv")
      #expect(abs(share.indifference - 0.02 * share.best) < 1e-9 * share.best)
      for (text, amount) in [("$1_500", 1500.0), ("1500", 1500), ("0", 0)] {
        #expect(try compared(text).indifference == amount)
      }
    }
  }

  @Test func `refuses what it cannot compare, and says why`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      for (flags, code, said) in [
        (["--strategy", "nobody"], 64, "there is no strategy nobody; there are base, one-sided"),
        (["--metric", "profit"], 65, "there is no metric profit in strategy base"),
        (
          ["--metric", "incremental_cac", "--strategy", "base", "--strategy", "no-program"], 65,
          "incremental_cac is undefined without a program (no-program)"
        ),
        (["--strategy", "base"], 64, "there is nothing to compare: only base"),
        (["--confidence", "0.95"], 64, "such as 95%; found 0.95"),
        (["--indifference", "a little"], 64, "such as \"1% of npv\", $500 or 20; found a little"),
        (["--indifference=-5"], 64, "expected a number of at least 0"),
        (["--indifference", "1% of roi"], 64, "a share of roi, and npv is compared"),
        (["--indifference", "3 days"], 65, "--indifference is a time, and npv is measured"),
      ] {
        let run = try Command.run(["compare", "small.yaml"] + flags, in: folder)
        #expect(run.exitCode == code && run.error.contains(said), "\(run.error)")
        #expect(run.output.isEmpty)
      }
    }
  }
}

@Suite struct TuneCommandTests {
  @Test(arguments: [undecided, smallDecision, twoUndecided])
  func `makes the same decision record on any number of threads, killed and resumed`(
    scenario: String
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(scenario, to: folder)
      let clock = ContinuousClock()
      let start = clock.now
      let whole = try Command.run(
        "tune", "small.yaml", "--threads", "1", "--output", "whole", in: folder)
      #expect(whole.exitCode == 0, "\(whole.error)")
      let milliseconds = Double((clock.now - start) / .milliseconds(1))
      var killed = 0
      for share in [0.2, 0.4, 0.6] {
        let name = "killed\(Int(100 * share))"
        let (process, _, _) = Command.process(
          ["tune", "small.yaml", "--threads", "1", "--output", name, "--quiet"], in: folder)
        try process.run()
        Thread.sleep(forTimeInterval: share * milliseconds / 1000)
        if process.isRunning {
          kill(process.processIdentifier, SIGKILL)
          killed += 1
        }
        process.waitUntilExit()
        let resumed = try Command.run(
          "tune", "small.yaml", "--threads", "2", "--resume", name, in: folder)
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        for file in [
          "decision.json", "grid.csv", "replications.csv", "report.txt", "report.json",
          "scenario.yaml",
        ] {
          let expected = try Data(contentsOf: folder.appendingPathComponent("whole/\(file)"))
          #expect(
            try Data(contentsOf: folder.appendingPathComponent("\(name)/\(file)")) == expected)
        }
      }
      #expect(killed > 0)
    }
  }

  @Test func `stores a grid in which the candidates stand with their own values`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(twoUndecided, to: folder)
      let tuned = try Command.run(
        "tune", "small.yaml", "--output", "two", "--format", "json", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: tuned.output) as? [String: Any])
      let grid = try #require(object["grid"] as? [String: Any])
      let axes = try #require(grid["axes"] as? [[String: Any]])
      let texts = axes.compactMap { $0["texts"] as? [String] }
      #expect(texts.map(\.count) == [9, 2] && texts[1] == ["cash", "credit"])
      let values = try #require(
        (grid["objective"] as? [String: Any])?["values"] as? [Double])
      #expect(values.count == 18)
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      var met = 0
      for candidate in candidates {
        guard let levels = candidate["levels"] as? [String: String],
          let one = texts[0].firstIndex(of: levels["program.reward.referrer.value"] ?? ""),
          let other = texts[1].firstIndex(of: levels["program.reward.referrer.kind"] ?? "")
        else { continue }
        met += 1
        let stored = try #require(candidate["objective"] as? Double)
        #expect(abs(values[one * 2 + other] - stored) <= 1e-9 * abs(stored))
        #expect((grid["source"] as? [String])?[one * 2 + other] == "agents")
      }
      #expect(met >= 9)
      let csv = String(
        decoding: try Data(contentsOf: folder.appendingPathComponent("two/grid.csv")),
        as: UTF8.self)
      #expect(csv.split(separator: "\n").count == 19)
    }
  }

  // What is reported of the winner is what `run` says of it.
  @Test func `the winner's figures are those of a run of its own`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      let tuned = try Command.run("tune", "small.yaml", "--format", "json", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: tuned.output) as? [String: Any])
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      let winner = try #require(
        candidates.first { ($0["roles"] as? [String])?.contains("recommended") == true })
      let change = try #require(winner["name"] as? String)
        .replacingOccurrences(of: " = ", with: "=")
      let run = try Command.run(
        "run", "small.yaml", "--set", change, "--format", "json", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let forecast = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let (mine, theirs) = (
        winner["metrics"] as? NSDictionary, forecast["metrics"] as? NSDictionary
      )
      #expect(mine != nil && mine == theirs)
      // Nobody is told that the best of some levels is anything else.
      let scores = candidates.compactMap { $0["probability_best"] as? Double }
      #expect(abs(scores.reduce(0, +) - 1) < 1e-9)
    }
  }

  @Test func `a program that only costs is not recommended`() throws {
    try inTemporaryFolder { folder in
      // Nobody responds to the reward, so no program saves its cost.
      let useless = undecided.replacingOccurrences(
        of: "{at_zero: 6%, at_large: 20%, half_at: 10% of CAC}", with: "6%")
      try RunCommandTests.write(useless, to: folder)
      let tuned = try Command.run("tune", "small.yaml", "--indifference", "$10", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      #expect(tuned.outputText.contains("No reward wins"), "\(tuned.outputText)")
    }
  }

  @Test func `limits on a reward that pays better than it may are kept`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      let tuned = try Command.run(
        "tune", "small.yaml", "--maximise", "signups_total", "--subject-to",
        "reward_cost <= $5_000", "--indifference", "5", "--format", "json", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: tuned.output) as? [String: Any])
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      func cost(_ candidate: [String: Any]) -> Double {
        let metrics = candidate["metrics"] as? [String: [String: Any]]
        return metrics?["reward_cost"]?["mean"] as? Double ?? .nan
      }
      let winner = try #require(
        candidates.first { ($0["roles"] as? [String])?.contains("recommended") == true })
      #expect(cost(winner) <= 5_050)
      // More signups would cost more than that: the limit is what decides.
      #expect(candidates.contains { cost($0) > 5_050 })
      let signups = candidates.filter { $0["keeps_limits"] as? Bool == true }
        .compactMap { $0["objective"] as? Double }.max()
      #expect((winner["objective"] as? Double ?? 0) >= (signups ?? .infinity) - 5)
    }
  }

  // Without a program there is no incremental CAC, so there is nothing to set it against.
  @Test func `a metric of the program alone is decided among programs`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      let tuned = try Command.run(
        "tune", "small.yaml", "--vary", "program.reward.referrer.value=5%..40% of CAC by 5% of CAC",
        "--maximise", "incremental_cac", "--indifference", "$1", "--replications", "100",
        "--format", "json", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: tuned.output) as? [String: Any])
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      #expect(!candidates.contains { $0["name"] as? String == "program = none" })
      // The more one pays, the more a customer costs: the dearest is the upper end.
      let winner = candidates.first { ($0["roles"] as? [String])?.contains("recommended") == true }
      #expect(
        (winner?["levels"] as? [String: String])?.values.first?.hasPrefix("40% of CAC") == true)
      let warnings = try #require(object["warnings"] as? [String])
      #expect(warnings.contains { $0.contains("upper edge of the searched range") })
    }
  }

  // One-sided and at 0% of CAC, a program is no program, and brings nobody for its cost.
  @Test func `a level without a value is left out, and said`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      let tuned = try Command.run(
        "tune", "small.yaml", "--set", "program.reward.referee=0", "--minimise", "incremental_cac",
        "--indifference", "1% of incremental_cac", "--replications", "100", "--format", "json",
        "--output", "cac", in: folder)
      #expect(tuned.exitCode == 0, "\(tuned.error)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: tuned.output) as? [String: Any])
      let procedure = try #require(object["procedure"] as? [String: Any])
      let undefined = try #require(procedure["undefined_points"] as? [String])
      #expect(undefined.contains("the referrer 0% of CAC ($0)"), "\(undefined)")
      let candidates = try #require(object["candidates"] as? [[String: Any]])
      #expect(candidates.count >= 5)
      for case let levels as [String: String] in candidates.map({ $0["levels"] }) {
        #expect(!undefined.contains("the referrer \(levels.values.first ?? "")"))
      }
      let report = try String(
        contentsOf: folder.appendingPathComponent("cac/report.txt"), encoding: .utf8)
      #expect(report.contains("Left out, since incremental_cac is undefined there"), "\(report)")
    }
  }

  private static let twoLevels = [
    "--vary", "program.reward.referrer.value=0%..50% of CAC by 50% of CAC",
  ]

  @Test func `refuses what it cannot decide, and says why`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      for (flags, code, said) in [
        ([], 64, "nothing to decide: give the file a decision block"),
        (
          ["--vary", "program.reward.referrer.value=0%..50% of CAC", "--maximise", "profit"], 65,
          "there is no metric profit"
        ),
        (["--vary", "program.reward.refrerer.value=0%..50% of CAC"], 65, "did you mean"),
        (
          ["--vary", "program.reward.referrer.value=0%..50% of CAC", "--risk", "luck"], 65,
          "expected one of mean, median, q05, cvar05"
        ),
        (
          Self.twoLevels + ["--maximise", "signups_total", "--indifference", "$500"], 65,
          "decision.indifference is an amount of money, and signups_total is measured otherwise: "
            + "say --indifference \"1% of signups_total\""
        ),
        (
          Self.twoLevels + ["--maximise", "signups_total", "--indifference", "1% of npv"], 65,
          "decision.indifference is a share of npv, and signups_total is measured otherwise"
        ),
        (
          Self.twoLevels + ["--minimise", "incremental_cac", "--indifference", "1% of npv"], 65,
          "decision.indifference is a share of npv, and incremental_cac is measured otherwise"
        ),
        (
          Self.twoLevels + ["--maximise", "roi", "--indifference", "3 days"], 65,
          "decision.indifference is a time, and roi is measured otherwise"
        ),
      ] {
        let run = try Command.run(["tune", "small.yaml"] + flags, in: folder)
        #expect(run.exitCode == code && run.error.contains(said), "\(run.error)")
      }
    }
  }
}

extension Command {
  fileprivate var outputText: String { String(decoding: output, as: UTF8.self) }
}
