package import ReferralModel

/// A number of a scenario that is to be found from data.
package struct FittedNumber: Equatable, Sendable {
  /// As it was named.
  package let path: String
  package let kind: QuantityKind
  /// The values that it may have, in its base unit.
  package let range: ClosedRange<Double>
  /// What the scenario says, in its base unit.
  package let value: Double
  /// What is known of it before the data: its distribution under `uncertain`; nil where it has
  /// none there.
  package let prior: ValueDistribution?
  let target: ScenarioPath
}

extension ScenarioDocument {
  /// The numbers at some paths.
  ///
  /// - Parameter flag: What errors call the place where the paths were given.
  /// - Throws: Every path that names no number that could be fitted, or that overlaps another.
  package func fittedNumbers(
    _ paths: [String], flag: String = "--fit"
  ) throws(ScenarioErrors) -> [FittedNumber] {
    var errors: [ScenarioError] = []
    var parameters: [FittedNumber] = []
    for path in paths {
      let place = SourceLocation(file: "\(flag) \(path)")
      func refuse(_ problem: ScenarioError.Problem) {
        errors.append(ScenarioError(at: place, path: path, problem))
      }
      guard let written = ScenarioPath(path) else {
        refuse(.unknownPath(suggestion: nil))
        continue
      }
      switch ScenarioSchema.meaning(of: written, in: tree) {
      case .unknown(let suggestion): refuse(.unknownPath(suggestion: suggestion))
      case .found(let shape):
        guard !ScenarioSchema.neverUncertain.contains(where: path.hasPrefix),
          let (quantity, target) = ScenarioSchema.quantity(at: written, shape: shape)
        else {
          refuse(.contradiction("not a number that can be fitted"))
          continue
        }
        // A market is large enough that one person more or less does not show.
        guard quantity.kind != .count || path == "market.size" else {
          refuse(.contradiction("a whole number cannot be fitted, except market.size"))
          continue
        }
        guard !parameters.contains(where: { $0.target.overlaps(target) }) else {
          refuse(.contradiction("is fitted twice"))
          continue
        }
        // Both sides of a reward have a value each: the first stands for both.
        guard let value = number(at: target.expanded[0]) else {
          refuse(
            .contradiction(
              "the scenario has no plain number here; write one, which the fit starts from"))
          continue
        }
        let known = uncertain.first { $0.target == target && $0.posteriorColumn == nil }
        parameters.append(
          FittedNumber(
            path: path, kind: quantity.kind, range: quantity.min...quantity.max, value: value,
            prior: known?.distribution, target: target))
      }
    }
    guard errors.isEmpty else { throw ScenarioErrors(errors) }
    return parameters
  }

  /// A checked number in its base unit; nil where none stands.
  private func number(at path: ScenarioPath) -> Double? {
    var node = checked
    for component in path.components {
      switch component {
      case .key(let key):
        guard let next = node[key] else { return nil }
        node = next
      case .index(let index):
        guard node.items.indices.contains(index) else { return nil }
        node = node.items[index]
      }
    }
    guard let amount = node.amount else { return nil }
    switch amount.form {
    case .base: return amount.value
    // An amount of currency is a share of CAC to the fit.
    case .currency: return scenario.acquisition.cac.map { amount.value / $0 }
    case .freeMonths, .ofAtZero: return nil
    }
  }

  /// The scenario with values for the fitted numbers, everything else at its central value.
  ///
  /// - Parameter values: In base units, one per parameter.
  /// - Throws: When they make no valid scenario.
  package func scenario(
    fitting parameters: [FittedNumber], to values: [Double]
  ) throws(ScenarioErrors) -> Scenario {
    precondition(values.count == parameters.count, "one value per parameter")
    var tree = tree
    // A fit does this thousands of times: the numbers are put where they were checked, and what the
    // table says of everything else is not asked again.
    var root: CheckedNode? = checked
    for (parameter, value) in zip(parameters, values) {
      let node = ScenarioNode(.number(value), at: SourceLocation(file: parameter.path))
      tree = tree.setting(parameter.target, to: node)
      for path in parameter.target.expanded {
        root =
          parameter.range.contains(value) ? root?.setting(path.components[...], to: value) : nil
      }
    }
    let whole =
      root.map { CheckedScenario(tree, checked: $0, with: [], files: files) }
      ?? CheckedScenario(tree, files: files)
    guard whole.problems.isEmpty else { throw ScenarioErrors(whole.problems) }
    return ScenarioBuilder(whole.root, tree: tree, files: files).scenario()
  }

  /// The calibrated scenario as a file: what was found in its place, and its joint distribution by
  /// name in place of what `uncertain` said of it.
  ///
  /// - Parameters:
  ///   - changes: Made in turn.
  ///   - paths: Columns of the posterior.
  ///   - posterior: The file of the joint draws, relative to this one; nil where there are none.
  ///   - comment: Lines for the top, without `#`.
  /// - Throws: When the changes make no valid scenario.
  package func calibratedYAML(
    _ changes: [ScenarioChange], paths: [String], posterior: String?, comment: [String]
  ) throws(ScenarioErrors) -> String {
    let calibrated = try applying(changes)
    let drawn = paths.compactMap { ScenarioPath($0) }
    let others = uncertain.filter { known in
      known.posteriorColumn == nil && !drawn.contains { $0.overlaps(known.target) }
    }
    // The posterior has columns, whether or not anything else is uncertain.
    let text = ResolvedYAML(
      currency: scenario.currency, uncertain: others, posterior: posterior, sections: sections
    ).text(of: calibrated.checked)
    return comment.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() + text
  }

  /// The change that gives a fitted number a value, in its base unit.
  package func change(_ number: FittedNumber, to value: Double) -> ScenarioChange {
    let text = number.kind.text(value, currency: scenario.currency)
    return ScenarioChange(
      number.target,
      to: ScenarioNode(.scalar(text, quoted: false), at: SourceLocation(file: number.path)))
  }

  /// The columns of an earlier posterior that some paths do not decide anew.
  package func posteriorColumns(besides paths: [String]) -> [(path: String, values: [Double])] {
    guard let posterior else { return [] }
    let drawn = paths.compactMap { ScenarioPath($0) }
    return posterior.paths.enumerated().compactMap { index, path in
      guard let target = ScenarioPath(path), !drawn.contains(where: { $0.overlaps(target) }) else {
        return nil
      }
      return (path, posterior.rows.map { $0[index] })
    }
  }
}
