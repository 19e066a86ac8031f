internal import Randomness

extension AgentEngine {
  /// Enrols the first `count` of `joiners` in every loop whose coin says yes.
  mutating func considerLoops(_ count: Int, joined day: Int, signupDay: Int) {
    guard tables.loops.count > 0 else { return }
    let epochs = plan.epochs.count
    let epoch = tables.epochOfDay[day]
    let firstCustomer = customers.count
    if tables.keepsCustomers { keepCustomers(count, signupDay: signupDay) }

    let taking = findTakers(count, epoch: epoch)
    var previous = UInt32.max
    for i in 0..<taking {
      let taker = takers[i]
      let joiner = joiners[Int(taker.joiner)]
      if taker.joiner != previous {
        previous = taker.joiner
        newAdvocate(joiner, signupDay: signupDay)
      }
      let advocate = UInt32(truncatingIfNeeded: advocates.count &- 1)
      if tables.keepsCustomers {
        customers[firstCustomer + Int(taker.joiner)].advocate = Int32(advocate)
        customers[firstCustomer + Int(taker.joiner)].loops |= 1 &<< taker.loop
      }
      let loop = Int(taker.loop)
      addInviter(
        advocate, loop: loop, person: joiner.person,
        terms: tables.terms[loop &* epochs &+ epoch],
        word: lives.invitations.word(loop &* Lives.capacity &+ Int(taker.joiner)))
    }
    invite(on: day)
  }

  /// Notes in `takers` who of the first `count` of `joiners` takes part in what.
  ///
  /// - Returns: How many were noted, by joiner, then by loop.
  private mutating func findTakers(_ count: Int, epoch: Int) -> Int {
    let loops = tables.loops.count
    let epochs = plan.epochs.count
    var taking = 0
    if loops == 1 {
      let threshold = tables.terms[epoch].participation
      for i in 0..<count {
        takers[taking] = Taker(joiner: UInt32(truncatingIfNeeded: i), loop: 0)
        taking &+= UInt64(lives.participation.word(i)) < threshold ? 1 : 0
      }
      return taking
    }
    for i in 0..<count {
      for loop in 0..<loops {
        takers[taking] = Taker(
          joiner: UInt32(truncatingIfNeeded: i), loop: UInt32(truncatingIfNeeded: loop))
        let coin = UInt64(lives.participation.word(loop &* Lives.capacity &+ i))
        taking &+= coin < tables.terms[loop &* epochs &+ epoch].participation ? 1 : 0
      }
    }
    return taking
  }

  private mutating func keepCustomers(_ count: Int, signupDay: Int) {
    for i in 0..<count {
      let joiner = joiners[i]
      customers.append(
        Customer(
          person: joiner.person, signupDay: Int32(signupDay), churnDay: joiner.churnDay,
          generation: joiner.generation, advocate: -1, loops: 0, tenure: joiner.tenure))
    }
  }

  @inline(__always)
  private mutating func newAdvocate(_ joiner: Joiner, signupDay: Int) {
    advocates.append(
      Advocate(
        person: joiner.person, signupDay: Int32(truncatingIfNeeded: signupDay),
        churnDay: joiner.churnDay, generation: joiner.generation, referrals: 0,
        tenure: joiner.tenure))
  }

  /// Enrols earlier customers whose coin lies below a participation that rose today.
  mutating func enrolAfterImprovement(on day: Int) {
    let epoch = plan.epochOfDay[day]
    guard tables.keepsCustomers, epoch != plan.epochOfDay[day - 1] else { return }
    for loop in plan.loops.indices
    where plan.loops[loop].terms[epoch].participation
      > plan.loops[loop].terms[epoch - 1].participation
    {
      let threshold = plan.loops[loop].terms[epoch].participationThreshold
      for i in customers.indices {
        let customer = customers[i]
        guard Int(customer.churnDay) > day, customer.loops & (1 &<< UInt32(loop)) == 0 else {
          continue
        }
        let decision = loop == 0 ? Decision.life : .membership(loop: loop)
        let block = luck.block(of: customer.person, deciding: decision)
        guard UInt64(block.w1) < threshold else { continue }
        if customer.advocate < 0 {
          newAdvocate(
            Joiner(
              person: customer.person, churnDay: customer.churnDay,
              generation: customer.generation, tenure: customer.tenure),
            signupDay: Int(customer.signupDay))
          customers[i].advocate = Int32(advocates.count - 1)
        }
        customers[i].loops |= 1 &<< UInt32(loop)
        addInviter(
          UInt32(customers[i].advocate), loop: loop, person: customer.person,
          terms: tables.terms[loop * plan.epochs.count + epoch], word: block.w2)
      }
      invite(on: day)
    }
  }
}
