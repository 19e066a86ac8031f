import Foundation
import Testing

/// What a scenario from anybody can make the command read and print.
@Suite struct HostileFileTests {
  private static func scenario(name: String, people: String) -> String {
    """
    name: "\(name)"
    horizon: 1 month
    market: {size: 100}
    customers: {initial: {file: \(people)}, churn: none}
    acquisition: {cac: $60, organic: 1 per day}
    """
  }

  private static func prepare(_ folder: URL, name: String = "Mine", people: String) throws {
    for path in ["mine", "other"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(path), withIntermediateDirectories: true)
    }
    try Data("1\n2\n".utf8).write(to: folder.appendingPathComponent("other/people.txt"))
    try Data("1\n2\n".utf8).write(to: folder.appendingPathComponent("mine/people.txt"))
    try Data(scenario(name: name, people: people).utf8).write(
      to: folder.appendingPathComponent("mine/my.yaml"))
  }

  @Test(arguments: [
    ["run", "mine/my.yaml", "--replications", "2"], ["validate", "mine/my.yaml"],
    ["compare", "mine/my.yaml"], ["tune", "mine/my.yaml"], ["explain", "mine/my.yaml"],
    ["calibrate", "mine/my.yaml", "--series", "x.csv"],
    ["backtest", "mine/my.yaml", "--series", "x.csv"],
  ])
  func `no command reads a file outside the scenario's folder`(command: [String]) throws {
    try inTemporaryFolder { folder in
      try Self.prepare(folder, people: "../other/people.txt")
      let refused = try Command.run(command, in: folder)
      #expect(refused.exitCode == 65)
      #expect(refused.error.contains("outside the scenario's folder; to have it read, give"))
      let allowed = try Command.run(command + ["--allow-path", "other"], in: folder)
      #expect(!allowed.error.contains("outside the scenario's folder"), "\(allowed.error)")
    }
  }

  @Test func `a folder that is allowed is part of the command of a result`() throws {
    try inTemporaryFolder { folder in
      try Self.prepare(folder, people: "../other/people.txt")
      let run = try Command.run(
        "run", "mine/my.yaml", "--replications", "2", "--allow-path", "other", "--output", "out",
        in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let command = try String(
        contentsOf: folder.appendingPathComponent("out/command.txt"), encoding: .utf8)
      #expect(command.contains("--allow-path other"))
      let missing = try Command.run("validate", "mine/my.yaml", "--allow-path", "no", in: folder)
      #expect(missing.exitCode == 64)
    }
  }

  @Test func `a name cannot steer the terminal`() throws {
    try inTemporaryFolder { folder in
      try Self.prepare(
        folder, name: "x\\e[2J\\x9b31m\\u202eevil\\nSaved to /etc", people: "people.txt")
      for command in [
        ["run", "mine/my.yaml", "--replications", "2", "--output", "out"],
        ["run", "mine/my.yaml", "--replications", "2", "--output", "out", "--format", "json"],
        ["explain", "mine/my.yaml", "--replications", "2"], ["results", "out"],
        ["validate", "mine/my.yaml", "mine/\u{1B}[2J.yaml"],
      ] {
        let result = try Command.run(command, in: folder)
        let said = String(decoding: result.output, as: UTF8.self) + result.error
        #expect(
          !said.unicodeScalars.contains {
            $0 != "\n" && ($0.properties.generalCategory == .control || $0 == "\u{202E}")
          }, "\(command)")
      }
    }
  }
}
