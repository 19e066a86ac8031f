package import ReferralModel

/// One thing that a program's own data say, or why they do not say it.
package struct DataFinding: Sendable {
  /// Such as "churn of customers".
  package var title: String
  package var outcome: Outcome
  /// What the numbers were counted from.
  package var source: String
  package var notes: [String]

  package enum Outcome: Equatable, Sendable {
    /// A likelihood fit, and where its numbers belong in a scenario.
    case fitted(FitResult, [Placement])
    case refused(String)
  }

  /// Where an estimate belongs.
  package struct Placement: Equatable, Sendable {
    /// Of the fit.
    package var estimate: String
    package var path: String
    /// A scenario's number is the estimate times this.
    package var factor: Double

    package init(_ estimate: String, at path: String, factor: Double = 1) {
      self.estimate = estimate
      self.path = path
      self.factor = factor
    }
  }

  /// A delay that the data chose, and where it belongs; its parameters are among the placements.
  package var delay: (path: String, law: Delay)?

  package init(
    title: String, outcome: Outcome, source: String, notes: [String] = [],
    delay: (path: String, law: Delay)? = nil
  ) {
    self.title = title
    self.outcome = outcome
    self.source = source
    self.notes = notes
    self.delay = delay
  }
}
