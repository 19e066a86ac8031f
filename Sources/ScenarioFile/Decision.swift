/// What `kfactor tune` is asked: what may vary, what is wanted, and within which limits.
package struct Decision: Equatable, Sendable {
  /// One to four, in file order.
  package var variables: [Variable]
  /// The metric that is made as large, or as small, as it gets.
  package var objective: String
  package var isMaximised: Bool
  /// `mean`, `median`, `q05` or `cvar05`: which figure of the objective counts.
  package var risk: String
  package var limits: [Limit]
  /// The promised probability of a good selection, in 0.5...0.999.
  package var confidence: Double
  /// Differences below it do not matter.
  ///
  /// Of the objective 1%, unless the file says otherwise.
  package var indifference: Indifference?

  /// A metric that must stay within a bound.
  package struct Limit: Equatable, Sendable {
    package enum Bound: Equatable, Sendable {
      /// In the base unit of `unit`.
      case value(Double)
      case metric(String)
      /// The scenario's CAC.
      case cac
    }

    /// As written: `incremental_cac <= cac`.
    package var text: String
    package var metric: String
    /// `<=`, else `>=`.
    package var isAtMost: Bool
    package var bound: Bound
    /// What a value was written as: a share, money, a duration in days, a multiplier or a plain
    /// number; nil for another bound.
    package var unit: QuantityKind?
  }

  package enum Indifference: Equatable, Sendable {
    /// Money, days, a multiple, or a plain number in the unit of the objective.
    case amount(Double, QuantityKind)
    case share(Double, ofMetric: String)
  }

  static let risks = ["mean", "median", "q05", "cvar05"]
  static let defaultObjective = "npv"
}
