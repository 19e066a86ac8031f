package import ReferralModel

/// The large-market limit of a scenario on a configuration network: every
/// expected value of its history, without noise, whatever the market size.
///
/// With *d* the contacts of a person, *p_d* their shares, x(t) the share not hit
/// by an external cause (initial customers taken out), and θ(t) the probability
/// that a given contact has not caused a signup by day t:
/// ```
/// F_d(s)  = 1 − x(s) θ(s)^(d−1)          a contact's own signup, not counting us
/// 1 − θ(t) = Σ_s Σ_d (d p_d/⟨d⟩) ΔF_d(s) P(it has caused our signup by t)
/// customers ever(t)/size = 1 − x(t) Σ_d p_d θ(t)^d
/// ```
/// Loops of one customer share its lifetime; given that, they are independent.
///
/// - Accuracy: Of the limit itself, about 1e-6 relative, from the reduction of
///   contact counts. Of a market of n persons, the limit differs by O(1/n), and by
///   the luck of the first customers where few of them start an epidemic.
/// - Complexity: O(H²) for H days; O(H³) multiplications, few of them, where
///   several loops cross and the program changes late.
/// - Source: Karrer, Newman (2010), Phys. Rev. E 82:016101; Miller (2011),
///   J. Math. Biol. 62:349.
package struct ExpectedEngine: Sendable {
  let plan: ModelPlan
  let values: LifetimeValues
  let classes: ContactClasses
  let tenure: Tenure
  let channels: InvitationChannels
  let crossings: [Crossing]
  let generating: GeneratingFunctions
  /// P(qualification takes k days), as far as money is discounted.
  let qualification: [Double]
  /// What the limit cannot express and computes without, in plain sentences.
  package let approximations: [String]

  /// - Parameters:
  ///   - scenario: Checked: the engine trusts its ranges.
  ///   - contacts: p_k, share of persons with k contacts, k from 0.
  package init(_ scenario: Scenario, contacts: [Double]) {
    let plan = ModelPlan(scenario)
    self.init(
      scenario, plan: plan, values: LifetimeValues(plan), classes: ContactClasses(contacts))
  }

  /// The same from parts that several scenarios may share.
  ///
  /// - Parameters:
  ///   - plan: Of this scenario.
  ///   - values: Of this plan, or of one that differs only in its loops.
  ///   - classes: The contact counts of the network.
  package init(
    _ scenario: Scenario, plan: ModelPlan, values: LifetimeValues, classes: ContactClasses
  ) {
    self.plan = plan
    self.values = values
    self.classes = classes
    tenure = Tenure(plan.tenure)
    channels = InvitationChannels(scenario, plan, classes, tenure: tenure)
    crossings = Crossing.all(of: channels, classes: classes)
    generating = GeneratingFunctions(plan, classes, channels, crossings)
    var masses = plan.qualificationDelay.masses
    var below = plan.qualificationDelay.cumulative[plan.horizon - 1]
    // What a heavy tail leaves after that is a billionth of the cost.
    for day in plan.horizon..<plan.horizon + plan.money.lifetimeHorizon where below < 1 - 1e-9 {
      let next = scenario.customers.qualification.delay.probability(wholeDaysAtMost: day)
      masses.append(next - below)
      below = next
    }
    while let last = masses.last, last == 0, masses.count > 1 { masses.removeLast() }
    qualification = masses
    approximations = Self.approximations(of: scenario, plan)
  }

  /// Every expected value, of the whole market.
  package func history() -> History {
    var run = ExpectedRun(self, referrerAge: tenureInDays)
    let first = run.run()
    // Where hazards change with age, a referee's churn depends on the referrer's
    // age; a second pass takes the mean that the first one found.
    guard plan.hasChurnMultipliers, plan.lifetime.scale != nil, plan.lifetime.shape != 1 else {
      return first
    }
    let referred = first.causedAtAge.reduce(0, +)
    guard referred > 0 else { return first }
    let byInitial = max(0, referred - first.causedBySignupDay.reduce(0, +))
    let ages = first.causedAtAge.indices.reduce(0) { $0 + Double($1) * first.causedAtAge[$1] }
    run = ExpectedRun(self, referrerAge: (ages + byInitial * tenureInDays) / referred)
    return run.run()
  }

  private var tenureInDays: Double {
    zip(tenure.days, tenure.shares).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
