internal import Randomness
internal import ReferralModel

// The ledger of rewards: qualification, hold and check, issue, use, and what is taken back.
extension AgentEngine {
  // MARK: Referrals

  /// Notes a referred signup, which may qualify later.
  ///
  /// - Parameters:
  ///   - advocate: Who is named as the referrer.
  ///   - person: The referee.
  ///   - customer: The referee among `customers`, where they are kept, or −1.
  ///   - churnDay: First day on which the referee is gone, as far as it is known.
  func enterReferral(
    by advocate: UInt32, of person: UInt32, customer: Int32, churnDay: Int, segment: Int,
    kind: Ledger.Referral.Kind, on day: Int
  ) {
    let law = tables.qualifications[segment]
    var referral = Ledger.Referral(
      advocate: advocate, person: person, customer: customer,
      churnDay: Int32(truncatingIfNeeded: churnDay), epoch: UInt16(truncatingIfNeeded: epochNow),
      segment: UInt16(truncatingIfNeeded: segment), kind: kind)
    var due = day
    if law.isOutOfReach { return }
    if !law.isCertain {
      let block = luck.block(of: person, deciding: .qualification)
      guard UInt64(block.w0) < law.threshold else { return }
      if let order = law.firstOrder {
        due &+= tables.laws.value(order, block.w2)
        referral.orderDay = Int32(truncatingIfNeeded: due)
        referral.returnDay = returnDay(ofOrderOn: due, by: person, segment: segment)
      }
      due &+= tables.laws.value(law.delay, block.w1)
    }
    enter(referral, on: day, qualifyingOn: due)
  }

  /// Queues a referral for the day on which it qualifies.
  ///
  /// - Parameter day: On which it signed up.
  func enter(_ referral: Ledger.Referral, on day: Int, qualifyingOn due: Int) {
    guard Int(referral.churnDay) > due else { return }
    guard due < horizon else {
      // Owed if the referee is still there then, who is at the end.
      let lifetime = plan.segments[Int(referral.segment)].lifetime
      let stays =
        referral.kind == .fake
        ? 1
        : lifetime.survival(Double(due - day)) / lifetime.survival(Double(horizon - 1 - day))
      owe(stays * plan.epochs[Int(referral.epoch)].rewardCost, on: due)
      return
    }
    if referral.customer >= 0 {
      customers[Int(referral.customer)].referral = Int32(
        truncatingIfNeeded: ledger.referrals.count)
    }
    ledger.moves.push(
      Ledger.Move(
        index: UInt32(truncatingIfNeeded: ledger.referrals.count), referee: referral.person,
        kind: .qualify),
      day: due)
    ledger.referrals.append(referral)
  }

  private func returnDay(ofOrderOn day: Int, by person: UInt32, segment: Int) -> Int32 {
    let segment = plan.segments[segment]
    guard segment.returnedShare > 0 else { return .max }
    let block = luck.block(of: person, deciding: .returnedOrder)
    guard UInt64(block.w0) < threshold(segment.returnedShare) else { return .max }
    let days = UInt64(segment.returnWindowInDays + 1)
    return Int32(truncatingIfNeeded: day + Int((UInt64(block.w1) &* days) &>> 32))
  }

  /// What will fall due after the horizon, at its expected cost.
  func owe(_ cost: Double, on day: Int) {
    books.outstandingRewardCost +=
      cost * plan.money.discount[min(day, plan.money.discount.count - 1)]
  }

  // MARK: A day's moves

  /// Everything in the ledger that falls due on a day, chains of it too.
  func settleRewards(on day: Int) {
    while !ledger.moves.isEmpty(day: day) {
      ledger.due.removeAll()
      ledger.moves.drain(day: day, into: &ledger.due)
      if tables.ordersMoves { sortDueMoves() }
      for i in 0..<ledger.due.count {
        let move = ledger.due[i]
        let index = Int(move.index)
        switch move.kind {
        case .qualify: qualify(index, on: day)
        case .check: check(index, on: day)
        case .issue: issue(index, on: day)
        case .redeem: redeem(index, on: day)
        case .expire: close(index, as: .expired, on: day)
        case .clawBack: clawBack(index, on: day)
        }
      }
    }
  }

