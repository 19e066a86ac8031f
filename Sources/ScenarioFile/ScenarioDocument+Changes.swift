extension ScenarioDocument {
  /// The document with changes made in turn, and everything checked again.
  ///
  /// `uncertain` stays as it was, so that a draw means the same for every strategy; a number that
  /// a change decides, or takes away, is no longer drawn. Strategies and the decision are those
  /// of the file.
  ///
  /// - Throws: What is wrong with the changes, or with the scenario that they make.
  package func applying(_ changes: [ScenarioChange]) throws(ScenarioErrors) -> ScenarioDocument {
    var changed = self
    for change in changes {
      switch ScenarioSchema.meaning(of: change.target, in: changed.tree) {
      case .found: changed.tree = changed.tree.setting(change.target, to: change.node)
      case .unknown(let suggestion):
        throw ScenarioErrors([
          ScenarioError(
            at: change.node.location, path: change.path, .unknownPath(suggestion: suggestion))
        ])
      }
    }
    let whole = CheckedScenario(
      changed.tree, files: files, opensFiles: changes.contains(where: \.mayNameFiles))
    guard whole.problems.isEmpty else { throw ScenarioErrors(whole.problems) }
    changed.changes += changes
    changed.checked = whole.root
    changed.files = whole.files
    changed.scenario =
      ScenarioBuilder(whole.root, tree: changed.tree, files: whole.files).scenario()
    return changed
  }

  /// What is wrong with the scenario under its strategies, and at the ends and choices of its
  /// decision, each for itself.
  func problemsOfChanges() -> [ScenarioError] {
    var problems: [ScenarioError] = []
    func note(_ changes: [ScenarioChange], at location: SourceLocation, _ path: String) {
      do throws(ScenarioErrors) {
        _ = try applying(changes)
      } catch {
        var said: [ScenarioError.Problem] = []
        for problem in error.errors where !said.contains(problem.problem) {
          said.append(problem.problem)
          problems.append(
            ScenarioError(at: location, path: "\(path), \(problem.path)", problem.problem))
        }
      }
    }
    for (strategy, entry) in zip(strategies, sections.strategies?.entries ?? []) {
      note(strategy.changes, at: entry.keyLocation, "strategies.\(strategy.name)")
    }
    let entries = sections.decision?["vary"]?.entries ?? []
    for (variable, entry) in zip(decision?.variables ?? [], entries) {
      let path = "decision.vary.\(variable.path)"
      var tried: [(ScenarioChange, SourceLocation)]
      switch variable.domain {
      case .choices(let choices): tried = choices.map { ($0, $0.node.location) }
      case .range(let low, let high, _, _):
        tried = [low, high].map { (variable.change(to: $0), entry.value.location) }
      }
      for (change, location) in tried {
        note([change], at: location, "\(path) at \(shortened(change.text, to: 40))")
      }
    }
    return problems
  }
}

extension ScenarioChange {
  /// Whether it may name a file that has not been read.
  fileprivate var mayNameFiles: Bool {
    ["customers.initial", "market.network"].contains { part in
      ScenarioPath(part).map(target.overlaps) ?? false
    }
  }
}
