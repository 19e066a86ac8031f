import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

/// Files beside the tests.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  static func names(in kind: String) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")
      return names.filter { $0.hasSuffix(".yaml") }.sorted()
    } catch {
      preconditionFailure("no fixtures: \(error)")
    }
  }
}

@Suite struct ScenarioDocumentTests {
  @Test(arguments: Fixtures.names(in: "good"))
  func `a resolved scenario reads back as the same scenario`(name: String) throws {
    let folder = Fixtures.folder + "/good"
    let document = try ScenarioDocument.load(path: "\(folder)/\(name)")
    let text = document.resolvedYAML
    let again = try ScenarioDocument.parse(text: text, file: "resolved.yaml", folder: folder)
    #expect(again.scenario == document.scenario)
    #expect(again.uncertain.map(\.distribution) == document.uncertain.map(\.distribution))
    #expect(again.strategies == document.strategies)
    #expect(again.decision == document.decision)
    #expect(again.resolvedYAML == text)
  }
}
