import ReferralModel
import Testing

@testable import Simulation

@Suite struct SeriesTests {
  private func series(_ name: String, intervals: Intervals) throws -> [Double] {
    let layout = OutcomeLayout(loops: ["referral"], intervals: intervals)
    let record = layout.record(
      of: PairedHistory(program: FourDays.program, twin: FourDays.twin), plan: FourDays.plan)
    let index = try #require(layout.series.firstIndex { $0.name == name })
    let first = layout.seriesColumns[index]
    guard layout.series[index].kind == .cohortRatio else {
      return Array(record[first..<first + intervals.count])
    }
    return (0..<intervals.count).map {
      Metric.ratio(record[first + 2 * $0], record[first + 2 * $0 + 1])
    }
  }

  private let days = Intervals(.day, start: nil, horizon: 4)
  // 2024-02-29 is a Thursday: February has one day here, March three.
  private let months = Intervals(
    .month, start: CalendarDate(year: 2024, month: 2, day: 29), horizon: 4)

  @Test(
    arguments: [
      ("signups", [4, 4, 1, 4], [4, 9]),
      ("signups.organic", [2, 1, 0, 1], [2, 2]),
      ("signups.word_of_mouth", [0, 0, 1, 0], [0, 1]),
      ("signups.referred", [1, 2, 0, 3], [1, 5]),
      ("signups.referred.referral", [1, 2, 0, 3], [1, 5]),
      ("customers_total", [14, 18, 19, 23], [14, 23]),
      ("customers_active", [14, 17, 17, 20], [14, 20]),
      ("churned", [0, 1, 1, 1], [0, 3]),
      ("invites_sent", [4, 6, 2, 8], [4, 16]),
      ("reward_cost", [0, 12, 0, 24], [0, 36]),
      ("fixed_cost", [3, 3, 3, 3], [3, 9]),
      ("paid_cost", [2, 2, 2, 2], [2, 6]),
      ("margin", [7, 8.5, 8.5, 10], [7, 27]),
      ("twin_signups", [3, 3, 0, 2], [3, 5]),
      ("twin_customers_total", [13, 16, 16, 18], [13, 18]),
    ] as [(String, [Double], [Double])])
  func `flows add up and stocks are read at the end`(
    name: String, daily: [Double], monthly: [Double]
  ) throws {
    let byDay = try series(name, intervals: days)
    let byMonth = try series(name, intervals: months)
    #expect(zip(byDay, daily).allSatisfy { abs($0 - $1) < 1e-12 } && byDay.count == 4)
    #expect(zip(byMonth, monthly).allSatisfy { abs($0 - $1) < 1e-12 } && byMonth.count == 2)
  }

  @Test func `a cohort's reproduction number is completed by the pooled age profile`() throws {
    let k = MetricTests.k
    // F(3) = 1, F(2) = F(1) = (3/23 + 2/19)/K; days 2 and 3 caused nothing.
    let expected = [1.0 / 4, k / (4 * (3.0 / 23 + 2.0 / 19)), 0, 0]
    let found = try series("reproduction_number", intervals: days)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func `cohorts cut short by the horizon are not biased down`() throws {
    // Every customer causes 0.3 signups at age 0 and 0.2 at age 2, exactly; R is 0.5
    // for every cohort that is observed at all.
    var history = History(horizon: 4, loops: 1)
    history.initial = 100
    history.signups[0] = [10, 20, 30, 40]
    history.causedAtAge = [0.3 * 200, 0, 0.2 * 130, 0]
    history.causedBySignupDay = [10 * 0.5, 20 * 0.5, 30 * 0.3, 40 * 0.3]
    let ages = AgeProfile(history)
    #expect(abs(ages.reproduction - 0.5) < 1e-12)
    for day in 0..<4 {
      let (numerator, denominator) = ages.reproduction(ofCohort: day..<day + 1)
      #expect(abs(numerator / denominator - 0.5) < 1e-12)
    }
  }

  @Test func `an empty cohort has no reproduction number`() throws {
    var history = FourDays.program
    history.signups = history.signups.map { [$0[0], 0, $0[2], $0[3]] }
    let ages = AgeProfile(history)
    #expect(ages.reproduction(ofCohort: 1..<2) == (0, 0))
  }
}

@Suite struct IntervalsTests {
  private let start = CalendarDate(year: 2008, month: 9, day: 3)  // a Wednesday

  @Test func `weeks begin on Mondays`() {
    let weeks = Intervals(.week, start: start, horizon: 20)
    #expect(weeks.bounds == [0, 5, 12, 19, 20])
    #expect(weeks.time(of: 1) == .date(CalendarDate(year: 2008, month: 9, day: 8)!))
  }

  @Test func `months are calendar months, the first and last partial`() {
    let months = Intervals(.month, start: start, horizon: 60)
    #expect(months.bounds == [0, 28, 59, 60])
    #expect(
      (0..<3).map { months.time(of: $0) }
        == ["2008-09-03", "2008-10-01", "2008-11-01"].map { .date(CalendarDate($0)!) })
  }

  // Multiples of 365.25/12 = 30.4375, rounded: 30, 61, 91, 122.
  @Test func `without a start, month k begins on day k times its length, rounded`() {
    let months = Intervals(.month, start: nil, horizon: 130)
    #expect(months.bounds == [0, 30, 61, 91, 122, 130])
    #expect(months.time(of: 2) == .day(61))
    #expect(Intervals(.week, start: nil, horizon: 15).bounds == [0, 7, 14, 15])
  }

  @Test func `a day is an interval of its own`() {
    #expect(Intervals(.day, start: start, horizon: 3).bounds == [0, 1, 2, 3])
    #expect(Intervals(.month, start: nil, horizon: 1).bounds == [0, 1])
  }
}
