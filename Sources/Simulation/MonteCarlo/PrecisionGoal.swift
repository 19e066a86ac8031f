internal import GSL
package import ReferralModel

/// What a run with a precision target came to.
package struct PrecisionReached: Equatable, Sendable {
  package let target: PrecisionTarget
  /// Half the width of the 95% interval of the mean, relative to the mean; nan
  /// while it cannot be estimated.
  package let relativeHalfWidth: Double

  package init(target: PrecisionTarget, relativeHalfWidth: Double) {
    self.target = target
    self.relativeHalfWidth = relativeHalfWidth
  }

  /// False when the cap came first.
  package var isReached: Bool { relativeHalfWidth <= target.relativeHalfWidth }
}

/// Decides after a batch whether the mean of a metric is known well enough.
struct PrecisionGoal {
  private let target: PrecisionTarget
  /// Its position in the layout.
  private let metric: Int
  private(set) var reached: PrecisionReached?

  init(_ target: PrecisionTarget, metric: Int) {
    self.target = target
    self.metric = metric
  }

  var isReached: Bool { reached?.isReached ?? false }

  /// Takes stock, and returns how many replications it now seems to take.
  ///
  /// The half-width is Student's t times the Monte Carlo standard error; it falls
  /// as 1/√n.
  mutating func check(_ outcomes: OutcomeAccumulator, cap: Int) -> Int {
    let (mean, error) = outcomes.meanAndError(ofMetric: metric)
    let width = Self.relativeHalfWidth(mean: mean, error: error, units: outcomes.units)
    reached = PrecisionReached(target: target, relativeHalfWidth: width)
    let times = width / target.relativeHalfWidth
    let needed = Double(outcomes.replications) * times * times
    return needed < Double(cap) ? max(outcomes.replications, Int(needed.rounded(.up))) : cap
  }

  /// 0 of a mean that does not vary, be it 0 itself.
  static func relativeHalfWidth(mean: Double, error: Double, units: Int) -> Double {
    if error == 0 { return 0 }
    guard units > 1 else { return .nan }
    return Distribution.studentQuantile(0.975, degreesOfFreedom: Double(units - 1)) * error
      / abs(mean)
  }
}
