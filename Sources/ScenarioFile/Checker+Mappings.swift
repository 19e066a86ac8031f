extension Checker {
  /// A mapping, or the plain value that is short for one, against its keys.
  mutating func object(
    _ node: ScenarioNode, _ shape: ObjectShape, at path: String, isGiven: Bool
  ) -> CheckedNode.Content {
    var entries: [ScenarioNode.Entry]
    switch node.content {
    case .mapping(let written): entries = written
    case .scalar, .number:
      guard let key = shape.shorthand, !node.isEmpty else {
        return mismatch(node, expected: shape.expectation, at: path)
      }
      return shorthand(node, key, shape, at: path, isGiven: isGiven)
    case .sequence: return mismatch(node, expected: shape.expectation, at: path)
    }

    var isValid = true
    // Keys that a misspelt one probably stands for are not missed as well.
    var meant: Set<String> = []
    let written = Set(entries.map(\.key))
    let names = shape.fields.map(\.name)
    let unwritten = names.filter { !written.contains($0) }
    entries.removeAll { entry in
      if names.contains(entry.key) { return false }
      // Beyond the limit errors are only counted.
      let isShown = problems.count <= ScenarioErrors.limit
      let near =
        isShown
        ? nearest(to: entry.key, among: unwritten) ?? nearest(to: entry.key, among: names) : nil
      report(.unknownKey(suggestion: near), at: entry.keyLocation, join(path, entry.key))
      if let near { meant.insert(near) }
      return true
    }
    let form = shape.forms.isEmpty ? nil : self.form(of: shape, entries, node, at: path)
    if !shape.forms.isEmpty && form == nil { isValid = false }
    if let form, !checkKeys(entries, of: form, shape, node, at: path) { isValid = false }
    return fill(
      entries, form, shape, node, at: path, isGiven: isGiven, isValid: isValid, meant: meant)
  }

  /// `invites: 3`: errors then speak of `invites`, not of `invites.mean`.
  private mutating func shorthand(
    _ node: ScenarioNode, _ key: String, _ shape: ObjectShape, at path: String, isGiven: Bool
  ) -> CheckedNode.Content {
    guard let field = shape[key] else { return .invalid }
    let value = check(node, as: field.shape, at: path, isGiven: isGiven)
    let form = shape.forms.first { $0.signature.contains(key) }
    let content = fill(
      [], form, shape, node, at: path, isGiven: isGiven, isValid: true, except: key)
    guard case .object(var fields) = content else { return content }
    let place = shape.fields.prefix { $0.name != key }.map(\.name)
    let index = fields.firstIndex { !place.contains($0.name) } ?? fields.endIndex
    fields.insert((key, value), at: index)
    return .object(fields)
  }

  /// The checked values in the order of the table, with what was left out by default.
  private mutating func fill(
    _ entries: [ScenarioNode.Entry], _ form: Form?, _ shape: ObjectShape, _ node: ScenarioNode,
    at path: String, isGiven: Bool, isValid: Bool, except skipped: String? = nil,
    meant: Set<String> = []
  ) -> CheckedNode.Content {
    var fields: [(name: String, value: CheckedNode)] = []
    let formKeys = shape.formKeys
    for field in shape.fields where field.name != skipped {
      let fieldPath = join(path, field.name)
      if let entry = entries.first(where: { $0.key == field.name }) {
        fields.append((field.name, check(entry.value, as: field.shape, at: fieldPath)))
        continue
      }
      if field.name == shape.discriminator {
        // In a form that was told by its keys.
        guard let form else { continue }
        let word = CheckedNode(content: .word(form.name), location: node.location, isGiven: false)
        fields.append((field.name, word))
        continue
      }
      if formKeys.contains(field.name), !(form?.allows(field.name) ?? false) { continue }
      switch field.presence {
      case .optional: break
      case .required where meant.contains(field.name): break
      case .required:
        report(.missing(expected: field.shape.missingExpectation), at: node.location, fieldPath)
      case .defaults(let value):
        if case .sameAs(let key) = value {
          // What is wrong with the other key has been said there.
          guard let written = root[key] else { continue }
          var silent = self
          let copy = silent.check(written, as: field.shape, at: fieldPath, isGiven: false)
          fields.append((field.name, copy))
          continue
        }
        let written = self.node(for: value, at: node.location)
        fields.append(
          (field.name, check(written, as: field.shape, at: fieldPath, isGiven: false)))
      }
    }
    return isValid ? .object(fields) : .invalid
  }

  /// The form that the keys of a mapping take; nil, and an error noted, when they take none.
  private mutating func form(
    of shape: ObjectShape, _ entries: [ScenarioNode.Entry], _ node: ScenarioNode, at path: String
  ) -> Form? {
    let keys = entries.map(\.key)
    if let discriminator = shape.discriminator, let value = node[discriminator] {
      // A word that names no form is reported where the key is checked.
      if let form = shape.forms.first(where: { $0.name == value.text }) { return form }
      if let field = shape[discriminator] {
        _ = check(value, as: field.shape, at: join(path, discriminator))
      }
      return nil
    }
    if let form = shape.forms.first(where: { $0.signature.contains(where: keys.contains) }) {
      return form
    }
    if let discriminator = shape.discriminator {
      if case .defaults(.text(let name))? = shape[discriminator]?.presence,
        let form = shape.forms.first(where: { $0.name == name }), form.needs.contains([])
      {
        return form
      }
      report(
        .missing(expected: shape[discriminator]?.shape.missingExpectation ?? "a word"),
        at: node.location, join(path, discriminator))
      return nil
    }
    let choices = shape.forms.compactMap { $0.signature.first }
    report(.missing(expected: "\(choices.joined(separator: " or "))"), at: node.location, path)
    return nil
  }

  /// Whether the keys are those of the form, no fewer and no more.
  private mutating func checkKeys(
    _ entries: [ScenarioNode.Entry], of form: Form, _ shape: ObjectShape, _ node: ScenarioNode,
    at path: String
  ) -> Bool {
    let takes = form.needs.count == 1 && form.needs != [[]] && shape.discriminator != nil
    let name =
      (shape.discriminator.map { "\($0) \(form.name)" } ?? form.name)
      + (takes ? ", which takes \(form.needs[0].joined(separator: " and "))" : "")
    let before = problems.count
    let formKeys = shape.formKeys
    for entry in entries where formKeys.contains(entry.key) && !form.allows(entry.key) {
      report(
        .contradiction("does not go with \(name)"), at: entry.keyLocation, join(path, entry.key))
    }
    guard problems.count == before else { return false }
    let keys = Set(entries.map(\.key))
    let needed = Set(form.needs.joined())
    let complete = form.needs.filter { $0.allSatisfy(keys.contains) }
    if complete.isEmpty {
      if form.needs.count == 1, let only = form.needs.first {
        for key in only where !keys.contains(key) {
          let expected = shape[key]?.shape.missingExpectation ?? "a value"
          report(.missing(expected: expected), at: node.location, join(path, key))
        }
      } else {
        let sets = form.needs.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
        report(.missing(expected: "\(sets) for \(name)"), at: node.location, path)
      }
    } else if let set = complete.first {
      for entry in entries where needed.contains(entry.key) && !set.contains(entry.key) {
        report(
          .contradiction("one too many: \(set.joined(separator: " and ")) say it all"),
          at: entry.keyLocation, join(path, entry.key))
      }
    }
    return problems.count == before
  }

  /// A default, as if it had been written.
  private func node(for value: Field.Default, at location: SourceLocation) -> ScenarioNode {
    switch value {
    case .text(let text):
      return ScenarioNode(.scalar(text, quoted: text.isEmpty), at: location)
    case .list: return ScenarioNode(.sequence([]), at: location)
    case .mapping(let pairs):
      let entries = pairs.map { key, value in
        ScenarioNode.Entry(
          key: key, keyLocation: location, value: node(for: value, at: location))
      }
      return ScenarioNode(.mapping(entries), at: location)
    case .sameAs(let key): return root[key] ?? ScenarioNode(.mapping([]), at: location)
    }
  }
}

