internal import Charts

/// How metrics are called and written on a page.
struct MetricNames {
  let currency: String

  private static let names: [(name: String, label: String, unit: Unit)] = [
    ("signups_total", "Signups", .count),
    ("signups_referred", "Referred signups", .count),
    ("signups_deadweight", "Would have come anyway", .count),
    ("customers_turned_away", "Turned away", .count),
    ("referred_share", "Share of signups referred", .share),
    ("customers_total_end", "Customers ever, at the end", .count),
    ("customers_active_end", "Active customers at the end", .count),
    ("growth_multiple", "Growth of customers", .multiple),
    ("k_factor", "K: signups one customer brings", .number),
    ("cycle_time_days", "Cycle time", .days),
    ("participation_rate", "Customers who take part", .share),
    ("invites_sent", "Invitations sent", .count),
    ("invites_per_advocate", "Invitations per advocate", .number),
    ("invites_wasted", "Invitations to customers", .count),
    ("invite_conversion_rate", "Invitations that convert", .share),
    ("generations_max", "Longest chain of referrals", .number),
    ("top_1pct_referrer_share", "Brought by the top 1% of advocates", .share),
    ("npv", "Net present value", .money),
    ("terminal_value", "Margin still expected after the end", .money),
    ("ltv", "Lifetime margin of a customer", .money),
    ("ltv_referred", "Lifetime margin of a referred customer", .money),
    ("ltv_to_cac", "Lifetime margin ÷ CAC", .multiple),
    ("average_order_value_referred", "Order value of referred customers", .money),
    ("npv_from_relabelling", "Value that referral only relabels", .money),
    ("reward_cost", "Cost of rewards", .money),
    ("referral_cac", "Cost per referred signup", .money),
    ("incremental_signups", "Signups the program adds", .count),
    ("incremental_cac", "Cost per added signup", .money),
    ("incremental_npv", "Value the program adds", .money),
    ("roi", "Return on program cost", .multiple),
    ("payback_days", "Payback", .days),
    ("rewards_earned", "Rewards earned, face value", .money),
    ("referrals_qualified", "Referrals that qualify", .count),
    ("liability_peak", "Most owed at once", .money),
    ("reward_cost_cvar95", "Cost of rewards in the worst 5%", .money),
    ("cost_threshold_probability", "Chance of passing the cost threshold", .share),
    ("budget_stop_probability", "Chance that the budget stops the program", .share),
    ("check_cost", "Cost of checking", .money),
    ("fake_accounts", "Invented accounts", .count),
    ("fraud_cost", "Cost of invented accounts", .money),
    ("fraud_share", "Share of reward cost lost to fraud", .share),
    ("deadweight_cost", "Rewards to those who would have come anyway", .money),
    ("honest_rewards_refused", "Honest rewards refused", .money),
  ]

  enum Unit { case count, share, multiple, days, money, number }

  func label(_ metric: String) -> String {
    if let known = Self.names.first(where: { $0.name == metric }) { return known.label }
    // "signups_referred.LOOP": the part after the dot is the user's.
    let parts = metric.split(separator: ".", maxSplits: 1)
    if parts.count == 2, let known = Self.names.first(where: { $0.name == parts[0] }) {
      return "\(known.label), \(parts[1])"
    }
    return metric
  }

  func unit(_ metric: String) -> Unit {
    let base = metric.split(separator: ".", maxSplits: 1).first.map(String.init) ?? metric
    return Self.names.first { $0.name == metric || $0.name == base }?.unit ?? .number
  }

  func format(_ metric: String) -> NumberFormat {
    switch unit(metric) {
    case .count, .number: .number
    case .share: .share
    case .multiple: .multiple
    case .days: .days
    case .money: .money(currency)
    }
  }
}
