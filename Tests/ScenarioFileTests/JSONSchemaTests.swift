import Foundation
import Testing

@testable import ScenarioFile

/// A Python with jsonschema, an independent validator.
private enum Python {
  static let isAvailable = run(["-c", "import jsonschema, yaml"])?.status == 0

  static func run(_ arguments: [String]) -> (status: Int32, output: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-W", "ignore"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    do { try process.run() } catch { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

@Suite struct JSONSchemaTests {
  /// Broken in structure or in the form of a value; the others contradict themselves in ways
  /// that JSON Schema cannot express (a NaN among them), or are no YAML.
  static let structural = [
    "amount-negative", "arrivals-without-unit", "at-large-missing",
    "distribution-incomplete", "distribution-none-named", "distribution-one-too-many",
    "distribution-parameters", "duration-without-unit", "four-mistakes", "half-at-missing",
    "infinity", "initial-two-ways", "invites-rate-and-mean", "key-top-level", "key-unknown",
    "key-unknown-far", "link-unknown", "list-expected", "loop-key-misspelt", "loop-name",
    "mapping-expected", "margin-negative", "margin-without-unit", "missing-keys",
    "missing-loop-keys", "money-per-month-as-money", "money-without-unit", "months-eleven",
    "multiplier-without-unit", "network-model-unknown", "network-two-models",
    "number-of-400-digits", "tier-key", "tier-from-zero", "milestone-unit",
    "milestone-missing", "cap-period", "cap-negative", "raffle-every", "raffle-list",
    "leaderboard-empty", "payout-hold", "payout-key", "deadweight-number",
    "campaign-two-ends", "campaign-no-end", "campaign-path", "fraud-fakes", "orders-margin-money",
    "orders-value-law", "segments-key", "segments-value", "channels-key", "ties-missing",
    "ties-share", "price-unit", "cost-threshold",
    "rate-without-period", "reward-kind", "schedule-misspelt", "schedule-no-day",
    "schedule-cap", "schedule-other-path", "seed", "share-as-number", "share-without-unit",
    "size-fraction", "size-zero", "table-and-curve", "table-row-short", "toggle",
    "too-large-number", "uncertain-gamma-quantiles", "uncertain-text", "uncertain-unit",
    "strategies-list", "strategies-name", "strategies-path", "strategies-unit", "strategies-value",
    "strategies-unchangeable", "strategies-no-mapping", "decision-no-vary", "decision-key",
    "decision-objective", "decision-risk", "decision-confidence-unit", "decision-indifference",
    "decision-five-variables", "vary-path", "vary-unchangeable", "vary-one-value", "vary-word",
    "vary-one-choice", "vary-choice-twice", "vary-choice-unknown", "vary-choice-mapping",
    "vary-three-ends", "limit-no-list", "limit-no-comparison", "limit-mapping",
    "uncertain-decision", "value-list", "value-nothing", "yaml-empty", "yaml-list", "yaml-merge",
  ]

  @Test(.enabled(if: Python.isAvailable, "python3 with jsonschema and yaml is not installed"))
  func `an independent validator agrees with the checker`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let schema = folder.appendingPathComponent("schema.json")
    try ScenarioSchema.jsonSchema().write(to: schema, atomically: true, encoding: .utf8)
    // The good ones as they were written, and with every default spelled out.
    for name in Fixtures.names(in: "good") {
      let path = "\(Fixtures.folder)/good/\(name)"
      try FileManager.default.copyItem(
        atPath: path, toPath: folder.appendingPathComponent(name).path)
      try ScenarioDocument.load(path: path).resolvedYAML.write(
        to: folder.appendingPathComponent("resolved-\(name)"), atomically: true, encoding: .utf8)
    }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("schema_check.py").path
    let names = JSONSchemaTests.structural.map { $0 + ".yaml" }
    let result = Python.run(
      [script, schema.path, folder.path, Fixtures.folder + "/bad"] + names)
    #expect(result?.output == "the schema agrees\n")
    #expect(result?.status == 0)
  }

  @Test func `the schema describes every key of the table`() {
    let text = ScenarioSchema.jsonSchema()
    #expect(text.utf8.count < 400_000, "editors load it for every file")
    for path in TablePath.all {
      let key = path.pattern.split(separator: ".").last.map(String.init) ?? ""
      guard key.allSatisfy({ $0.isLetter || $0 == "_" }) else { continue }
      #expect(text.contains("\"\(key)\": {"), "\(path.pattern)")
    }
  }
}
