/// The field names of referral software, as far as they are published.
///
/// An export that names its columns otherwise needs `--map`; nothing is guessed.
package enum Preset: String, CaseIterable, Sendable {
  case growsurf, saasquatch, talkable, friendbuy
  case mentionMe = "mention-me"
  case viralLoops = "viral-loops"
  case firstpromoter

  /// - Throws: When there is no such preset.
  package init(named name: String) throws(DataErrors) {
    guard let preset = Preset(rawValue: name) else {
      let known = Preset.allCases.map(\.rawValue)
      throw DataErrors(
        DataError(
          "--preset \(name)", .unknownPreset(nearest: nearest(to: name, among: known), known: known)
        ))
    }
    self = preset
  }

  /// Headers that stand for a neutral name, the first that is there first.
  func headers(for name: String, in table: TableKind) -> [String] {
    switch (table, self) {
    case (.events, .growsurf): Preset.growsurfParticipants[name] ?? []
    case (.series, .growsurf): Preset.growsurfAnalytics[name] ?? []
    case (.events, .saasquatch): Preset.saasquatchReferrals[name] ?? []
    case (.events, .talkable):
      (Preset.talkableReferrals[name] ?? []).flatMap { [$0, "payload." + $0] }
    case (.events, .friendbuy): Preset.friendbuySignups[name] ?? []
    case (.events, .mentionMe): Preset.mentionMeCustomers[name] ?? []
    case (.events, .viralLoops): Preset.viralLoopsParticipants[name] ?? []
    default: []
    }
  }

  /// Pairs of headers for a person and their referrer that hold the same kind of identifier, so
  /// that one can be found by the other; the first pair that is there is read.
  var identities: [(person: String, referrer: String)] {
    switch self {
    case .growsurf: [("id", "referredBy"), ("id", "referrer.id")]
    case .saasquatch: [("referredUser.id", "referrerUser.id"), ("referredUser", "referrerUser")]
    case .talkable:
      ["", "payload."].flatMap { prefix in
        ["customer_id", "email"].map {
          ("\(prefix)friend_origin.\($0)", "\(prefix)advocate_origin.\($0)")
        }
      }
    case .friendbuy:
      [
        ("customer_id", "advocate_customer_id"), ("friend_customer_id", "advocate_customer_id"),
        ("email", "advocate_email"),
      ]
    case .mentionMe:
      [
        ("Merchant Customer ID", "Referred By Merchant Customer ID"),
        ("Customer Email", "Referred By Customer Email"),
      ]
    case .viralLoops: [("id", "referrerId")]
    case .firstpromoter: []
    }
  }

  /// What to say where a column is missing.
  func remark(on name: String, in table: TableKind) -> String {
    let headers = headers(for: name, in: table)
    if !headers.isEmpty {
      return "the preset \(rawValue) looks for \(headers.joined(separator: ", "))"
    }
    switch (self, table) {
    case (.firstpromoter, _): return "FirstPromoter publishes no headers of its CSV exports"
    case (.viralLoops, .events): return "the published Viral Loops format has no \(name)"
    default: return "the preset \(rawValue) has no header for it"
    }
  }

  /// GrowSurf participants, by the published API type; `rewards` of any other status cost nothing
  /// yet.
  private static let growsurfParticipants = [
    "person_id": ["id"], "referred_by": ["referredBy", "referrer.id"], "joined_at": ["createdAt"],
    "channel": ["referralSource"], "fraud_state": ["fraudRiskLevel"],
    "reward_cost": ["rewards[status=FULFILLED].amount"],
    "reward_issued_at": ["rewards[status=FULFILLED].fulfilledAt"],
  ]

  /// GrowSurf program analytics, `series`.
  private static let growsurfAnalytics = [
    "date": ["periodStart"], "signups": ["participants"], "signups_referred": ["referrals"],
    "invites_sent": ["invites"],
  ]

  /// SaaSquatch referrals, and users for those whom nobody referred.
  ///
  /// `dateReferralEnded` is no churn: what ends is the referral.
  private static let saasquatchReferrals = [
    "person_id": ["referredUser.id", "referredUser", "id"],
    "referred_by": ["referrerUser.id", "referrerUser"],
    "joined_at": ["dateReferralStarted", "dateCreated"], "qualified_at": ["dateConverted"],
    "reward_issued_at": ["dateReferralPaid"], "channel": ["referralSource"],
    "fraud_state": ["moderationStatus", "referredModerationStatus"],
  ]

  /// Talkable's referral and reward web hooks.
  private static let talkableReferrals = [
    "person_id": ["friend_origin.customer_id", "friend_origin.email"],
    "referred_by": ["advocate_origin.customer_id", "advocate_origin.email"],
    "joined_at": ["friend_origin.order_date"], "first_order_value": ["friend_origin.subtotal"],
    "channel": ["share_type"], "reward_cost": ["reward.amount", "advocate_rewards[].amount"],
  ]

  /// Friendbuy's signups and distributed rewards, as loaded by Fivetran.
  private static let friendbuySignups = [
    "person_id": ["customer_id", "friend_customer_id", "email"],
    "referred_by": ["advocate_customer_id", "advocate_email"], "joined_at": ["created_on"],
    "channel": ["channel"], "reward_cost": ["reward_amount"],
  ]

  /// Mention Me's CRM feed.
  private static let mentionMeCustomers = [
    "person_id": ["Merchant Customer ID", "Customer Email"],
    "referred_by": ["Referred By Merchant Customer ID", "Referred By Customer Email"],
    "joined_at": ["Customer Recognised Date"], "qualified_at": ["Referred Qualified Date"],
    "reward_issued_at": ["Referred Rewarded Date"],
  ]

  /// Viral Loops' import format, which has no dates.
  private static let viralLoopsParticipants = [
    "person_id": ["id", "email"], "referred_by": ["referrerId"],
  ]
}
