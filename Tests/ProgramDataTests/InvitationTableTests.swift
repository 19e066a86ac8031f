import Testing

@testable import ProgramData

@Suite struct InvitationTableTests {
  @Test func `invitations are linked to persons, and what cannot be is counted`() throws {
    try withFiles { files in
      let people = try files.write("p.csv", "person_id,joined_at\na,2021-01-01\nb,2021-01-10\n")
      let invites = try files.write(
        "i.csv",
        """
        invite_id,referrer_id,sent_at,channel,accepted_at,person_id
        1,a,2021-01-02,mail,2021-01-10,b
        2,a,2021-01-03,sms,,
        2,a,2021-01-03,sms,,
        3,zoe,2021-01-03,mail,2021-01-05,yan
        4,,2021-01-03,mail,,
        5,b,2021-01-12,mail,2021-01-11,
        6,b,2021-03-01,mail,,
        7,b,2021-01-30,mail,2021-03-02,b
        """)
      var (index, report) = (PersonIndex(testHash), ImportReport())
      let options = try readingOptions(until: "2021-02-01")
      let events = try EventTable.read([people], people: &index, options: options, report: &report)
      let table = try InvitationTable.read(
        invites, people: &index, events: events, options: options, report: &report)
      #expect(table.count == 4)
      #expect(table.referrer == [0, 0, -2, 1])
      #expect(table.person == [1, -1, -2, -1])
      #expect(
        table.sentAt == ["2021-01-02", "2021-01-03", "2021-01-03", "2021-01-30"].map { day($0) })
      #expect(table.acceptedAt?.map(\.isNaN) == [false, true, false, true])
      #expect(table.channel?.codes == [0, 1, 0, 0])
      #expect(
        [
          .repeatedInvitation, .noReferrer, .acceptedBeforeSent, .sentAfterObservation,
          .happenedAfterObservation, .invitedByUnknown, .acceptedByUnknown,
        ].map { report.count($0) }
          == Array(repeating: 1, count: 7))
      #expect(report.isReconciled)
      #expect(table.observedUntil.description == "2021-02-01")
    }
  }

  @Test func `without a given end, the last date of both tables is the end`() throws {
    try withFiles { files in
      let people = try files.write("p.csv", "person_id,joined_at\na,2021-01-01\n")
      let invites = try files.write(
        "i.csv", "referrer_id,sent_at\na,2/3/2021\na,2021-02-14\na,14/2/2021\n")
      var (index, report) = (PersonIndex(testHash), ImportReport())
      let options = try readingOptions()
      let events = try EventTable.read([people], people: &index, options: options, report: &report)
      let table = try InvitationTable.read(
        invites, people: &index, events: events, options: options, report: &report)
      #expect(table.observedUntil.description == "2021-03-02")
      #expect(table.acceptedAt == nil)
    }
  }
}
