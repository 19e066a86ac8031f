internal import Foundation
internal import GSL
package import Randomness
package import ReferralModel

/// How a response depends on the reward: the Hill curve against a flat one.
///
/// ```
/// value(r) = at_zero + (at_large − at_zero) · r^h / (half_at^h + r^h)
/// ```
/// Under the flat curve half_at means nothing, so twice the gain in log-likelihood is not chi-squared;
/// its p-value comes from experiments drawn from the flat fit (Davies 1987, Biometrika 74:33, on why).
package struct ResponseCurveFit: Equatable, Sendable {
  package static let names = ["at_zero", "at_large", "half_at", "steepness"]

  /// One level for all rewards.
  package let flat: FitResult
  /// The curve, with intervals by profile likelihood: half_at may reach 0 or infinity.
  package let curve: FitResult
  /// Twice the gain of the curve over the flat level, over the overdispersion.
  package let likelihoodRatio: Double
  /// The share of flat experiments, this one included, in which a curve gains as much.
  package let pValue: Double
  /// Variance ÷ mean beyond the law; 1 unless it was estimated.
  package let overdispersion: Double
  /// The least and the largest reward tested.
  ///
  /// Beyond them the curve is a guess.
  package let testedRewards: ClosedRange<Double>
  private let isSteepnessFree: Bool

  /// Fits both.
  ///
  /// - Parameters:
  ///   - arms: At least two rewards, one of them above 0.
  ///   - law: What is counted.
  ///   - isSteepnessFree: Whether to fit h too; else it is 1.
  ///   - bootstraps: Flat experiments to draw for the p-value.
  ///   - luck: The streams.
  ///   - experiment: Tells several tests on the same streams apart.
  /// - Throws: When the arms cannot tell a curve.
  package init(
    _ arms: [ExperimentArm], law: ResponseLaw = .share, isSteepnessFree: Bool = false,
    bootstraps: Int = 999, luck: Streams, experiment: Int = 0
  ) throws(FitError) {
    try ResponseCurveFit.check(arms, law, isSteepnessFree)
    precondition(bootstraps >= 0 && bootstraps < 1 << 16, "bootstraps are in 0..<65,536")
    let search = HillSearch(arms: arms, law: law, isSteepnessFree: isSteepnessFree)
    let best = search.best()
    let level = search.flat
    let overdispersion = search.overdispersion(around: best)
    let likelihoodRatio =
      max(0, 2 * (best.logLikelihood - level.logLikelihood)) / overdispersion
    // Arms come in the caller's order, which a range does not need.
    let rewards = arms.map(\.reward)
    testedRewards = rewards.min()!...rewards.max()!
    self.isSteepnessFree = isSteepnessFree

    var asLarge = 1
    for number in 0..<bootstraps {
      var sequence = luck.sequence(of: experiment << 16 | number, deciding: .sequence)
      let drawn = arms.map { arm in
        law.draw(arm, level: level.atZero, overdispersion: overdispersion, &sequence)
      }
      // Nobody responding, or everybody, is a flat experiment.
      let again = HillSearch(arms: drawn, law: law, isSteepnessFree: isSteepnessFree)
      let curve = again.best()
      let gain =
        2 * (curve.logLikelihood - again.flat.logLikelihood) / again.overdispersion(around: curve)
      // Equal within the precision of the search: with few exposed many experiments coincide.
      if gain >= likelihoodRatio - 1e-6 { asLarge += 1 }
    }
    pValue = Double(asLarge) / Double(bootstraps + 1)
    self.overdispersion = overdispersion
    self.likelihoodRatio = likelihoodRatio

    let fits = CurveProblems(search: search, overdispersion: overdispersion)
    flat = try fits.flat(level)
    curve = try fits.curve(best, level: level)
  }

  private static func check(
    _ arms: [ExperimentArm], _ law: ResponseLaw, _ isSteepnessFree: Bool
  ) throws(FitError) {
    guard arms.allSatisfy({ $0.reward >= 0 && $0.reward.isFinite }) else {
      throw .badData("a reward is negative, or no number")
    }
    guard arms.allSatisfy({ $0.exposed > 0 && $0.responses >= 0 }) else {
      throw .badData("every arm needs exposed customers, and responses of at least 0")
    }
    guard law != .share || arms.allSatisfy({ $0.responses <= $0.exposed }) else {
      throw .badData("an arm has more responses than exposed customers; are they counts?")
    }
    guard Set(arms.map(\.reward)).count >= 2 else {
      throw .notEnough(
        "the experiment tested one reward only, so it does not tell what another would do")
    }
    guard arms.contains(where: { $0.responses > 0 }) else {
      throw .noEvents("nobody responded in any arm")
    }
    guard law != .share || arms.contains(where: { $0.responses < $0.exposed }) else {
      throw .onTheBoundary("everybody responded in every arm")
    }
    if law == .overdispersedCount, arms.count <= (isSteepnessFree ? 4 : 3) {
      throw .notEnough(
        "\(arms.count) arms do not tell how counts scatter around a curve; give their dispersion")
    }
    if case .count(let dispersion) = law, !(dispersion > 0) {
      throw .badData("a dispersion is above 0")
    }
  }

  /// Whether the curve, not the flat level, has the lesser AIC.
  package var prefersCurve: Bool { curve.aic < flat.aic }

  /// The better of the two by AIC, for a scenario.
  package var preferred: Response.Curve {
    guard prefersCurve else { return .constant(flat.values[0]) }
    return .hill(
      atZero: curve.value(of: "at_zero"), atLarge: curve.value(of: "at_large"),
      halfAt: curve.value(of: "half_at"),
      steepness: isSteepnessFree ? curve.value(of: "steepness") : 1, link: .identity)
  }

  /// Whether a reward lies within those tested.
  package func isTested(_ reward: Double) -> Bool { testedRewards.contains(reward) }
}

extension ResponseLaw {
  /// The responses of an arm at a level.
  fileprivate func draw(
    _ arm: ExperimentArm, level: Double, overdispersion: Double,
    _ sequence: inout StreamSequence
  ) -> ExperimentArm {
    var drawn = arm
    let mean = level * Double(arm.exposed)
    func negativeBinomial(dispersion: Double) -> Double {
      let rate = sequence.draw(.gamma(shape: dispersion, scale: mean / dispersion))
      return sequence.draw(.poisson(mean: rate))
    }
    let responses =
      switch self {
      case .share: sequence.draw(.binomial(probability: level, trials: arm.exposed))
      case .count(let dispersion) where dispersion.isFinite:
        negativeBinomial(dispersion: dispersion * Double(arm.exposed))
      case .overdispersedCount where overdispersion > 1:
        negativeBinomial(dispersion: mean / (overdispersion - 1))
      case .count, .overdispersedCount: sequence.draw(.poisson(mean: mean))
      }
    drawn.responses = Int(responses)
    return drawn
  }
}
