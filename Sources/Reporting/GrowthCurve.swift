internal import ReferralModel
internal import Simulation

/// A curve over time drawn in text, with the bands that 50% and 90% of replications
/// stay in.
struct GrowthCurve {
  /// The curve at a time, from 0 at the left edge to 1 at the right.
  struct Point: Equatable {
    let time: Double
    let statistics: Statistics
  }

  /// In order of time.
  let points: [Point]
  let unit: Metric.Unit
  let numbers: HumanNumber
  /// Under the left edge, the middle, and the right edge.
  let timeLabels: [String]

  /// Draws on a linear axis from 0.
  ///
  /// - Parameters:
  ///   - width: Of a line, axis labels included; at least 40.
  ///   - height: Rows of the drawing, at least 4.
  func lines(width: Int, height: Int) -> [String] {
    let top =
      points.map { max($0.statistics.q95, $0.statistics.mean) }.filter(\.isFinite).max() ?? 0
    // Beyond these there is nothing that an axis could count.
    guard (1e-9...1e100).contains(top) else { return [] }
    let step = Self.tickStep(top: top, ticks: 4)
    let ceiling = (top / step).rounded(.up) * step
    let tickRows = Dictionary(
      uniqueKeysWithValues: (0...Int((ceiling / step).rounded())).map { tick in
        (Self.row(of: Double(tick) * step, ceiling: ceiling, height: height), Double(tick) * step)
      })
    let labels = (0..<height).map { row in tickRows[row].map { numbers.text($0, unit) } ?? "" }
    let margin = labels.map(displayWidth).max() ?? 0
    let columns = max(10, width - margin - 2)
    let drawing = (0..<columns).map { column in
      cells(
        at: at(time: Double(column) / Double(columns - 1)), ceiling: ceiling, height: height)
    }

    var lines = (0..<height).reversed().map { row in
      let label = String(repeating: " ", count: margin - displayWidth(labels[row])) + labels[row]
      let axis = tickRows[row] == nil ? "│" : "┤"
      var line = "\(label) \(axis)" + String(drawing.map { $0[row] })
      while line.last == " " { line.removeLast() }
      return line
    }
    let indent = String(repeating: " ", count: margin + 1)
    lines.append(indent + "└" + String(repeating: "─", count: columns))
    lines.append(indent + " " + timeAxis(columns: columns))
    lines.append(indent + " █ median   ▒ 50% of replications   ░ 90%")
    return lines
  }

  /// One character a row, from the bottom.
  private func cells(at values: [Double], ceiling: Double, height: Int) -> [Character] {
    let rows = values.map { Self.row(of: $0, ceiling: ceiling, height: height) }
    return (0..<height).map { row in
      if row == rows[2] { return "█" }
      if (rows[1]...max(rows[1], rows[3])).contains(row) { return "▒" }
      if (rows[0]...max(rows[0], rows[4])).contains(row) { return "░" }
      return " "
    }
  }

  /// q05, q25, q50, q75 and q95 at a time, linear between points.
  private func at(time: Double) -> [Double] {
    func values(_ point: Point) -> [Double] {
      let s = point.statistics
      return [s.q05, s.q25, s.q50, s.q75, s.q95]
    }
    guard let next = points.firstIndex(where: { $0.time >= time }), next > 0 else {
      return points.first.map(values) ?? []
    }
    let (before, after) = (points[next - 1], points[next])
    let weight = (time - before.time) / (after.time - before.time)
    return zip(values(before), values(after)).map { $0 + weight * ($1 - $0) }
  }

  private func timeAxis(columns: Int) -> String {
    guard timeLabels.count == 3 else { return "" }
    let (left, middle, right) = (timeLabels[0], timeLabels[1], timeLabels[2])
    let spare = columns - displayWidth(left) - displayWidth(middle) - displayWidth(right)
    let isRoomy = spare >= 4
    let first = isRoomy ? spare / 2 : max(1, spare + displayWidth(middle))
    let gap = String(repeating: " ", count: first)
    return isRoomy
      ? left + gap + middle + String(repeating: " ", count: spare - first) + right
      : left + gap + right
  }

  private static func row(of value: Double, ceiling: Double, height: Int) -> Int {
    let share = value.isFinite ? min(1, max(0, value / ceiling)) : 0
    return Int((share * Double(height - 1)).rounded())
  }

  /// 1, 2, 2.5 or 5 times a power of ten: the least that needs at most so many ticks.
  static func tickStep(top: Double, ticks: Int) -> Double {
    var unit = 1.0
    while unit * 10 * Double(ticks) < top { unit *= 10 }
    while unit * Double(ticks) >= top { unit /= 10 }
    return [1, 2, 2.5, 5, 10].map { $0 * unit }.first { $0 * Double(ticks) >= top } ?? 10 * unit
  }
}
