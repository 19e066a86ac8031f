import Foundation
import JSON
import Simulation
import Testing

@testable import Reporting

@Suite struct RunResultJSONTests {
  private func parsed(_ result: RunResult) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(result.json.text().utf8))
    return try #require(object as? [String: Any])
  }

  @Test func `has the keys of the contract, in its order`() throws {
    let result = try TinyResult.make()
    guard case .object(let members) = result.json else { return #expect(Bool(false)) }
    #expect(
      members.map(\.name).prefix(8) == [
        "kfactor", "scenario", "engine", "seed", "replications", "approximations", "metrics",
        "series",
      ])
    let json = try parsed(result)
    #expect(
      json["kfactor"] as? [String: String] == [
        "version": "0.1.0", "command": "kfactor run tiny.yaml",
      ])
    #expect(json["engine"] as? String == "agents")
    #expect((json["seed"] as? NSNumber)?.uint64Value == .max)
    #expect(json["replications"] as? Int == 4)
    #expect(json["approximations"] as? [String] == ["reinforcement"])
    let metrics = try #require(json["metrics"] as? [String: [String: Any]])
    // Signups of replications 0 to 3: 6, 7, 8, 9.
    #expect(metrics["signups_total"]?["mean"] as? Double == 7.5)
    #expect(metrics["signups_total"]?["q50"] as? Double == 7.5)
    #expect(Set(try #require(metrics["signups_total"]).keys) == Set(Statistics.names))
    let series = try #require(json["series"] as? [String: Any])
    #expect(series["interval"] as? String == "month")
    #expect(series["time"] as? [String] == ["2024-02-29", "2024-03-01"])
    let signups = try #require(series["signups"] as? [String: [Double]])
    #expect(signups["mean"] == [5.5, 2])
    #expect(Set(signups.keys) == Set(Statistics.names))
  }

  @Test func `what is undefined is null, and counted`() throws {
    let metrics = try #require(parsed(try TinyResult.make())["metrics"] as? [String: [String: Any]])
    let payback = try #require(metrics["payback_days"])
    #expect(payback["mean"] is NSNull)
    #expect(payback["undefined"] as? Int == 4)
  }
}

@Suite struct JSONValueTests {
  @Test(arguments: [
    (0.1, "0.1"), (200, "200"), (-0.0, "0"), (1e300, "1e+300"), (2.5e-7, "2.5e-07"),
    (1.0 / 3, "0.3333333333333333"), (.nan, "null"), (.infinity, "null"),
  ])
  func `numbers have the shortest digits that read back`(value: Double, text: String) throws {
    #expect(JSONValue.number(value).text() == text)
    if value.isFinite { #expect(Double(text) == value) }
  }

  @Test func `strings survive a round trip`() throws {
    let nasty = "\"\\\n\r\t\u{0}\u{1F}\u{7F} é 漢 👩‍👩‍👧 \u{2028}"
    let data = Data(JSONValue.array([.string(nasty)]).text().utf8)
    #expect(try JSONSerialization.jsonObject(with: data) as? [String] == [nasty])
  }
}
