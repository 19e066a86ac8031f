import Foundation
import GSL
import Randomness
import ReferralModel
import Testing

@testable import Calibration

@Suite struct ResponseCurveFitTests {
  /// Who collected the result of an HIV test, by the money promised for it.
  /// - Source: Thornton (2008), American Economic Review 98:1829.
  static func thornton() throws -> [ExperimentArm] {
    let table = try OutsideData.columns("promo/thornton_hiv_incentives.csv")
    var arms: [Double: ExperimentArm] = [:]
    for (got, reward) in zip(table.numbers("got"), table.numbers("tinc")) {
      guard let got, let reward else { continue }
      arms[reward, default: ExperimentArm(reward: reward, exposed: 0, responses: 0)].exposed += 1
      arms[reward]?.responses += Int(got)
    }
    return arms.values.sorted { $0.reward < $1.reward }
  }

  // scipy 1.x, stats.binomtest(responses, exposed).proportion_ci(0.9, "wilson").
  @Test(arguments: [
    (211, 623, 0.308_253_182_006_945_3, 0.370_509_453_065_111_96),
    (0, 10, 0.0, 0.212_941_970_083_407), (10, 10, 0.787_058_029_916_593, 1.0),
  ])
  func `an arm has the score interval of its share`(
    responses: Int, exposed: Int, low: Double, high: Double
  ) {
    let arm = ExperimentArm(reward: 0.1, exposed: exposed, responses: responses)
    let interval = arm.interval(.share, overdispersion: 1)
    #expect(abs(interval.lowerBound - low) < 1e-12 && abs(interval.upperBound - high) < 1e-12)
  }

