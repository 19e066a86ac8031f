internal import GSL

/// An estimate over replications, with its 95% interval.
package struct PairedEstimate: Equatable, Sendable {
  /// A ratio of means over replications; nan where it is undefined.
  package let mean: Double
  /// Monte Carlo standard error of the mean, by jackknife.
  package let error: Double
  /// Half the width of the 95% interval: Student's t times the error; nan with
  /// fewer than two replications.
  package let halfWidth: Double

  package var low: Double { mean - halfWidth }
  package var high: Double { mean + halfWidth }

  /// A number without luck.
  package init(exactly value: Double) {
    (mean, error, halfWidth) = (value, 0, 0)
  }

  /// A mean whose error is known, over some replications.
  init(mean: Double, error: Double, count: Int) {
    self.mean = mean
    self.error = error
    halfWidth =
      count > 1
      ? error * Distribution.studentQuantile(0.975, degreesOfFreedom: Double(count - 1)) : .nan
  }

  /// A ratio of means.
  ///
  /// - Parameter parts: Numerator and denominator of each replication. Where both
  ///   come from one replication of paired runs, so does the interval.
  init(_ parts: [(numerator: Double, denominator: Double)]) {
    let defined = parts.filter { $0.numerator.isFinite && $0.denominator.isFinite }
    let (mean, error) = MetricEstimate.jackknife(defined)
    self.init(mean: mean, error: error, count: defined.count)
  }

  /// A mean.
  init(meanOf values: [Double]) { self.init(values.map { ($0, 1) }) }
}
