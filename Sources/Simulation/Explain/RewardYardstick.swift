internal import ReferralModel

/// The rewards beside the rule of thumb that a reward is 10-25% of CAC.
package struct RewardYardstick: Equatable, Sendable {
  /// As shares of CAC.
  package static let ruleOfThumb = 0.10...0.25

  /// A reward as a share of CAC.
  package struct Side: Equatable, Sendable {
    package let face: Double
    /// What it is expected to cost, breakage taken off.
    package let cost: Double
  }

  package enum Verdict: String, Equatable, Sendable {
    case below, inside, above
  }

  package let referrer: Side
  package let referee: Side
  /// In currency.
  package let cac: Double

  package var both: Side {
    Side(face: referrer.face + referee.face, cost: referrer.cost + referee.cost)
  }

  /// Of the rewards on the program's first day; nil without a program or a CAC.
  init?(_ scenario: Scenario) {
    guard let program = scenario.program, let cac = scenario.acquisition.cac else { return nil }
    let reward = program.terms(onDay: program.startDay)?.reward ?? program.reward
    referrer = Side(face: reward.referrer.value, cost: reward.referrer.expectedCost)
    referee = Side(face: reward.referee.value, cost: reward.referee.expectedCost)
    self.cac = cac
  }

  /// Where a share of CAC lies; a billionth outside is inside.
  package static func verdict(_ share: Double) -> Verdict {
    if share < ruleOfThumb.lowerBound - 1e-9 { return .below }
    return share > ruleOfThumb.upperBound + 1e-9 ? .above : .inside
  }
}