  // At its ends the score is z: (y/n − m)² = z²·φm/n, with z the 95% point of the normal law.
  @Test(arguments: [1, 2.5]) func `an arm has the score interval of its count`(factor: Double) {
    let arm = ExperimentArm(reward: 0.1, exposed: 240, responses: 700)
    let interval = arm.interval(.overdispersedCount, overdispersion: factor)
    for end in [interval.lowerBound, interval.upperBound] {
      let score = abs(700.0 / 240 - end) / (factor * end / 240).squareRoot()
      #expect(abs(score - 1.644853626951) < 1e-9)
    }
    // Negative binomial with dispersion 2 at the arm's mean: variance ÷ mean is 1 + mean/2.
    let mean = 700.0 / 240
    #expect(
      arm.interval(.count(dispersion: 2), overdispersion: 1)
        == arm.interval(.overdispersedCount, overdispersion: 1 + mean / 2))
  }

  // Recorded from reference.py, person by person.
  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `Thornton's incentives saturate`() throws {
    let arms = try ResponseCurveFitTests.thornton()
    #expect(arms.reduce(0) { $0 + $1.exposed } == 2_834)
    let luck = Streams(seed: 8, replication: 0)
    let fit = try ResponseCurveFit(arms, luck: luck)
    #expect(abs(fit.flat.logLikelihood + 1754.098978) < 1e-5)
    #expect(abs(fit.curve.logLikelihood + 1501.665191) < 1e-5)
    #expect(abs(fit.curve.value(of: "at_zero") - 0.3430582) < 1e-5)
    #expect(abs(fit.curve.value(of: "at_large") - 0.9037258) < 1e-5)
    #expect(isClose(fit.curve.value(of: "half_at"), 0.2077627, within: 1e-4))
    let half = fit.curve["half_at"]!.interval
    #expect(abs(half.lowerBound - 0.141347) < 2e-5)
    #expect(abs(half.upperBound - 0.297305) < 2e-5)
    #expect(abs(fit.likelihoodRatio - 2 * (1754.098978 - 1501.665191)) < 1e-3)
    #expect(fit.pValue == 0.001)
    #expect(fit.prefersCurve)
    #expect(fit.isTested(2) && !fit.isTested(5))
    #expect(abs(fit.testedRewards.upperBound - 3) < 0.2)

    // A free steepness gains 1.3: not worth a parameter by AIC, and at_large runs to 1.
    let free = try ResponseCurveFit(arms, isSteepnessFree: true, bootstraps: 19, luck: luck)
    #expect(abs(free.curve.logLikelihood + 1500.356277) < 1e-3)
    #expect(free.curve.value(of: "at_large") == 1)
    #expect(abs(free.curve.value(of: "steepness") - 0.618952) < 1e-3)
    #expect(free.curve["steepness"]!.interval.contains(1))
  }

  // 200 flat experiments, five rewards, 400 exposed each at 20%, 99 draws for each p-value: the
  // counts of p-values in tenths are multinomial, and chi-squared with 9 degrees of freedom is above
  // 21.7 in 1% of such tests.
  @Test(arguments: [
    ([(-0.1, 9, 1), (0.1, 9, 1)], ResponseLaw.share, "a reward is negative, or no number"),
    (
      [(0, 0, 0), (0.1, 9, 1)], .share,
      "every arm needs exposed customers, and responses of at least 0"
    ),
    ([(0, 9, 10), (0.1, 9, 1)], .share, "more responses than exposed customers"),
    ([(0.1, 9, 1), (0.1, 9, 2)], .share, "tested one reward only"),
    ([(0, 9, 0), (0.1, 9, 0)], .share, "nobody responded in any arm"),
    ([(0, 9, 9), (0.1, 9, 9)], .share, "everybody responded in every arm"),
    ([(0, 9, 9), (0.1, 9, 9)], .overdispersedCount, "2 arms do not tell how counts scatter"),
    ([(0, 9, 9), (0.1, 9, 9)], .count(dispersion: 0), "a dispersion is above 0"),
  ])
  func `arms that teach nothing are refused with a sentence`(
    arms: [(reward: Double, exposed: Int, responses: Int)], law: ResponseLaw, said: String
  ) {
    #expect {
      try ResponseCurveFit(
        arms.map { ExperimentArm(reward: $0.reward, exposed: $0.exposed, responses: $0.responses) },
        law: law, luck: Streams(seed: 1, replication: 0))
    } throws: {
      "\($0)".contains(said)
    }
  }

  @Test func `a flat experiment has uniform p-values`() throws {
    var tenths = Array(repeating: 0, count: 10)
    for experiment in 0..<200 {
      var sequence = Streams(seed: 12, replication: 1).sequence(
        of: experiment, deciding: .sequence)
      let arms = [0, 0.05, 0.1, 0.2, 0.4].map { reward in
        ExperimentArm(
          reward: reward, exposed: 400,
          responses: Int(sequence.draw(.binomial(probability: 0.2, trials: 400))))
      }
      let fit = try ResponseCurveFit(
        arms, bootstraps: 99, luck: Streams(seed: 12, replication: 2), experiment: experiment)
      tenths[min(9, Int(((fit.pValue - 0.005) * 10).rounded(.down)))] += 1
    }
    let chiSquared = tenths.reduce(0.0) { $0 + (Double($1) - 20) * (Double($1) - 20) / 20 }
    #expect(chiSquared < 21.7, "p-values by tenths: \(tenths)")
  }

  @Test func `a straight response leaves half_at unbounded and says so`() throws {
    // Counts on a line through 1 and 3: no bend within the rewards tested.
    let arms = [0, 0.1, 0.2, 0.3, 0.4].map {
      ExperimentArm(reward: $0, exposed: 300, responses: Int(300 * (1 + 5 * $0)))
    }
    let fit = try ResponseCurveFit(
      arms, law: .count(dispersion: .infinity), bootstraps: 19,
      luck: Streams(seed: 1, replication: 0))
    #expect(fit.pValue == 0.05)
    #expect(fit.curve["half_at"]!.interval.upperBound == .infinity)
    #expect(fit.curve["at_large"]!.interval.upperBound == .infinity)
    #expect(fit.curve["half_at"]!.interval.lowerBound > 0.05)
    #expect(!fit.curve.undetermined.isEmpty)
  }

  @Test func `counts that scatter more make a curve less certain`() throws {
    let arms = zip([0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5], [310, 420, 400, 520, 500, 570, 540]).map {
      ExperimentArm(reward: $0, exposed: 300, responses: $1)
    }
    let luck = Streams(seed: 1, replication: 0)
    let poisson = try ResponseCurveFit(
      arms, law: .count(dispersion: .infinity), bootstraps: 19, luck: luck)
    let negativeBinomial = try ResponseCurveFit(
      arms, law: .count(dispersion: 0.5), bootstraps: 19, luck: luck)
    let quasi = try ResponseCurveFit(arms, law: .overdispersedCount, bootstraps: 19, luck: luck)
    #expect(poisson.overdispersion == 1)
    #expect(quasi.overdispersion > 1)
    #expect(negativeBinomial.likelihoodRatio < poisson.likelihoodRatio)
    #expect(
      isClose(quasi.likelihoodRatio * quasi.overdispersion, poisson.likelihoodRatio, within: 1e-6))
    func width(_ fit: ResponseCurveFit) -> Double {
      let interval = fit.curve["at_zero"]!.interval
      return interval.upperBound - interval.lowerBound
    }
    #expect(width(quasi) > width(poisson))
    #expect(width(negativeBinomial) > width(poisson))
  }

  @Test func `experiments that tell no curve are refused with a sentence`() {
    func refusal(_ arms: [(Double, Int, Int)], _ law: ResponseLaw = .share) -> String {
      do {
        _ = try ResponseCurveFit(
          arms.map { ExperimentArm(reward: $0.0, exposed: $0.1, responses: $0.2) }, law: law,
          bootstraps: 0, luck: Streams(seed: 1, replication: 0))
        return "fitted"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      refusal([(0.1, 10, 3), (0.1, 10, 4)]).hasPrefix("the experiment tested one reward only"))
    #expect(refusal([(0, 10, 0), (0.1, 10, 0)]) == "nobody responded in any arm")
    #expect(refusal([(0, 10, 10), (0.1, 10, 10)]) == "everybody responded in every arm")
    #expect(refusal([(0, 10, 11), (0.1, 10, 4)]).contains("are they counts?"))
    #expect(
      refusal([(0, 10, 11), (0.1, 10, 4)], .overdispersedCount).contains("give their dispersion"))
    #expect(refusal([(-1, 10, 1), (0.1, 10, 4)]).hasPrefix("a reward is negative"))
  }

  @Test func `two rewards give a test, and a note that they determine no curve`() throws {
    let fit = try ResponseCurveFit(
      [
        ExperimentArm(reward: 0, exposed: 500, responses: 50),
        ExperimentArm(reward: 0.2, exposed: 500, responses: 100),
      ], bootstraps: 99, luck: Streams(seed: 1, replication: 0))
    #expect(fit.pValue <= 0.02)
    #expect(fit.curve.notes.count == 1)
    #expect(!fit.curve.undetermined.isEmpty)
    #expect(abs(fit.curve.value(of: "at_zero") - 0.1) < 1e-3)
  }
}
