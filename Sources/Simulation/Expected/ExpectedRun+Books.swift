extension ExpectedRun {
  /// Everything that follows from who is a customer when.
  mutating func keepBooks() {
    let plan = engine.plan
    var last = history.initial
    for day in 0..<horizon {
      history.active[day] = active[day] * size
      history.churned[day] = max(0, last + history.signups(onDay: day) - history.active[day])
      history.margin[day] =
        (valuesDiffer ? valued[day] : active[day]) * size * plan.money.marginPerDay
      last = history.active[day]
    }
    countRewards()
    countAdvocates()
    valueThoseLeft()
  }

  /// Rewards fall due when a referral qualifies, if the referee is still there.
  private mutating func countRewards() {
    let plan = engine.plan
    for day in 0..<horizon {
      let epoch = plan.epochs[plan.epochOfDay[day]]
      guard epoch.isProgramOn, epoch.rewardCost > 0 else { continue }
      var rewarded = 0.0
      for (index, loop) in plan.loops.enumerated() where loop.rewarded {
        rewarded += history.signups[ExternalCause.allCases.count + index][day]
      }
      let referred = referredArrivals.reduce(0) { $0 + $1[day] }
      guard rewarded > 0, referred > 0 else { continue }
      let cost = rewarded * plan.qualificationProbability * epoch.rewardCost
      for (kind, survival) in survivals.active.enumerated() {
        let share = cost * referredArrivals[kind][day] / referred
        guard share > 0 else { continue }
        add(
          share, times: engine.qualification, from: 0, times: survival, from: 0,
          to: &history.rewardCost, at: day, count: min(horizon - day, engine.qualification.count))
        for delay in min(horizon - day, engine.qualification.count)..<engine.qualification.count
        where day + delay < plan.money.discount.count {
          history.outstandingRewardCost +=
            share * engine.qualification[delay] * survival[delay]
            * plan.money.discount[day + delay]
        }
      }
    }
  }

  /// A customer's luck is fixed, so who joins late is whom the best reward so far
  /// persuades and no earlier one did.
  private mutating func countAdvocates() {
    let plan = engine.plan
    func share(of epochs: ClosedRange<Int>) -> Double {
      1
        - plan.loops.reduce(1) { product, loop in
          product * (1 - (loop.terms[epochs].map(\.participation).max() ?? 0))
        }
    }
    /// P(advocate by the end), by kind, of those who sign up on a day.
    func joined(day: Int, kind: Int) -> Double {
      let first = plan.epochOfDay[day]
      var sum = share(of: first...first)
      for epoch in plan.epochs.indices where epoch > first {
        let more = share(of: first...epoch) - share(of: first...epoch - 1)
        if more > 0 { sum += more * survivals.active[kind][plan.epochs[epoch].firstDay - day] }
      }
      return sum
    }
    guard !plan.loops.isEmpty else { return }
    var sum = history.initial * joined(day: 0, kind: Survivals.initial)
    for kind in survivals.kinds.indices {
      for day in 0..<horizon where arrivals[kind][day] > 0 {
        sum += arrivals[kind][day] * size * joined(day: day, kind: kind)
      }
    }
    history.advocates = sum
  }

  private mutating func valueThoseLeft() {
    let plan = engine.plan
    let values = engine.values
    history.lifetimeValue = values.atSignup
    guard plan.money.marginPerDay != 0 else { return }
    let lastDay = horizon - 1
    let referrerAge = survivals.referrerAge
    var sum =
      history.initial * survivals.active[Survivals.initial][lastDay] * values.atEndOfInitial()
    for kind in survivals.kinds.indices {
      for day in 0..<horizon where arrivals[kind][day] > 0 {
        let epoch = plan.epochOfDay[day]
        let multiplier = plan.epochs[epoch].referredMarginMultiplier
        let referred = referredArrivals[kind][day]
        let age = lastDay - day
        let worth = arrivals[kind][day] - referred + referred * multiplier
        let beside = survivals.withReferrer[kind][age]
        sum +=
          worth * size
          * ((survivals.active[kind][age] - beside) * values.atEnd(signupDay: day)
            + beside * values.atEnd(signupDay: day, referrerAge: referrerAge + Double(age)))
        history.lifetimeValueReferredSum +=
          referred * size
          * (kind == Survivals.alone && plan.epochs[epoch].referredChurnMultiplier != 1
            ? multiplier * values.atSignup
            : values.referredAtSignup(epoch: epoch, referrerAge: referrerAge))
      }
    }
    history.terminalMargin = sum
  }
}
