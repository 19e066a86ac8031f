internal import Randomness

extension AgentEngine {
  /// Notes an advocate who begins to invite; `invite` must follow.
  @inline(__always)
  mutating func addInviter(
    _ advocate: UInt32, loop: Int, person: UInt32, terms: AgentTables.Terms, word: UInt32
  ) {
    var wish = Int(UInt32.max)
    if tables.loops[loop].kind == .count {
      wish = tables.laws.value(terms.counts, word)
      if wish == 0 { return }
    }
    inviters.append(
      Inviter(
        advocate: advocate, loop: UInt32(truncatingIfNeeded: loop), person: person,
        wish: UInt32(truncatingIfNeeded: wish)))
  }

  /// Draws all invitations of the noted advocates, in their order.
  mutating func invite(on day: Int) {
    // Nothing but lookups here, so that the memory is asked for many at a time.
    for i in 0..<inviters.count {
      inviters[i].contacts = UInt32(
        truncatingIfNeeded: contacts.contactCount(of: inviters[i].person))
    }
    for i in 0..<inviters.count { draft(inviters[i], on: day) }
    drawDrafts(on: day)
    inviters.removeAll()
  }

  @inline(__always)
  private mutating func draft(_ inviter: Inviter, on day: Int) {
    let index = Int(inviter.advocate)
    let loop = Int(inviter.loop)
    let law = tables.loops[loop]
    advocates[index].contacts = inviter.contacts
    let advocate = advocates[index]
    // Invitations of an unrewarded loop began with the customer's tenure.
    let start = law.rewarded || advocate.signupDay >= 0 ? day : day &- Int(advocate.tenure)
    let last = min(horizon, Int(advocate.churnDay))
    if law.kind == .rate {
      // Whatever is queued first is due first.
      drawDrafts(on: day)
      let rate = tables.terms[loop &* plan.epochs.count &+ tables.epochOfDay[day]].rate
      inviteAtRate(rate, from: index, loop: loop, start: start, last: last)
      return
    }
    let count = min(inviter.wish, inviter.contacts)
    let decision = UInt64(Decision.acceptance(loop: loop).rawValue)
    var number: UInt32 = 0
    while number < count {
      if drafts.count == Drafts.capacity { drawDrafts(on: day) }
      let place = drafts.count
      drafts.items[place] = Draft(
        advocate: inviter.advocate, loop: inviter.loop, count: min(4, count &- number),
        start: Int32(truncatingIfNeeded: start), last: Int32(truncatingIfNeeded: last))
      drafts.person[place] = UInt64(inviter.person)
      drafts.block[place] = UInt64(number &>> 2)
      drafts.decision[place] = decision
      drafts.count = place &+ 1
      number &+= 4
    }
  }

  /// Draws the luck of all drafts, and queues the invitations that matter.
  ///
  /// The coin is tossed before the contact is looked up: an invitation that
  /// will be declined is counted on its day and never touches the network.
  private mutating func drawDrafts(on day: Int) {
    let luck = luck
    let count = drafts.count
    var first = 0
    while first < count {
      let (who, at) = (drafts.person.four(at: first), drafts.block.four(at: first))
      let coins = drafts.decision.four(at: first)
      words.store(luck.blocks(of: who, deciding: coins, at: at))
      if tables.isDelayed {
        // A loop's delays are addressed next to its coins.
        let delays = coins &- SIMD4(repeating: 1)
        otherWords.store(luck.blocks(of: who, deciding: delays, at: at))
      }
      for lane in 0..<min(4, count &- first) { queue(first &+ lane, lane: lane, on: day) }
      first &+= 4
    }
    drafts.count = 0
  }

  @inline(__always)
  private mutating func queue(_ index: Int, lane: Int, on day: Int) {
    let draft = drafts.items[index]
    let law = tables.loops[Int(draft.loop)]
    let (start, last) = (Int(draft.start), Int(draft.last))
    let row = Int(draft.loop) &* (horizon &+ 1)
    if !law.isDelayed {
      guard start < last && start >= day else { return }
      books.invitesSent[start] &+= Int(draft.count)
      let threshold = tables.lookedUp[row &+ start]
      for place in 0..<Int(draft.count) {
        let coin = words.word(place &<< 2 | lane)
        if UInt64(coin) < threshold { push(index, place: place, coin: coin, sent: start) }
      }
      return
    }
    for place in 0..<Int(draft.count) {
      // What is never sent has a place of its own in the books.
      var sent = start &+ tables.laws.value(law.sendDelay, otherWords.word(place &<< 2 | lane))
      sent = sent < last && sent >= day ? sent : horizon
      books.invitesSent[sent] &+= 1
      let coin = words.word(place &<< 2 | lane)
      if UInt64(coin) < tables.lookedUp[row &+ sent] {
        push(index, place: place, coin: coin, sent: sent)
      }
    }
  }

  /// Queues an invitation of a draft.
  @inline(__always)
  private mutating func push(_ index: Int, place: Int, coin: UInt32, sent: Int) {
    let draft = drafts.items[index]
    invitations.push(
      Invitation(
        advocate: draft.advocate,
        number: drafts.block.word(index) &<< 2 | UInt32(truncatingIfNeeded: place),
        loop: draft.loop, coin: coin),
      day: sent)
  }

  /// Invitations of a Poisson process, until contacts or days run out.
  private mutating func inviteAtRate(
    _ perDay: Double, from index: Int, loop: Int, start: Int, last: Int
  ) {
    guard perDay > 0 else { return }
    let person = advocates[index].person
    let contactCount = Int(advocates[index].contacts)
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
    let place = loop &* (horizon &+ 1) &+ sent
    if UInt64(coin) < tables.lookedUp[place] {
      invitations.push(
        Invitation(
          advocate: UInt32(truncatingIfNeeded: index),
          number: UInt32(truncatingIfNeeded: number), loop: UInt32(truncatingIfNeeded: loop),
          coin: coin),
        day: sent)
    }
  }
}
