internal import Randomness

extension AgentEngine {
  /// Delivers the invitations due on a day.
  func sendInvitations(on day: Int) {
    guard !invitations.isEmpty(day: day) else { return }
    dueInvitations.removeAll()
    invitations.drain(day: day, into: &dueInvitations)
    if tables.countsAtDelivery { keepThoseSent(on: day) }
    if !received.isEmpty { sortDueInvitations() }
    var first = 0
    while first < dueInvitations.count {
      let count = min(Lookups.capacity, dueInvitations.count &- first)
      findInviters(first, count)
      let kept = drawClasses(first, count, on: day)
      findTargets(first, kept)
      deliver(first, kept, on: day)
      first &+= count
    }
  }

  /// Of the invitations due on a day, counts those of advocates who are still there and have not been
  /// stopped, and keeps those of them that anybody would accept.
  private func keepThoseSent(on day: Int) {
    var kept = 0
    for i in 0..<dueInvitations.count {
      let invitation = dueInvitations[i]
      let index = Int(invitation.advocate)
      let isStopped = index < ledger.standings.count && ledger.standings[index].isStopped
      guard Int(advocates[index].churnDay) > day, !isStopped else { continue }
      let place = Int(invitation.loop) &* (horizon &+ 1) &+ day
      books.invitesSent[place] &+= 1
      let limit = tables.siftsAtDelivery ? tables.coarseSieve[place] : 1 << 32
      dueInvitations[kept] = invitation
      kept &+= one(if: UInt64(invitation.coin), isBelow: limit)
      log?.add(
        .invite, day: day, referrer: advocates[index].person,
        cause: plan.loops[Int(invitation.loop)].name)
    }
    dueInvitations.keepFirst(kept)
  }

  /// Whoever is invited first has received fewer: the one tie that matters here.
  private func sortDueInvitations() {
    var sorted = (0..<dueInvitations.count).map { dueInvitations[$0] }
    sorted.sort { a, b in
      let (first, second) = (advocates[Int(a.advocate)].person, advocates[Int(b.advocate)].person)
      return (first, a.loop, a.number) < (second, b.loop, b.number)
    }
    for i in sorted.indices { dueInvitations[i] = sorted[i] }
  }

  /// Notes who sends `count` due invitations, from `first` on.
  private func findInviters(_ first: Int, _ count: Int) {
    for i in 0..<count {
      let inviter = advocates[Int(dueInvitations[first &+ i].advocate)]
      lookups.person[i] = UInt64(inviter.person)
      lookups.contacts[i] = inviter.contacts
    }
  }

  /// Of `count` due invitations, from `first` on, keeps those that some receiver would accept: most
  /// coins say no, whoever that is.
  ///
  /// - Parameter knowsTies: Whether it is known which ties are strong; if not, they may be either.
  /// - Returns: How many are kept, in the first places.
  private func sift(_ first: Int, _ count: Int, on day: Int, knowsTies: Bool) -> Int {
    let kinds = AgentTables.tieKinds(tables.hasTies) &* tables.channelCount
    var kept = 0
    for i in 0..<count {
      let invitation = dueInvitations[first &+ i]
      let (channel, isStrong) = (lookups.channel[i], lookups.isStrong[i])
      var row = Int(invitation.loop)
      if tables.stops { row = 2 &* row &+ (isStopped ? 1 : 0) }
      let tie = knowsTies ? Int(isStrong) : 2
      let kind = tie &* tables.channelCount &+ Int(channel)
      let limit = tables.sieve[(row &* kinds &+ kind) &* horizon &+ day]
      dueInvitations[first &+ kept] = invitation
      lookups.person[kept] = lookups.person[i]
      lookups.contacts[kept] = lookups.contacts[i]
      lookups.channel[kept] = channel
      lookups.isStrong[kept] = isStrong
      lookups.limit[kept] = limit
      kept &+= one(if: UInt64(invitation.coin), isBelow: limit)
    }
    return kept
  }

  /// Finds the contacts whom `count` due invitations reach, from `first` on.
  ///
  /// Contacts come in a random order fixed per person and loop: step i of a
  /// Fisher-Yates shuffle swaps i with a place from i on. Read backwards, it says
  /// where the contact in place `number` came from without shuffling the rest.
  private func findTargets(_ first: Int, _ count: Int) {
    for i in 0..<count {
      let loop = Int(dueInvitations[first &+ i].loop)
      lookups.decision[i] = UInt64(Decision.order(loop: loop).rawValue)
      lookups.block[i] = 0
    }
    if tables.isOrdered { drawLookups(count) }
    for i in 0..<count {
      let invitation = dueInvitations[first &+ i]
      lookups.place[i] = place(i, of: invitation)
    }
    // Nothing but lookups here, so that the memory is asked for many at a time.
    for i in 0..<count {
      lookups.target[i] = contacts.contact(Int(lookups.place[i]), of: lookups.person.word(i))
    }
  }

