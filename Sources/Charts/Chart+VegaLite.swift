package import JSON

extension Chart {
  /// The chart as a Vega-Lite specification with its data inside.
  package var vegaLite: JSONValue {
    let isBandY = if case .band = y.scale { true } else { false }
    var height: JSONValue = .number(height)
    if isBandY { height = .object([.init("step", .number(y.bandHeight))]) }
    return .object([
      .init("$schema", .string("https://vega.github.io/schema/vega-lite/v5.json")),
      .init("title", .string(title)),
      .init("description", .string(description)),
      .init("width", .integer(620)),
      .init("height", height),
      .init("background", .string(Palette.light[.paper])),
      .init("layer", .array(layers.map(layerSpec))),
      .init(
        "config",
        .object([
          .init("view", .object([.init("stroke", .null)])),
          .init(
            "axis",
            .object([
              .init("gridColor", .string(Palette.light[.grid])),
              .init("labelColor", .string(Palette.light[.muted])),
              .init("titleColor", .string(Palette.light[.muted])),
            ])),
          .init("font", .string("system-ui, sans-serif")),
        ])),
    ])
  }

  /// Whether an axis reaches a thousand in some layer; all layers write it alike.
  private func isLarge(_ path: KeyPath<Row, Place?>) -> Bool {
    layers.contains { layer in
      rows(of: layer).contains { row in
        row[keyPath: path]?.number.map { $0.isFinite && abs($0) >= 1000 } ?? false
      }
    }
  }

  private func layerSpec(_ layer: Layer) -> JSONValue {
    let rows = rows(of: layer)
    var encoding: [JSONValue.Member] = []
    for (name, axis, path) in [
      ("x", x, \Row.x), ("y", y, \Row.y),
    ] as [(String, Axis, KeyPath<Row, Place?>)]
    where rows.contains(where: { $0[keyPath: path] != nil }) {
      encoding.append(.init(name, axisSpec(name, axis, isLarge: isLarge(path))))
    }
    for (name, path) in [("x2", \Row.x2), ("y2", \Row.y2)] as [(String, KeyPath<Row, Place?>)]
    where rows.contains(where: { $0[keyPath: path] != nil }) {
      encoding.append(.init(name, .object([.init("field", .string(name))])))
    }
    if rows.contains(where: { $0.key != nil }) {
      encoding.append(
        .init(
          "color",
          .object([
            .init("field", .string("key")), .init("type", .string("nominal")),
            .init("title", .null),
            .init(
              "scale",
              .object([
                .init("domain", .strings(keys.map(\.name))),
                .init("range", .strings(keys.map { Palette.light[$0.role] })),
              ])),
            .init("legend", legend == .none ? .null : .object([.init("orient", .string("top"))])),
          ])))
    }
    if case .text = layer.mark {
      encoding.append(.init("text", .object([.init("field", .string("text"))])))
    }
    if !layer.tooltip.isEmpty {
      encoding.append(.init("tooltip", .object([.init("field", .string("tooltip"))])))
    }
    return .object([
      .init("data", .object([.init("values", .array(rows.map { value($0, layer) }))])),
      .init("mark", markSpec(layer, rows)),
      .init("encoding", .object(encoding)),
    ])
  }

  private func value(_ row: Row, _ layer: Layer) -> JSONValue {
    func json(_ place: Place?, _ axis: Axis) -> JSONValue? {
      switch place {
      case nil: nil
      case .name(let name): .string(name)
      case .number(let number):
        axis.scale == .time && number.isFinite
          ? .string(CalendarDay(daysSince1970: Int(number.rounded())).description)
          : .number(number)
      }
    }
    let members: [(String, JSONValue?)] = [
      ("x", json(row.x, x)), ("x2", json(row.x2, x)), ("y", json(row.y, y)),
      ("y2", json(row.y2, y)), ("key", row.key.map { .string($0) }),
      ("text", row.text.isEmpty ? nil : .string(row.text)),
      ("tooltip", row.tooltip.isEmpty ? nil : .string(row.tooltip)),
    ]
    return .object(members.compactMap { name, value in value.map { .init(name, $0) } })
  }

