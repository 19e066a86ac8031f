/// Which number of a replication stands where in its flat record.
///
/// A record holds the metrics, one column for a value and two for a ratio
/// (numerator, denominator), then the series, interval by interval in the same way.
package struct OutcomeLayout: Sendable {
  package let metrics: [Metric]
  package let series: [Series]
  package let intervals: Intervals
  /// Where each metric's first column is.
  package let metricColumns: [Int]
  /// Where each series' first column is.
  package let seriesColumns: [Int]
  /// Columns of metrics, which come first.
  package let metricWidth: Int
  /// Columns altogether.
  package let width: Int

  /// - Parameters:
  ///   - loops: The names of the loops, in scenario order.
  ///   - segments: The names of the market's segments, in scenario order.
  ///   - intervals: Of the series; they cover the horizon.
  package init(loops: [String], segments: [String] = [], intervals: Intervals) {
    metrics = Metric.all(loops: loops, segments: segments)
    series = Series.all(loops: loops)
    self.intervals = intervals
    var column = 0
    metricColumns = metrics.map { metric in
      defer { column += metric.kind == .ratio ? 2 : 1 }
      return column
    }
    metricWidth = column
    seriesColumns = series.map { series in
      defer { column += intervals.count * (series.kind == .cohortRatio ? 2 : 1) }
      return column
    }
    width = column
  }

  /// The columns' names, in order; part of what a stored record must agree with.
  package var columnNames: [String] {
    let ratioParts = ["numerator", "denominator"]
    return metrics.flatMap { metric in
      metric.kind != .ratio ? [metric.name] : ratioParts.map { "\(metric.name).\($0)" }
    }
      + series.flatMap { series in
        (0..<intervals.count).flatMap { interval in
          let name = "\(series.name)[\(intervals.bounds[interval])]"
          return series.kind == .cohortRatio ? ratioParts.map { "\(name).\($0)" } : [name]
        }
      }
  }

  /// The position of a metric, or nil when there is none of that name.
  package func index(ofMetric name: String) -> Int? {
    metrics.firstIndex { $0.name == name }
  }

  /// Flattens one replication.
  ///
  /// - Parameters:
  ///   - histories: With the loops and the horizon of this layout.
  ///   - plan: The plan that the program's history was simulated from.
  /// - Returns: One number per column; nan where a value is undefined.
  package func record(of histories: PairedHistory, plan: ModelPlan) -> [Double] {
    let totals = OutcomeTotals(histories, plan: plan)
    var record: [Double] = []
    record.reserveCapacity(width)
    for metric in metrics {
      record.append(metric.numerator(totals))
      if let denominator = metric.denominator { record.append(denominator(totals)) }
    }
    for series in series {
      switch series.source {
      case .flow(let daily):
        let values = daily(totals)
        for interval in 0..<intervals.count {
          record.append(intervals.days(of: interval).reduce(0) { $0 + values[$1] })
        }
      case .stock(let daily):
        let values = daily(totals)
        for interval in 0..<intervals.count {
          record.append(values[intervals.bounds[interval + 1] - 1])
        }
      case .cohortRatio(let cohort):
        for interval in 0..<intervals.count {
          let (numerator, denominator) = cohort(totals, intervals.days(of: interval))
          record.append(numerator)
          record.append(denominator)
        }
      }
    }
    precondition(record.count == width, "a record has its layout's width")
    return record
  }
}
