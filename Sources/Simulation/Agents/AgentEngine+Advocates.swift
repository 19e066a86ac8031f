internal import Randomness

extension AgentEngine {
  /// Enrols the first `count` of `joiners` in every loop whose coin says yes.
  func considerLoops(_ count: Int, joined day: Int, signupDay: Int) {
    let epochs = plan.epochs.count
    let epoch = epochNow
    let firstCustomer = customers.count
    if tables.keepsCustomers { keepCustomers(count, signupDay: signupDay) }
    guard tables.loops.count > 0 else { return }

    let taking = findTakers(count, epoch: epoch)
    var previous = UInt32.max
    for i in 0..<taking {
      let taker = takers[i]
      let joiner = joiners[Int(taker.joiner)]
      if taker.joiner != previous {
        previous = taker.joiner
        newAdvocate(
          joiner, signupDay: signupDay,
          customer: tables.keepsCustomers ? firstCustomer + Int(taker.joiner) : -1)
        books.advocates &+= 1
      }
      let advocate = UInt32(truncatingIfNeeded: advocates.count &- 1)
      if tables.keepsCustomers {
        customers[firstCustomer + Int(taker.joiner)].advocate = Int32(advocate)
        customers[firstCustomer + Int(taker.joiner)].loops |= 1 &<< taker.loop
      }
      let loop = Int(taker.loop)
      books.advocatesOfLoop[loop] &+= 1
      log?.add(.advocate, day: day, person: joiner.person, cause: plan.loops[loop].name)
      addInviter(
        advocate, loop: loop, person: joiner.person,
        terms: tables.terms[
          tables.termsPlace(
            loop: loop, segment: Int(joiner.segment), epochs: epochs, epoch: epoch)],
        word: lives.invitations.word(loop &* Lives.capacity &+ Int(taker.joiner)))
    }
    invite(on: day)
  }

  /// Notes in `takers` who of the first `count` of `joiners` takes part in what.
  ///
  /// - Returns: How many were noted, by joiner, then by loop.
  private func findTakers(_ count: Int, epoch: Int) -> Int {
    let loops = tables.loops.count
    let epochs = plan.epochs.count
    var taking = 0
    if loops == 1 && tables.segmentCount == 1 {
      let threshold = tables.terms[epoch].participation
      for i in 0..<count {
        takers[taking] = Taker(joiner: UInt32(truncatingIfNeeded: i), loop: 0)
        taking &+= one(if: UInt64(lives.participation.word(i)), isBelow: threshold)
      }
      return taking
    }
    if loops == 1 {
      for i in 0..<count {
        takers[taking] = Taker(joiner: UInt32(truncatingIfNeeded: i), loop: 0)
        let place = Int(joiners[i].segment) &* epochs &+ epoch
        let threshold = tables.terms[place].participation
        taking &+= one(if: UInt64(lives.participation.word(i)), isBelow: threshold)
      }
      return taking
    }
    for i in 0..<count {
      for loop in 0..<loops {
        takers[taking] = Taker(
          joiner: UInt32(truncatingIfNeeded: i), loop: UInt32(truncatingIfNeeded: loop))
        let coin = UInt64(lives.participation.word(loop &* Lives.capacity &+ i))
        let place = tables.termsPlace(
          loop: loop, segment: Int(joiners[i].segment), epochs: epochs, epoch: epoch)
        taking &+= one(if: coin, isBelow: tables.terms[place].participation)
      }
    }
    return taking
  }

  private func keepCustomers(_ count: Int, signupDay: Int) {
    let loops = tables.loops.count
    if tables.fakesPerDay > 0 {
      drawCoins(count, deciding: .opportunist)
      for i in 0..<count { opportunistCoins.append(lives.coins.word(i)) }
    }
    for i in 0..<count {
      for loop in 0..<loops {
        participationCoins.append(lives.participation.word(loop &* Lives.capacity &+ i))
      }
      let joiner = joiners[i]
      customers.append(
        Customer(
          person: joiner.person, signupDay: Int32(signupDay), churnDay: joiner.churnDay,
          generation: joiner.generation, advocate: -1, loops: 0, tenure: joiner.tenure,
          group: joiner.group, referrer: joiner.referrer, life: lives.lifetime.word(i),
          segment: UInt16(truncatingIfNeeded: joiner.segment)))
      if tables.churnsDaily { awaitDeparture(customers.count - 1, joiner) }
    }
  }

  /// Draws a coin for each of the first `count` of `joining`, into `lives.coins`, four at a time.
  @inline(never)
  func drawCoins(_ count: Int, deciding decision: Decision) {
    let luck = luck
    let decision = SIMD4(repeating: UInt64(decision.rawValue))
    var i = 0
    while i < count {
      let blocks = luck.blocks(of: joining.four(at: i), deciding: decision, at: .zero)
      lives.coins.store(blocks.w0, at: i)
      i &+= 4
    }
  }

  @inline(__always)
  private func newAdvocate(_ joiner: Joiner, signupDay: Int, customer: Int) {
    advocates.append(
      Advocate(
        person: joiner.person, signupDay: Int32(truncatingIfNeeded: signupDay),
        churnDay: joiner.churnDay, generation: joiner.generation, referrals: 0,
        tenure: joiner.tenure, customer: Int32(truncatingIfNeeded: customer)))
  }

  /// Enrols earlier customers whose coin lies below a participation that rose today.
  func enrolAfterImprovement(on day: Int) {
    let epoch = epochNow
    guard tables.keepsCustomers, epoch != epochBefore else { return }
    temptMore(on: day)
    for loop in plan.loops.indices {
      let terms = plan.loops[loop].segmentTerms
      let rises = terms.map { $0[epoch].participation > $0[epochBefore].participation }
      guard rises.contains(true) else { continue }
      let loops = tables.loops.count
      // Whoever is a customer and tossed less than yesterday's terms asked takes part already.
      let least = terms.map { $0[epochBefore].participationThreshold }.min() ?? 0
      let most = terms.map { $0[epoch].participationThreshold }.max() ?? 0
      // Most coins say no, whoever tossed them.
      var next = 0
      while let place = participationCoins.firstPlace(from: next, of: least..<max(least, most)) {
        next = place &+ 1
        // Of all loops, customer by customer.
        guard place % loops == loop else { continue }
        let i = place / loops
        let coin = UInt64(participationCoins[place])
        let customer = customers[i]
        let segment = Int(customer.segment)
        guard rises[segment], Int(customer.churnDay) > day,
          customer.loops & (1 &<< UInt32(loop)) == 0,
          coin < terms[segment][epoch].participationThreshold
        else { continue }
        let decision = loop == 0 ? Decision.life : .membership(loop: loop)
        let block = luck.block(of: customer.person, deciding: decision)
        let advocate = advocate(ofCustomer: i)
        if customer.loops == 0 { books.advocates &+= 1 }
        books.advocatesOfLoop[loop] &+= 1
        log?.add(.advocate, day: day, person: customer.person, cause: plan.loops[loop].name)
        customers[i].loops |= 1 &<< UInt32(loop)
        addInviter(
          advocate, loop: loop, person: customer.person,
          terms: tables.terms[
            tables.termsPlace(
              loop: loop, segment: segment, epochs: plan.epochs.count, epoch: epoch)],
          word: block.w2)
      }
      invite(on: day)
    }
  }
}