  /// The place of an invitation's contact among those of the inviter.
  @inline(__always)
  private func place(_ index: Int, of invitation: Invitation) -> UInt32 {
    let number = Int(invitation.number)
    let loop = Int(invitation.loop)
    if tables.loops[loop].kind == .everyContact { return invitation.number }
    let count = Int(lookups.contacts[index])
    let place: Int
    switch number {
    case 0: place = step(0, lookups.word(0, of: index), count: count)
    case 1: place = step(1, lookups.word(1, of: index), count: count)
    case 2: place = step(2, lookups.word(2, of: index), count: count)
    case 3: place = step(3, lookups.word(3, of: index), count: count)
    default:
      return UInt32(
        truncatingIfNeeded: laterPlace(
          number, of: lookups.person.word(index), loop: loop, count: count))
    }
    // Backwards through the steps before it, of which there are at most three.
    var found = place
    if number > 2 && step(2, lookups.word(2, of: index), count: count) == found { found = 2 }
    if number > 1 && step(1, lookups.word(1, of: index), count: count) == found { found = 1 }
    if number > 0 && step(0, lookups.word(0, of: index), count: count) == found { found = 0 }
    return UInt32(truncatingIfNeeded: found)
  }

  /// The same for any number, four blocks at a time.
  private func laterPlace(
    _ number: Int, of person: UInt32, loop: Int, count: Int
  ) -> Int {
    let luck = luck
    var place = number
    var first = number & ~15
    while first >= 0 {
      let blocks = luck.blocks(
        of: SIMD4(repeating: UInt64(person)),
        deciding: SIMD4(repeating: UInt64(Decision.order(loop: loop).rawValue)),
        at: SIMD4(0, 1, 2, 3) &+ SIMD4(repeating: UInt64(first &>> 2)))
      words.store(blocks)
      var i = min(number, first &+ 15)
      while i >= first {
        let from = step(i, words.word((i & 3) &<< 2 | (i &>> 2) & 3), count: count)
        place = i == number ? from : from == place ? i : place
        i &-= 1
      }
      first &-= 16
    }
    return place
  }

  /// The place from `i` on with which step i of the shuffle swaps.
  @inline(__always)
  private func step(_ i: Int, _ word: UInt32, count: Int) -> Int {
    i &+ Int(truncatingIfNeeded: (UInt64(word) &* UInt64(count &- i)) &>> 32)
  }

  /// Delivers `count` due invitations, from `first` on, whose targets are found.
  private func deliver(_ first: Int, _ count: Int, on day: Int) {
    // Nothing but lookups here, so that the memory is asked for many at a time; whether it is
    // person 0 does not matter where there is none.
    for i in 0..<count {
      let target = lookups.target[i]
      lookups.isMember[i] = members.contains(target == .max ? 0 : target) ? 1 : 0
    }
    var accepted = 0
    for i in 0..<count {
      lookups.accepted[accepted] = UInt32(truncatingIfNeeded: i)
      let accepts = isAccepted(
        i, dueInvitations[first &+ i], by: lookups.target[i],
        isMember: lookups.isMember[i] != 0, on: day)
      accepted &+= accepts ? 1 : 0
    }
    if tables.convertsLater { drawConversionDelays(first, accepted) }
    for k in 0..<accepted {
      let i = Int(lookups.accepted[k])
      let invitation = dueInvitations[first &+ i]
      let law = tables.loops[Int(invitation.loop)]
      var due = day
      if law.convertsLater {
        let place = Int(invitation.number & 3) &* Lookups.capacity &+ k
        let delay =
          tables.channelCount == 1
          ? law.conversionDelay
          : tables.channelDelays[
            Int(invitation.loop) &* tables.channelCount &+ Int(lookups.channel[i])]
        due &+= tables.laws.value(delay, lookups.words.word(place))
      }
      guard due < horizon else { continue }
      acceptances.push(
        Acceptance(
          person: lookups.target[i], advocate: invitation.advocate, loop: invitation.loop),
        day: due)
    }
  }

  /// Draws the delays of the first `count` of `lookups.accepted`, four at a time.
  private func drawConversionDelays(_ first: Int, _ count: Int) {
    for k in 0..<count {
      let i = Int(lookups.accepted[k])
      let invitation = dueInvitations[first &+ i]
      // In place: whoever accepts stands behind those who accepted before.
      lookups.person[k] = lookups.person[i]
      lookups.decision[k] = UInt64(
        Decision.conversionDelay(loop: Int(invitation.loop)).rawValue)
      lookups.block[k] = UInt64(invitation.number &>> 2)
    }
    drawLookups(count)
  }

