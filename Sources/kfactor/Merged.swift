import Calibration
import Randomness
import ReferralModel
import Reporting
import ScenarioFile

/// Findings as changes of a scenario, columns of a posterior, and sections of a report.
struct Merged {
  private var document: ScenarioDocument
  private(set) var changes: [ScenarioChange] = []
  private(set) var columns: [(path: String, values: [Double])] = []
  private(set) var sections: [FindingsReport.Section] = []

  init(_ document: ScenarioDocument) { self.document = document }

  /// What was found.
  var paths: [String] { columns.map(\.path) }

  /// Adds what a fit to persons says.
  mutating func add(
    _ finding: DataFinding, number: Int, luck: Streams, draws: Int
  ) throws {
    var section = FindingsReport.Section(
      title: finding.title, source: finding.source, rows: [], notes: finding.notes)
    guard case .fitted(let fit, let placements) = finding.outcome else {
      if case .refused(let why) = finding.outcome { section.notes.insert(why, at: 0) }
      sections.append(section)
      return
    }
    // A likelihood that is flat along a line has no place on it to tell a scenario.
    let isKnown = fit.undetermined.isEmpty
    if let delay = finding.delay, isKnown {
      try make(ScenarioChange(path: delay.path, text: text(delay.law)))
    }
    let drawn = try (0..<draws).map { try fit.draw($0, luck: luck, fit: number) }
    for (index, estimate) in fit.estimates.enumerated() {
      let placement = isKnown ? placements.first { $0.estimate == estimate.name } : nil
      let factor = placement?.factor ?? 1
      let (value, low, high) = (
        estimate.value * factor, estimate.interval.lowerBound * factor,
        estimate.interval.upperBound * factor
      )
      var row = FindingsReport.Row(
        name: estimate.name,
        value: low == 0 && high == .infinity ? "not known" : plain(value),
        interval: "\(plain(low)) to \(plain(high))", path: nil, number: (value, low, high))
      if let placement {
        do throws(ScenarioErrors) {
          // A dispersion without bound is a Poisson count, which the scenario has without it.
          guard value.isFinite else { throw ScenarioErrors([]) }
          let found = try document.fittedNumbers([placement.path])[0]
          try make(document.change(found, to: threeDigits(value)))
          row.path = placement.path
          row.value = found.kind.text(threeDigits(value), currency: document.scenario.currency)
          row.interval = [low, high].map { end in
            end.isFinite
              ? found.kind.text(threeDigits(end), currency: document.scenario.currency) : "∞"
          }.joined(separator: " to ")
          columns.append(
            (
              placement.path,
              drawn.map { draw in
                // Beyond ten thousand, advocates differ by luck only.
                min(
                  max(draw[index] * factor, found.range.lowerBound),
                  min(found.range.upperBound, max(1e4, value)))
              }
            ))
        } catch {
          section.notes.append(
            value.isFinite
              ? "\(placement.path) answers to the reward, or is not written: the data know it at "
                + "the reward that was paid only, so it stays as it is (--experiment fits curves)"
              : "\(placement.path): advocates differ no more than by luck, so it stays as it is")
        }
      }
      section.rows.append(row)
    }
    section.notes += fit.notes + fit.undetermined.map(\.sentence)
    if !isKnown { section.notes.append("so nothing of it goes into the scenario") }
    sections.append(section)
  }

