import Testing

@testable import ProgramData

@Suite struct SeriesTableTests {
  func series(
    _ text: String, dates: SeriesTable.Dates = .first, stocks: SeriesTable.Stocks = .date,
    report: inout ImportReport
  ) throws -> SeriesTable {
    try withFiles { files in
      try SeriesTable.read(
        try files.write("s.csv", text), dates: dates, stocks: stocks, options: try readingOptions(),
        report: &report)
    }
  }

  /// "first day > day after the last: value" of each.
  func shown(_ table: SeriesTable, _ column: SeriesTable.Column) -> [String] {
    (table.values[column] ?? []).map { "\($0.firstDay) > \($0.dayAfterLast): \($0.value)" }
  }

  @Test func `a flow belongs to the days from its date to the next`() throws {
    var report = ImportReport()
    let table = try series(
      "date,signups,customers_total\n2008-09-01,120,1000\n2008-10-01,,1120\n2008-12-01,300,\n",
      report: &report)
    #expect(
      shown(table, .signups) == [
        "2008-09-01 > 2008-10-01: 120.0", "2008-12-01 > 2009-02-01: 300.0",
      ])
    #expect(
      shown(table, .customersTotal) == [
        "2008-09-01 > 2008-09-01: 1000.0", "2008-10-01 > 2008-10-01: 1120.0",
      ])
    #expect(table.values[.churned] == nil)
    #expect(table.values[.signups]?.map(\.line) == [2, 4])
    #expect(table.firstDay.description == "2008-09-01")
    #expect(table.dayAfterLast.description == "2009-02-01")
  }

  @Test func `the last period is as long as the one before, in months where that is months`() throws
  {
    var report = ImportReport()
    let months = try series("date,signups\n2021-01-01,1\n2021-02-01,2\n", report: &report)
    #expect(shown(months, .signups).last == "2021-02-01 > 2021-03-01: 2.0")
    let weeks = try series("date,signups\n2021-01-04,1\n2021-01-11,2\n", report: &report)
    #expect(shown(weeks, .signups).last == "2021-01-11 > 2021-01-18: 2.0")
    let years = try series("date,signups\n2020-01-01,1\n2021-01-01,2\n", report: &report)
    #expect(shown(years, .signups).last == "2021-01-01 > 2022-01-01: 2.0")
  }

  @Test func `a month covers itself, whatever the next row is`() throws {
    var report = ImportReport()
    let table = try series("date,signups\n2008-09,120\n2008-12,300\n", report: &report)
    #expect(
      shown(table, .signups) == [
        "2008-09-01 > 2008-10-01: 120.0", "2008-12-01 > 2009-01-01: 300.0",
      ])
    #expect(
      shown(try series("date,signups\n2008-02,7\n", report: &report), .signups) == [
        "2008-02-01 > 2008-03-01: 7.0"
      ])
  }

  @Test func `with dates last, a row's period ends on its date`() throws {
    var report = ImportReport()
    let table = try series(
      "date,signups,customers_active\n2021-02-28,1,10\n2021-03-31,2,20\n2021-04-30,3,30\n",
      dates: .last,
      report: &report)
    #expect(
      shown(table, .signups) == [
        "2021-02-01 > 2021-03-01: 1.0", "2021-03-01 > 2021-04-01: 2.0",
        "2021-04-01 > 2021-05-01: 3.0",
      ])
    #expect(shown(table, .customersActive).first == "2021-03-01 > 2021-03-01: 10.0")
  }

  @Test func `with stocks end, a stock is counted when its row's period ends`() throws {
    var report = ImportReport()
    let table = try series(
      "date,signups,customers_total\n2021-01-01,1,10\n2021-02-01,2,12\n", stocks: .end,
      report: &report)
    #expect(
      shown(table, .customersTotal) == [
        "2021-02-01 > 2021-02-01: 10.0", "2021-03-01 > 2021-03-01: 12.0",
      ])
  }

  @Test func `rows are sorted, blank ones dropped, and oddities noted`() throws {
    var report = ImportReport()
    let table = try series(
      "date,signups,signups_referred,customers_total\n2021-02-01,5,6,50\n2021-01-01,4,1,60\n2021-03-01,,,\n",
      report: &report)
    #expect(table.values[.signups]?.map(\.value) == [4, 5])
    #expect(report.count(.unsorted) == 1)
    #expect(report.count(.blankRow) == 1)
    #expect(report.count(.referredAboveSignups) == 1)
    #expect(report.count(.fallingTotal) == 1)
    #expect(report.isReconciled)
  }

  @Test(arguments: [
    (
      "date,signups\n2021-01-01,1\n2021-01-01,2\n",
      "s.csv:3: error: date: 2021-01-01 given twice, first on line 2"
    ),
    (
      "date,signups\n2021-01-01,-1\n",
      "s.csv:2:12: error: signups: expected a count of at least 0, found '-1'"
    ),
    (
      "date,signups\n2021-01-01,1\n",
      "s.csv:2: error: one row alone does not say how long its period is; write its date as 2008-09, or add a row"
    ),
    ("date,signups\n,1\n", "s.csv:2:1: error: date: expected a date, found nothing"),
    ("date,signups\n2021-01-01,\n", "s.csv: error: no row has a value"),
    (
      "date,signups\n9999-12-31,1\n2021-01-01,1\n",
      "s.csv:2:1: error: date: expected a date of the years 1800 to 2200"
    ),
    (
      "day,visits\n2021-01-01,1\n",
      "s.csv: error: no column for date; found 'day', 'visits'; the nearest is 'day'; give --map \"date=HEADER\""
    ),
  ])
  func `a series that cannot be is refused`(text: String, expected: String) throws {
    try withFiles { files in
      let path = try files.write("s.csv", text)
      var report = ImportReport()
      let said = sentence(files) {
        _ = try SeriesTable.read(path, options: try readingOptions(), report: &report)
      }
      #expect(said.hasPrefix(expected))
    }
  }
}

