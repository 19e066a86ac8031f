/// A value put in the place of another: `--set path=value`.
package struct PathOverride: Equatable, Sendable {
  package var path: ScenarioPath
  /// As written on the right of the equals sign.
  package var value: String
  let node: ScenarioNode

  /// Reads "path=value".
  ///
  /// A value that starts with `{` or `[` is YAML, any other is plain text.
  ///
  /// - Throws: When it has no equals sign, or its left side is no path.
  package init(parsing argument: String) throws(ScenarioErrors) {
    try self.init(parsing: argument, flag: "--set")
  }

  /// - Parameter flag: The one that it was given to, for errors.
  init(parsing argument: String, flag: String) throws(ScenarioErrors) {
    let option = "\(flag) \(argument)"
    let location = SourceLocation(file: option)
    guard let equals = argument.firstIndex(of: "="),
      let path = ScenarioPath(argument[..<equals].trimmed)
    else {
      let example = flag == "--vary" ? "program.reward.referrer.value=0%..50% of CAC" : nil
      throw ScenarioErrors([ScenarioError(at: location, .malformedOverride(example: example))])
    }
    self.path = path
    self.value = argument[argument.index(after: equals)...].trimmed
    guard !value.utf8.contains(0) else {
      throw ScenarioErrors([
        ScenarioError(
          at: location, path: path.description, .unreadable(reason: "contains a NUL byte"))
      ])
    }
    guard value.utf8.count <= ScenarioLimits.bytes else {
      throw ScenarioErrors([
        ScenarioError(at: location, path: path.description, .beyondLimit("larger than 1 MiB"))
      ])
    }
    if value.hasPrefix("{") || value.hasPrefix("[") {
      do throws(ScenarioErrors) {
        var problems: [ScenarioError] = []
        let node = try ScenarioNode.compose(value, file: option, problems: &problems)
        guard problems.isEmpty else { throw ScenarioErrors(problems) }
        self.node = node.moved(to: location)
      } catch {
        throw ScenarioErrors(
          error.errors.map {
            ScenarioError(at: location, path: path.description, $0.problem)
          })
      }
    } else {
      self.node = ScenarioNode(.scalar(value, quoted: false), at: location)
    }
  }

  /// Puts the value into a tree.
  ///
  /// - Returns: What is wrong with the path; the value is checked with the rest of the tree.
  func apply(to tree: inout ScenarioNode) -> [ScenarioError] {
    let problem: ScenarioError.Problem
    if case .key(let first)? = path.components.first, ["strategies", "decision"].contains(first) {
      let way = first == "decision" ? "change it with --vary and its other flags" : "edit the file"
      problem = .contradiction("\(first) cannot be set; \(way)")
      return [ScenarioError(at: node.location, path: path.description, problem)]
    }
    switch ScenarioSchema.meaning(of: path, in: tree, allowsNew: true) {
    case .found:
      tree = tree.setting(path, to: node)
      return []
    case .unknown(let suggestion): problem = .unknownPath(suggestion: suggestion)
    }
    return [ScenarioError(at: node.location, path: path.description, problem)]
  }
}

extension ScenarioNode {
  /// The same tree, with every node and key at one place.
  func moved(to place: SourceLocation) -> ScenarioNode {
    switch content {
    case .mapping(let entries):
      let moved = entries.map {
        Entry(key: $0.key, keyLocation: place, value: $0.value.moved(to: place))
      }
      return ScenarioNode(.mapping(moved), at: place)
    case .sequence(let items):
      return ScenarioNode(.sequence(items.map { $0.moved(to: place) }), at: place)
    case .scalar, .number: return ScenarioNode(content, at: place)
    }
  }
}

extension StringProtocol {
  /// Without spaces at either end.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
