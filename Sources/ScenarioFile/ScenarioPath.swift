/// The address of a value in a scenario: `loops.referral.conversion.uplift`.
package struct ScenarioPath: Equatable, Hashable, Sendable, CustomStringConvertible {
  enum Component: Equatable, Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  var components: [Component]
  package var description: String

  /// Reads keys with dots between them and `[0]` after lists; nil for anything else.
  package init?(_ text: String) {
    guard text.utf8.count <= 500 else { return nil }
    var components: [Component] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty, !key.contains("]") else { return nil }
      components.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
        components.append(.index(index))
      }
    }
    self.components = components
    self.description = text
  }

  /// The paths that this one stands for: `program.reward.value` is both sides' value.
  var expanded: [ScenarioPath] {
    guard description == ScenarioPath.bothValues else { return [self] }
    return ["referrer", "referee"].compactMap { ScenarioPath("program.reward.\($0).value") }
  }

  /// The text of the components from a position on.
  func rest(_ position: Int) -> String {
    components.dropFirst(position).map { component in
      switch component {
      case .key(let key): ".\(key)"
      case .index(let index): "[\(index)]"
      }
    }.joined()
  }

  static let bothValues = "program.reward.value"
}

/// What the table says of a path.
enum PathMeaning {
  case found(Shape)
  case unknown(suggestion: String?)
}

extension ScenarioSchema {
  /// What stands at a path; loops are known by the names in the tree.
  ///
  /// - Parameter allowsNew: Whether the last key may name a loop that is not there yet.
  static func meaning(
    of path: ScenarioPath, in tree: ScenarioNode, allowsNew: Bool = false
  ) -> PathMeaning {
    if path.description == ScenarioPath.bothValues { return .found(.quantity(Quantity(.reward))) }
    var shape = Shape.object(root)
    var node: ScenarioNode? = tree
    var walked = ""
    for (position, component) in path.components.enumerated() {
      while let inner = shape.wrapped { shape = inner }
      switch (shape, component) {
      case (.object(let object), .key(let key)):
        if let field = object[key] {
          node = node?[key] ?? (key == object.shorthand && node?.entries == nil ? node : nil)
          shape = field.shape
          walked += walked.isEmpty ? key : ".\(key)"
          continue
        }
        let known = object.fields.map(\.name) + (walked == "program.reward" ? ["value"] : [])
        let suggestion = nearest(to: key, among: known)
        return .unknown(suggestion: suggestion.map { join(walked, $0) + path.rest(position + 1) })
      case (.named(let inner), .key(let key)):
        let names = node?.entries?.map(\.key) ?? []
        let isLast = position == path.components.count - 1
        guard names.contains(key) || (allowsNew && isLast) else {
          let suggestion = nearest(to: key, among: names)
          return .unknown(
            suggestion: suggestion.map { join(walked, $0) + path.rest(position + 1) })
        }
        node = node?[key]
        shape = inner
        walked += ".\(key)"
      case (.oneOrMore(.object(let object)), .key(let key)) where node?.entries != nil:
        guard let field = object[key] else {
          return .unknown(
            suggestion: nearest(to: key, among: object.fields.map(\.name)).map {
              join(walked, $0) + path.rest(position + 1)
            })
        }
        node = node?[key]
        shape = field.shape
        walked += ".\(key)"
      case (.list(let inner, _), .index(let index)), (.oneOrMore(let inner), .index(let index)):
        guard case .sequence(let items)? = node?.content, index < items.count else {
          return .unknown(suggestion: nil)
        }
        node = items[index]
        shape = inner
        walked += "[\(index)]"
      default: return .unknown(suggestion: walked.isEmpty ? nil : walked)
      }
    }
    return .found(shape)
  }

  /// The quantity that a path comes down to, through shorthands, and the path written out.
  ///
  /// nil when something other than a number stands there.
  static func quantity(at path: ScenarioPath, shape: Shape) -> (Quantity, ScenarioPath)? {
    var shape = shape
    var path = path
    while true {
      switch shape {
      case .quantity(let quantity), .relative(let quantity): return (quantity, path)
      case .word(_, let inner), .partial(let inner): shape = inner
      case .object(let object):
        guard let key = object.shorthand, let field = object[key],
          let longer = ScenarioPath("\(path).\(key)")
        else { return nil }
        shape = field.shape
        path = longer
      default: return nil
      }
    }
  }
}

extension ScenarioNode {
  /// The tree with a value put at a path of the table, whose mappings are made where missing.
  ///
  /// A plain value in place of a mapping is written out first: `invites: 3` becomes
  /// `invites: {mean: 3}` before its `dispersion` is set.
  func setting(_ path: ScenarioPath, to value: ScenarioNode) -> ScenarioNode {
    path.expanded.reduce(self) { tree, path in
      tree.setting(path.components[...], to: value, shape: .object(ScenarioSchema.root))
    }
  }

