/// The metrics of a strategy, replication by replication.
package struct StrategyRecords: Sendable {
  package let layout: OutcomeLayout
  /// Whether replications 2k and 2k + 1 share their parameters.
  package let pairs: Bool
  /// One row per replication: the metric columns of the layout.
  package private(set) var records: [[Double]]

  package init(layout: OutcomeLayout, pairs: Bool, records: [[Double]]) {
    self.layout = layout
    self.pairs = pairs
    self.records = records
  }

  package var replications: Int { records.count }

  package mutating func append(_ other: StrategyRecords) { records += other.records }

  /// Numerator and denominator of a metric, one per replication; (0, 0) where a value
  /// is undefined.
  package func parts(ofMetric index: Int) -> [(numerator: Double, denominator: Double)] {
    let column = layout.metricColumns[index]
    let isRatio = layout.metrics[index].kind == .ratio
    return records.map { record in
      if isRatio { return (record[column], record[column + 1]) }
      return record[column].isNaN ? (0, 0) : (record[column], 1)
    }
  }

  /// Of a metric: nan where undefined.
  package func values(ofMetric index: Int) -> [Double] {
    parts(ofMetric: index).map { Metric.ratio($0.numerator, $0.denominator) }
  }

  package func statistics(ofMetric index: Int) -> Statistics {
    MetricEstimate.statistics(
      parts(ofMetric: index), kind: layout.metrics[index].kind, pairs: pairs)
  }

  package func statistics(of name: String) -> Statistics? {
    layout.index(ofMetric: name).map { statistics(ofMetric: $0) }
  }
}

extension StrategyRecords {
  /// The records in batches of as many replications; a last one that is smaller is left out.
  package func batches(of size: Int) -> [StrategyRecords] {
    stride(from: 0, to: records.count - size + 1, by: size).map { first in
      StrategyRecords(layout: layout, pairs: pairs, records: Array(records[first..<first + size]))
    }
  }
}
