import Foundation
package import ReferralModel

/// A scenario file, read and checked: its scenario, and what in it is uncertain.
package struct ScenarioDocument: Sendable {
  /// Every number at its central value: what the file says, or where it says nothing, the
  /// median of the distribution under `uncertain` (the mean of a gamma or beta).
  package var scenario: Scenario
  /// In file order.
  package var uncertain: [UncertainParameter]
  /// SHA-256 of the file's bytes, in hexadecimal; overrides are not part of it.
  package var sha256OfFile: String

  /// The tree with overrides and central values in it.
  private let tree: ScenarioNode
  private let checked: CheckedNode
  private let files: ScenarioFiles

  /// Reads and checks a scenario file.
  ///
  /// - Throws: Everything that is wrong with it, in file order.
  package static func load(
    path: String, overrides: [PathOverride] = []
  ) throws(ScenarioErrors) -> ScenarioDocument {
    let source = try ScenarioSource(path: path)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return try ScenarioDocument(
      source, file: path, folder: folder.joined(separator: "/") + (folder.count == 1 ? "/" : ""),
      overrides: overrides)
  }

  /// Checks the text of a scenario.
  ///
  /// - Parameters:
  ///   - file: What errors call it.
  ///   - folder: What file names in it are relative to; empty for the current folder.
  package static func parse(
    text: String, file: String, folder: String, overrides: [PathOverride] = []
  ) throws(ScenarioErrors) -> ScenarioDocument {
    let source = try ScenarioSource(bytes: Array(text.utf8), file: file)
    return try ScenarioDocument(source, file: file, folder: folder, overrides: overrides)
  }

  private init(
    _ source: ScenarioSource, file: String, folder: String, overrides: [PathOverride]
  ) throws(ScenarioErrors) {
    var problems: [ScenarioError] = []
    var tree: ScenarioNode
    do throws(ScenarioErrors) {
      tree = try ScenarioNode.compose(source.text, file: file, problems: &problems)
    } catch {
      throw ScenarioErrors(error.errors, file: file, text: source.text)
    }
    for override in overrides { problems += override.apply(to: &tree) }

    var checker = Checker(root: tree)
    // What is uncertain comes first: it supplies the values that the file leaves out.
    var unknowns: CheckedNode?
    if let written = tree["uncertain"] {
      unknowns = checker.check(written, as: .uncertain, at: "uncertain")
    }
    let parameters = UncertainParameter.read(unknowns, &checker, tree)
    for parameter in parameters where !parameter.isGiven(in: tree) {
      tree = parameter.setting(parameter.distribution.central, in: tree)
    }
    var main = Checker(root: tree)
    let checked = main.check(tree, as: .object(ScenarioSchema.root), at: "")
    var contradictions = Contradictions(root: checked, folder: folder)
    contradictions.find()
    problems += main.problems + checker.problems + contradictions.problems
    problems += Contradictions.problems(
      inVariantsOf: tree, besides: problems, files: contradictions.files)
    guard problems.isEmpty else { throw ScenarioErrors(problems, file: file, text: source.text) }

    self.tree = tree
    self.checked = checked
    self.files = contradictions.files
    self.uncertain = parameters
    self.scenario = ScenarioBuilder(checked, tree: tree, files: files).scenario()
    self.sha256OfFile = sha256(source.bytes)
  }

  /// The scenario with a value for every uncertain number.
  ///
  /// - Parameter values: In base units, in the order of `uncertain`.
  /// - Throws: When they make no valid scenario, such as a probability above 1.
  package func scenario(drawing values: [Double]) throws(ScenarioErrors) -> Scenario {
    precondition(values.count == uncertain.count, "one value per uncertain number")
    var tree = tree
    for (parameter, value) in zip(uncertain, values) { tree = parameter.setting(value, in: tree) }
    var checker = Checker(root: tree)
    let checked = checker.check(tree, as: .object(ScenarioSchema.root), at: "")
    var contradictions = Contradictions(root: checked, files: files)
    contradictions.find()
    var problems = checker.problems + contradictions.problems
    problems += Contradictions.problems(inVariantsOf: tree, besides: problems, files: files)
    guard problems.isEmpty else { throw ScenarioErrors(problems) }
    return ScenarioBuilder(checked, tree: tree, files: files).scenario()
  }

  /// The scenario with every default spelled out; reading it gives the same scenario.
  package var resolvedYAML: String {
    ResolvedYAML(currency: scenario.currency, uncertain: uncertain).text(of: checked)
  }
}

extension ScenarioErrors {
  /// Puts errors in file order, each with its line.
  init(_ problems: [ScenarioError], file: String, text: String) {
    let inFile = problems.filter { $0.location.file == file }.enumerated().sorted { a, b in
      let left = (a.element.location.line, a.element.location.column, a.offset)
      return left < (b.element.location.line, b.element.location.column, b.offset)
    }.map(\.element)
    var unique: [ScenarioError] = []
    for problem in inFile + problems.filter({ $0.location.file != file }) {
      // One mistake may be met twice, first under `uncertain`; it is said once.
      let isSaid = unique.suffix(4).contains(problem)
      if !isSaid { unique.append(problem) }
    }
    self.init(unique)
    addLines(of: text, file: file)
  }

  /// Gives the errors that lie in a file the lines they point at.
  mutating func addLines(of text: String, file: String) {
    let scalars = text.unicodeScalars
    var wanted = Set(errors.filter { $0.location.file == file }.map(\.location.line))
    var lines: [Int: String] = [:]
    var number = 1
    var start = scalars.startIndex
    while !wanted.isEmpty {
      let end = scalars[start...].firstIndex { $0 == "\n" || $0 == "\r" } ?? scalars.endIndex
      if wanted.remove(number) != nil { lines[number] = String(scalars[start..<end]) }
      guard end < scalars.endIndex else { break }
      let next = scalars.index(after: end)
      let isPair = scalars[end] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
      start = isPair ? scalars.index(after: next) : next
      number += 1
    }
    for i in errors.indices where errors[i].location.file == file {
      errors[i].sourceLine = lines[errors[i].location.line]
    }
  }
}
