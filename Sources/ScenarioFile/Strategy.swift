/// A named set of changes to a scenario.
package struct Strategy: Equatable, Sendable {
  package var name: String
  /// In file order, which is the order in which they are made.
  package var changes: [ScenarioChange]

  package init(name: String, changes: [ScenarioChange]) {
    self.name = name
    self.changes = changes
  }

  /// What a checked `strategies` section says.
  static func read(_ section: ScenarioNode?) -> [Strategy] {
    (section?.entries ?? []).map { entry in
      Strategy(
        name: entry.key,
        changes: (entry.value.entries ?? []).compactMap { change in
          ScenarioPath(change.key).map { ScenarioChange($0, to: change.value) }
        })
    }
  }
}

/// A value put at a path of a scenario: what `--set path=value` does.
package struct ScenarioChange: Equatable, Sendable {
  package let path: String
  /// The value, as one would write it after `--set path=`.
  package let text: String
  let target: ScenarioPath
  let node: ScenarioNode

  init(_ target: ScenarioPath, to node: ScenarioNode) {
    self.path = target.description
    self.target = target
    self.node = node
    if case .scalar(let text, _) = node.content {
      self.text = text
    } else {
      self.text = node.flowText
    }
  }

  /// Reads a value as after `--set path=`; whether path and value make sense is checked when
  /// the change is applied.
  ///
  /// - Throws: When the left side is no path, or the right side starts like YAML and is none.
  package init(path: String, text: String) throws(ScenarioErrors) {
    let override = try PathOverride(parsing: "\(path)=\(text)")
    self.init(override.path, to: override.node)
  }

  /// Where a value was written does not matter.
  package static func == (left: ScenarioChange, right: ScenarioChange) -> Bool {
    left.path == right.path && left.text == right.text
  }

  /// The scenario without its program, as `program=none` says it.
  package static let noProgram: ScenarioChange = {
    guard let program = ScenarioPath("program") else { preconditionFailure("a path of one key") }
    let location = SourceLocation(file: "program=none")
    return ScenarioChange(program, to: ScenarioNode(.scalar("none", quoted: false), at: location))
  }()

  /// Whether this change decides what stands at a path: it was made there, or to a part of the
  /// scenario that holds it.
  func decides(_ path: ScenarioPath) -> Bool {
    target.expanded.contains { path.components.starts(with: $0.components) }
  }

  /// Whether the two move a value in common.
  func overlaps(_ other: ScenarioChange) -> Bool { target.overlaps(other.target) }
}

extension ScenarioPath {
  /// Whether one of two paths leads to the other, or both to one value.
  func overlaps(_ other: ScenarioPath) -> Bool {
    expanded.contains { mine in
      other.expanded.contains { theirs in
        mine.components.starts(with: theirs.components)
          || theirs.components.starts(with: mine.components)
      }
    }
  }
}
