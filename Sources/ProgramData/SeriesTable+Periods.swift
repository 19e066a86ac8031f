internal import ReferralModel

extension SeriesTable {
  /// The days each row covers.
  ///
  /// - Parameter rows: In order of date, no date twice.
  /// - Throws: Where one row alone has a flow, and its date is a day.
  static func periods(
    of rows: [Row], dates: Dates, name: String, place: (Int) -> DataError.Place
  ) throws(DataErrors) -> [Range<CalendarDate>] {
    let flows = Column.allCases.filter { $0 != .date && $0.kind == .flow }
    if rows.count == 1, rows[0].date.precision != .month {
      let hasFlow = flows.contains { !rows[0].values[$0.rawValue].isNaN }
      guard !hasFlow else { throw DataErrors(DataError(name, at: place(rows[0].line), .loneFlow)) }
      let day = rows[0].date.date
      // A stock alone needs a moment only.
      return [dates == .first ? day..<day : day.adding(days: 1)..<day.adding(days: 1)]
    }
    // Marks between which the periods lie: first days, or the days after the last.
    let shift = dates == .first ? 0 : 1
    let marks = rows.map { $0.date.date.adding(days: shift) }
    return rows.indices.map { index in
      let row = rows[index]
      if row.date.precision == .month {
        let first = row.date.date
        return first..<first.adding(months: 1)
      }
      switch dates {
      case .first:
        if index + 1 < rows.count { return marks[index]..<marks[index + 1] }
        return marks[index]..<marks[index].advanced(like: marks[index - 1]..<marks[index])
      case .last:
        if index > 0 { return marks[index - 1]..<marks[index] }
        return marks[0].receded(like: marks[0]..<marks[1])..<marks[0]
      }
    }
  }
}

extension CalendarDate {
  /// The same day so many months later, or the last one of a shorter month.
  func adding(months: Int) -> CalendarDate {
    let (year, month, day) = components
    let index = year * 12 + month - 1 + months
    for last in [day, 30, 29, 28] where last <= day {
      if let date = CalendarDate(year: index / 12, month: index % 12 + 1, day: last) { return date }
    }
    preconditionFailure("a month has 28 days, and dates stay within the years 1 to 9999")
  }

  /// The end of a period from here that is as long as another: in months where that one is.
  func advanced(like period: Range<CalendarDate>) -> CalendarDate {
    if let months = period.months { return adding(months: months) }
    return adding(days: period.upperBound.daysSince1970 - period.lowerBound.daysSince1970)
  }

  /// The start of a period up to here that is as long as another.
  func receded(like period: Range<CalendarDate>) -> CalendarDate {
    if let months = period.months { return adding(months: -months) }
    return adding(days: period.lowerBound.daysSince1970 - period.upperBound.daysSince1970)
  }
}

extension Range<CalendarDate> {
  /// How many calendar months it is; nil where it is not whole months.
  fileprivate var months: Int? {
    let (first, last) = (lowerBound.components, upperBound.components)
    let months = (last.year - first.year) * 12 + last.month - first.month
    guard months > 0, lowerBound.adding(months: months) == upperBound else { return nil }
    return months
  }
}
