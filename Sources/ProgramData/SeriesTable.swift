package import ReferralModel

/// Counts of a program over time, as sparse and irregular as they come.
///
/// A **flow** (signups, signups_referred, invites_sent, churned, reward_cost) is what happened in a
/// period. By default a row's date is the first day of its period, which ends the day before the
/// next row's date; the last period is as long as the one before it, in calendar months where that
/// one is months. `2008-09` covers that month, whatever the next row is. With `--dates last` a row's
/// date is the last day of its period, which begins the day after the row before; the first period
/// is as long as the one after it.
///
/// A **stock** (customers_total, customers_active) is counted at a moment: on its date, that is at
/// the start of that day, or with `--dates last` at its end. With `--stocks end` it is counted at the
/// end of its row's period.
///
/// A blank cell was not observed: it is neither 0 nor part of its neighbours.
package struct SeriesTable: Equatable, Sendable {
  package enum Column: Int, CaseIterable, Sendable {
    case date, signups, signupsReferred, customersTotal, customersActive, invitesSent, churned
    case rewardCost

    package var name: String {
      switch self {
      case .date: "date"
      case .signups: "signups"
      case .signupsReferred: "signups_referred"
      case .customersTotal: "customers_total"
      case .customersActive: "customers_active"
      case .invitesSent: "invites_sent"
      case .churned: "churned"
      case .rewardCost: "reward_cost"
      }
    }

    package var kind: Kind { self == .customersTotal || self == .customersActive ? .stock : .flow }
  }

  package enum Kind: Equatable, Sendable {
    case flow, stock
  }

  /// Which day of its period a row is dated by.
  package enum Dates: String, CaseIterable, Sendable {
    case first, last
  }

  /// When stocks are counted.
  package enum Stocks: String, CaseIterable, Sendable {
    case date, end
  }

  package struct Value: Equatable, Sendable {
    package var value: Double
    /// The first day of the period; of a stock, the day at whose start it was counted.
    package var firstDay: CalendarDate
    /// The day after the last one; of a stock, the same as `firstDay`.
    package var dayAfterLast: CalendarDate
    package var kind: Kind
    package var line: Int
  }

  /// What was observed of each quantity, in order of time; no entry where there is no such column.
  package private(set) var values: [Column: [Value]] = [:]
  /// The start of the first period or the first stock, and the end of the last.
  package private(set) var firstDay = CalendarDate(daysSince1970: 0)
  package private(set) var dayAfterLast = CalendarDate(daysSince1970: 0)

  /// A row before its period is known.
  struct Row {
    var date: Moment
    var line: Int
    /// One per column; NaN where blank.
    var values: [Double]
  }

  /// A row for every day that a date can name.
  private static let mostRows = Int(DateReader.days.upperBound - DateReader.days.lowerBound)

  /// Reads a series.
  ///
  /// - Parameter source: With a date and at least one quantity.
  /// - Throws: What cannot be read, with its place; a date given twice, with both lines.
  package static func read(
    _ source: String, dates: Dates = .first, stocks: Stocks = .date, options: ReadingOptions,
    report: inout ImportReport
  ) throws(DataErrors) -> SeriesTable {
    let quantities = Column.allCases.dropFirst()
    var cells = try CellReader(
      source, as: .series, needed: [[Column.date.name], quantities.map(\.name)], options: options,
      report: &report)
    var rows: [Row] = []
    var open: [(row: Int, dayFirst: Moment)] = []
    while try cells.next(&report) {
      var row = Row(
        date: Moment(days: .nan, precision: .day), line: cells.row.line,
        values: Array(repeating: .nan, count: Column.allCases.count))
      for column in quantities {
        row.values[column.rawValue] =
          cells.number(
            column.rawValue, expected: "a count of at least 0", in: 0...(.greatestFiniteMagnitude),
            &report) ?? .nan
      }
      if row.values.allSatisfy(\.isNaN) {
        report.note(.blankRow, source: cells.source, line: row.line)
        continue
      }
      guard let date = cells.date(Column.date.rawValue, mayBeNever: false, &report) else {
        if cells.isBlank(Column.date.rawValue) {
          cells.fail(Column.date.rawValue, .blankCell(expected: "a date"))
        }
        continue
      }
      guard rows.count < Self.mostRows else {
        throw DataErrors(
          DataError(
            source, at: cells.reader.place(ofLine: row.line),
            .contradiction(
              "more rows than the years \(DateReader.years.lowerBound) to "
                + "\(DateReader.years.upperBound) have days; a series has a row per date "
                + "(--events reads a row per person)")))
      }
      row.date = date.moment
      if let dayFirst = date.dayFirst { open.append((rows.count, dayFirst)) }
      rows.append(row)
      report.keepRow(of: cells.source)
    }
    try cells.finish()
    if case .dayFirst = cells.order {
      for entry in open { rows[entry.row].date = entry.dayFirst }
    }
    let place: (Int) -> DataError.Place = { [reader = cells.reader] in reader.place(ofLine: $0) }
    if rows.isEmpty { throw DataErrors(DataError(source, .contradiction("no row has a value"))) }
    try sort(&rows, source: cells.source, name: source, place: place, &report)
    let periods = try periods(of: rows, dates: dates, name: source, place: place)
    var table = SeriesTable()
    table.fill(
      rows, periods, dates: dates, stocks: stocks, has: { cells.has($0.rawValue) },
      source: cells.source, &report)
    return table
  }

  /// Sorts by date.
  private static func sort(
    _ rows: inout [Row], source: Int, name: String, place: (Int) -> DataError.Place,
    _ report: inout ImportReport
  ) throws(DataErrors) {
    for (row, next) in zip(rows, rows.dropFirst()) where next.date.days < row.date.days {
      report.note(.unsorted, source: source, line: next.line)
    }
    rows.sort { ($0.date.days, $0.line) < ($1.date.days, $1.line) }
    var errors: [DataError] = []
    for (row, next) in zip(rows, rows.dropFirst()) where next.date.date == row.date.date {
      errors.append(
        DataError(
          name, at: place(next.line), of: Column.date.name,
          .repeated(what: row.date.date.description, firstAt: row.line)))
    }
    guard errors.isEmpty else { throw DataErrors(errors) }
  }

  private mutating func fill(
    _ rows: [Row], _ periods: [Range<CalendarDate>], dates: Dates, stocks: Stocks,
    has: (Column) -> Bool, source: Int, _ report: inout ImportReport
  ) {
    for column in Column.allCases where column != .date && has(column) {
      var list: [Value] = []
      for (row, period) in zip(rows, periods) {
        let value = row.values[column.rawValue]
        guard !value.isNaN else { continue }
        var (first, end) = (period.lowerBound, period.upperBound)
        if column.kind == .stock {
          let isAtEnd = stocks == .end || dates == .last
          first = isAtEnd ? period.upperBound : period.lowerBound
          end = first
        }
        if column == .customersTotal, let last = list.last, value < last.value {
          report.note(.fallingTotal, source: source, line: row.line)
        }
        list.append(
          Value(
            value: value, firstDay: first, dayAfterLast: end, kind: column.kind, line: row.line))
      }
      values[column] = list
    }
    for row in rows
    where row.values[Column.signupsReferred.rawValue] > row.values[Column.signups.rawValue] {
      report.note(.referredAboveSignups, source: source, line: row.line)
    }
    let all = values.values.joined()
    firstDay = all.map(\.firstDay).min()!  // a row has a value
    dayAfterLast = all.map(\.dayAfterLast).max()!  // a row has a value
  }
}
