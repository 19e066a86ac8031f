import ReferralModel
import Testing

@testable import ProgramData

@Suite struct DateReaderTests {
  func read(_ text: String, format: String? = nil, zone: String = "UTC") throws
    -> DateReader.Reading
  {
    var reader = DateReader(format: try format.map { try DateFormat($0) }, zone: try ZoneRule(zone))
    return reader.read(Array(text.utf8))
  }

  func moment(_ text: String, format: String? = nil, zone: String = "UTC") throws -> Moment? {
    if case .moment(let moment) = try read(text, format: format, zone: zone) { moment } else { nil }
  }

  // 2021-03-04 05:06:07 UTC is 1614834367, by `date -u -d @1614834367`.
  @Test(arguments: [
    ("2021-03-04", "2021-03-04", 0.0), ("2021-3-4", "2021-03-04", 0),
    ("2021/03/04", "2021-03-04", 0),
    ("20210304", "2021-03-04", 0), ("4.3.2021", "2021-03-04", 0), ("04.03.2021", "2021-03-04", 0),
    ("2021-03", "2021-03-01", 0), ("2021-03-04T05:06:07Z", "2021-03-04", 18_367),
    ("2021-03-04 05:06:07", "2021-03-04", 18_367), ("2021-03-04T05:06", "2021-03-04", 18_360),
    ("2021-03-04T05:06:07.500+00:00", "2021-03-04", 18_367.5),
    ("2021-03-04 07:06:07 +0200", "2021-03-04", 18_367),
    ("2021-03-04 05:06:07 UTC", "2021-03-04", 18_367),
    ("2021-03-04 01:06:07-04", "2021-03-04", 18_367), ("1614834367", "2021-03-04", 18_367),
    ("1614834367000", "2021-03-04", 18_367), ("1614834367.5", "2021-03-04", 18_367.5),
    ("4.3.2021 5:06", "2021-03-04", 18_360), ("2021/03/04 5:06 PM", "2021-03-04", 61_560),
    ("2021/03/04 12:06 AM", "2021-03-04", 360), ("1969-12-31", "1969-12-31", 0),
    ("2000-02-29", "2000-02-29", 0),
  ])
  func `the usual forms are read`(text: String, date: String, seconds: Double) throws {
    let moment = try #require(try moment(text))
    #expect(moment.date.description == date)
    // A Double of days near 2021 is good to a microsecond.
    #expect(abs((moment.days - day(date)) * 86_400 - seconds) < 1e-5)
  }

  @Test(arguments: [
    ("2021-03-04T23:30:00Z", "+02:00", "2021-03-05"), ("2021-03-04T23:30:00Z", "UTC", "2021-03-04"),
    ("2021-03-04T01:30:00+02:00", "UTC", "2021-03-03"),
    ("2021-03-04 23:30:00", "+02:00", "2021-03-04"),
    ("2021-03-04", "-11:00", "2021-03-04"), ("1614900600", "+02:00", "2021-03-05"),
    // Berlin is one hour ahead in winter and two in summer.
    ("2021-01-04T22:30:00Z", "Europe/Berlin", "2021-01-04"),
    ("2021-07-04T22:30:00Z", "Europe/Berlin", "2021-07-05"),
  ])
  func `an instant belongs to a day of the time zone`(text: String, zone: String, date: String)
    throws
  {
    #expect(try moment(text, zone: zone)?.date.description == date)
  }

