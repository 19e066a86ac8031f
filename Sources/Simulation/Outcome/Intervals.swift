package import ReferralModel

/// The days of a run, cut into the intervals that series are reported by.
///
/// With a start date these are calendar weeks (from Monday) and calendar months,
/// the first and the last of them partial. Without one, interval k begins on day
/// round(k × length), a month being 365.25/12 days.
package struct Intervals: Equatable, Sendable {
  package enum Unit: String, CaseIterable, Sendable {
    case day, week, month
  }

  /// The first day of an interval, as outputs state it.
  package enum Time: Equatable, Sendable {
    case day(Int)
    case date(CalendarDate)
  }

  package let unit: Unit
  package let start: CalendarDate?
  /// The first day of every interval, then the horizon: one more than intervals.
  package let bounds: [Int]

  /// - Parameters:
  ///   - unit: How long an interval is.
  ///   - start: The date of day 0, or nil where days are only numbered.
  ///   - horizon: *H*, at least 1.
  package init(_ unit: Unit, start: CalendarDate?, horizon: Int) {
    precondition(horizon >= 1, "a run has at least one day")
    self.unit = unit
    self.start = start
    bounds =
      (0..<horizon).filter { day in day == 0 || unit.begins(onDay: day, start: start) }
      + [horizon]
  }

  package var count: Int { bounds.count - 1 }

  /// The days of an interval; the last of them is where its stocks are read.
  package func days(of interval: Int) -> Range<Int> {
    bounds[interval]..<bounds[interval + 1]
  }

  /// The first day of an interval.
  package func time(of interval: Int) -> Time {
    start.map { .date($0.adding(days: bounds[interval])) } ?? .day(bounds[interval])
  }
}

extension Intervals.Unit {
  /// Whether a day after day 0 is the first of an interval.
  func begins(onDay day: Int, start: CalendarDate?) -> Bool {
    guard let date = start?.adding(days: day) else {
      let index = (Double(day) / length).rounded()
      return Int((index * length).rounded()) == day
    }
    switch self {
    case .day: return true
    case .week: return date.weekday == 0
    case .month: return date.components.day == 1
    }
  }

  /// In days, where no calendar says otherwise.
  private var length: Double {
    switch self {
    case .day: 1
    case .week: 7
    case .month: daysPerMonth
    }
  }
}
