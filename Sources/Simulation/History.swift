/// One simulated history, day by day: what an engine hands over.
///
/// Counts are whole in the agents engine and expected values in the other.
/// Every metric is computed from here, by the same code for both.
package struct History: Equatable, Sendable {
  /// *H*.
  package let horizon: Int
  /// Customers on day 0; they are not signups.
  package var initial: Double = 0
  /// Signups by cause and day: the external causes in order, then the loops, then
  /// deadweight: people who would have come anyway and named a referrer for the reward.
  package var signups: [[Double]]
  /// Customers who left, by day.
  package var churned: [Double]
  /// Active customers at the end of a day.
  package var active: [Double]
  /// Margin of the customers active at the end of a day, in currency.
  package var margin: [Double]
  /// Invitations sent, by day.
  package var invitesSent: [Double]
  /// Cost of the rewards redeemed on a day, less that of those clawed back, in currency.
  package var rewardCost: [Double]
  /// Fixed program cost, and cost of checks, by day, in currency.
  package var fixedCost: [Double]
  package var checkCost: [Double]
  /// Face value of the rewards in each state at the end of a day, in currency: one row
  /// per `RewardState`.
  package var ledger: [[Double]]
  /// Face value of the rewards earned on a day, in currency.
  package var earned: [Double]
  /// Expected cost of the rewards pending, approved and issued at the end of a day.
  package var liability: [Double]
  /// Expected cost of rewards that fall due after the horizon, discounted to day 0.
  package var outstandingRewardCost = 0.0
  /// Discounted expected margin after the horizon of those still active.
  package var terminalMargin = 0.0
  /// Customers who took part in at least one loop.
  package var advocates = 0.0
  /// Invitations to people who were customers already, when they were sent.
  package var invitesWasted = 0.0
  /// Referred signups by the referrer's age in days at that moment.
  package var causedAtAge: [Double]
  /// Referred signups by the referrer's own day of signup; initial customers
  /// are not in it.
  package var causedBySignupDay: [Double]
  /// Discounted expected lifetime margin of one customer at signup, in currency;
  /// for the referred, a sum over referred signups.
  package var lifetimeValue = 0.0
  package var lifetimeValueReferredSum = 0.0
  /// Referrals that qualified, of real people and of invented accounts.
  package var qualified = 0.0
  package var fakes = 0.0
  /// Cost of the rewards of invented accounts, as in `rewardCost`.
  package var fraudCost = 0.0
  /// The same, of people who would have come anyway.
  package var deadweightCost = 0.0
  /// Face value of honest rewards that the check refused.
  package var honestRefused = 0.0
  /// Whether a budget stopped the program on any day.
  package var isBudgetSpent = false
  /// People turned away while the capacity was full; they may have come again.
  package var turnedAway = 0.0
  /// Discounted lifetime margin that people gain by being referred who come with the
  /// program off too, unreferred.
  package var relabelledValue = 0.0
  /// Expected orders of referred customers inside the horizon, and their value.
  package var referredOrders = 0.0
  package var referredOrderValue = 0.0
  /// One per segment of the market; empty where there are none.
  package var segments: [SegmentTotals] = []

  /// What became of a segment.
  package struct SegmentTotals: Equatable, Sendable {
    package var signups = 0.0
    package var referred = 0.0
    package var activeAtEnd = 0.0

    package init(signups: Double = 0, referred: Double = 0, activeAtEnd: Double = 0) {
      self.signups = signups
      self.referred = referred
      self.activeAtEnd = activeAtEnd
    }
  }
  /// Longest chain of referrals, 0 when nobody was referred; nil where an engine
  /// has no persons to follow.
  package var generationsMax: Double?
  /// Referred signups brought by the top 1% of advocates; nil where an engine
  /// has no persons to rank.
  package var topReferrals: Double?

  package init(horizon: Int, loops: Int) {
    self.horizon = horizon
    let zeros = [Double](repeating: 0, count: horizon)
    signups = Array(repeating: zeros, count: ExternalCause.allCases.count + loops + 1)
    churned = zeros
    active = zeros
    margin = zeros
    invitesSent = zeros
    rewardCost = zeros
    fixedCost = zeros
    checkCost = zeros
    ledger = Array(repeating: zeros, count: RewardState.allCases.count)
    earned = zeros
    liability = zeros
    causedAtAge = zeros
    causedBySignupDay = zeros
  }

  /// Signups of a day, all causes together.
  package func signups(onDay day: Int) -> Double {
    signups.reduce(0) { $0 + $1[day] }
  }

  /// Where the signups of deadweight stand in `signups`.
  package var deadweightCause: Int { signups.count - 1 }

  /// Signups of a day that count as referred: all loops and deadweight together.
  package func referred(onDay day: Int) -> Double {
    signups.dropFirst(ExternalCause.allCases.count).reduce(0) { $0 + $1[day] }
  }

  /// What became of a segment; nothing where an engine tells none apart.
  package func segments(_ index: Int) -> SegmentTotals {
    segments.indices.contains(index)
      ? segments[index] : SegmentTotals(signups: .nan, referred: .nan, activeAtEnd: .nan)
  }
}
