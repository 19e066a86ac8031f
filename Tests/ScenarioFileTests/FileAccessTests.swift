import Foundation
import Testing

@testable import ScenarioFile

/// What a scenario from anybody may read of the machine it is run on.
@Suite struct FileAccessTests {
  /// A folder `mine` with a scenario's files, beside one called `mine-not` with somebody else's.
  private func withFolders(_ body: (_ mine: String, _ other: String) throws -> Void) throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appendingPathComponent("access-\(UUID().uuidString)")
    let (mine, other) = (root.path + "/mine", root.path + "/mine-not")
    for folder in [mine + "/data", other] {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    defer { #expect(throws: Never.self) { try files.removeItem(at: root) } }
    for path in [mine + "/data/people.txt", other + "/people.txt"] {
      try Data("1\n2\n".utf8).write(to: URL(fileURLWithPath: path))
    }
    try Data("0 1\n".utf8).write(to: URL(fileURLWithPath: other + "/edges.txt"))
    try Data("acquisition.organic\n30\n".utf8).write(to: URL(fileURLWithPath: other + "/draws.csv"))
    try files.createSymbolicLink(
      atPath: mine + "/link.txt", withDestinationPath: other + "/people.txt")
    try files.createSymbolicLink(atPath: mine + "/folder", withDestinationPath: other)
    try files.createSymbolicLink(
      atPath: mine + "/inner.txt", withDestinationPath: mine + "/data/people.txt")
    try body(mine, other)
  }

  private func text(people: String) -> String {
    """
    name: x
    horizon: 1 year
    market: {size: 10}
    customers: {initial: {file: "\(people)"}}
    """
  }

  private func said(
    _ text: String, in folder: String, overrides: [String] = [], allowing: [String] = []
  ) throws -> String {
    do {
      _ = try ScenarioDocument.parse(
        text: text, file: "x.yaml", folder: folder,
        overrides: try overrides.map { try PathOverride(parsing: $0) }, allowing: allowing)
      return ""
    } catch let errors as ScenarioErrors {
      return errors.description
    }
  }

  @Test(arguments: [
    "../mine-not/people.txt", "OTHER/people.txt", "link.txt", "folder/people.txt",
    "data/../../mine-not/people.txt", "folder/../mine-not/people.txt", "/etc/passwd",
    "../../../../../../../../../../etc/passwd",
  ])
  func `a file outside the folder is not read, by whatever way`(name: String) throws {
    try withFolders { mine, other in
      let name = name.replacing("OTHER", with: other)
      let errors = try said(text(people: name), in: mine)
      #expect(errors.contains("outside the scenario's folder; to have it read, give --allow-path "))
      #expect(!errors.contains("root:"))
    }
  }

  @Test(arguments: ["data/people.txt", "inner.txt", "./data/../data/people.txt"])
  func `a file inside is read, whatever links lead to it`(name: String) throws {
    try withFolders { mine, _ in
      for name in [name, "\(mine)/\(name)"] {
        let errors = try said(text(people: name), in: mine)
        #expect(errors == "")
      }
    }
  }

  @Test func `a folder that is allowed is read, and no other`() throws {
    try withFolders { mine, other in
      let text = text(people: "link.txt")
      #expect(try said(text, in: mine, allowing: [other]) == "")
      #expect(try said(text, in: mine, allowing: [mine + "/folder"]) == "")
      #expect(try said(text, in: mine, allowing: ["/"]) == "")
      #expect(try said(text, in: mine, allowing: [other + "/nowhere", mine]).contains("outside"))
      // The sentence names the folder to allow.
      let real = try #require(realPath(other))
      #expect(try said(text, in: mine).contains("give --allow-path \(real)"))
    }
  }

  @Test func `networks, posteriors, strategies and flags are held to the same`() throws {
    try withFolders { mine, _ in
      let base = """
        name: x
        horizon: 1 year
        market: {size: 10}
        acquisition: {cac: $60, organic: 1 per day}

        """
      for more in [
        "uncertain: {posterior: ../mine-not/draws.csv}",
        "strategies: {listed: {customers.initial: {file: ../mine-not/people.txt}}}",
        "strategies: {real: {market.network: {model: edges, edges: {file: folder/edges.txt}}}}",
      ] {
        #expect(
          try said(base + more, in: mine).contains("outside the scenario's folder"), "\(more)")
      }
      for override in [
        "customers.initial={file: ../mine-not/people.txt}",
        "market.network={model: edges, edges: {file: ../mine-not/edges.txt}}",
        "uncertain={posterior: ../mine-not/draws.csv}",
      ] {
        let errors = try said(base, in: mine, overrides: [override])
        #expect(errors.contains("outside the scenario's folder"), "\(override)")
      }
    }
  }

  // The C library ends a name at a NUL, so it would open another file than was looked at.
  @Test func `a name with a NUL in it is no name of a file`() throws {
    try withFolders { mine, _ in
      let errors = try said(text(people: "data/people.txt\\0.csv"), in: mine)
      #expect(errors.contains("no such file, or it may not be read"))
    }
  }
}
