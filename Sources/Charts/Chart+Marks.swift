extension Chart {
  /// Rows by key, in the order of the keys, then of the rows.
  func grouped(_ rows: [Row]) -> [(key: String?, rows: [Row])] {
    var groups: [(key: String?, rows: [Row])] = []
    var places: [String?: Int] = [:]
    for row in rows {
      if let place = places[row.key] {
        groups[place].rows.append(row)
      } else {
        places[row.key] = groups.count
        groups.append((row.key, [row]))
      }
    }
    let names = keys.map(\.name)
    func rank(_ key: String?) -> Int { key.flatMap { names.firstIndex(of: $0) } ?? names.count }
    return groups.enumerated().sorted {
      (rank($0.element.key), $0.offset) < (rank($1.element.key), $1.offset)
    }.map(\.element)
  }

  func draw(_ layer: Layer, _ layout: ChartLayout, _ svg: inout SVGWriter) {
    let rows = rows(of: layer)
    switch layer.mark {
    case .line(let isDashed):
      for (_, rows) in grouped(rows) {
        guard let role = rows.first?.role else { continue }
        let path = linePath(rows.map { ($0.x, $0.y) }, layout)
        if path.isEmpty { continue }
        svg.element(
          "path", [("class", "l \(role.rawValue)" + (isDashed ? " d" : "")), ("d", path)])
      }
    case .area:
      for (_, rows) in grouped(rows) { drawArea(rows, layer, layout, &svg) }
    case .bar: for row in rows { drawBar(row, layer, layout, &svg) }
    case .cell: for row in rows { drawCell(row, layout, &svg) }
    case .point(let shape, let radius):
      for row in rows { drawPoint(row, layer, shape, radius, layout, &svg) }
    case .rule(let isDashed, let width):
      drawRules(rows, isDashed: isDashed, width: width, layout, &svg)
    case .text(let anchor, let dx, let dy):
      for row in rows where !row.text.isEmpty {
        let x = layout.x.position(row.x) ?? layout.left
        let y = (layout.y.position(row.y) ?? layout.top) + layout.shift
        let width = textWidth(row.text)
        // A label that would leave the picture is pushed back into it.
        let start =
          switch anchor {
          case .start: x + dx
          case .middle: x + dx - width / 2
          case .end: x + dx - width
          }
        let clamped = max(0, min(start, layout.width - width))
        svg.label(row.text, x: clamped, y: y + dy + 4, class: textClass(row.role))
      }
    case .tick: drawTicks(rows, layout, &svg)
    }
  }

  private func textClass(_ role: Role) -> String { role == .muted ? "mt halo" : "t halo" }

  private func linePath(_ points: [(Place?, Place?)], _ layout: ChartLayout) -> String {
    var path = ""
    var isOpen = false
    for (x, y) in points {
      guard let px = layout.x.position(x), let py = layout.y.position(y) else {
        isOpen = false
        continue
      }
      path += (isOpen ? "L" : "M") + "\(pixels(px)),\(pixels(py))"
      isOpen = true
    }
    return path
  }

  private func drawArea(
    _ rows: [Row], _ layer: Layer, _ layout: ChartLayout, _ svg: inout SVGWriter
  ) {
    guard let role = rows.first?.role else { return }
    if layer.y == nil || layer.x == nil {
      // A region across the plot.
      for row in rows {
        let (x0, x1) =
          layer.x == nil
          ? (layout.left, layout.right)
          : (layout.x.position(row.x) ?? layout.left, layout.x.position(row.x2) ?? layout.right)
        let (y0, y1) =
          layer.y == nil
          ? (layout.top, layout.bottom)
          : (layout.y.position(row.y) ?? layout.top, layout.y.position(row.y2) ?? layout.bottom)
        svg.element("rect", [("class", "a \(role.rawValue)")] + box(x0, y0, x1, y1))
      }
      return
    }
    let base = layout.y.position(0) ?? layout.bottom
    // Stretches without gaps, each a closed path.
    var stretch: [(x: Double, top: Double, bottom: Double)] = []
    func close() {
      if stretch.count > 1 {
        let upper = stretch.map { "\(pixels($0.x)),\(pixels($0.top))" }
        let lower = stretch.reversed().map { "\(pixels($0.x)),\(pixels($0.bottom))" }
        svg.element(
          "path",
          [
            ("class", "a \(role.rawValue)" + (layer.isStacked ? " s" : "")),
            ("d", "M" + (upper + lower).joined(separator: "L") + "z"),
          ])
      }
      stretch = []
    }
    for row in rows {
      guard let x = layout.x.position(row.x), let top = layout.y.position(row.y) else {
        close()
        continue
      }
      // On a logarithmic axis a band that reaches 0 ends at the axis.
      let bottom = row.y2 == nil ? base : layout.y.position(row.y2) ?? layout.bottom
      stretch.append((x, top, bottom))
    }
    close()
  }

  private func drawBar(
    _ row: Row, _ layer: Layer, _ layout: ChartLayout, _ svg: inout SVGWriter
  ) {
    guard let x = layout.x.position(row.x), let y = layout.y.position(row.y) else { return }
    let isHorizontal = if case .band = self.y.scale { true } else { false }
    let edges: (Double, Double, Double, Double)
    if isHorizontal {
      let thickness = min(22, self.y.bandHeight * 0.62)
      let start = layout.x.position(row.x2 ?? .number(0)) ?? layout.left
      let middle = y + layout.shift
      edges = (start, middle - thickness / 2, x, middle + thickness / 2)
    } else {
      let base = layout.y.position(row.y2 ?? .number(0)) ?? layout.bottom
      if let end = layout.x.position(row.x2) {
        let gap = min(1.5, (end - x) * 0.12)
        edges = (x + gap, y, end - gap, base)
      } else {
        let half = layout.x.bandWidth * 0.38
        edges = (x - half, y, x + half, base)
      }
    }
    guard edges.0 != edges.2, edges.1 != edges.3 else { return }
    svg.element(
      "rect",
      [("class", "a \(row.role.rawValue)" + (layer.isStacked ? " s" : ""))]
        + box(edges.0, edges.1, edges.2, edges.3),
      content: tooltip(row))
  }

  private func drawCell(_ row: Row, _ layout: ChartLayout, _ svg: inout SVGWriter) {
    guard let x = layout.x.position(row.x), let x2 = layout.x.position(row.x2),
      let y = layout.y.position(row.y), let y2 = layout.y.position(row.y2)
    else { return }
    svg.element(
      "rect", [("class", "a \(row.role.rawValue)")] + box(x, y, x2, y2), content: tooltip(row))
  }

  private func drawPoint(
    _ row: Row, _ layer: Layer, _ shape: Shape, _ radius: Double, _ layout: ChartLayout,
    _ svg: inout SVGWriter
  ) {
    guard let x = layout.x.position(row.x), var y = layout.y.position(row.y) else { return }
    y += layout.shift
    let paint = "\(layer.isHollow ? "h" : "a") \(row.role.rawValue)"
    switch shape {
    case .circle:
      svg.element(
        "circle",
        [("class", paint), ("cx", pixels(x)), ("cy", pixels(y)), ("r", pixels(radius))],
        content: tooltip(row))
    case .diamond:
      svg.element(
        "path", [("class", paint), ("d", Self.diamond(x, y, radius: radius * 1.35))],
        content: tooltip(row))
    case .square:
      svg.element(
        "rect",
        [("class", paint)] + box(x - radius, y - radius, x + radius, y + radius),
        content: tooltip(row))
    }
  }

  /// All rules of one colour are one path.
  private func drawRules(
    _ rows: [Row], isDashed: Bool, width: Double, _ layout: ChartLayout, _ svg: inout SVGWriter
  ) {
    for role in Role.allCases {
      var path = ""
      for row in rows where row.role == role {
        let isUpright = row.y == nil
        let x0 = layout.x.position(row.x) ?? layout.left
        let x1 =
          isUpright
          ? x0 : row.x2 == nil && row.x != nil ? x0 : layout.x.position(row.x2) ?? layout.right
        let y0 = isUpright ? layout.top : (layout.y.position(row.y) ?? layout.top) + layout.shift
        let y1 =
          isUpright ? layout.bottom : layout.y.position(row.y2).map { $0 + layout.shift } ?? y0
        guard !isMissing(row) else { continue }
        path += "M\(pixels(x0)),\(pixels(y0))L\(pixels(x1)),\(pixels(y1))"
      }
      guard !path.isEmpty else { continue }
      svg.element(
        "path",
        [
          (
            "class",
            "l \(role.rawValue)" + (isDashed ? " d" : "")
              + (width < 2 ? " th" : width > 2 ? " tk" : "")
          ),
          ("d", path),
        ])
    }
  }

  private func drawTicks(_ rows: [Row], _ layout: ChartLayout, _ svg: inout SVGWriter) {
    for role in Role.allCases {
      var path = ""
      for row in rows where row.role == role {
        guard let x = layout.x.position(row.x), let y = layout.y.position(row.y) else { continue }
        path += "M\(pixels(x)),\(pixels(y + layout.shift - 6))v12"
      }
      if !path.isEmpty { svg.element("path", [("class", "l \(role.rawValue)"), ("d", path)]) }
    }
  }

  private func isMissing(_ row: Row) -> Bool {
    [row.x, row.x2, row.y, row.y2].contains { $0?.number.map { !$0.isFinite } ?? false }
  }

  private func tooltip(_ row: Row) -> String? {
    row.tooltip.isEmpty ? nil : "<title>\(escapedMarkup(row.tooltip))</title>"
  }

  private func box(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double
  ) -> [(String, String?)] {
    [
      ("x", pixels(min(x0, x1))), ("y", pixels(min(y0, y1))), ("width", pixels(abs(x1 - x0))),
      ("height", pixels(abs(y1 - y0))),
    ]
  }
}
