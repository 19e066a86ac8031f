internal import Randomness

extension AgentEngine {
  /// Notes an advocate who begins to invite; `invite` must follow.
  @inline(__always)
  func addInviter(
    _ advocate: UInt32, loop: Int, person: UInt32, terms: AgentTables.Terms, word: UInt32
  ) {
    var wish = Int(UInt32.max)
    if tables.loops[loop].kind == .count {
      wish = tables.laws.value(terms.counts, word)
    }
    inviters.append(
      Inviter(
        advocate: advocate, loop: UInt32(truncatingIfNeeded: loop), person: person,
        wish: UInt32(truncatingIfNeeded: wish), rate: terms.rate))
    inviters.removeLast(if: wish == 0)
  }

  /// Draws all invitations of the noted advocates, in their order.
  func invite(on day: Int) {
    guard !inviters.isEmpty else { return }
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
  private func draft(_ inviter: Inviter, on day: Int) {
    let index = Int(inviter.advocate)
    let loop = Int(inviter.loop)
    let law = tables.loops[loop]
    advocates[index].contacts = inviter.contacts
    let advocate = advocates[index]
    // Invitations of an unrewarded loop began with the customer's tenure.
    let start = law.rewarded || advocate.signupDay >= 0 ? day : day &- Int(advocate.tenure)
    let last = min(horizon, Int(advocate.churnDay))
    let count = min(inviter.wish, inviter.contacts)
    books.invitesWished[loop] &+= Int(law.kind == .count ? inviter.wish : inviter.contacts)
    books.invitesWithinContacts[loop] &+= Int(count)
    if law.kind == .rate {
      // Whatever is queued first is due first.
      drawDrafts(on: day)
      inviteAtRate(inviter.rate, from: index, loop: loop, start: start, last: last)
      return
    }
    let decision = UInt64(Decision.acceptance(loop: loop).rawValue)
    guard tables.isDelayed else {
      draftAtOnce(inviter, count, decision, sentOn: start < last && start >= day ? start : horizon)
      return
    }
    var number: UInt32 = 0
    while number < count {
      if drafts.count == Drafts.capacity { drawDrafts(on: day) }
      drafts.append(
        Draft(
          advocate: inviter.advocate, loop: inviter.loop,
          start: Int32(truncatingIfNeeded: start), last: Int32(truncatingIfNeeded: last)),
        invitations: min(4, count &- number), person: inviter.person, block: number &>> 2,
        decision: decision)
      number &+= 4
    }
  }

  /// The same where nothing is delayed: all invitations share their day.
  @inline(__always)
  private func draftAtOnce(_ inviter: Inviter, _ count: UInt32, _ decision: UInt64, sentOn day: Int)
  {
    let place = Int(inviter.loop) &* (horizon &+ 1) &+ day
    let draft = Draft(
      advocate: inviter.advocate, loop: inviter.loop, start: Int32(truncatingIfNeeded: day))
    if !tables.countsAtDelivery {
      books.invitesSent[place] &+= Int(count)
      if let log, day < horizon {
        for _ in 0..<count { note(draft, sentOn: day, in: log) }
      }
    }
    let limit = tables.lookedUp[place]
    // No coin matters of what is never sent.
    guard limit > 0 else { return }
    var number: UInt32 = 0
    while number < count {
      if drafts.count == Drafts.capacity { tossCoins() }
      drafts.append(
        draft, invitations: min(4, count &- number), below: limit, person: inviter.person,
        block: number &>> 2, decision: decision)
      number &+= 4
    }
  }

  /// Tosses the coins of drafts that are not delayed, four drafts at a time, and queues the
  /// invitations that matter.
  private func tossCoins() {
    let luck = luck
    drafts.fillUp()
    var first = 0
    while first < drafts.count {
      let coins = luck.blocks(
        of: drafts.person.four(at: first), deciding: drafts.decision.four(at: first),
        at: drafts.block.four(at: first))
      words.store(coins)
      words.store(drafts.hits(coins, at: first), at: 16)
      var hits = (words[16] | words[17] | words[18] | words[19]) &>> UInt64(Drafts.firstHit)
      while hits != 0 {
        let hit = hits.trailingZeroBitCount
        hits &= hits &- 1
        let (lane, word) = (hit &>> 2, hit & 3)
        let draft = drafts.items[first &+ lane]
        invitations.push(
          Invitation(
            advocate: draft.advocate,
            number: drafts.block.word(first &+ lane) &<< 2 | UInt32(truncatingIfNeeded: word),
            loop: draft.loop, coin: words.word(word &<< 2 | lane)),
          day: Int(draft.start))
      }
      first &+= 4
    }
    drafts.removeAll()
  }

  /// Draws the luck of all drafts, and queues the invitations that matter.
  ///
  /// The coin is tossed before the contact is looked up: an invitation that
  /// will be declined is counted on its day and never touches the network.
  private func drawDrafts(on day: Int) {
    guard tables.isDelayed else {
      tossCoins()
      return
    }
    drawWords()
    let isOnlyLoop = tables.loops.count == 1 && log == nil
    let matter = isOnlyLoop ? scheduleOnlyLoop(on: day) : scheduleDrafts(on: day)
    for i in 0..<matter {
      let (entry, sent) = (Int(drafts.matter[i]), Int(drafts.sent[i]))
      let draft = drafts.items[entry &>> 2]
      invitations.push(
        Invitation(
          advocate: draft.advocate,
          number: drafts.block.word(entry &>> 2) &<< 2 | UInt32(truncatingIfNeeded: entry & 3),
          loop: draft.loop, coin: drafts.coins.word(Drafts.word(entry))),
        day: sent)
    }
    drafts.removeAll()
  }

  /// Draws the coins and delays of all drafts, four drafts at a time.
  private func drawWords() {
    let luck = luck
    var first = 0
    while first < drafts.count {
      let (who, at) = (drafts.person.four(at: first), drafts.block.four(at: first))
      let decisions = drafts.decision.four(at: first)
      drafts.coins.store(
        luck.blocks(of: who, deciding: decisions, at: at), at: first, apart: Drafts.capacity)
      // A loop's delays are addressed next to its coins.
      let delays = decisions &- SIMD4(repeating: 1)
      drafts.delays.store(
        luck.blocks(of: who, deciding: delays, at: at), at: first, apart: Drafts.capacity)
      first &+= 4
    }
  }

  /// Counts every invitation of the drafts on the day on which it is sent.
  ///
  /// - Returns: How many of them matter: `drafts.matter` and `drafts.sent` say which.
  private func scheduleDrafts(on day: Int) -> Int {
    var matter = 0
    let countedNow = tables.countsAtDelivery ? 0 : 1
    for i in 0..<drafts.planned {
      let entry = Int(drafts.entries[i])
      let word = Drafts.word(entry)
      let draft = drafts.items[entry &>> 2]
      let loop = Int(draft.loop)
      var sent = Int(draft.start)
      if tables.loops[loop].isDelayed {
        sent &+= tables.laws.value(tables.loops[loop].sendDelay, drafts.delays.word(word))
      }
      // What is never sent has a place of its own in the books.
      sent = sent < Int(draft.last) && sent >= day ? sent : horizon
      let place = loop &* (horizon &+ 1) &+ sent
      books.invitesSent[place] &+= countedNow
      if let log, sent < horizon, countedNow > 0 { note(draft, sentOn: sent, in: log) }
      drafts.matter[matter] = UInt32(truncatingIfNeeded: entry)
      drafts.sent[matter] = Int32(truncatingIfNeeded: sent)
      let coin = UInt64(drafts.coins.word(word))
      matter &+= one(if: coin, isBelow: tables.lookedUp[place])
    }
    return matter
  }

  /// The same of the only loop, whose delays are then in one place.
  private func scheduleOnlyLoop(on day: Int) -> Int {
    let law = tables.loops[0].sendDelay
    let horizon = horizon
    let countedNow = tables.countsAtDelivery ? 0 : 1
    var matter = 0
    for i in 0..<drafts.planned {
      let entry = Int(drafts.entries[i])
      let word = Drafts.word(entry)
      let draft = drafts.items[entry &>> 2]
      var sent = Int(draft.start) &+ tables.laws.value(law, drafts.delays.word(word))
      sent = sent < Int(draft.last) && sent >= day ? sent : horizon
      books.invitesSent[sent] &+= countedNow
      drafts.matter[matter] = UInt32(truncatingIfNeeded: entry)
      drafts.sent[matter] = Int32(truncatingIfNeeded: sent)
      matter &+= one(if: UInt64(drafts.coins.word(word)), isBelow: tables.lookedUp[sent])
    }
    return matter
  }

  @inline(never)
  private func note(_ draft: Draft, sentOn day: Int, in log: EventLog) {
    log.add(
      .invite, day: day, referrer: advocates[Int(draft.advocate)].person,
      cause: plan.loops[Int(draft.loop)].name)
  }

  /// Invitations of a Poisson process, until contacts or days run out.
  private func inviteAtRate(
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
  private func queue(_ index: Int, loop: Int, number: Int, coin: UInt32, sent: Int) {
    let place = loop &* (horizon &+ 1) &+ sent
    if !tables.countsAtDelivery {
      books.invitesSent[place] &+= 1
      log?.add(
        .invite, day: sent, referrer: advocates[index].person, cause: plan.loops[loop].name)
    }
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
