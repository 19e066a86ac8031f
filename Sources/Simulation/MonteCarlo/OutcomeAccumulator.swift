/// Takes records in replication order and gives the statistics of what it took.
///
/// Metrics are kept whole (a results folder has a row for each replication), series
/// are reduced as they come.
package struct OutcomeAccumulator: Sendable {
  package let layout: OutcomeLayout
  package let pairs: Bool
  package private(set) var replications = 0
  /// One per metric column, with a number of every replication.
  private var metricColumns: [[Double]]
  /// Series-major, one per interval.
  private var points: [SeriesPoint]

  /// - Parameter pairs: Whether replications 2k and 2k + 1 share their parameters.
  package init(layout: OutcomeLayout, pairs: Bool) {
    self.layout = layout
    self.pairs = pairs
    metricColumns = Array(repeating: [], count: layout.metricWidth)
    points = Array(
      repeating: SeriesPoint(pairs: pairs), count: layout.series.count * layout.intervals.count)
  }

  /// Adds the record of the next replication.
  package mutating func add(_ record: [Double]) {
    precondition(record.count == layout.width, "a record has its layout's width")
    for column in metricColumns.indices { metricColumns[column].append(record[column]) }
    var point = 0
    for (series, first) in zip(layout.series, layout.seriesColumns) {
      for interval in 0..<layout.intervals.count {
        if series.kind == .cohortRatio {
          points[point].add(
            numerator: record[first + 2 * interval], denominator: record[first + 2 * interval + 1])
        } else {
          points[point].add(numerator: record[first + interval], denominator: 1)
        }
        point += 1
      }
    }
    replications += 1
  }

  /// Numerator and denominator of a metric, one per replication; (0, 0) where a
  /// value is undefined.
  package func parts(ofMetric index: Int) -> [(numerator: Double, denominator: Double)] {
    let column = layout.metricColumns[index]
    if layout.metrics[index].kind == .ratio {
      return Array(zip(metricColumns[column], metricColumns[column + 1]))
    }
    return metricColumns[column].map { $0.isNaN ? (0, 0) : ($0, 1) }
  }

  /// A metric in each replication; nan where undefined.
  package func values(ofMetric index: Int) -> [Double] {
    let column = layout.metricColumns[index]
    guard layout.metrics[index].kind == .ratio else { return metricColumns[column] }
    return zip(metricColumns[column], metricColumns[column + 1]).map { Metric.ratio($0, $1) }
  }

  package func statistics(ofMetric index: Int) -> Statistics {
    MetricEstimate.statistics(
      parts(ofMetric: index), kind: layout.metrics[index].kind, pairs: pairs)
  }

  /// The estimate of a metric and its Monte Carlo standard error alone.
  func meanAndError(ofMetric index: Int) -> (mean: Double, error: Double) {
    MetricEstimate.meanAndError(
      parts(ofMetric: index), kind: layout.metrics[index].kind, pairs: pairs)
  }

  /// Of a series, one per interval.
  package func statistics(ofSeries index: Int) -> [Statistics] {
    let count = layout.intervals.count
    return points[index * count..<(index + 1) * count].map(\.statistics)
  }

  /// Independent units so far: pairs where parameters are shared.
  package var units: Int { pairs ? (replications + 1) / 2 : replications }
}
