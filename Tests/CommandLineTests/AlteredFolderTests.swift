import Foundation
import Testing

/// Three arms of a test, in which participation rises with the reward.
private let arms = """
  arm,referrer_reward,exposed,took_part
  a,0% of CAC,900,50
  b,10% of CAC,900,90
  c,20% of CAC,900,99
  """

/// A finished folder that is not as it was written is refused by the name of the file, whoever reads
/// it.
@Suite struct AlteredFolderTests {
  static let files = [
    "scenario.yaml", "command.txt", "series.csv", "replications.csv", "cascades.csv",
    "summary.json",
  ]
  static let readers = [
    ["run", "small.yaml", "--replications", "4", "--output", "a"], ["results", "show", "a"],
    ["report", "a"], ["results", "diff", "a", "b"], ["results", "diff", "b", "a"],
  ]

  private func inFolderWithTwoRuns(_ work: (URL) throws -> Void) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      for (name, seed) in [("a", "1"), ("b", "2")] {
        let run = try Command.run(
          "run", "small.yaml", "--replications", "4", "--seed", seed, "--output", name, in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
      }
      try work(folder)
    }
  }

  @Test func `every file is named by its digest, the summary too`() throws {
    try inFolderWithTwoRuns { folder in
      let sums = try String(
        contentsOf: folder.appendingPathComponent("a/SHA256SUMS"), encoding: .utf8)
      #expect(
        sums.split(separator: "\n").map { String($0.dropFirst(66)) } == Self.files, "\(sums)")
      let check = Process()
      check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      check.arguments = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
      check.currentDirectoryURL = folder.appendingPathComponent("a")
      try check.run()
      check.waitUntilExit()
      #expect(check.terminationStatus == 0)
      for words in Self.readers.dropFirst() {
        #expect(try Command.run(words, in: folder).exitCode == 0, "\(words)")
      }
    }
  }

  @Test(arguments: files)
  func `a file that was changed, cut or brought from elsewhere is named`(
    name: String
  ) throws {
    try inFolderWithTwoRuns { folder in
      let file = folder.appendingPathComponent("a/\(name)")
      let good = try Data(contentsOf: file)
      var changed = good
      changed[changed.count / 2] ^= 1
      let other = try Data(contentsOf: folder.appendingPathComponent("b/\(name)"))
      for bytes in [changed, good.dropLast(), other] where bytes != good {
        try bytes.write(to: file)
        // A summary of another run makes a folder another run's, and one that is no JSON is told
        // before its digest is looked at.
        let isSummary = name == "summary.json"
        for words in Self.readers {
          let run = try Command.run(words, in: folder)
          #expect(run.exitCode == 65 || isSummary && run.exitCode == 73, "\(words) \(run.error)")
          #expect(
            isSummary || run.error.contains("a/\(name): damaged: not what was written here"),
            "\(words) \(run.error)")
        }
        try good.write(to: file)
      }
    }
  }

  // As the results that are shipped are: large files can be made again.
  @Test func `of a folder from which a file was removed the rest is read`() throws {
    try inFolderWithTwoRuns { folder in
      try FileManager.default.removeItem(at: folder.appendingPathComponent("a/replications.csv"))
      for words in Self.readers {
        #expect(try Command.run(words, in: folder).exitCode == 0, "\(words)")
      }
    }
  }

  // An altered posterior was copied over the one that the calibrated scenario names.
  @Test func `a calibration that was altered is not handed on`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(arms, to: folder, as: "arms.csv")
      let words = [
        "calibrate", "small.yaml", "--experiment", "arms.csv", "--output", "a",
      ]
      let first = try Command.run(words, in: folder)
      #expect(first.exitCode == 0, "\(first.error)")
      let kept = folder.appendingPathComponent("a/posterior.csv")
      let handed = folder.appendingPathComponent("small-calibrated-posterior.csv")
      let good = try Data(contentsOf: handed)
      #expect(try Data(contentsOf: kept) == good)
      try Data(String(decoding: good, as: UTF8.self).replacing("1", with: "2").utf8).write(to: kept)
      let second = try Command.run(words, in: folder)
      #expect(second.exitCode == 65, "\(second.error)")
      #expect(second.error.contains("a/posterior.csv: damaged"), "\(second.error)")
      #expect(try Data(contentsOf: handed) == good)
    }
  }

  // Both were replaced without a word.
  @Test func `a calibrated scenario that somebody changed is theirs`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(arms, to: folder, as: "arms.csv")
      func calibrate(_ seed: String) throws -> Command {
        try Command.run(
          "calibrate", "small.yaml", "--experiment", "arms.csv", "--seed", seed, "--output",
          "seed\(seed)", in: folder)
      }
      let scenario = folder.appendingPathComponent("small-calibrated.yaml")
      let posterior = folder.appendingPathComponent("small-calibrated-posterior.csv")
      #expect(try calibrate("1").exitCode == 0)
      let first = [try Data(contentsOf: scenario), try Data(contentsOf: posterior)]
      let second = try calibrate("2")
      #expect(second.exitCode == 0)
      #expect(
        second.error.contains(
          "note: small-calibrated.yaml held another calibration, which this one replaces: "
            + "Calibrated by kfactor calibrate small.yaml --experiment arms.csv --seed 1\n"),
        "\(second.error)")
      #expect(try Data(contentsOf: posterior) != first[1])
      let back = try calibrate("1")
      #expect(back.exitCode == 0 && back.error.contains("--seed 2"))
      #expect(try [Data(contentsOf: scenario), Data(contentsOf: posterior)] == first)
      #expect(try Command.run("validate", "small-calibrated.yaml", in: folder).exitCode == 0)

      for file in [scenario, posterior] {
        let good = try Data(contentsOf: file)
        try (good + Data("# mine\n".utf8)).write(to: file)
        for seed in ["1", "2"] {
          let refused = try calibrate(seed)
          #expect(refused.exitCode == 73, "\(seed) \(refused.error)")
          #expect(
            refused.error.contains(
              "\(file.lastPathComponent): was changed since kfactor calibrate wrote it; keep it"),
            "\(refused.error)")
          #expect(try Data(contentsOf: file) == good + Data("# mine\n".utf8))
        }
        try good.write(to: file)
      }
    }
  }

  @Test(arguments: ["x", "\(String(repeating: "0", count: 64))  ../secret\n"])
  func `a list of digests that is none is refused`(text: String) throws {
    try inFolderWithTwoRuns { folder in
      try Data(text.utf8).write(to: folder.appendingPathComponent("a/SHA256SUMS"))
      for words in Self.readers {
        let run = try Command.run(words, in: folder)
        #expect(run.exitCode == 65, "\(words)")
        #expect(run.error.contains("a/SHA256SUMS: damaged: expected digests"), "\(run.error)")
      }
    }
  }
}

