/// Forecasts made as of some days of the past, scored against what came.
package struct Backtest: Sendable {
  /// One number that was forecast.
  package struct Forecast: Equatable, Sendable {
    package var series: ObservedSeries
    /// The first day that was not known.
    package var origin: Int
    /// The day after the last one of the number.
    package var until: Int
    package var line: Int
    /// Of the fitted scenario.
    package var score: ForecastScore
    /// nil where the method had no forecast.
    package var baselines: [Baseline: ForecastScore]
  }

  package let forecasts: [Forecast]
  /// Origins, and why there is no forecast from some of them.
  package let origins: [(day: Int, refusal: String?)]

  /// Draws of a forecast.
  static let draws = 400

  /// - Parameters:
  ///   - model: Against all data.
  ///   - origins: How many, evenly spread over the times of the data from about a third on.
  ///   - progress: Called before each origin with its number, from 0.
  /// - Throws: `BacktestError` when the data have too few times; what the simulator throws.
  package init(
    _ model: SeriesModel, origins count: Int, settings: SeriesFit.Settings,
    progress: (Int) -> Void = { _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    let observed = model.observed
    let ends = Set(observed.data.map(\.days.upperBound)).sorted()
    let days = try Self.origins(ends, count: count, parameters: model.parameters.count)
    var forecasts: [Forecast] = []
    var tried: [(day: Int, refusal: String?)] = []
    for (index, origin) in days.enumerated() {
      progress(index)
      guard let known = observed.known(beforeDay: origin) else { continue }
      do {
        let fit = try SeriesFit(
          model.against(known), settings: settings, isCancelled: isCancelled)
        let ahead = try ConditionalForecast(
          model, from: fit, origin: origin, draws: Self.draws, settings: settings,
          isCancelled: isCancelled)
        forecasts += Self.score(observed, ahead, origin: origin)
        tried.append((origin, nil))
      } catch CalibrationError.interrupted {
        throw CalibrationError.interrupted
      } catch let error as CalibrationError {
        tried.append((origin, error.description))
      }
    }
    self.forecasts = forecasts
    self.origins = tried
  }

  /// How a method did; the fitted scenario where it is nil.
  ///
  /// Only forecasts that both made count where `besides` names another.
  package func summary(
    of method: Baseline?, series: ObservedSeries? = nil, besides other: Baseline? = nil
  ) -> ScoreSummary? {
    ScoreSummary(
      forecasts.filter { series == nil || $0.series == series }
        .filter { forecast in other.map { forecast.baselines[$0] != nil } ?? true }
        .compactMap { forecast in
          method.map { forecast.baselines[$0] } ?? forecast.score
        })
  }

  private static func origins(
    _ ends: [Int], count: Int, parameters: Int
  ) throws -> [Int] {
    // As many times before the first as numbers and two more, and at least a third of all.
    let first = max(parameters + 2, ends.count / 3)
    let candidates = Array(ends.dropFirst(first - 1).dropLast())
    guard !candidates.isEmpty else {
      throw BacktestError.fewTimes(found: ends.count, wanted: first + 1)
    }
    guard count < candidates.count else { return candidates }
    return (0..<count).map { candidates[$0 * candidates.count / count] }
  }

  private static func score(
    _ observed: ObservedHistory, _ ahead: ConditionalForecast, origin: Int
  ) -> [Forecast] {
    var forecasts: [Forecast] = []
    for series in ObservedSeries.allCases {
      let places = ahead.future.indices.filter { observed.data[ahead.future[$0]].series == series }
      guard !places.isEmpty else { continue }
      let past = observed.data.filter { $0.series == series && $0.days.upperBound <= origin }
      let isTotal = series == .customersTotal
      let start = isTotal ? past.last?.reported ?? observed.initial : 0
      // Totals are what people ask for; their growth is summed draw by draw.
      var running = Array(repeating: start, count: ahead.samples.count)
      let baselines = Self.baselines(
        series, past: past, future: places.map { observed.data[ahead.future[$0]] },
        initial: observed.initial)
      for (number, place) in places.enumerated() {
        let datum = observed.data[ahead.future[place]]
        for draw in running.indices {
          let value = ahead.samples[draw][place]
          running[draw] = isTotal ? running[draw] + value : value
        }
        let scores = baselines.mapValues {
          ForecastScore(observed: datum.reported, samples: $0[number])
        }
        forecasts.append(
          Forecast(
            series: series, origin: origin, until: datum.days.upperBound, line: datum.line,
            score: ForecastScore(observed: datum.reported, samples: running), baselines: scores))
      }
    }
    return forecasts
  }

  /// Samples of each method that has a forecast, a row per future datum.
  private static func baselines(
    _ series: ObservedSeries, past: [ObservedHistory.Datum], future: [ObservedHistory.Datum],
    initial: Double
  ) -> [Baseline: [[Double]]] {
    let isFlow = !series.isStock
    var times = past.map { Double($0.days.upperBound) }
    var values = past.map(\.reported)
    let ahead = future.map { Double($0.days.upperBound) }
    if isFlow {
      // A flow is a number per day, so that months of 28 and 31 days compare.
      values = past.map { $0.value / Double($0.days.count) }
      times = past.map { Double($0.days.lowerBound + $0.days.upperBound) / 2 }
    } else if series == .customersTotal {
      times.insert(0, at: 0)
      values.insert(initial, at: 0)
    }
    var found: [Baseline: [[Double]]] = [:]
    for method in Baseline.allCases {
      let isCumulative = isFlow && (method == .bass || method == .gompertz)
      if isCumulative {
        found[method] = cumulative(method, past: past, future: future)
        continue
      }
      let moments =
        isFlow ? future.map { Double($0.days.lowerBound + $0.days.upperBound) / 2 } : ahead
      guard let rows = method.forecast(times: times, values: values, future: moments) else {
        continue
      }
      found[method] = zip(rows, future).map { row, datum in
        row.map { isFlow ? $0 * Double(datum.days.count) : $0 }
      }
    }
    return found
  }

  /// A flow by a curve of its sum: differences of the curve, quantile by quantile.
  private static func cumulative(
    _ method: Baseline, past: [ObservedHistory.Datum], future: [ObservedHistory.Datum]
  ) -> [[Double]]? {
    var sum = 0.0
    let sums = past.map { datum -> Double in
      sum += datum.value
      return sum
    }
    let times = past.map { Double($0.days.upperBound) }
    let before = future.map { Double($0.days.lowerBound) }
    let after = future.map { Double($0.days.upperBound) }
    guard let low = method.forecast(times: times, values: sums, future: before),
      let high = method.forecast(times: times, values: sums, future: after)
    else { return nil }
    return zip(low, high).map { low, high in
      // The curve says the middle; the spread is that of a single number of the sum.
      let middle = high[high.count / 2] - low[low.count / 2]
      return high.map { middle + $0 - high[high.count / 2] }
    }
  }
}

/// Why there is nothing to score.
package enum BacktestError: Error, Equatable, Sendable, CustomStringConvertible {
  case fewTimes(found: Int, wanted: Int)

  package var description: String {
    switch self {
    case .fewTimes(let found, let wanted):
      "the table has \(found) times; a backtest needs at least \(wanted): enough to fit before, "
        + "and one to forecast"
    }
  }
}
