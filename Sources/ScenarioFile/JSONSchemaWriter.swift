/// Turns the table into JSON Schema.
///
/// Editors read YAML 1.2, where `0.15` is a number and `10_000`, `yes` and `2008-09-01` are
/// text, so every quantity is described both ways.
struct JSONSchemaWriter {
  let definitions = SchemaDefinitions()

  func text() -> String {
    let body = body(of: ScenarioSchema.root)
    guard case .object(let pairs) = body else { preconditionFailure("the root is a mapping") }
    let head: [(String, JSONValue)] = [
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string("kfactor scenario")),
      ("description", .string("A referral program and its market.")),
    ]
    return JSONValue.object(head + pairs + [("$defs", definitions.value)]).text() + "\n"
  }

  func schema(of shape: Shape, named name: String) -> JSONValue {
    switch shape {
    case .text, .file: return .object([("type", .string("string"))])
    case .currency: return pattern("^[A-Z]{3}$")
    case .choice(let words): return .object([("enum", .array(words.map(JSONValue.string)))])
    case .toggle:
      let words = ["yes", "no", "Yes", "No", "YES", "NO", "true", "false"]
      return .object([("enum", .array([.bool(true), .bool(false)] + words.map(JSONValue.string)))])
    case .date: return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    case .day:
      return anyOf([pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2}|day [0-9]{1,8})$"), zero])
    case .seed:
      return anyOf([
        .object([("type", .string("integer")), ("minimum", .number(0))]), pattern("^[0-9_]+$"),
      ])
    case .precision: return pattern("^[0-9._]+% of [a-z][a-z0-9_.-]*$")
    case .quantity(let quantity): return self.quantity(quantity, relative: false)
    case .relative(let quantity): return self.quantity(quantity, relative: true)
    case .object(let object): return definitions.reference(to: body(of: object), named: name)
    case .named(let inner):
      return .object([
        ("type", .string("object")),
        (
          "patternProperties",
          .object([("^[a-z][a-z0-9_-]{0,59}$", schema(of: inner, named: name))])
        ),
        ("additionalProperties", .bool(false)),
      ])
    case .list(let inner, let count):
      return .object([
        ("type", .string("array")), ("items", schema(of: inner, named: name)),
        ("minItems", .number(Double(count.lowerBound))),
        ("maxItems", .number(Double(count.upperBound))),
      ])
    case .oneOrMore(let inner):
      return anyOf([
        schema(of: inner, named: name), schema(of: .list(inner, count: 1...100), named: name),
      ])
    case .row(let shapes):
      return .object([
        ("type", .string("array")),
        ("prefixItems", .array(shapes.map { schema(of: $0, named: name) })),
        ("items", .bool(false)), ("minItems", .number(Double(shapes.count))),
      ])
    case .word(let word, let inner):
      return anyOf([.object([("const", .string(word))]), schema(of: inner, named: name)])
    case .uncertain: return uncertain
    case .change(let window): return change(window: window)
    case .partial(let inner): return partial(inner)
    case .strategies: return strategies
    case .vary: return vary
    case .metric, .limit, .indifference: return wish(shape)
    }
  }

  // MARK: Quantities

  private var zero: JSONValue { .object([("const", .number(0))]) }

  private func pattern(_ pattern: String) -> JSONValue {
    .object([("type", .string("string")), ("pattern", .string(pattern))])
  }

  func anyOf(_ choices: [JSONValue]) -> JSONValue {
    .object([("anyOf", .array(choices))])
  }

  private func quantity(_ quantity: Quantity, relative: Bool) -> JSONValue {
    let sign = quantity.min < 0 ? "[+-]?" : "[+]?"
    let digits = "[0-9]+(_[0-9]+)*"
    let number = "\(digits)(\\.\(digits))?([eE][+-]?[0-9]{1,3})?"
    let scaled = "\(number)( (thousand|million|billion))?"
    let money = "(\(sign)[$€£¥₹]\(scaled)|\(sign)\(scaled) [A-Z]{3})"
    let per = " per (day|week|month|year)"
    let written =
      switch quantity.kind {
      case .share: "\(sign)\(number)%"
      case .reward: "(\(sign)\(number)% of CAC|\(money)|\(sign)\(number) free months?)"
      case .money: money
      case .moneyPerMonth: money + per
      case .ratePerMonth, .growth, .loss, .discount: "\(sign)\(number)%\(per)"
      case .duration: "\(sign)\(scaled) (hour|day|week|month|year)s?"
      case .arrivals, .frequency: "\(sign)\(scaled)\(per)"
      case .multiplier: "\(sign)\(number)x"
      case .number, .count: "\(sign)\(scaled)"
      }
    var choices = [pattern("^(\(written))$")]
    if relative { choices.append(pattern("^\(number)% of at_zero$")) }
    if quantity.kind == .number || quantity.kind == .count {
      var plain: [(String, JSONValue)] = [
        ("type", .string(quantity.kind == .count ? "integer" : "number"))
      ]
      if quantity.min > -Quantity.ceiling {
        plain.append((quantity.opensAbove ? "exclusiveMinimum" : "minimum", .number(quantity.min)))
      }
      plain.append((quantity.opensBelow ? "exclusiveMaximum" : "maximum", .number(quantity.max)))
      choices.append(.object(plain))
    } else if quantity.contains(0) {
      choices += [zero, pattern("^0$")]
    }
    return definitions.reference(
      to: .object([
        ("anyOf", .array(choices)), ("description", .string(quantity.descriptionWithExample)),
      ]), named: quantity.kind.rawValue)
  }

  // MARK: Mappings

  /// A mapping, one schema for each of its forms, or the plain value it may be written as.
  func body(of object: ObjectShape) -> JSONValue {
    var choices: [JSONValue] = []
    if let key = object.shorthand, let field = object[key] {
      choices.append(described(field))
    }
    if object.forms.isEmpty {
      let required = object.fields.filter(\.isRequired).map(\.name)
      choices.append(
        mapping(object, keys: object.fields.map(\.name), required: required, form: nil))
    }
    for form in object.forms {
      let common = object.fields.map(\.name).filter { !object.formKeys.contains($0) }
      let needed = object.fields.map(\.name).filter { name in
        form.needs.contains { $0.contains(name) }
      }
      var required = common.filter { object[$0]?.isRequired == true }
      let isTold = !form.signature.isEmpty || form.needs.contains([])
      if let discriminator = object.discriminator, !isTold { required.append(discriminator) }
      if form.needs.count == 1 { required += form.needs[0] }
      let keys = common + needed + form.optional
      var choice = mapping(object, keys: keys, required: required, form: form)
      if form.needs.count > 1, case .object(var pairs) = choice {
        // One of the sets and nothing more: the sets of a form are of one size.
        let sets = form.needs.map { set in
          JSONValue.object([("required", .array(set.map(JSONValue.string)))])
        }
        let size = common.count + form.optional.count + form.needs[0].count
        pairs += [("oneOf", .array(sets)), ("maxProperties", .number(Double(size)))]
        choice = .object(pairs)
      }
      choices.append(choice)
    }
    return choices.count == 1 ? choices[0] : anyOf(choices)
  }

  private func mapping(
    _ object: ObjectShape, keys: [String], required: [String], form: Form?
  ) -> JSONValue {
    var properties: [(String, JSONValue)] = []
    for field in object.fields where keys.contains(field.name) {
      if let form, field.name == object.discriminator {
        properties.append(
          (
            field.name,
            .object([("const", .string(form.name)), ("description", .string(field.doc))])
          ))
      } else {
        properties.append((field.name, described(field)))
      }
    }
    var pairs: [(String, JSONValue)] = [
      ("type", .string("object")), ("properties", .object(properties)),
    ]
    if !required.isEmpty { pairs.append(("required", .array(required.map(JSONValue.string)))) }
    pairs.append(("additionalProperties", .bool(false)))
    return .object(pairs)
  }

  /// A field's schema with its line of documentation and its default.
  func described(_ field: Field) -> JSONValue {
    var pairs: [(String, JSONValue)] = []
    if case .object(let inner) = schema(of: field.shape, named: field.name) {
      pairs = inner.filter { $0.0 != "description" }
    }
    var hint = field.doc
    if case .quantity(let quantity) = field.shape {
      hint += " Expected: \(quantity.descriptionWithExample)."
    }
    pairs.append(("description", .string(hint)))
    if case .defaults(.text(let text)) = field.presence { pairs.append(("default", .string(text))) }
    return .object(pairs)
  }
}

extension Field {
  fileprivate var isRequired: Bool { if case .required = presence { true } else { false } }
}

/// Schemas that others refer to, each kept once.
final class SchemaDefinitions {
  private var names: [String: String] = [:]
  private var definitions: [(String, JSONValue)] = []

  var value: JSONValue { .object(definitions) }

  /// A reference to a schema, which gets the name, or the name with a number.
  func reference(to value: JSONValue, named hint: String) -> JSONValue {
    let text = value.text()
    if names[text] == nil {
      let taken = Set(definitions.map(\.0))
      var name = hint
      var number = 2
      while taken.contains(name) {
        name = "\(hint)_\(number)"
        number += 1
      }
      names[text] = name
      definitions.append((name, value))
    }
    return .object([("$ref", .string("#/$defs/\(names[text] ?? hint)"))])
  }
}
