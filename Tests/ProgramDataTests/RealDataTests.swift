import Foundation
import Testing

@testable import ProgramData

/// Published data of real programs.
///
/// The expected counts are those that stand in the data's README,
/// or what an independent script finds.
@Suite(.enabled(if: RealData.isPresent, "no data beside the package"))
struct RealDataTests {
  @Test func `Bulb's customers and referrals come together in one table`() throws {
    var report = ImportReport()
    let table = try readEvents(
      RealData.path("referral/bulb_customers.csv"), RealData.path("referral/bulb_referrals.csv"),
      map: [
        "person_id=customer_id", "person_id=sign_up_customer_id", "joined_at=sign_up_date",
        "joined_at=referral_date", "channel=sign_up_channel", "referred_by=referrer_customer_id",
      ], report: &report)
    // 1,698 customers, and the 988 of 1,000 referees who are not among them.
    #expect(report.sources.map(\.rowsRead) == [1699, 1000])
    #expect(report.sources.map(\.rowsKept) == [1698, 988])
    #expect(table.count == 2686)
    #expect(report.count(.repeatedRowDisagrees) == 1)
    #expect(report.count(.repeatedRowMerged) == 12)
    #expect(report.count(.unknownReferrer) == 170)
    #expect(report.isReconciled)
    #expect(table.observedUntil.description == "2022-01-03")
    let delays = (0..<table.count).filter { table.referrer[$0] >= 0 }
      .map { table.joinedAt[$0] - table.joinedAt[Int(table.referrer[$0])] }.sorted()
    #expect(delays.count == 830)
    #expect((delays.reduce(0, +) / 830).rounded() == 113)
    #expect((delays[414] + delays[415]) / 2 == 83)
    #expect(delays[0] >= 0)
    // The busiest made 34.
    #expect(ReferralTree(table).mostOffspring <= 34)
  }

  @Test func `Bulb's referrals alone show who made them`() throws {
    // With a row for each referrer, who has not joined as far as this file knows.
    try withFiles { files in
      let reader = try RowReader(RealData.path("referral/bulb_referrals.csv"))
      var (row, text) = (Row(), "person_id,referred_by,joined_at\n")
      while try reader.next(into: &row) {
        text += "\(row.text(1)),,\n\(row.text(2)),\(row.text(1)),\(row.text(0))\n"
      }
      var report = ImportReport()
      let table = try readEvents(try files.write("x.csv", text), report: &report)
      let tree = ReferralTree(table)
      #expect(tree.referrals == 1000)
      #expect(tree.referrers == 869)
      #expect(tree.offspring.count { $0 == 1 } == 831)
      #expect(tree.mostOffspring == 34)
    }
  }

  struct Statistics: Decodable {
    var persons, joined, referrals, referrers, most, exactly_one, largest_tree: Int
    var before_referrer: Int
    var cycles: [String: Int]
    var generations: [Int]
    var top_1pct: Double
  }

  @Test(.enabled(if: Tool.hasPython, "no python3"))
  func `Astar's cycles are opened, and its trees are those an independent script finds`() throws {
    let path = RealData.path("referral/astar_crowdloan_participants.csv.gz")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("tree_statistics.py").path
    let (output, exitCode) = try Tool.run("python3", script, path, "id", "referrer_id", "join_rank")
    try #require(exitCode == 0)
    let expected = try JSONDecoder().decode(Statistics.self, from: output)

    var report = ImportReport()
    let table = try readEvents(
      path, map: ["person_id=id", "referred_by=referrer_id", "joined_at=join_rank"], format: "days",
      report: &report)
    let tree = ReferralTree(table)
    #expect(table.count == expected.persons)
    #expect(table.joinedAt.count { !$0.isNaN } == expected.joined)
    #expect(tree.referrals == expected.referrals)
    #expect(tree.referrers == expected.referrers)
    #expect(tree.mostOffspring == expected.most)
    #expect(tree.offspring.count { $0 == 1 } == expected.exactly_one)
    #expect(tree.generationSizes == expected.generations)
    #expect(tree.largestTree == expected.largest_tree)
    #expect(abs((tree.share(ofTop: 0.01) ?? .nan) - expected.top_1pct) < 1e-12)
    #expect(report.count(.joinedBeforeReferrer) == expected.before_referrer)
    #expect(report.count(.cycle) == expected.cycles.values.reduce(0, +))

    // And what the data's README says, so that script and importer cannot be wrong alike.
    #expect(expected.joined == 27_170)
    #expect(report.count(.neverJoined) == 353)
    #expect(expected.cycles == ["2": 349, "3": 5, "4": 1])
    #expect(tree.referrals + 355 == 17_497)
    #expect(tree.mostOffspring == 3745)
    #expect(tree.deepest == 14)
    #expect(report.notes.first { $0.kind == .cycle }?.detail == "349 of 2, 5 of 3, 1 of 4 members")
    #expect(report.isReconciled)
  }

