extension Decision {
  /// What a `decision` section says in which nothing is wrong.
  ///
  /// - Parameters:
  ///   - root: The scenario, checked, whose CAC measures amounts of currency.
  ///   - currency: The scenario's.
  /// - Throws: Ranges that need a CAC or price that is not there.
  init(
    _ section: ScenarioNode, in tree: ScenarioNode, _ root: CheckedNode, currency: String
  ) throws(ScenarioErrors) {
    let yardstick = Yardstick(root)
    var variables: [Variable] = []
    for entry in section["vary"]?.entries ?? [] {
      variables.append(
        try Variable(entry, in: tree, measuredBy: yardstick, currency: currency))
    }
    self.variables = variables
    objective =
      (section["maximise"] ?? section["minimise"])?.text ?? Decision.defaultObjective
    isMaximised = section["minimise"] == nil
    risk = section["risk"]?.text ?? "mean"
    var limits: [Limit] = []
    if case .sequence(let items)? = section["subject_to"]?.content {
      for item in items {
        do throws(Limit.Fault) {
          limits.append(try Limit(item.text ?? "", currency: currency))
        } catch {
          preconditionFailure("limits are checked before they are read")
        }
      }
    }
    self.limits = limits
    confidence = section["confidence"]?.text.flatMap { QuantityText($0)?.value } ?? 0.95
    indifference =
      section["indifference"].flatMap { Indifference($0.text ?? "", currency: currency) }
      ?? .share(0.01, ofMetric: objective)
  }
}

extension Decision.Variable {
  /// An entry of `vary` in which nothing is wrong.
  fileprivate init(
    _ entry: ScenarioNode.Entry, in tree: ScenarioNode, measuredBy yardstick: Yardstick,
    currency: String
  ) throws(ScenarioErrors) {
    guard let written = ScenarioPath(entry.key),
      case .found(let shape) = ScenarioSchema.meaning(of: written, in: tree)
    else { preconditionFailure("paths are checked before they are read") }
    path = entry.key
    self.currency = currency
    let number = ScenarioSchema.quantity(at: written, shape: shape)
    if case .sequence(let items) = entry.value.content {
      // Numbers alone change the number, as a range does, and leave the keys beside it.
      let areNumbers = items.allSatisfy { item in
        number.map { Decision.Variable.isNumber(item, $0.0, currency) } ?? false
      }
      let target = areNumbers ? number?.1 ?? written : written
      self.target = target
      unit = Unit()
      domain = .choices(items.map { ScenarioChange(target, to: $0) })
      return
    }
    guard let (quantity, target) = number, let text = entry.value.text else {
      preconditionFailure("ranges are checked before they are read")
    }
    let range: RangeText
    do throws(RangeText.Fault) {
      range = try RangeText(text, of: quantity, currency: currency)
    } catch {
      preconditionFailure("ranges are checked before they are read")
    }
    self.target = target
    let form = range.high.form
    let perBase: Double? =
      switch form {
      case .base, .ofAtZero: 1
      case .currency: yardstick.cac
      case .freeMonths: yardstick.price.flatMap { price in yardstick.cac.map { $0 / price } }
      }
    guard let perBase, perBase.isFinite, perBase > 0 else {
      throw ScenarioErrors([
        ScenarioError(
          at: entry.value.location, path: "decision.vary.\(entry.key)",
          .contradiction(
            form == .freeMonths
              ? "free months need acquisition.cac and customers.price, which measure them"
              : "a reward needs acquisition.cac, which measures it"))
      ])
    }
    unit = Unit(form: form, perBase: perBase)
    domain = .range(
      low: range.low.value / perBase, high: range.high.value / perBase,
      step: range.step.map { $0.value / perBase }, kind: quantity.kind)
  }

  private static func isNumber(
    _ node: ScenarioNode, _ quantity: Quantity, _ currency: String
  ) -> Bool {
    guard let text = node.text else { return false }
    do throws(QuantityFault) {
      _ = try quantity.read(text, currency: currency)
      return true
    } catch {
      return false
    }
  }
}