  /// Where a count or a purse makes the order matter, the referee's number decides.
  private func sortDueMoves() {
    let count = ledger.due.count
    guard count > 1 else { return }
    ledger.order.sort(count, below: plan.size) { ledger.due[$0].referee }
    ledger.sorted.removeAll()
    for i in 0..<count {
      let move = ledger.due[ledger.order[i]]
      ledger.sorted.append(move)
      // Few have more than one on a day.
      var place = i
      while place > 0, move.referee == ledger.sorted[place &- 1].referee,
        ordered(move) < ordered(ledger.sorted[place &- 1])
      {
        ledger.sorted[place] = ledger.sorted[place &- 1]
        place &-= 1
      }
      ledger.sorted[place] = move
    }
    swap(&ledger.due, &ledger.sorted)
  }

  private func ordered(_ move: Ledger.Move) -> Ledger.OrderedMove {
    let isEntry = move.kind == .redeem || move.kind == .expire
    let index = isEntry ? ledger.entries[Int(move.index)].referral : move.index
    return Ledger.OrderedMove(move, of: ledger.referrals[Int(index)])
  }

  /// Whether the referee of a referral is still there after a day's departures.
  private func isRefereeActive(_ referral: Ledger.Referral, on day: Int) -> Bool {
    let churnDay =
      tables.churnsDaily && referral.customer >= 0
      ? customers[Int(referral.customer)].churnDay : referral.churnDay
    return Int(churnDay) > day
  }

  /// Whether whose reward it is is still there to order with it.
  private func isOwnerActive(_ entry: Ledger.Entry, on day: Int) -> Bool {
    let referral = ledger.referrals[Int(entry.referral)]
    return entry.side == .referee
      ? isRefereeActive(referral, on: day)
      : Int(advocates[Int(referral.advocate)].churnDay) > day
  }

  private func qualify(_ index: Int, on day: Int) {
    var referral = ledger.referrals[index]
    guard isRefereeActive(referral, on: day), let rules = tables.ledgerRules,
      let reward = tables.rewards[Int(referral.epoch)]
    else { return }
    let advocate = Int(referral.advocate)
    while ledger.standings.count <= advocate { ledger.standings.append(Ledger.Standing()) }
    var standing = ledger.standings[advocate]
    standing.qualified &+= 1
    let count = Int(standing.qualified)
    books.qualified &+= 1
    if rules.hasTickets {
      ledger.tickets.append(
        Ledger.Ticket(advocate: referral.advocate, epoch: UInt32(referral.epoch)))
    }
    if rules.hasLeaderboard {
      if standing.leading == 0 { ledger.leaders.append(referral.advocate) }
      standing.leading &+= 1
    }
    log?.add(
      .qualified, day: day, person: referral.person, referrer: advocates[advocate].person,
      state: referral.kind.name)

    var isCapped = false
    if let cap = rules.cap {
      let period =
        switch cap.period {
        case .month: tables.monthOfDay[day]
        case .year: tables.yearOfDay[day]
        case .lifetime: 0
        }
      if Int(standing.period) != period {
        standing.period = Int32(truncatingIfNeeded: period)
        standing.rewarded = 0
      }
      isCapped = Int(standing.rewarded) >= cap.referrals
      if !isCapped { standing.rewarded &+= 1 }
    }
    ledger.standings[advocate] = standing

    let toReferrer = tables.valuesByCount.ofReferrer(count, reward)
    let bonus = tables.valuesByCount.bonus(count)
    let toReferee = tables.valuesByCount.ofReferee(count, reward)
    if tables.settlesAtOnce {
      settleAtOnce(
        toReferrer, bonus, toReferee, reward, of: referral, isCapped: isCapped, on: day)
      return
    }
    referral.firstEntry = UInt32(truncatingIfNeeded: ledger.entries.count)
    earn(toReferrer, .referrer, reward.referrer, referral, index, isVoid: isCapped, on: day)
    earn(bonus, .milestone, reward.referrer, referral, index, on: day)
    earn(toReferee, .referee, reward.referee, referral, index, on: day)
    // What people hear of is what honest referrals pay.
    if referral.kind != .fake {
      ledger.qualified[Int(referral.epoch)] += 1
      ledger.grantedToReferrers[Int(referral.epoch)] += (isCapped ? 0 : toReferrer) + bonus
      ledger.grantedToReferees[Int(referral.epoch)] += toReferee
    }
    referral.entryCount = UInt8(
      truncatingIfNeeded: ledger.entries.count - Int(referral.firstEntry))
    ledger.referrals[index] = referral
    if rules.holdInDays == 0 {
      check(index, on: day)
    } else {
      later(.check, index, of: referral, on: day + rules.holdInDays)
    }
  }

