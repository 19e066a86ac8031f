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
      history.fixedCost[day] = plan.epoch(onDay: day).fixedCostPerDay
      last = history.active[day]
    }
    countRewards()
    countAdvocates()
    valueThoseLeft()
  }

  /// Rewards fall due when a referral qualifies, if the referee is still there.
  private mutating func countRewards() {
    let plan = engine.plan
    guard plan.epochs.contains(where: { $0.isProgramOn && $0.rewardCost > 0 }) else { return }
    let external = ExternalCause.allCases.count
    let rewarded = plan.loops.indices.filter { plan.loops[$0].rewarded }
    var qualified = [Double](repeating: 0, count: horizon)
    var redeemed = qualified
    for (kind, survival) in survivals.active.enumerated() {
      let due = zip(engine.qualification, survival).map { $0 * $1 }
      for day in 0..<horizon where referredArrivals[kind][day] > 0 {
        let epoch = plan.epochs[plan.epochOfDay[day]]
        guard epoch.isProgramOn, epoch.rewardCost > 0 else { continue }
        let signups = rewarded.reduce(0) { $0 + history.signups[external + $1][day] }
        let referred = referredArrivals.reduce(0) { $0 + $1[day] }
        let cost =
          signups * plan.qualificationProbability * epoch.rewardCost
          * referredArrivals[kind][day] / referred
        let inside = min(horizon - day, due.count)
        add(cost, times: due, to: &history.rewardCost, at: day, count: inside)
        add(cost / epoch.rewardCost, times: due, to: &qualified, at: day, count: inside)
        add(
          cost / epoch.rewardCost * epoch.rewardFace, times: due, to: &history.earned, at: day,
          count: inside)
        add(
          cost / epoch.rewardCost * epoch.redeemedFace, times: due, to: &redeemed, at: day,
          count: inside)
        let outside = min(due.count, plan.money.discount.count - day) - inside
        history.outstandingRewardCost +=
          cost * dot(due, from: inside, plan.money.discount, from: day + inside, count: outside)
      }
    }
    history.qualified = qualified.reduce(0, +)
    // Without holds and delays a reward is used, or lost, on the day it is earned.
    var (used, lost) = (0.0, 0.0)
    for day in 0..<horizon {
      used += redeemed[day]
      lost += history.earned[day] - redeemed[day]
      history.ledger[RewardState.redeemed.rawValue][day] = used
      history.ledger[RewardState.expired.rawValue][day] = lost
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
    // By epoch of signup, then by epoch: who joins on its first day.
    let joining = plan.epochs.indices.map { first in
      plan.epochs.indices.map { epoch in
        epoch < first
          ? 0 : share(of: first...epoch) - (epoch > first ? share(of: first...epoch - 1) : 0)
      }
    }
    /// P(advocate by the end), by kind, of those who sign up on a day.
    func joined(day: Int, kind: Int) -> Double {
      let first = plan.epochOfDay[day]
      var sum = joining[first][first]
      for epoch in plan.epochs.indices where epoch > first && joining[first][epoch] > 0 {
        sum += joining[first][epoch] * survivals.active[kind][plan.epochs[epoch].firstDay - day]
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
