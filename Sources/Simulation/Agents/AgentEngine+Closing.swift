extension AgentEngine {
  /// Closes the books of a replication.
  func close() -> History {
    oweThePending()
    creditOpenPrizes()
    var history = History(horizon: horizon, loops: plan.loops.count)
    history.initial = Double(books.initial)
    for cause in history.signups.indices {
      for day in 0..<horizon {
        history.signups[cause][day] = Double(books.signups[cause * horizon + day])
      }
    }
    closeDays(into: &history)
    closeLedger(into: &history)
    history.outstandingRewardCost = books.outstandingRewardCost
    history.terminalMargin = terminalMargin()
    history.advocates = Double(books.advocates)
    history.invitesWasted = plan.loops.indices.reduce(0) { $0 + invitesWasted(inLoop: $1) }
    for day in 0..<horizon {
      history.causedAtAge[day] = Double(books.causedAtAge[day])
      history.causedBySignupDay[day] = Double(books.causedBySignupDay[day])
    }
    history.lifetimeValue = zip(plan.segments, lifetimes).reduce(0) {
      $0 + $1.0.share * $1.1.atSignup
    }
    history.lifetimeValueReferredSum = books.lifetimeValueReferredSum
    history.relabelledValue = books.relabelledValue
    history.generationsMax = Double(books.generationsMax)
    history.topReferrals = topReferrals()
    history.turnedAway = Double(books.turnedAway)
    return history
  }

  private func closeDays(into history: inout History) {
    var active = [Int](repeating: 0, count: tables.groups.count)
    let isSegmented = tables.segmentCount > 1
    var segments = [History.SegmentTotals](
      repeating: .init(), count: isSegmented ? tables.segmentCount : 0)
    // By segment, so that no plan is copied for every group of every day.
    let marginPerDay = plan.segments.map(\.marginPerDay)
    let ordersPerDay = plan.segments.map(\.ordersPerDay)
    let orderValue = plan.segments.map(\.orderValue)
    // Of most groups there is nobody: epochs, segments and lives without the program meet in many ways.
    let occupied = (0..<tables.groups.count).filter { index in
      var ever = books.initialByGroup[index]
      for day in 0..<horizon { ever &+= books.arriving[index * horizon + day] }
      return ever > 0
    }.map { (index: $0, group: tables.groups[$0]) }
    for day in 0..<horizon {
      var (gone, all, margin) = (0, 0, 0.0)
      for (index, group) in occupied {
        let leaving = books.departing[index * (horizon + 1) + day]
        let arriving = books.arriving[index * horizon + day]
        gone += leaving
        active[index] += arriving - leaving
        all += active[index]
        guard active[index] > 0 || arriving > 0 else { continue }
        margin += Double(active[index]) * group.margin * marginPerDay[group.segment]
        if group.own > 0, let value = orderValue[group.segment] {
          let orders = Double(active[index]) * ordersPerDay[group.segment]
          history.referredOrders += orders
          history.referredOrderValue += orders * value * group.orderValue
        }
        if isSegmented {
          segments[group.segment].signups += Double(arriving)
          if group.own > 0 { segments[group.segment].referred += Double(arriving) }
        }
      }
      history.churned[day] = Double(gone)
      history.active[day] = Double(all)
      history.margin[day] = margin
      for loop in plan.loops.indices {
        history.invitesSent[day] += Double(books.invitesSent[loop * (horizon + 1) + day])
      }
      history.fixedCost[day] = plan.epochs[books.epochOfDay[day]].fixedCostPerDay
    }
    if isSegmented {
      for index in 0..<tables.groups.count {
        let segment = tables.groups[index].segment
        segments[segment].signups -= Double(books.initialByGroup[index])
        segments[segment].activeAtEnd += Double(active[index])
      }
    }
    history.segments = segments
  }

  private func closeLedger(into history: inout History) {
    var stocks = [Double](repeating: 0, count: RewardState.allCases.count)
    var liability = 0.0
    for day in 0..<horizon {
      history.rewardCost[day] = books.rewardCost[day]
      history.checkCost[day] = books.checkCost[day]
      history.earned[day] = books.earned[day]
      liability += books.liability[day]
      history.liability[day] = liability
      for state in RewardState.allCases {
        stocks[state.rawValue] += books.ledger[state.rawValue * horizon + day]
        history.ledger[state.rawValue][day] = stocks[state.rawValue]
      }
    }
    history.qualified = Double(books.qualified)
    history.fakes = Double(books.fakes)
    history.fraudCost = books.fraudCost
    history.deadweightCost = books.deadweightCost
    history.honestRefused = books.honestRefused
    history.isBudgetSpent = ledger.wasStopped || ledger.isSpent || ledger.spentMonth >= 0
  }

  // MARK: What comes after

  private func terminalMargin() -> Double {
    guard !tables.churnsDaily else { return terminalMarginOfCustomers() }
    var sum = 0.0
    for index in 0..<tables.groups.count {
      let group = tables.groups[index]
      sum += Double(books.initialAtEnd[index]) * lifetimes[group.segment].atEndOfInitial()
      var weight = 0.0
      for day in 0..<horizon {
        let count = books.atEnd[index * horizon + day]
        guard count > 0 else { continue }
        weight +=
          Double(count) * tables.values.atEnd(group.alone, signupDay: day, referrerAge: 0)
      }
      sum += weight * group.margin
    }
    for customer in referredAtEnd {
      let group = tables.groups[Int(customer.group)]
      let referrer = advocates[Int(customer.referrer)]
      let isBeside = Int(referrer.churnDay) >= horizon
      sum +=
        group.margin
        * tables.values.atEnd(
          isBeside ? group.besideReferrer : group.alone, signupDay: Int(customer.signupDay),
          referrerAge: Double(
            horizon - 1 - max(0, Int(referrer.signupDay)) + Int(referrer.tenure)))
    }
    return sum
  }

  /// The same, one customer at a time.
  private func terminalMarginOfCustomers() -> Double {
    var sum = 0.0
    let initial = lifetimes.map { $0.atEndOfInitial() }
    let initialAfterSuccess = zip(plan.segments, lifetimes).map {
      $1.atEndOfInitial(own: $0.advocateChurnMultiplier)
    }
    for i in 0..<customers.count where customers[i].churnDay == .max {
      let customer = customers[i]
      let group = tables.groups[Int(customer.group)]
      let hasSucceeded = customer.succeededOn != .max
      guard customer.signupDay >= 0 else {
        sum += hasSucceeded ? initialAfterSuccess[group.segment] : initial[group.segment]
        continue
      }
      var row = hasSucceeded ? group.aloneAfterSuccess : group.alone
      var age = 0.0
      if customer.referrer >= 0, customers[Int(customer.referrer)].churnDay == .max {
        let referrer = customers[Int(customer.referrer)]
        row = hasSucceeded ? group.besideAfterSuccess : group.besideReferrer
        age = Double(horizon - 1 - max(0, Int(referrer.signupDay)) + Int(referrer.tenure))
      }
      sum +=
        group.margin
        * tables.values.atEnd(row, signupDay: Int(customer.signupDay), referrerAge: age)
    }
    return sum
  }

  // MARK: Counts

  /// Invitations that reached a customer.
  ///
  /// Where only invitations with a low coin are looked up, each of those that was wasted
  /// stands for 1/P(low coin): the coin does not depend on the contact, so the estimate is
  /// unbiased (Horvitz, Thompson 1952).
  func invitesWasted(inLoop loop: Int) -> Double {
    if tables.siftsAtDelivery { return books.wastedOfSifted[loop] }
    var sum = 0.0
    for day in 0..<horizon {
      let found = books.wasted[loop * horizon + day]
      guard found > 0 else { continue }
      sum += Double(found) * 0x1p32 / Double(tables.lookedUp[loop * (horizon + 1) + day])
    }
    return sum
  }

  /// Referrals brought by the top 1% of advocates, at least one of them.
  private func topReferrals() -> Double {
    guard books.advocates > 0 else { return 0 }
    var byCount: [Int] = []
    for i in 0..<advocates.count {
      let count = Int(advocates[i].referrals)
      while byCount.count <= count { byCount.append(0) }
      byCount[count] += 1
    }
    var places = (books.advocates + 99) / 100
    var sum = 0
    for count in byCount.indices.reversed() where places > 0 {
      let taken = min(places, byCount[count])
      sum += taken * count
      places -= taken
    }
    return Double(sum)
  }

  /// What qualified referrals granted, by epoch.
  var grants: Grants {
    var grants = Grants(epochs: plan.epochs.count)
    for epoch in plan.epochs.indices {
      grants.qualified[epoch] = ledger.qualified[epoch]
      grants.referrer[epoch] = ledger.grantedToReferrers[epoch]
      grants.referee[epoch] = ledger.grantedToReferees[epoch]
      grants.prizes[epoch] = ledger.prizes[epoch]
      grants.perceivedPrizes[epoch] = ledger.perceivedPrizes[epoch]
    }
    return grants
  }
}
