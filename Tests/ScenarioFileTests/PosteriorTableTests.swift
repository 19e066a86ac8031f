import Foundation
import Testing

@testable import ScenarioFile

@Suite struct PosteriorTableTests {
  private static let scenario = """
    name: Small
    horizon: 12 months
    market: {size: 1 million}
    customers: {initial: 10_000, churn: 3% per month}
    acquisition: {cac: $60, organic: 40 per day}
    loops:
      referral: {participation: 10%, invites: 3, conversion: {base: 3%, uplift: 4x}}
    program:
      reward: {referrer: 15% of CAC, referee: 10% of CAC}
    uncertain:
      posterior: draws.csv
    """

  private func parse(_ csv: String, _ text: String = scenario) throws -> ScenarioDocument {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "posterior-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(csv.utf8).write(to: folder.appendingPathComponent("draws.csv"))
    do {
      return try ScenarioDocument.parse(text: text, file: "small.yaml", folder: folder.path)
    } catch {
      throw Said(text: error.description.replacing(folder.path + "/", with: ""))
    }
  }

  private struct Said: Error { var text: String }

  @Test(arguments: [
    (String(repeating: "a,", count: 1000) + "a\n", "expected at most 1000 paths, found more"),
    (
      "acquisition.organic\n" + String(repeating: "4\n", count: 1_000_001),
      "draws.csv:1000002:1: error: expected at most 1000000 draws, found more"
    ),
    (
      String(repeating: "a,", count: 999) + "a\n"
        + String(repeating: String(repeating: "1,", count: 999) + "1\n", count: 10_001),
      "draws.csv:10002:1: error: expected at most 10000 draws, found more"
    ),
  ])
  func `more draws than anybody needs are refused`(csv: String, said: String) throws {
    let error = #expect(throws: Said.self) { try parse(csv) }
    #expect(error?.text.contains(said) == true, "\(error?.text.prefix(200) ?? "")")
  }

  @Test func `columns are parameters that share their rows`() throws {
    let document = try parse(
      "loops.referral.conversion.base,acquisition.organic\n0.02,30\n0.04,50\n")
    #expect(
      document.uncertain.map(\.path) == ["loops.referral.conversion.base", "acquisition.organic"])
    #expect(document.uncertain.map(\.posteriorColumn) == [0, 1])
    #expect(document.posterior?.rows == [[0.02, 30], [0.04, 50]])
    let drawn = try document.scenario(drawing: [0.04, 50])
    #expect(drawn.acquisition.organic.perDay == 50)
    #expect(document.resolvedYAML.contains("uncertain:\n  posterior: draws.csv\n"))
  }

  // Found by fuzzing; the header went into the sentence as it was.
  @Test func `a header that would steer a terminal is made visible`() {
    let refused = #expect(throws: Said.self) {
      try parse("acquisition.orga\u{0}\u{1B}[2Jnic\n40\n")
    }
    #expect(
      refused?.text.contains("acquisition.orga\u{FFFD}\u{FFFD}[2Jnic: names nothing") == true,
      "\(refused?.text ?? "")")
  }

  @Test(arguments: [
    (
      "loops.referral.conversion.bass\n0.02\n",
      "draws.csv:1:1: error: loops.referral.conversion.bass: names nothing in this scenario; did you "
        + "mean 'loops.referral.conversion.base'?"
    ),
    (
      "acquisition.organic,loops.referral.conversion.base\n30,0.02\n30\n",
      "draws.csv:3:1: error: expected 2, one per path of the header, found 1 fields"
    ),
    (
      "acquisition.organic,loops.referral.conversion.base\n30,0.02\n\n30,6\n",
      "draws.csv:4:1: error: loops.referral.conversion.base: expected a share from 0% to 100%, as a "
        + "number in base units, found 6.0"
    ),
    ("acquisition.organic\nmany\n", "draws.csv:2:1: error: expected a number, found many"),
    (
      "acquisition.organic\n",
      "draws.csv:1:1: error: expected a header of paths and a draw in every row, found no draws"
    ),
    ("name\n3\n", "draws.csv:1:1: error: name: not a number that can be uncertain"),
    (
      "acquisition.organic,acquisition.organic.rate\n3,3\n",
      "draws.csv:1:21: error: acquisition.organic.rate: has two distributions: keep one, here or "
        + "under uncertain"
    ),
  ])
  func `a broken file is refused with its place`(csv: String, said: String) throws {
    let refused = #expect(throws: Said.self) { try parse(csv) }
    #expect(refused?.text.hasPrefix(said) == true, "\(refused?.text ?? "")")
  }

  @Test func `a missing file is refused where it is named`() throws {
    let text = Self.scenario.replacing("draws.csv", with: "none.csv")
    let refused = #expect(throws: Said.self) { try parse("a\n1\n", text) }
    #expect(
      refused?.text.hasPrefix("small.yaml:11:14: error: uncertain.posterior: ") == true,
      "\(refused?.text ?? "")")
  }
}
