internal import Randomness
internal import ReferralModel

// Budgets, prizes, deadweight and fraud.
extension AgentEngine {
  /// The terms of a day, and the prizes of the days before it.
  func openDay(_ day: Int) {
    var epoch = tables.epochOfDay[day]
    if let rules = tables.ledgerRules {
      let month = tables.monthOfDay[day]
      if day > 0, month != tables.monthOfDay[day - 1] { ledger.committedInMonth = 0 }
      let isStopped = ledger.isSpent || ledger.spentMonth == month
      if isStopped, let off = plan.offEpoch, plan.epochs[epoch].isProgramOn {
        epoch = off
        ledger.wasStopped = true
      }
      if rules.hasTickets { givePrizes(on: day) }
    }
    epochBefore = day == 0 ? epoch : epochNow
    epochNow = epoch
    isStopped = epoch == plan.offEpoch
    books.epochOfDay[day] = epoch
    if let log, plan.epochs[epoch].fixedCostPerDay != 0 {
      log.add(.fixedCost, day: day, amount: plan.epochs[epoch].fixedCostPerDay)
    }
  }

  // MARK: Prizes

  /// The prizes of the periods that end before a day.
  private func givePrizes(on day: Int) {
    guard let rules = plan.program else { return }
    for (index, draws) in rules.draws.enumerated()
    where draws.contains(where: { $0.day == day }) {
      drawRaffle(index, rules, on: day)
    }
    if rules.leaderboards.contains(where: { $0.day == day }) { giveLeaders(rules, on: day) }
  }

  /// Draws the winners of a raffle among its tickets, each advocate at most once.
  private func drawRaffle(_ index: Int, _ rules: ProgramPlan, on day: Int) {
    let raffle = rules.program.raffles[index]
    let first = ledger.firstTickets[index]
    let tickets = ledger.tickets.count - first
    ledger.firstTickets[index] = ledger.tickets.count
    var winners: Set<UInt32> = []
    // Every try names a ticket; one whose owner has won already is drawn in vain. Where
    // fewer people than prizes hold tickets, the tries end.
    for attempt in 0..<(tickets == 0 ? 0 : 1000 + 100 * raffle.winners) {
      guard winners.count < raffle.winners else { break }
      let block = luck.block(
        of: UInt32(day), deciding: .raffle, at: UInt32(attempt) &+ UInt32(index) &<< 24)
      let ticket = Int(uniformIndex(block.first64, below: tickets))
      let winner = ledger.tickets[first + ticket].advocate
      guard mayWin(winner, on: day), winners.insert(winner).inserted else { continue }
      give(raffle.prize, .raffle, to: winner, on: day)
    }
    let paid = raffle.prize * Double(winners.count)
    credit(paid, perceived: raffle.perceived, toTicketsFrom: first)
  }

  /// Whether an advocate is still there, and nobody's check has stopped them.
  private func mayWin(_ advocate: UInt32, on day: Int) -> Bool {
    Int(advocates[Int(advocate)].churnDay) > day && !ledger.standings[Int(advocate)].isStopped
  }

  /// Notes what prizes were worth to the referrals that stood for them, epoch by epoch.
  private func credit(
    _ paid: Double, perceived: Double, toTicketsFrom first: Int, isPaid: Bool = true
  ) {
    let count = Double(ledger.tickets.count - first)
    for i in first..<ledger.tickets.count {
      let epoch = Int(ledger.tickets[i].epoch)
      ledger.perceivedPrizes[epoch] += perceived * paid / count
      if isPaid { ledger.prizes[epoch] += paid / count }
    }
  }

