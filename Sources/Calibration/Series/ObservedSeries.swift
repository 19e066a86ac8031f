package import Simulation

/// A column of a table of series.
package enum ObservedSeries: String, CaseIterable, Sendable {
  case signups
  /// All loops and deadweight together.
  case signupsReferred = "signups_referred"
  /// Everyone who was ever a customer.
  case customersTotal = "customers_total"
  case customersActive = "customers_active"
  case invitesSent = "invites_sent"
  case churned
  /// In currency.
  case rewardCost = "reward_cost"

  /// Whether a value holds at a moment, not over a time.
  package var isStock: Bool { self == .customersTotal || self == .customersActive }

  /// What a history has of it, day by day: sums of a day, or the state at its end.
  func daily(_ history: History) -> [Double] {
    switch self {
    case .signups: (0..<history.horizon).map { history.signups(onDay: $0) }
    case .signupsReferred: (0..<history.horizon).map { history.referred(onDay: $0) }
    case .customersTotal:
      (0..<history.horizon).reduce(into: []) { total, day in
        total.append((total.last ?? history.initial) + history.signups(onDay: day))
      }
    case .customersActive: history.active
    case .invitesSent: history.invitesSent
    case .churned: history.churned
    case .rewardCost: history.rewardCost
    }
  }
}

/// One number of a table of series.
package struct SeriesObservation: Equatable, Sendable {
  package var series: ObservedSeries
  /// Counted from the scenario's day 0: the days that a flow was summed over.
  ///
  /// A stock holds at the end of the last of them, and at day 0's beginning where there are none.
  package var days: Range<Int>
  /// At least 0.
  package var value: Double
  /// Where it stands, for messages; from 1.
  package var line: Int

  package init(_ series: ObservedSeries, days: Range<Int>, value: Double, line: Int) {
    self.series = series
    self.days = days
    self.value = value
    self.line = line
  }
}

/// What a program's own data say of its history, in the form in which a fit compares them.
///
/// A total of customers ever is compared by its growth between observations, so that what was
/// missed once is not missed again every month. Flows are compared as 2√(y + 3/8), whose luck
/// depends little on their size, and active customers by their logarithm.
/// - Source: Anscombe (1948), *Biometrika* 35:246–254, for the root.
package struct ObservedHistory: Equatable, Sendable {
  /// A number that a fit compares.
  package struct Datum: Equatable, Sendable {
    package let series: ObservedSeries
    /// Summed over these days; a level at the end of the last of them.
    package let days: Range<Int>
    /// The flow, the growth since the observation before, or the level.
    package let value: Double
    /// As it stands in the table.
    package let reported: Double
    package let line: Int

    /// Whether it is compared by its logarithm.
    var isLevel: Bool { series == .customersActive }
  }

  /// By series, then by time.
  package let data: [Datum]
  /// Days that a history must have.
  package let horizon: Int
  /// Customers when the scenario begins.
  package let initial: Double

  /// - Parameters:
  ///   - observations: In any order.
  ///   - initial: Customers when the scenario begins.
  /// - Throws: `SeriesError` when nothing can be compared, or a total falls.
  package init(_ observations: [SeriesObservation], initial: Double) throws(SeriesError) {
    var data: [Datum] = []
    for series in ObservedSeries.allCases {
      let mine = observations.filter { $0.series == series }.sorted {
        ($0.days.upperBound, $0.line) < ($1.days.upperBound, $1.line)
      }
      var before = (value: initial, day: 0, line: 0)
      for observation in mine {
        let days = observation.days
        guard series == .customersTotal else {
          if !days.isEmpty || series.isStock && days.upperBound > 0 {
            data.append(
              Datum(
                series: series, days: series.isStock ? 0..<days.upperBound : days,
                value: observation.value, reported: observation.value, line: observation.line))
          }
          continue
        }
        // What holds on the first day is where the scenario starts, not what it explains.
        guard days.upperBound > before.day else { continue }
        guard observation.value >= before.value else {
          throw .falls(
            line: observation.line, value: observation.value, before: before.value,
            lineBefore: before.line)
        }
        data.append(
          Datum(
            series: series, days: before.day..<days.upperBound,
            value: observation.value - before.value, reported: observation.value,
            line: observation.line))
        before = (observation.value, days.upperBound, observation.line)
      }
    }
    guard let horizon = data.map(\.days.upperBound).max() else { throw .nothing }
    self.data = data
    self.horizon = horizon
    self.initial = initial
  }

  private init(data: [Datum], horizon: Int, initial: Double) {
    self.data = data
    self.horizon = horizon
    self.initial = initial
  }

  /// Only what was known before a day; nil where that is nothing.
  package func known(beforeDay day: Int) -> ObservedHistory? {
    let known = data.filter { $0.days.upperBound <= day }
    guard let horizon = known.map(\.days.upperBound).max() else { return nil }
    return ObservedHistory(data: known, horizon: horizon, initial: initial)
  }

  /// What a history has in place of the data, one number per datum.
  package func values(_ history: History) -> [Double] {
    var sums: [ObservedSeries: [Double]] = [:]
    return data.map { datum in
      if datum.isLevel { return history.active[datum.days.upperBound - 1] }
      let series: ObservedSeries = datum.series == .customersTotal ? .signups : datum.series
      let cumulative =
        sums[series]
        ?? series.daily(history).reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
      sums[series] = cumulative
      return cumulative[datum.days.upperBound] - cumulative[datum.days.lowerBound]
    }
  }

  /// Numbers on the scale on which they are compared.
  package func scaled(_ values: [Double]) -> [Double] {
    zip(data, values).map { datum, value in
      datum.isLevel
        ? naturalLogarithm(max(0, value) + 0.5) : 2 * (max(0, value) + 0.375).squareRoot()
    }
  }

  /// The way back.
  package func unscaled(_ scaled: [Double]) -> [Double] {
    zip(data, scaled).map { datum, z in
      datum.isLevel ? max(0, naturalExp(z) - 0.5) : max(0, max(0, z) * max(0, z) / 4 - 0.375)
    }
  }

  /// How far a number moves on that scale when it rises by a share.
  func relativeSlopes(_ scaled: [Double]) -> [Double] {
    zip(data, scaled).map { datum, z in
      guard !datum.isLevel else { return 1 }
      // y/√(y + 3/8), with √(y + 3/8) = z/2.
      let root = max(z / 2, 1e-3)
      return max(0, root - 0.375 / root)
    }
  }
}

/// Why data cannot be fitted.
package enum SeriesError: Error, Equatable, Sendable, CustomStringConvertible {
  case nothing
  case falls(line: Int, value: Double, before: Double, lineBefore: Int)

  /// Nil where it is of the whole table.
  package var line: Int? {
    switch self {
    case .nothing: nil
    case .falls(let line, _, _, _): line
    }
  }

  package var description: String {
    switch self {
    case .nothing: "no value of the table lies after the scenario's first day"
    case .falls(_, let value, let before, let lineBefore):
      "customers_total is \(plain(value)), less than \(plain(before)) "
        + (lineBefore == 0 ? "at the start of the scenario" : "on line \(lineBefore)")
        + "; it counts everyone who ever signed up (those still there are customers_active)"
    }
  }
}

/// A count without a decimal point where it has no decimals.
private func plain(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
}
