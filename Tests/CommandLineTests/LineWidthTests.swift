import Foundation
import Testing

/// What a narrow terminal shows: the same, with the wide tables stacked.
@Suite struct LineWidthTests {
  static let commands: [[String]] = [
    ["run", "small.yaml", "--replications", "4", "--output", "a"],
    ["compare", "saas.yaml", "--replications", "4", "--output", "b"],
    [
      "tune", "small.yaml", "--vary", "program.reward.referrer.value=0%..20% of CAC by 10% of CAC",
      "--replications", "20", "--output", "c",
    ],
    ["explain", "small.yaml", "--replications", "4"],
    ["calibrate", "program.yaml", "--experiment", "experiment.csv", "--output", "d"],
  ]

  static func output(_ arguments: [String], columns: Int?, in folder: URL) throws -> [Substring] {
    let (process, output, _) = Command.process(arguments, in: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["COLUMNS": columns.map(String.init) ?? ""]) { $1 }
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return text.split(separator: "\n")
  }

  static func makeInputs(in folder: URL) throws {
    try smallScenario.write(
      to: folder.appendingPathComponent("small.yaml"), atomically: true, encoding: .utf8)
    let inputs = [
      ("Scenarios/saas-credit.yaml", "saas.yaml"), ("Examples/small-program.yaml", "program.yaml"),
      ("Examples/experiment.csv", "experiment.csv"),
    ]
    for (source, name) in inputs {
      try FileManager.default.copyItem(
        at: Command.root.appendingPathComponent(source), to: folder.appendingPathComponent(name))
    }
  }

  @Test(arguments: commands) func `no line is wider than the terminal`(
    _ arguments: [String]
  ) throws {
    try inTemporaryFolder { folder in
      try Self.makeInputs(in: folder)
      let lines = try Self.output(arguments, columns: 72, in: folder)
      #expect(lines.count > 5)
      // A command to copy, or a path, is one line however long.
      for line in lines where !line.hasPrefix("Again: ") { #expect(line.count <= 72, "\(line)") }
    }
  }

  @Test(arguments: commands.filter { $0.contains("--output") })
  func `what is finished is laid out anew for every screen`(_ arguments: [String]) throws {
    try inTemporaryFolder { folder in
      try Self.makeInputs(in: folder)
      // Made for one width, shown again for another, by the command and from the folder.
      let wide = try Self.output(arguments, columns: 120, in: folder)
      let result = try #require(arguments.last)
      for again in [arguments, ["results", "show", result]] {
        let lines = try Self.output(again, columns: 72, in: folder)
        #expect(lines.count > wide.count)
        for line in lines where !line.hasPrefix("Again: ") { #expect(line.count <= 72, "\(line)") }
        #expect(lines.contains("Written to \(result)"))
        let shown = try Self.output(again, columns: 120, in: folder)
        // A calibration says at first where its scenario went, too.
        #expect(shown.filter { !$0.contains(result) } == wide.filter { !$0.contains(result) })
      }
    }
  }

  @Test func `a pipe gets whole rows`() throws {
    try inTemporaryFolder { folder in
      try Self.makeInputs(in: folder)
      let lines = try Self.output(Self.commands[1], columns: nil, in: folder)
      #expect(lines.contains { $0.contains("less the best") && $0.contains("unpaired") })
    }
  }
}
