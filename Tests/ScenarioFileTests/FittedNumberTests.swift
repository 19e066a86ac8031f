import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

@Suite struct FittedNumberTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scenarios")

  /// Paths of all numbers of a checked scenario.
  private static func numbers(_ node: CheckedNode, at path: String = "") -> [String] {
    switch node.content {
    case .amount: [path]
    case .object(let fields):
      fields.flatMap { numbers($0.value, at: path.isEmpty ? $0.name : "\(path).\($0.name)") }
    case .list(let items):
      items.enumerated().flatMap { numbers($1, at: "\(path)[\($0)]") }
    default: []
    }
  }

  // A fit puts numbers into what was checked; reading the changed file whole is the other way.
  @Test func `a number put in its place makes the scenario that a changed file makes`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".yaml") }
    var compared = 0
    for file in files {
      let document = try ScenarioDocument.load(
        path: Self.folder.appendingPathComponent(file).path)
      for path in Self.numbers(document.checked) {
        let number: FittedNumber
        do {
          guard let found = try document.fittedNumbers([path]).first else { continue }
          number = found
        } catch {
          // Whole numbers, and what is relative to something else.
          continue
        }
        let value = number.value * 1.01
        guard number.range.contains(value) else { continue }
        let tree = document.tree.setting(
          number.target, to: ScenarioNode(.number(value), at: SourceLocation(file: path)))
        let whole = CheckedScenario(tree, files: document.files)
        do {
          let scenario = try document.scenario(fitting: [number], to: [value])
          // A file may not give a part of a side that it does not have; its default has it.
          guard whole.problems.isEmpty else { continue }
          #expect(
            scenario
              == ScenarioBuilder(whole.root, tree: tree, files: document.files).scenario(),
            "\(file): \(path)")
          compared += 1
        } catch {
          #expect(!whole.problems.isEmpty, "\(file): \(path): \(error)")
        }
      }
    }
    #expect(files.count >= 16 && compared > 300, "\(compared)")
  }

  @Test func `a market is the only whole number that is fitted`() throws {
    let document = try ScenarioDocument.load(
      path: Self.folder.appendingPathComponent("saas-credit.yaml").path)
    let number = try #require(try document.fittedNumbers(["market.size"]).first)
    let scenario = try document.scenario(fitting: [number], to: [123_456.7])
    #expect(scenario.market.size == 123_457)
    #expect(throws: ScenarioErrors.self) { try document.fittedNumbers(["customers.initial"]) }
  }
}
