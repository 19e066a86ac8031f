/// What a referral pays where rewards go by count: tiers, milestones, caps, prizes.
///
/// As shares of CAC, one per epoch of a plan. People perceive these means and not the
/// face value of a reward that few will get.
package struct Payoffs: Equatable, Sendable {
  /// Rewards and bonuses granted to the referrer per qualified referral.
  package var referrer: [Double]
  /// Rewards granted to the referee per qualified referral.
  package var referee: [Double]
  /// Prizes per qualified referral, times what is perceived of them.
  package var perceivedPrizes: [Double]
  /// Prizes per qualified referral, as they are paid.
  package var prizes: [Double]

  package init(
    referrer: [Double], referee: [Double], perceivedPrizes: [Double], prizes: [Double]
  ) {
    self.referrer = referrer
    self.referee = referee
    self.perceivedPrizes = perceivedPrizes
    self.prizes = prizes
  }
}
