import Testing

@testable import ProgramData

@Suite struct EventTableTests {
  /// Reads a table whose header is that of the neutral events.
  func events(
    _ rows: String, until: String? = nil, format: String? = nil, _ report: inout ImportReport
  ) throws -> EventTable {
    try withFiles { files in
      let path = try files.write(
        "x.csv", "person_id,referred_by,joined_at,qualified_at,churned_at,channel\n" + rows)
      return try readEvents(path, format: format, until: until, report: &report)
    }
  }

  @Test
  func `persons are numbered in the order of the data, and referrers found wherever they are`()
    throws
  {
    var report = ImportReport()
    let table = try events(
      """
      b,a,2021-01-05,,,mail
      a,,2021-01-01,2021-01-02,2021-02-01,ads
      c,b,2021-01-09T12:00:00Z,,,mail
      """, &report)
    #expect(table.count == 3)
    #expect(table.referrer == [1, -1, 0])
    #expect(table.joinedAt == [day("2021-01-05"), day("2021-01-01"), day("2021-01-09") + 0.5])
    #expect(table.churnedAt?[1] == day("2021-02-01"))
    #expect(table.churnedAt?[0].isNaN == true)
    #expect(table.channel?.labels == ["mail", "ads"])
    #expect(table.channel?.codes == [0, 1, 0])
    #expect(table.rewardCost == nil)
    #expect(table.observedUntil.description == "2021-02-01")
    #expect(report.notes.isEmpty)
    #expect(report.isReconciled)
  }

  @Test func `dirty rows are dropped or repaired, and each is counted`() throws {
    var report = ImportReport()
    let table = try events(
      """
      self,self,2021-01-01,,,
      ,a,2021-01-01,,,
      orphan,nobody,2021-01-02,,,
      early,late,2021-01-03,,,
      late,,2021-01-04,,,
      lead,late,,,,
      gone,,2021-01-05,2021-01-01,2021-01-02,
      same,,2021-01-06,,,
      same,,2021-01-06,,,
      same,late,,,2021-03-01,x
      same,self,2021-01-07,,,
      null,,2021-01-06,,,
      never,,n/a,,2021-01-01,
      open,,2021-01-06,,9999-12-31,
      """, &report)
    // self orphan early late lead gone same never open
    #expect(table.count == 9)
    #expect(table.referrer == [-1, -2, 3, -1, -1, -1, 3, -1, -1])
    #expect(table.hasJoined(4) == false)
    #expect(table.marks[2] == .joinedBeforeReferrer)
    #expect(table.marks[5] == [.churnUnusable, .qualificationUnusable])
    #expect(table.churnedAt?[5].isNaN == true)
    #expect(table.churnedAt?[6] == day("2021-03-01"))
    #expect(table.channel?[6] == "x")
    #expect(table.churnedAt?[7].isNaN == true)
    #expect(table.observedUntil.description == "2021-03-01")
    let expected: [ImportReport.Kind: (Int, [Int])] = [
      .selfReferral: (1, [2]), .noPerson: (2, [3, 13]), .unknownReferrer: (1, [4]),
      .joinedBeforeReferrer: (1, [5]), .referredWithoutJoining: (1, [7]),
      .neverJoined: (2, [7, 14]),
      .qualifiedBeforeJoining: (1, [8]), .churnedBeforeJoining: (1, [8]), .repeatedRow: (1, [10]),
      .repeatedRowMerged: (1, [11]), .repeatedRowDisagrees: (1, [12]), .blankWord: (2, [13, 14]),
      .datesWithoutJoining: (1, [14]), .endOfTime: (1, [15]),
    ]
    for kind in ImportReport.Kind.allCases {
      let note = report.notes.first { $0.kind == kind }
      #expect(note?.count ?? 0 == expected[kind]?.0 ?? 0, "\(kind)")
      #expect(note?.lines ?? [] == expected[kind]?.1 ?? [], "\(kind)")
    }
    #expect(report.sources[0].rowsRead == 14)
    #expect(report.sources[0].rowsKept == 9)
    #expect(report.isReconciled)
  }

