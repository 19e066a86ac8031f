import ArgumentParser
import ProgramData
import ReferralModel

/// How tables of data are read.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A column by another name, such as \"joined_at=Sign Up Date\"; repeatable.",
      valueName: "name=header"))
  var map: [String] = []

  @Option(
    help: ArgumentHelp(
      "Whose export it is: \(Preset.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "vendor"), completion: .preset)
  var preset: String?

  @Option(
    help: ArgumentHelp(
      "The last day on which what happened is known. Default: the last date in the data.",
      valueName: "date"))
  var observedUntil: String?

  @Option(
    help: ArgumentHelp(
      "How dates are written where that is not plain, such as dd/MM/yyyy.", valueName: "pattern"))
  var dateFormat: String?

  @Option(
    help: ArgumentHelp(
      "Whose days count: UTC, an offset such as +02:00, or a name such as Europe/Berlin.",
      valueName: "zone"))
  var timeZone: String?

  @Option(help: "Which day of its period a row of a series is dated by: first or last.")
  var dates: SeriesTable.Dates = .first

  @Option(help: "When stocks of a series are counted: on their date, or at the end of the period.")
  var stocks: SeriesTable.Stocks = .date

  func reading() throws -> ReadingOptions {
    let preset = try preset.map { name throws(DataErrors) in try Preset(named: name) }
    var options = ReadingOptions(columns: try ColumnMap(map, preset: preset))
    if let observedUntil {
      guard let date = CalendarDate(observedUntil),
        DateReader.years.contains(date.components.year)
      else {
        throw Failure(
          message: "--observed-until \(observedUntil): expected a date such as 2024-12-31, of the "
            + "years \(DateReader.years.lowerBound) to \(DateReader.years.upperBound)",
          exitCode: 64)
      }
      options.observedUntil = date
    }
    if let dateFormat { options.dateFormat = try DateFormat(dateFormat) }
    if let timeZone { options.zone = try ZoneRule(timeZone) }
    return options
  }

  /// As they would be typed.
  var arguments: [String] {
    var words: [String] = []
    if let preset { words += ["--preset", preset] }
    for text in map { words += ["--map", text] }
    if let observedUntil { words += ["--observed-until", observedUntil] }
    if let dateFormat { words += ["--date-format", dateFormat] }
    if let timeZone { words += ["--time-zone", timeZone] }
    if dates != .first { words += ["--dates", dates.rawValue] }
    if stocks != .date { words += ["--stocks", stocks.rawValue] }
    return words
  }
}

extension SeriesTable.Dates: ExpressibleByArgument {}
extension SeriesTable.Stocks: ExpressibleByArgument {}
