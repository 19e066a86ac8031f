import Foundation
import Testing

/// A short form of `make drills`: the same scripts, a few times.
@Suite(.serialized) struct DrillTests {
  /// Runs a script in Tests/Drills, which exits with 0 where every drill passed.
  static func drill(_ script: String, _ environment: [String: String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Command.root.path + "/Tests/Drills/\(script)"]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["KFACTOR": Command.executable.path, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
      .merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    return said
  }

  // A fixed seed, so that a failure comes again.
  @Test func `a run killed at any moment is finished to the same bytes`() throws {
    let said = try Self.drill(
      "kills.py", ["KILLS": "4", "STEPS": "0", "COMMANDS": "run part merge", "SEED": "1"])
    // Four of each of the three commands, none counted that came too late.
    #expect(said.matches(of: #/: 4 kills, /#).count == 3, "\(said)")
  }

  // Too long a moment to be hit by chance: after some of the final files, before the last.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func `a folder with some of its final files still says whose it is`() throws {
    _ = try Self.drill("kills.py", ["KILLS": "0", "STEPS": "1", "COMMANDS": "compare"])
  }

  // flock holds the folder as another kfactor would.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")))
  func `two commands do not work in one folder, and a finished one is anybody's`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let command =
        "'\(Command.executable.path)' run small.yaml --replications 4 --output p --quiet"
      let refused = try Self.shell("mkdir p; flock p \(command)", in: folder)
      #expect(refused.exitCode == 73)
      #expect(
        refused.error.contains("p: another kfactor is at work in this folder"), "\(refused)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/p").isEmpty)
      #expect(try Self.shell(command, in: folder).exitCode == 0)
      let read = try Self.shell("flock p \(command)", in: folder)
      #expect(read.exitCode == 0, "\(read)")
    }
  }

  @Test func `signals and closed pipes end a run as documented`() throws {
    _ = try Self.drill("signals.py", ["TRIALS": "1", "COMMANDS": "run compare", "SEED": "1"])
  }

  /// Sanitizers take terabytes of addresses, which a limit to addresses forbids.
  static let isSanitized: Bool = {
    #if SANITIZED
      true
    #else
      false
    #endif
  }()

  @Test(.disabled(if: isSanitized, "a limit to addresses, under a sanitizer"))
  func `memory is refused before it is taken`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(
        smallScenario.replacing("size: 1 million", with: "size: 4 billion")
          .replacing("invites: 3", with: "reinforcement: 1.5x\n    invites: 3"), to: folder)
      // A gigabyte, whatever this machine has.
      let run = try Self.shell(
        "ulimit -v 1000000; '\(Command.executable.path)' run small.yaml --threads 1", in: folder)
      #expect(run.exitCode == 69)
      #expect(run.error.contains("out of memory before it began: 4000000000 persons"), "\(run)")
      #expect(run.error.contains("persons would fit on one thread"), "\(run)")
      #expect(run.text.isEmpty)
      // A fit measures luck with agents, in a market as large as the scenario's where few sign up.
      let examples = Command.root.appendingPathComponent("Examples").path
      let fit = try Self.shell(
        "ulimit -v 1000000; '\(Command.executable.path)' calibrate '\(examples)/small-program.yaml' "
          + "--series '\(examples)/monthly.csv' --map date=Month --fit acquisition.organic "
          + "--set 'market.size=4 billion' --set loops.referral.reinforcement=1.5x --threads 1",
        in: folder)
      #expect(fit.exitCode == 69)
      #expect(fit.error.contains("out of memory before it began: 4000000000 persons"), "\(fit)")
    }
  }

  @Test func `a closed stream is nobody's file`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let command = "'\(Command.executable.path)' run small.yaml --replications 4"
      try Self.shell("\(command) --output open", in: folder)
      let closed = try Self.shell("\(command) --output closed >&- 2>&-", in: folder)
      #expect(closed.exitCode == 74)
      for name in ["summary.json", "series.csv", "replications.csv", "scenario.yaml"] {
        #expect(
          try Data(contentsOf: folder.appendingPathComponent("open/\(name)"))
            == Data(contentsOf: folder.appendingPathComponent("closed/\(name)")), "\(name)")
      }
    }
  }

  // The thread sanitizer keeps notes in a file of its own, which such a limit cuts short.
  @Test(.disabled(if: isSanitized, "a limit to the size of files, under a sanitizer"))
  func `a limit to the size of files is told, not died of`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let command = "'\(Command.executable.path)' run small.yaml --replications 4 --output limited"
      let limited = try Self.shell("ulimit -f 4; \(command)", in: folder)
      #expect(limited.exitCode == 74)
      #expect(limited.error.contains("cannot be written: File too large"), "\(limited)")
      #expect(try Self.shell(command, in: folder).exitCode == 0)
    }
  }

  @discardableResult
  static func shell(_ text: String, in folder: URL) throws -> Command {
    let (process, output, error) = Command.process(["-c", text], in: folder)
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Command(
      output: printed, error: String(decoding: said, as: UTF8.self),
      exitCode: process.terminationStatus)
  }
}
