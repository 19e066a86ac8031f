package import JSON
package import Calibration
package import ReferralModel
internal import Simulation

/// Scored forecasts with what they were made from.
package struct BacktestReport: Sendable {
  package let scenario: RunResult.ScenarioSummary
  package let origin: RunResult.Origin
  package let source: (name: String, sha256: String, notes: [String])
  package let backtest: Backtest
  /// Paths that were fitted anew at each origin.
  package let parameters: [String]
  /// The date of day 0.
  package let start: CalendarDate

  package init(
    scenario: RunResult.ScenarioSummary, origin: RunResult.Origin,
    source: (name: String, sha256: String, notes: [String]), backtest: Backtest,
    parameters: [String], start: CalendarDate
  ) {
    self.scenario = scenario
    self.origin = origin
    self.source = source
    self.backtest = backtest
    self.parameters = parameters
    self.start = start
  }

  private var numbers: HumanNumber { HumanNumber(currency: scenario.currency) }

  private var series: [ObservedSeries] {
    ObservedSeries.allCases.filter { series in
      backtest.forecasts.contains { $0.series == series }
    }
  }

  private func date(_ day: Int) -> CalendarDate { start.adding(days: day) }

  /// The verdict, the scores, every origin.
  package var words: TextReport {
    TextReport(
      blocks: [
        [.sentences(headline)], [.table(scoreTable)], [.table(forecastTable)], .remarks(notes),
      ], command: origin.command)
  }

  /// The verdict: better or worse than forecasts that anyone could make.
  package var headline: String {
    let made = backtest.origins.filter { $0.refusal == nil }.count
    guard made > 0, let all = backtest.summary(of: nil) else {
      return "No origin gave a forecast: the fit was refused at all \(backtest.origins.count)."
    }
    var sentence =
      "\(scenario.name): \(all.forecasts) number\(all.forecasts == 1 ? "" : "s") forecast from \(made) origin\(made == 1 ? "" : "s"); "
      + "\(numbers.text(all.coverage90, .share)) of them came inside the 90% intervals and "
      + "\(numbers.text(all.coverage50, .share)) inside the 50% intervals."
    for series in series {
      var better: [String] = []
      var worse: [String] = []
      for method in Baseline.allCases {
        guard let own = backtest.summary(of: nil, series: series, besides: method),
          let other = backtest.summary(of: method, series: series)
        else { continue }
        if own.relativeCRPS < other.relativeCRPS {
          better.append(method.rawValue)
        } else {
          worse.append(method.rawValue)
        }
      }
      sentence += " On \(series.rawValue) the scenario is "
      switch (better.isEmpty, worse.isEmpty) {
      case (false, true): sentence += "better than all of \(better.joined(separator: ", "))."
      case (true, false):
        sentence += "worse than naive: worse than \(worse.joined(separator: ", "))."
      case (false, false):
        sentence +=
          "better than \(better.joined(separator: ", ")), and worse than naive by "
          + "\(worse.joined(separator: ", "))."
      case (true, true): sentence += "alone: no other method has a forecast."
      }
    }
    return sentence
  }

  private var scoreTable: TextTable {
    var table = TextTable([.left, .left, .right, .right, .right, .right, .right])
    table.add("", "", "forecasts", "mean error", "CRPS", "in 50%", "in 90%")
    for series in series {
      for (index, method) in ([nil] + Baseline.allCases.map(Optional.init)).enumerated() {
        let title = index == 0 ? "  \(series.rawValue)" : ""
        let name = method?.rawValue ?? "scenario"
        guard let summary = backtest.summary(of: method, series: series) else {
          table.add([title, name, "0"] + Array(repeating: HumanNumber.undefined, count: 4))
          continue
        }
        table.add(
          title, name, "\(summary.forecasts)",
          numbers.text(summary.meanAbsolutePercentageError, .share),
          numbers.text(summary.relativeCRPS, .share), numbers.text(summary.coverage50, .share),
          numbers.text(summary.coverage90, .share))
      }
    }
    return table
  }

  private var forecastTable: TextTable {
    var table = TextTable([.left, .left, .right, .right, .left, .right])
    table.add("known before", "forecast of", "came", "median", "90% interval", "")
    for (day, refusal) in backtest.origins {
      if let refusal {
        table.add("  \(date(day)): no forecast: \(refusal)")
        continue
      }
      for series in series {
        let mine = backtest.forecasts.filter { $0.origin == day && $0.series == series }
        // The nearest, the middle and the farthest; forecasts.csv has all.
        let shown = Set([0, mine.count / 2, mine.count - 1]).sorted()
        for index in shown where mine.indices.contains(index) {
          let forecast = mine[index]
          let unit: Metric.Unit = series == .rewardCost ? .money : .count
          table.add(
            "  \(date(day))", "\(series.rawValue) to \(date(forecast.until - 1))",
            numbers.text(forecast.score.observed, unit), numbers.text(forecast.score.median, unit),
            numbers.range(forecast.score.q05, forecast.score.q95, unit),
            forecast.score.isInside90 ? "" : "outside")
        }
      }
    }
    return table
  }

  private var notes: [String] {
    source.notes + [
      "fitted anew at each origin, from what was known before it: "
        + parameters.joined(separator: ", "),
      "mean error: of medians, as a share of what came; CRPS: continuous ranked probability score, "
        + "as a share of what came; smaller is better",
      "a method's forecasts are compared with the scenario's of the same numbers; its intervals come "
        + "from its own past errors",
    ]
  }

  /// Every forecast of every method.
  package var forecastsCSV: String {
    var lines = ["series,origin,until,line,method,observed,q05,q25,median,q75,q95,crps"]
    for forecast in backtest.forecasts {
      let methods =
        [("scenario", forecast.score)]
        + Baseline.allCases.compactMap { method in
          forecast.baselines[method].map { (method.rawValue, $0) }
        }
      for (name, score) in methods {
        lines.append(
          "\(forecast.series.rawValue),\(date(forecast.origin)),\(date(forecast.until - 1)),"
            + "\(forecast.line),\(name),\(score.observed),\(score.q05),\(score.q25),"
            + "\(score.median),\(score.q75),\(score.q95),\(score.crps)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The object that `--format json` prints and `backtest.json` holds.
  package var json: JSONValue {
    .object(
      origin.header(kind: "backtest", scenario: scenario) + [
        .init("headline", .string(headline)),
        .init(
          "data",
          .object([
            .init("file", .string(source.name)), .init("sha256", .string(source.sha256)),
            .init("notes", .strings(source.notes)),
          ])),
        .init("fitted", .strings(parameters)),
        .init(
          "origins",
          .array(
            backtest.origins.map { day, refusal in
              .object([
                .init("date", .string(date(day).description)),
                .init("refusal", refusal.map { .string($0) } ?? .null),
              ])
            })),
        .init(
          "scores",
          .array(
            series.flatMap { series in
              ([nil] + Baseline.allCases.map(Optional.init)).compactMap { method -> JSONValue? in
                guard let summary = backtest.summary(of: method, series: series) else { return nil }
                return .object([
                  .init("series", .string(series.rawValue)),
                  .init("method", .string(method?.rawValue ?? "scenario")),
                  .init("forecasts", .integer(summary.forecasts)),
                  .init(
                    "mean_absolute_percentage_error", .number(summary.meanAbsolutePercentageError)),
                  .init("relative_crps", .number(summary.relativeCRPS)),
                  .init("coverage_50", .number(summary.coverage50)),
                  .init("coverage_90", .number(summary.coverage90)),
                ])
              }
            })),
      ])
  }
}
