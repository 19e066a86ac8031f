import Testing

@testable import RewardTuning

@Suite struct RiskCriterionTests {
  @Test func `criteria of the numbers from 1 to 20`() {
    let outcomes = (1...20).reversed().map(Double.init)
    #expect(RiskCriterion.mean.value(of: outcomes) == 10.5)
    #expect(RiskCriterion.median.value(of: outcomes) == 10.5)
    // Position 0.05·19 = 0.95 between the first and the second.
    #expect(abs(RiskCriterion.q05.value(of: outcomes) - 1.95) < 1e-12)
    #expect(RiskCriterion.cvar05.value(of: outcomes) == 1)
    // The worst 5% of 30 are one and a half.
    let thirty = (1...30).map(Double.init)
    #expect(abs(RiskCriterion.cvar05.value(of: thirty) - 2 / 1.5) < 1e-12)
  }

  @Test func `a unit is a batch`() {
    let outcomes = (0..<40).map { Double($0 / 20) }
    #expect(RiskCriterion.mean.units(of: outcomes) == outcomes)
    #expect(RiskCriterion.median.units(of: outcomes) == [0, 1])
  }

  /// Expected order statistics of 20 normal values: −1.867 and −1.408 (Harter 1961, Biometrika
  /// 48:151); 4,000 batches, tolerance five standard errors (false alarms: 1e-6 each).
  @Test func `batches of 20 are biased by what the comment says`() {
    let luck = SeededLuck(seed: 3)
    let outcomes = (0..<80_000).map { luck.normal($0, 0) }
    let worst = Moments(RiskCriterion.cvar05.units(of: outcomes))
    #expect(abs(worst.mean - -1.8675) < 5 * worst.standardError)
    let low = Moments(RiskCriterion.q05.units(of: outcomes))
    #expect(abs(low.mean - (0.05 * -1.8675 + 0.95 * -1.4076)) < 5 * low.standardError + 1e-4)
    #expect(abs(low.mean - (-1.645 + 0.21)) < 0.03)
  }
}