  /// Adds what an experiment says of a response.
  mutating func add(
    _ response: ExperimentFits.Response, number: Int, luck: Streams, draws: Int
  ) throws {
    var section = FindingsReport.Section(
      title: response.title, source: "the \(response.side)'s reward", rows: [], notes: [])
    defer { sections.append(section) }
    let fit: ResponseCurveFit
    switch response.fit {
    case .failure(let error):
      section.notes.append(error.description)
      return
    case .success(let found): fit = found
    }
    let isConversion = response.path.hasSuffix(".conversion")
    let result = fit.prefersCurve ? fit.curve : fit.flat
    let percent = { (share: Double) in decimal(share * 100) + "%" }
    section.notes.append(
      "against a flat response: p = \(decimal(fit.pValue)) (likelihood ratio, by drawing flat "
        + "experiments); AIC \(decimal(fit.curve.aic)) for the curve, \(decimal(fit.flat.aic)) flat"
    )
    section.notes.append(
      "tested at perceived rewards from \(percent(fit.testedRewards.lowerBound)) to "
        + "\(percent(fit.testedRewards.upperBound)) of CAC; beyond them the curve is a guess")
    section.notes += result.notes + result.undetermined.map(\.sentence)

    // The curve is written whole, then its numbers one by one, as columns of the posterior.
    let values = result.values
    let base = isConversion ? "\(response.path).base" : response.path
    var places: [(estimate: Int, path: String, factor: Double)] = []
    let unit: (Double) -> String = {
      response.path.hasSuffix("invites.mean") ? decimal($0) : percent($0)
    }
    if fit.prefersCurve {
      let half = values[2].isFinite ? values[2] : fit.testedRewards.upperBound
      if isConversion {
        // Together: a curve without its half is none.
        try make([
          ScenarioChange(path: base, text: unit(values[0] * response.factor)),
          ScenarioChange(path: "\(response.path).at_large", text: unit(values[1])),
          ScenarioChange(path: "\(response.path).half_at", text: "\(percent(half)) of CAC"),
        ])
      } else {
        try make(
          ScenarioChange(
            path: response.path,
            text: "{at_zero: \(unit(values[0])), at_large: \(unit(values[1])), "
              + "half_at: \(percent(half)) of CAC}"))
      }
      places = [
        (0, isConversion ? base : "\(response.path).at_zero", isConversion ? response.factor : 1),
        (1, "\(response.path).at_large", 1), (2, "\(response.path).half_at", 1),
      ]
    } else {
      try make(ScenarioChange(path: base, text: unit(values[0] * response.factor)))
      places = [(0, base, response.factor)]
    }
    let drawn = try (0..<draws).map { try result.draw($0, luck: luck, fit: 16 + number) }
    section.experiment = .init(response, fit, values: values, draws: drawn)
    for (index, estimate) in result.estimates.enumerated() {
      let place = places.first { $0.estimate == index }
      let factor = place?.factor ?? 1
      let numbers = (
        estimate.value * factor, estimate.interval.lowerBound * factor,
        estimate.interval.upperBound * factor
      )
      let text = index == 2 ? { percent($0) + " of CAC" } : unit
      section.rows.append(
        .init(
          name: estimate.name, value: text(numbers.0),
          interval: "\(numbers.1.isFinite ? text(numbers.1) : "∞") to "
            + (numbers.2.isFinite ? text(numbers.2) : "∞"),
          path: place?.path, number: numbers))
      guard let place else { continue }
      let range = try document.fittedNumbers([place.path])[0].range
      // Half the effect far beyond what was tested is a straight line within it.
      let ceiling = index == 2 ? 100 * fit.testedRewards.upperBound : range.upperBound
      columns.append(
        (
          place.path,
          drawn.map {
            min(
              max($0[place.estimate] * factor, max(range.lowerBound, index == 2 ? 1e-6 : 0)),
              ceiling)
          }
        ))
    }
  }

  private mutating func make(_ change: ScenarioChange) throws(ScenarioErrors) {
    try make([change])
  }

  private mutating func make(_ changes: [ScenarioChange]) throws(ScenarioErrors) {
    document = try document.applying(changes)
    self.changes += changes
  }

  private func text(_ delay: Delay) -> String {
    switch delay {
    case .constant(let days): "{distribution: constant, value: \(decimal(days)) days}"
    case .exponential(let mean): "{distribution: exponential, mean: \(decimal(mean)) days}"
    case .geometric(let mean): "{distribution: geometric, mean: \(decimal(mean)) days}"
    case .gamma(let mean, let sd):
      "{distribution: gamma, mean: \(decimal(mean)) days, sd: \(decimal(sd)) days}"
    case .lognormal(let median, let sigma):
      "{distribution: lognormal, median: \(decimal(median)) days, sigma: \(decimal(sigma))}"
    case .weibull(let shape, let scale):
      "{distribution: weibull, shape: \(decimal(shape)), scale: \(decimal(scale)) days}"
    case .table: preconditionFailure("fits have laws, not tables")
    }
  }

  private func plain(_ value: Double) -> String { value.isFinite ? decimal(value) : "∞" }
}

/// A number to four digits, without an exponent.
private func decimal(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return value == 0 ? "0" : "∞" }
  return QuantityKind.number.text(fourDigits(value), currency: "")
}

private func fourDigits(_ value: Double) -> Double {
  // Powers of ten are exact, and a product or a quotient of exact numbers is rounded once.
  var (up, down) = (1.0, 1.0)
  while abs(value) * up < 1000 { up *= 10 }
  while abs(value) / down >= 10_000 { down *= 10 }
  return (value * up / down).rounded() * down / up
}
