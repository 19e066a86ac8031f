extension Checker {
  /// Names, each with changes by path.
  mutating func strategies(_ node: ScenarioNode, at path: String) -> CheckedNode.Content {
    guard let entries = node.entries else {
      return mismatch(node, expected: "a mapping from names to changes", at: path)
    }
    guard entries.count <= ScenarioSchema.strategyCount else {
      report(
        .outOfRange(
          found: "\(entries.count)",
          expected: "at most \(ScenarioSchema.strategyCount) strategies"), at: node.location, path)
      return .invalid
    }
    return .object(
      entries.map { entry in
        checkName(of: entry, at: path)
        let content = changes(entry.value, at: join(path, entry.key))
        return (
          entry.key,
          CheckedNode(content: content, location: entry.value.location, isGiven: true)
        )
      })
  }

  private mutating func changes(_ node: ScenarioNode, at path: String) -> CheckedNode.Content {
    guard let entries = node.entries else {
      return mismatch(
        node,
        expected: "a mapping from paths to values, such as {program.reward.referee: 0% of CAC}",
        at: path)
    }
    var fields: [(name: String, value: CheckedNode)] = []
    for entry in entries {
      guard let shape = changeable(entry, at: path) else { continue }
      fields.append((entry.key, check(entry.value, as: shape, at: join(path, entry.key))))
    }
    return .object(fields)
  }

  /// What a path names that a strategy or a decision may change; nil, and an error noted, when
  /// it may not.
  private mutating func changeable(_ entry: ScenarioNode.Entry, at path: String) -> Shape? {
    if let target = ScenarioPath(entry.key), case .key(let first)? = target.components.first,
      ScenarioSchema.unchangeable.contains(first)
    {
      report(
        .contradiction("\(first) is the same for everything that is compared"),
        at: entry.keyLocation, join(path, entry.key))
      return nil
    }
    return shape(of: entry, at: path)
  }

  // MARK: What varies

  /// Paths, each with a range or a list of choices.
  mutating func vary(_ node: ScenarioNode, at path: String) -> CheckedNode.Content {
    guard let entries = node.entries else {
      return mismatch(node, expected: Shape.vary.missingExpectation, at: path)
    }
    guard ScenarioSchema.variableCount.contains(entries.count) else {
      report(
        .outOfRange(found: "\(entries.count)", expected: "one to four paths"), at: node.location,
        path)
      return .invalid
    }
    var fields: [(name: String, value: CheckedNode)] = []
    for (index, entry) in entries.enumerated() {
      guard let shape = changeable(entry, at: path), let target = ScenarioPath(entry.key) else {
        continue
      }
      let entryPath = join(path, entry.key)
      let earlier = entries[..<index].first { ScenarioPath($0.key)?.overlaps(target) == true }
      if let earlier {
        report(
          .contradiction(
            earlier.key == entry.key
              ? "varied twice" : "moves what \(shortened(earlier.key, to: 80)) moves"),
          at: entry.keyLocation, entryPath)
        continue
      }
      let content: CheckedNode.Content
      if case .sequence(let items) = entry.value.content {
        content = choices(entry.value, items, as: shape, at: entryPath)
      } else {
        content = range(entry.value, as: shape, of: target, at: entryPath)
      }
      let checked = CheckedNode(content: content, location: entry.value.location, isGiven: true)
      fields.append((entry.key, checked))
    }
    return .object(fields)
  }

  private mutating func choices(
    _ node: ScenarioNode, _ items: [ScenarioNode], as shape: Shape, at path: String
  ) -> CheckedNode.Content {
    let checked = items.enumerated().map { check($1, as: shape, at: "\(path)[\($0)]") }
    guard ScenarioSchema.choiceCount.contains(items.count) else {
      report(
        .outOfRange(found: "\(items.count)", expected: "a list of 2 to 20 choices"),
        at: node.location, path)
      return .invalid
    }
    for (index, item) in items.enumerated()
    where items[..<index].contains(where: { $0.flowText == item.flowText }) {
      report(.contradiction("a choice given twice"), at: item.location, "\(path)[\(index)]")
    }
    return .list(checked)
  }

  private mutating func range(
    _ node: ScenarioNode, as shape: Shape, of target: ScenarioPath, at path: String
  ) -> CheckedNode.Content {
    guard let (quantity, _) = ScenarioSchema.quantity(at: target, shape: shape) else {
      return mismatch(node, expected: "a list of choices: no number stands here", at: path)
    }
    let expected = "a range such as \(quantity.kind.rangeExample), or a list of choices"
    guard let text = node.text, RangeText.isRange(text) else {
      return mismatch(node, expected: expected, at: path)
    }
    do throws(RangeText.Fault) {
      _ = try RangeText(text, of: quantity, currency: currency)
      return .text(text)
    } catch {
      let problem: ScenarioError.Problem =
        switch error {
        case .malformed: .mismatch(found: text, expected: expected)
        case .number(let number, let fault): self.problem(fault, in: number, of: quantity)
        case .mixedUnits: .contradiction("write both ends in the same unit")
        case .notBelow(let low, let high):
          .contradiction("a range needs its lower end first: \(low) is not below \(high)")
        case .stepOutside(let step):
          .outOfRange(found: step, expected: "a step above 0 and no wider than the range")
        }
      report(problem, at: node.location, path)
      return .invalid
    }
  }

  // MARK: What is wanted

  /// A metric, a limit, or a difference that does not matter.
  mutating func wish(
    _ node: ScenarioNode, _ shape: Shape, at path: String
  ) -> CheckedNode.Content {
    let text = node.text ?? ""
    switch shape {
    case .metric:
      if Decision.isMetric(text) { return .text(text) }
      return mismatch(node, expected: "the name of a metric, such as npv", at: path)
    case .limit: return limit(node, text, at: path)
    default:
      if Decision.Indifference(text, currency: currency) != nil { return .text(text) }
      return mismatch(
        node,
        expected:
          "a difference above 0 such as 1% of npv or \(QuantityKind.money.example(in: currency))",
        at: path)
    }
  }

  private mutating func limit(
    _ node: ScenarioNode, _ text: String, at path: String
  ) -> CheckedNode.Content {
    do throws(Decision.Limit.Fault) {
      _ = try Decision.Limit(text, currency: currency)
      return .text(text)
    } catch {
      let (found, expected) =
        switch error {
        case .comparison:
          (
            node.summary,
            "a metric, <= or >=, and a bound, such as budget_stop_probability <= 5%"
          )
        case .metric(let left): (left, "the name of a metric before <= or >=")
        case .bound(let right):
          (
            right,
            "cac, a metric, or a number such as 5%, \(QuantityKind.money.example(in: currency)), "
              + "12 months or 4x"
          )
        case .otherCurrency: (text, "an amount in \(currency), the scenario's currency")
        }
      report(.mismatch(found: found, expected: expected), at: node.location, path)
      return .invalid
    }
  }

  /// Parts of a decision that exclude each other.
  mutating func contradictions(inDecision node: ScenarioNode, at path: String) {
    guard node["maximise"] != nil, let other = node["minimise"] else { return }
    report(
      .contradiction("does not go with maximise: a decision has one objective"),
      at: other.location, join(path, "minimise"))
  }
}

extension QuantityKind {
  /// How a range of it is written.
  var rangeExample: String {
    switch self {
    case .share: "0% .. 50%"
    case .reward: "0% .. 50% of CAC"
    case .money: "$0 .. $100"
    case .moneyPerMonth: "$0 .. $100 per month"
    case .ratePerMonth, .growth, .loss: "1% .. 5% per month"
    case .discount: "5% .. 15% per year"
    case .duration: "1 .. 12 months"
    case .arrivals: "10 .. 40 per day"
    case .frequency: "0.5 .. 2 per month"
    case .multiplier: "1x .. 4x"
    case .number, .count: "1 .. 12"
    }
  }

  /// An amount in a currency.
  fileprivate func example(in currency: String) -> String {
    currency == "USD" ? "$300" : "300 \(currency)"
  }
}
