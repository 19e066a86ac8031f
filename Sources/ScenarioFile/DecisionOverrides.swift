/// A decision given by flags, in the place of the file's or on top of it.
package struct DecisionOverrides: Equatable, Sendable {
  /// Each "path=range" or "path=[choice, choice]"; where there is any, the file's are not used.
  package var vary: [String] = []
  package var maximise: String?
  package var minimise: String?
  package var risk: String?
  /// Each "metric <= bound"; where there is any, the file's are not used.
  package var subjectTo: [String] = []
  package var confidence: String?
  package var indifference: String?

  package init() {}

  /// Puts the flags into a tree as if they were written under `decision`.
  ///
  /// - Returns: What is wrong with their form; the values are checked with the rest of the tree.
  func apply(to tree: inout ScenarioNode) -> [ScenarioError] {
    var problems: [ScenarioError] = []
    var written: [ScenarioNode.Entry] = []
    func put(_ key: String, _ value: ScenarioNode) {
      written.append(.init(key: key, keyLocation: value.location, value: value))
    }
    var paths: [ScenarioNode.Entry] = []
    for argument in vary {
      switch DecisionOverrides.variable(argument) {
      case .success(let entry): paths.append(entry)
      case .failure(let faults): problems += faults.errors
      }
    }
    if let first = paths.first {
      put("vary", ScenarioNode(.mapping(paths), at: first.keyLocation))
    }
    for (key, value) in [
      ("maximise", maximise), ("minimise", minimise), ("risk", risk), ("confidence", confidence),
      ("indifference", indifference),
    ] {
      guard let value else { continue }
      put(key, DecisionOverrides.node(value.trimmed, flag: "--\(key) \(value)"))
    }
    if let first = subjectTo.first {
      let limits = subjectTo.map {
        DecisionOverrides.node($0.trimmed, flag: "--subject-to \($0)")
      }
      let place = SourceLocation(file: "--subject-to \(first)")
      put("subject_to", ScenarioNode(.sequence(limits), at: place))
    }
    guard let first = written.first else { return problems }
    // An objective given by a flag replaces the file's, whichever way round that was.
    var replaced = Set(written.map(\.key))
    if !replaced.isDisjoint(with: ["maximise", "minimise"]) {
      replaced.formUnion(["maximise", "minimise"])
    }
    let old = tree["decision"] ?? ScenarioNode(.mapping([]), at: first.keyLocation)
    // What is no mapping is reported where the file says it.
    guard let kept = old.without(replaced).entries else { return problems }
    let decision = ScenarioNode(.mapping(kept + written), at: old.location)
    tree = tree.replacingRoot("decision", with: decision)
    return problems
  }

  private static func node(_ text: String, flag: String) -> ScenarioNode {
    ScenarioNode(.scalar(text, quoted: false), at: SourceLocation(file: flag))
  }

  private static func variable(
    _ argument: String
  ) -> Result<ScenarioNode.Entry, ScenarioErrors> {
    do throws(ScenarioErrors) {
      let value = try PathOverride(parsing: argument, flag: "--vary")
      return .success(
        .init(
          key: value.path.description, keyLocation: value.node.location, value: value.node))
    } catch {
      return .failure(error)
    }
  }
}

extension ScenarioNode {
  fileprivate func replacingRoot(_ key: String, with value: ScenarioNode) -> ScenarioNode {
    guard var entries else { return self }
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = value
    } else {
      entries.append(Entry(key: key, keyLocation: value.location, value: value))
    }
    return ScenarioNode(.mapping(entries), at: location)
  }
}
