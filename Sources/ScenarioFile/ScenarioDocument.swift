import Foundation
package import ReferralModel

/// A scenario file, read and checked: its scenario, and what in it is uncertain.
package struct ScenarioDocument: Sendable {
  /// Every number at its central value: what the file says, or where it says nothing, the
  /// median of the distribution under `uncertain` (the mean of a gamma or beta).
  package var scenario: Scenario
  /// In file order.
  package var uncertain: [UncertainParameter]
  /// The joint draws that `uncertain` names; nil where it names none.
  package var posterior: PosteriorTable?
  /// SHA-256 of the file's bytes, in hexadecimal; overrides are not part of it.
  package var sha256OfFile: String

  /// In file order.
  package let strategies: [Strategy]
  /// nil when the file has none.
  package let decision: Decision?

  /// The tree with overrides, central values and changes in it, without strategies and decision.
  var tree: ScenarioNode
  var checked: CheckedNode
  var files: ScenarioFiles
  /// Made by `applying`, in turn.
  var changes: [ScenarioChange] = []
  /// As they were written.
  let sections: (strategies: ScenarioNode?, decision: ScenarioNode?)

  /// Reads and checks a scenario file.
  ///
  /// - Parameter allowed: Folders besides its own that files it names may be in.
  /// - Throws: Everything that is wrong with it, in file order.
  package static func load(
    path: String, overrides: [PathOverride] = [], decision: DecisionOverrides = .init(),
    allowing allowed: [String] = []
  ) throws(ScenarioErrors) -> ScenarioDocument {
    let source = try ScenarioSource(path: path)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return try ScenarioDocument(
      source, file: path,
      files: ScenarioFiles(
        folder: folder.joined(separator: "/") + (folder == [""] ? "/" : ""), allowed: allowed),
      overrides: overrides, decision)
  }

  /// Checks the text of a scenario.
  ///
  /// - Parameters:
  ///   - file: What errors call it.
  ///   - folder: What file names in it are relative to, and where they must lead; empty for the
  ///     current folder.
  ///   - allowed: Folders besides that one that files may be in.
  package static func parse(
    text: String, file: String, folder: String, overrides: [PathOverride] = [],
    decision: DecisionOverrides = .init(), allowing allowed: [String] = []
  ) throws(ScenarioErrors) -> ScenarioDocument {
    let source = try ScenarioSource(bytes: Array(text.utf8), file: file)
    return try ScenarioDocument(
      source, file: file, files: ScenarioFiles(folder: folder, allowed: allowed),
      overrides: overrides, decision)
  }

  private init(
    _ source: ScenarioSource, file: String, files beside: ScenarioFiles,
    overrides: [PathOverride], _ flags: DecisionOverrides
  ) throws(ScenarioErrors) {
    var problems: [ScenarioError] = []
    var tree: ScenarioNode
    do throws(ScenarioErrors) {
      tree = try ScenarioNode.compose(source.text, file: file, problems: &problems)
    } catch {
      throw ScenarioErrors(error.errors, file: file, text: source.text)
    }
    for override in overrides { problems += override.apply(to: &tree) }
    problems += flags.apply(to: &tree)

    var checker = Checker(root: tree)
    // What is uncertain comes first: it supplies the values that the file leaves out.
    var unknowns: CheckedNode?
    if let written = tree["uncertain"] {
      unknowns = checker.check(written, as: .uncertain, at: "uncertain")
    }
    var parameters = UncertainParameter.read(unknowns, &checker, tree)
    var posterior: PosteriorTable?
    if let named = unknowns?[PosteriorTable.key], case .text(let name) = named.content {
      let table = try PosteriorTable(name, in: beside, at: named.location)
      let joint = UncertainParameter.read(table, besides: parameters, &checker, tree)
      parameters = joint + parameters
      posterior = table
    }
    for parameter in parameters where !parameter.isGiven(in: tree) {
      tree = parameter.setting(parameter.distribution.central, in: tree)
    }
    // Strategies and decisions are other scenarios, looked at when this one is sound.
    var others = Checker(root: tree)
    sections = (tree["strategies"], tree["decision"])
    if let written = sections.strategies {
      _ = others.check(written, as: .strategies, at: "strategies")
    }
    if let written = sections.decision {
      _ = others.check(written, as: .object(ScenarioSchema.decision), at: "decision")
      others.contradictions(inDecision: written, at: "decision")
    }
    tree = tree.without(["strategies", "decision"])
    let whole = CheckedScenario(
      tree, files: beside, opensFiles: true,
      besides: problems + checker.problems)
    problems += whole.problems + checker.problems + others.problems
    guard problems.isEmpty else { throw ScenarioErrors(problems, file: file, text: source.text) }

    self.tree = tree
    checked = whole.root
    files = whole.files
    uncertain = parameters
    self.posterior = posterior
    strategies = Strategy.read(sections.strategies)
    scenario = ScenarioBuilder(checked, tree: tree, files: files).scenario()
    sha256OfFile = sha256(source.bytes)
    do throws(ScenarioErrors) {
      decision = try sections.decision.map { section throws(ScenarioErrors) in
        try Decision(section, in: tree, whole.root, currency: others.currency)
      }
    } catch {
      throw ScenarioErrors(error.errors, file: file, text: source.text)
    }
    problems = problemsOfChanges()
    guard problems.isEmpty else { throw ScenarioErrors(problems, file: file, text: source.text) }
  }

  /// The scenario with a value for every uncertain number.
  ///
  /// - Parameter values: In base units, in the order of `uncertain`.
  /// - Throws: When they make no valid scenario, such as a probability above 1.
  package func scenario(drawing values: [Double]) throws(ScenarioErrors) -> Scenario {
    precondition(values.count == uncertain.count, "one value per uncertain number")
    var tree = tree
    for (parameter, value) in zip(uncertain, values) {
      tree = parameter.setting(value, in: tree, besides: changes)
    }
    let whole = CheckedScenario(tree, files: files)
    guard whole.problems.isEmpty else { throw ScenarioErrors(whole.problems) }
    return ScenarioBuilder(whole.root, tree: tree, files: files).scenario()
  }

  /// The document with every default spelled out; reading it gives the same document.
  package var resolvedYAML: String {
    ResolvedYAML(
      currency: scenario.currency, uncertain: uncertain, posterior: posterior?.name,
      sections: sections
    ).text(of: checked)
  }

  /// The scenario alone, with every default spelled out: what a plain run depends on.
  package var resolvedYAMLWithoutDecisions: String {
    ResolvedYAML(currency: scenario.currency, uncertain: uncertain, posterior: posterior?.name)
      .text(of: checked)
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