/// Results of a version without digests, or whose digests were taken away, are read with care.
@Suite struct UndigestedFolderTests {
  /// Changes a file of a folder that has no digests any more.
  private func change(
    _ path: String, _ found: String, _ replacement: String, in folder: URL
  ) throws {
    let file = folder.appendingPathComponent(path)
    let digests = file.deletingLastPathComponent().appendingPathComponent("SHA256SUMS")
    if FileManager.default.fileExists(atPath: digests.path) {
      try FileManager.default.removeItem(at: digests)
    }
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(found), "\(path)")
    try Data(text.replacing(found, with: replacement).utf8).write(to: file)
  }

  @Test func `a run that is damaged is not taken for this one`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let words = ["run", "small.yaml", "--replications", "4", "--output", "a"]
      try Command.run(words, in: folder)
      try change("a/summary.json", "\"engine\"", "\"motor\"", in: folder)
      let again = try Command.run(words, in: folder)
      #expect(again.exitCode == 65 && again.output.isEmpty)
      #expect(
        again.error.hasPrefix("a/summary.json: damaged: /engine: expected a value"),
        "\(again.error)")
    }
  }

  // A hole of a quarter of a gigabyte, which takes no disk.
  @Test func `a summary of no end is not taken into memory`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "a", in: folder)
      try FileManager.default.removeItem(at: folder.appendingPathComponent("a/SHA256SUMS"))
      let file = try FileHandle(forUpdating: folder.appendingPathComponent("a/summary.json"))
      try file.truncate(atOffset: 1 << 28 + 1)
      try file.close()
      for words in [
        ["results", "show", "a"], ["results", "a", "--sqlite", "r.db"],
        ["results", "diff", "a", "a"],
        ["report", "a"],
      ] {
        let run = try Command.run(words, in: folder)
        #expect(run.error.contains("a/summary.json: damaged"), "\(run.error)")
        #expect(run.error.contains("256 MiB"), "\(run.error)")
      }
    }
  }

  @Test func `replications that are not all there are not collected`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "a", in: folder)
      let file = folder.appendingPathComponent("a/replications.csv")
      let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      try change("a/replications.csv", "\n" + rows[rows.count - 1], "", in: folder)
      let collected = try Command.run("results", "a", "--sqlite", "r.db", in: folder)
      #expect(collected.text == "r.db: 0 results\n")
      #expect(
        collected.error.contains("a/replications.csv: damaged: expected 4 rows, found 3"),
        "\(collected.error)")
    }
  }

  @Test(arguments: [
    ("\"name\": \"at_large\"", "\"name\": \"at_zero\"", "expected every name once"),
    ("\"value\": 0.05555", "\"worth\": 0.05555", "expected a value at /findings/"),
    ("\"path\": \"loops.", "\"way\": \"loops.", "expected a value at /findings/"),
  ])
  func `a calibration that is damaged is neither collected nor compared`(
    found: String, replacement: String, said: String
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(arms, to: folder, as: "arms.csv")
      try Command.run(
        "calibrate", "small.yaml", "--experiment", "arms.csv", "--output", "a", in: folder)
      let good = folder.appendingPathComponent("b")
      try FileManager.default.copyItem(at: folder.appendingPathComponent("a"), to: good)
      try change("a/calibration.json", found, replacement, in: folder)
      let collected = try Command.run("results", "a", "--sqlite", "r.db", in: folder)
      #expect(collected.error.contains("a/calibration.json: damaged: \(said)"), "\(collected)")
      #expect(collected.text == "r.db: 0 results\n")
      let diff = try Command.run("results", "diff", "b", "a", in: folder)
      #expect(diff.exitCode == (said.contains("once") ? 0 : 65))
      #expect(diff.error.isEmpty || diff.error.contains("a/calibration.json: damaged: \(said)"))
    }
  }

  @Test func `a backtest that is damaged is not compared`() throws {
    try inTemporaryFolder { folder in
      let fixture = Command.root.appendingPathComponent("Tests/ReportPageTests/Fixtures/backtest")
      for name in ["a", "b"] {
        try FileManager.default.copyItem(at: fixture, to: folder.appendingPathComponent(name))
        try change(
          "\(name)/backtest.json", "\"file\": \"hostile.yaml\"",
          "\"currency\": \"USD\", \"file\": \"hostile.yaml\"", in: folder)
      }
      let same = try Command.run("results", "diff", "a", "b", in: folder)
      #expect(same.exitCode == 0, "\(same.error)")
      try change("b/backtest.json", "\"coverage_90\"", "\"coverage_91\"", in: folder)
      let diff = try Command.run("results", "diff", "a", "b", in: folder)
      #expect(diff.exitCode == 65)
      #expect(
        diff.error.contains("backtest.json: damaged: expected a value at /scores/"),
        "\(diff.error)")
    }
  }

  @Test func `a result without its words cannot be shown again`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(arms, to: folder, as: "arms.csv")
      try Command.run(
        "calibrate", "small.yaml", "--experiment", "arms.csv", "--output", "a", in: folder)
      #expect(try Command.run("results", "show", "a", in: folder).exitCode == 0)
      for name in ["report.json", "report.txt"] {
        let file = folder.appendingPathComponent("a/\(name)")
        if FileManager.default.fileExists(atPath: file.path) {
          try FileManager.default.removeItem(at: file)
        }
      }
      let shown = try Command.run("results", "show", "a", in: folder)
      #expect(shown.exitCode == 65 && shown.output.isEmpty)
      #expect(shown.error == "a/report.json: no such file\n", "\(shown.error)")
    }
  }
}

