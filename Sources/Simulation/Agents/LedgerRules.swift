internal import ReferralModel

/// What the ledger asks of a program at every referral: plain values, since a copy of the plan's own
/// counts references each time.
struct LedgerRules {
  let cac: Double
  let cap: Cap?
  let budget: Budget
  let holdInDays: Int
  let lagInDays: Int
  let expiryInDays: Int?
  let clawbackInDays: Int
  /// nil without fraud, which nothing is checked for.
  let checkCost: Double?
  let hasTickets: Bool
  let hasLeaderboard: Bool

  init(_ plan: ProgramPlan) {
    let program = plan.program
    cac = plan.cac
    cap = program.cap
    budget = program.budget
    holdInDays = program.payout.holdInDays
    lagInDays = program.payout.lagInDays
    expiryInDays = program.payout.expiryInDays
    clawbackInDays = program.payout.clawbackInDays
    checkCost = plan.fraud?.checkCost
    hasLeaderboard = program.leaderboard != nil
    hasTickets = !program.raffles.isEmpty || hasLeaderboard
  }
}

/// Face values that an advocate's n-th qualified referral earns, in currency, by n.
struct ValuesByCount: ~Copyable {
  /// nan where the reward's own value holds; the last one holds for all further ones.
  private let referrer: Column<Double>
  private let referee: Column<Double>
  /// Of milestones; none for further ones, unless they repeat.
  private let bonuses: Column<Double>
  /// For counts beyond, where milestones repeat.
  private let repeating: ProgramPlan?
  /// nil where a count is too large to lay out: then the plan is asked.
  private let plan: ProgramPlan?
  private let cac: Double

  /// More than any advocate refers, and few enough to lay out.
  private static let most = 10_000

  init(_ plan: ProgramPlan?) {
    let (tiers, milestones) = (plan?.program.tiers ?? [], plan?.program.milestones ?? [])
    let last = (tiers.map(\.from) + milestones.map(\.at)).max() ?? 0
    let counts = 0...min(last, Self.most)
    self.plan = last > Self.most ? plan : nil
    cac = plan?.cac ?? 0
    func values(_ value: (Tier) -> Double?) -> [Double] {
      counts.map { count in
        tiers.last { $0.from <= count && value($0) != nil }.flatMap(value) ?? .nan
      }
    }
    referrer = Column(values(\.referrer))
    referee = Column(values(\.referee))
    bonuses = Column(counts.map { plan?.bonus(count: $0) ?? 0 })
    repeating = milestones.contains(where: \.repeats) ? plan : nil
  }

  @inline(__always)
  func ofReferrer(_ count: Int, _ reward: Reward) -> Double {
    if let plan { return plan.referrerValue(count: count, reward: reward) }
    let tier = referrer[min(count, referrer.count &- 1)]
    return (tier.isNaN ? reward.referrer.value : tier) * cac
  }

  @inline(__always)
  func ofReferee(_ count: Int, _ reward: Reward) -> Double {
    if let plan { return plan.refereeValue(count: count, reward: reward) }
    let tier = referee[min(count, referee.count &- 1)]
    return (tier.isNaN ? reward.referee.value : tier) * cac
  }

  @inline(__always)
  func bonus(_ count: Int) -> Double {
    if let plan { return plan.bonus(count: count) }
    if count < bonuses.count { return bonuses[count] }
    return repeating?.bonus(count: count) ?? 0
  }
}
