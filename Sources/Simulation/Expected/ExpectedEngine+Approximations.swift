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
    case .blocks:
      result.append("the blocks are computed as one configuration network")
    }
    if case .people = scenario.customers.initial {
      result.append("the listed initial customers are replaced by as many uniformly random ones")
    }
    result += programApproximations(of: scenario)
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
    for loop in scenario.loops where !loop.channels.isEmpty || loop.strongTies != nil {
      result.append("the channels and ties of loops.\(loop.name) are averaged")
    }
    result.append("generations_max is not computed")
    result.append("the share of referrals by the top advocates is not computed")
    return result
  }

  /// What the limit does without of customers and programs.
  private static func programApproximations(of scenario: Scenario) -> [String] {
    var result: [String] = []
    if !scenario.market.segments.isEmpty {
      result.append(
        "segments are averaged: their loops and margins; their churn, orders and qualification are "
          + "the whole market's")
    }
    let everyone = [scenario.customers] + scenario.market.segments.map(\.customers)
    if scenario.customers.capacity != nil { result.append("customers.capacity is left out") }
    if everyone.contains(where: { $0.advocateChurnMultiplier != 1 }) {
      result.append("customers.advocates.churn is computed as 1x")
    }
    if everyone.contains(where: { $0.referred.causalShare != 1 }) {
      result.append("customers.referred.causal is computed as 100%: nobody is relabelled")
    }
    guard let program = scenario.program else { return result }
    if everyone.contains(where: { $0.qualification.minimumOrder != nil }) {
      result.append("a required purchase is left out of qualification")
    }
    if program.paysByCount {
      result.append(
        "rewards by count (tiers, milestones, cap, prizes) are paid at their mean per referral")
    }
    if program.budget.total != nil || program.budget.perMonth != nil {
      result.append("program.budget is left out: the program never stops")
    }
    let payout = program.payout
    if payout.holdInDays > 0 || payout.lagInDays > 0 || payout.redemption != nil
      || payout.expiryInDays != nil || payout.clawbackInDays > 0
    {
      result.append("program.payout is left out: rewards cost when a referral qualifies")
    }
    if program.deadweight.range.upperBound > 0 {
      result.append("program.deadweight is left out")
    }
    if scenario.fraud != nil { result.append("fraud is left out") }
    return result
  }
}
