extension Checker {
  mutating func named(_ node: ScenarioNode, _ inner: Shape, at path: String) -> CheckedNode.Content
  {
    guard let entries = node.entries else {
      return mismatch(node, expected: "a mapping from names to values", at: path)
    }
    return .object(
      entries.map { entry in
        checkName(of: entry, at: path)
        return (entry.key, check(entry.value, as: inner, at: join(path, entry.key)))
      })
  }

  mutating func checkName(of entry: ScenarioNode.Entry, at path: String) {
    guard !isName(entry.key) else { return }
    report(
      .mismatch(
        found: entry.key, expected: "a name of small letters, digits, _ and -, a letter first"),
      at: entry.keyLocation, path)
  }

  private func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first), text.utf8.count <= 60 else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || byte == 95 || byte == 45
    }
  }

  mutating func uncertain(_ node: ScenarioNode, at path: String) -> CheckedNode.Content {
    guard let entries = node.entries else {
      return mismatch(node, expected: "a mapping from paths to distributions", at: path)
    }
    var fields: [(name: String, value: CheckedNode)] = []
    for entry in entries {
      if entry.key == PosteriorTable.key {
        fields.append((entry.key, check(entry.value, as: .text, at: join(path, entry.key))))
        continue
      }
      guard let shape = shape(of: entry, at: path) else { continue }
      guard let target = ScenarioPath(entry.key),
        !ScenarioSchema.neverUncertain.contains(where: entry.key.hasPrefix),
        let (quantity, _) = ScenarioSchema.quantity(at: target, shape: shape)
      else {
        report(
          .contradiction("not a number that can be uncertain"), at: entry.keyLocation,
          join(path, entry.key))
        continue
      }
      let distribution = Shape.object(ScenarioSchema.uncertainty(of: quantity))
      fields.append((entry.key, check(entry.value, as: distribution, at: join(path, entry.key))))
    }
    return .object(fields)
  }

  /// What a path used as a key names; nil, and an error noted, when it names nothing.
  mutating func shape(of entry: ScenarioNode.Entry, at path: String) -> Shape? {
    guard let target = ScenarioPath(entry.key) else {
      report(.unknownPath(suggestion: nil), at: entry.keyLocation, join(path, entry.key))
      return nil
    }
    switch ScenarioSchema.meaning(of: target, in: root) {
    case .found(let shape): return shape
    case .unknown(let suggestion):
      report(.unknownPath(suggestion: suggestion), at: entry.keyLocation, join(path, entry.key))
    }
    return nil
  }
}
