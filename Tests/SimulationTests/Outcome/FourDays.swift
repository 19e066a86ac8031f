import ReferralModel

@testable import Simulation

/// A four-day history small enough to compute every metric by hand.
///
/// A day halves the value of money; paid channels cost 2 and the program 3 a day.
enum FourDays {
  static let scenario = Scenario(
    name: "Four days", horizonInDays: 4, market: Market(size: 1_000),
    customers: Customers(initial: .count(10)),
    acquisition: Acquisition(cac: 60, paidBudgetPerMonth: 2 * daysPerMonth),
    loops: [
      Loop(
        name: "referral", participation: .constant(0.5),
        invitations: .count(mean: .constant(2), dispersion: nil, delay: .none),
        conversion: .constant(0.1))
    ],
    program: Program(
      reward: Reward(referrer: RewardSide(value: 0.1)), fixedCostPerMonth: 3 * daysPerMonth),
    economics: Economics(
      discountPerYear: 0x1p365 * 1.189_207_115_002_721 - 1, lifetimeHorizonInDays: 4,
      costThreshold: 30))

  static let plan = ModelPlan(scenario)

  static var program: History {
    var history = History(horizon: 4, loops: 1)
    history.initial = 10
    history.signups = [
      [2, 1, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [1, 2, 0, 3], [0, 0, 0, 0],
    ]
    history.churned = [0, 1, 1, 1]
    history.active = [14, 17, 17, 20]
    history.margin = [7, 8.5, 8.5, 10]
    history.invitesSent = [4, 6, 2, 8]
    history.rewardCost = [0, 12, 0, 24]
    history.fixedCost = [3, 3, 3, 3]
    history.earned = [0, 20, 0, 30]
    history.liability = [0, 5, 2, 1]
    history.qualified = 3
    history.fakes = 2
    history.fraudCost = 9
    history.deadweightCost = 6
    history.honestRefused = 4
    history.isBudgetSpent = true
    history.turnedAway = 7
    history.relabelledValue = 11
    history.referredOrderValue = 120
    history.referredOrders = 4
    history.outstandingRewardCost = 1.5
    history.terminalMargin = 5.5
    history.advocates = 5
    history.invitesWasted = 3
    history.causedAtAge = [3, 2, 0, 1]
    history.causedBySignupDay = [1, 1, 0, 0]
    history.lifetimeValue = 30
    history.lifetimeValueReferredSum = 240
    history.generationsMax = 3
    history.topReferrals = 2
    return history
  }

  static var twin: History {
    var history = program
    history.signups = [
      [2, 1, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0],
    ]
    history.margin = [6.5, 7.5, 7.5, 8.5]
    history.rewardCost = [0, 0, 0, 0]
    history.fixedCost = [0, 0, 0, 0]
    history.outstandingRewardCost = 0
    history.terminalMargin = 3
    return history
  }

  static let layout = OutcomeLayout(
    loops: ["referral"], intervals: Intervals(.day, start: nil, horizon: 4))

  /// A metric of one replication.
  static func value(
    _ name: String, program: History = program, twin: History = twin, plan: ModelPlan = plan
  ) -> Double? {
    let totals = OutcomeTotals(PairedHistory(program: program, twin: twin), plan: plan)
    return Metric.all(loops: ["referral"]).first { $0.name == name }?.value(totals)
  }
}
