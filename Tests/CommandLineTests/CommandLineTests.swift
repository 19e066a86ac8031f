import Foundation
import Testing

/// The command as a person runs it: a process, its streams, its exit code.
struct Command {
  var output: Data
  var error: String
  var exitCode: Int32

  var text: String { String(decoding: output, as: UTF8.self) }

  static var executable: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("kfactor")
  }

  static var root: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// A process that has not started yet, with its two streams.
  static func process(_ arguments: [String], in folder: URL) -> (Process, Pipe, Pipe) {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    return (process, output, error)
  }

  @discardableResult
  static func run(_ arguments: String..., in folder: URL) throws -> Command {
    try run(arguments, in: folder)
  }

  @discardableResult
  static func run(_ arguments: [String], in folder: URL) throws -> Command {
    let (process, output, error) = process(arguments, in: folder)
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    let said = try error.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Command(
      output: printed, error: String(decoding: said, as: UTF8.self),
      exitCode: process.terminationStatus)
  }
}

/// A folder of its own for a test, gone afterwards.
func inTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("kfactor-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

let smallScenario = """
  name: Small SaaS
  horizon: 12 months
  market: {size: 1 million}
  customers: {initial: 10_000, churn: 3% per month, margin: $8 per month}
  acquisition: {cac: $60, organic: 40 per day}
  loops:
    referral:
      participation: {at_zero: 6%, at_large: 20%, half_at: 10% of CAC}
      invites: 3
      conversion: {base: 3%, uplift: 4x}
  program:
    reward: {referrer: 15% of CAC, referee: 10% of CAC}
  """

@Suite struct RunCommandTests {
  static func write(_ text: String, to folder: URL, as name: String = "small.yaml") throws {
    try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  @Test func `prints one JSON object with the names of the design, and nothing else`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      let run = try Command.run(
        "run", "small.yaml", "--replications", "10", "--format", "json", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      #expect(run.error.isEmpty)
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      for key in [
        "kfactor", "scenario", "engine", "seed", "replications", "approximations", "metrics",
        "series",
      ] {
        #expect(object[key] != nil, "\(key)")
      }
      let metrics = try #require(object["metrics"] as? [String: [String: Any]])
      let total = try #require(metrics["signups_total"])
      for statistic in ["mean", "sd", "mcse", "q05", "q25", "q50", "q75", "q95"] {
        #expect(total[statistic] is NSNumber, "\(statistic)")
      }
      let series = try #require(object["series"] as? [String: Any])
      #expect((series["time"] as? [Any])?.count == 12)
    }
  }

  @Test func `leaves a folder from which the run can be repeated to the byte`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      try Command.run(
        "run", "small.yaml", "--replications", "20", "--threads", "1", "--output", "one",
        in: folder)
      // The resolved scenario is a scenario, and the number of threads no input.
      try Command.run(
        "run", "small.yaml", "--replications", "20", "--threads", "8", "--output", "eight",
        in: folder)
      for name in [
        "summary.json", "series.csv", "replications.csv", "scenario.yaml", "command.txt",
      ] {
        let one = try Data(contentsOf: folder.appendingPathComponent("one/\(name)"))
        let eight = try Data(contentsOf: folder.appendingPathComponent("eight/\(name)"))
        #expect(one == eight && !one.isEmpty, "\(name)")
      }
      let again = try Command.run("validate", "one/scenario.yaml", in: folder)
      #expect(again.exitCode == 0, "\(again.error)")
    }
  }

  // Killed at some moment of the run, then resumed: the files of a run that
  // was never touched. Moments are spread over the time that a whole run takes.
  @Test func `a killed run resumes to the same bytes`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      let arguments = ["run", "small.yaml", "--replications", "400", "--threads", "2", "--quiet"]
      let clock = ContinuousClock()
      let start = clock.now
      let (whole, _, _) = Command.process(arguments + ["--output", "whole"], in: folder)
      try whole.run()
      whole.waitUntilExit()
      let milliseconds = Double((clock.now - start) / .milliseconds(1))
      #expect(whole.terminationStatus == 0)
      var interrupted = 0
      for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
        let name = "killed\(Int(share * 100))"
        let (process, _, _) = Command.process(arguments + ["--output", name], in: folder)
        try process.run()
        Thread.sleep(forTimeInterval: share * milliseconds / 1000)
        if process.isRunning {
          kill(process.processIdentifier, SIGKILL)
          interrupted += 1
        }
        process.waitUntilExit()
        let resumed = try Command.run(
          "run", "small.yaml", "--replications", "400", "--threads", "2", "--resume", name,
          in: folder)
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        for file in ["summary.json", "series.csv", "replications.csv"] {
          let expected = try Data(contentsOf: folder.appendingPathComponent("whole/\(file)"))
          #expect(
            try Data(contentsOf: folder.appendingPathComponent("\(name)/\(file)")) == expected)
        }
      }
      #expect(interrupted > 0)
    }
  }

  @Test(arguments: [
    (["run"], "finished replications are kept in long"),
    (["compare", "--reps", "0:100000"], "interrupted: everything finished is kept in long"),
    (
      ["tune", "--vary", "program.reward.referrer.value=0% .. 20% of CAC", "--indifference", "$1"],
      "interrupted: everything finished is kept in long"
    ),
    (["explain"], "interrupted: an explanation keeps nothing that is unfinished"),
  ])
  func `an interrupt keeps what is finished and says how to go on`(
    words: [String], said sentence: String
  ) throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      let isKept = words[0] != "explain"
      let (process, _, error) = Command.process(
        words + ["small.yaml", "--replications", "100000"]
          + (isKept ? ["--output", "long"] : []), in: folder)
      try process.run()
      Thread.sleep(forTimeInterval: 1.5)
      process.interrupt()
      let said = String(
        decoding: try error.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(said.contains(sentence), "\(said)")
      #expect(said.contains("--resume long") == isKept)
    }
  }

  @Test func `a folder that holds another run is refused`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      try Command.run(
        "run", "small.yaml", "--replications", "4", "--output", "out", in: folder)
      let other = try Command.run(
        "run", "small.yaml", "--replications", "6", "--output", "out", in: folder)
      #expect(other.exitCode == 73)
      #expect(
        other.error
          == "out: holds a run with other inputs (scenario, seed, replications or version); choose another folder\n"
      )
      let resumed = try Command.run(
        "run", "small.yaml", "--seed", "2", "--replications", "4", "--resume", "out", in: folder)
      #expect(resumed.exitCode == 73)
    }
  }

  @Test func `an output that cannot be made or written ends in 73 or 74 with a sentence`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      try Self.write("in the way", to: folder, as: "file")
      let made = try Command.run(
        "run", "small.yaml", "--replications", "2", "--output", "file/out", in: folder)
      #expect(made.exitCode == 73)
      #expect(made.error.hasPrefix("file/out"))
      let (process, _, error) = Command.process(
        ["run", "small.yaml", "--replications", "2", "--output", "full"], in: folder)
      if let full = FileHandle(forWritingAtPath: "/dev/full") {
        process.standardOutput = full
        try process.run()
        let said = try error.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
        #expect(
          String(decoding: said, as: UTF8.self).hasPrefix("standard output: cannot be written"))
      }
    }
  }

  @Test func `wrong words on the command line end in 64, a wrong file in 65`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      #expect(try Command.run("run", "small.yaml", "--nonsense", in: folder).exitCode == 64)
      #expect(
        try Command.run("run", "small.yaml", "--replications", "0", in: folder).exitCode == 64)
      #expect(try Command.run("run", "small.yaml", "--reps", "9:3", in: folder).exitCode == 64)
      let missing = try Command.run("run", "none.yaml", in: folder)
      #expect(missing.exitCode == 65)
      let wrong = try Command.run(
        "run", "small.yaml", "--set", "loops.referal.invites=3", in: folder)
      #expect(wrong.exitCode == 65)
      #expect(wrong.error.contains("did you mean 'loops.referral.invites'?"))
      let metric = try Command.run(
        "run", "small.yaml", "--precision", "1% of signup_total", in: folder)
      #expect(metric.exitCode == 65)
      #expect(metric.error.contains("signups_total"))
    }
  }

  @Test func `precision stops when the interval is narrow enough`() throws {
    try inTemporaryFolder { folder in
      try Self.write(smallScenario, to: folder)
      let run = try Command.run(
        "run", "small.yaml", "--precision", "0.5% of signups_total", "--format", "json",
        in: folder)
      let object = try #require(
        try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let metrics = try #require(object["metrics"] as? [String: [String: Any]])
      let total = try #require(metrics["signups_total"])
      let mean = try #require(total["mean"] as? Double)
      let error = try #require(total["mcse"] as? Double)
      // Student's t is at least the normal 1.96 that is used here.
      #expect(1.96 * error / mean <= 0.005)
      #expect((object["replications"] as? Int).map { $0 >= 100 } == true)
    }
  }
}

