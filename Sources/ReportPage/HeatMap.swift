internal import Charts

/// The objective over two variables, less the recommended one's: one cell a simulated point.
struct HeatMap {
  let part: DecisionPart
  let grid: DecisionGrid
  private let x: DecisionGrid.Axis
  private let y: DecisionGrid.Axis

  private static let recommended = "recommended"
  private static let agents = "simulated by agents"
  private static let limited = "breaks a limit"
  /// Losses in units of what counts as none.
  private static let bounds = [1.0, 3, 10, 30, 100]

  /// nil unless the grid is over two numbers.
  init?(part: DecisionPart, grid: DecisionGrid) {
    guard grid.axes.count == 2, part.indifference > 0,
      grid.axes.allSatisfy({ $0.isNumeric && $0.levels.count > 1 })
    else { return nil }
    self.part = part
    self.grid = grid
    (x, y) = (grid.axes[0], grid.axes[1])
  }

  var figure: Figure {
    var figure = Figure("\(part.slug)-map", chart)
    figure.axes = [0, 1]
    return figure
  }

  /// "up to $18,000 less", ..., the last one open.
  private var classes: [String] {
    let texts = Self.bounds.map { part.objectiveFormat.tickText($0 * part.indifference) }
    return ["up to \(texts[0]) less: counts as none"]
      + zip(texts, texts.dropFirst()).map { "to \($1) less" } + ["more than \(texts[4]) less"]
  }

  private func className(_ place: Int) -> String {
    guard grid.keepsLimits[place] else { return Self.limited }
    let loss = -grid.difference[place] / part.indifference
    return classes[Self.bounds.firstIndex { loss <= $0 } ?? Self.bounds.count]
  }

  /// Half-way to the neighbours; the outermost cells end at the ends of the range.
  private func edges(_ axis: DecisionGrid.Axis) -> [(low: Double, high: Double)] {
    let places = axis.levels.map { $0.number ?? 0 }
    return places.indices.map { index in
      (
        index == 0 ? places[0] : (places[index - 1] + places[index]) / 2,
        index == places.count - 1 ? places[index] : (places[index] + places[index + 1]) / 2
      )
    }
  }

  private var chart: Chart {
    let (columns, rows) = (edges(x), edges(y))
    let places = grid.difference.indices.filter { grid.difference[$0].isFinite }
    func column(_ place: Int) -> Int { place / y.levels.count }
    func row(_ place: Int) -> Int { place % y.levels.count }
    let format = part.objectiveFormat
    let names = places.map(className)
    let data = DataTable([
      .texts("x", places.map { x.levels[column($0)].text }, title: x.label),
      .texts("y", places.map { y.levels[row($0)].text }, title: y.label),
      .numbers(
        "difference", places.map { grid.difference[$0] }, title: part.againstRecommended,
        format: format),
      .texts("class", names, title: "class"),
      .numbers("left", places.map { columns[column($0)].low }),
      .numbers("right", places.map { columns[column($0)].high }),
      .numbers("bottom", places.map { rows[row($0)].low }),
      .numbers("top", places.map { rows[row($0)].high }),
    ])
    var layers: [Chart.Layer] = [
      .init(
        .cell, x: .field("left"), x2: .field("right"), y: .field("bottom"), y2: .field("top"),
        paint: .field("class"), tooltip: ["x", "y", "difference"])
    ]
    var keys = zip(classes, Role.steps).filter { names.contains($0.0) }
      .map { Chart.Key($0, $1, .area) }
    if names.contains(Self.limited) { keys.append(.init(Self.limited, .zone, .area)) }
    let seen = places.filter { grid.isByAgents[$0] && $0 != grid.recommended }
    if !seen.isEmpty {
      let marks = DataTable([
        .numbers("x", seen.map { x.levels[column($0)].number ?? 0 }),
        .numbers("y", seen.map { y.levels[row($0)].number ?? 0 }),
      ])
      layers.append(
        .init(
          .point(radius: 3), x: .field("x"), y: .field("y"), paint: .key(Self.agents),
          isHollow: true, data: marks))
      keys.append(.init(Self.agents, .ink, .hollow))
    }
    if let best = grid.recommended {
      layers.append(
        .init(
          .point(.diamond, radius: 6), x: .number(x.levels[column(best)].number ?? 0),
          y: .number(y.levels[row(best)].number ?? 0), paint: .key(Self.recommended)))
      keys.append(.init(Self.recommended, .series2, .diamond))
    }
    return Chart(
      title: "\(part.objectiveLabel) by both, \(part.againstRecommended)", description: description,
      data: data, x: axis(x, columns), y: axis(y, rows), layers: layers, keys: keys, height: 330,
      table: .pivot(row: "x", column: "y", value: "difference"))
  }

  private func axis(_ axis: DecisionGrid.Axis, _ edges: [(low: Double, high: Double)])
    -> Chart.Axis
  {
    let suffix = axis.levels[0].suffix
    return .init(
      axis.label, .linear(includesZero: false),
      format: .affixed(axis.levels[0].prefix, suffix.hasPrefix("%") ? "%" : suffix),
      domain: edges[0].low...edges[edges.count - 1].high)
  }

  private var description: String {
    let agents = grid.isByAgents.count { $0 }
    var text =
      "Each cell is one simulated point, \(x.levels.count) × \(y.levels.count) in all, "
      + "\(agents) of them by agents; nothing is interpolated here."
    let none = grid.difference.indices.count {
      grid.keepsLimits[$0] && grid.difference[$0] >= -part.indifference
    }
    text +=
      " \(none) \(none == 1 ? "point is" : "points are") within "
      + "\(part.objectiveFormat.text(part.indifference)) of the recommended or better, which "
      + "counts as none."
    return text
  }
}
