package import Calibration
package import ReferralModel

/// A fit with what it was made from: everything that its reports state.
package struct CalibrationReport: Sendable {
  package let scenario: RunResult.ScenarioSummary
  package let origin: RunResult.Origin
  /// The table of the data: its name, its SHA-256, and what became of its rows.
  package let source: (name: String, sha256: String, notes: [String])
  package let fit: SeriesFit
  /// A value of a parameter as a person writes it.
  package let text: @Sendable (_ parameter: Int, _ value: Double) -> String
  /// The date of day 0.
  package let start: CalendarDate
  /// What the large-market limit computes without.
  package let approximations: [String]

  package init(
    scenario: RunResult.ScenarioSummary, origin: RunResult.Origin,
    source: (name: String, sha256: String, notes: [String]), fit: SeriesFit, start: CalendarDate,
    approximations: [String], text: @escaping @Sendable (Int, Double) -> String
  ) {
    self.scenario = scenario
    self.origin = origin
    self.source = source
    self.fit = fit
    self.start = start
    self.approximations = approximations
    self.text = text
  }

  package var parameters: [FittedParameter] { fit.model.parameters }

  /// Parameters that the data hardly move: what is known of them was known before.
  var priorDominated: [Int] { parameters.indices.filter { fit.shrinkage(of: $0) > 0.7 } }

  /// Draws of the parameters, by path, in base units.
  package var columns: [(path: String, values: [Double])] {
    parameters.indices.map { index in (parameters[index].name, fit.draws.map { $0[index] }) }
  }

  /// Every number of the table beside what the fit gives for it.
  package var fitCSV: String {
    var lines = ["series,date,first_day,last_day,line,reported,compared,q05,q50,q95,residual"]
    for entry in fit.comparison {
      let datum = entry.datum
      let (first, last) = (date(datum.days.lowerBound), date(datum.days.upperBound - 1))
      lines.append(
        "\(datum.series.rawValue),\(shownDate(of: datum)),\(first),\(last),\(datum.line),\(datum.reported),\(datum.value),"
          + "\(entry.q05),\(entry.q50),\(entry.q95),\(entry.residual)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func date(_ day: Int) -> CalendarDate { start.adding(days: day) }

  /// The morning on which a stock was counted; the first day of a flow.
  func shownDate(of datum: ObservedHistory.Datum) -> CalendarDate {
    date(datum.series.isStock ? datum.days.upperBound : datum.days.lowerBound)
  }

  /// Lines for the top of the calibrated scenario.
  package var comment: [String] {
    var lines = ["Calibrated by \(origin.command)", ""]
    for index in parameters.indices {
      let column = fit.sources[index].map { ", mostly from \($0.rawValue)" } ?? ""
      lines.append(
        "\(parameters[index].name): \(text(index, fit.quantile(0.5, of: index))), 90%: "
          + "\(text(index, fit.quantile(0.05, of: index))) to "
          + "\(text(index, fit.quantile(0.95, of: index)))\(column)"
          + (priorDominated.contains(index) ? "; the data hardly say more than was known" : ""))
    }
    return lines
  }
}
