import Testing

@testable import ProgramData

@Suite struct ColumnMapTests {
  @Test func `names are found whatever their case, and a map comes first`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.csv", "Person ID,REFERRED-BY,joined_at,Sign Up Date,Note\n1,,2020-01-01,2021-01-01,x\n")
      var report = ImportReport()
      let plain = try readEvents(path, report: &report)
      #expect(plain.observedUntil.description == "2020-01-01")
      #expect(report.sources[0].unused == ["Sign Up Date", "Note"])
      #expect(report.sources[0].used.map(\.header) == ["Person ID", "REFERRED-BY", "joined_at"])
      let mapped = try readEvents(path, map: ["joined_at=Sign Up Date"], report: &report)
      #expect(mapped.observedUntil.description == "2021-01-01")
      #expect(report.sources[1].unused == ["joined_at", "Note"])
    }
  }

  @Test func `a column that is missing is asked for by name, with the nearest header`() throws {
    try withFiles { files in
      let path = try files.write("x.csv", "personid,joind_at,ann@example.com\n1,2020-01-01,2\n")
      var report = ImportReport()
      #expect(
        sentence(files) { _ = try readEvents(path, report: &report) } == """
          x.csv: error: no column for person_id; found 'personid', 'joind_at', (an e-mail address); \
          the nearest is 'personid'; give --map "person_id=HEADER"
          x.csv: error: no column for joined_at; found 'personid', 'joind_at', (an e-mail address); \
          the nearest is 'joind_at'; give --map "joined_at=HEADER"
          """)
      #expect(
        sentence(files) {
          _ = try readEvents(
            path, map: ["person_id=PersonID", "joined_at=joined at"], report: &report)
        }
          == "x.csv:1: error: joined_at: no column 'joined at'; did you mean 'joind_at'? "
          + "(for one table only, write events.NAME=HEADER)")
      let twice = try files.write("y.csv", "person_id,person_id,joined_at\n1,2,2020-01-01\n")
      #expect(
        sentence(files) { _ = try readEvents(twice, report: &report) }
          == "y.csv:1: error: two columns are called 'person_id'")
    }
  }

  @Test(arguments: [
    (
      "joined_at",
      "--map joined_at: error: expected NAME=HEADER, such as \"joined_at=Sign Up Date\""
    ),
    ("join_at=x", "--map join_at=x: error: no column called 'join_at'; did you mean 'joined_at'?"),
    ("series.joined_at=x", "--map series.joined_at=x: error: no column called 'joined_at'"),
  ])
  func `a map that names nothing is refused`(entry: String, expected: String) {
    #expect {
      _ = try ColumnMap([entry])
    } throws: {
      "\($0)".hasPrefix(expected)
    }
  }

  @Test func `an unknown preset is refused with the nearest`() {
    #expect {
      _ = try Preset(named: "grow-surf")
    } throws: {
      "\($0)".hasPrefix("--preset grow-surf: error: no such preset; did you mean 'growsurf'?")
    }
  }
}

