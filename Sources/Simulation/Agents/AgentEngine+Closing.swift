extension AgentEngine {
  /// Closes the books of a replication.
  func close() -> History {
    var history = History(horizon: horizon, loops: plan.loops.count)
    history.initial = Double(books.initial)
    for cause in history.signups.indices {
      for day in 0..<horizon {
        history.signups[cause][day] = Double(books.signups[cause * horizon + day])
      }
    }
    closeDays(into: &history)
    history.outstandingRewardCost = books.outstandingRewardCost
    history.terminalMargin = terminalMargin()
    history.advocates = Double(advocates.count)
    history.invitesWasted = invitesWasted()
    for day in 0..<horizon {
      history.causedAtAge[day] = Double(books.causedAtAge[day])
      history.causedBySignupDay[day] = Double(books.causedBySignupDay[day])
    }
    history.lifetimeValue = lifetimes.atSignup
    history.lifetimeValueReferredSum = books.lifetimeValueReferredSum
    history.generationsMax = Double(books.generationsMax)
    history.topReferrals = topReferrals()
    return history
  }

  private func closeDays(into history: inout History) {
    let groups = 1 + plan.epochs.count
    var active = [Int](repeating: 0, count: groups)
    for day in 0..<horizon {
      var (gone, all, margin) = (0, 0, 0.0)
      for group in 0..<groups {
        let leaving = books.departing[group * (horizon + 1) + day]
        gone += leaving
        active[group] += books.arriving[group * horizon + day] - leaving
        all += active[group]
        let multiplier = group == 0 ? 1 : plan.epochs[group - 1].referredMarginMultiplier
        margin += Double(active[group]) * multiplier
      }
      history.churned[day] = Double(gone)
      history.active[day] = Double(all)
      history.margin[day] = margin * plan.money.marginPerDay
      history.invitesSent[day] = Double(books.invitesSent[day])
      history.rewardCost[day] = books.rewardCost[day]
    }
  }

  private func terminalMargin() -> Double {
    var sum = Double(books.initialAtEnd) * lifetimes.atEndOfInitial()
    for day in 0..<horizon {
      let multiplier = plan.epoch(onDay: day).referredMarginMultiplier
      let weight = Double(books.atEnd[day]) + Double(books.referredAtEnd[day]) * multiplier
      if weight > 0 { sum += weight * lifetimes.atEnd(signupDay: day) }
    }
    for customer in referredAtEnd {
      let day = Int(customer.signupDay)
      let referrer = advocates[Int(customer.referrer)]
      let age = Double(horizon - 1 - max(0, Int(referrer.signupDay)) + Int(referrer.tenure))
      sum +=
        plan.epoch(onDay: day).referredMarginMultiplier
        * lifetimes.atEnd(
          signupDay: day, referrerAge: Int(referrer.churnDay) >= horizon ? age : nil)
    }
    return sum
  }

  /// Invitations that reached a customer.
  ///
  /// Where only invitations whose coin says yes are looked up, each of those that
  /// was wasted stands for 1/conversion others: the coin does not depend on the
  /// contact, so the estimate is unbiased (Horvitz, Thompson 1952).
  private func invitesWasted() -> Double {
    var sum = 0.0
    for loop in plan.loops.indices {
      for epoch in plan.epochs.indices {
        let found = Double(books.wasted[loop * plan.epochs.count + epoch])
        let terms = plan.loops[loop].terms[epoch]
        let findsAll = AgentTables.findsAll(plan.loops[loop], terms.conversionThreshold)
        sum += findsAll ? found : found / terms.conversion
      }
    }
    return sum
  }

  /// Referrals brought by the top 1% of advocates, at least one of them.
  private func topReferrals() -> Double {
    guard !advocates.isEmpty else { return 0 }
    var byCount: [Int] = []
    for i in 0..<advocates.count {
      let count = Int(advocates[i].referrals)
      while byCount.count <= count { byCount.append(0) }
      byCount[count] += 1
    }
    var places = (advocates.count + 99) / 100
    var sum = 0
    for count in byCount.indices.reversed() where places > 0 {
      let taken = min(places, byCount[count])
      sum += taken * count
      places -= taken
    }
    return Double(sum)
  }
}
