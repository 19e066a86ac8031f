/// A waiting time from 0 up, in days.
///
/// Engines round it down to whole days.
package enum Delay: Equatable, Sendable {
  case constant(days: Double)
  case exponential(mean: Double)
  /// Whole days counted from 1; mean at least 1.
  case geometric(mean: Double)
  case gamma(mean: Double, sd: Double)
  /// `sigma` is the standard deviation of the logarithm.
  case lognormal(median: Double, sigma: Double)
  case weibull(shape: Double, scale: Double)
  /// Days with their shares, which sum to 1.
  case table([WeightedDay])

  /// A whole number of days and its share.
  package struct WeightedDay: Equatable, Sendable {
    package var days: Double
    package var share: Double

    package init(days: Double, share: Double) {
      self.days = days
      self.share = share
    }
  }

  /// No delay at all.
  package static let none = Delay.constant(days: 0)
}

/// What is not known about a number of the scenario: epistemic uncertainty.
///
/// Parameters are in the base unit of the number they stand for.
package enum ValueDistribution: Equatable, Sendable {
  case constant(Double)
  case normal(mean: Double, sd: Double)
  /// `sigma` is the standard deviation of the logarithm.
  case lognormal(median: Double, sigma: Double)
  case gamma(mean: Double, sd: Double)
  /// On 0...1.
  case beta(mean: Double, sd: Double)
  case uniform(min: Double, max: Double)
  /// Values with their shares, which sum to 1.
  case table([WeightedValue])

  /// A value and its share.
  package struct WeightedValue: Equatable, Sendable {
    package var value: Double
    package var share: Double

    package init(value: Double, share: Double) {
      self.value = value
      self.share = share
    }
  }
}
