import Foundation
import Testing

/// Data that leave most questions open: what can be said is said, and what cannot, with its reason.
@Suite struct LittleDataTests {
  struct Data: CustomTestStringConvertible, Sendable {
    let people: String
    let invitations: String?
    let sentences: [String]

    var testDescription: String { sentences.joined(separator: "; ") }
  }

  private static let two = "person_id,joined_at\na,2024-01-03\nb,2024-01-04\n"

  static let cases: [Data] = [
    Data(
      people: two, invitations: nil,
      sentences: [
        "churn: there is no column churned_at", "referrals: there is no column referred_by",
        "R(t): nobody referred anybody",
      ]),
    // On the day of joining; before, and after, the one who sent was there.
    Data(
      people: """
        person_id,joined_at,churned_at,referred_by
        a,2024-01-03,2024-01-03,
        b,2024-01-04,2024-03-01,a
        c,2024-01-05,,zz
        d,2024-02-05,,c
        """,
      invitations: "invite_id,referrer_id,sent_at\n1,a,2024-01-01\n2,b,2024-04-05\n"
        + "3,c,2024-01-09\n",
      sentences: [
        "who left on the day of joining counts as staying a day (1)",
        "left out: invitations from before their sender joined, or after they left (1)",
        "acceptance: there are no columns sent_at and accepted_at",
        "1 row referred by someone without a row",
      ]),
    Data(
      people: """
        person_id,joined_at,churned_at,referred_by
        a,2024-01-03,2024-01-09,
        b,2024-01-14,2024-02-01,a
        c,2024-01-05,2024-02-01,
        d,2024-03-05,,
        """, invitations: nil,
      sentences: ["churn: too few customers left to tell referred ones from the others"]),
    Data(
      people: """
        person_id,joined_at,churned_at,referred_by
        a,2024-01-03,2024-01-09,
        b,2024-01-14,2024-02-01,a
        c,2024-01-05,2024-02-01,
        d,2024-03-05,,
        e,2024-01-02,,d
        """, invitations: nil,
      sentences: [
        "left out: referrals whose referrer joined later, had left, or never joined (2)",
        "referrals: none of the 5 customers was seen to refer anybody",
        "1 row kept, and marked: joined on a day before the referrer did",
      ]),
    Data(
      people: "person_id,joined_at,churned_at\na,2024-01-03,\nb,2024-01-14,\n",
      invitations: "invite_id,referrer_id,accepted_at\n1,a,2024-01-05\n2,b,\n",
      sentences: [
        "churn: nobody was seen leaving", "invitations: there is no column sent_at",
        "acceptance: there are no columns sent_at and accepted_at",
      ]),
    // Everybody sends three invitations: less than luck would make them differ.
    Data(
      people: "person_id,joined_at\n" + (10..<50).map { "p\($0),2024-01-01\n" }.joined(),
      invitations: "invite_id,referrer_id,sent_at\n"
        + (10..<50).map { person in
          (1...3).map { "\(person)-\($0),p\(person),2024-01-\(person / 5 + $0)\n" }.joined()
        }.joined(),
      sentences: [
        "invites.dispersion ∞",
        "loops.referral.invites.dispersion: advocates differ no more than by luck, so it stays",
      ]),
    Data(
      people: two,
      invitations: "invite_id,referrer_id,sent_at,accepted_at\n1,a,2024-01-05,\n2,b,2024-01-05,\n",
      sentences: ["acceptance: none of the 2 delays was seen to end"]),
  ]

  @Test func `an experiment in which nobody responded`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try RunCommandTests.write(
        "arm,referrer_reward,exposed,took_part\na,0%,900,0\nb,10%,900,0\nc,20%,900,0\n",
        to: folder, as: "arms.csv")
      let run = try Command.run(
        "calibrate", "small.yaml", "--experiment", "arms.csv", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      #expect(run.text.contains("participation: nobody responded in any arm\n"), "\(run.text)")
      #expect(run.text.contains("0 numbers of\nSmall SaaS found."), "\(run.text)")
    }
  }

  @Test(arguments: cases)
  func `what little data leave open is said`(_ data: Data) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      var words = ["calibrate", "small.yaml", "--events", "people.csv"]
      try data.people.write(
        to: folder.appendingPathComponent("people.csv"), atomically: true, encoding: .utf8)
      if let invitations = data.invitations {
        try invitations.write(
          to: folder.appendingPathComponent("invites.csv"), atomically: true, encoding: .utf8)
        words += ["--invites", "invites.csv"]
      }
      let run = try Command.run(words, in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let text = run.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for sentence in data.sentences { #expect(text.contains(sentence), "\(run.text)") }
    }
  }
}
