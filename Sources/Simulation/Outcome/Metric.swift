/// A scalar outcome: what it is called, what it means, and how it is computed.
package struct Metric: Sendable {
  package enum Kind: Equatable, Sendable {
    /// A number of each replication; the estimate is its mean.
    case value
    /// A ratio of means over replications. Undefined where the denominator is
    /// not above 0.
    case ratio
    /// A number of each replication; the estimate is the mean of its largest 5%.
    case upperTail
  }

  package enum Unit: Equatable, Sendable {
    case count, share, money, days, multiple, number
  }

  /// Where reports list it.
  package enum Group: String, CaseIterable, Sendable {
    case growth, referral, money, program
  }

  package let name: String
  package let unit: Unit
  package let group: Group
  /// One line for people.
  package let definition: String
  /// The same in symbols.
  package let formula: String
  package let numerator: @Sendable (OutcomeTotals) -> Double
  /// nil for a value.
  package let denominator: (@Sendable (OutcomeTotals) -> Double)?

  package let kind: Kind
  /// Whether it says nothing in most scenarios; reports for people leave it out where
  /// it is 0 or undefined in every replication.
  package let isOptional: Bool

  init(
    _ name: String, _ unit: Unit, _ group: Group, _ definition: String, formula: String,
    isOptional: Bool = false, isUpperTail: Bool = false,
    over denominator: (@Sendable (OutcomeTotals) -> Double)? = nil,
    _ numerator: @escaping @Sendable (OutcomeTotals) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.group = group
    self.definition = definition
    self.formula = formula
    self.numerator = numerator
    self.denominator = denominator
    self.isOptional = isOptional
    kind = isUpperTail ? .upperTail : denominator == nil ? .value : .ratio
  }

  /// The metric of one replication; nan where it is undefined.
  package func value(_ totals: OutcomeTotals) -> Double {
    guard let denominator else { return numerator(totals) }
    return Metric.ratio(numerator(totals), denominator(totals))
  }

  /// A ratio; nan unless the denominator is above 0.
  package static func ratio(_ numerator: Double, _ denominator: Double) -> Double {
    denominator > 0 ? numerator / denominator : .nan
  }
}