@Suite struct ExperimentTableTests {
  // 401 years have 146,462 days.
  @Test func `more rows than there are days are not kept to be told apart`() throws {
    try withFiles { files in
      let path = try files.write(
        "s.csv", "date,signups\n" + String(repeating: "2024-01-01,5\n", count: 146_463))
      var report = ImportReport()
      let said = sentence(files) {
        _ = try SeriesTable.read(path, options: readingOptions(), report: &report)
      }
      #expect(
        said
          == "s.csv:146464: error: more rows than the years 1800 to 2200 have days; a series has "
          + "a row per date (--events reads a row per person)")
    }
  }

  @Test func `arms keep their rewards as written, and with their unit`() throws {
    try withFiles { files in
      let path = try files.write(
        "e.csv",
        """
        arm,referrer_reward,referee_reward,exposed,took_part,invites,accepted
        none,0,,"1,000",50,120,10
        low,10%,10% of CAC,1000,80,200,30
        high,$5,7.50 EUR,1000,90,,31
        ,,,,,,
        """)
      var report = ImportReport()
      let table = try ExperimentTable.read(path, options: try readingOptions(), report: &report)
      #expect(table.arms.map(\.name) == ["none", "low", "high"])
      #expect(table.arms[0].referrerReward == ExperimentTable.Reward("0"))
      #expect(table.arms[0].refereeReward == nil)
      #expect(table.arms[0].exposed == 1000)
      #expect(table.arms[1].referrerReward?.unit == .percent)
      #expect(table.arms[1].refereeReward?.unit == .percentOfCAC)
      #expect(table.arms[1].refereeReward?.amount == 10)
      #expect(table.arms[2].referrerReward?.unit == .money("$"))
      #expect(table.arms[2].refereeReward?.unit == .money("EUR"))
      #expect(table.arms[2].refereeReward?.text == "7.50 EUR")
      #expect(table.arms[2].invites == nil)
      #expect(report.isReconciled)
    }
  }

  @Test(arguments: [
    ("a,5,10,20\n", "e.csv:2:8: error: took_part: 20 of 10 exposed took part"),
    ("a,5,10,2\na,6,10,2\n", "e.csv:3:1: error: arm: an arm given twice, first on line 2"),
    (
      "a,much,10,2\n",
      "e.csv:2:3: error: referrer_reward: expected a reward such as 10%, 10% of CAC, $5 or 5, found text without a digit"
    ),
    (
      "a,5,1.5,1\n",
      "e.csv:2:5: error: exposed: expected a whole number from 0 to 4294967295, found 1.5"
    ),
    ("a,5,,1\n", "e.csv:2:5: error: exposed: expected a whole number, found nothing"),
    (",5,10,1\n", "e.csv:2:1: error: arm: expected a name of the arm, found nothing"),
  ])
  func `an arm that cannot be is refused`(rows: String, expected: String) throws {
    try withFiles { files in
      let path = try files.write("e.csv", "arm,referrer_reward,exposed,took_part\n" + rows)
      var report = ImportReport()
      let said = sentence(files) {
        _ = try ExperimentTable.read(path, options: try readingOptions(), report: &report)
      }
      #expect(said == expected)
    }
  }

  @Test func `columns of which one would do are asked for together`() throws {
    try withFiles { files in
      let path = try files.write("e.csv", "arm,exposed\na,1\n")
      var report = ImportReport()
      let said = sentence(files) {
        _ = try ExperimentTable.read(path, options: try readingOptions(), report: &report)
      }
      #expect(said.contains("no column for referrer_reward or referee_reward"))
      #expect(said.contains("no column for took_part or invites or accepted"))
    }
  }
}
