internal import Charts

/// Differences to one reference, each with its interval, one below the other.
struct PairedIntervals {
  let rows: [(label: String, difference: Candidate.Difference, isStrong: Bool)]
  let format: NumberFormat
  let level: String
  /// "the recommended", "the best".
  let reference: String

  var chart: Chart {
    // A label twice would be one band.
    var labels: [String] = []
    for row in rows {
      var label = row.label
      while labels.contains(label) { label += "\u{200B}" }
      labels.append(label)
    }
    let data = DataTable([
      .texts("label", labels, title: ""),
      .numbers("mean", rows.map(\.difference.mean), title: "difference", format: format),
      .numbers("low", rows.map(\.difference.low), title: "\(level), low", format: format),
      .numbers("high", rows.map(\.difference.high), title: "\(level), high", format: format),
    ])
    let others = "difference, \(level) interval"
    let strong = rows.enumerated().filter { $0.element.isStrong }.map(\.offset)
    var keys = [Chart.Key(others, .series1, .point)]
    var layers: [Chart.Layer] = [
      .init(.rule(width: 1), x: .number(0), paint: .role(.muted)),
      .init(
        .rule(), x: .field("low"), x2: .field("high"), y: .field("label"), paint: .key(others)),
      .init(
        .point(radius: 4.5), x: .field("mean"), y: .field("label"), paint: .key(others),
        tooltip: ["label", "mean", "low", "high"]),
    ]
    if !strong.isEmpty {
      let marked = DataTable([
        .texts("label", strong.map { labels[$0] }),
        .numbers("mean", strong.map { rows[$0].difference.mean }),
      ])
      layers.append(
        .init(
          .point(.diamond, radius: 6), x: .field("mean"), y: .field("label"),
          paint: .key(reference), data: marked))
      keys.append(.init(reference, .series2, .diamond))
    }
    return Chart(
      title: "", description: "", data: data,
      x: .init("less \(reference)", .linear(includesZero: true), format: format),
      y: .init("", .band(labels)), layers: layers, keys: keys)
  }
}
