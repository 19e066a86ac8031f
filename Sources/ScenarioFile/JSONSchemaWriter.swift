import Foundation

/// Turns the table into JSON Schema.
///
/// Editors read YAML 1.2, where `0.15` is a number and `10_000`, `yes` and `2008-09-01` are
/// text, so every quantity is described both ways.
struct JSONSchemaWriter {
  func text() -> String {
    var root = schema(of: .object(ScenarioSchema.root))
    if case .object(let pairs) = root {
      root = .object(
        [
          ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
          ("title", .string("kfactor scenario")),
          ("description", .string("A referral program and its market.")),
        ] + pairs + [("$defs", definitions)])
    }
    return root.text() + "\n"
  }

  /// Object shapes that occur in several places.
  private var definitions: JSONValue {
    .object(
      [
        ("delay", body(of: ScenarioSchema.delay)), ("contacts", body(of: ScenarioSchema.contacts)),
        ("reward_side", body(of: ScenarioSchema.rewardSide)),
      ]
        + QuantityKind.allCases.map { kind in
          ("uncertain_\(kind.rawValue)", body(of: ScenarioSchema.uncertainty(of: Quantity(kind))))
        })
  }

  /// The schema of an object, by reference where it is one of the definitions.
  private func reference(_ object: ObjectShape) -> JSONValue {
    let shared = [
      ("delay", ScenarioSchema.delay), ("contacts", ScenarioSchema.contacts),
      ("reward_side", ScenarioSchema.rewardSide),
    ]
    let docs = object.fields.map(\.doc)
    if let (name, _) = shared.first(where: { $0.1.fields.map(\.doc) == docs }) {
      return .object([("$ref", .string("#/$defs/\(name)"))])
    }
    return body(of: object)
  }

  func schema(of shape: Shape) -> JSONValue {
    switch shape {
    case .text, .file: return .object([("type", .string("string"))])
    case .currency: return pattern("^[A-Z]{3}$")
    case .choice(let words): return .object([("enum", .array(words.map(JSONValue.string)))])
    case .toggle:
      let words = ["yes", "no", "true", "false"].flatMap { [$0, $0.capitalized] }
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
    case .object(let object): return reference(object)
    case .named(let inner):
      return .object([
        ("type", .string("object")),
        ("patternProperties", .object([("^[a-z][a-z0-9_-]{0,59}$", schema(of: inner))])),
        ("additionalProperties", .bool(false)),
      ])
    case .list(let inner, let count):
      return .object([
        ("type", .string("array")), ("items", schema(of: inner)),
        ("minItems", .number(Double(count.lowerBound))),
        ("maxItems", .number(Double(count.upperBound))),
      ])
    case .row(let shapes):
      return .object([
        ("type", .string("array")), ("prefixItems", .array(shapes.map(schema))),
        ("items", .bool(false)), ("minItems", .number(Double(shapes.count))),
      ])
    case .word(let word, let inner):
      return anyOf([.object([("const", .string(word))]), schema(of: inner)])
    case .uncertain: return uncertain
    case .change: return change
    }
  }

  // MARK: Quantities

  private var zero: JSONValue { .object([("const", .number(0))]) }

  private func pattern(_ pattern: String) -> JSONValue {
    .object([("type", .string("string")), ("pattern", .string(pattern))])
  }

  private func anyOf(_ choices: [JSONValue]) -> JSONValue {
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
      case .reward: "(\(sign)\(number)% of CAC|\(money))"
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
    return .object([
      ("anyOf", .array(choices)), ("description", .string(quantity.descriptionWithExample)),
    ])
  }

  // MARK: Mappings

  /// A mapping, one schema for each of its forms, or the plain value it may be written as.
  private func body(of object: ObjectShape) -> JSONValue {
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
      for needs in form.needs {
        let common = object.fields.map(\.name).filter { !object.formKeys.contains($0) }
        let keys = common + needs + form.optional
        var required = needs
        let isDefault = form.needs.contains([])
        if let discriminator = object.discriminator, form.signature.isEmpty && !isDefault {
          required.append(discriminator)
        }
        required += common.filter { object[$0]?.isRequired == true }
        choices.append(mapping(object, keys: keys, required: required, form: form))
      }
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
  private func described(_ field: Field) -> JSONValue {
    var pairs: [(String, JSONValue)] = []
    var hint = field.doc
    if case .object(let inner) = schema(of: field.shape) {
      for (key, value) in inner {
        if key == "description", case .string(let text) = value {
          hint += " Expected: \(text)."
        } else {
          pairs.append((key, value))
        }
      }
    }
    pairs.append(("description", .string(hint)))
    if case .defaults(.text(let text)) = field.presence { pairs.append(("default", .string(text))) }
    return .object(pairs)
  }

  // MARK: Paths

  private var uncertain: JSONValue {
    let excluded = ["monte_carlo", "uncertain"]
    let properties = TablePath.all.compactMap { path -> (String, JSONValue)? in
      guard !excluded.contains(where: path.pattern.hasPrefix), let kind = path.kind else {
        return nil
      }
      let target = "#/$defs/uncertain_\(kind.rawValue)"
      return ("^\(path.pattern)$", .object([("$ref", .string(target))]))
    }
    return .object([
      ("type", .string("object")), ("patternProperties", .object(properties)),
      ("additionalProperties", .bool(false)),
    ])
  }

  private var change: JSONValue {
    let prefixes = ["program\\.reward", "program\\.fixed_cost"]
    let properties = TablePath.all.compactMap { path -> (String, JSONValue)? in
      guard prefixes.contains(where: path.pattern.hasPrefix) else { return nil }
      return ("^\(path.pattern)$", schema(of: path.shape))
    }
    return .object([
      ("type", .string("object")),
      (
        "properties",
        .object([
          (
            "from",
            described(
              Field("from", .day, .required, "First day on which the change is in force."))
          )
        ])
      ),
      ("patternProperties", .object(properties)), ("required", .array([.string("from")])),
      ("additionalProperties", .bool(false)),
    ])
  }
}

/// A path of the table, as a regular expression: loops by any name, list places by any number.
struct TablePath {
  var pattern: String
  var shape: Shape

  /// What a number there measures; nil where no number stands.
  var kind: QuantityKind? {
    var shape = shape
    while true {
      switch shape {
      case .quantity(let quantity), .relative(let quantity): return quantity.kind
      case .word(_, let inner): shape = inner
      case .object(let object):
        guard let key = object.shorthand, let field = object[key] else { return nil }
        shape = field.shape
      default: return nil
      }
    }
  }

  /// Every path, in the order of the table.
  static let all: [TablePath] = {
    var paths: [TablePath] = []
    func walk(_ shape: Shape, _ pattern: String) {
      if !pattern.isEmpty { paths.append(TablePath(pattern: pattern, shape: shape)) }
      switch shape {
      case .object(let object):
        for field in object.fields where field.name != "$schema" {
          walk(field.shape, pattern.isEmpty ? field.name : "\(pattern)\\.\(field.name)")
        }
      case .word(_, let inner):
        paths.removeLast(pattern.isEmpty ? 0 : 1)
        walk(inner, pattern)
      case .named(let inner): walk(inner, pattern + "\\.[a-z][a-z0-9_-]{0,59}")
      case .list(let inner, _): walk(inner, pattern + "\\[[0-9]+\\]")
      default: break
      }
    }
    walk(.object(ScenarioSchema.root), "")
    let both = TablePath(pattern: "program\\.reward\\.value", shape: .quantity(Quantity(.reward)))
    return paths + [both]
  }()
}

extension Field {
  fileprivate var isRequired: Bool { if case .required = presence { true } else { false } }
}
