package import Randomness
package import ReferralModel

/// How long customers stay: S(a), the share still active at age a days.
///
/// A lifetime T is real; a customer is active at whole age a if T > a, so the
/// first inactive age is ⌈T⌉, at least 1.
/// - Source: Weibull (1951), J. Appl. Mech. 18:293.
package struct Lifetime: Equatable, Sendable {
  /// Weibull scale in days; nil when nobody leaves.
  package let scale: Double?
  package let shape: Double

  package init(_ churn: Churn?) {
    shape = churn?.shape ?? 1
    // 1 − loss = exp(−(month/scale)^shape)
    scale = churn.flatMap { churn in
      churn.firstMonthLoss == 0
        ? nil : daysPerMonth / power(-logarithm(1 - churn.firstMonthLoss), 1 / churn.shape)
    }
  }

  /// Λ(a), the cumulative hazard to age a ≥ 0 in days.
  package func cumulativeHazard(_ age: Double) -> Double {
    guard let scale, age > 0 else { return 0 }
    return shape == 1 ? age / scale : power(age / scale, shape)
  }

  /// S(a) = exp(−Λ(a)).
  package func survival(_ age: Double) -> Double { naturalExp(-cumulativeHazard(age)) }

  /// The age at which the cumulative hazard reaches a value; ∞ when it never does.
  package func age(atHazard hazard: Double) -> Double {
    guard let scale else { return .infinity }
    return shape == 1 ? scale * hazard : scale * power(hazard, 1 / shape)
  }

  /// The first inactive age of a customer who has reached `tenure` days, counted
  /// from there, as an inverse of a random word: 1..., `count` for "later".
  ///
  /// - Parameters:
  ///   - tenure: Age already survived, in days.
  ///   - days: How many ages matter, at least 1.
  package func table(afterTenure tenure: Double, days: Int) -> InverseTable {
    let start = cumulativeHazard(tenure)
    return InverseTable(
      cdf: (0...days).map { age in
        1 - naturalExp(start - cumulativeHazard(tenure + Double(age)))
      })
  }
}
