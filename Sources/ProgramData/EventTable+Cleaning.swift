internal import ReferralModel

extension EventDraft {
  /// Cuts what cannot be, and says so.
  ///
  /// The order matters: who joined too late is gone before anyone refers to them, and cycles are
  /// looked for among links that could be.
  mutating func clean(
    _ people: inout PersonIndex, until given: CalendarDate?, _ report: inout ImportReport
  ) {
    if let given {
      dropLateJoiners(&people, after: given, &report)
      leaveOutLateDates(after: given, &report)
    }
    linkReferrers(people, &report)
    checkDates(&report)
    openCycles(&report)
    markReferrersThatJoinedLater(&report)
    table.observedUntilIsGiven = given != nil
    table.observedUntil = given ?? CalendarDate(days: lastDate)
    referrerNumber = []
  }

  private mutating func note(
    _ kind: ImportReport.Kind, _ person: Int, _ report: inout ImportReport
  ) {
    report.note(kind, source: source(of: person), line: Int(line[person]))
  }

  private func source(of person: Int) -> Int {
    beginnings.last { $0.person <= person }!.source  // the first begins with person 0
  }

  /// Of a table in which nobody has joined it means nothing; such a table is refused.
  private var lastDate: Double {
    var last = 0.0
    var isFirst = true
    for column in EventDraft.dates {
      for person in 0..<table.count where !self[column, person].isNaN {
        last = isFirst ? self[column, person] : max(last, self[column, person])
        isFirst = false
      }
    }
    return last
  }

  /// Whether a date is of a day after the last one that was observed.
  private func isLate(_ days: Double, _ last: CalendarDate) -> Bool {
    days >= Double(last.daysSince1970 + 1)
  }

  private mutating func dropLateJoiners(
    _ people: inout PersonIndex, after last: CalendarDate, _ report: inout ImportReport
  ) {
    var kept: [Int32] = []
    var newNumber = Array(repeating: Int32(-1), count: table.count)
    for person in 0..<table.count {
      if isLate(table.joinedAt[person], last) {
        note(.joinedAfterObservation, person, &report)
        report.unkeepRow(of: source(of: person))
      } else {
        newNumber[person] = Int32(kept.count)
        kept.append(Int32(person))
      }
    }
    guard kept.count < table.count else { return }
    for number in people.person.indices where people.person[number] >= 0 {
      people.person[number] = newNumber[Int(people.person[number])]
    }
    for index in beginnings.indices {
      let old = beginnings[index].person
      beginnings[index].person = kept.firstIndex { $0 >= old } ?? kept.count
    }
    func pick<Value>(_ values: inout [Value]) { values = kept.map { values[Int($0)] } }
    func pickIfAny(_ values: inout [Double]?) {
      values = values.map { v in kept.map { v[Int($0)] } }
    }
    func pickCodes(_ column: inout Categories?) {
      if let codes = column?.codes { column?.codes = kept.map { codes[Int($0)] } }
    }
    table.count = kept.count
    pick(&referrerNumber)
    pick(&line)
    pick(&table.marks)
    pick(&table.joinedAt)
    pickIfAny(&table.qualifiedAt)
    pickIfAny(&table.firstOrderValue)
    pickIfAny(&table.churnedAt)
    pickIfAny(&table.rewardCost)
    pickIfAny(&table.rewardIssuedAt)
    pickCodes(&table.channel)
    pickCodes(&table.arm)
    pickCodes(&table.fraudState)
  }

  private mutating func leaveOutLateDates(
    after last: CalendarDate, _ report: inout ImportReport
  ) {
    for column in EventDraft.dates where column != .joinedAt {
      for person in 0..<table.count where isLate(self[column, person], last) {
        self[column, person] = .nan
        note(.happenedAfterObservation, person, &report)
      }
    }
  }

  private mutating func linkReferrers(_ people: PersonIndex, _ report: inout ImportReport) {
    table.referrer = Array(repeating: EventTable.nobody, count: table.count)
    for person in 0..<table.count where referrerNumber[person] >= 0 {
      let referrer = people.person[Int(referrerNumber[person])]
      if Int(referrer) == person {
        note(.selfReferral, person, &report)
      } else if !table.hasJoined(person) {
        note(.referredWithoutJoining, person, &report)
      } else if referrer < 0 {
        table.referrer[person] = EventTable.unknown
        note(.unknownReferrer, person, &report)
      } else {
        table.referrer[person] = referrer
      }
    }
  }

  private mutating func checkDates(_ report: inout ImportReport) {
    for person in 0..<table.count {
      guard table.hasJoined(person) else {
        note(.neverJoined, person, &report)
        for column in [Column.qualifiedAt, .churnedAt] where !self[column, person].isNaN {
          self[column, person] = .nan
          note(.datesWithoutJoining, person, &report)
        }
        continue
      }
      let joined = table.joinedAt[person].rounded(.down)
      if self[.churnedAt, person] < joined {
        self[.churnedAt, person] = .nan
        table.marks[person].insert(.churnUnusable)
        note(.churnedBeforeJoining, person, &report)
      }
      if self[.qualifiedAt, person] < joined {
        self[.qualifiedAt, person] = .nan
        table.marks[person].insert(.qualificationUnusable)
        note(.qualifiedBeforeJoining, person, &report)
      }
    }
  }

  /// Every person has at most one referrer, so each cycle is met by walking up from its members.
  private mutating func openCycles(_ report: inout ImportReport) {
    // 0 for not met, else 1 plus the person from whom the walk that met it began.
    var walk = Array(repeating: Int32(0), count: table.count)
    var lengths: [Int: Int] = [:]
    for start in 0..<table.count where walk[start] == 0 {
      var person = start
      while walk[person] == 0 {
        walk[person] = Int32(start + 1)
        guard table.referrer[person] >= 0 else { break }
        person = Int(table.referrer[person])
      }
      guard walk[person] == Int32(start + 1), table.referrer[person] >= 0 else { continue }
      var (length, first, member) = (0, person, person)
      repeat {
        length += 1
        let (day, best) = (table.joinedAt[member], table.joinedAt[first])
        if day < best || (day == best && member < first) { first = member }
        member = Int(table.referrer[member])
      } while member != person
      table.referrer[first] = EventTable.nobody
      lengths[length, default: 0] += 1
      note(.cycle, first, &report)
    }
    guard !lengths.isEmpty else { return }
    let list = lengths.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
    let detail = list.joined(separator: ", ") + " members"
    report.detail(.cycle, detail)
  }

  private mutating func markReferrersThatJoinedLater(_ report: inout ImportReport) {
    for person in 0..<table.count where table.referrer[person] >= 0 {
      let referrer = Int(table.referrer[person])
      if table.joinedAt[person].rounded(.down) < table.joinedAt[referrer].rounded(.down) {
        table.marks[person].insert(.joinedBeforeReferrer)
        note(.joinedBeforeReferrer, person, &report)
      }
    }
  }
}