  /// Whether a person will sign up by an invitation, unless another is faster.
  @inline(__always)
  private func isAccepted(
    _ index: Int, _ invitation: Invitation, by target: UInt32, isMember: Bool, on day: Int
  ) -> Bool {
    // An odd stub out: nobody is at the other end.
    guard target != .max else { return false }
    let loop = Int(invitation.loop)
    let isSimple = tables.classCount == 1 && !tables.stops
    var accepts =
      isSimple
      ? tables.conversion[loop &* horizon &+ day]
      : acceptanceThreshold(of: index, invitation, by: target, on: day)
    if !received.isEmpty {
      let earlier = received[Int(target)]
      received[Int(target)] = earlier == .max ? .max : earlier + 1
      accepts = reinforced(accepts, loop: loop, earlier: earlier)
    }
    guard !isMember else {
      if tables.siftsAtDelivery {
        books.wastedOfSifted[loop] += 0x1p32 / Double(lookups.limit[index])
      } else {
        books.wasted[loop &* horizon &+ day] &+= 1
      }
      return false
    }
    return UInt64(invitation.coin) < accepts
  }

  /// The acceptance threshold where invitations differ, or a budget has stopped the
  /// program.
  @inline(__always)
  private func acceptanceThreshold(
    of index: Int, _ invitation: Invitation, by target: UInt32, on day: Int
  ) -> UInt64 {
    let loop = Int(invitation.loop)
    var row = loop
    if tables.stops { row = 2 &* loop &+ (isStopped ? 1 : 0) }
    guard tables.classCount > 1 else { return tables.conversion[row &* horizon &+ day] }
    var place = tables.segmentCount > 1 ? segments.segment(of: target) : 0
    if tables.hasTies { place = 2 &* place &+ Int(lookups.isStrong[index]) }
    place = place &* tables.channelCount &+ Int(lookups.channel[index])
    return tables.conversion[(row &* tables.classCount &+ place) &* horizon &+ day]
  }

  /// Draws by which channel and to what tie `count` due invitations go, from `first` on, and keeps
  /// those that some receiver would accept.
  ///
  /// - Returns: How many are kept, in the first places.
  private func drawClasses(_ first: Int, _ count: Int, on day: Int) -> Int {
    let channels = tables.channelCount
    var kept = count
    if channels > 1 {
      drawCoins(first, count) { Decision.channel(loop: $0) }
      for i in 0..<count {
        let invitation = dueInvitations[first &+ i]
        let coin = UInt64(lookups.word(Int(invitation.number & 3), of: i))
        // Cumulative shares: as many of them as the coin has passed.
        var channel = channels &- 1
        for other in 0..<channels &- 1 {
          let place = Int(invitation.loop) &* channels &+ other
          channel &-= one(if: coin, isBelow: tables.channelThresholds[place])
        }
        lookups.channel[i] = UInt32(truncatingIfNeeded: channel)
      }
      if tables.hasTies && tables.siftsAtDelivery {
        kept = sift(first, kept, on: day, knowsTies: false)
      }
    }
    if tables.hasTies {
      drawCoins(first, kept) { Decision.tie(loop: $0) }
      for i in 0..<kept {
        let invitation = dueInvitations[first &+ i]
        let coin = UInt64(lookups.word(Int(invitation.number & 3), of: i))
        lookups.isStrong[i] = UInt32(
          truncatingIfNeeded: one(if: coin, isBelow: tables.strongThresholds[Int(invitation.loop)]))
      }
    }
    return tables.siftsAtDelivery ? sift(first, kept, on: day, knowsTies: true) : kept
  }

  /// Draws a block of coins for each of `count` due invitations, four at a time.
  @inline(__always)
  private func drawCoins(_ first: Int, _ count: Int, _ decision: (Int) -> Decision) {
    for i in 0..<count {
      let invitation = dueInvitations[first &+ i]
      lookups.decision[i] = UInt64(decision(Int(invitation.loop)).rawValue)
      lookups.block[i] = UInt64(invitation.number &>> 2)
    }
    drawLookups(count)
  }

  /// Draws the first `count` blocks that `lookups` asks for, four at a time.
  ///
  /// In one place: a day's work is many short batches, and the processor has to fetch the code of
  /// each anew.
  @inline(never)
  private func drawLookups(_ count: Int) {
    let luck = luck
    var i = 0
    while i < count {
      let blocks = luck.blocks(
        of: lookups.person.four(at: i), deciding: lookups.decision.four(at: i),
        at: lookups.block.four(at: i))
      lookups.words.store(blocks, at: i, apart: Lookups.capacity)
      i &+= 4
    }
  }

  /// An acceptance threshold after some earlier invitations.
  private func reinforced(_ threshold: UInt64, loop: Int, earlier: UInt8) -> UInt64 {
    let p = Double(threshold) * 0x1p-32
    guard p > 0, p < 1 else { return threshold }
    let odds = p / (1 - p) * power(plan.loops[loop].reinforcement, Double(earlier))
    return Randomness.threshold(odds.isFinite ? odds / (1 + odds) : 1)
  }
}
