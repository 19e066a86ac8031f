import Foundation
import Testing

/// The published facts about Dropbox (their sources are in the scenario file)
/// against its forecast: as committed, and as computed now by the fast engine.
@Suite struct DropboxTests {
  struct Forecast {
    var metrics: [String: [String: Any]]
    var time: [String]
    var total: [String: [Double]]

    init(_ data: Data) throws {
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      metrics = try #require(object["metrics"] as? [String: [String: Any]])
      let series = try #require(object["series"] as? [String: Any])
      time = try #require(series["time"] as? [String])
      let statistics = try #require(series["customers_total"] as? [String: Any])
      total = statistics.compactMapValues { $0 as? [Double] }
    }

    func share(_ loop: String) throws -> Double {
      try #require(metrics["referred_share.\(loop)"]?["mean"] as? Double)
    }

    func expectFacts() throws {
      // 1 million in April 2009, 4 million in January 2010.
      for (month, users) in [("2009-04-01", 1e6), ("2010-01-01", 4e6)] {
        let index = try #require(time.firstIndex(of: month))
        let (low, high) = (try #require(total["q05"])[index], try #require(total["q95"])[index])
        #expect(low <= users && users <= high, "\(month): \(low) to \(high)")
        #expect(high / low <= 2.5, "\(month): \(low) to \(high)")
      }
      // 35% of signups by the program, 20% by shared folders and other viral features.
      #expect((0.30...0.40).contains(try share("referral")))
      #expect((0.15...0.25).contains(try share("shared_folders")))
      // From 100,000: 39% a month to April 2009 (seven months), then 17% (nine).
      let median = try #require(total["q50"])
      let march = median[try #require(time.firstIndex(of: "2009-03-01"))]
      let april = median[try #require(time.firstIndex(of: "2009-04-01"))]
      let january = median[try #require(time.firstIndex(of: "2010-01-01"))]
      // The millionth user came inside April: between its two month ends.
      let early = pow((march * april).squareRoot() / 1e5, 1 / 7.0) - 1
      let late = pow(january / april, 1 / 9.0) - 1
      #expect(abs(early - 0.39) < 0.06, "\(early)")
      #expect(abs(late - 0.17) < 0.04, "\(late)")
    }
  }

  @Test func `the forecast of the fast engine agrees with the published facts`() throws {
    try inTemporaryFolder { folder in
      let run = try Command.run(
        "run", Command.root.appendingPathComponent("Scenarios/dropbox-2008.yaml").path,
        "--engine", "expected", "--replications", "200", "--format", "json", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      try Forecast(run.output).expectFacts()
    }
  }

  @Test func `the committed results agree with the published facts`() throws {
    let results = Command.root.appendingPathComponent("Results/dropbox-2008")
    let runs = try FileManager.default.contentsOfDirectory(atPath: results.path)
      .filter { !$0.hasPrefix(".") }
    let run = results.appendingPathComponent(try #require(runs.first))
    #expect(runs.count == 1)
    try Forecast(try Data(contentsOf: run.appendingPathComponent("summary.json"))).expectFacts()
    for file in ["series.csv", "replications.csv", "scenario.yaml", "command.txt"] {
      #expect(FileManager.default.fileExists(atPath: run.appendingPathComponent(file).path))
    }
  }
}
