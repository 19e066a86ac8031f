internal import Randomness

extension AgentEngine {
  /// Enrols a newcomer in every loop whose coin says yes.
  @inline(__always)
  mutating func considerLoops(
    _ person: UInt32, joined day: Int, signupDay: Int, churnDay: Int, generation: Int32,
    life: RandomBlock, tenure: Int
  ) {
    let epoch = plan.epochOfDay[day]
    var advocate: Int32 = -1
    var taken: UInt32 = 0
    for loop in plan.loops.indices {
      let luckOfLoop =
        loop == 0 ? life : luck.block(of: person, deciding: .membership(loop: loop))
      guard UInt64(luckOfLoop.w1) < plan.loops[loop].terms[epoch].participationThreshold else {
        continue
      }
      if advocate < 0 {
        advocate = newAdvocate(
          person, signupDay: signupDay, churnDay: churnDay, generation: generation, tenure: tenure)
      }
      taken |= 1 &<< UInt32(loop)
      invite(from: Int(advocate), loop: loop, countWord: luckOfLoop.w2, on: day)
    }
    if tables.keepsCustomers {
      customers.append(
        Customer(
          person: person, signupDay: Int32(signupDay), churnDay: Int32(churnDay),
          generation: generation, advocate: advocate, loops: taken, tenure: Int32(tenure)))
    }
  }

