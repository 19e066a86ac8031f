internal import Charts

/// The objective over the levels of one variable, less the recommended one's.
struct ResponseCurve {
  let part: DecisionPart
  let variable: DecisionVariable
  /// What sliders move the curve over; nil where they do not.
  let grid: DecisionGrid?

  private static let mean = "mean"
  private static let simulated = "simulated levels"
  private static let recommended = "recommended"
  private static let asGood = "as good, as far as can be told"
  private static let thumb = "rule of thumb: 10 to 25% of CAC"
  private var interval: String { "\(part.level) interval, paired" }

  private var title: String {
    "\(part.objectiveLabel) by \(variable.label), \(part.againstRecommended)"
  }

  /// Of all levels; and where it shows more, of those near the best alone.
  var figure: Figure {
    let name = "\(part.slug)-response-\(ReportPage.slug(variable.label))"
    guard variable.isNumeric else { return Figure(name, titled(intervals, title)) }
    let all = titled(curve(variable.curve), title)
    // Far levels make the ones that matter look the same.
    let near = variable.curve.filter { abs($0.candidate.difference.mean) <= 6 * part.indifference }
    guard near.count > 2, near.count < variable.curve.count else { return Figure(name, all) }
    return Figure(
      views: [
        ("All levels", name, all),
        (
          "Near the best", "\(name)-near",
          titled(curve(near, isNear: true), title + ", near the best")
        ),
      ], note: description)
  }

  private func titled(_ chart: Chart, _ title: String) -> Chart {
    var chart = chart
    chart.title = title
    chart.description = description
    return chart
  }

  private var description: String {
    let best = variable.recommended.map { "the recommended level, \($0.text)" }
    var text =
      "Each point is simulated on the same luck as \(best ?? "no program, which is recommended"), so "
      + "that the intervals are of differences."
    let side = part.isMaximised ? "less" : "more"
    let ends = variable.curve.filter { $0.candidate.difference.high < 0 }
    if let first = ends.first, let last = ends.last, first.level != last.level {
      text +=
        " At \(first.level.text) it is \(part.objectiveFormat.text(-first.candidate.difference.mean)) "
        + "\(side), and at \(last.level.text) \(part.objectiveFormat.text(-last.candidate.difference.mean)) \(side)."
    }
    return text
  }

  private func table(_ curve: [(level: Level, candidate: Candidate)]) -> DataTable {
    let numbers = curve.map { $0.level.number ?? .nan }
    let differences = curve.map(\.candidate.difference)
    let format = part.objectiveFormat
    let first = curve.first?.level
    return DataTable([
      .texts("text", curve.map(\.level.text), title: "level"),
      .numbers(
        "level", numbers, title: "number",
        format: .affixed(first?.prefix ?? "", first?.suffix ?? "")),
      .numbers("mean", differences.map(\.mean), title: "difference", format: format),
      .numbers("low", differences.map(\.low), title: "\(part.level), low", format: format),
      .numbers("high", differences.map(\.high), title: "\(part.level), high", format: format),
      .numbers(
        "objective", curve.map(\.candidate.objective), title: part.objectiveLabel,
        format: format),
    ])
  }

