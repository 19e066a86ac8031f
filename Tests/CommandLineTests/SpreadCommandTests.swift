import Foundation
import ReferralModel
import Testing

/// A Python with PyYAML, to run the scripts.
private enum Checker {
  static let isAvailable: Bool = {
    do {
      return try run("/usr/bin/env", ["python3", "-c", "import yaml"], in: Command.root).exitCode
        == 0
    } catch {
      return false
    }
  }()

  static func run(
    _ program: String, _ arguments: [String], in folder: URL, kfactor: String? = nil
  ) throws -> Command {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["KFACTOR"] = kfactor
    process.environment = environment
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Command(
      output: printed, error: String(decoding: said, as: UTF8.self),
      exitCode: process.terminationStatus)
  }

  /// What a script calls kfactor with, the merge last.
  static func calls(
    _ engine: String, _ script: String, in folder: URL, kfactor: String? = nil
  ) throws -> [[String]] {
    let driver = Command.root.appendingPathComponent("Tests/CommandLineTests/spread_check.py").path
    let run = try run(
      "/usr/bin/env", ["python3", driver, engine, script], in: folder, kfactor: kfactor)
    #expect(run.exitCode == 0, "\(run.error)")
    return try JSONDecoder().decode([[String]].self, from: Data(run.output))
  }
}

private let engines = ["parallel", "slurm", "ray", "kubernetes"]

private func spread(
  _ engine: String, _ arguments: [String], script: String, in folder: URL
) throws -> Command {
  let volume = ["--image", "registry.example/kfactor:1", "--claim", "simulations"]
  return try Command.run(
    ["spread", "--on", engine, "--script", script] + (engine == "kubernetes" ? volume : [])
      + arguments, in: folder)
}

private func value(of option: String, in words: [String]) throws -> String {
  let index = try #require(words.firstIndex(of: option), "\(words)")
  return words[index + 1]
}

/// Replications of parts, in order.
private func ranges(_ calls: [[String]]) throws -> [Range<Int>] {
  try calls.dropLast().map { words in
    let ends = try value(of: "--reps", in: words).split(separator: ":").map { Int($0) }
    return try #require(ends[0])..<(try #require(ends[1]))
  }.sorted { $0.lowerBound < $1.lowerBound }
}

@Suite struct SpreadCommandTests {
  // Whatever a shell, Perl in GNU parallel, Python, YAML, Slurm or Kubernetes would make of it.
  static let names = [
    "with space.yaml", "quote's \"and\" back\\slash.yaml", "$(touch pwned).yaml",
    "`touch pwned`;touch pwned&.yaml", "-dash.yaml", "~root.yaml",
    "line\nEOF\ntouch pwned\n.yaml", "{= system('touch pwned') =}{1}{}.yaml",
    "$(JOB_COMPLETION_INDEX) $$ $$(X) ${HOME}.yaml", "tab\tcr\rbell\u{7}.yaml",
    "'\u{301};touch pwned;'\u{301}.yaml", "$\u{301}(touch pwned).yaml",
    "\u{85}\u{2028}\u{FEFF}😀é.yaml", "# : - ! & * %a %j.yaml", "'''\"\"\"{parts}.yaml", "\\.yaml",
    "\u{1B}[31mred\u{9B}.yaml", "\u{202E}lmay.\u{200D}\u{E0041}'$'.yaml",
  ]

