/// One simulated history, day by day: what an engine hands over.
///
/// Counts are whole in the agents engine and expected values in the other.
/// Every metric is computed from here, by the same code for both.
package struct History: Equatable, Sendable {
  /// *H*.
  package let horizon: Int
  /// Customers on day 0; they are not signups.
  package var initial: Double = 0
  /// Signups by cause and day: the external causes in order, then the loops.
  package var signups: [[Double]]
  /// Customers who left, by day.
  package var churned: [Double]
  /// Active customers at the end of a day.
  package var active: [Double]
  /// Margin of the customers active at the end of a day, in currency.
  package var margin: [Double]
  /// Invitations sent, by day.
  package var invitesSent: [Double]
  /// Expected cost of the referrals that qualified, by day, in currency.
  package var rewardCost: [Double]
  /// Expected cost of referrals that qualify after the horizon, discounted to day 0.
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
  /// Longest chain of referrals, 0 when nobody was referred; nil where an engine
  /// has no persons to follow.
  package var generationsMax: Double?
  /// Referred signups brought by the top 1% of advocates; nil where an engine
  /// has no persons to rank.
  package var topReferrals: Double?

  package init(horizon: Int, loops: Int) {
    self.horizon = horizon
    let zeros = [Double](repeating: 0, count: horizon)
    signups = Array(repeating: zeros, count: ExternalCause.allCases.count + loops)
    churned = zeros
    active = zeros
    margin = zeros
    invitesSent = zeros
    rewardCost = zeros
    causedAtAge = zeros
    causedBySignupDay = zeros
  }

  /// Signups of a day, all causes together.
  package func signups(onDay day: Int) -> Double {
    signups.reduce(0) { $0 + $1[day] }
  }

  /// Referred signups of a day, all loops together.
  package func referred(onDay day: Int) -> Double {
    signups.dropFirst(ExternalCause.allCases.count).reduce(0) { $0 + $1[day] }
  }
}
