/// Where a reward stands; every cent is in exactly one state.
package enum RewardState: Int, CaseIterable, Sendable, BitwiseCopyable {
  /// Earned, and held back.
  case pending
  /// Checked, and waiting to be paid out.
  case approved
  /// In the recipient's hands, and not used.
  case issued
  case redeemed
  /// Never used.
  case expired
  /// Taken back after issue.
  case clawedBack
  // Void, by reason.
  case overCap
  case overBudget
  case fraud
  case referrerLeft
  case refereeLeft
  case returnedOrder

  /// The name in series and in the event log.
  package var name: String {
    switch self {
    case .pending: "pending"
    case .approved: "approved"
    case .issued: "issued"
    case .redeemed: "redeemed"
    case .expired: "expired"
    case .clawedBack: "clawed_back"
    case .overCap: "void_cap"
    case .overBudget: "void_budget"
    case .fraud: "void_fraud"
    case .referrerLeft: "void_referrer_left"
    case .refereeLeft: "void_referee_left"
    case .returnedOrder: "void_returned"
    }
  }

  /// Whether the company may still have to pay.
  @inline(__always)
  package var isOwed: Bool { self == .pending || self == .approved || self == .issued }
}
