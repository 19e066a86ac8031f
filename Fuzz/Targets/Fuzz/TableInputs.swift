@testable internal import ProgramData
internal import ReferralModel

/// Inputs of the target `ProgramData`.
///
/// The last byte of an input, where it is no line feed, chooses how it is read.
enum TableInputs {
  private static let hash = KeyedHash(key: (1, 2))

  private static func options(
    _ choice: UInt8, preset: Preset? = nil
  ) throws(DataErrors) -> ReadingOptions {
    var options = ReadingOptions(columns: try ColumnMap([], preset: preset))
    guard choice != 10 else { return options }
    let formats = [
      "dd/MM/yyyy", "M/d/yy h:mm a", "unix", "unix-ms", "days", "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
      "MMM d yyyy",
    ]
    if choice & 7 > 0 { options.dateFormat = try DateFormat(formats[Int(choice & 7) - 1]) }
    switch choice >> 3 & 3 {
    case 1: options.zone = try ZoneRule("+02:00")
    case 2: options.zone = try ZoneRule("Europe/Berlin")
    case 3: options.observedUntil = CalendarDate("2024-06-30")
    default: break
    }
    if choice >> 5 & 3 == 1 { options.delimiter = UInt8(ascii: ";") }
    return options
  }

  private static func reading(_ body: () throws(DataErrors) -> ImportReport) {
    do throws(DataErrors) {
      requirePrintable(try body().description)
    } catch {
      requireSentence(error)
    }
  }

  private static func events(_ bytes: some Collection<UInt8>, preset: Preset?, _ choice: UInt8) {
    let path = Scratch.write("events.csv", bytes)
    reading { () throws(DataErrors) in
      var report = ImportReport()
      var people = PersonIndex(hash)
      let table = try EventTable.read(
        [path], people: &people, options: try options(choice, preset: preset), report: &report)
      require(report.isReconciled, "rows kept and dropped add up: \(report)")
      let tree = ReferralTree(table)
      require(tree.generationSizes.reduce(0, +) <= table.count, "everyone is in one generation")
      _ = tree.share(ofTop: 0.01)
      return report
    }
  }

  static func events(_ bytes: [UInt8]) { events(bytes, preset: nil, bytes.last ?? 10) }

  static func vendor(_ bytes: [UInt8]) {
    // The first byte picks the vendor, so that the rest is a file as it comes.
    let preset = Preset.allCases[Int(bytes.first ?? 0) % Preset.allCases.count]
    let file = bytes.dropFirst()
    events(file, preset: preset, file.last ?? 10)
    guard preset == .growsurf else { return }
    let path = Scratch.write("events.csv", file)
    reading { () throws(DataErrors) in
      var report = ImportReport()
      _ = try SeriesTable.read(
        path, options: try options(file.last ?? 10, preset: preset), report: &report)
      return report
    }
  }

  static func invitations(_ bytes: [UInt8]) {
    let path = Scratch.write("invites.csv", bytes)
    reading { () throws(DataErrors) in
      let options = try options(bytes.last ?? 10)
      var report = ImportReport()
      var people = PersonIndex(hash)
      var plain = ReadingOptions(columns: options.columns)
      plain.observedUntil = options.observedUntil
      let events = try EventTable.read(
        [persons], people: &people, options: plain, report: &report)
      _ = try InvitationTable.read(
        path, people: &people, events: events, options: options, report: &report)
      require(report.isReconciled, "rows kept and dropped add up: \(report)")
      return report
    }
  }

  private static let persons = Scratch.write(
    "persons.csv",
    Array(
      """
      person_id,referred_by,joined_at
      1,,2024-01-01
      2,1,2024-02-01
      3,2,2024-02-03

      """.utf8))

  static func series(_ bytes: [UInt8]) {
    let path = Scratch.write("series.csv", bytes)
    let choice = bytes.last ?? 10
    reading { () throws(DataErrors) in
      var report = ImportReport()
      let table = try SeriesTable.read(
        path, dates: choice & 0x80 > 0 ? .last : .first,
        stocks: choice & 0x40 > 0 && choice != 10 ? .end : .date, options: try options(choice),
        report: &report)
      for value in table.values.values.joined() {
        require(value.firstDay <= value.dayAfterLast, "a period is no shorter than nothing")
        require(value.value.isFinite && value.value >= 0, "a count")
      }
      return report
    }
  }

  static func experiment(_ bytes: [UInt8]) {
    let path = Scratch.write("experiment.csv", bytes)
    reading { () throws(DataErrors) in
      var report = ImportReport()
      let table = try ExperimentTable.read(
        path, options: try options(bytes.last ?? 10), report: &report)
      require(table.arms.allSatisfy { $0.exposed >= 0 }, "a count")
      return report
    }
  }
}
