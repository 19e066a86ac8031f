internal import ReferralModel

/// How dates are written, where the usual forms do not do.
///
/// `yyyy` `yy` `MM` `M` `dd` `d` `HH` `H` `hh` `h` `mm` `ss` `a` stand for what they stand for
/// everywhere; `MMM` is an English month (Jan or January); `Z` is Z or an offset; `SSS` is a
/// fraction of a second of any length. `T`, and what is not a letter, stands for itself, and so does
/// anything in 'quotes'. Also `unix` (seconds), `unix-ms`, and `days` (since 1970-01-01).
package struct DateFormat: Equatable, Sendable {
  enum Part: Equatable, Sendable {
    case year4, year2, month(digits: ClosedRange<Int>), monthName, day(digits: ClosedRange<Int>)
    case hour(digits: ClosedRange<Int>, ofTwelve: Bool), minute, second, fraction, half, zone
    case literal(UInt8)
  }

  enum Kind: Equatable, Sendable {
    case parts([Part])
    /// A number, of which so many make a day.
    case number(perDay: Double)
  }

  let kind: Kind
  /// As the user gave it.
  package let text: String

  /// - Throws: When a letter means nothing, or year or month is missing.
  package init(_ text: String) throws(DataErrors) {
    self.text = text
    switch text.lowercased() {
    case "unix": kind = .number(perDay: 86_400)
    case "unix-ms": kind = .number(perDay: 86_400_000)
    case "days": kind = .number(perDay: 1)
    default: kind = .parts(try DateFormat.parts(of: text))
    }
  }

  private static func parts(of text: String) throws(DataErrors) -> [Part] {
    func failure(_ reason: String) -> DataErrors {
      DataErrors(DataError("--date-format \(text)", .badFormat(reason)))
    }
    var parts: [Part] = []
    let bytes = Array(text.utf8)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte == UInt8(ascii: "'") {
        guard let close = bytes[(i + 1)...].firstIndex(of: byte) else {
          throw failure("a quote is never closed")
        }
        parts += bytes[(i + 1)..<close].map { .literal($0) }
        i = close + 1
        continue
      }
      var run = 1
      while i + run < bytes.count, bytes[i + run] == byte { run += 1 }
      let word = String(decoding: bytes[i..<(i + run)], as: UTF8.self)
      switch word {
      case "yyyy": parts.append(.year4)
      case "yy": parts.append(.year2)
      case "MMM", "MMMM": parts.append(.monthName)
      case "MM": parts.append(.month(digits: 2...2))
      case "M": parts.append(.month(digits: 1...2))
      case "dd": parts.append(.day(digits: 2...2))
      case "d": parts.append(.day(digits: 1...2))
      case "HH": parts.append(.hour(digits: 2...2, ofTwelve: false))
      case "H": parts.append(.hour(digits: 1...2, ofTwelve: false))
      case "hh": parts.append(.hour(digits: 2...2, ofTwelve: true))
      case "h": parts.append(.hour(digits: 1...2, ofTwelve: true))
      case "mm": parts.append(.minute)
      case "ss": parts.append(.second)
      case "a": parts.append(.half)
      case "Z": parts.append(.zone)
      case _ where word.allSatisfy({ $0 == "S" }): parts.append(.fraction)
      default:
        if byte != UInt8(ascii: "T"), byte.lowercased >= 97, byte.lowercased <= 122 {
          throw failure(
            "'\(word)' means nothing in a date format; expected yyyy, yy, MMM, MM, M, dd, d, HH, H, "
              + "hh, h, mm, ss, SSS, a or Z, other text in 'quotes'")
        }
        parts += Array(repeating: .literal(byte), count: run)
      }
      i += run
    }
    guard parts.contains(.year4) || parts.contains(.year2) else {
      throw failure("expected yyyy or yy in it; also unix, unix-ms and days are formats")
    }
    guard parts.contains(where: \.isMonth) else { throw failure("expected MM, M or MMM in it") }
    if parts.contains(where: { if case .hour(_, true) = $0 { true } else { false } }),
      !parts.contains(.half)
    {
      throw failure("hours to twelve need AM or PM; expected 'a' behind hh or h")
    }
    return parts
  }

  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// What a text says; nil where it is written otherwise.
  func read(_ cursor: inout ByteCursor, parts: [Part]) -> DateParts? {
    var date = DateParts(precision: .month)
    var (hours, minutes, seconds) = (0, 0, 0.0)
    var isAfternoon: Bool?
    for part in parts {
      switch part {
      case .literal(let byte):
        guard cursor.take(byte) else { return nil }
      case .year4:
        guard let value = cursor.number(digits: 4...4) else { return nil }
        date.year = value
      case .year2:
        // As POSIX has it: 69 to 99 are of the last century.
        guard let value = cursor.number(digits: 2...2) else { return nil }
        date.year = value + (value < 69 ? 2000 : 1900)
      case .month(let digits):
        guard let value = cursor.number(digits: digits) else { return nil }
        date.month = value
      case .monthName:
        guard
          let index = DateFormat.months.firstIndex(where: {
            cursor.take($0) || cursor.take(String($0.prefix(3)))
          })
        else { return nil }
        date.month = index + 1
      case .day(let digits):
        guard let value = cursor.number(digits: digits) else { return nil }
        date.day = value
        if date.precision == .month { date.precision = .day }
      case .hour(let digits, let ofTwelve):
        guard let value = cursor.number(digits: digits),
          ofTwelve ? (1...12).contains(value) : value < 24
        else { return nil }
        hours = value
        date.precision = .time
      case .minute:
        guard let value = cursor.number(digits: 2...2), value < 60 else { return nil }
        minutes = value
      case .second:
        guard let value = cursor.number(digits: 2...2), value <= 60 else { return nil }
        seconds += Double(value)
      case .fraction:
        guard let value = cursor.fraction() else { return nil }
        seconds += value
      case .half:
        if cursor.take("AM") {
          isAfternoon = false
        } else if cursor.take("PM") {
          isAfternoon = true
        } else {
          return nil
        }
      case .zone:
        guard let offset = cursor.zoneOffset() else { return nil }
        date.zoneOffset = offset
      }
    }
    if let isAfternoon { hours = hours % 12 + (isAfternoon ? 12 : 0) }
    date.seconds = Double(hours * 3600 + minutes * 60) + seconds
    return date
  }
}

extension DateFormat.Part {
  fileprivate var isMonth: Bool {
    switch self {
    case .month, .monthName: true
    default: false
    }
  }
}