  @Test func `Curitiba's coupons make a tree of three children at most`() throws {
    try withFiles { files in
      let path = RealData.path("referral/rds_curitiba.csv")
      let reader = try RowReader(path)
      func column(_ name: String) throws -> Int { try #require(reader.header.firstIndex(of: name)) }
      let (id, coupon, date) = try (column("MyUniID"), column("refCoupNum"), column("interviewDt2"))
      let given = try ["coup1", "coup2", "coup3"].map { try column($0) }
      var (row, owner, people) = (Row(), [String: String](), [(String, String, String)]())
      while try reader.next(into: &row) {
        for field in given { owner[row.text(field)] = row.text(id) }
        people.append((row.text(id), row.text(coupon), row.text(date)))
      }
      let text =
        "person_id,referred_by,joined_at\n"
        + people.map { "\($0.0),\(owner[$0.1] ?? ""),\($0.2)\n" }.joined()
      let source = try files.write("x.csv", text)
      var report = ImportReport()
      #expect(
        sentence(files) { _ = try readEvents(source, report: &report) }
          .contains("expected a year of four digits (for two, give --date-format such as M/d/yy)"))
      let table = try readEvents(source, format: "M/d/yy", report: &report)
      #expect(table.count == 303)
      #expect(table.joinedAt.min() == day("2009-07-28"))
      #expect(table.observedUntil.description == "2009-10-16")
      let tree = ReferralTree(table)
      #expect(tree.referrals == 298)
      #expect((1...4).map { many in tree.offspring.count { $0 == Int32(many) } } == [4, 18, 86, 0])
    }
  }

  @Test func `drivers convert by channel as published`() throws {
    var report = ImportReport()
    let table = try readEvents(
      RealData.path("promo/driver_signup_funnel.csv.gz"),
      map: [
        "person_id=id", "joined_at=signup_date", "qualified_at=first_completed_date",
        "channel=signup_channel",
      ], format: "M/d/yy", report: &report)
    #expect(table.count == 54_681)
    #expect(table.observedUntil.description == "2016-02-29")
    let channel = try #require(table.channel)
    let qualified = try #require(table.qualifiedAt)
    var shares: [String: Double] = [:]
    for (code, label) in channel.labels.enumerated() {
      let members = channel.codes.indices.filter { channel.codes[$0] == Int32(code) }
      shares[label] =
        (Double(members.count { !qualified[$0].isNaN }) / Double(members.count) * 1000).rounded()
        / 10
    }
    #expect(shares == ["Referral": 19.9, "Organic": 9.0, "Paid": 6.2])
    #expect(
      report.sources[0].unused == ["city_name", "signup_os", "bgc_date", "vehicle_added_date"])
  }

  @Test func `31,524 retweet trees have the published generations`() throws {
    try withFiles { files in
      let reader = try RowReader(RealData.path("cascades/twitter_marref_full.csv.gz"))
      #expect(reader.header == ["child", "parent", "tree", "generation"])
      var (row, text, last) = (Row(), "person_id,referred_by,joined_at\n", "")
      while try reader.next(into: &row) {
        let tree = row.text(2)
        if tree != last { text += "\(tree)-1,,0\n" }
        last = tree
        text += "\(tree)-\(row.text(0)),\(tree)-\(row.text(1)),\(row.text(3))\n"
      }
      var report = ImportReport()
      let table = try readEvents(try files.write("x.csv", text), format: "days", report: &report)
      let tree = ReferralTree(table)
      #expect(tree.generationSizes.prefix(6) == [31_524, 75_812, 30_952, 14_344, 6679, 3034])
      #expect(tree.referrals == 132_659)
      #expect(tree.deepest == 14)
      #expect(tree.largestTree == 553)
      #expect(report.notes.isEmpty)
    }
  }
}
