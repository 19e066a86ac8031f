import Yams

/// Limits that keep the time and memory of reading a hostile file small.
enum ScenarioLimits {
  static let bytes = 1 << 20
  static let depth = 64
  static let nodes = 100_000
}

extension ScenarioNode {
  /// Reads YAML 1.1 or 1.2 text into a tree that keeps every position.
  ///
  /// Aliases are expanded, up to the limits; tags and merge keys are refused.
  ///
  /// - Parameter problems: Duplicate keys, tags and keys that are no words are added; the tree
  ///   is then without them.
  /// - Throws: Why there is no tree: text that is no YAML, or a limit reached.
  static func compose(
    _ text: String, file: String, problems: inout [ScenarioError]
  ) throws(ScenarioErrors) -> ScenarioNode {
    if let error = complexKeyBesideAlias(in: text, file: file) { throw ScenarioErrors([error]) }
    if let error = unclosedBrackets(in: text, file: file) { throw ScenarioErrors([error]) }
    let (root, renamed) = try composeRenamingDuplicates(text, file: file)
    guard let root else { return ScenarioNode(.mapping([]), at: SourceLocation(file: file)) }
    var conversion = Conversion(file: file, renamed: renamed)
    let node = conversion.convert(root, path: "", depth: 0)
    if let limit = conversion.limit { throw ScenarioErrors([limit]) }
    problems += conversion.problems
    return node
  }
}

/// Walks a Yams tree once, expanding aliases.
private struct Conversion {
  let file: String
  let renamed: [SourceLocation: Unicode.Scalar]
  var visited = 0
  var problems: [ScenarioError] = []
  /// Set when a limit is reached; the rest of the walk then does nothing.
  var limit: ScenarioError?

  init(file: String, renamed: [SourceLocation: Unicode.Scalar]) {
    self.file = file
    self.renamed = renamed
  }

  mutating func convert(_ node: Node, path: String, depth: Int) -> ScenarioNode {
    let location = place(node)
    let nothing = ScenarioNode(.scalar("", quoted: false), at: location)
    visited += 1
    if visited > ScenarioLimits.nodes {
      stop("more than 100,000 values, counting every use of an alias", at: location, path)
    } else if depth > ScenarioLimits.depth {
      stop("nested more than 64 levels deep", at: location, path)
    }
    guard limit == nil else { return nothing }

    refuseTag(of: node, at: location, path)
    switch node {
    case .scalar(let scalar):
      let quoted = scalar.style != .plain && scalar.style != .any
      let written = scalar.string
      let isNull = !quoted && ["~", "null", "Null", "NULL"].contains(written)
      return ScenarioNode(.scalar(isNull ? "" : written, quoted: quoted), at: location)
    case .sequence(let sequence):
      var items: [ScenarioNode] = []
      for item in sequence where limit == nil {
        items.append(convert(item, path: "\(path)[\(items.count)]", depth: depth + 1))
      }
      return ScenarioNode(.sequence(items), at: location)
    case .mapping(let mapping):
      var entries: [ScenarioNode.Entry] = []
      var lines: [String: Int] = [:]
      for (key, value) in mapping where limit == nil {
        let keyLocation = place(key)
        guard case .scalar(let scalar) = key else {
          problems.append(
            ScenarioError(
              at: keyLocation, path: path,
              .mismatch(found: key.isMapping ? "a mapping" : "a list", expected: "a word as key")))
          continue
        }
        let name = original(scalar.string, at: keyLocation)
        let keyPath = path.isEmpty ? name : "\(path).\(name)"
        if let first = lines[name] {
          problems.append(
            ScenarioError(at: keyLocation, path: keyPath, .duplicateKey(firstLine: first)))
          continue
        }
        lines[name] = keyLocation.line
        visited += 1
        let child = convert(value, path: keyPath, depth: depth + 1)
        entries.append(.init(key: name, keyLocation: keyLocation, value: child))
      }
      return ScenarioNode(.mapping(entries), at: location)
    case .alias:
      // Yams puts the node itself in the place of an alias when it composes.
      stop("an alias that was not resolved", at: location, path)
      return nothing
    }
  }

  private func place(_ node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
  }

  /// The key as it was before `composeRenamingDuplicates` told it from its double.
  private func original(_ key: String, at location: SourceLocation) -> String {
    guard let first = renamed[location] else { return key }
    var scalars = key.unicodeScalars
    scalars.removeFirst()
    scalars.insert(first, at: scalars.startIndex)
    return String(scalars)
  }

  private mutating func stop(_ sentence: String, at location: SourceLocation, _ path: String) {
    if limit == nil { limit = ScenarioError(at: location, path: path, .beyondLimit(sentence)) }
  }

  private mutating func refuseTag(of node: Node, at location: SourceLocation, _ path: String) {
    let tag =
      switch node {
      case .scalar(let scalar): scalar.tag.description
      case .mapping(let mapping): mapping.tag.description
      case .sequence(let sequence): sequence.tag.description
      case .alias(let alias): alias.tag.description
      }
    // Yams tags quoted text as a string, which is what it is.
    if tag.isEmpty { return }
    if case .scalar = node, tag == "tag:yaml.org,2002:str" { return }
    problems.append(
      ScenarioError(
        at: location, path: path, .mismatch(found: "the tag \(tag)", expected: "no tag")))
  }
}

extension Node {
  fileprivate var isMapping: Bool { if case .mapping = self { true } else { false } }
}
