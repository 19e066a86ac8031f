package import ReferralModel

/// What makes a scenario grow, and what would change it: everything that
/// `kfactor explain` states.
package struct Explanation: Equatable, Sendable {
  package let seed: UInt64
  /// Behind every number here.
  package let replications: Int
  package let start: CalendarDate?
  package let horizonInDays: Int
  package let marketSize: Int
  package let funnel: Funnel
  /// Largest effect on signups first.
  package let elasticities: [Elasticity]
  package let spreadsheet: SpreadsheetComparison
  /// nil without a program or a CAC.
  package let reward: RewardYardstick?
  /// As the scenario stands: signups, and npv.
  package let signups: PairedEstimate
  package let npv: PairedEstimate
}