  private mutating func newAdvocate(
    _ person: UInt32, signupDay: Int, churnDay: Int, generation: Int32, tenure: Int
  ) -> Int32 {
    advocates.append(
      Advocate(
        person: person, signupDay: Int32(truncatingIfNeeded: signupDay),
        churnDay: Int32(truncatingIfNeeded: churnDay), generation: generation, referrals: 0,
        tenure: Int32(truncatingIfNeeded: tenure)))
    return Int32(advocates.count - 1)
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
          customers[i].advocate = newAdvocate(
            customer.person, signupDay: Int(customer.signupDay), churnDay: Int(customer.churnDay),
            generation: customer.generation, tenure: Int(customer.tenure))
        }
        customers[i].loops |= 1 &<< UInt32(loop)
        invite(from: Int(customers[i].advocate), loop: loop, countWord: block.w2, on: day)
      }
    }
  }

  /// Draws all invitations of a new advocate, and queues those that matter.
  ///
  /// The coin is tossed before the contact is looked up: an invitation that
  /// will be declined is counted on its day and never touches the network.
  private mutating func invite(from index: Int, loop: Int, countWord: UInt32, on day: Int) {
    let advocate = advocates[index]
    let person = advocate.person
    let terms = plan.loops[loop].terms[plan.epochOfDay[day]]
    let last = min(horizon, Int(advocate.churnDay))
    // Invitations of an unrewarded loop began with the customer's tenure.
    let start =
      plan.loops[loop].rewarded || advocate.signupDay >= 0 ? day : day - Int(advocate.tenure)
    var count: Int
    switch plan.loops[loop].kind {
    case .count:
      count = terms.countTable.value(countWord)
      if count == 0 { return }
      count = min(count, contacts.contactCount(of: person))
    case .everyContact:
      count = contacts.contactCount(of: person)
    case .rate:
      inviteAtRate(terms.invitations, from: index, loop: loop, start: start, last: last)
      return
    }
    let delayed = !plan.loops[loop].sendDelay.isNone
    var delays = RandomBlock(w0: 0, w1: 0, w2: 0, w3: 0)
    var coins = delays
    var number = 0
    while number < count {
      let place = number & 3
      if place == 0 {
        let at = UInt32(truncatingIfNeeded: number &>> 2)
        coins = luck.block(of: person, deciding: .acceptance(loop: loop), at: at)
        if delayed { delays = luck.block(of: person, deciding: .sendDelay(loop: loop), at: at) }
      }
      let sent =
        delayed ? start &+ plan.loops[loop].sendDelay.table.value(delays[place]) : start
      if sent < last && sent >= day {
        queue(index, loop: loop, number: number, coin: coins[place], sent: sent)
      }
      number &+= 1
    }
  }

  /// Invitations of a Poisson process, until contacts or days run out.
  private mutating func inviteAtRate(
    _ perDay: Double, from index: Int, loop: Int, start: Int, last: Int
  ) {
    guard perDay > 0 else { return }
    let person = advocates[index].person
    let contactCount = contacts.contactCount(of: person)
    let firstDay = max(0, max(start, Int(advocates[index].signupDay)))
    var time = 0.0
    for number in 0..<contactCount {
      let at = UInt32(truncatingIfNeeded: number &>> 2)
      let wait = luck.block(of: person, deciding: .sendDelay(loop: loop), at: at)[number & 3]
      // Rising in the rate: the waiting time is the upper quantile of its word.
      time += exponentialTime(wait) / perDay
      guard Double(start) + time < Double(last) else { return }
      let sent = start + Int(time)
      if sent >= firstDay {
        let coin = luck.block(of: person, deciding: .acceptance(loop: loop), at: at)[number & 3]
        queue(index, loop: loop, number: number, coin: coin, sent: sent)
      }
    }
  }

  @inline(__always)
  private mutating func queue(_ index: Int, loop: Int, number: Int, coin: UInt32, sent: Int) {
    books.invitesSent[sent] &+= 1
    let place = loop &* horizon &+ sent
    if UInt64(coin) < tables.conversion[place] || tables.findsAll[place] {
      invitations.push(
        Invitation(
          advocate: UInt32(truncatingIfNeeded: index),
          number: UInt32(truncatingIfNeeded: number), loop: UInt32(truncatingIfNeeded: loop),
          coin: coin),
        day: sent)
    }
  }

  /// Delivers the invitations due on a day.
  mutating func sendInvitations(on day: Int) {
    dueInvitations.removeAll(keepingCapacity: true)
    invitations.drain(day: day, into: &dueInvitations)
    if !received.isEmpty {
      // Whoever is invited first has received fewer: the one tie that matters here.
      dueInvitations.sort { a, b in
        let (first, second) = (advocates[Int(a.advocate)].person, advocates[Int(b.advocate)].person)
        return (first, a.loop, a.number) < (second, b.loop, b.number)
      }
    }
    for i in dueInvitations.indices { deliver(dueInvitations[i], on: day) }
  }

  @inline(__always)
  private mutating func deliver(_ invitation: Invitation, on day: Int) {
    let loop = Int(invitation.loop)
    let inviter = advocates[Int(invitation.advocate)].person
    let target = contact(Int(invitation.number), of: inviter, loop: loop)
    // An odd stub out: nobody is at the other end.
    guard target != .max else { return }
    let place = loop &* horizon &+ day
    var accepts = tables.conversion[place]
    if !received.isEmpty {
      let earlier = received[Int(target)]
      received[Int(target)] = earlier == .max ? .max : earlier + 1
      accepts = reinforced(loop: loop, day: day, earlier: earlier)
    }
    guard !members.contains(target) else {
      books.wasted[loop &* plan.epochs.count &+ plan.epochOfDay[day]] += 1
      return
    }
    guard UInt64(invitation.coin) < accepts else { return }
    var due = day
    if !plan.loops[loop].conversionDelay.isNone {
      let block = luck.block(
        of: inviter, deciding: .conversionDelay(loop: loop), at: invitation.number &>> 2)
      due &+= plan.loops[loop].conversionDelay.table.value(block[Int(invitation.number & 3)])
    }
    guard due < horizon else { return }
    acceptances.push(
      Acceptance(person: target, advocate: invitation.advocate, loop: invitation.loop), day: due)
  }

  /// The contact whom an advocate's invitation reaches.
  ///
  /// Contacts come in a random order fixed per person and loop: step i of a
  /// Fisher-Yates shuffle swaps i with a place from i on. Read backwards, it says
  /// where the contact in place `number` came from without shuffling the rest.
  @inline(__always)
  private func contact(_ number: Int, of person: UInt32, loop: Int) -> UInt32 {
    if case .everyContact = plan.loops[loop].kind { return contacts.contact(number, of: person) }
    let count = contacts.contactCount(of: person)
    if number < 4 {
      let block = luck.block(of: person, deciding: .order(loop: loop))
      var place = step(number, block[number], count: count)
      var i = number &- 1
      while i >= 0 {
        if step(i, block[i], count: count) == place { place = i }
        i &-= 1
      }
      return contacts.contact(place, of: person)
    }
    return contacts.contact(laterPlace(number, of: person, loop: loop, count: count), of: person)
  }

  private func laterPlace(_ number: Int, of person: UInt32, loop: Int, count: Int) -> Int {
    var block = luck.block(
      of: person, deciding: .order(loop: loop), at: UInt32(truncatingIfNeeded: number &>> 2))
    var place = step(number, block[number & 3], count: count)
    for i in stride(from: number - 1, through: 0, by: -1) {
      if i & 3 == 3 {
        block = luck.block(
          of: person, deciding: .order(loop: loop), at: UInt32(truncatingIfNeeded: i &>> 2))
      }
      if step(i, block[i & 3], count: count) == place { place = i }
    }
    return place
  }

  /// The place from `i` on with which step i of the shuffle swaps.
  @inline(__always)
  private func step(_ i: Int, _ word: UInt32, count: Int) -> Int {
    i &+ Int(truncatingIfNeeded: (UInt64(word) &* UInt64(count &- i)) &>> 32)
  }

  /// The acceptance threshold after some earlier invitations.
  private func reinforced(loop: Int, day: Int, earlier: UInt8) -> UInt64 {
    let p = plan.loops[loop].terms[plan.epochOfDay[day]].conversion
    guard p > 0, p < 1 else { return threshold(p) }
    let odds = p / (1 - p) * power(plan.loops[loop].reinforcement, Double(earlier))
    return odds.isFinite ? threshold(odds / (1 + odds)) : threshold(1)
  }
}
