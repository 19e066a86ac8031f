extension JSONSchemaWriter {
  var uncertain: JSONValue {
    let laws = TablePath.all.compactMap { path -> (TablePath, JSONValue)? in
      guard !ScenarioSchema.neverUncertain.contains(where: path.pattern.hasPrefix),
        let kind = path.kind
      else { return nil }
      let law = body(of: ScenarioSchema.uncertainty(of: Quantity(kind)))
      return (path, definitions.reference(to: law, named: "uncertain_\(kind.rawValue)"))
    }
    return .object([
      ("type", .string("object")),
      (
        "properties",
        .object([
          (
            PosteriorTable.key,
            .object([
              ("type", .string("string")),
              (
                "description",
                .string(
                  "A CSV file with a column per path and a joint draw per row, as calibrate writes."
                )
              ),
            ])
          )
        ])
      ), ("patternProperties", patterns(laws)), ("additionalProperties", .bool(false)),
    ])
  }

  /// Paths with what stands there; those with the same schema share a pattern.
  func patterns(_ paths: [(TablePath, JSONValue)]) -> JSONValue {
    var order: [String] = []
    var groups: [String: (paths: [TablePath], schema: JSONValue)] = [:]
    for (path, schema) in paths {
      let text = schema.text()
      if groups[text] == nil { order.append(text) }
      groups[text, default: ([], schema)].paths.append(path)
    }
    return .object(
      order.compactMap { text in
        groups[text].map { ("^\(TablePath.pattern(ofAny: $0.paths))$", $0.schema) }
      })
  }

  func change(window: Bool) -> JSONValue {
    let prefixes = ScenarioSchema.changing(window: window)
    let values = TablePath.all.compactMap { path -> (TablePath, JSONValue)? in
      guard prefixes.contains(where: { path.pattern.hasPrefix($0.replacing(".", with: "\\.")) })
      else { return nil }
      return (path, schema(of: path.shape, named: "change"))
    }
    let days = ScenarioSchema.days(ofWindow: window)
    var pairs: [(String, JSONValue)] = [
      ("type", .string("object")),
      ("properties", .object(days.map { ($0.name, described($0)) })),
      ("patternProperties", patterns(values)), ("required", .array([.string("from")])),
    ]
    if window {
      let ends = ["until", "over"].map { JSONValue.object([("required", .array([.string($0)]))]) }
      pairs.append(("oneOf", .array(ends)))
    }
    return definitions.reference(
      to: .object(pairs + [("additionalProperties", .bool(false))]),
      named: window ? "campaign" : "schedule")
  }

  /// Any keys of a mapping, each with its schema, none required.
  func partial(_ shape: Shape) -> JSONValue {
    switch shape {
    case .named(let inner):
      return .object([
        ("type", .string("object")),
        (
          "patternProperties", .object([("^[a-z][a-z0-9_-]{0,59}$", partial(inner))])
        ),
        ("additionalProperties", .bool(false)),
      ])
    case .object(let object):
      let properties = object.fields.map { field in
        (field.name, anyOf([schema(of: field.shape, named: field.name), partial(field.shape)]))
      }
      return definitions.reference(
        to: .object([
          ("type", .string("object")), ("properties", .object(properties)),
          ("additionalProperties", .bool(false)),
        ]), named: "override")
    case .word(_, let inner): return partial(inner)
    default: return schema(of: shape, named: "override")
    }
  }
}
