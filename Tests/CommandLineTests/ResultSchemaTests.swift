import Foundation
import Testing

/// A Python with jsonschema, an independent validator.
private enum Validator {
  static let isAvailable = run(["-c", "import jsonschema"]).status == 0

  static func run(_ arguments: [String]) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    do {
      try process.run()
    } catch {
      return (-1, "\(error)")
    }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static func check(_ results: [String], against subject: String, in folder: URL) throws {
    let schema = folder.appendingPathComponent("\(subject).schema.json")
    try Command.run("schema", subject, in: folder).output.write(to: schema)
    let script = Command.root.appendingPathComponent("Tests/CommandLineTests/result_check.py").path
    let (status, output) = run([script, schema.path] + results)
    #expect(status == 0, "\(output)")
  }
}

@Suite struct ResultSchemaTests {
  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func `every committed result has the form that its schema says`() throws {
    try inTemporaryFolder { folder in
      let root = Command.root.appendingPathComponent("Results").path
      let files = try FileManager.default.subpathsOfDirectory(atPath: root).map { "\(root)/\($0)" }
      let runs = files.filter { $0.hasSuffix("/summary.json") && !$0.contains("/.partial") }
      #expect(runs.count >= 15)
      try Validator.check(runs, against: "run", in: folder)
      let decisions = files.filter { $0.hasSuffix("/decision.json") }
      #expect(decisions.count >= 3)
      try Validator.check(decisions, against: "decision", in: folder)
      let calibrations = files.filter { $0.hasSuffix("/calibration.json") }
      #expect(!calibrations.isEmpty)
      try Validator.check(calibrations, against: "calibration", in: folder)
    }
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func `every command prints what its schema says`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      for (subject, command) in [
        ("run", ["run", "small.yaml", "--replications", "4"]),
        ("run", ["run", "small.yaml", "--precision", "50% of npv"]),
        ("explanation", ["explain", "small.yaml", "--replications", "2"]),
        ("comparison", ["compare", "small.yaml", "--replications", "8"]),
        ("decision", ["tune", "small.yaml", "--replications", "8"]),
        ("decision", ["tune", "small.yaml", "--replications", "100", "--risk", "q05"]),
        (
          "decision",
          [
            "tune", "small.yaml", "--replications", "8", "--subject-to", "incremental_cac <= cac",
            "--vary", "program.reward.referrer.value=0%..40% of CAC by 10% of CAC",
            "--vary", "program.reward.referee.value=0%..20% of CAC by 5% of CAC",
          ]
        ),
      ] {
        let run = try Command.run(command + ["--format", "json"], in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
        let file = folder.appendingPathComponent("result.json")
        try run.output.write(to: file)
        try Validator.check([file.path], against: subject, in: folder)
      }
    }
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func `what two results differ in has the form that its schema says`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      let examples = Command.root.appendingPathComponent("Examples")
      for name in ["small-program.yaml", "monthly.csv", "experiment.csv"] {
        try FileManager.default.copyItem(
          at: examples.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      let fit = ["calibrate", "small-program.yaml", "--experiment", "experiment.csv"]
      let past = [
        "backtest", "small-program.yaml", "--series", "monthly.csv", "--map", "date=Month",
        "--fit", "acquisition.organic", "--set", "horizon=6 months", "--origins", "1",
      ]
      for (name, command) in [
        ("run", ["run", "small.yaml", "--replications", "4"]),
        ("seed", ["run", "small.yaml", "--replications", "4", "--seed", "2"]),
        ("one", ["run", "small.yaml", "--replications", "1", "--set", "horizon=3 months"]),
        ("compare", ["compare", "small.yaml", "--replications", "8"]),
        ("tune", ["tune", "small.yaml", "--replications", "8"]),
        ("fit", fit), ("dear", fit + ["--set", "acquisition.cac=$90"]), ("past", past),
      ] {
        let made = try Command.run(command + ["--output", name, "--quiet"], in: folder)
        #expect(made.exitCode == 0, "\(made.error)")
      }
      var files: [String] = []
      for (before, after) in [
        ("run", "run"), ("run", "seed"), ("run", "one"), ("run", "compare"), ("run", "tune"),
        ("compare", "tune"), ("tune", "tune"), ("fit", "dear"), ("run", "fit"), ("past", "past"),
      ] {
        let diff = try Command.run("results", "diff", before, after, "--format", "json", in: folder)
        #expect(diff.exitCode == 0, "\(diff.error)")
        let file = folder.appendingPathComponent("\(before)-\(after).json")
        try diff.output.write(to: file)
        files.append(file.path)
        // Whatever the two are, what is printed fits a terminal.
        let shown = try Command.run("results", "diff", before, after, in: folder)
        for line in shown.text.split(separator: "\n") {
          #expect(line.count <= 80, "\(before) \(after): \(line)")
        }
      }
      try Validator.check(files, against: "difference", in: folder)
    }
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func `what is found in data has the form that its schema says`() throws {
    try inTemporaryFolder { folder in
      let examples = Command.root.appendingPathComponent("Examples")
      for name in ["small-program.yaml", "monthly.csv", "experiment.csv"] {
        try FileManager.default.copyItem(
          at: examples.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      let series = [
        "small-program.yaml", "--series", "monthly.csv", "--map", "date=Month", "--fit",
        "acquisition.organic", "--set", "horizon=6 months",
      ]
      let events = ["id,joined,by", "1,2023-01-02,", "2,2023-02-03,1", "3,2023-03-05,"]
      try Data(events.joined(separator: "\n").utf8).write(
        to: folder.appendingPathComponent("events.csv"))
      let persons =
        ["--events", "events.csv"]
        + ["person_id=id", "joined_at=joined", "referred_by=by"]
        .flatMap { ["--map", $0] }
      for (subject, command) in [
        ("calibration", ["calibrate"] + series),
        ("backtest", ["backtest"] + series + ["--origins", "1"]),
        ("calibration", ["calibrate", "small-program.yaml", "--experiment", "experiment.csv"]),
        ("calibration", ["calibrate", "small-program.yaml"] + persons),
      ] {
        let run = try Command.run(command + ["--format", "json"], in: folder)
        #expect(run.exitCode == 0, "\(run.error)")
        let file = folder.appendingPathComponent("result.json")
        try run.output.write(to: file)
        try Validator.check([file.path], against: subject, in: folder)
      }
    }
  }
}