  private func axisSpec(_ name: String, _ axis: Axis, isLarge: Bool) -> JSONValue {
    var members: [JSONValue.Member] = [.init("field", .string(name))]
    var scale: [JSONValue.Member] = []
    switch axis.scale {
    case .band(let names):
      members.append(.init("type", .string("nominal")))
      members.append(.init("sort", .null))
      scale.append(.init("domain", .strings(names)))
    case .time:
      members.append(.init("type", .string("temporal")))
      scale.append(.init("type", .string("utc")))
    case .log:
      members.append(.init("type", .string("quantitative")))
      scale.append(.init("type", .string("log")))
      scale.append(.init("nice", .bool(false)))
    case .linear(let includesZero):
      members.append(.init("type", .string("quantitative")))
      scale.append(.init("zero", .bool(includesZero)))
    case .days:
      members.append(.init("type", .string("quantitative")))
      scale.append(.init("zero", .bool(false)))
      scale.append(.init("nice", .bool(false)))
    }
    if let domain = axis.domain {
      scale.append(.init("domain", .numbers([domain.lowerBound, domain.upperBound])))
    }
    members.append(.init("scale", .object(scale)))
    members.append(.init("title", axis.title.isEmpty ? .null : .string(axis.title)))
    members.append(.init("axis", axis.isHidden ? .null : axisStyle(axis, isLarge: isLarge)))
    // Piles are piled up already.
    members.append(.init("stack", .null))
    return .object(members)
  }

  /// Of d3-format; "s" writes thousands as k, and would write a half as 500m.
  private func axisStyle(_ axis: Axis, isLarge: Bool) -> JSONValue {
    func format(_ text: String) -> JSONValue { .object([.init("format", .string(text))]) }
    if case .band = axis.scale { return .object([.init("labelLimit", .integer(0))]) }
    if axis.scale == .time { return .object([]) }
    switch axis.format {
    case .share: return format("~%")
    // d3's "$" is the symbol of its locale, which is a dollar.
    case .money("USD"): return format(isLarge ? "$~s" : "$~r")
    default: return format(isLarge ? "~s" : "~r")
    }
  }

  private func markSpec(_ layer: Layer, _ rows: [Row]) -> JSONValue {
    var members: [JSONValue.Member]
    switch layer.mark {
    case .line(let isDashed):
      members = [.init("type", .string("line"))]
      if isDashed { members.append(.init("strokeDash", .numbers([5, 4]))) }
    // A region across the plot has no second dimension to be an area over.
    case .area:
      members = [.init("type", .string(layer.x == nil || layer.y == nil ? "rect" : "area"))]
    case .bar: members = [.init("type", .string("bar"))]
    case .cell: members = [.init("type", .string("rect"))]
    case .point(let shape, let radius):
      members = [
        .init("type", .string("point")), .init("shape", .string(shape.rawValue)),
        .init("filled", .bool(!layer.isHollow)), .init("size", .number(radius * radius * 4)),
        .init("opacity", .integer(1)),
      ]
    case .rule(let isDashed, let width):
      members = [.init("type", .string("rule")), .init("strokeWidth", .number(width))]
      if isDashed { members.append(.init("strokeDash", .numbers([5, 4]))) }
    case .text(let anchor, let dx, let dy):
      let align =
        switch anchor {
        case .start: "left"
        case .middle: "center"
        case .end: "right"
        }
      members = [
        .init("type", .string("text")), .init("align", .string(align)), .init("dx", .number(dx)),
        .init("dy", .number(dy)),
      ]
    case .tick: members = [.init("type", .string("tick"))]
    }
    if case .role(let role) = layer.paint {
      members.append(.init("color", .string(Palette.light[role])))
    }
    return .object(members)
  }
}
