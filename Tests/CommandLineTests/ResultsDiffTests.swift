import Foundation
import Testing

/// Runs a script of this folder by Python's standard library.
private func python(
  _ script: String, _ arguments: [String], in folder: URL
) throws -> (text: String, exitCode: Int32) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  let file = Command.root.appendingPathComponent("Tests/CommandLineTests/\(script)").path
  process.arguments = ["python3", file] + arguments
  process.currentDirectoryURL = folder
  let printed = Pipe()
  process.standardOutput = printed
  try process.run()
  let text = try printed.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return (String(decoding: text, as: UTF8.self), process.terminationStatus)
}

private let market =
  smallScenario.replacingOccurrences(of: "size: 1 million", with: "size: 40_000")
  .replacingOccurrences(of: "initial: 10_000", with: "initial: 1_000")

/// A run of twelve replications.
private func run(_ output: String, _ flags: [String] = [], in folder: URL) throws {
  let arguments = ["run", "small.yaml", "--replications", "12", "--quiet", "--output", output]
  let run = try Command.run(arguments + flags, in: folder)
  try #require(run.exitCode == 0, "\(run.error)")
}

@Suite struct ResultsDiffTests {
  @Test func `a changed scenario is compared by path, and its outcome by replication`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("one", in: folder)
      try run("two", ["--set", "loops.referral.conversion.uplift=5x"], in: folder)
      let text = try Command.run("results", "diff", "one", "two", in: folder)
      #expect(text.exitCode == 0 && text.error.isEmpty, "\(text.error)")
      #expect(text.text.hasPrefix("1 change from A to B. npv rises by $"))
      #expect(text.text.contains("  loops.referral.conversion.uplift: 4x -> 5x\n"), "\(text.text)")
      #expect(text.text.contains("Paired by replication: both have seed 1"))

      let json = try Command.run("results", "diff", "one", "two", "--format", "json", in: folder)
      try json.output.write(to: folder.appendingPathComponent("difference.json"))
      // scipy.stats.t.ppf(0.975, 11)
      let check = try python(
        "difference_check.py", ["difference.json", "one", "two", "2.200985160082949"], in: folder)
      #expect(check.exitCode == 0, "\(check.text)")

      let one = try Command.run("results", "diff", "one", "two", "--metric", "roi", in: folder)
      #expect(one.text.contains("  roi ") && !one.text.contains("  signups_total "))
      let none = try Command.run("results", "diff", "one", "two", "--metric", "fame", in: folder)
      #expect(none.exitCode == 65 && none.error.contains("there is no metric fame"))
    }
  }

  @Test func `nothing changed is said, and the direction is that of the arguments`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("one", in: folder)
      try run("two", ["--set", "program=none"], in: folder)
      let same = try Command.run("results", "diff", "one", "one", in: folder)
      #expect(same.text.hasPrefix("A and B are the same result: nothing was changed"))
      #expect(same.text.hasSuffix("What was changed\n  nothing\n"), "\(same.text)")
      let there = try Command.run("results", "diff", "one", "two", in: folder)
      let back = try Command.run("results", "diff", "two", "one", in: folder)
      #expect(there.text.contains("values -> none") && back.text.contains("none -> "))
      #expect(try Command.run("results", "diff", "one", "two", in: folder).output == there.output)
    }
  }

  @Test func `other luck, and rows that are gone, leave an unpaired interval that says why`() throws
  {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("one", in: folder)
      try run("two", ["--seed", "2"], in: folder)
      try run("three", ["--set", "acquisition.organic=50 per day"], in: folder)
      let seeds = try Command.run("results", "diff", "one", "two", in: folder)
      #expect(seeds.text.contains("  seed: 1 -> 2\n"))
      #expect(seeds.text.contains("Unpaired (Welch): the seeds differ (1 and 2)"))
      #expect(!seeds.text.contains("variance ÷"))
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("three/replications.csv"))
      let gone = try Command.run("results", "diff", "one", "three", in: folder)
      #expect(gone.exitCode == 0 && gone.text.contains("Unpaired (Welch): B has no"))
    }
  }

  @Test func `damaged and foreign folders are refused by name`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("one", in: folder)
      try run("two", ["--set", "acquisition.organic=50 per day"], in: folder)
      // As a version before SHA256SUMS left it.
      try FileManager.default.removeItem(at: folder.appendingPathComponent("two/SHA256SUMS"))
      let file = folder.appendingPathComponent("two/replications.csv")
      let whole = try String(contentsOf: file, encoding: .utf8)
      let lines = whole.split(separator: "\n", omittingEmptySubsequences: false)
      for (text, sentence) in [
        (lines.dropLast(3).joined(separator: "\n") + "\n", "expected 12 replications, found 10"),
        (String(whole.dropLast(40)), "two/replications.csv"),
        (whole.replacingOccurrences(of: "signups_total,", with: "signups,"), "signups_total"),
        (whole.replacingOccurrences(of: "\n3,1,", with: "\n3,1,x"), "expected a number in line 5"),
        (whole.replacingOccurrences(of: "\n3,1,", with: "\n3,1,9"), "has the mean of the summary"),
        (whole.replacingOccurrences(of: "\n3,1,", with: "\n1,1,"), "in rising order"),
        ("", "two/replications.csv"),
      ] {
        try Data(text.utf8).write(to: file)
        let diff = try Command.run("results", "diff", "one", "two", in: folder)
        #expect(diff.exitCode == 65 && diff.error.contains(sentence), "\(diff.error)\(diff.text)")
      }
      try Data("{".utf8).write(to: folder.appendingPathComponent("two/summary.json"))
      let diff = try Command.run("results", "diff", "one", "two", in: folder)
      #expect(diff.exitCode == 65 && diff.error.contains("two/summary.json"), "\(diff.error)")
      for name in ["nowhere", "small.yaml", "."] {
        let diff = try Command.run("results", "diff", "one", name, in: folder)
        #expect(diff.exitCode == 65 && diff.error.contains(name), "\(diff.error)")
      }
    }
  }

  @Test func `strategies are compared by name, and with a run as the scenario stands`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      for (name, flags) in [("one", []), ("two", ["--set", "acquisition.organic=50 per day"])] {
        let command = ["compare", "small.yaml", "--replications", "12", "--output", name]
        let compare = try Command.run(command + flags, in: folder)
        #expect(compare.exitCode == 0, "\(compare.error)")
      }
      try run("three", in: folder)
      let diff = try Command.run("results", "diff", "one", "two", in: folder)
      #expect(diff.exitCode == 0, "\(diff.error)")
      for name in ["base", "one-sided", "one-more", "no-program"] {
        #expect(diff.text.contains("\n  \(name) "), "\(diff.text)")
      }
      #expect(diff.text.contains("  acquisition.organic.rate: 40 per day -> 50 per day\n"))
      // The same people with the same luck: `compare` simulates what `run` does.
      let with = try Command.run("results", "diff", "three", "one", "--metric", "npv", in: folder)
      #expect(with.text.contains("npv stays at"), "\(with.text)\(with.error)")
    }
  }
}

