internal import Charts
internal import JSON

/// What the what-if's script reads: the stored grid, and texts.
struct WhatIfData {
  let part: DecisionPart
  let grid: DecisionGrid
  /// In the order of the table.
  let metrics: [String]

  /// Where a slider can stand: every level that the decision could choose, and every level of the
  /// grid.
  struct Position: Equatable {
    let x: Double
    let text: String
    /// Of the grid; nil between two of its levels.
    let level: Int?
  }

  static func positions(of axis: DecisionGrid.Axis) -> [Position] {
    guard axis.isNumeric, let first = axis.levels.first?.number,
      let last = axis.levels.last?.number,
      first < last
    else {
      return axis.levels.enumerated().map {
        Position(x: Double($0.offset), text: $0.element.text, level: $0.offset)
      }
    }
    let format = NumberFormat.affixed(axis.levels[0].prefix, axis.levels[0].suffix)
    var positions = axis.levels.enumerated().map {
      Position(x: $0.element.number ?? 0, text: $0.element.text, level: $0.offset)
    }
    let count = min(201, max(2, axis.latticeLevels))
    for index in 0..<count {
      let x = first + (last - first) * Double(index) / Double(count - 1)
      let isKnown = positions.contains { abs($0.x - x) < (last - first) * 1e-6 }
      if !isKnown { positions.append(Position(x: x, text: format.text(x), level: nil)) }
    }
    return positions.sorted { $0.x < $1.x }
  }

  /// What a row shows, by its name.
  func values(_ name: String) -> [Double] {
    switch name {
    case "difference": grid.difference
    case "gain": grid.gain ?? []
    case "objective": grid.objective
    default: grid.values(name) ?? []
    }
  }

  func format(_ name: String) -> NumberFormat {
    ["difference", "gain", "objective"].contains(name)
      ? part.objectiveFormat : part.names.format(name)
  }

  private var names: [String] {
    ["objective", "difference"] + (grid.gain == nil ? [] : ["gain"]) + metrics
  }

  /// The sentence over the table, piece by piece.
  var sentence: [(before: String, name: String, more: String, less: String, none: String)] {
    var pieces = [(": \(part.objectiveWord) ", "objective", "", "", "")]
    if grid.gain != nil {
      pieces.append(
        (", which is ", "gain", " better than no program", " worse than no program", ""))
    }
    if metrics.contains("payback_days") {
      pieces.append(("; pays back in ", "payback_days", "", "", "; does not pay back"))
    }
    if metrics.contains("reward_cost") {
      pieces.append(("; rewards cost ", "reward_cost", "", "", ""))
    }
    return pieces
  }

  var json: String {
    let names = names
    let candidates = grid.candidates.sorted { $0.key < $1.key }
    return JSONValue.object([
      .init("symbol", .string(symbol)),
      .init("axes", .array(grid.axes.map(axisJSON))),
      .init(
        "metrics",
        .array(
          names.map { name in
            .object([
              .init("name", .string(name)), .init("format", .string(formatName(name))),
              .init("values", .numbers(values(name).map(sixDigits))),
            ])
          })),
      .init("agents", .array(grid.isByAgents.map { .integer($0 ? 1 : 0) })),
      .init("keeps", .array(grid.keepsLimits.map { .integer($0 ? 1 : 0) })),
      .init(
        "stored",
        .object(
          candidates.map { place, candidate in
            .init(String(place), cells(candidate))
          })),
      .init(
        "sentence",
        .array(
          sentence.map {
            .object([
              .init("before", .string($0.before)), .init("name", .string($0.name)),
              .init("more", .string($0.more)), .init("less", .string($0.less)),
              .init("none", .string($0.none)),
            ])
          })),
      .init(
        "error", grid.error.map { .string(part.objectiveFormat.text($0.all)) } ?? .null),
    ]).text()
  }

  private func axisJSON(_ axis: DecisionGrid.Axis) -> JSONValue {
    .object([
      .init("label", .string(axis.label)),
      .init("numeric", .bool(axis.isNumeric)),
      .init("recommended", axis.recommended.map { .integer($0) } ?? .null),
      .init("x", .numbers(axis.levels.enumerated().map { $1.number ?? Double($0) })),
      .init("texts", .strings(axis.levels.map(\.text))),
      .init(
        "positions",
        .array(
          Self.positions(of: axis).map {
            .object([
              .init("x", .number(sixDigits($0.x))), .init("text", .string($0.text)),
              .init("level", $0.level.map { .integer($0) } ?? .null),
            ])
          })),
    ])
  }

  /// Texts and ranges of a candidate, which say more than its mean.
  private func cells(_ candidate: Candidate) -> JSONValue {
    func cell(_ name: String, _ format: NumberFormat, _ values: [Double], hasRange: Bool)
      -> JSONValue.Member
    {
      .init(
        name,
        .object([
          .init("text", .string(format.text(values[0]))),
          .init("range", .string(hasRange ? format.range(values[1], values[2]) : "")),
        ]))
    }
    let d = candidate.difference
    return .object(
      [
        cell(
          "difference", part.objectiveFormat, [d.mean, d.low, d.high],
          hasRange: !candidate.isRecommended)
      ]
        + metrics.map { name in
          let s = candidate.metric(name)
          return cell(
            name, part.names.format(name), [s?.mean ?? .nan, s?.q05 ?? .nan, s?.q95 ?? .nan],
            hasRange: true)
        })
  }

  private func formatName(_ name: String) -> String {
    switch format(name) {
    case .share: "share"
    case .multiple: "multiple"
    case .days: "days"
    case .money(let currency): currency == "JPY" ? "yen" : "money"
    case .number, .affixed: "number"
    }
  }

  /// What stands before an amount of money.
  private var symbol: String {
    let text = NumberFormat.money(part.names.currency).tickText(0)
    return String(text.prefix { $0 != "0" })
  }
}

/// A number to six significant digits, which is twice what is shown.
private func sixDigits(_ value: Double) -> Double {
  guard value.isFinite, value != 0 else { return value }
  // Powers of ten from 1 on are exact, so that each result is the double nearest to its decimal.
  var (up, down) = (1.0, 1.0)
  while abs(value) * up < 1e5 && up < 1e15 { up *= 10 }
  while abs(value) / down >= 1e6 { down *= 10 }
  return down > 1 ? (value / down).rounded() * down : (value * up).rounded() / up
}