  @Test func `a cycle is opened at the member who joined first`() throws {
    var report = ImportReport()
    // A pair; a ring of three with a tail; and one of two who joined on the same day.
    let table = try events(
      """
      a,b,2021-01-02,,,
      b,a,2021-01-01,,,
      c,d,2021-02-03,,,
      d,e,2021-02-01,,,
      e,c,2021-02-02,,,
      f,c,2021-02-04,,,
      g,h,2021-03-01,,,
      h,g,2021-03-01,,,
      """, &report)
    #expect(table.referrer == [1, -1, 3, -1, 2, 2, -1, 6])
    let note = try #require(report.notes.first { $0.kind == .cycle })
    #expect(
      note.description
        == "3 cycles of referrals opened by cutting the link of the member who joined first: "
        + "2 of 2, 1 of 3 members (lines 3, 5, 8)")
    #expect(ReferralTree(table).deepest == 2)
  }

  @Test func `what is after the end of the observation is not known yet`() throws {
    var report = ImportReport()
    let table = try events(
      """
      late,,2021-02-01,,,
      a,,2021-01-01,2021-02-05,2021-03-01,
      b,late,2021-01-31T23:59:59Z,,,
      c,a,2021-01-31,,2021-01-31,
      """, until: "2021-01-31", &report)
    #expect(table.count == 3)
    #expect(table.referrer == [-1, -2, 0])
    #expect(table.qualifiedAt?[0].isNaN == true)
    #expect(table.churnedAt?.map(\.isNaN) == [true, true, false])
    #expect(table.observedUntil.description == "2021-01-31")
    #expect(report.count(.joinedAfterObservation) == 1)
    #expect(report.count(.happenedAfterObservation) == 2)
    // The lines are those of the file, though the numbers of persons moved.
    #expect(report.notes.first { $0.kind == .happenedAfterObservation }?.lines == [3, 3])
    #expect(report.notes.first { $0.kind == .unknownReferrer }?.lines == [4])
    #expect(report.isReconciled)
  }

  @Test func `one date with the day first tells about all others of the file`() throws {
    var report = ImportReport()
    let table = try events(
      "a,,1/2/2021,3/4/2021,,\nb,,2/2/2021,,,\nc,,13/2/2021,4/5/2021,,\na,,1/2/2021,3/4/2021,,\n",
      &report)
    #expect(table.joinedAt == [day("2021-02-01"), day("2021-02-02"), day("2021-02-13")])
    #expect(table.qualifiedAt?[0] == day("2021-04-03"))
    #expect(table.qualifiedAt?[2] == day("2021-05-04"))
    #expect(report.count(.repeatedRow) == 1)
    let other = try events("a,,1/2/2021,,,\nc,,2/13/2021,,,\n", &report)
    #expect(other.joinedAt == [day("2021-01-02"), day("2021-02-13")])
  }

  @Test func `dates that no other date explains are asked about`() throws {
    try withFiles { files in
      var report = ImportReport()
      let open = try files.write("x.csv", "person_id,joined_at\na,5/5/2021\nb,1/2/2021\n")
      #expect(
        sentence(files) { _ = try readEvents(open, report: &report) }
          == "x.csv:3:3: error: joined_at: '1/2/2021' may be month/day or day/month, and no date of "
          + "this file tells which; give --date-format M/d/yyyy or --date-format d/M/yyyy")
      #expect(
        try readEvents(open, format: "d/M/yyyy", report: &report).joinedAt[1] == day("2021-02-01"))
      let mixed = try files.write("y.csv", "person_id,joined_at\na,13/2/2021\nb,2/13/2021\n")
      #expect(
        sentence(files) { _ = try readEvents(mixed, report: &report) }
          == "y.csv:3:3: error: joined_at: line 3 has the month first and line 2 the day first; one "
          + "file writes dates one way")
    }
  }

  @Test func `cells that cannot be read are listed with their places, and say nothing personal`()
    throws
  {
    try withFiles { files in
      var report = ImportReport()
      let path = try files.write(
        "x.csv",
        """
        person_id,joined_at,first_order_value,channel
        a,Ann Smith,1,x
        b,2021-02-30,12 apples,x
        c,ann@example.com,1,bob@example.com
        """)
      #expect(
        sentence(files) { _ = try readEvents(path, report: &report) } == """
          x.csv:2:3: error: joined_at: expected a date such as 2008-09-01 (for another form give \
          --date-format), found text without a digit
          x.csv:3:3: error: joined_at: expected a date such as 2008-09-01 (for another form give \
          --date-format), found '2021-02-30'
          x.csv:3:14: error: first_order_value: expected a number, found '12 apples'
          x.csv:4:3: error: joined_at: expected a date such as 2008-09-01 (for another form give \
          --date-format), found what looks like an e-mail address
          x.csv:4:21: error: channel: what looks like an e-mail address where a category is \
          expected; is the right column mapped?
          """)
      let many = try files.write(
        "y.csv", "person_id,joined_at\n" + (1...50).map { "\($0),soon\n" }.joined())
      let said = sentence(files) { _ = try readEvents(many, report: &report) }
      #expect(said.split(separator: "\n").count == 21)
      #expect(said.hasSuffix("reading stopped here; there may be more errors"))
    }
  }

  @Test func `neither report nor table holds an identifier`() throws {
    var report = ImportReport()
    let table = try events(
      "ann@example.com,,2021-01-01,,,\nbob@example.com,carol@example.com,2021-01-02,,,\n", &report)
    var dumped = ""
    dump(table, to: &dumped)
    dump(report, to: &dumped)
    #expect(!dumped.contains("example.com"))
    #expect(!"\(report)".contains("example.com"))
  }

  @Test func `the key of the hash changes nothing`() throws {
    try withFiles { files in
      var random = SplitMix(state: 4)
      let rows = (0..<2000).map { _ in
        "p\(random.below(1500)),p\(random.below(1500)),2021-01-0\(1 + random.below(9))"
      }
      let path = try files.write(
        "x.csv", "person_id,referred_by,joined_at\n" + rows.joined(separator: "\n"))
      let options = try readingOptions()
      let read = try [(1, 2), (3, 4)].map { (key: (UInt64, UInt64)) in
        var (people, report) = (PersonIndex(KeyedHash(key: key)), ImportReport())
        let table = try EventTable.read([path], people: &people, options: options, report: &report)
        return (table.referrer, table.joinedAt, report)
      }
      #expect(read[0].0 == read[1].0)
      #expect(read[0].1 == read[1].1)
      #expect(read[0].2 == read[1].2)
      #expect(read[0].2.isReconciled)
      // No chain of referrals comes back.
      _ = ReferralTree(parent: read[0].0, hasJoined: read[0].1.map { !$0.isNaN })
    }
  }

  @Test func `a table in which nobody has joined is refused`() throws {
    try withFiles { files in
      let path = try files.write("x.csv", "person_id,joined_at\na,\nb,\n,2021-01-01\n")
      var report = ImportReport()
      #expect(
        sentence(files) { _ = try readEvents(path, report: &report) }
          == "x.csv: error: joined_at: nobody has joined")
      let late = try files.write("y.csv", "person_id,joined_at\na,2021-02-01\n")
      #expect(
        sentence(files) { _ = try readEvents(late, until: "2021-01-01", report: &report) }
          == "y.csv: error: joined_at: nobody has joined by 2021-01-01")
    }
  }

  @Test func `progress is told at the end, with the rows`() throws {
    final class Seen: @unchecked Sendable { var last: ImportProgress? }
    try withFiles { files in
      let path = try files.write("x.csv", "person_id,joined_at\na,2021-01-01\nb,2021-01-01\n")
      let seen = Seen()
      var options = try readingOptions()
      options.progress = { seen.last = $0 }
      var (people, report) = (PersonIndex(testHash), ImportReport())
      _ = try EventTable.read([path], people: &people, options: options, report: &report)
      #expect(seen.last == ImportProgress(source: path, rows: 2, bytesRead: 46, bytesInAll: 46))
    }
  }
}
