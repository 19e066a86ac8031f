internal import Randomness
internal import ReferralModel

/// What an agent engine looks up, laid out flat for its inner loops.
struct AgentTables: Sendable {
  /// Lifetime of one who signs up, as days to the first inactive one.
  let lifetime: InverseTable
  /// The same, of an initial customer of constant tenure.
  let initialLifetime: InverseTable
  /// Age of initial customers on day 0, in whole days; nil when it is constant.
  let tenure: InverseTable?
  let constantTenure: Int
  /// Acceptance threshold by loop and day of sending, loop-major.
  let conversion: [UInt64]
  /// Whether every invitation of a loop and day must find its target, and not
  /// only those whose coin says yes, loop-major.
  let findsAll: [Bool]
  /// Whether any event of churn must be thinned.
  let thinsChurn: Bool
  /// Whether customers must be kept for a later, better epoch.
  let keepsCustomers: Bool
  /// Poisson quantiles of hit counts, by cause; nil where the rate varies.
  let hitCounts: [InverseTable?]

  init(_ plan: ModelPlan) {
    let horizon = plan.horizon
    lifetime = plan.lifetime.table(afterTenure: 0, days: horizon)
    if case .constant(let days) = plan.tenure {
      tenure = nil
      constantTenure = Int(days)
      initialLifetime = plan.lifetime.table(afterTenure: days, days: horizon)
    } else {
      // A century of tenure is as good as any longer one.
      tenure = DelayLaw(plan.tenure, horizon: 36_525).table
      constantTenure = 0
      initialLifetime = lifetime
    }
    var conversion: [UInt64] = []
    var findsAll: [Bool] = []
    for loop in plan.loops {
      for day in 0..<horizon {
        let threshold = loop.terms[plan.epochOfDay[day]].conversionThreshold
        conversion.append(threshold)
        findsAll.append(threshold == 0 || loop.reinforcement != 1)
      }
    }
    self.conversion = conversion
    self.findsAll = findsAll
    thinsChurn =
      plan.lifetime.scale != nil && (plan.hasChurnMultipliers || plan.churnBound > 1)
    keepsCustomers = plan.loops.contains(where: \.improvesLater)
    hitCounts = plan.hits.map { rates in
      guard let first = rates.first, first > 0, first <= 100_000,
        rates.allSatisfy({ $0 == first })
      else { return nil }
      return InverseTable(cdf: poissonCDF(mean: first))
    }
  }
}