  private func curve(
    _ curve: [(level: Level, candidate: Candidate)], isNear: Bool = false
  ) -> Chart {
    let data = table(curve)
    let first = curve.first?.level
    let ends = (curve.first?.level.number ?? 0, curve.last?.level.number ?? 1)
    let axisFormat = NumberFormat.affixed(first?.prefix ?? "", suffixOfTicks)
    var layers: [Chart.Layer] = []
    var keys: [Chart.Key] = []
    if let thumb = variable.ruleOfThumb(among: part.candidates) {
      let (low, high) = (max(thumb.0, ends.0), min(thumb.1, ends.1))
      if low < high {
        layers.append(.init(.area, x: .number(low), x2: .number(high), paint: .key(Self.thumb)))
        keys.append(.init(Self.thumb, .zone, .area))
      }
    }
    if isNear {
      layers.append(
        .init(
          .rule(isDashed: true, width: 1), y: .number(-part.indifference),
          paint: .key("counts as none")))
      keys.append(.init("counts as none", .series7, .dashed))
    }
    layers.append(
      .init(
        .area, x: .field("level"), y: .field("high"), y2: .field("low"), paint: .key(interval)))
    keys.insert(.init(interval, .band90, .area), at: 0)
    layers.append(.init(.rule(isDashed: true, width: 1), y: .number(0), paint: .role(.muted)))
    if !isNear, let none = part.candidates.first(where: \.isNoProgram),
      isInSight(none.difference.mean)
    {
      layers.append(
        .init(
          .rule(isDashed: true, width: 1), y: .number(none.difference.mean), paint: .role(.series7))
      )
      if let last = variable.curve.last?.level.number {
        layers.append(
          .init(
            .text(.end, dy: -9), x: .number(last), y: .number(none.difference.mean),
            paint: .role(.muted), text: .name("no program")))
      }
    }
    layers.append(.init(.line(), x: .field("level"), y: .field("mean"), paint: .key(Self.mean)))
    keys.insert(.init(Self.mean, .series1, .line), at: 0)
    layers.append(
      .init(
        .point(radius: 3.5), x: .field("level"), y: .field("mean"), paint: .key(Self.simulated),
        isHollow: true, tooltip: ["text", "mean", "low", "high"]))
    keys.insert(.init(Self.simulated, .series1, .hollow), at: 1)
    let asGood = variable.asGood.compactMap(\.number).filter { $0 >= ends.0 && $0 <= ends.1 }
      .sorted()
    if !asGood.isEmpty {
      let rug = DataTable([.numbers("level", asGood, format: axisFormat)])
      layers.append(
        .init(.tick, x: .field("level"), y: .number(0), paint: .key(Self.asGood), data: rug))
      keys.append(.init(Self.asGood, .series3, .line))
    }
    if let best = variable.recommended?.number {
      layers.append(
        .init(
          .point(.diamond, radius: 6), x: .number(best), y: .number(0),
          paint: .key(Self.recommended)))
      keys.insert(.init(Self.recommended, .series2, .diamond), at: 2)
    }
    return Chart(
      title: "", description: "", data: data,
      x: .init(variable.label, .linear(includesZero: false), format: axisFormat),
      y: .init(
        part.againstRecommended, .linear(includesZero: true), format: part.objectiveFormat,
        reaches: isNear ? [] : reaches),
      layers: layers, keys: keys, height: 300)
  }

  /// "% of CAC" after each tick would crowd the axis.
  private var suffixOfTicks: String {
    let suffix = variable.curve.first?.level.suffix ?? ""
    return suffix.hasPrefix("%") ? "%" : suffix
  }

  /// How low the curve may go where the other variables are moved, as far as this does not squeeze
  /// it flat.
  private var reaches: [Double] {
    guard let grid, grid.axes.count > 1 else { return [] }
    let means = variable.curve.map(\.candidate.difference.mean)
    guard let low = means.min(), let high = means.max() else { return [] }
    return grid.difference.filter(\.isFinite).min().map { [max($0, low - (high - low))] } ?? []
  }

  /// Whether a value would not squeeze the curve flat.
  private func isInSight(_ value: Double) -> Bool {
    let means = variable.curve.map(\.candidate.difference.mean)
    guard let low = means.min(), let high = means.max() else { return false }
    return value > low - 1.5 * (high - low) && value < high + 1.5 * (high - low)
  }

  /// Of names, between which there is nothing.
  private var intervals: Chart {
    PairedIntervals(
      rows: variable.curve.map {
        (
          label: $0.level.text, difference: $0.candidate.difference,
          isStrong: $0.candidate.isRecommended
        )
      }, format: part.objectiveFormat, level: part.level, reference: "the recommended"
    ).chart
  }
}
