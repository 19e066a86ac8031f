extension Chart {
  /// The chart as an SVG element for a page that has `ChartStyle.page`.
  ///
  /// - Parameters:
  ///   - width: In pixels; below 480 it is laid out for a phone.
  ///   - id: Of the element; unique on the page.
  package func svg(width: Double, id: String) -> String {
    drawn(ChartLayout(self, width: width, hasTitle: false), id: id, style: nil)
  }

  /// A file of its own, with its title and colours for light and dark.
  package var svgFile: String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + drawn(
        ChartLayout(self, width: 720, hasTitle: true), id: "chart", style: ChartStyle.alone)
      + "\n"
  }

  private func drawn(_ layout: ChartLayout, id: String, style: String?) -> String {
    var svg = SVGWriter()
    // A file stands alone, so it brings its own margin.
    let margin = style == nil ? 0.0 : 16
    let (width, height) = (
      pixels(layout.width + 2 * margin), pixels(layout.height + 2 * margin)
    )
    let corner = pixels(-margin)
    svg.add("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" id=\"\(escapedMarkup(id))\"")
    // Some programs want a size, while a page's own style has the last word.
    svg.add(
      " viewBox=\"\(corner) \(corner) \(width) \(height)\" width=\"\(width)\" height=\"\(height)\"")
    svg.add(" role=\"img\" aria-labelledby=\"\(escapedMarkup(id))-t \(escapedMarkup(id))-d\"")
    svg.add(plotAttributes(layout))
    svg.add("><title id=\"\(escapedMarkup(id))-t\">\(escapedMarkup(title))</title>")
    svg.add("<desc id=\"\(escapedMarkup(id))-d\">\(escapedMarkup(description))</desc>")
    if let style {
      svg.add("<style>\(style)</style>")
      svg.element(
        "rect",
        [
          ("class", "a pa"), ("x", corner), ("y", corner), ("width", width), ("height", height),
        ])
    }
    for (index, line) in layout.titleLines.enumerated() {
      svg.label(line, x: 0, y: 17 + 22 * Double(index), class: "ti")
    }
    drawLegend(layout, &svg)
    // Regions lie under the grid.
    for layer in layers where isRegion(layer) { draw(layer, layout, &svg) }
    drawAxes(layout, &svg)
    for layer in layers where !isRegion(layer) { draw(layer, layout, &svg) }
    drawBaseline(layout, &svg)
    if layout.labelsEnds { labelEnds(layout, &svg) }
    svg.add("</svg>")
    return svg.text
  }

  /// What a script needs to find a value's place: the plot's edges and, of linear axes, the ends.
  private func plotAttributes(_ layout: ChartLayout) -> String {
    let edges = [layout.left, layout.top, layout.right, layout.bottom].map(pixels)
    var text = " data-plot=\"\(edges.joined(separator: " "))\""
    for (name, map) in [("x", layout.x), ("y", layout.y)] {
      if case .linear = map.scale {
        text += " data-\(name)=\"\(map.domain.low) \(map.domain.high)\""
      }
    }
    return text
  }

  private func isRegion(_ layer: Layer) -> Bool {
    layer.mark == .area && (layer.y == nil || layer.x == nil)
  }

  private func drawLegend(_ layout: ChartLayout, _ svg: inout SVGWriter) {
    for (key, x, y) in layout.legend {
      let role = key.role.rawValue
      switch key.symbol {
      case .line, .dashed:
        svg.element(
          "path",
          [
            ("class", "l \(role)" + (key.symbol == .dashed ? " d" : "")),
            ("d", "M\(pixels(x)),\(pixels(y - 4))h18"),
          ])
      case .area:
        svg.element(
          "rect",
          [
            ("class", "a \(role)"), ("x", pixels(x + 2)), ("y", pixels(y - 10)), ("width", "14"),
            ("height", "12"), ("rx", "2"),
          ])
      case .point, .hollow:
        svg.element(
          "circle",
          [
            ("class", "\(key.symbol == .hollow ? "h" : "a") \(role)"), ("cx", pixels(x + 9)),
            ("cy", pixels(y - 4)), ("r", "4"),
          ])
      case .diamond:
        svg.element(
          "path", [("class", "a \(role)"), ("d", Self.diamond(x + 9, y - 4, radius: 6))])
      }
      svg.label(key.name, x: x + 24, y: y, class: "t")
    }
  }

  private func drawAxes(_ layout: ChartLayout, _ svg: inout SVGWriter) {
    let (left, right) = (pixels(layout.left), pixels(layout.right))
    let isBandY = if case .band = y.scale { true } else { false }
    let isBandX = if case .band = x.scale { true } else { false }
    if !y.isHidden && !y.title.isEmpty {
      svg.label(y.title, x: 0, y: layout.top - 12, class: "mt")
    }
    for (place, text) in layout.yTicks {
      if isBandY {
        if layout.linesAbove > 0 {
          let lines = wrapped(text, toPixels: layout.width - 12, size: ChartLayout.fontSize)
          // One line stands right above its mark, like the last of several.
          let top =
            place - layout.y.bandWidth / 2 + 16 * Double(max(0, layout.linesAbove - lines.count))
          for (index, line) in lines.enumerated() {
            svg.label(line, x: layout.left, y: top + 14 + 16 * Double(index), class: "t halo")
          }
        } else {
          svg.label(text, x: layout.left - 8, y: place + 4, anchor: .end)
        }
      } else {
        svg.element("path", [("class", "g"), ("d", "M\(left),\(pixels(place))H\(right)")])
        svg.label(text, x: layout.left - 8, y: place + 4, anchor: .end, class: "mt")
      }
    }
    guard !x.isHidden else { return }
    for (place, text) in layout.xTicks {
      if isBandY {
        svg.element(
          "path",
          [
            ("class", "g"),
            ("d", "M\(pixels(place)),\(pixels(layout.top))V\(pixels(layout.bottom))"),
          ])
      } else if !isBandX {
        svg.element(
          "path", [("class", "ax"), ("d", "M\(pixels(place)),\(pixels(layout.bottom))v4")])
      }
      let half = textWidth(text) / 2
      let isAtEdge = place + half > layout.width
      svg.label(
        text, x: isAtEdge ? layout.width : max(place, half), y: layout.bottom + 18,
        anchor: isAtEdge ? .end : .middle, class: "mt")
    }
    if !x.title.isEmpty {
      svg.label(
        x.title, x: (layout.left + layout.right) / 2, y: layout.height - 5, anchor: .middle,
        class: "mt")
    }
  }

  /// Over the marks, whose edges would hide parts of it.
  private func drawBaseline(_ layout: ChartLayout, _ svg: inout SVGWriter) {
    if case .band = y.scale { return }
    guard !x.isHidden else { return }
    let (left, right) = (pixels(layout.left), pixels(layout.right))
    svg.element("path", [("class", "ax"), ("d", "M\(left),\(pixels(layout.bottom))H\(right)")])
  }

  /// Names at the right ends of lines and amid the last pile, pushed apart where they would touch.
  private func labelEnds(_ layout: ChartLayout, _ svg: inout SVGWriter) {
    var ends: [(name: String, y: Double)] = []
    for layer in layers where layer.data == nil {
      let isLine = if case .line = layer.mark { true } else { false }
      guard isLine || layer.isStacked else { continue }
      for (key, rows) in grouped(rows(of: layer)) {
        let places = rows.compactMap { row -> Double? in
          guard let top = layout.y.position(row.y) else { return nil }
          return isLine ? top : (top + (layout.y.position(row.y2) ?? top)) / 2
        }
        if let key, let y = places.last { ends.append((key, y)) }
      }
    }
    ends.sort { ($0.y, $0.name) < ($1.y, $1.name) }
    var floor = -Double.infinity
    for index in ends.indices {
      ends[index].y = max(ends[index].y, floor + 15)
      floor = ends[index].y
    }
    // Those pushed below the plot push the others back up.
    var ceiling = layout.bottom
    for index in ends.indices.reversed() {
      ends[index].y = min(ends[index].y, ceiling)
      ceiling = ends[index].y - 15
    }
    for end in ends {
      svg.element(
        "circle",
        [
          ("class", "a \(role(end.name).rawValue)"), ("cx", pixels(layout.right + 6)),
          ("cy", pixels(end.y)), ("r", "3"),
        ])
      svg.label(end.name, x: layout.right + 13, y: end.y + 4)
    }
  }

  static func diamond(_ x: Double, _ y: Double, radius: Double) -> String {
    let r = pixels(radius)
    return "M\(pixels(x)),\(pixels(y - radius))l\(r),\(r)l-\(r),\(r)l-\(r),-\(r)z"
  }
}