  func setting(
    _ path: ArraySlice<ScenarioPath.Component>, to value: ScenarioNode, shape: Shape
  ) -> ScenarioNode {
    guard let component = path.first else { return value }
    let empty = ScenarioNode(.mapping([]), at: value.location)
    switch (shape, component) {
    case (.word(let word, let inner), _):
      return (text == word ? empty : self).setting(path, to: value, shape: inner)
    case (.partial(let inner), _): return setting(path, to: value, shape: inner)
    case (.object(let object), .key(let key)):
      guard let field = object[key] else { return self }
      return writtenOut(as: object, empty).replacing(key, at: value.location) {
        $0.setting(path.dropFirst(), to: value, shape: field.shape)
      }
    case (.named(let inner), .key(let key)):
      return (entries == nil ? empty : self).replacing(key, at: value.location) {
        $0.setting(path.dropFirst(), to: value, shape: inner)
      }
    case (.oneOrMore(let inner), .key): return setting(path, to: value, shape: inner)
    case (.list(let inner, _), .index(let index)), (.oneOrMore(let inner), .index(let index)):
      guard case .sequence(var items) = content, items.indices.contains(index) else { return self }
      items[index] = items[index].setting(path.dropFirst(), to: value, shape: inner)
      return ScenarioNode(.sequence(items), at: location)
    default: return self
    }
  }

  /// Whether a value was written at a path, in full or as a shorthand.
  func contains(_ path: ArraySlice<ScenarioPath.Component>, shape: Shape) -> Bool {
    guard let component = path.first else { return !isEmpty }
    switch (shape, component) {
    case (.word(let word, let inner), _):
      return text != word && contains(path, shape: inner)
    case (.partial(let inner), _): return contains(path, shape: inner)
    case (.object(let object), .key(let key)):
      let tree = writtenOut(as: object, self)
      guard let field = object[key], let value = tree[key] else { return false }
      return value.contains(path.dropFirst(), shape: field.shape)
    case (.named(let inner), .key(let key)):
      return self[key]?.contains(path.dropFirst(), shape: inner) ?? false
    case (.oneOrMore(let inner), .key): return contains(path, shape: inner)
    case (.list(let inner, _), .index(let index)), (.oneOrMore(let inner), .index(let index)):
      guard case .sequence(let items) = content, items.indices.contains(index) else { return false }
      return items[index].contains(path.dropFirst(), shape: inner)
    default: return false
    }
  }

  /// Whether a word such as `none` stands where a path goes on.
  func saysNone(on path: ArraySlice<ScenarioPath.Component>, shape: Shape) -> Bool {
    guard let component = path.first else {
      guard case .word(let word, _) = shape else { return false }
      return content == .scalar(word, quoted: false)
    }
    switch (shape, component) {
    case (.word(let word, let inner), _):
      return content == .scalar(word, quoted: false) || saysNone(on: path, shape: inner)
    case (.partial(let inner), _): return saysNone(on: path, shape: inner)
    case (.object(let object), .key(let key)):
      let tree = writtenOut(as: object, self)
      guard let field = object[key], let value = tree[key] else { return false }
      return value.saysNone(on: path.dropFirst(), shape: field.shape)
    case (.named(let inner), .key(let key)):
      return self[key]?.saysNone(on: path.dropFirst(), shape: inner) ?? false
    case (.oneOrMore(let inner), .key): return saysNone(on: path, shape: inner)
    case (.list(let inner, _), .index(let index)), (.oneOrMore(let inner), .index(let index)):
      guard case .sequence(let items) = content, items.indices.contains(index) else { return false }
      return items[index].saysNone(on: path.dropFirst(), shape: inner)
    default: return false
    }
  }

  /// A plain value as the mapping it is short for.
  private func writtenOut(as object: ObjectShape, _ otherwise: ScenarioNode) -> ScenarioNode {
    if entries != nil { return self }
    guard let key = object.shorthand, !isEmpty else { return otherwise }
    let entry = Entry(key: key, keyLocation: location, value: self)
    return ScenarioNode(.mapping([entry]), at: location)
  }

  private func replacing(
    _ key: String, at place: SourceLocation, _ change: (ScenarioNode) -> ScenarioNode
  ) -> ScenarioNode {
    var entries = entries ?? []
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = change(entries[index].value)
    } else {
      let nothing = ScenarioNode(.scalar("", quoted: false), at: place)
      entries.append(Entry(key: key, keyLocation: place, value: change(nothing)))
    }
    return ScenarioNode(.mapping(entries), at: location)
  }
}
