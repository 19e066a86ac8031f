internal import Simulation

/// Which number of the spread of outcomes is to be large.
///
/// A selection compares means of units. The mean of replications is one with units of a single
/// replication. The others are made into means by batches: a unit is 20 replications, its value the
/// criterion of those 20, and what is compared is the mean of such values.
///
/// - Accuracy: The mean of `median` over batches of 20 differs from the median of the law by a
///   bias of order 1/20, which grows with skewness (exponential law: +0.025 of the mean); that of
///   `q05` lies between the first and second smallest of 20 (normal law: 0.21 standard deviations
///   above the law's quantile); that of `cvar05` is the mean of the smallest of 20 (normal law: 0.20
///   standard deviations above). Since all candidates have the same bias where their laws have the
///   same shape, the choice is barely touched, but every such number is to be called approximate.
package enum RiskCriterion: String, CaseIterable, Sendable {
  /// Of all replications.
  case mean
  /// The middle of the outcomes.
  case median
  /// The value that 5% of the outcomes fall short of.
  case q05
  /// The mean of the worst 5% of the outcomes.
  case cvar05

  /// Replications that make a unit.
  package var batchSize: Int { self == .mean ? 1 : 20 }

  /// The share of outcomes that are the worst.
  private static let tail = 0.05

  /// The criterion of some outcomes, of which large ones are good.
  ///
  /// Quantiles are linear between order statistics. The worst 5% of n outcomes are the ⌊n/20⌋
  /// smallest, and the fraction that is left of the next one.
  /// - Precondition: There is at least one, and none is nan.
  package func value(of outcomes: [Double]) -> Double {
    precondition(!outcomes.isEmpty, "a criterion needs an outcome")
    precondition(!outcomes.contains(where: \.isNaN), "an outcome must be a number")
    switch self {
    case .mean: return outcomes.reduce(0, +) / Double(outcomes.count)
    case .median: return quantile(0.5, ofSorted: outcomes.sorted())
    case .q05: return quantile(RiskCriterion.tail, ofSorted: outcomes.sorted())
    case .cvar05:
      let sorted = outcomes.sorted()
      let worst = Double(sorted.count) * RiskCriterion.tail
      var sum = 0.0
      for (rank, value) in sorted.enumerated() where Double(rank) < worst {
        sum += value * min(1, worst - Double(rank))
      }
      return sum / worst
    }
  }

  /// Replication-level values as units: one per whole batch, in order.
  package func units(of outcomes: [Double]) -> [Double] {
    precondition(outcomes.count.isMultiple(of: batchSize), "whole batches only")
    return stride(from: 0, to: outcomes.count, by: batchSize).map {
      value(of: Array(outcomes[$0..<$0 + batchSize]))
    }
  }
}
