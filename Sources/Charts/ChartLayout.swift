/// Where everything of a chart lies, at one width.
struct ChartLayout {
  /// Narrower than this, labels of bands stand above their marks and legends above the plot.
  static let narrow = 480.0
  static let fontSize = 12.0
  static let legendLine = 20.0

  let width: Double
  let height: Double
  /// The plot's edges.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let x: ScaleMap
  let y: ScaleMap
  let xTicks: [(place: Double, text: String)]
  let yTicks: [(place: Double, text: String)]
  /// Entries with their places; empty where their ends are labelled.
  let legend: [(key: Chart.Key, x: Double, y: Double)]
  /// Names beside the ends of lines and piles.
  let labelsEnds: Bool
  /// Lines of the labels that stand above the marks of bands; 0 where they stand beside them.
  let linesAbove: Int
  /// Pixels from a band's middle down to its mark.
  var shift: Double { 8 * Double(linesAbove) }
  let titleLines: [String]

  init(_ chart: Chart, width: Double, hasTitle: Bool) {
    self.width = width
    let isNarrow = width < Self.narrow
    let rows = chart.layers.map { chart.rows(of: $0) }
    titleLines = hasTitle ? wrapped(chart.title, toPixels: width - 8, size: 16) : []
    var cursor = Double(titleLines.count) * 22
    labelsEnds = chart.legend == .direct && !isNarrow && !chart.keys.isEmpty
    (legend, cursor) =
      chart.legend == .none || labelsEnds
      ? ([], cursor) : Self.legend(chart.keys, width: width, top: cursor)
    if !chart.y.title.isEmpty && !chart.y.isHidden { cursor += 18 }
    top = cursor + 8

    // The places of ticks do not depend on pixels, so texts can be measured first.
    let yDomain = Self.domain(of: chart.y, in: rows, \.y, \.y2, ticks: isNarrow ? 4 : 5)
    let yTexts = Self.ticks(chart.y, yDomain, count: isNarrow ? 4 : 5)
    let widest = chart.y.isHidden ? 0 : (yTexts.map { textWidth($0.1) }.max() ?? 0)
    var isAbove = false
    if case .band = chart.y.scale { isAbove = !chart.y.isHidden && widest > width * 0.36 }
    linesAbove =
      isAbove
      ? yTexts.map { wrapped($0.1, toPixels: width - 12, size: Self.fontSize).count }.max() ?? 1 : 0
    let xDomain = Self.domain(of: chart.x, in: rows, \.x, \.x2, ticks: isNarrow ? 4 : 7)
    let plotWidth = width - (isAbove ? 0 : widest)
    var xCount = max(2, Int(plotWidth / (isNarrow ? 60 : 80)))
    var xTexts = Self.ticks(chart.x, xDomain, count: xCount)
    // Fewer ticks rather than ticks that touch.
    if case .band = chart.x.scale {
    } else {
      while xCount > 2, let most = xTexts.map({ textWidth($0.1) }).max(),
        (most + 14) * Double(xTexts.count) > plotWidth
      {
        xCount -= 1
        xTexts = Self.ticks(chart.x, xDomain, count: xCount)
      }
    }

    left = chart.y.isHidden || isAbove ? 6 : widest + 12
    let lineLabel = labelsEnds ? (chart.keys.map { textWidth($0.name) }.max() ?? 0) + 14 : 0
    // Half of the last tick's text reaches past the plot.
    let overhang = chart.x.isHidden ? 6 : (xTexts.last.map { textWidth($0.1) / 2 } ?? 0) + 2
    right = width - max(lineLabel, min(overhang, 44), 8)
    let plotHeight: Double
    if case .band(let names) = chart.y.scale {
      plotHeight = Double(names.count) * (chart.y.bandHeight + 16 * Double(linesAbove))
    } else {
      plotHeight = isNarrow ? chart.height * 0.82 : chart.height
    }
    bottom = top + plotHeight
    height = bottom + (chart.x.isHidden ? 6 : 24) + (chart.x.title.isEmpty ? 0 : 18)

    x = ScaleMap(scale: chart.x.scale, domain: xDomain, range: (left, right))
    // Values grow upwards, names are read downwards.
    if case .band = chart.y.scale {
      y = ScaleMap(scale: chart.y.scale, domain: yDomain, range: (top, bottom))
    } else {
      y = ScaleMap(scale: chart.y.scale, domain: yDomain, range: (bottom, top))
    }
    let (xMap, yMap) = (x, y)
    func placed(_ ticks: [(Chart.Place, String)], on map: ScaleMap) -> [(Double, String)] {
      ticks.compactMap { tick in map.position(tick.0).map { ($0, tick.1) } }
    }
    xTicks = Self.thinned(placed(xTexts, on: xMap), isHidden: chart.x.isHidden)
    yTicks = chart.y.isHidden ? [] : placed(yTexts, on: yMap)
  }

