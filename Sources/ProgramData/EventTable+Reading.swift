internal import ReferralModel

extension EventTable {
  /// Reads and cleans the persons of a program.
  ///
  /// - Parameters:
  ///   - sources: At least one, each with a person_id, the first with a joined_at. A person may have
  ///     rows in several: the first row counts, and later ones fill what it left blank. What is
  ///     mapped must be in one of them.
  ///   - people: Empty; afterwards it finds persons by their identifiers, for an invitation table.
  ///   - report: Receives the sources, and everything that was dropped or changed.
  /// - Throws: What cannot be read, with its place.
  /// - Complexity: O(rows); about 100 bytes a person at most, and what `people` holds.
  package static func read(
    _ sources: [String], people: inout PersonIndex, options: ReadingOptions,
    report: inout ImportReport
  ) throws(DataErrors) -> EventTable {
    precondition(!sources.isEmpty, "a source to read")
    var draft = EventDraft()
    var unmatched: [[DataError]] = []
    for (index, source) in sources.enumerated() {
      let needed = [[Column.personID.name]] + (index == 0 ? [[Column.joinedAt.name]] : [])
      var cells = try CellReader(
        source, as: .events, needed: needed, isOneOfSeveral: sources.count > 1, options: options,
        report: &report)
      unmatched.append(cells.unmatched)
      try draft.read(&cells, people: &people, &report)
    }
    // What the user mapped and no source has.
    let lacking = unmatched[0].filter { error in
      unmatched.allSatisfy { $0.contains { $0.subject == error.subject } }
    }
    guard lacking.isEmpty else { throw DataErrors(lacking) }
    guard draft.table.count > 0 else {
      throw DataErrors(
        DataError(sources[0], .contradiction("no row has a person_id; see the header")))
    }
    draft.clean(&people, until: options.observedUntil, &report)
    guard draft.table.joinedAt.contains(where: { !$0.isNaN }) else {
      let until = options.observedUntil.map { " by \($0)" } ?? ""
      throw DataErrors(
        DataError(
          sources[0], of: Column.joinedAt.name, .contradiction("nobody has joined\(until)")))
    }
    return draft.table
  }
}

/// A table in the making.
struct EventDraft {
  typealias Column = EventTable.Column

  var table = EventTable()
  /// The identifier's number of each person's referrer; -1 for none.
  var referrerNumber: [Int32] = []
  /// Where the row of each person is.
  var line: [Int32] = []
  /// The first person of each source, and the source's number in the report.
  var beginnings: [(person: Int, source: Int)] = []

  static let dates: [Column] = [.joinedAt, .qualifiedAt, .churnedAt, .rewardIssuedAt]
  static let amounts: [Column] = [.firstOrderValue, .rewardCost]
  static let labels: [Column] = [.channel, .arm, .fraudState]

  /// Reads the rows of one source.
  mutating func read(
    _ cells: inout CellReader, people: inout PersonIndex, _ report: inout ImportReport
  ) throws(DataErrors) {
    beginnings.append((table.count, cells.source))
    addColumns(of: cells)
    // Dates written with slashes, as long as nothing tells which of day and month comes first.
    var open: [(column: Column, person: Int, dayFirst: Double)] = []
    while try cells.next(&report) {
      guard let identifier = cells.text(Column.personID.rawValue, &report) else {
        report.note(.noPerson, source: cells.source, line: cells.row.line)
        continue
      }
      let number = people.number(of: identifier)
      let referrer = cells.text(Column.referredBy.rawValue, &report).map {
        Int32(people.number(of: $0))
      }
      let isNew = people.person[number] < 0
      let person = isNew ? table.count : Int(people.person[number])
      if isNew {
        people.person[number] = Int32(person)
        append(line: cells.row.line)
        report.keepRow(of: cells.source)
      }
      var outcome = Outcome()
      settle(&referrerNumber[person], referrer, none: -1, &outcome)
      for column in EventDraft.dates where cells.has(column.rawValue) {
        guard let date = cells.date(column.rawValue, &report) else { continue }
        if case .dayFirst = cells.order { settleOpen(&open) }
        let wasBlank = self[column, person].isNaN
        settleDate(column, person, date.moment.days, &outcome)
        if wasBlank, let dayFirst = date.dayFirst { open.append((column, person, dayFirst.days)) }
      }
      for column in EventDraft.amounts where cells.has(column.rawValue) {
        guard let amount = cells.number(column.rawValue, &report) else { continue }
        settleAmount(column, person, amount, &outcome)
      }
      for column in EventDraft.labels where cells.has(column.rawValue) {
        guard let label = cells.text(column.rawValue, mayBeNone: true, &report) else { continue }
        settleLabel(column, person, label, &cells, &outcome)
      }
      if !isNew {
        report.note(outcome.kind, source: cells.source, line: cells.row.line)
      }
    }
    try cells.finish()
  }