  /// Prizes of periods that the horizon cuts: people counted on them for as long as the
  /// period has run.
  func creditOpenPrizes() {
    guard let rules = plan.program, horizon < rules.program.endDay ?? .max else { return }
    func share(_ days: [ProgramPlan.PrizeDay], _ period: Double) -> Double {
      let since = days.last?.day ?? rules.program.startDay
      return min(1, max(0, Double(horizon - since) / period))
    }
    for (index, raffle) in rules.program.raffles.enumerated() {
      credit(
        raffle.prize * Double(raffle.winners) * share(rules.draws[index], raffle.periodInDays),
        perceived: raffle.perceived, toTicketsFrom: ledger.firstTickets[index], isPaid: false)
    }
    if let board = rules.program.leaderboard {
      credit(
        board.prizes.reduce(0, +) * share(rules.leaderboards, board.periodInDays),
        perceived: board.perceived, toTicketsFrom: ledger.firstOfLeaders, isPaid: false)
    }
  }

  /// Gives the prizes to those with the most qualified referrals since the last time.
  private func giveLeaders(_ rules: ProgramPlan, on day: Int) {
    guard let board = rules.program.leaderboard else { return }
    var leaders = (0..<ledger.leaders.count).map { i -> (count: UInt32, advocate: UInt32) in
      let advocate = ledger.leaders[i]
      return (ledger.standings[Int(advocate)].leading, advocate)
    }
    leaders.sort { a, b in
      a.count != b.count
        ? a.count > b.count
        : advocates[Int(a.advocate)].person < advocates[Int(b.advocate)].person
    }
    var paid = 0.0
    for (leader, prize) in zip(leaders.filter { mayWin($0.advocate, on: day) }, board.prizes) {
      give(prize, .leaderboard, to: leader.advocate, on: day)
      paid += prize
    }
    credit(paid, perceived: board.perceived, toTicketsFrom: ledger.firstOfLeaders)
    ledger.firstOfLeaders = ledger.tickets.count
    for leader in leaders { ledger.standings[Int(leader.advocate)].leading = 0 }
    ledger.leaders.removeAll()
  }

  /// A prize is paid on the spot: no hold, no budget.
  private func give(
    _ prize: Double, _ side: Ledger.Entry.Side, to advocate: UInt32, on day: Int
  ) {
    guard prize > 0 else { return }
    append(
      Ledger.Entry(
        amount: prize, cost: prize, expectedCost: prize, referral: .max, owner: advocate,
        side: side, state: .pending), on: day)
    let index = ledger.entries.count - 1
    close(index, as: .approved, on: day)
    close(index, as: .issued, on: day)
    books.rewardCost[day] += prize
    close(index, as: .redeemed, on: day)
  }

  // MARK: Deadweight

  /// Of the first `count` joiners, who came by themselves, some name a customer for the
  /// reward; moves them from their cause to deadweight.
  func claimReferrers(_ count: Int, cause: Int, on day: Int) {
    let limit = tables.deadweight[epochNow]
    guard limit > 0 else { return }
    let first = customers.count - count
    drawCoins(count, deciding: .deadweight)
    for i in 0..<count where UInt64(lives.coins.word(i)) < limit {
      let joiner = joiners[i]
      guard let named = randomCustomer(claimedBy: joiner.person, on: day)
      else { continue }
      books.signups[cause * horizon + day] -= 1
      books.recordSignups(1, cause: ExternalCause.allCases.count + plan.loops.count, day: day)
      joiners[i].isClaim = true
      let advocate = advocate(ofCustomer: named)
      advocates[Int(advocate)].referrals &+= 1
      log?.add(
        .signup, day: day, person: joiner.person, referrer: advocates[Int(advocate)].person,
        cause: "deadweight")
      enterReferral(
        by: advocate, of: joiner.person, customer: Int32(first + i),
        churnDay: Int(joiner.churnDay), segment: Int(joiner.segment), kind: .deadweight, on: day)
    }
  }

  /// A uniformly random active customer, other than the person; nil when many tries
  /// find none.
  private func randomCustomer(claimedBy person: UInt32, on day: Int) -> Int? {
    for attempt in 0..<64 {
      let block = luck.block(of: person, deciding: .claim, at: UInt32(attempt))
      let index = Int(uniformIndex(block.first64, below: customers.count))
      let customer = customers[index]
      if Int(customer.churnDay) > day && customer.person != person { return index }
    }
    return nil
  }