  private static func thinned(
    _ ticks: [(Double, String)], isHidden: Bool
  ) -> [(Double, String)] {
    guard !isHidden, ticks.count > 1 else { return isHidden ? [] : ticks }
    // Names or dates that would touch are left out, every second, third and so on.
    let gap = abs(ticks[1].0 - ticks[0].0)
    let widest = ticks.map { textWidth($0.1) }.max() ?? 0
    let step = max(1, Int(((widest + 8) / max(gap, 1)).rounded(.up)))
    return ticks.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
  }

  private static func ticks(
    _ axis: Chart.Axis, _ domain: (Double, Double), count: Int
  ) -> [(Chart.Place, String)] {
    func labelled(_ values: [Double]) -> [(Chart.Place, String)] {
      values.map { (.number($0), axis.format.tickText($0)) }
    }
    switch axis.scale {
    case .band(let names): return names.map { (.name($0), $0) }
    case .linear: return labelled(Ticks.linear(domain.0, domain.1, about: count))
    case .log:
      let ticks = Ticks.logarithmic(domain.0, domain.1)
      let step = max(1, (ticks.count + 6) / 7)
      return labelled(ticks.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element))
    case .days: return labelled(Ticks.days(domain.0, domain.1, atMost: count))
    case .time:
      return Ticks.dates(domain.0, domain.1, atMost: count).map { (.number($0.0), $0.1) }
    }
  }

  private static func domain(
    of axis: Chart.Axis, in layers: [[Chart.Row]], _ first: KeyPath<Chart.Row, Chart.Place?>,
    _ second: KeyPath<Chart.Row, Chart.Place?>, ticks: Int
  ) -> (Double, Double) {
    if case .band(let names) = axis.scale { return (0, Double(max(1, names.count))) }
    if let fixed = axis.domain { return (fixed.lowerBound, fixed.upperBound) }
    let values =
      layers.joined().flatMap {
        [$0[keyPath: first]?.number, $0[keyPath: second]?.number]
      }
      .compactMap { $0 }.filter(\.isFinite) + axis.reaches.filter(\.isFinite)
    switch axis.scale {
    case .log:
      let positive = values.filter { $0 > ScaleMap.leastLogarithmic }
      let (low, high) = (positive.min() ?? 1, positive.max() ?? 10)
      return high > low ? (low, high) : (low / 2, high * 2)
    case .linear(let includesZero):
      var (low, high) = (values.min() ?? 0, values.max() ?? 1)
      if includesZero { (low, high) = (min(0, low), max(0, high)) }
      if low == high { (low, high) = low == 0 ? (0, 1) : (low - abs(low) / 2, high + abs(low) / 2) }
      // Without ticks there is nothing to round for.
      return axis.isHidden ? (low, high) : Ticks.niced(low, high, about: ticks)
    case .time, .days, .band:
      let (low, high) = (values.min() ?? 0, values.max() ?? 1)
      return high > low ? (low, high) : (low, low + 1)
    }
  }

  private static func legend(
    _ keys: [Chart.Key], width: Double, top: Double
  ) -> ([(key: Chart.Key, x: Double, y: Double)], Double) {
    guard !keys.isEmpty else { return ([], top) }
    var placed: [(key: Chart.Key, x: Double, y: Double)] = []
    var (x, y) = (0.0, top + 12)
    for key in keys {
      let needed = 26 + textWidth(key.name) + 16
      if x > 0 && x + needed - 16 > width {
        x = 0
        y += legendLine
      }
      placed.append((key, x, y))
      x += needed
    }
    return (placed, y + 8)
  }
}

extension ScaleMap {
  func position(_ place: Chart.Place?) -> Double? {
    switch place {
    case nil: nil
    case .number(let value): position(value)
    case .name(let name): position(name)
    }
  }
}

/// About how wide a text is, in pixels, in the sans-serif fonts that browsers use.
func textWidth(_ text: String, size: Double = ChartLayout.fontSize) -> Double {
  let units = text.unicodeScalars.reduce(0.0) { sum, scalar in
    switch scalar {
    case "i", "l", "j", "t", "f", "I", ".", ",", ":", ";", "'", "|", " ", "(", ")", "-", "/", "r":
      sum + 0.37
    case "m", "w", "M", "W", "%", "@": sum + 0.95
    case "A"..."Z", "–", "−", "+", "=", "<", ">", "×": sum + 0.74
    default: scalar.value > 0x2E80 ? sum + 1 : sum + 0.62
    }
  }
  return units * size
}

/// Lines of words that are no wider than so many pixels, where words allow it.
func wrapped(_ text: String, toPixels width: Double, size: Double) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, textWidth(last + " " + word, size: size * 1.06) <= width {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