  /// Books rewards that nothing can happen to any more, without an entry.
  private func settleAtOnce(
    _ toReferrer: Double, _ bonus: Double, _ toReferee: Double, _ reward: Reward,
    of referral: Ledger.Referral, isCapped: Bool, on day: Int
  ) {
    let epoch = Int(referral.epoch)
    let granted = (isCapped ? 0 : toReferrer) + bonus
    ledger.qualified[epoch] += 1
    ledger.grantedToReferrers[epoch] += granted
    ledger.grantedToReferees[epoch] += toReferee
    books.earned[day] += toReferrer + bonus + toReferee
    if isCapped { books.ledger[RewardState.overCap.rawValue * horizon + day] += toReferrer }
    books.ledger[RewardState.redeemed.rawValue * horizon + day] += granted + toReferee
    let cost = granted * reward.referrer.cost + toReferee * reward.referee.cost
    books.rewardCost[day] += cost
    if referral.kind == .deadweight { books.deadweightCost += cost }
  }

  private func later(
    _ kind: Ledger.Move.Kind, _ index: Int, of referral: Ledger.Referral, on day: Int
  ) {
    guard day < horizon else { return }
    ledger.moves.push(
      Ledger.Move(
        index: UInt32(truncatingIfNeeded: index), referee: referral.person, kind: kind), day: day)
  }

  /// The check at the end of the hold.
  private func check(_ index: Int, on day: Int) {
    guard let rules = tables.ledgerRules else { return }
    let referral = ledger.referrals[index]
    let advocate = Int(referral.advocate)
    if let cost = rules.checkCost {
      books.checkCost[day] += cost
      log?.add(.check, day: day, person: referral.person, amount: cost)
      let isFake = referral.kind == .fake
      let block =
        isFake
        ? luck.block(of: referral.person, deciding: .fakeCheck, at: referral.number)
        : luck.block(of: referral.person, deciding: .check)
      if UInt64(block.w0) < (isFake ? tables.detection : tables.falseAlarms) {
        ledger.standings[advocate].isStopped = true
        void(referral, as: .fraud, on: day)
        return
      }
    }
    guard isRefereeActive(referral, on: day) else {
      void(referral, as: .refereeLeft, on: day)
      return
    }
    guard Int(referral.returnDay) > day else {
      void(referral, as: .returnedOrder, on: day)
      return
    }
    // Inside the hold: one who had left before has earned the reward all the same.
    let left = Int(advocates[advocate].churnDay)
    let referrerIsGone = left <= day && left > day - rules.holdInDays
    for entry in entries(of: referral) where state(of: entry) == .pending {
      if referrerIsGone && ledger.entries[entry].side != .referee {
        close(entry, as: .referrerLeft, on: day)
      } else {
        advance(entry, from: .pending, to: .approved, on: day)
      }
    }
    if rules.lagInDays == 0 {
      issue(index, on: day)
    } else {
      later(.issue, index, of: referral, on: day + rules.lagInDays)
    }
  }

  private func void(
    _ referral: Ledger.Referral, as reason: RewardState, on day: Int
  ) {
    for entry in entries(of: referral) where state(of: entry) == .pending {
      if reason == .fraud && referral.kind != .fake {
        books.honestRefused += ledger.entries[entry].amount
      }
      close(entry, as: reason, on: day)
    }
  }

