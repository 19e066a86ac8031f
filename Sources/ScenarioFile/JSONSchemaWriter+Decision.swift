extension JSONSchemaWriter {
  private static let metric = "[a-z][a-z0-9_.-]*"
  /// A number with or without its unit, such as `$20_000` or `12 months`.
  private static let number = amount + "%?" + words
  private static let amount = "[+-]?[$€£¥₹]?[0-9][0-9_.]*([eE][+-]?[0-9]{1,3})?x?"
  private static let words = "( [A-Za-z ]+)?"

  /// Every path that a strategy or a decision may change.
  private var changeable: [TablePath] {
    TablePath.all.filter { path in
      let first = path.pattern.prefix { $0 != "\\" }
      return !ScenarioSchema.unchangeable.contains(String(first))
    }
  }

  var strategies: JSONValue {
    let strategy = JSONValue.object([
      ("type", .string("object")),
      ("patternProperties", patterns(changeable.map { ($0, value(at: $0)) })),
      ("additionalProperties", .bool(false)),
    ])
    return .object([
      ("type", .string("object")),
      ("patternProperties", .object([("^[a-z][a-z0-9_-]{0,59}$", strategy)])),
      ("additionalProperties", .bool(false)),
      ("maxProperties", .number(Double(ScenarioSchema.strategyCount))),
    ])
  }

  var vary: JSONValue {
    let domains = changeable.map { path in
      let choices = JSONValue.object([
        ("type", .string("array")), ("items", value(at: path)),
        ("minItems", .number(Double(ScenarioSchema.choiceCount.lowerBound))),
        ("maxItems", .number(Double(ScenarioSchema.choiceCount.upperBound))),
        ("uniqueItems", .bool(true)),
      ])
      var forms = [choices]
      if let kind = path.kind {
        let range = pattern(range, "A range such as \(kind.rangeExample).")
        forms.insert(definitions.reference(to: range, named: "range_\(kind.rawValue)"), at: 0)
      }
      let domain = forms.count == 1 ? choices : .object([("anyOf", .array(forms))])
      return (path, definitions.reference(to: domain, named: "domain"))
    }
    return .object([
      ("type", .string("object")), ("patternProperties", patterns(domains)),
      ("additionalProperties", .bool(false)),
      ("minProperties", .number(Double(ScenarioSchema.variableCount.lowerBound))),
      ("maxProperties", .number(Double(ScenarioSchema.variableCount.upperBound))),
    ])
  }

  /// A metric, a limit or a difference that does not matter.
  func wish(_ shape: Shape) -> JSONValue {
    let number = JSONSchemaWriter.number
    let metric = JSONSchemaWriter.metric
    switch shape {
    case .metric: return pattern("^\(metric)$", "A metric such as npv.")
    case .limit:
      return pattern(
        "^\(metric) *[<>]= *(\(metric)|CAC|\(number))$",
        "A limit such as budget_stop_probability <= 5%.")
    default:
      let text = pattern(
        "^([+]?[0-9._]+% of \(metric)|\(JSONSchemaWriter.amount + JSONSchemaWriter.words))$",
        "A difference such as 1% of npv or $20_000.")
      let plain = JSONValue.object([("type", .string("number")), ("exclusiveMinimum", .number(0))])
      return .object([("anyOf", .array([text, plain]))])
    }
  }

  private var range: String {
    let number = JSONSchemaWriter.number
    return "^\(number) *\\.\\. *\(number)( by \(number))?$"
  }

  private func value(at path: TablePath) -> JSONValue {
    let value = schema(of: path.shape, named: "change")
    if case .object(let pairs) = value, pairs.first?.0 == "$ref" { return value }
    return definitions.reference(to: value, named: "change")
  }

  private func pattern(_ pattern: String, _ description: String) -> JSONValue {
    .object([
      ("type", .string("string")), ("pattern", .string(pattern)),
      ("description", .string(description)),
    ])
  }
}
