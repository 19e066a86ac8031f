internal import Charts

/// A curve with the bands that 50% and 90% of histories stay in.
struct FanChart {
  let title: String
  let description: String
  let axis: String
  let format: NumberFormat
  /// Days since 1970 or from a start.
  let times: [Double]
  let timeTitle: String
  let scale: Scale
  let q05: [Double]
  let q25: [Double]
  let q50: [Double]
  let q75: [Double]
  let q95: [Double]
  /// Another curve: its name, one value a time.
  var second: (name: String, values: [Double])?
  /// What happened: places and values.
  var observed: (times: [Double], values: [Double])?

  static let median = "median"
  static let half = "half of the histories"
  static let most = "90% of the histories"

  func chart(isLogarithmic: Bool = false, includesZero: Bool = true) -> Chart {
    let isDated = scale == .time
    let time: DataTable.Column =
      isDated
      ? .days("time", times, title: timeTitle) : .numbers("time", times, title: timeTitle)
    var columns = [
      time, .numbers("q05", q05, title: "5%", format: format),
      .numbers("q25", q25, title: "25%", format: format),
      .numbers("q50", q50, title: "median", format: format),
      .numbers("q75", q75, title: "75%", format: format),
      .numbers("q95", q95, title: "95%", format: format),
    ]
    let isSpread = zip(q05, q95).contains { $0 < $1 }
    var layers: [Chart.Layer] = []
    var keys: [Chart.Key] = []
    if isSpread {
      layers.append(
        .init(
          .area, x: .field("time"), y: .field("q95"), y2: .field("q05"), paint: .key(Self.most)))
      layers.append(
        .init(
          .area, x: .field("time"), y: .field("q75"), y2: .field("q25"), paint: .key(Self.half)))
    }
    layers.append(
      .init(
        .line(), x: .field("time"), y: .field("q50"),
        paint: .key(isSpread ? Self.median : "expected")))
    keys.append(.init(isSpread ? Self.median : "expected", .series1, .line))
    if isSpread {
      keys.append(.init(Self.half, .band50, .area))
      keys.append(.init(Self.most, .band90, .area))
    }
    if let second {
      columns.append(.numbers("second", second.values, title: second.name, format: format))
      layers.append(
        .init(
          .line(isDashed: true), x: .field("time"), y: .field("second"), paint: .key(second.name)))
      keys.append(.init(second.name, .series2, .dashed))
    }
    if let observed {
      let data = DataTable([
        isDated ? .days("time", observed.times) : .numbers("time", observed.times),
        .numbers("observed", observed.values, format: format),
      ])
      layers.append(
        .init(
          .point(radius: 3), x: .field("time"), y: .field("observed"), paint: .key("observed"),
          data: data, tooltip: ["time", "observed"]))
      keys.append(.init("observed", .ink, .point))
    }
    return Chart(
      title: title, description: description, data: DataTable(columns),
      x: .init(isDated ? "" : timeTitle, scale),
      y: .init(
        axis, isLogarithmic ? .log : .linear(includesZero: includesZero), format: format),
      layers: layers, keys: keys)
  }
}