@Suite struct ResultsDatabaseTests {
  @Test func `a database holds what the folders hold, however often they are collected`() throws {
    try inTemporaryFolder { folder in
      let hostile = "'); DROP TABLE runs;--"
      try RunCommandTests.write(
        undecided.replacingOccurrences(of: "name: Small SaaS", with: "name: \"\(hostile)\"")
          .replacingOccurrences(of: "one-more:", with: "\"o'ne\":"), to: folder)
      let compare = try Command.run(
        "compare", "small.yaml", "--replications", "8", "--output", "Results/all", in: folder)
      // A name that no strategy may have is refused when the scenario is read.
      if compare.exitCode != 0 {
        try RunCommandTests.write(
          undecided.replacingOccurrences(of: "name: Small SaaS", with: "name: \"\(hostile)\""),
          to: folder)
        let again = try Command.run(
          "compare", "small.yaml", "--replications", "8", "--output", "Results/all", in: folder)
        #expect(again.exitCode == 0, "\(again.error)")
      }
      try run("Results/one", in: folder)
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("Results/broken"), withIntermediateDirectories: true)
      try Data("{\"kind\": ".utf8).write(
        to: folder.appendingPathComponent("Results/broken/summary.json"))
      var contents: [String] = []
      for _ in 0..<2 {
        let collect = try Command.run("results", "--sqlite", "all.db", in: folder)
        #expect(collect.exitCode == 0 && collect.text == "all.db: 2 results\n", "\(collect.error)")
        #expect(collect.error.hasPrefix("warning: skipped: Results/broken/summary.json"))
        // One file that can be copied alone.
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/all.db-wal"))
        let check = try python("database_check.py", ["all.db"], in: folder)
        #expect(check.exitCode == 0, "\(check.text)")
        contents.append(check.text)
      }
      #expect(contents[0] == contents[1])
    }
  }

  @Test func `a damaged result leaves no row, and what stood before stays`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("Results/one", in: folder)
      try run("Results/two", ["--seed", "2"], in: folder)
      let first = try Command.run("results", "--sqlite", "all.db", in: folder)
      #expect(first.text == "all.db: 2 results\n", "\(first.error)")
      let before = try python("database_check.py", ["all.db"], in: folder).text
      let file = folder.appendingPathComponent("Results/two/replications.csv")
      let whole = try Data(contentsOf: file)
      try whole.prefix(whole.count / 2).write(to: file)
      let second = try Command.run("results", "--sqlite", "all.db", in: folder)
      #expect(second.exitCode == 0 && second.text == "all.db: 1 result\n")
      #expect(second.error.contains("warning: skipped: Results/two/replications.csv"))
      try whole.write(to: file)
      #expect(try python("database_check.py", ["all.db"], in: folder).text == before)
    }
  }

  // What is wrong in one file of a folder is said of that file, by every command that reads it.
  @Test(arguments: [
    ("run", "replications.csv", "\n1,1,", "\nz,1,", ["--sqlite", "all.db"], "in line 3, column"),
    ("all", "replications.csv", "one-sided", "other", ["--sqlite", "all.db"], "found other"),
    ("all", "replications.csv", "\nbase,0,", "\n\n", ["--sqlite", "all.db"], "replications.csv"),
    ("run", "scenario.yaml", "", nil, ["diff", "run"], "expected a scenario"),
    ("run", "summary.json", "", nil, ["diff", "run"], "copy: holds no finished result"),
    ("run", "summary.json", "", nil, ["show"], "copy: holds no finished result"),
    ("run", "scenario.yaml", "", nil, ["report"], "copy: scenario.yaml is missing"),
    ("run", "cascades.csv", "person", "persona", ["report"], "damaged: expected a column person"),
    ("run", "command.txt", "kfactor", "\u{FFFF}", ["report"], "command.txt: damaged: expected"),
  ])
  func `a damaged file is named`(
    source: String, name: String, text: String, other: String?, words: [String], said: String
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      if source == "run" {
        try run("run", in: folder)
      } else {
        let compare = try Command.run(
          "compare", "small.yaml", "--replications", "12", "--output", source, in: folder)
        #expect(compare.exitCode == 0, "\(compare.error)")
      }
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.copyItem(at: folder.appendingPathComponent(source), to: copy)
      // As a version before that left it.
      try FileManager.default.removeItem(at: copy.appendingPathComponent("SHA256SUMS"))
      let file = copy.appendingPathComponent(name)
      if let other {
        let changed = try String(contentsOf: file, encoding: .utf8).replacing(text, with: other)
        // A noncharacter stands for a byte that no text has.
        try Data(changed.utf8.map { $0 == 0xEF || $0 == 0xBF ? 0xFF : $0 }).write(to: file)
      } else {
        try FileManager.default.removeItem(at: file)
      }
      let command = words[0] == "report" ? ["report", "copy"] : ["results"] + words + ["copy"]
      let result = try Command.run(command, in: folder)
      #expect(result.error.contains(said), "\(result.error)")
      #expect(result.exitCode == (words[0] == "--sqlite" ? 0 : 65), "\(result)")
      // What cannot be read leaves the others alone.
      if words[0] == "--sqlite" { #expect(result.text == "all.db: 0 results\n") }
    }
  }

  @Test func `tables of another version are refused and left alone`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("Results/one", in: folder)
      #expect(try Command.run("results", "--sqlite", "all.db", in: folder).exitCode == 0)
      let file = folder.appendingPathComponent("all.db")
      var bytes = try Data(contentsOf: file)
      // The user version, in the header of a database: https://www.sqlite.org/fileformat.html
      bytes[63] = 99
      try bytes.write(to: file)
      let refused = try Command.run("results", "--sqlite", "all.db", in: folder)
      #expect(refused.exitCode == 73)
      #expect(
        refused.error
          == "all.db: has the tables of another version of kfactor (99, expected 1); choose another "
          + "file\n")
      #expect(try Data(contentsOf: file) == bytes)
    }
  }

  @Test func `a file that holds something else is refused and left alone`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(market, to: folder)
      try run("Results/one", in: folder)
      let file = folder.appendingPathComponent("notes.db")
      try Data("mine, and no database at all".utf8).write(to: file)
      let notes = try Command.run("results", "--sqlite", "notes.db", in: folder)
      #expect(notes.exitCode == 73 && notes.error.hasPrefix("notes.db: holds something else"))
      #expect(try Data(contentsOf: file) == Data("mine, and no database at all".utf8))
      for name in ["nowhere/all.db", "Results"] {
        let refused = try Command.run("results", "--sqlite", name, in: folder)
        #expect(refused.exitCode == 73 && refused.error.hasPrefix("\(name): cannot be opened"))
      }
      #expect(refused(folder).isEmpty)
    }
  }

  /// Files that a refusal left.
  private func refused(_ folder: URL) -> [String] {
    ["nowhere", "notes.db-wal", "notes.db-shm", "notes.db-journal"].filter {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }
}
