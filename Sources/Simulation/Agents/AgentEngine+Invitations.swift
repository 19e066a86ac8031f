internal import Randomness

extension AgentEngine {
  /// Enrols the first `count` of `joiners` in every loop whose coin says yes.
  mutating func considerLoops(_ count: Int, joined day: Int, signupDay: Int) {
    let loops = tables.loops.count
    guard loops > 0 else { return }
    let epochs = plan.epochs.count
    let epoch = tables.epochOfDay[day]
    for i in 0..<count {
      var (coin, countWord) = (lives.w1[i], lives.w2[i])
      var advocate: Int32 = -1
      var taken: UInt32 = 0
      for loop in 0..<loops {
        if loop > 0 {
          let block = luck.block(of: joiners[i].person, deciding: .membership(loop: loop))
          (coin, countWord) = (block.w1, block.w2)
        }
        let terms = tables.terms[loop &* epochs &+ epoch]
        guard UInt64(coin) < terms.participation else { continue }
        if advocate < 0 { advocate = newAdvocate(joiners[i], signupDay: signupDay) }
        taken |= 1 &<< UInt32(loop)
        invite(from: Int(advocate), loop: loop, terms: terms, countWord: countWord, on: day)
      }
      if tables.keepsCustomers {
        customers.append(
          Customer(
            person: joiners[i].person, signupDay: Int32(signupDay), churnDay: joiners[i].churnDay,
            generation: joiners[i].generation, advocate: advocate, loops: taken,
            tenure: joiners[i].tenure))
      }
    }
    drawDrafts(on: day)
  }

