/// An outcome over replications; nan where undefined.
package struct Statistics: Equatable, Sendable {
  package var mean: Double
  /// Standard deviation over the replications where the outcome is defined.
  package var sd: Double
  /// Monte Carlo standard error of the mean.
  package var mcse: Double
  package var q05: Double
  package var q25: Double
  package var q50: Double
  package var q75: Double
  package var q95: Double
  /// Replications in which the outcome is undefined.
  package var undefined: Int
  /// Where the spread comes from, when parameters are uncertain.
  package var variance: VarianceShares?

  package init(
    mean: Double, sd: Double, mcse: Double, q05: Double, q25: Double, q50: Double, q75: Double,
    q95: Double, undefined: Int = 0, variance: VarianceShares? = nil
  ) {
    self.mean = mean
    self.sd = sd
    self.mcse = mcse
    self.q05 = q05
    self.q25 = q25
    self.q50 = q50
    self.q75 = q75
    self.q95 = q95
    self.undefined = undefined
    self.variance = variance
  }

  /// What outputs call each statistic, in their order.
  package static let names = ["mean", "sd", "mcse", "q05", "q25", "q50", "q75", "q95"]

  /// - Parameter values: In the order of `names`.
  package init(values: [Double]) {
    precondition(values.count == Self.names.count, "one value for each name")
    self.init(
      mean: values[0], sd: values[1], mcse: values[2], q05: values[3], q25: values[4],
      q50: values[5], q75: values[6], q95: values[7])
  }

  /// The values, in the order of `names`.
  package var values: [Double] { [mean, sd, mcse, q05, q25, q50, q75, q95] }
}

/// The variance of an outcome, split by where it comes from; sums to 1.
package struct VarianceShares: Equatable, Sendable {
  /// Not knowing the parameters: no number of replications removes it.
  package var parameters: Double
  /// What remains when the parameters are known.
  package var luck: Double

  package init(parameters: Double, luck: Double) {
    self.parameters = parameters
    self.luck = luck
  }

  /// The one-way analysis of variance of pairs that share their parameters.
  ///
  /// Luck is the mean of (x₁ − x₂)²/2; parameters are the variance of the pair
  /// means less luck/2, or 0 where chance makes that negative.
  /// - Returns: nil with fewer than two pairs or no variance at all.
  package init?(pairs: [(Double, Double)]) {
    guard pairs.count >= 2 else { return nil }
    let luck =
      pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 } / Double(pairs.count)
    var between = RunningMoments()
    for (first, second) in pairs { between.add((first + second) / 2) }
    let parameters = max(0, between.variance - luck / 2)
    guard parameters + luck > 0 else { return nil }
    self.init(parameters: parameters / (parameters + luck), luck: luck / (parameters + luck))
  }
}

/// Mean and variance in one pass.
///
/// - Source: Welford (1962), Technometrics 4:419.
struct RunningMoments: Sendable {
  private(set) var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let before = value - mean
    mean += before / count
    squares += before * (value - mean)
  }

  /// With divisor n − 1; nan for fewer than two values.
  var variance: Double { count > 1 ? squares / (count - 1) : .nan }
}
