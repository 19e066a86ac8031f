import Foundation
import Testing

@testable import ScenarioFile

@Suite struct BrokenScenarioTests {
  /// Beside every `bad/NAME.yaml` lies `bad/NAME.txt`, the whole text of what is said about it.
  @Test(arguments: Fixtures.names(in: "bad"))
  func `a broken scenario is refused with its whole text`(name: String) throws {
    let folder = Fixtures.folder + "/bad"
    let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    let expected = try String(
      contentsOfFile: "\(folder)/\(name.dropLast(5)).txt", encoding: .utf8)
    let errors = #expect(throws: ScenarioErrors.self) {
      try ScenarioDocument.parse(text: text, file: name, folder: folder)
    }
    let said = (errors?.description ?? "").replacing(folder + "/", with: "")
    #expect(said + "\n" == expected)
  }

  // Two columns for each letter of the name, as a terminal shows it, and none for the accent.
  @Test func `the caret stands under the column of a terminal`() throws {
    let text = "name: 推薦e\u{301}\nmarket: {name: 推薦, size: many}\n"
    let errors = try #require(throws: ScenarioErrors.self) {
      try ScenarioDocument.parse(text: text, file: "wide.yaml", folder: "")
    }
    let lines = errors.description.split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.contains("market.size") })
    #expect(lines[place].hasPrefix("wide.yaml:2:26: "))
    #expect(lines[place + 1] == "  2 | market: {name: 推薦, size: many}")
    #expect(lines[place + 2] == "    | " + String(repeating: " ", count: 27) + "^")
  }

  @Test func `at least forty broken scenarios are kept`() {
    #expect(Fixtures.names(in: "bad").count >= 40)
  }
}
