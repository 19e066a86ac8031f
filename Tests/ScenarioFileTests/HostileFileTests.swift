import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

/// Files that want to cost time or memory, or to be read as what they are not.
@Suite struct HostileFileTests {
  private func said(_ text: String) -> String {
    let errors = #expect(throws: ScenarioErrors.self) {
      try ScenarioDocument.parse(text: text, file: "hostile.yaml", folder: "")
    }
    return errors?.description ?? ""
  }

  private func said(ofFile path: String) -> String {
    let errors = #expect(throws: ScenarioErrors.self) { try ScenarioDocument.load(path: path) }
    return errors?.description ?? ""
  }

  private func temporary(_ bytes: [UInt8]) throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("hostile-\(UUID().uuidString).yaml")
    try Data(bytes).write(to: url)
    return url
  }

  @Test func `an alias bomb stops at a hundred thousand values`() {
    var text = "l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
      text += "l\(level): &l\(level) [\(aliases)]\n"
    }
    #expect(said(text).contains("more than 100,000 values, counting every use of an alias"))
  }

  @Test(arguments: [
    "? *l9\n: 1\n", "{*l9 : 1}", "x: {[*l9]: 1}\n", "x: {? *l9 : 1}\n", "x: {[*l9] # c\n : 1}\n",
    "? [*l9]\n: 1\n",
  ])
  func `a bomb as a key is never hashed`(key: String) {
    var text = "l0: &l0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
      text += "l\(level): &l\(level) [\(aliases)]\n"
    }
    #expect(said(text + key).contains("keys must be plain words in a file that uses aliases"))
  }

  @Test(arguments: [65, 900, 10_000])
  func `nesting beyond 64 levels is refused`(levels: Int) {
    let text =
      "name: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    #expect(said(text).contains("nested more than 64 levels deep"))
    let block = (0..<min(levels, 900)).map { String(repeating: " ", count: $0) + "a:" }
    #expect(said(block.joined(separator: "\n")).contains("nested more than 64 levels deep"))
  }

  @Test func `a number of a hundred thousand digits is refused in a short sentence`() {
    let errors = said(
      "name: x\nhorizon: 1 year\nmarket: {size: 1" + String(repeating: "0", count: 100_000) + "}")
    #expect(errors.contains("expected a whole number from 1 to 4294967295, found 1000"))
    #expect(errors.utf8.count < 1000)
  }

  @Test func `every unknown key is counted, a hundred are shown`() {
    let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: "\n")
    let errors = said("name: x\nhorizon: 1 year\nmarket: {size: 10}\n" + keys)
    #expect(errors.contains("and 19900 more errors"))
    #expect(errors.utf8.count < 20_000)
  }

  @Test func `a file of duplicate keys ends`() {
    let errors = said(String(repeating: "name: x\n", count: 20_000))
    #expect(errors.contains("key given twice"))
  }

  @Test func `a file larger than 1 MiB is not read`() throws {
    let url = try temporary([UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1))
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
    #expect(
      said(ofFile: url.path)
        == "\(url.path): error: larger than 1 MiB, the limit for a scenario")
  }

  @Test func `an override larger than 1 MiB, or with a byte that no text has, is not read`() {
    for (value, said) in [
      (String(repeating: "x", count: (1 << 20) + 1), "name: larger than 1 MiB"),
      ("a\u{0}b", "name: contains a NUL byte"),
    ] {
      let errors = #expect(throws: ScenarioErrors.self) {
        try PathOverride(parsing: "name=\(value)")
      }
      #expect(errors?.description.contains(said) == true)
    }
  }

  @Test func `bytes that are no UTF-8 are shown where they are`() throws {
    let url = try temporary(Array("name: x\nab: é".utf8) + [0xFF, 0x0A])
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
    #expect(said(ofFile: url.path) == "\(url.path):2:6: error: not UTF-8 text")
  }

  @Test func `a NUL byte is refused`() throws {
    let url = try temporary(Array("name: x\n".utf8) + [0])
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
    #expect(said(ofFile: url.path) == "\(url.path):2:1: error: contains a NUL byte")
  }

  @Test func `control characters are refused where they are`() {
    #expect(said("name: x\nab: \u{7}").hasPrefix("hostile.yaml:2:5: error: not valid YAML"))
  }

  // Found by fuzzing; the path went into the sentence as it was.
  @Test(arguments: ["\u{0}", "\u{1B}[2J", "\u{202E}", "\u{9B}31m", "\u{2028}"])
  func `a path that would steer a terminal is made visible`(text: String) throws {
    let errors = #expect(throws: ScenarioErrors.self) {
      let override = try PathOverride(parsing: "loops.referral.uplif\(text)t=6x")
      _ = try ScenarioDocument.parse(
        text: "name: x\nhorizon: 1 year\nmarket: {size: 10}", file: "x\(text).yaml", folder: "",
        overrides: [override])
    }
    let said = errors?.description ?? ""
    // A bracket makes it no path at all.
    #expect(said.contains(text.contains("[") ? "expected path=value" : "names nothing in this"))
    #expect(!said.unicodeScalars.contains { $0 != "\n" && !$0.isPrintable }, "\(said)")
  }

  @Test(arguments: [
    ("/dev/zero", "is not a regular file"), ("/tmp", "is a directory; expected a file"),
    ("/nowhere/at/all.yaml", "no such file, or it may not be read"),
    ("", "is a directory; expected a file"),
  ])
  func `only a regular file is opened`(path: String, reason: String) {
    #expect(said(ofFile: path) == "\(path): error: \(reason)")
  }

  @Test func `a pipe is not waited for`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("pipe-\(UUID().uuidString)").path
    try #require(mkfifo(path, 0o600) == 0)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    #expect(said(ofFile: path) == "\(path): error: is not a regular file")
  }

  /// Any bytes give a scenario or errors, and never a trap: mutations of a good file.
  @Test(arguments: Fixtures.names(in: "good"))
  func `a damaged file never crashes`(name: String) throws {
    let folder = Fixtures.folder + "/good"
    let good = Array(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).utf8)
    var state: UInt64 = 7
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let pieces = [
      "{", "}", "[", "]", ":", "*a", "&a ", "%", "-", "'", "\"", "0", "9e9", "\n", "? ", "x",
    ]
    for _ in 0..<40 {
      var bytes = good
      for _ in 0...random(3) {
        let place = random(bytes.count)
        switch random(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(contentsOf: Array(pieces[random(pieces.count)].utf8), at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + random(40)))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let document = try ScenarioDocument.parse(text: text, file: "damaged", folder: folder)
        let again = try ScenarioDocument.parse(
          text: document.resolvedYAML, file: "resolved", folder: folder)
        #expect(again.scenario == document.scenario)
        #expect(again.strategies == document.strategies && again.decision == document.decision)
      } catch {
        #expect(!error.errors.isEmpty)
      }
    }
  }
}
