internal import ReferralModel

extension ExpectedEngine {
  /// What this scenario asks for and the limit does without.
  static func approximations(of scenario: Scenario, _ plan: ModelPlan) -> [String] {
    var result: [String] = []
    switch scenario.market.network {
    case .configuration: break
    case .communities:
      result.append(
        "communities are computed as a configuration network of the same contact counts")
    case .smallWorld:
      result.append(
        "the small world is computed as a configuration network of the same contact counts")
    case .edges:
      result.append(
        "the edges file is computed as a configuration network of the same contact counts")
    }
    if case .people = scenario.customers.initial {
      result.append("the listed initial customers are replaced by as many uniformly random ones")
    }
    for loop in plan.loops where loop.reinforcement != 1 {
      result.append("loops.\(loop.name).reinforcement is computed as 1x")
    }
    guard !plan.loops.isEmpty else { return result }
    if plan.loops.count > Crossing.order(loops: plan.loops.count) {
      result.append("contacts that more than three loops of one customer win are counted roughly")
    }
    if plan.hasChurnMultipliers && plan.lifetime.scale != nil {
      result.append(
        "the referrer of a referred customer leaves at the base rate, whoever referred the referrer"
      )
      if plan.lifetime.shape != 1 {
        result.append("all referrers are taken to have the mean referrer's age at a referral")
      }
    }
    let hasPast = plan.loops.contains { !$0.rewarded }
    if plan.loops.count > 1 && hasPast, case .constant = plan.tenure {
    } else if plan.loops.count > 1 && hasPast {
      result.append("initial customers of different tenure are averaged before loops are crossed")
    }
    result.append("generations_max is not computed")
    result.append("the share of referrals by the top advocates is not computed")
    return result
  }
}