  /// Takes the day for first in all dates that were open.
  private mutating func settleOpen(
    _ open: inout [(column: Column, person: Int, dayFirst: Double)]
  ) {
    for entry in open { self[entry.column, entry.person] = entry.dayFirst }
    open.removeAll()
  }

  /// How a row stands to the earlier row of the same person.
  private struct Outcome {
    var fills = false
    var disagrees = false
    var kind: ImportReport.Kind {
      disagrees ? .repeatedRowDisagrees : fills ? .repeatedRowMerged : .repeatedRow
    }
  }

  private func settle(
    _ stored: inout Int32, _ read: Int32?, none: Int32, _ outcome: inout Outcome
  ) {
    guard let read else { return }
    if stored == none {
      stored = read
      outcome.fills = true
    } else if stored != read {
      outcome.disagrees = true
    }
  }

  private mutating func settleDate(
    _ column: Column, _ person: Int, _ days: Double, _ outcome: inout Outcome
  ) {
    let stored = self[column, person]
    if stored.isNaN {
      self[column, person] = days
      outcome.fills = true
    } else if stored.rounded(.down) != days.rounded(.down) {
      outcome.disagrees = true
    }
  }

  private mutating func settleAmount(
    _ column: Column, _ person: Int, _ amount: Double, _ outcome: inout Outcome
  ) {
    let stored = self[column, person]
    if stored.isNaN {
      self[column, person] = amount
      outcome.fills = true
    } else if stored != amount {
      outcome.disagrees = true
    }
  }

  private mutating func settleLabel(
    _ column: Column, _ person: Int, _ label: [UInt8], _ cells: inout CellReader,
    _ outcome: inout Outcome
  ) {
    do {
      switch column {
      case .channel:
        let code = try table.channel!.code(of: label)  // added when the source began
        settle(&table.channel!.codes[person], code, none: -1, &outcome)
      case .arm:
        let code = try table.arm!.code(of: label)  // added when the source began
        settle(&table.arm!.codes[person], code, none: -1, &outcome)
      default:
        let code = try table.fraudState!.code(of: label)  // added when the source began
        settle(&table.fraudState!.codes[person], code, none: -1, &outcome)
      }
    } catch {
      cells.fail(column.rawValue, error.problem)
    }
  }

  private mutating func addColumns(of cells: CellReader) {
    let blank = Array(repeating: Double.nan, count: table.count)
    func has(_ column: Column) -> Bool { cells.has(column.rawValue) }
    if has(.referredBy) { table.knowsReferrers = true }
    if has(.qualifiedAt), table.qualifiedAt == nil { table.qualifiedAt = blank }
    if has(.firstOrderValue), table.firstOrderValue == nil { table.firstOrderValue = blank }
    if has(.churnedAt), table.churnedAt == nil { table.churnedAt = blank }
    if has(.rewardCost), table.rewardCost == nil { table.rewardCost = blank }
    if has(.rewardIssuedAt), table.rewardIssuedAt == nil { table.rewardIssuedAt = blank }
    if has(.channel), table.channel == nil { table.channel = Categories(count: table.count) }
    if has(.arm), table.arm == nil { table.arm = Categories(count: table.count) }
    if has(.fraudState), table.fraudState == nil {
      table.fraudState = Categories(count: table.count)
    }
  }

  private mutating func append(line: Int) {
    table.count += 1
    referrerNumber.append(-1)
    self.line.append(Int32(clamping: line))
    table.marks.append([])
    table.joinedAt.append(.nan)
    table.qualifiedAt?.append(.nan)
    table.firstOrderValue?.append(.nan)
    table.churnedAt?.append(.nan)
    table.rewardCost?.append(.nan)
    table.rewardIssuedAt?.append(.nan)
    table.channel?.codes.append(-1)
    table.arm?.codes.append(-1)
    table.fraudState?.codes.append(-1)
  }

  /// A date or amount; NaN where the column is missing.
  subscript(column: Column, person: Int) -> Double {
    get {
      switch column {
      case .joinedAt: table.joinedAt[person]
      case .qualifiedAt: table.qualifiedAt?[person] ?? .nan
      case .firstOrderValue: table.firstOrderValue?[person] ?? .nan
      case .churnedAt: table.churnedAt?[person] ?? .nan
      case .rewardCost: table.rewardCost?[person] ?? .nan
      case .rewardIssuedAt: table.rewardIssuedAt?[person] ?? .nan
      default: preconditionFailure("not a column of dates or amounts")
      }
    }
    set {
      switch column {
      case .joinedAt: table.joinedAt[person] = newValue
      case .qualifiedAt: table.qualifiedAt?[person] = newValue
      case .firstOrderValue: table.firstOrderValue?[person] = newValue
      case .churnedAt: table.churnedAt?[person] = newValue
      case .rewardCost: table.rewardCost?[person] = newValue
      case .rewardIssuedAt: table.rewardIssuedAt?[person] = newValue
      default: preconditionFailure("not a column of dates or amounts")
      }
    }
  }
}
