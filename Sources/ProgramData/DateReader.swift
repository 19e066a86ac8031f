package import ReferralModel

/// A moment as data has it, on the calendar of the program's time zone.
package struct Moment: Equatable, Sendable {
  package enum Precision: Equatable, Sendable {
    case month, day, time
  }

  /// Days since 1970-01-01, with a fraction where a time of day is known.
  package var days: Double
  package var precision: Precision

  package init(days: Double, precision: Precision) {
    self.days = days
    self.precision = precision
  }

  package var date: CalendarDate { CalendarDate(days: days) }
}

extension CalendarDate {
  /// The day that a number of days since 1970-01-01 falls on.
  package init(days: Double) {
    self.init(daysSince1970: Int(days.rounded(.down)))
  }
}

/// A date before it is put on the calendar.
struct DateParts {
  var year = 0
  var month = 0
  var day = 1
  var seconds = 0.0
  var zoneOffset: Int?
  var precision: Moment.Precision
}

/// Reads dates and times in the forms that exports have them in.
///
/// Without a format: ISO 8601 dates and date-times (also `2008-09` for its first day, and
/// `20080901`), `yyyy/MM/dd`, `d.M.yyyy`, and numbers that are Unix seconds (9 or 10 digits) or
/// milliseconds (12 or 13); `M/d/yyyy` and `d/M/yyyy`, also with hyphens, are told apart by a number
/// above 12, here or in another row. A date and a time without an offset is on the wall in the
/// program's time zone; an instant (an offset, Z, or Unix time) is moved there.
package struct DateReader: Sendable {
  /// What a text says.
  package enum Reading: Equatable, Sendable {
    case moment(Moment)
    /// A number above 12 tells which comes first.
    case monthFirst(Moment)
    case dayFirst(Moment)
    /// Both are dates, and not the same.
    case either(monthFirst: Moment, dayFirst: Moment)
    /// Not a date; a hint, or what was expected.
    case unreadable(expected: String)
  }

  package let format: DateFormat?
  private var zone: ZoneRule

  package init(format: DateFormat? = nil, zone: ZoneRule = .utc) {
    self.format = format
    self.zone = zone
  }

  /// In which programs are: none is older, and what is added to a date stays on the calendar.
  package static let years = 1800...2200
  /// 1800-01-01 to 2200-12-31, in days since 1970.
  static let days = -62_091.0..<84_371.0

  static let usual = "a date such as 2008-09-01 (for another form give --date-format)"

  /// Reads a text without space around it.
  package mutating func read(_ text: [UInt8]) -> Reading {
    var cursor = ByteCursor(text)
    guard text.count <= 64 else { return .unreadable(expected: DateReader.usual) }
    if let format {
      let failure = Reading.unreadable(expected: "a date as \(format.text)")
      switch format.kind {
      case .number(let perDay):
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
          return failure
        }
        if perDay == 1 {
          let precision: Moment.Precision = value == value.rounded() ? .day : .time
          return isOnCalendar(value)
            ? .moment(Moment(days: value, precision: precision)) : failure
        }
        return instant(value * (86_400 / perDay)).map(Reading.moment) ?? failure
      case .parts(let parts):
        guard let date = format.read(&cursor, parts: parts), cursor.isAtEnd,
          let moment = moment(date)
        else { return failure }
        return .moment(moment)
      }
    }
    return readUsual(&cursor)
  }

  private mutating func readUsual(_ cursor: inout ByteCursor) -> Reading {
    let failure = Reading.unreadable(expected: DateReader.usual)
    if cursor.bytes.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }),
      cursor.bytes.count(where: { !$0.isDigit }) <= 1
    {
      return readNumber(cursor.bytes)
    }
    guard let first = cursor.number(digits: 1...4), let separator = cursor.peek,
      [45, 46, 47].contains(separator)  // - . /
    else { return failure }
    let firstDigits = cursor.position
    cursor.position += 1
    guard let second = cursor.number(digits: 1...2) else { return failure }
    if firstDigits == 4 {
      guard separator != UInt8(ascii: ".") else { return failure }
      var date = DateParts(year: first, month: second, precision: .month)
      if !cursor.isAtEnd {
        guard cursor.take(separator), let day = cursor.number(digits: 1...2),
          readTime(&cursor, into: &date)
        else { return failure }
        date.day = day
      } else if separator != UInt8(ascii: "-") {
        return failure
      }
      return moment(date).map(Reading.moment) ?? failure
    }
    guard firstDigits <= 2, cursor.take(separator) else { return failure }
    guard let year = cursor.number(digits: 4...4) else {
      return .unreadable(
        expected: "a year of four digits (for two, give --date-format such as M/d/yy)")
    }
    var date = DateParts(year: year, precision: .day)
    guard readTime(&cursor, into: &date) else { return failure }
    (date.month, date.day) = (second, first)
    let dayFirst = moment(date)
    if separator == UInt8(ascii: ".") { return dayFirst.map(Reading.moment) ?? failure }
    (date.month, date.day) = (first, second)
    switch (moment(date), dayFirst) {
    case (let one?, let other?):
      return one == other ? .moment(one) : .either(monthFirst: one, dayFirst: other)
    case (let one?, nil): return .monthFirst(one)
    case (nil, let other?): return .dayFirst(other)
    case (nil, nil): return failure
    }
  }

  /// A time of day behind a date, if any; false where what follows is something else.
  private func readTime(_ cursor: inout ByteCursor, into date: inout DateParts) -> Bool {
    date.precision = .day
    if cursor.isAtEnd { return true }
    guard cursor.take(UInt8(ascii: "T")) || cursor.take(32) else { return false }
    cursor.skipSpaces()
    guard let seconds = cursor.timeOfDay() else { return false }
    date.seconds = seconds
    date.precision = .time
    cursor.skipSpaces()
    if cursor.isAtEnd { return true }
    guard let offset = cursor.zoneOffset() else { return false }
    date.zoneOffset = offset
    return cursor.isAtEnd
  }

  private mutating func readNumber(_ text: [UInt8]) -> Reading {
    let digits = text.prefix { $0.isDigit }.count
    guard let value = Double(String(decoding: text, as: UTF8.self)) else {
      return .unreadable(expected: DateReader.usual)
    }
    switch digits {
    case 8 where text.count == 8:
      let whole = Int(value)
      let date = DateParts(
        year: whole / 10_000, month: whole / 100 % 100, day: whole % 100, precision: .day)
      if let moment = moment(date) { return .moment(moment) }
    case 9...10:
      if let moment = instant(value) { return .moment(moment) }
    case 12...13:
      if let moment = instant(value / 1000) { return .moment(moment) }
    case 16: return .unreadable(expected: "Unix seconds or milliseconds, not microseconds")
    case 5:
      return .unreadable(
        expected: "a date, not a spreadsheet's day number (write the column as text, yyyy-MM-dd)")
    default: break
    }
    return .unreadable(expected: DateReader.usual)
  }

  private mutating func moment(_ date: DateParts) -> Moment? {
    guard let day = CalendarDate(year: date.year, month: date.month, day: date.day) else {
      return nil
    }
    var days = Double(day.daysSince1970) + date.seconds / 86_400
    if let offset = date.zoneOffset {
      let unix = Double(day.daysSince1970) * 86_400 + date.seconds - Double(offset)
      days = (unix + Double(zone.offset(at: unix))) / 86_400
    }
    return Moment(days: days, precision: date.precision)
  }

  private mutating func instant(_ unix: Double) -> Moment? {
    guard isOnCalendar(unix / 86_400) else { return nil }
    return Moment(days: (unix + Double(zone.offset(at: unix))) / 86_400, precision: .time)
  }

  /// Whether a number of days since 1970 is in the years 1 to 9999.
  private func isOnCalendar(_ days: Double) -> Bool {
    days > -719_000 && days < 2_932_897
  }
}
