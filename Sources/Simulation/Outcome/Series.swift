/// An outcome by interval.
package struct Series: Sendable {
  package enum Kind: Equatable, Sendable {
    /// Summed over the days of an interval.
    case flow
    /// Read at the end of an interval's last day.
    case stock
    /// A ratio of means, of the customers who signed up in the interval.
    case cohortRatio
  }

  package let name: String
  package let unit: Metric.Unit
  package let definition: String
  package let source: Source

  /// Where the numbers come from.
  package enum Source: Sendable {
    /// One per day.
    case flow(@Sendable (OutcomeTotals) -> [Double])
    /// One per day, of which the last of an interval counts.
    case stock(@Sendable (OutcomeTotals) -> [Double])
    case cohortRatio(
      @Sendable (OutcomeTotals, Range<Int>) -> (numerator: Double, denominator: Double))
  }

  package var kind: Kind {
    switch source {
    case .flow: .flow
    case .stock: .stock
    case .cohortRatio: .cohortRatio
    }
  }

  /// Every series, in the order of reports.
  ///
  /// - Parameter loops: The names of the loops, in scenario order.
  package static func all(loops: [String]) -> [Series] {
    let causes = ExternalCause.allCases
    return [
      Series(
        name: "signups", unit: .count, definition: "Signups, all causes.",
        source: .flow { $0.program.signups })
    ]
      + causes.enumerated().map { index, cause in
        Series(
          name: "signups.\(cause.name)", unit: .count, definition: "Signups of this cause.",
          source: .flow { $0.program.history.signups[index] })
      } + [
        Series(
          name: "signups.referred", unit: .count,
          definition: "Referred signups, any loop, and deadweight.",
          source: .flow { $0.program.referred })
      ]
      + loops.enumerated().map { index, loop in
        Series(
          name: "signups.referred.\(loop)", unit: .count,
          definition: "Signups by an invitation of this loop.",
          source: .flow { $0.program.history.signups[causes.count + index] })
      } + [
        Series(
          name: "signups.deadweight", unit: .count,
          definition: "Signups who would have come anyway and named a referrer.",
          source: .flow { $0.program.history.signups[$0.program.history.deadweightCause] }),
        Series(
          name: "customers_total", unit: .count, definition: "Everyone who was ever a customer.",
          source: .stock { $0.program.customersTotal }),
        Series(
          name: "customers_active", unit: .count, definition: "Customers who have not left.",
          source: .stock { $0.program.history.active }),
        Series(
          name: "churned", unit: .count, definition: "Customers who left.",
          source: .flow { $0.program.history.churned }),
        Series(
          name: "invites_sent", unit: .count, definition: "Invitations sent.",
          source: .flow { $0.program.history.invitesSent }),
        Series(
          name: "reproduction_number", unit: .number,
          definition:
            "Referred signups caused by one customer who signed up in the interval, completed "
            + "beyond the horizon by the pooled age profile.",
          source: .cohortRatio { $0.ages.reproduction(ofCohort: $1) }),
        Series(
          name: "margin", unit: .money, definition: "Margin of active customers.",
          source: .flow { $0.program.history.margin }),
        Series(
          name: "reward_cost", unit: .money,
          definition: "Rewards redeemed less clawed back, at cost.",
          source: .flow { $0.program.history.rewardCost }),
        Series(
          name: "fixed_cost", unit: .money, definition: "Fixed program cost.",
          source: .flow { $0.program.history.fixedCost }),
        Series(
          name: "check_cost", unit: .money, definition: "Cost of checking referrals.",
          source: .flow { $0.program.history.checkCost }),
        Series(
          name: "paid_cost", unit: .money, definition: "Spent on paid channels.",
          source: .flow { totals in
            Array(repeating: totals.plan.money.paidPerDay, count: totals.plan.horizon)
          }),
        Series(
          name: "twin_signups", unit: .count, definition: "Signups with the program off.",
          source: .flow { $0.twin.signups }),
        Series(
          name: "twin_customers_total", unit: .count,
          definition: "Everyone who was ever a customer, with the program off.",
          source: .stock { $0.twin.customersTotal }),
      ] + rewards
  }

  private static var rewards: [Series] {
    [
      Series(
        name: "rewards_earned", unit: .money, definition: "Face value of the rewards earned.",
        source: .flow { $0.program.history.earned }),
      Series(
        name: "liability", unit: .money,
        definition: "Expected cost of the rewards pending, approved and issued.",
        source: .stock { $0.program.history.liability }),
    ]
      + RewardState.allCases.map { state in
        Series(
          name: "ledger.\(state.name)", unit: .money,
          definition: "Face value of the rewards that are \(state.phrase).",
          source: .stock { $0.program.history.ledger[state.rawValue] })
      }
  }
}

extension RewardState {
  /// The state within a sentence.
  fileprivate var phrase: String {
    switch self {
    case .pending: "held back until their check"
    case .approved: "approved and not issued yet"
    case .issued: "issued and not used yet"
    case .redeemed: "redeemed"
    case .expired: "expired"
    case .clawedBack: "clawed back"
    case .overCap: "void because of the cap"
    case .overBudget: "void because of the budget"
    case .fraud: "void because the check found a fraud"
    case .referrerLeft: "void because the referrer left inside the hold"
    case .refereeLeft: "void because the referee left inside the hold"
    case .returnedOrder: "void because the order that qualified came back"
    }
  }
}