  @inline(__always)
  private mutating func newAdvocate(_ joiner: Joiner, signupDay: Int) -> Int32 {
    advocates.append(
      Advocate(
        person: joiner.person, signupDay: Int32(truncatingIfNeeded: signupDay),
        churnDay: joiner.churnDay, generation: joiner.generation, referrals: 0,
        tenure: joiner.tenure))
    return Int32(truncatingIfNeeded: advocates.count &- 1)
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
            Joiner(
              person: customer.person, churnDay: customer.churnDay,
              generation: customer.generation, tenure: customer.tenure),
            signupDay: Int(customer.signupDay))
        }
        customers[i].loops |= 1 &<< UInt32(loop)
        invite(
          from: Int(customers[i].advocate), loop: loop,
          terms: tables.terms[loop * plan.epochs.count + epoch], countWord: block.w2, on: day)
      }
    }
    drawDrafts(on: day)
  }

  /// Drafts all invitations of a new advocate; `drawDrafts` must follow.
  @inline(__always)
  private mutating func invite(
    from index: Int, loop: Int, terms: AgentTables.Terms, countWord: UInt32, on day: Int
  ) {
    let law = tables.loops[loop]
    var count = 0
    if law.kind == .count {
      count = tables.laws.value(terms.counts, countWord)
      if count == 0 { return }
    }
    let advocate = advocates[index]
    let person = advocate.person
    // Invitations of an unrewarded loop began with the customer's tenure.
    let start = law.rewarded || advocate.signupDay >= 0 ? day : day &- Int(advocate.tenure)
    let last = min(horizon, Int(advocate.churnDay))
    switch law.kind {
    case .count: count = min(count, contacts.contactCount(of: person))
    case .everyContact: count = contacts.contactCount(of: person)
    case .rate:
      // Whatever is queued first is due first.
      drawDrafts(on: day)
      inviteAtRate(terms.rate, from: index, loop: loop, start: start, last: last)
      return
    }
    var number = 0
    while number < count {
      drafts.append(
        Draft(
          person: person, advocate: UInt32(truncatingIfNeeded: index),
          loop: UInt32(truncatingIfNeeded: loop),
          block: UInt32(truncatingIfNeeded: number &>> 2),
          count: Int32(truncatingIfNeeded: min(4, count &- number)),
          start: Int32(truncatingIfNeeded: start), last: Int32(truncatingIfNeeded: last)))
      number &+= 4
    }
  }

  /// Draws the luck of all drafts, and queues the invitations that matter.
  ///
  /// The coin is tossed before the contact is looked up: an invitation that
  /// will be declined is counted on its day and never touches the network.
  private mutating func drawDrafts(on day: Int) {
    let luck = luck
    var first = 0
    while first < drafts.count {
      let lanes = min(4, drafts.count &- first)
      var who = SIMD4<UInt32>.zero
      var at = SIMD4<UInt32>.zero
      var coins = SIMD4<UInt32>.zero
      var isDelayed = false
      for lane in 0..<lanes {
        let draft = drafts[first &+ lane]
        who[lane] = draft.person
        at[lane] = draft.block
        coins[lane] = Decision.acceptance(loop: Int(draft.loop)).rawValue
        isDelayed = isDelayed || tables.loops[Int(draft.loop)].isDelayed
      }
      words.store(luck.blocks(of: who, deciding: coins, at: at))
      if isDelayed {
        // The delays' address is next to the coins'.
        let delays = coins &- SIMD4(repeating: 1)
        otherWords.store(luck.blocks(of: who, deciding: delays, at: at))
      }
      for lane in 0..<lanes { queue(drafts[first &+ lane], lane: lane, on: day) }
      first &+= 4
    }
    drafts.removeAll()
  }

  @inline(__always)
  private mutating func queue(_ draft: Draft, lane: Int, on day: Int) {
    let loop = tables.loops[Int(draft.loop)]
    for place in 0..<Int(draft.count) {
      var sent = Int(draft.start)
      if loop.isDelayed {
        sent &+= tables.laws.value(loop.sendDelay, otherWords[place &<< 2 | lane])
      }
      if sent < Int(draft.last) && sent >= day {
        queue(
          Int(draft.advocate), loop: Int(draft.loop), number: Int(draft.block) &<< 2 | place,
          coin: words[place &<< 2 | lane], sent: sent)
      }
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
    if UInt64(coin) < tables.lookedUp[place] {
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
    guard !invitations.isEmpty(day: day) else { return }
    dueInvitations.removeAll()
    invitations.drain(day: day, into: &dueInvitations)
    if !received.isEmpty { sortDueInvitations() }
    dueTargets.removeAll()
    for i in 0..<dueInvitations.count {
      let invitation = dueInvitations[i]
      dueTargets.append(
        contact(
          Int(invitation.number), of: advocates[Int(invitation.advocate)].person,
          loop: Int(invitation.loop)))
    }
    for i in 0..<dueInvitations.count { deliver(dueInvitations[i], to: dueTargets[i], on: day) }
  }

  /// Whoever is invited first has received fewer: the one tie that matters here.
  private mutating func sortDueInvitations() {
    var sorted = (0..<dueInvitations.count).map { dueInvitations[$0] }
    sorted.sort { a, b in
      let (first, second) = (advocates[Int(a.advocate)].person, advocates[Int(b.advocate)].person)
      return (first, a.loop, a.number) < (second, b.loop, b.number)
    }
    for i in sorted.indices { dueInvitations[i] = sorted[i] }
  }

  @inline(__always)
  private mutating func deliver(_ invitation: Invitation, to target: UInt32, on day: Int) {
    // An odd stub out: nobody is at the other end.
    guard target != .max else { return }
    let loop = Int(invitation.loop)
    var accepts = tables.conversion[loop &* horizon &+ day]
    if !received.isEmpty {
      let earlier = received[Int(target)]
      received[Int(target)] = earlier == .max ? .max : earlier + 1
      accepts = reinforced(loop: loop, day: day, earlier: earlier)
    }
    guard !members.contains(target) else {
      books.wasted[loop &* plan.epochs.count &+ tables.epochOfDay[day]] &+= 1
      return
    }
    guard UInt64(invitation.coin) < accepts else { return }
    var due = day
    if tables.loops[loop].convertsLater {
      let block = luck.block(
        of: advocates[Int(invitation.advocate)].person, deciding: .conversionDelay(loop: loop),
        at: invitation.number &>> 2)
      due &+= tables.laws.value(
        tables.loops[loop].conversionDelay, block[Int(invitation.number & 3)])
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
    if tables.loops[loop].kind == .everyContact { return contacts.contact(number, of: person) }
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
