/// What metrics and series share, summed once per replication.
package struct OutcomeTotals: Sendable {
  package let plan: ModelPlan
  package let program: Side
  package let twin: Side
  package let ages: AgeProfile

  package init(_ histories: PairedHistory, plan: ModelPlan) {
    precondition(
      histories.program.horizon == plan.horizon, "a history has the horizon of its plan")
    self.plan = plan
    program = Side(histories.program, money: plan.money)
    twin = Side(histories.twin, money: plan.money)
    ages = AgeProfile(histories.program)
  }

  /// One history with its sums.
  package struct Side: Sendable {
    package let history: History
    /// Signups of each day, all causes.
    package let signups: [Double]
    /// Referred signups of each day, all loops.
    package let referred: [Double]
    /// Everyone who was ever a customer, at the end of each day.
    package let customersTotal: [Double]
    package let signupsTotal: Double
    package let referredTotal: Double
    /// The part of it that an invitation brought: all but deadweight.
    package let invitedTotal: Double
    /// Rewards, checks and fixed costs inside the horizon, undiscounted.
    package let programCost: Double
    /// The same, each day's share discounted to day 0.
    package let discountedProgramCost: Double
    package let terminalValue: Double
    package let npv: Double
    /// Margin − rewards − checks − fixed − paid, by day, undiscounted.
    package let cash: [Double]

    init(_ history: History, money: MoneyPlan) {
      self.history = history
      let days = 0..<history.horizon
      let signups = days.map { history.signups(onDay: $0) }
      self.signups = signups
      referred = days.map { history.referred(onDay: $0) }
      var total = history.initial
      customersTotal = signups.map { arrived in
        total += arrived
        return total
      }
      signupsTotal = signups.reduce(0, +)
      referredTotal = referred.reduce(0, +)
      invitedTotal = referredTotal - history.signups[history.deadweightCause].reduce(0, +)
      let cost = days.map { history.rewardCost[$0] + history.fixedCost[$0] + history.checkCost[$0] }
      programCost = cost.reduce(0, +)
      discountedProgramCost = days.reduce(0) { $0 + cost[$1] * money.discount[$1] }
      let cash = days.map { history.margin[$0] - cost[$0] - money.paidPerDay }
      self.cash = cash
      terminalValue = history.terminalMargin - history.outstandingRewardCost
      npv = days.reduce(0) { $0 + cash[$1] * money.discount[$1] } + terminalValue
    }

    /// Signups of one cause, by its position in `History.signups`.
    package func signups(cause: Int) -> Double { history.signups[cause].reduce(0, +) }
  }

  /// First day on which cumulative incremental cash stays at 0 or above to the
  /// end; nan when it never does, or when there is no program to pay back.
  package var paybackDays: Double {
    guard plan.hasProgram else { return .nan }
    var sum = 0.0
    var first: Int? = nil
    for day in 0..<plan.horizon {
      sum += program.cash[day] - twin.cash[day]
      first = sum >= 0 ? first ?? day : nil
    }
    return first.map(Double.init) ?? .nan
  }
}

extension ModelPlan {
  /// Whether a program runs on any day.
  package var hasProgram: Bool { epochs.contains { $0.isProgramOn } }
}
