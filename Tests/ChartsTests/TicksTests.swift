import Testing

@testable import Charts

@Suite struct TicksTests {
  // From the documentation and tests of d3-array 3: d3.ticks(start, stop, count).
  @Test(arguments: [
    (0.0, 1.0, 10, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
    (0, 1, 4, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    (0, 10, 5, [0, 2, 4, 6, 8, 10]),
    (0, 10, 2, [0, 5, 10]),
    (-10, 10, 4, [-10, -5, 0, 5, 10]),
    (-10, 10, 10, [-10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10]),
    (1.2, 4.7, 4, [2, 3, 4]),
    (0, 4_700_000, 5, [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]),
  ])
  func `linear ticks are those of d3`(low: Double, high: Double, count: Int, ticks: [Double]) {
    #expect(Ticks.linear(low, high, about: count) == ticks)
  }

  // d3.scaleLinear().domain(…).nice(5).
  @Test(arguments: [
    (0.0, 4.7, 0.0, 5.0), (-3.2, 8.1, -4.0, 10.0), (0, 0.096, 0, 0.1), (0, 1, 0, 1),
  ])
  func `ends are widened to ticks`(low: Double, high: Double, niceLow: Double, niceHigh: Double) {
    let ends = Ticks.niced(low, high, about: 5)
    #expect(ends.0 == niceLow && ends.1 == niceHigh)
  }

  @Test func `logarithmic ticks are powers of ten, and more between few`() {
    #expect(Ticks.logarithmic(1, 100_000) == [1, 10, 100, 1000, 10_000, 100_000])
    #expect(Ticks.logarithmic(2, 30) == [2, 5, 10, 20])
    #expect(Ticks.logarithmic(6000, 19_800) == [10_000, 15_000])
  }

  @Test func `dates are ticked at starts of quarters or years`() {
    let first = Double(CalendarDay(year: 2008, month: 9, day: 1).daysSince1970)
    let last = Double(CalendarDay(year: 2010, month: 1, day: 30).daysSince1970)
    #expect(
      Ticks.dates(first, last, atMost: 6).map(\.1)
        == ["Oct 2008", "Jan 2009", "Apr 2009", "Jul 2009", "Oct 2009", "Jan 2010"])
    #expect(Ticks.dates(first, last, atMost: 3).map(\.1) == ["Jan 2009", "Jul 2009", "Jan 2010"])
    #expect(Ticks.dates(first, first + 6, atMost: 7).map(\.1).prefix(2) == ["Sep 1", "Sep 2"])
  }

  // `date -d 2008-09-01 +%s` ÷ 86400 and so on.
  @Test(arguments: [
    ("1970-01-01", 0), ("2008-09-01", 14_123), ("2000-02-29", 11_016), ("1969-12-31", -1),
    ("2100-03-01", 47_541),
  ])
  func `dates count days since 1970`(text: String, days: Int) {
    #expect(CalendarDay(text)?.daysSince1970 == days)
    #expect(CalendarDay(daysSince1970: days).description == text)
  }

  @Test(arguments: ["2008-13-01", "2009-02-29", "2009-2-09", "soon", ""])
  func `what is no date is refused`(text: String) { #expect(CalendarDay(text) == nil) }
}
