package import ReferralModel

/// The invitations of a program, linked to its persons.
///
/// Days count as in `EventTable`. A blank accepted_at means not accepted so far.
package struct InvitationTable: Sendable {
  package enum Column: Int, CaseIterable, Sendable {
    case inviteID, referrerID, sentAt, channel, acceptedAt, personID

    package var name: String {
      switch self {
      case .inviteID: "invite_id"
      case .referrerID: "referrer_id"
      case .sentAt: "sent_at"
      case .channel: "channel"
      case .acceptedAt: "accepted_at"
      case .personID: "person_id"
      }
    }
  }

  package private(set) var count = 0
  /// The person who invites, or `EventTable.unknown`.
  package private(set) var referrer: [Int32] = []
  /// The person who was invited, `EventTable.nobody` where blank, or `EventTable.unknown`.
  package private(set) var person: [Int32] = []
  /// NaN where blank; nil where there is no such column.
  package private(set) var sentAt: [Double]?
  package private(set) var acceptedAt: [Double]?
  package private(set) var channel: Categories?
  /// The last day on which what happened is known: as given, or the last date of events and
  /// invitations.
  package private(set) var observedUntil: CalendarDate

  /// Reads and cleans invitations.
  ///
  /// - Parameters:
  ///   - source: With a referrer_id, and a sent_at or an accepted_at.
  ///   - people: As reading the events left it.
  ///   - events: The persons.
  ///   - report: Receives the source, and everything that was dropped or changed.
  /// - Throws: What cannot be read, with its place.
  package static func read(
    _ source: String, people: inout PersonIndex, events: EventTable, options: ReadingOptions,
    report: inout ImportReport
  ) throws(DataErrors) -> InvitationTable {
    var cells = try CellReader(
      source, as: .invites,
      needed: [[Column.referrerID.name], [Column.sentAt.name, Column.acceptedAt.name]],
      options: options, report: &report)
    var table = InvitationTable(observedUntil: events.observedUntil)
    try table.read(&cells, people: &people, until: options.observedUntil, &report)
    if options.observedUntil == nil {
      let dates = (table.sentAt ?? []) + (table.acceptedAt ?? [])
      if let last = dates.lazy.filter({ !$0.isNaN }).max() {
        table.observedUntil = max(table.observedUntil, CalendarDate(days: last))
      }
    }
    return table
  }

  private init(observedUntil: CalendarDate) {
    self.observedUntil = observedUntil
  }

  private mutating func read(
    _ cells: inout CellReader, people: inout PersonIndex, until last: CalendarDate?,
    _ report: inout ImportReport
  ) throws(DataErrors) {
    func has(_ column: Column) -> Bool { cells.has(column.rawValue) }
    if has(.sentAt) { sentAt = [] }
    if has(.acceptedAt) { acceptedAt = [] }
    if has(.channel) { channel = Categories(count: 0) }
    var seen = people.emptied
    var lines: [Int] = []
    var openSent: [(row: Int, dayFirst: Double)] = []
    var openAccepted: [(row: Int, dayFirst: Double)] = []
    while try cells.next(&report) {
      let line = cells.row.line
      guard let referrerID = cells.text(Column.referrerID.rawValue, &report) else {
        report.note(.noReferrer, source: cells.source, line: line)
        continue
      }
      let referrer = people.person(of: referrerID)
      if let inviteID = cells.text(Column.inviteID.rawValue, &report) {
        let known = seen.person.count
        if seen.number(of: inviteID) < known {
          report.note(.repeatedInvitation, source: cells.source, line: line)
          continue
        }
      }
      let sent = cells.date(Column.sentAt.rawValue, &report)
      let accepted = cells.date(Column.acceptedAt.rawValue, &report)
      if let dayFirst = sent?.dayFirst { openSent.append((count, dayFirst.days)) }
      if let dayFirst = accepted?.dayFirst { openAccepted.append((count, dayFirst.days)) }
      var code: Int32 = -1
      if let label = cells.text(Column.channel.rawValue, mayBeNone: true, &report) {
        do {
          code = try channel!.code(of: label)  // there is such a column, or there were no text
        } catch {
          cells.fail(Column.channel.rawValue, error.problem)
        }
      }
      var person = EventTable.nobody
      if let personID = cells.text(Column.personID.rawValue, &report) {
        person = people.person(of: personID).map { Int32($0) } ?? EventTable.unknown
      }
      count += 1
      lines.append(line)
      self.referrer.append(referrer.map { Int32($0) } ?? EventTable.unknown)
      self.person.append(person)
      sentAt?.append(sent?.moment.days ?? .nan)
      acceptedAt?.append(accepted?.moment.days ?? .nan)
      channel?.codes.append(code)
    }
    try cells.finish()
    if case .dayFirst = cells.order {
      for entry in openSent { sentAt?[entry.row] = entry.dayFirst }
      for entry in openAccepted { acceptedAt?[entry.row] = entry.dayFirst }
    }
    clean(lines, source: cells.source, until: last, &report)
  }

  private mutating func clean(
    _ lines: [Int], source: Int, until last: CalendarDate?, _ report: inout ImportReport
  ) {
    let end = last.map { Double($0.daysSince1970 + 1) } ?? .infinity
    var kept: [Int] = []
    for row in 0..<count {
      let sent = sentAt?[row] ?? .nan
      let accepted = acceptedAt?[row] ?? .nan
      if sent >= end || (sentAt == nil && accepted >= end) {
        report.note(.sentAfterObservation, source: source, line: lines[row])
        continue
      }
      if accepted.rounded(.down) < sent.rounded(.down) {
        report.note(.acceptedBeforeSent, source: source, line: lines[row])
        continue
      }
      if accepted >= end {
        acceptedAt?[row] = .nan
        person[row] = EventTable.nobody
        report.note(.happenedAfterObservation, source: source, line: lines[row])
      }
      if referrer[row] < 0 {
        report.note(.invitedByUnknown, source: source, line: lines[row])
      }
      if person[row] == EventTable.unknown {
        report.note(.acceptedByUnknown, source: source, line: lines[row])
      }
      report.keepRow(of: source)
      kept.append(row)
    }
    guard kept.count < count else { return }
    count = kept.count
    referrer = kept.map { referrer[$0] }
    person = kept.map { person[$0] }
    if let values = sentAt { sentAt = kept.map { values[$0] } }
    if let values = acceptedAt { acceptedAt = kept.map { values[$0] } }
    if let codes = channel?.codes { channel?.codes = kept.map { codes[$0] } }
  }
}
