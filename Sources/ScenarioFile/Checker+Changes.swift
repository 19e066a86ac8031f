extension ScenarioSchema {
  /// The paths that may change by date: all that begin with one of these.
  static func changing(window: Bool) -> [String] {
    ["program.reward", "program.fixed_cost"] + (window ? ["loops."] : [])
  }

  /// The keys of a change that are no paths.
  static func days(ofWindow window: Bool) -> [Field] {
    guard window else {
      return [Field("from", .day, .required, "First day on which the change is in force.")]
    }
    return [
      Field("from", .day, .required, "First day of the campaign."),
      Field("until", .day, "First day after it."),
      Field(
        "over", .quantity(Quantity(.duration, min: 1, max: 36_525)),
        "How long it runs, in place of until."),
    ]
  }

  /// What campaigns and segments may change of a loop, without its name.
  static let changingInLoops = [
    "participation", "invites.mean", "invites.rate", "invites", "conversion.base",
    "conversion.uplift", "conversion.at_large", "conversion.half_at", "conversion.steepness",
    "conversion.link", "conversion.table", "conversion.responds_to", "conversion",
  ]
}

extension Checker {
  /// A date or a window, and paths of the table with their new values.
  mutating func change(
    _ node: ScenarioNode, window: Bool, at path: String
  ) -> CheckedNode.Content {
    let expected =
      window
      ? "a mapping with from, until or over, and paths of program.reward, program.fixed_cost or "
        + "loops"
      : "a mapping with from and paths of program.reward or program.fixed_cost"
    guard let entries = node.entries else { return mismatch(node, expected: expected, at: path) }
    let days = ScenarioSchema.days(ofWindow: window)
    var fields: [(name: String, value: CheckedNode)] = []
    for field in days {
      if let value = node[field.name] {
        fields.append((field.name, check(value, as: field.shape, at: join(path, field.name))))
      } else if field.name == "from" {
        report(
          .missing(
            expected: window
              ? "the first day of the campaign" : "the first day of the change"),
          at: node.location, join(path, "from"))
      }
    }
    if window, (node["until"] == nil) == (node["over"] == nil) {
      report(
        node["until"] == nil
          ? .missing(expected: "until or over")
          : .contradiction("one too many: until or over says it all"), at: node.location, path)
    }
    for entry in entries where !days.contains(where: { $0.name == entry.key }) {
      guard mayChange(entry, window: window, at: path) else { continue }
      guard let shape = shape(of: entry, at: path) else { continue }
      fields.append((entry.key, check(entry.value, as: shape, at: join(path, entry.key))))
    }
    return .object(fields)
  }

  private mutating func mayChange(
    _ entry: ScenarioNode.Entry, window: Bool, at path: String
  ) -> Bool {
    let keys = entry.key.split(separator: ".").map(String.init)
    if window, keys.first == "loops", keys.count > 2 {
      if ScenarioSchema.changingInLoops.contains(keys.dropFirst(2).joined(separator: "."))
        || keys[2] == "participation" || keys.dropFirst(2).starts(with: ["invites", "mean"])
        || keys.dropFirst(2).starts(with: ["invites", "rate"])
      {
        return true
      }
    } else if ["program.reward", "program.fixed_cost"].contains(where: entry.key.hasPrefix) {
      return true
    }
    report(
      .contradiction(
        window
          ? "only program.reward..., program.fixed_cost, and the participation, invites and "
            + "conversion of loops can change in a campaign"
          : "only program.reward... and program.fixed_cost can change by date"),
      at: entry.keyLocation, join(path, entry.key))
    return false
  }

  /// The written keys of a shape, each checked for itself; how they go together with what
  /// they override is checked on the whole.
  mutating func partial(
    _ node: ScenarioNode, _ shape: Shape, at path: String
  ) -> CheckedNode.Content {
    switch shape {
    case .partial(let inner): return partial(node, inner, at: path)
    case .word(let word, let inner):
      return node.text == word ? .word(word) : partial(node, inner, at: path)
    case .named(let inner):
      guard let entries = node.entries else {
        return mismatch(node, expected: "a mapping from names to values", at: path)
      }
      return .object(
        entries.map { ($0.key, checkPartial($0.value, inner, at: join(path, $0.key))) })
    case .object(let object):
      guard let entries = node.entries else {
        guard let key = object.shorthand, let field = object[key] else {
          return mismatch(node, expected: object.expectation, at: path)
        }
        return partial(node, field.shape, at: path)
      }
      var fields: [(name: String, value: CheckedNode)] = []
      for entry in entries {
        guard let field = object[entry.key] else {
          let near = nearest(to: entry.key, among: object.fields.map(\.name))
          report(.unknownKey(suggestion: near), at: entry.keyLocation, join(path, entry.key))
          continue
        }
        fields.append(
          (entry.key, checkPartial(entry.value, field.shape, at: join(path, entry.key))))
      }
      return .object(fields)
    default: return check(node, as: shape, at: path).content
    }
  }

  private mutating func checkPartial(
    _ node: ScenarioNode, _ shape: Shape, at path: String
  ) -> CheckedNode {
    CheckedNode(content: partial(node, shape, at: path), location: node.location, isGiven: true)
  }
}
