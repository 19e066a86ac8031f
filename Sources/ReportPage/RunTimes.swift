internal import Charts
internal import JSON

/// The intervals of a run's series as places on a time axis.
struct RunTimes {
  /// First moments of the intervals: days since 1970, or days from the start.
  let starts: [Double]
  /// Ends of the intervals, which is where stocks are read.
  let ends: [Double]
  let isDated: Bool
  /// "month".
  let interval: String

  init(_ series: Node) throws(ReportPageError) {
    interval = try series["interval"].string
    let times = try series["time"].items
    let days = try series["days"].number
    var starts: [Double] = []
    var isDated = false
    for time in times {
      if case .string(let text) = time.value {
        guard let day = CalendarDay(text) else {
          throw .damaged(file: time.file, expected: "a date at \(time.path)")
        }
        isDated = true
        starts.append(Double(day.daysSince1970))
      } else {
        starts.append(try time.number)
      }
    }
    // A century, as long as a scenario's horizon may be.
    let possible = isDated ? -1e7...1e7 : 0...36_525
    guard (1...36_525).contains(days), starts.allSatisfy(possible.contains) else {
      throw .damaged(file: series.file, expected: "days at series.days and series.time")
    }
    guard let first = starts.first else {
      throw .damaged(file: series.file, expected: "at least one interval at series.time")
    }
    self.starts = starts
    self.isDated = isDated
    ends = Array(starts.dropFirst()) + [first + days]
  }

  var scale: Scale { isDated ? .time : .days }
  var axisTitle: String { isDated ? "" : "days" }

  func column(_ name: String, _ values: [Double], title: String) -> DataTable.Column {
    isDated ? .days(name, values, title: title) : .numbers(name, values, title: title)
  }

  /// "by 2010-01-30", or "after 730 days".
  var horizon: String {
    let last = ends[ends.count - 1]
    return isDated
      ? "by \(CalendarDay(daysSince1970: Int(last) - 1))"
      : "after \(NumberFormat.days.text(last - starts[0]))"
  }
}
