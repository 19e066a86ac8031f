import Foundation
import KFactorKit
import Testing

// What a Swift program gets from the library, beside what the command writes for anybody else.
@Suite struct SwiftLibraryTests {
  private static func rows(_ path: String, in folder: URL) throws -> [[Substring]] {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test func `a worker makes the replications of the command, in any order`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let set = "loops.referral.invites=2"
      let run = try Command.run(
        "run", "small.yaml", "--set", set, "--replications", "3", "--output", "run", in: folder)
      #expect(run.exitCode == 0, "\(run)")
      let rows = try Self.rows("run/replications.csv", in: folder)
      let simulator = try ForecastSimulator(
        scenarioFile: folder.appendingPathComponent("small.yaml").path, overrides: [set])
      #expect(simulator.metricNames == rows[0].dropFirst(2).map(String.init))
      let worker = simulator.makeWorker()
      for replication in [2, 0, 1] {
        let metrics = try worker(replication)
        let written = rows[replication + 1].dropFirst(2)
        #expect(metrics.count == written.count)
        for (metric, text) in zip(metrics, written) {
          // An empty cell is a metric without a value.
          #expect(text.isEmpty ? metric.isNaN : metric == Double(text))
        }
      }
    }
  }

  @Test func `the limit of a large market is that of the command`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      let run = try Command.run(
        "run", "small.yaml", "--engine", "expected", "--output", "run", in: folder)
      #expect(run.exitCode == 0, "\(run)")
      let history = try ForecastSimulator(
        scenarioFile: folder.appendingPathComponent("small.yaml").path
      ).makeExpectedSimulator().expectedHistory()
      let last = try #require(
        try Self.rows("run/series.csv", in: folder)
          .last { $0[0] == "customers_total" && $0[2] == "mean" })
      #expect(history.count == 365 || history.count == 366)
      let written = try #require(Double(last[3]))
      #expect(abs(try #require(history.last) / written - 1) < 1e-12)
    }
  }

  @Test func `what cannot be read is refused with the sentence of the command`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(
        smallScenario.replacing("size: 1 million", with: "size: 1 milion"), to: folder)
      let path = folder.appendingPathComponent("small.yaml").path
      let run = try Command.run("run", path, in: folder)
      #expect(run.exitCode == 65)
      let error = try #require(throws: (any Error).self) {
        try ForecastSimulator(scenarioFile: path)
      }
      #expect("\(error)".contains("small.yaml:3:16: error: market.size"), "\(error)")
      #expect(run.error.contains("\(error)"), "\(run)")
      #expect(throws: (any Error).self) {
        try ForecastSimulator(scenarioFile: path, overrides: ["no override"])
      }
    }
  }
}
