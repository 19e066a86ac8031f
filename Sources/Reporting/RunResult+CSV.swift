internal import JSON
internal import ProgramData
internal import ReferralModel
internal import Simulation

extension RunResult {
  /// Every number, tidy: `metric,time,statistic,value`, one number a line.
  ///
  /// Scalars have an empty time; undefined values are empty.
  package var csv: String { csvHeader + metricRows + seriesRows }

  /// The series alone, in the same form.
  package var seriesCSV: String { csvHeader + seriesRows }

  /// One row per replication, a column per scalar; ratios are of that replication.
  package var replicationsCSV: String { replicationLines.joined() }

  /// The lines of `replicationsCSV`, made as they are asked for.
  var replicationLines: some Sequence<String> {
    (-1..<replications.count).lazy.map { row in
      row < 0
        ? csvLine(["replication", "seed"] + metrics.map(\.name))
        : csvLine(
          [String(replications.lowerBound + row), String(origin.seed)]
            + metrics.map { plainDecimal($0.values[row]) ?? "" })
    }
  }

  private var csvHeader: String { csvLine(["metric", "time", "statistic", "value"]) }

  private var metricRows: String {
    metrics.map { rows($0.name, time: "", $0.statistics) }.joined()
  }

  private var seriesRows: String {
    series.map { series in
      series.statistics.enumerated().map { interval, statistics in
        rows(series.name, time: intervals.time(of: interval).text, statistics)
      }.joined()
    }.joined()
  }

  private func rows(_ name: String, time: String, _ statistics: Statistics) -> String {
    var values = zip(Statistics.names, statistics.values).map { ($0, plainDecimal($1) ?? "") }
    if statistics.undefined > 0 { values.append(("undefined", String(statistics.undefined))) }
    if let variance = statistics.variance {
      values.append(("variance_parameters", plainDecimal(variance.parameters) ?? ""))
      values.append(("variance_luck", plainDecimal(variance.luck) ?? ""))
    }
    return values.map { csvLine([name, time, $0, $1]) }.joined()
  }
}

extension Intervals.Time {
  /// "2008-09-01", or "45".
  var text: String {
    switch self {
    case .date(let date): date.description
    case .day(let day): String(day)
    }
  }
}