func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

extension ObjectShape {
  /// What an error says should stand here.
  var expectation: String {
    let names = fields.filter { $0.name != "$schema" }.map(\.name)
    let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
    if let shorthand, let field = self[shorthand] {
      return "\(field.shape.plainExpectation), or a mapping with \(shown)"
    }
    return "a mapping with \(shown)"
  }
}

extension Shape {
  /// What may stand here without a mapping.
  fileprivate var plainExpectation: String {
    switch self {
    case .object(let object):
      object.shorthand.flatMap { object[$0]?.shape.plainExpectation } ?? missingExpectation
    case .word(let word, let inner): "\(word), or \(inner.plainExpectation)"
    default: missingExpectation
    }
  }

  /// What an error says is missing.
  var missingExpectation: String {
    switch self {
    case .quantity(let quantity), .relative(let quantity): quantity.descriptionWithExample
    case .object(let object): object.expectation
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .text: "text"
    case .file: "the name of a file"
    case .date, .day: "a date such as 2008-09-01, or a day such as day 45"
    case .toggle: "yes or no"
    case .word(let word, let inner): "\(word), or \(inner.missingExpectation)"
    case .list, .row: "a list"
    case .partial(let inner), .oneOrMore(let inner): inner.missingExpectation
    case .named: "a mapping from names to values"
    case .vary:
      "a mapping from paths to ranges, such as {program.reward.referrer.value: 0% .. 50% of CAC}"
    default: "a value"
    }
  }
}