  @Test(
    .enabled(if: Checker.isAvailable, "python3 with PyYAML is not installed"), arguments: engines)
  func `every engine hands on the words as they were given`(engine: String) throws {
    try inTemporaryFolder { folder in
      for (index, name) in Self.names.enumerated() {
        try RunCommandTests.write(smallScenario, to: folder, as: name)
        let output = name.replacingOccurrences(of: ".yaml", with: " out")
        let made = try spread(
          engine,
          [
            "--replications", "5", "--shards", "2", "--seed", "7", "--output=\(output)", "--", name,
          ], script: "script\(index)", in: folder)
        #expect(made.exitCode == 0, "\(made.error)")
        #expect(made.error.isEmpty && made.output.isEmpty)
        // Which a terminal, or a pipe, gets as the file does.
        let script = try String(
          contentsOf: folder.appendingPathComponent("script\(index)"), encoding: .utf8)
        #expect(printable(script, keepsLines: true) == script)
        let calls = try Checker.calls(engine, "script\(index)", in: folder)
        // No program may take these for options or for a home.
        let prefix = name.hasPrefix("-") || name.hasPrefix("~") ? "./" : ""
        #expect(calls.count == 3)
        for call in calls.dropLast() {
          #expect(
            Array(call.prefix(6))
              == ["run", prefix + name, "--replications", "5", "--seed", "7"], "\(name)")
        }
        #expect(try ranges(calls) == [0..<2, 2..<5])
        #expect(
          calls.last == [
            "merge", "\(prefix)\(output)-parts/part-0-2", "\(prefix)\(output)-parts/part-2-5",
            "--output", prefix + output,
          ], "\(name)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/pwned"))
    }
  }

  // The merge waited for nothing, or was done as often as there are parts.
  @Test func `what is asked of the array is not asked of the merge`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let made = try spread(
        "slurm", ["small.yaml", "--replications", "8", "--shards", "2", "--output", "out"],
        script: "jobs.sh", in: folder)
      #expect(made.exitCode == 0, "\(made.error)")
      try RunCommandTests.write(
        "#!/bin/sh\ncat > /dev/null\necho \"$@\" >> jobs.log\necho 5\n", to: folder, as: "sbatch")
      let run = try Checker.run(
        "/bin/sh",
        [
          "-c", "chmod +x sbatch && PATH=$PWD:$PATH exec bash jobs.sh \"$@\"", "sh",
          "--partition=long", "--array=0-1%1", "--dependency=afterok:42", "--comment=a b",
        ], in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let jobs = try String(
        contentsOf: folder.appendingPathComponent("jobs.log"), encoding: .utf8
      ).split(separator: "\n")
      try #require(jobs.count == 2)
      #expect(
        jobs[0].hasSuffix("--partition=long --array=0-1%1 --dependency=afterok:42 --comment=a b"))
      #expect(jobs[1].contains("--partition=long --comment=a b --dependency=afterok:5 "))
      #expect(!jobs[1].contains("--array") && !jobs[1].contains("afterok:42"))
    }
  }

  @Test(
    .enabled(if: Checker.isAvailable, "python3 with PyYAML is not installed"),
    arguments: engines)
  func `every replication is in one part, whatever the numbers`(engine: String) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      try RunCommandTests.write(smallDecision, to: folder, as: "uncertain.yaml")
      for (file, asked, shards, total) in [
        ("small.yaml", "1", "1", 1), ("small.yaml", "10", "7", 10), ("small.yaml", "97", "13", 97),
        ("small.yaml", "1_0", "10", 10), ("uncertain.yaml", "11", "5", 12),
        ("uncertain.yaml", "1", "1", 2), ("uncertain.yaml", "26", "13", 26),
        ("uncertain.yaml", "9_999_999", "3", 10_000_000),
      ] {
        for flags in asked == "1" ? [[]] : [[], ["--compare"]] {
          let script = "\(file) \(asked) \(flags)"
          let made = try spread(
            engine, [file, "--replications", asked, "--shards", shards] + flags, script: script,
            in: folder)
          #expect(made.exitCode == 0, "\(made.error)")
          let ranges = try ranges(try Checker.calls(engine, script, in: folder))
          #expect(ranges.count == Int(shards) && ranges.allSatisfy { !$0.isEmpty })
          #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == total)
          for (one, next) in zip(ranges, ranges.dropFirst()) {
            #expect(one.upperBound == next.lowerBound)
            #expect(file == "small.yaml" || one.upperBound.isMultiple(of: 2))
          }
          try FileManager.default.removeItem(at: folder.appendingPathComponent("Results"))
        }
      }
    }
  }

  @Test(
    .enabled(if: Checker.isAvailable, "python3 with PyYAML is not installed"),
    arguments: ["parallel", "slurm", "ray"])
  func `the script leaves the folder of one machine`(engine: String) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      for (name, words, mode) in [
        ("run", ["--seed", "3", "--strategy=one-more", "--interval", "week"], []),
        (
          "compare",
          ["--strategy=one-more", "--strategy", "base", "--metric", "signups_total", "--minimise"],
          ["--compare"]
        ),
      ] {
        let single = try Command.run(
          [name, "small.yaml", "--replications", "12", "--output", "single-\(name)"] + words,
          in: folder)
        #expect(single.exitCode == 0, "\(single.error)")
        let made = try spread(
          engine,
          [
            "small.yaml", "--replications", "12", "--shards", "4", "--output", "spread-\(name)",
          ] + mode + words, script: name, in: folder)
        #expect(made.exitCode == 0, "\(made.error)")
        #expect(
          try Checker.calls(engine, name, in: folder, kfactor: Command.executable.path).isEmpty)
        let difference = try Checker.run(
          "/usr/bin/env", ["diff", "-r", "single-\(name)", "spread-\(name)"], in: folder)
        #expect(difference.exitCode == 0, "\(difference.text)")
        #expect(FileManager.default.fileExists(atPath: folder.path + "/spread-\(name)-parts"))
      }
      // Parts are no results of their own.
      let listed = try Command.run("results", ".", in: folder)
      #expect(!listed.text.contains("-parts/") && listed.text.contains("spread-run"))
    }
  }

  @Test func `a mistake is found before anything is printed`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      try RunCommandTests.write(smallDecision, to: folder, as: "uncertain.yaml")
      let precise = undecided.replacingOccurrences(
        of: "replications: 40", with: "precision: 1% of signups_total")
      try RunCommandTests.write(precise, to: folder, as: "precise.yaml")
      let parts = ["--on", "slurm", "--replications", "100", "--shards", "4"]
      for (words, exitCode, sentence) in [
        (["small.yaml"] + parts + ["--set", "loops.referal.invites=3"], 65, "did you mean"),
        (["none.yaml"] + parts, 65, "none.yaml"),
        (["precise.yaml"] + parts, 65, "asks for a precision"),
        (
          ["small.yaml", "--on", "slurm", "--replications", "10", "--shards", "11"], 64,
          "--shards: expected at most 10, found 11: the run has 10 replications"
        ),
        (
          ["uncertain.yaml", "--on", "ray", "--replications", "10", "--shards", "6"], 64,
          "--shards: expected at most 5, found 6: the run has 10 replications, in pairs"
        ),
        (
          ["small.yaml"] + parts + ["--engine", "expected"], 64,
          "--shards: expected at most 1, found 4: the run has 1 replication"
        ),
        (["small.yaml"] + parts + ["--compare", "--metric", "signup_total"], 65, "signups_total"),
        (["small.yaml"] + parts + ["--compare", "--strategy", "none"], 64, "no strategy none"),
        (["small.yaml"] + parts + ["--compare", "--engine", "expected"], 64, "only without"),
        (["small.yaml"] + parts + ["--metric", "npv"], 64, "only with --compare"),
        (["small.yaml", "uncertain.yaml"] + parts, 64, "add --compare"),
        (["small.yaml"] + parts + ["--strategy", "base", "--strategy", "b"], 64, "add --compare"),
        (["small.yaml"] + parts + ["--compare", "--confidence", "half"], 64, "--confidence"),
        (["small.yaml"] + parts + ["--image", "x"], 64, "only on kubernetes"),
        (["small.yaml"] + parts + ["--output", ""], 64, "--output"),
        (["small.yaml", "--on", "slurm", "--replications", "1__0", "--shards", "2"], 64, "1__0"),
        (
          ["small.yaml", "--on", "slurm", "--replications", "-5", "--shards", "2"], 64,
          "--replications"
        ),
        (
          ["small.yaml", "--on", "slurm", "--replications", "0", "--shards", "1"], 64, "expected 1"
        ),
        (["small.yaml", "--on", "condor", "--replications", "9", "--shards", "1"], 64, "condor"),
        (
          ["small.yaml", "--on", "kubernetes", "--replications", "9", "--shards", "1"], 64,
          "--image: needed on kubernetes"
        ),
      ] {
        let made = try Command.run(["spread"] + words, in: folder)
        #expect(made.exitCode == Int32(exitCode), "\(words): \(made.error)")
        #expect(made.error.contains(sentence), "\(words): \(made.error)")
        #expect(made.output.isEmpty, "\(words)")
      }
    }
  }

  @Test func `a script is printed, or written to a file that is not there yet`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(undecided, to: folder)
      for (engine, check) in [
        ("parallel", ["bash", "-n"]), ("slurm", ["bash", "-n"]),
        ("ray", ["python3", "-m", "py_compile"]),
      ] {
        let words = [
          "spread", "small.yaml", "--replications", "1_000_000", "--shards", "64", "--on", engine,
        ]
        let printed = try Command.run(words, in: folder)
        #expect(printed.exitCode == 0, "\(printed.error)")
        #expect(printed.text.contains("1000000 replications in 64 parts"))
        let written = try Command.run(words + ["--script", engine], in: folder)
        #expect(written.output.isEmpty)
        #expect(try Data(contentsOf: folder.appendingPathComponent(engine)) == printed.output)
        #expect(try Command.run(words + ["--script", engine], in: folder).exitCode == 73)
        let checked = try Checker.run("/usr/bin/env", check + [engine], in: folder)
        #expect(checked.exitCode == 0, "\(checked.error)")
      }
    }
  }
}
