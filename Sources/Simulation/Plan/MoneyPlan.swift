package import ReferralModel

/// What is worth how much, by day.
package struct MoneyPlan: Equatable, Sendable {
  /// Margin of one active customer per day, in currency; segments are averaged.
  package let marginPerDay: Double
  /// Spent on paid channels per day, in currency.
  package let paidPerDay: Double
  /// Cost of one customer through paid channels; nil when not stated.
  package let cac: Double?
  /// Value on day 0 of one unit of money on a day; one per day to the end of
  /// the longest lifetime that counts.
  package let discount: [Double]
  /// Days after a signup for which margin counts.
  package let lifetimeHorizon: Int
  /// The reward cost whose probability of being exceeded is reported; nil where
  /// neither the scenario nor a budget names one.
  package let costThreshold: Double?

  package init(_ scenario: Scenario) {
    let segments = scenario.market.segments
    marginPerDay =
      (segments.isEmpty
        ? scenario.customers.marginPerMonth
        : segments.reduce(0) { $0 + $1.share * $1.customers.marginPerMonth }) / daysPerMonth
    paidPerDay = scenario.acquisition.paidBudgetPerMonth / daysPerMonth
    cac = scenario.acquisition.cac
    costThreshold = scenario.economics.costThreshold ?? scenario.program?.budget.total
    lifetimeHorizon = scenario.economics.lifetimeHorizonInDays
    discount = (0..<scenario.horizonInDays + lifetimeHorizon + 1).map {
      scenario.economics.discountFactor(onDay: $0)
    }
  }
}
