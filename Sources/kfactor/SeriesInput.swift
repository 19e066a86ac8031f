import Calibration
import ProgramData
import ReferralModel
import ScenarioFile

/// A table of series, as a scenario's days.
struct SeriesInput {
  let file: String
  let sha256OfFile: String
  let start: CalendarDate
  let observations: [SeriesObservation]
  /// What became of the rows, in sentences.
  let notes: [String]

  /// - Throws: What is wrong with the table; `Failure` when the scenario has no start.
  init(_ file: String, _ options: DataOptions, document: ScenarioDocument, scenarioFile: String)
    throws
  {
    guard let start = document.scenario.start else {
      throw Failure(
        message:
          "\(scenarioFile): start: data have dates, so the scenario needs one for its day 0; "
          + "write start: 2024-01-01, or --set start=2024-01-01", exitCode: Failure.badInput)
    }
    // First, since it says so where this is no file.
    sha256OfFile = try hashOfFile(ofSource: file)
    var report = ImportReport()
    let table = try SeriesTable.read(
      file, dates: options.dates, stocks: options.stocks, options: try options.reading(),
      report: &report)
    var observations: [SeriesObservation] = []
    var early = 0
    for series in ObservedSeries.allCases {
      guard let column = SeriesTable.Column.allCases.first(where: { $0.name == series.rawValue })
      else { continue }
      for value in table.values[column] ?? [] {
        let first = value.firstDay.daysSince1970 - start.daysSince1970
        let end = value.dayAfterLast.daysSince1970 - start.daysSince1970
        // What is counted at the beginning of day 0 is where the scenario starts.
        guard first >= 0, end > 0 || series.isStock else {
          early += 1
          continue
        }
        observations.append(
          SeriesObservation(
            series, days: first..<max(first, end), value: value.value, line: value.line))
      }
    }
    var notes = report.notes.map(\.description)
    if early > 0 {
      notes.append("\(early) values from before the scenario's start, \(start), are left out")
    }
    if let unused = report.sources.first?.unused, !unused.isEmpty {
      notes.append("columns that are not used: \(unused.joined(separator: ", "))")
    }
    self.file = file
    self.start = start
    self.observations = observations
    self.notes = notes
  }
}