@Suite struct OtherCommandTests {
  @Test func `every shipped scenario is valid`() throws {
    let folder = Command.root.appendingPathComponent("Scenarios")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(files.count >= 3)
    for file in files {
      let checked = try Command.run("validate", file, in: folder)
      #expect(checked.exitCode == 0, "\(checked.error)")
    }
  }

  @Test func `a new scenario is the shipped one, and is never overwritten`() throws {
    try inTemporaryFolder { folder in
      let made = try Command.run("new", "my-own", "--from", "dropbox-2008", in: folder)
      #expect(made.exitCode == 0, "\(made.error)")
      let mine = try Data(contentsOf: folder.appendingPathComponent("my-own.yaml"))
      let shipped = try Data(
        contentsOf: Command.root.appendingPathComponent("Scenarios/dropbox-2008.yaml"))
      #expect(mine == shipped)
      #expect(try Command.run("new", "my-own", "--from", "dropbox-2008", in: folder).exitCode == 73)
      let unknown = try Command.run("new", "other", "--from", "dropbx", in: folder)
      #expect(unknown.exitCode == 64)
      #expect(unknown.error.contains("dropbox-2008"))
    }
  }

  @Test func `the schema is JSON and knows every section`() throws {
    let schema = try Command.run("schema", in: Command.root)
    let object = try #require(
      try JSONSerialization.jsonObject(with: schema.output) as? [String: Any])
    let properties = try #require(object["properties"] as? [String: Any])
    for key in ["market", "customers", "acquisition", "loops", "program", "uncertain"] {
      #expect(properties[key] != nil, "\(key)")
    }
  }

  @Test func `validate reports every mistake of a file, in its order, and exits with 65`() throws {
    try inTemporaryFolder { folder in
      let broken = smallScenario.replacingOccurrences(
        of: "size: 1 million", with: "sise: 1 million"
      )
      .replacingOccurrences(of: "churn: 3% per month", with: "churn: 0.03")
      try RunCommandTests.write(broken, to: folder)
      let checked = try Command.run("validate", "small.yaml", in: folder)
      #expect(checked.exitCode == 65)
      #expect(checked.text.isEmpty)
      let first = try #require(checked.error.range(of: "small.yaml:3:"))
      let second = try #require(checked.error.range(of: "small.yaml:4:"))
      #expect(first.lowerBound < second.lowerBound)
      #expect(checked.error.contains("did you mean 'size'?"))
    }
  }
}
