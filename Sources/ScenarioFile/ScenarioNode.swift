/// A scenario as it was written: a tree in which every node and key knows its place.
package struct ScenarioNode: Equatable, Sendable {
  package enum Content: Equatable, Sendable {
    /// In file order. Keys are unique once the tree has been read.
    case mapping([Entry])
    case sequence([ScenarioNode])
    /// Text as written, without quotes; empty and unquoted where nothing was written.
    case scalar(String, quoted: Bool)
    /// A value in the base unit of whatever stands here: a draw, not something written.
    case number(Double)
  }

  /// A key and what it stands for.
  package struct Entry: Equatable, Sendable {
    package var key: String
    package var keyLocation: SourceLocation
    package var value: ScenarioNode
  }

  package var content: Content
  package var location: SourceLocation

  package init(_ content: Content, at location: SourceLocation) {
    self.content = content
    self.location = location
  }

  /// The entries of a mapping; nil for anything else.
  var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a key; nil when this is no mapping or has no such key.
  subscript(key: String) -> ScenarioNode? {
    entries?.first { $0.key == key }?.value
  }

  /// The mapping without some of its keys.
  func without(_ keys: Set<String>) -> ScenarioNode {
    guard let entries else { return self }
    return ScenarioNode(.mapping(entries.filter { !keys.contains($0.key) }), at: location)
  }

  /// The text of a scalar; nil for anything else.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Whether a key stands here without a value.
  var isEmpty: Bool { content == .scalar("", quoted: false) }

  /// What a sentence calls this node: the text of a scalar, or its shape.
  var summary: String {
    switch content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar("", quoted: false): "nothing"
    case .scalar(let text, quoted: true): "\"\(text)\""
    case .scalar(let text, quoted: false): text
    case .number(let value): decimalText(value)
    }
  }
}