/// Small exports made by hand, with the field names that the vendors publish.
@Suite struct PresetTests {
  @Test func `GrowSurf participants`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.json",
        """
        {"participants": [
          {"id": "p1", "email": "ann@example.com", "createdAt": 1609459200000, "referredBy": null,
           "referralSource": "DIRECT", "fraudRiskLevel": "LOW", "rewards": [
             {"status": "FULFILLED", "amount": 10, "fulfilledAt": 1612137600000},
             {"status": "CANCELLED", "amount": 99, "fulfilledAt": null},
             {"status": "FULFILLED", "amount": 5, "fulfilledAt": 1611100800000}]},
          {"id": "p2", "email": "bob@example.com", "createdAt": 1609545600000, "referredBy": "p1",
           "referralSource": "PARTICIPANT", "fraudRiskLevel": "HIGH", "rewards": []}
        ], "nextId": null}
        """)
      var report = ImportReport()
      let events = try readEvents(path, preset: .growsurf, report: &report)
      #expect(events.referrer == [-1, 0])
      #expect(events.joinedAt == [day("2021-01-01"), day("2021-01-02")])
      #expect(events.rewardCost?[0] == 15)
      #expect(events.rewardCost?[1].isNaN == true)
      // The earlier of the two that were fulfilled.
      #expect(events.rewardIssuedAt?[0] == day("2021-01-20"))
      #expect(events.channel?[1] == "PARTICIPANT")
      #expect(events.fraudState?.labels == ["LOW", "HIGH"])
      #expect(report.sources[0].unused.contains("email"))

      let series = try files.write(
        "s.json",
        #"{"series": [{"periodStart": 1609459200000, "participants": 5, "referrals": 2, "invites": 9}, {"periodStart": 1612137600000, "participants": 6, "referrals": 3, "invites": 4}], "rates": {"participationRate": 0.5}}"#
      )
      let table = try SeriesTable.read(
        series, options: try readingOptions(preset: .growsurf), report: &report)
      #expect(table.values[.signupsReferred]?.map(\.value) == [2, 3])
      #expect(table.values[.invitesSent]?[1].dayAfterLast.description == "2021-03-01")
    }
  }

  @Test func `SaaSquatch referrals, with users for those whom nobody referred`() throws {
    try withFiles { files in
      let users = try files.write(
        "users.csv",
        "id,accountId,email,referralSource,dateCreated\nu1,a1,ann@example.com,,2021-01-01T10:00:00Z\n"
      )
      let referrals = try files.write(
        "referrals.csv",
        """
        id,referredUser,referrerUser,dateReferralStarted,dateConverted,dateReferralPaid,dateReferralEnded,moderationStatus
        r1,u2,u1,2021-02-01T10:00:00Z,2021-02-05T10:00:00Z,2021-03-05T10:00:00Z,,ACTIONED
        r2,u3,u9,1612260000000,,,,PENDING
        """)
      var report = ImportReport()
      let events = try readEvents(users, referrals, preset: .saasquatch, report: &report)
      #expect(events.referrer == [-1, 0, -2])
      #expect(
        events.joinedAt.map { $0.rounded(.down) } == [
          day("2021-01-01"), day("2021-02-01"), day("2021-02-02"),
        ])
      #expect(events.qualifiedAt?[1].rounded(.down) == day("2021-02-05"))
      #expect(events.rewardIssuedAt?[1].rounded(.down) == day("2021-03-05"))
      #expect(events.fraudState?[2] == "PENDING")
      #expect(events.churnedAt == nil)
      #expect(report.sources[1].unused == ["id", "dateReferralEnded"])
      let json = try files.write(
        "r.json",
        #"[{"id": "r", "referredUser": {"id": "b"}, "referrerUser": {"id": "a"}, "dateReferralStarted": 1612260000000}]"#
      )
      #expect(try readEvents(json, preset: .saasquatch, report: &report).referrer == [-2])
    }
  }

  @Test func `Talkable web hooks`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.jsonl",
        """
        {"type": "referral_web_hook", "payload": {"share_type": "email", "advocate_origin": {"customer_id": "1", "email": "ann@example.com"}, "friend_origin": {"customer_id": "2", "email": "bob@example.com", "order_date": "2021-02-01T00:00:00Z", "subtotal": 50.25}, "advocate_rewards": [{"amount": 10}]}}
        {"type": "referral_web_hook", "payload": {"share_type": "sms", "advocate_origin": {"customer_id": "2"}, "friend_origin": {"customer_id": "3", "order_date": "2021-02-03T00:00:00Z", "subtotal": 20}, "advocate_rewards": []}}
        """)
      var report = ImportReport()
      let events = try readEvents(path, preset: .talkable, report: &report)
      #expect(events.referrer == [-2, 0])
      #expect(events.firstOrderValue == [50.25, 20])
      #expect(events.channel?.labels == ["email", "sms"])
      #expect(events.rewardCost?[0] == 10)
    }
  }

  @Test func `Friendbuy signups and rewards`() throws {
    try withFiles { files in
      let signups = try files.write(
        "signup.csv",
        """
        created_on,customer_id,campaign_id,referral_code,advocate_customer_id,advocate_email,channel,email
        2021-01-01 10:00:00,1,c,x,,,,ann@example.com
        2021-01-03 10:00:00,2,c,x,1,ann@example.com,email,bob@example.com
        """)
      let rewards = try files.write(
        "reward.csv",
        "campaign_id,advocate_customer_id,friend_customer_id,reward_amount,reward_type\nc,1,2,$10.00,cash\n"
      )
      var report = ImportReport()
      let events = try readEvents(signups, rewards, preset: .friendbuy, report: &report)
      #expect(events.count == 2)
      #expect(events.referrer == [-1, 0])
      #expect(events.rewardCost?[1] == 10)
      #expect(report.count(.repeatedRowMerged) == 1)
      #expect(report.isReconciled)
    }
  }

  @Test func `Mention Me's CRM feed`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.csv",
        """
        Customer Firstname,Customer Email,Merchant Customer ID,Customer Recognised Date,Referred By Customer Email,Referred By Merchant Customer ID,Referred Date,Referred Rewarded Date,Referred Qualified Date
        Ann,ann@example.com,11,2021-01-01,,,,,
        Bob,bob@example.com,12,2021-02-01,ann@example.com,11,2021-02-01,2021-02-20,2021-02-10
        """)
      var report = ImportReport()
      let events = try readEvents(path, preset: .mentionMe, report: &report)
      #expect(events.referrer == [-1, 0])
      #expect(events.qualifiedAt?[1] == day("2021-02-10"))
      #expect(events.rewardIssuedAt?[1] == day("2021-02-20"))
      // Without the ids on both sides, both sides are e-mails.
      let mails = try files.write(
        "y.csv",
        """
        Merchant Customer ID,customer email,Customer Recognised Date,Referred By Customer Email
        11,ann@example.com,2021-01-01,
        12,bob@example.com,2021-02-01,Ann@Example.com
        """)
      #expect(try readEvents(mails, preset: .mentionMe, report: &report).referrer == [-1, 0])
    }
  }

  @Test func `Viral Loops, whose published format has no dates`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.csv",
        """
        Email,FirstName,LastName,ID,ReferrerID,ReferralCount,Joined
        ann@example.com,Ann,A,a,,1,2021-01-01
        bob@example.com,Bob,B,b,a,0,2021-01-05
        """)
      var report = ImportReport()
      let said = sentence(files) { _ = try readEvents(path, preset: .viralLoops, report: &report) }
      #expect(said.contains("no column for joined_at"))
      #expect(said.contains("the published Viral Loops format has no joined_at"))
      let events = try readEvents(
        path, map: ["joined_at=joined"], preset: .viralLoops, report: &report)
      #expect(events.referrer == [-1, 0])
    }
  }

  @Test func `FirstPromoter's headers are not published, and are asked for`() throws {
    try withFiles { files in
      let path = try files.write("x.csv", "Referral,Promoter,Created,State\n1,,2021-01-01,active\n")
      var report = ImportReport()
      let said = sentence(files) {
        _ = try readEvents(path, preset: .firstpromoter, report: &report)
      }
      #expect(said.contains("no column for person_id"))
      #expect(
        said.contains(
          "FirstPromoter publishes no headers of its CSV exports; give --map \"joined_at=HEADER\""))
      let events = try readEvents(
        path,
        map: [
          "person_id=Referral", "referred_by=Promoter", "joined_at=Created", "fraud_state=State",
        ],
        preset: .firstpromoter, report: &report)
      #expect(events.count == 1)
    }
  }
}