  private func issue(_ index: Int, on day: Int) {
    guard let rules = tables.ledgerRules else { return }
    let referral = ledger.referrals[index]
    let isThere = isRefereeActive(referral, on: day)
    for entry in entries(of: referral) where state(of: entry) == .approved {
      guard isThere else {
        close(entry, as: .refereeLeft, on: day)
        continue
      }
      let cost = ledger.entries[entry].cost
      guard afford(cost, rules, on: day) else {
        close(entry, as: .overBudget, on: day)
        continue
      }
      advance(entry, from: .approved, to: .issued, on: day)
      use(entry, referral, rules, on: day)
    }
    ledger.referrals[index].issueDay = Int32(truncatingIfNeeded: day)
    let window = rules.clawbackInDays
    guard window > 0 else { return }
    // A referee whose last day is not known yet is met on that day.
    let leaves = min(Int(referral.churnDay), Int(referral.returnDay))
    if leaves > day && leaves <= day + window { later(.clawBack, index, of: referral, on: leaves) }
  }

  /// Takes a reward from the budget, if it fits in; if not, the program stops.
  private func afford(_ cost: Double, _ rules: LedgerRules, on day: Int) -> Bool {
    let budget = rules.budget
    if let total = budget.total, ledger.committed + cost > total {
      ledger.isSpent = true
      return false
    }
    if let limit = budget.perMonth, ledger.committedInMonth + cost > limit {
      ledger.spentMonth = tables.monthOfDay[day]
      return false
    }
    ledger.committed += cost
    ledger.committedInMonth += cost
    return true
  }

  /// Decides when an issued reward is used, if ever.
  private func use(
    _ index: Int, _ referral: Ledger.Referral, _ rules: LedgerRules, on day: Int
  ) {
    let entry = ledger.entries[index]
    guard let reward = tables.rewards[Int(referral.epoch)] else { return }
    let side = entry.side == .referee ? reward.referee : reward.referrer
    // A discount for the referee is taken off the order that qualified.
    let isTaken = side.kind == .discount && entry.side == .referee && referral.orderDay >= 0
    guard side.kind != .cash, !isTaken || side.breakage > 0 else {
      redeem(index, on: day)
      return
    }
    let block =
      referral.kind == .fake
      ? luck.block(
        of: referral.person, deciding: .fakeRedemption,
        at: 4 &* referral.number &+ UInt32(entry.side.rawValue))
      : luck.block(
        of: referral.person, deciding: .redemption, at: UInt32(entry.side.rawValue))
    var delay = 0
    var isBeyond = false
    let owner =
      entry.side == .referee || tables.segmentCount == 1
      ? Int(referral.segment) : segments.segment(of: advocates[Int(referral.advocate)].person)
    if !isTaken, let law = tables.redemptions[owner] {
      delay = tables.laws.value(law, block.w1)
      isBeyond = delay == law.count
    }
    let expiry = rules.expiryInDays
    if UInt64(block.w0) < threshold(side.breakage) {
      // Without an expiry it is written off when it would have been used.
      close(index, of: referral, as: .expired, after: expiry ?? delay, on: day)
    } else if let expiry, delay > expiry {
      close(index, of: referral, as: .expired, after: expiry, on: day)
    } else if delay == 0 {
      redeem(index, on: day)
    } else if day + delay < horizon {
      later(.redeem, index, of: referral, on: day + delay)
    } else if !isBeyond {
      owe(entry.cost, on: day + delay)
    }
  }

  private func close(
    _ index: Int, of referral: Ledger.Referral, as state: RewardState, after delay: Int, on day: Int
  ) {
    if delay == 0 {
      close(index, as: state, on: day)
    } else {
      later(.expire, index, of: referral, on: day + delay)
    }
  }

  private func redeem(_ index: Int, on day: Int) {
    guard state(of: index) == .issued else { return }
    let entry = ledger.entries[index]
    if tables.redeemsByOrder, entry.referral != .max, !isOwnerActive(entry, on: day) {
      close(index, as: .expired, on: day)
      return
    }
    pay(ledger.entries[index], on: day)
    close(index, as: .redeemed, on: day)
  }
}