/// What is said where a folder, a database or a word is of another kind than it should be.
@Suite struct MismatchTests {
  @Test func `a database of somebody else's is left as it is`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "a", in: folder)
      #expect(try Command.run("results", "a", "--sqlite", "a.db", in: folder).exitCode == 0)
      let file = folder.appendingPathComponent("a.db")
      let own = try Data(contentsOf: file)
      for (place, value, said) in [(71, UInt8(0), "a.db"), (63, 99, "a.db")] {
        // The application's number is in bytes 68 to 71 of an SQLite file, the user's version in 60
        // to 63.
        var changed = own
        changed[place] = value
        try changed.write(to: file)
        let refused = try Command.run("results", "a", "--sqlite", "a.db", in: folder)
        #expect(refused.exitCode != 0 && refused.error.contains(said), "\(refused.error)")
        #expect(try Data(contentsOf: file) == changed)
      }
    }
  }

  @Test func `results that have nothing in common are said to have none`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(arms, to: folder, as: "arms.csv")
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "run", in: folder)
      let fit = try Command.run(
        "calibrate", "small.yaml", "--experiment", "arms.csv", "--output", "fit", in: folder)
      #expect(fit.exitCode == 0, "\(fit.error)")
      let diff = try Command.run(
        "results", "diff", "run", "fit", "--metric", "npv", in: folder)
      #expect(diff.exitCode == 65, "\(diff.error)")
      // A calibration says its means in another version's words.
      let file = folder.appendingPathComponent("fit/calibration.json")
      try FileManager.default.removeItem(at: folder.appendingPathComponent("fit/SHA256SUMS"))
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("\"currency\"", with: "\"coins\"").utf8).write(to: file)
      let lost = try Command.run("results", "diff", "fit", "run", in: folder)
      #expect(lost.exitCode == 65)
      #expect(lost.error.contains("calibration.json: damaged: expected a value at /scenario/curr"))
    }
  }

  @Test func `an argument that is no text is refused by its number`() throws {
    try inTemporaryFolder { folder in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", "exec \"$0\" run \"$(printf 'a\\377.yaml')\"", Command.executable.path,
      ]
      process.currentDirectoryURL = folder
      let said = Pipe()
      process.standardError = said
      try process.run()
      let text = try said.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 64)
      #expect(
        String(decoding: text, as: UTF8.self)
          == "error: argument 2, a\u{FFFD}.yaml, is not UTF-8 text\n")
    }
  }

  @Test func `a last day that is yet to come, or far behind the others, is said`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let rows = (1...28).map { "p\($0),2024-01-\($0 < 10 ? "0" : "")\($0),\n" }.joined()
      try RunCommandTests.write(
        "person_id,joined_at,churned_at\n\(rows)q,2024-01-05,2199-01-01\n", to: folder,
        as: "people.csv")
      let words = ["calibrate", "small.yaml", "--events", "people.csv", "--output"]
      let run = try Command.run(words + ["a"], in: folder)
      #expect(run.exitCode == 0)
      #expect(run.error.contains("warning: the last date in the data, 2199-01-01, is yet to come"))
      let note = "the last date in the data, 2199-01-01, lies 63891 days after the one before it"
      #expect(run.text.replacing("\n ", with: "").contains(note), "\(run.text)")
      let until = try Command.run(words + ["b", "--observed-until", "2024-02-01"], in: folder)
      #expect(until.exitCode == 0 && until.error.isEmpty && !until.text.contains("the last date"))
    }
  }
}
