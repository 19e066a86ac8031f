internal import GSL

/// When strategies are looked at while replications are added, fixed in advance, so that
/// the error of every look can be paid for beforehand.
package struct ComparisonRounds: Equatable, Sendable {
  /// Units of each strategy at each look, ascending.
  package let looks: [Int]

  /// - Parameters:
  ///   - first: Units at the first look, at least 3.
  ///   - most: Units at the last; a smaller number is the only look.
  ///   - growth: Of units from look to look, above 1.
  package init(first: Int = 16, most: Int, growth: Double = 1.6) {
    precondition(first >= 3 && most >= 2 && growth > 1)
    var looks: [Int] = []
    var units = Double(first)
    while Int(units) < most {
      looks.append(Int(units))
      units = max(units * growth, units + 1)
    }
    self.looks = looks + [most]
  }
}

/// The differences of all pairs of strategies at one look, with intervals that hold
/// for all pairs and all looks together.
///
/// At each of R looks every one of the P = k(k − 1)/2 pairs has a paired Student interval
/// at level 1 − α/(P·R). By Bonferroni's inequality all P·R intervals hold together with
/// probability at least 1 − α, whatever the correlation between strategies (common random
/// numbers), whatever their variances, and whenever the rounds stop. Exact for normal
/// differences; for means of tens of units close to it.
///
/// - Source: Bonferroni paired t: Law (2015), Simulation Modeling and Analysis, section
///   10.3; Clark, Yang (1986), Naval Research Logistics 33:675, for selection under common
///   random numbers. Nelson, Matejcik (1995), Management Science 41:1935, need less where
///   all differences have one variance, which reward strategies do not.
package struct PairwiseDifferences: Equatable, Sendable {
  /// One difference.
  package struct Difference: Equatable, Sendable {
    /// Mean of the first less mean of the second.
    package let mean: Double
    /// Standard deviation of the difference of one unit.
    package let sd: Double
    /// Half the width of the simultaneous interval.
    package let halfWidth: Double
    /// How much smaller the variance is than that of independent runs; infinite where
    /// the strategies do not differ at all, or always by the same.
    package let varianceReduction: Double

    package var low: Double { mean - halfWidth }
    package var high: Double { mean + halfWidth }
    /// Whether the interval leaves out 0.
    package var isSignificant: Bool { low > 0 || high < 0 }
  }

  package let count: Int
  package let units: Int
  private let differences: [Difference]

  /// - Parameters:
  ///   - values: One row per strategy, one number per unit; unit u is the same luck in
  ///     all rows. At least 2 units, and all finite.
  ///   - alpha: Error of everything together, in 0...1.
  ///   - looks: How many looks share it.
  package init(_ values: [[Double]], alpha: Double, looks: Int) {
    count = values.count
    units = values.first?.count ?? 0
    precondition(units >= 2 && values.allSatisfy { $0.count == values[0].count })
    precondition(values.allSatisfy { $0.allSatisfy(\.isFinite) }, "every unit has a value")
    let pairs = max(1, count * (count - 1) / 2)
    let n = Double(units)
    let quantile = Distribution.studentQuantile(
      1 - alpha / (2 * Double(pairs) * Double(looks)), degreesOfFreedom: n - 1)
    let variances = values.map { Self.moments($0).variance }
    var differences: [Difference] = []
    for first in 0..<count {
      for second in 0..<count {
        let (mean, variance) = Self.moments(zip(values[first], values[second]).map { $0 - $1 })
        let independent = variances[first] + variances[second]
        differences.append(
          Difference(
            mean: mean, sd: variance.squareRoot(),
            halfWidth: quantile * (variance / n).squareRoot(),
            varianceReduction: variance > 0 ? independent / variance : .infinity))
      }
    }
    self.differences = differences
  }

  /// First less second.
  package subscript(first: Int, second: Int) -> Difference { differences[first * count + second] }

  /// Shifted by the first, so that equal values have variance 0 exactly.
  private static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let first = values[0]
    let n = Double(values.count)
    let shift = values.reduce(0) { $0 + ($1 - first) } / n
    let squares = values.reduce(0) { $0 + ($1 - first - shift) * ($1 - first - shift) }
    return (first + shift, squares / (n - 1))
  }
}
