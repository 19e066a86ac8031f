extension ImportReport {
  /// What may have to be said of rows.
  package enum Kind: String, CaseIterable, Sendable {
    // Rows that are not in the table.
    case blankRow
    case noPerson
    case repeatedRow
    case repeatedRowMerged
    case repeatedRowDisagrees
    case joinedAfterObservation
    case noReferrer
    case repeatedInvitation
    case sentAfterObservation
    case acceptedBeforeSent
    // What was taken out of rows that are.
    case selfReferral
    case cycle
    case referredWithoutJoining
    case datesWithoutJoining
    case churnedBeforeJoining
    case qualifiedBeforeJoining
    case happenedAfterObservation
    case endOfTime
    case blankWord
    // What is worth knowing of rows that were kept as they are.
    case unknownReferrer
    case neverJoined
    case joinedBeforeReferrer
    case invitedByUnknown
    case acceptedByUnknown
    case unsorted
    case referredAboveSignups
    case fallingTotal
  }

  package enum Effect: Sendable {
    case rowDropped, repaired, kept
  }
}

extension ImportReport.Kind {
  package var effect: ImportReport.Effect {
    switch self {
    case .blankRow, .noPerson, .repeatedRow, .repeatedRowMerged, .repeatedRowDisagrees,
      .joinedAfterObservation, .noReferrer, .repeatedInvitation, .sentAfterObservation,
      .acceptedBeforeSent:
      .rowDropped
    case .selfReferral, .cycle, .referredWithoutJoining, .datesWithoutJoining,
      .churnedBeforeJoining, .qualifiedBeforeJoining, .happenedAfterObservation, .endOfTime,
      .blankWord:
      .repaired
    case .unknownReferrer, .neverJoined, .joinedBeforeReferrer, .invitedByUnknown,
      .acceptedByUnknown, .unsorted, .referredAboveSignups, .fallingTotal:
      .kept
    }
  }

  /// What is counted, and what is said of it.
  var words: (noun: String, sentence: String) {
    switch self {
    case .blankRow: ("row", "dropped: without a value")
    case .noPerson: ("row", "dropped: without a person_id")
    case .repeatedRow: ("row", "dropped: a person's second row that says nothing new")
    case .repeatedRowMerged:
      ("row", "put into the person's first row, filling what was blank there")
    case .repeatedRowDisagrees:
      ("row", "contradicting the person's first row, which was kept; only blanks were filled")
    case .joinedAfterObservation: ("row", "dropped: joined after the end of the observation")
    case .noReferrer: ("row", "dropped: without a referrer_id")
    case .repeatedInvitation: ("row", "dropped: an invite_id that was there before")
    case .sentAfterObservation: ("row", "dropped: sent after the end of the observation")
    case .acceptedBeforeSent: ("row", "dropped: accepted on a day before it was sent")
    case .selfReferral: ("link", "cut: a person referred by themselves")
    case .cycle: ("cycle", "of referrals opened by cutting the link of the member who joined first")
    case .referredWithoutJoining:
      ("link", "cut: referred, but never joined, so kept as a referrer only")
    case .datesWithoutJoining: ("date", "left out: of a person who never joined")
    case .churnedBeforeJoining:
      ("churned_at cell", "left out: on a day before joining; the person is marked")
    case .qualifiedBeforeJoining:
      ("qualified_at cell", "left out: on a day before joining; the person is marked")
    case .happenedAfterObservation:
      ("date", "left out: after the end of the observation, so not yet seen")
    case .endOfTime: ("date", "of the year 9999 read as blank")
    case .blankWord: ("cell", "such as NULL or n/a read as blank")
    case .unknownReferrer: ("row", "referred by someone without a row; kept, the referrer unknown")
    case .neverJoined: ("person", "who never joined kept as a referrer only")
    case .joinedBeforeReferrer:
      ("row", "kept, and marked: joined on a day before the referrer did")
    case .invitedByUnknown: ("invitation", "by someone without a row; kept, the referrer unknown")
    case .acceptedByUnknown:
      ("invitation", "accepted by someone without a row; kept, the person unknown")
    case .unsorted: ("row", "not in order of date; sorted")
    case .referredAboveSignups: ("row", "kept: signups_referred above signups")
    case .fallingTotal: ("row", "kept: customers_total, which counts everyone ever, falls")
    }
  }
}
