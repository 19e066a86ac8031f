import Foundation
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

/// The strategies of a comparison, read and checked.
struct StrategySet {
  struct Member {
    var name: String
    var document: ScenarioDocument
    /// What it changes, in a line; empty for a file as it stands.
    var changes: String
  }

  var members: [Member]
  let sources: [ComparisonReport.Source]

  /// - Parameter only: Names to keep; empty for all.
  /// - Throws: What is wrong with a file, or a name that no strategy has.
  init(
    files: [String], overrides: [String], seed: UInt64?, only: [String], access: FileAccess
  ) throws {
    let documents = try files.map {
      try ScenarioDocument.load($0, set: overrides, seed: seed, allowing: access.allowed)
    }
    sources = zip(files, documents).map {
      .init(name: $1.scenario.name, file: $0, sha256: $1.sha256OfFile)
    }
    var members: [Member] = []
    if files.count == 1 {
      members.append(Member(name: "base", document: documents[0], changes: ""))
      for strategy in documents[0].strategies {
        members.append(
          Member(
            name: strategy.name, document: try documents[0].applying(strategy.changes),
            changes: strategy.changes.map { "\($0.path) = \($0.text)" }.joined(separator: ", ")))
      }
    } else {
      for (file, document) in zip(files, documents) {
        let stem = scenarioStem(file)
        let isTaken = members.contains { $0.name == stem }
        members.append(Member(name: isTaken ? file : stem, document: document, changes: ""))
      }
    }
    if !members.contains(where: { $0.document.scenario.program == nil }) {
      members.append(
        Member(
          name: "no-program", document: try documents[0].applying([.noProgram]),
          changes: "program = none"))
    }
    if let missing = only.first(where: { name in !members.contains { $0.name == name } }) {
      throw Failure(
        message: "--strategy: there is no strategy \(missing); there are "
          + members.map(\.name).joined(separator: ", "), exitCode: 64)
    }
    self.members = only.isEmpty ? members : members.filter { only.contains($0.name) }
    guard self.members.count > 1 else {
      throw Failure(
        message: "there is nothing to compare: only \(self.members[0].name); add strategies to the "
          + "file, or give several files", exitCode: 64)
    }
  }

  /// Where results go, unless somebody says otherwise.
  var folderName: String { "\(scenarioStem(sources[0].file))-compare" }

  /// The scenario with its strategies; of several files one document each.
  var resolvedYAML: String {
    sources.count == 1
      ? members[0].document.resolvedYAML
      : members.map { "# \($0.name)\n" + $0.document.resolvedYAMLWithoutDecisions }
        .joined(separator: "---\n")
  }

  /// Everything of the scenarios that determines the numbers.
  var inputs: [String] {
    get throws {
      try members.flatMap { member in
        try [member.name, member.document.resolvedYAMLWithoutDecisions]
          + fileInputs(member.document)
      }
    }
  }
}

/// A file's name without its folder and ending.
func scenarioStem(_ file: String) -> String {
  let name = file.split(separator: "/").last.map(String.init) ?? file
  let ending = [".yaml", ".yml"].first { name.hasSuffix($0) } ?? ""
  return String(name.dropLast(ending.count))
}

/// What determines the numbers besides the scenario: the contents of the files that it names.
func fileInputs(_ document: ScenarioDocument) throws -> [String] {
  var inputs = document.posterior.map { ["posterior \($0.sha256OfFile)"] } ?? []
  if case .edges(let path, _) = document.scenario.market.network {
    inputs.append("network \(try hashOfFile(path))")
  }
  return inputs
}
