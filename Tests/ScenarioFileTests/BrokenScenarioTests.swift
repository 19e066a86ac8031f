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

  @Test func `at least forty broken scenarios are kept`() {
    #expect(Fixtures.names(in: "bad").count >= 40)
  }
}