  @Test func `day and month are told apart by a number above 12`() throws {
    #expect(try read("12/31/2020") == .monthFirst(Moment(days: day("2020-12-31"), precision: .day)))
    #expect(try read("31/12/2020") == .dayFirst(Moment(days: day("2020-12-31"), precision: .day)))
    #expect(
      try read("3/4/2020")
        == .either(
          monthFirst: Moment(days: day("2020-03-04"), precision: .day),
          dayFirst: Moment(days: day("2020-04-03"), precision: .day)))
    #expect(try moment("5/5/2020")?.date.description == "2020-05-05")
    #expect(try read("31-12-2020") == .dayFirst(Moment(days: day("2020-12-31"), precision: .day)))
  }

  @Test(arguments: [
    ("M/d/yy", "7/28/09", "2009-07-28"), ("d/M/yyyy", "3/4/2020", "2020-04-03"),
    ("dd.MM.yy HH:mm", "03.04.70 06:00", "1970-04-03"), ("MMM d, yyyy", "Sept 3, 2020", nil),
    ("MMM d, yyyy", "Sep 3, 2020", "2020-09-03"), ("d MMM yyyy", "3 september 2020", "2020-09-03"),
    ("yyyyMMdd'Q'", "20200903Q", "2020-09-03"),
    ("yyyy-MM-ddTHH:mm:ss.SSSZ", "2020-09-03T23:00:00.1-02:00", "2020-09-04"),
    ("hh:mm a yyyy-MM-dd", "12:30 am 2020-09-03", "2020-09-03"),
    ("yyyy/MM", "2020/09", "2020-09-01"),
    ("M/d/yy", "28/7/09", nil), ("M/d/yy", "7/28/09 ", nil), ("MM/dd/yyyy", "7/28/2009", nil),
    ("unix", "86400", "1970-01-02"), ("unix-ms", "86400000", "1970-01-02"),
    ("days", "14623", "2010-01-14"),
    ("days", "soon", nil),
  ])
  func `a format says how dates are written`(format: String, text: String, date: String?) throws {
    #expect(try moment(text, format: format)?.date.description == date)
  }

  @Test(arguments: [
    "soon", "2021-02-29", "2021-13-01", "0000-01-01", "1/2/16", "2021-03-04T25:00", "44259", "",
    "2021-03-04 05:06 5", "16148343", "1614834367000000", "13/13/2020", "--", "2021-03-04T", "9",
    "1.2",
  ])
  func `what is no date is not read`(text: String) throws {
    guard case .unreadable = try read(text) else {
      Issue.record("\(text) was read")
      return
    }
  }

  @Test(arguments: [
    ("yyyy-MM-DD", "'DD' means nothing in a date format"), ("dd", "expected yyyy or yy in it"),
    ("yyyy", "expected MM, M or MMM in it"), ("yyyy-MM 'x", "a quote is never closed"),
    ("yyyy-MM-dd hh:mm", "hours to twelve need AM or PM"),
  ])
  func `a format that says nothing is refused`(format: String, reason: String) {
    #expect {
      _ = try DateFormat(format)
    } throws: {
      "\($0)".hasPrefix("--date-format \(format): error: \(reason)")
    }
  }

  @Test(arguments: ["Berlin", "+25:00", "+02:00x", "", "Europe/Nowhere"])
  func `a time zone that is none is refused`(text: String) {
    #expect {
      _ = try ZoneRule(text)
    } throws: {
      "\($0)"
        == "--time-zone \(text): error: expected an offset such as +02:00, UTC, or a name such as Europe/Berlin"
    }
  }
}

@Suite struct NumberReaderTests {
  @Test(arguments: [
    ("12.5", 12.5), ("-3", -3), ("1e6", 1e6), ("1,234.50", 1234.5), ("$12.50", 12.5), ("€ 12", 12),
    ("12.50 USD", 12.5), ("USD 7", 7), ("-$5", -5), (".5", 0.5), ("0.1", 0.1),
    ("1,234,567", 1_234_567),
    ("12345678901234567", 12_345_678_901_234_568), ("0.30000000000000004", 0.30000000000000004),
  ])
  func `numbers are read as exports have them`(text: String, expected: Double) {
    #expect(NumberReader().read(Array(text.utf8)) == expected)
  }

  @Test(arguments: [
    "", "-", "abc", "12,5", "1,23,456", "1.2.3", "nan", "inf", "0x10", "1e999", "$", "5 usd",
    "12 34",
  ])
  func `what is no number is not read`(text: String) {
    #expect(NumberReader().read(Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("12,5", 12.5), ("1.234,50", 1234.5), ("12.5", 12.5), ("1.234.567,0", 1_234_567),
    ("1.234.567", 1_234_567), ("0.125", 0.125), ("1.0890", 1.089), ("€ 1.234,5", 1234.5),
    ("12345.678", 12345.678),
  ])
  func `with semicolons between fields a comma is the decimal mark`(text: String, expected: Double)
  {
    #expect(NumberReader(hasDecimalComma: true).read(Array(text.utf8)) == expected)
  }

  @Test(arguments: ["1.089", "-12.500", "123.456", "€1.089", "1.089 EUR"])
  func `a point that may separate thousands or decimals makes no number there`(text: String) {
    let reader = NumberReader(hasDecimalComma: true)
    #expect(reader.isAmbiguous(Array(text.utf8)))
    #expect(reader.read(Array(text.utf8)) == nil)
    #expect(!NumberReader().isAmbiguous(Array(text.utf8)))
  }
}