  /// The advocate's record of a customer who may take part in nothing.
  func advocate(ofCustomer index: Int) -> UInt32 {
    if customers[index].advocate < 0 {
      let customer = customers[index]
      advocates.append(
        Advocate(
          person: customer.person, signupDay: customer.signupDay, churnDay: customer.churnDay,
          generation: customer.generation, referrals: 0, tenure: customer.tenure,
          customer: Int32(truncatingIfNeeded: index)))
      customers[index].advocate = Int32(truncatingIfNeeded: advocates.count - 1)
    }
    return UInt32(customers[index].advocate)
  }

  // MARK: Fraud

  /// Of the last `count` customers, some are opportunists.
  func meetOpportunists(_ count: Int, on day: Int) {
    let limit = tables.opportunists[epochNow]
    guard limit > 0, tables.fakesPerDay > 0 else { return }
    for index in customers.count - count..<customers.count {
      guard UInt64(opportunistCoins[index]) < limit else { continue }
      becomeOpportunist(index, on: day)
    }
  }

  /// Customers who become opportunists because the reward rose today.
  func temptMore(on day: Int) {
    let (before, now) = (tables.opportunists[epochBefore], tables.opportunists[epochNow])
    guard now > before, tables.fakesPerDay > 0 else { return }
    var next = 0
    while let index = opportunistCoins.firstPlace(from: next, of: before..<now) {
      next = index &+ 1
      let customer = customers[index]
      if Int(customer.churnDay) > day && !customer.isOpportunist {
        becomeOpportunist(index, on: day)
      }
    }
  }

  private func becomeOpportunist(_ index: Int, on day: Int) {
    customers[index].isOpportunist = true
    let advocate = advocate(ofCustomer: index)
    scheduleFake(by: advocate, number: 0, after: Double(day), on: day)
  }

  private func scheduleFake(
    by advocate: UInt32, number: UInt32, after time: Double, on day: Int
  ) {
    let block = luck.block(of: advocates[Int(advocate)].person, deciding: .fake, at: number)
    let next = time + exponentialTime(block.w0) / tables.fakesPerDay
    guard next < Double(horizon) else { return }
    fakes.push(
      Fake(
        advocate: advocate, number: number, time: Float(next), purchase: block.w1,
        delay: block.w2, silence: block.w3),
      day: max(day, Int(next)))
  }

  /// Accounts invented today, and with them tomorrow's.
  func inventAccounts(on day: Int) {
    guard tables.fakesPerDay > 0 else { return }
    while !fakes.isEmpty(day: day) {
      dueFakes.removeAll()
      fakes.drain(day: day, into: &dueFakes)
      for i in 0..<dueFakes.count { invent(dueFakes[i], on: day) }
    }
  }

  private func invent(_ fake: Fake, on day: Int) {
    let index = Int(fake.advocate)
    let opportunist = advocates[index]
    let isStopped = index < ledger.standings.count && ledger.standings[index].isStopped
    guard Int(opportunist.churnDay) > day, !isStopped else { return }
    scheduleFake(by: fake.advocate, number: fake.number + 1, after: Double(fake.time), on: day)
    // While the program is off there is nothing to take.
    guard plan.epochs[epochNow].isProgramOn else { return }
    books.fakes &+= 1
    log?.add(.fakeAccount, day: day, referrer: opportunist.person)
    let segment = Int(customers[Int(opportunist.customer)].segment)
    let law = tables.qualifications[segment]
    let needsPurchase = law.firstOrder != nil || law.isOutOfReach
    let passes = needsPurchase ? tables.fakePurchases : law.threshold
    guard UInt64(fake.purchase) < passes else { return }
    let silent = tables.abandoned.map { day + max(1, tables.laws.value($0, fake.silence)) }
    enter(
      Ledger.Referral(
        advocate: fake.advocate, person: opportunist.person, number: fake.number,
        churnDay: silent.map { Int32(truncatingIfNeeded: $0) } ?? .max,
        epoch: UInt16(truncatingIfNeeded: epochNow),
        segment: UInt16(truncatingIfNeeded: segment), kind: .fake),
      on: day, qualifyingOn: day + tables.laws.value(law.delay, fake.delay))
  }
}
