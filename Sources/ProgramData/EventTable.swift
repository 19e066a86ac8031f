package import ReferralModel

/// The persons of a referral program: one row each, by number, in the order of the data.
///
/// Identifiers are gone: a person is an index in 0..<count, and knows the index of their referrer.
/// A column that no source had is nil; a cell that was blank is NaN, or -1 among categories. Days
/// count from 1970-01-01 in the program's time zone, with a fraction where times are given. Of days
/// of one person alone order by whole days is checked, since clocks of two systems differ: a
/// difference of two dates may be negative by less than a day.
package struct EventTable: Sendable {
  package enum Column: Int, CaseIterable, Sendable {
    case personID, referredBy, joinedAt, qualifiedAt, firstOrderValue, churnedAt, channel, arm
    case fraudState, rewardCost, rewardIssuedAt

    package var name: String {
      switch self {
      case .personID: "person_id"
      case .referredBy: "referred_by"
      case .joinedAt: "joined_at"
      case .qualifiedAt: "qualified_at"
      case .firstOrderValue: "first_order_value"
      case .churnedAt: "churned_at"
      case .channel: "channel"
      case .arm: "arm"
      case .fraudState: "fraud_state"
      case .rewardCost: "reward_cost"
      case .rewardIssuedAt: "reward_issued_at"
      }
    }
  }

  /// What was found out about a person while cleaning.
  package struct Marks: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Joined on a day before the referrer did: no delay can be read off the referral.
    package static let joinedBeforeReferrer = Marks(rawValue: 1)
    /// Had a churned_at before joined_at, which was left out: how long they stayed is unknown.
    package static let churnUnusable = Marks(rawValue: 2)
    /// Had a qualified_at before joined_at, which was left out.
    package static let qualificationUnusable = Marks(rawValue: 4)
  }

  /// In `referrer`: nobody.
  package static let nobody: Int32 = -1
  /// In `referrer`: someone without a row.
  package static let unknown: Int32 = -2

  package internal(set) var count = 0
  /// The person who referred each, `nobody` or `unknown`.
  ///
  /// Following it never comes back.
  package internal(set) var referrer: [Int32] = []
  /// NaN for those who never joined, and are here as referrers only.
  package internal(set) var joinedAt: [Double] = []
  package internal(set) var qualifiedAt: [Double]?
  package internal(set) var firstOrderValue: [Double]?
  package internal(set) var churnedAt: [Double]?
  package internal(set) var rewardCost: [Double]?
  package internal(set) var rewardIssuedAt: [Double]?
  package internal(set) var channel: Categories?
  package internal(set) var arm: Categories?
  package internal(set) var fraudState: Categories?
  package internal(set) var marks: [Marks] = []
  /// Whether any source told who referred whom.
  package internal(set) var knowsReferrers = false
  /// Whether the end of the observation was given, or is the last date here.
  package internal(set) var observedUntilIsGiven = false
  /// The last day on which what happened is known.
  package internal(set) var observedUntil = CalendarDate(daysSince1970: 0)

  package func hasJoined(_ person: Int) -> Bool { !joinedAt[person].isNaN }
}
