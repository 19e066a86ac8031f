internal import Randomness
internal import ReferralModel

extension AgentEngine {
  /// Makes uniformly random persons, or the listed ones, customers on day 0.
  ///
  /// The first `count` distinct persons of a keyed sequence, so that a larger
  /// count keeps everyone of a smaller one.
  func seedInitialCustomers() {
    switch plan.initial {
    case .people(let people):
      var found = 0
      for person in people where members.insert(UInt32(person)) {
        joining[found] = UInt64(person)
        found += 1
        if found == Self.batchSize {
          joinInitially(found)
          found = 0
        }
      }
      joinInitially(found)
    case .count(let count):
      // Where most are customers, it is cheaper to draw who is not.
      if count > plan.size / 2 { seedAllBut(plan.size - count) } else { seed(count) }
    }
  }

  private func seed(_ count: Int) {
    let luck = luck
    let size = plan.size
    var remaining = count
    var index: UInt64 = 0
    var found = 0
    while remaining > 0 {
      let blocks = luck.blocks(
        of: SIMD4(0, 1, 2, 3) &+ SIMD4(repeating: index),
        deciding: SIMD4(repeating: UInt64(Decision.initialCustomer.rawValue)), at: .zero)
      index &+= 4
      words.storeIndices(blocks, below: size)
      for half in 0..<8 where remaining > 0 {
        let person = words.index(half)
        joining[found] = UInt64(person)
        let isNew = members.insert(person) ? 1 : 0
        found &+= isNew
        remaining &-= isNew
      }
      if found > Self.batchSize &- 8 {
        joinInitially(found)
        found = 0
      }
    }
    joinInitially(found)
  }

  private func seedAllBut(_ count: Int) {
    var others = PersonSet(size: plan.size)
    var missing = count
    var index: UInt32 = 0
    while missing > 0 {
      let block = luck.block(of: index, deciding: .initialCustomer)
      if others.insert(UInt32(uniformIndex(block.first64, below: plan.size))) { missing -= 1 }
      index += 1
    }
    var found = 0
    for person in 0..<UInt32(plan.size) where !others.contains(person) {
      _ = members.insert(person)
      joining[found] = UInt64(person)
      found += 1
      if found == Self.batchSize {
        joinInitially(found)
        found = 0
      }
    }
    joinInitially(found)
  }

  /// The first `count` persons of `joining` become customers on day 0.
  private func joinInitially(_ count: Int) {
    guard count > 0 else { return }
    drawLives(count)
    books.initial += count
    activeNow += count
    if tables.isPlain && tables.tenure == nil && !tables.thinsChurn {
      settleInitially(count)
    } else {
      settleInitialLives(count)
    }
    considerLoops(count, joined: 0, signupDay: -1)
    meetOpportunists(count, on: 0)
  }

  /// Books the lives of initial customers of a plain market.
  private func settleInitially(_ count: Int) {
    var stays = 0
    for i in 0..<count {
      let churnDay = max(
        1, churnDay(from: lives.lifetime.word(i), lifetime: tables.initialLifetime, day: 0))
      books.recordDeparture(group: 0, churnDay: churnDay)
      stays &+= churnDay >= horizon ? 1 : 0
      joiners[i] = Joiner(
        person: joining.word(i), churnDay: Int32(truncatingIfNeeded: churnDay),
        tenure: Int32(truncatingIfNeeded: tables.constantTenure))
    }
    books.arriving[0] &+= count
    books.initialByGroup[0] &+= count
    books.initialAtEnd[0] &+= stays
  }

  /// The same in any market.
  private func settleInitialLives(_ count: Int) {
    for i in 0..<count {
      let person = joining.word(i)
      let segment = tables.segmentCount > 1 ? segments.segment(of: person) : 0
      let group = segment &* tables.groupsPerSegment
      let tenure =
        tables.tenure.map { tables.laws.value($0, lives.tenure.word(i)) }
        ?? tables.constantTenure
      var churnDay = Int(Int32.max)
      if !tables.churnsDaily {
        churnDay = max(1, initialChurnDay(i, person: person, segment: segment, tenure: tenure))
        books.recordDeparture(group: group, churnDay: churnDay)
        books.initialAtEnd[group] &+= churnDay >= horizon ? 1 : 0
      }
      books.arriving[group &* horizon] &+= 1
      books.initialByGroup[group] &+= 1
      joiners[i] = Joiner(
        person: person, churnDay: Int32(truncatingIfNeeded: churnDay), generation: 0,
        tenure: Int32(truncatingIfNeeded: tenure), segment: UInt32(truncatingIfNeeded: segment),
        group: UInt32(truncatingIfNeeded: group))
      if let log {
        log.add(.initial, day: 0, person: person)
        noteChurn(of: person, on: churnDay)
      }
    }
  }

  /// First inactive day of an initial customer.
  @inline(__always)
  private func initialChurnDay(_ i: Int, person: UInt32, segment: Int, tenure: Int) -> Int {
    let word = lives.lifetime.word(i)
    let lifetime = plan.segments[segment].lifetime
    if tables.tenure != nil {
      // Survived to `tenure`: its hazard goes on from there.
      let hazard = lifetime.cumulativeHazard(Double(tenure)) + exponentialTime(word)
      return wholeDay(lifetime.age(atHazard: hazard) - Double(tenure))
    }
    if tables.thinsChurn || segment > 0 {
      return thinnedChurnDay(
        of: person, segment: segment, signupDay: 0, life: word, tenure: plan.tenure.typicalDays)
    }
    guard tables.segmentCount == 1 else {
      return thinnedChurnDay(
        of: person, segment: segment, signupDay: 0, life: word, tenure: plan.tenure.typicalDays)
    }
    return churnDay(from: word, lifetime: tables.initialLifetime, day: 0)
  }

  /// Notes when somebody leaves, where that is known on the day they come.
  private func noteChurn(of person: UInt32, on day: Int) {
    if let log, day < horizon { log.add(.churn, day: day, person: person) }
  }

  /// Everyone who is hit by a cause on a day, and not a customer yet, joins.
  func receiveExternalHits(on day: Int) {
    // After churn and before any of today's signups.
    let active = activeNow
    for cause in ExternalCause.allCases {
      let hits = hitCount(of: cause, on: day, active: active)
      if hits > 0 { receive(hits, of: cause, on: day) }
    }
  }

  private func hitCount(of cause: ExternalCause, on day: Int, active: Int) -> Int {
    let decision = Decision.hitCount(cause: cause.rawValue)
    if cause == .wordOfMouth {
      guard plan.wordOfMouthPerDay > 0 else { return 0 }
      return poissonQuantile(
        luck.uniform(of: day, deciding: decision), mean: plan.wordOfMouthPerDay * Double(active))
    }
    if let table = tables.hitCounts[cause.rawValue] {
      return table.value(luck.block(of: UInt32(day), deciding: decision).w0)
    }
    let rate = plan.hits[cause.rawValue][day]
    guard rate > 0 else { return 0 }
    return poissonQuantile(luck.uniform(of: day, deciding: decision), mean: rate)
  }

  private func receive(_ hits: Int, of cause: ExternalCause, on day: Int) {
    let luck = luck
    let size = plan.size
    let who = SIMD4(repeating: UInt64(day))
    let decisions = SIMD4(
      repeating: UInt64(Decision.hitPerson(cause: cause.rawValue).rawValue))
    let limit = tables.capacity
    var index = 0
    var found = 0
    while index < hits {
      let blocks = luck.blocks(
        of: who, deciding: decisions,
        at: SIMD4(0, 1, 2, 3) &+ SIMD4(repeating: UInt64(truncatingIfNeeded: index &>> 1)))
      words.storeIndices(blocks, below: size)
      for half in 0..<min(8, hits &- index) {
        let person = words.index(half)
        if activeNow &+ found >= limit {
          turnAway(person, on: day)
          continue
        }
        joining[found] = UInt64(person)
        found &+= members.insert(person) ? 1 : 0
      }
      index &+= 8
      if found > Self.batchSize &- 8 {
        joinExternally(found, on: day, cause: cause)
        found = 0
      }
    }
    joinExternally(found, on: day, cause: cause)
  }

  /// Counts somebody who comes while the capacity is full; they may come again.
  private func turnAway(_ person: UInt32, on day: Int) {
    guard !members.contains(person) else { return }
    books.turnedAway += 1
    log?.add(.turnedAway, day: day, person: person)
  }

  /// The first `count` persons of `joining` sign up by an external cause.
  private func joinExternally(_ count: Int, on day: Int, cause: ExternalCause) {
    guard count > 0 else { return }
    drawLives(count)
    books.recordSignups(count, cause: cause.rawValue, day: day)
    activeNow += count
    if tables.isPlain {
      var stays = 0
      for i in 0..<count {
        let churnDay =
          tables.thinsChurn
          ? thinnedChurnDay(
            of: joining.word(i), signupDay: day, life: lives.lifetime.word(i), tenure: 0)
          : churnDay(from: lives.lifetime.word(i), day: day)
        books.recordDeparture(group: 0, churnDay: churnDay)
        stays &+= churnDay >= horizon ? 1 : 0
        joiners[i] = Joiner(
          person: joining.word(i), churnDay: Int32(truncatingIfNeeded: churnDay), generation: 0,
          tenure: 0)
      }
      books.arriving[day] &+= count
      books.atEnd[day] &+= stays
    } else {
      for i in 0..<count { settleLife(i, own: 0, referrer: nil, generation: 0, on: day) }
    }
    considerLoops(count, joined: day, signupDay: day)
    claimReferrers(count, cause: cause.rawValue, on: day)
    meetOpportunists(count, on: day)
    guard let log else { return }
    for i in 0..<count where !joiners[i].isClaim {
      log.add(.signup, day: day, person: joiners[i].person, cause: cause.name)
    }
  }

  /// Books the life of a new customer of any segment, who came in any way.
  ///
  /// - Parameters:
  ///   - own: 0 for who was not referred, 1 + e for who was referred in epoch e.
  ///   - referrer: The advocate who referred them.
  private func settleLife(
    _ i: Int, own: Int, referrer: UInt32?, generation: Int32, on day: Int
  ) {
    let person = joining.word(i)
    let segment = tables.segmentCount > 1 ? segments.segment(of: person) : 0
    if isTwin, let twin { twin.states[Int(person)] = own == 0 ? .external : .referred }
    let state = isTwin ? nil : twin?.state(of: person)
    let group =
      segment &* tables.groupsPerSegment
      &+ (state ?? .absent).rawValue &* tables.ownCount &+ own
    let named = referrer.map { advocates[Int($0)] }
    var churnDay = Int(Int32.max)
    if !tables.churnsDaily {
      let quality = tables.groups[group]
      churnDay =
        tables.thinsChurn
        ? thinnedChurnDay(
          of: person, segment: segment, signupDay: day, life: lives.lifetime.word(i), tenure: 0,
          multiplier: quality.churn, referrerChurnDay: named.map { Int($0.churnDay) } ?? .max)
        : self.churnDay(
          from: lives.lifetime.word(i), lifetime: tables.lifetimeOfSegment[segment], day: day)
      books.recordDeparture(group: group, churnDay: churnDay)
      if churnDay >= horizon {
        if let referrer, tables.thinsChurn {
          referredAtEnd.append(
            ReferredAtEnd(
              signupDay: Int32(day), referrer: referrer, group: UInt32(truncatingIfNeeded: group)))
        } else {
          books.atEnd[group &* horizon &+ day] &+= 1
        }
      }
      noteChurn(of: person, on: churnDay)
    }
    books.arriving[group &* horizon &+ day] &+= 1
    joiners[i] = Joiner(
      person: person, churnDay: Int32(truncatingIfNeeded: churnDay), generation: generation,
      tenure: 0, segment: UInt32(truncatingIfNeeded: segment),
      group: UInt32(truncatingIfNeeded: group), referrer: named.map(\.customer) ?? -1)
    if let named {
      valueReferral(by: named, group: group, wasExternal: state == .external, on: day)
    }
  }

  /// Adds what a referred customer is worth at signup, and what of it is relabelled.
  private func valueReferral(
    by referrer: Advocate, group index: Int, wasExternal: Bool, on day: Int
  ) {
    let group = tables.groups[index]
    let age = Double(day &- max(0, Int(referrer.signupDay)) &+ Int(referrer.tenure))
    let row = Int(referrer.churnDay) <= day ? group.alone : group.besideReferrer
    let value = group.margin * tables.values.atSignup(row, referrerAge: age)
    books.lifetimeValueReferredSum += value
    if wasExternal {
      books.relabelledValue +=
        (value - tables.values.atSignup(segment: group.segment)) * plan.money.discount[day]
    }
  }

  /// Everyone whose accepted invitation falls due joins, once.
  ///
  /// When several invitations to one person fall due together, the inviter with
  /// the lowest person number is credited, then the first loop of the file.
  func settleAcceptances(on day: Int) {
    guard !acceptances.isEmpty(day: day) else { return }
    dueAcceptances.removeAll()
    acceptances.drain(day: day, into: &dueAcceptances)
    newcomers.removeAll()
    newcomerPlaces.removeAll(makingRoomFor: dueAcceptances.count)
    // Whoever was a customer before drops out first: nothing but lookups here, so that the memory
    // is asked for many at a time.
    var waiting = 0
    for i in 0..<dueAcceptances.count {
      let acceptance = dueAcceptances[i]
      dueAcceptances[waiting] = acceptance
      waiting &+= members.contains(acceptance.person) ? 0 : 1
    }
    for i in 0..<waiting {
      let acceptance = dueAcceptances[i]
      let person = acceptance.person
      if members.insert(person) {
        newcomerPlaces.insert(person, at: newcomers.count)
        newcomers.append(acceptance)
        continue
      }
      guard let place = newcomerPlaces.place(of: person) else { continue }
      if comesFirst(acceptance, newcomers[place]) { newcomers[place] = acceptance }
    }
    if activeNow &+ newcomers.count > tables.capacity { turnAwaySurplus(on: day) }
    var first = 0
    while first < newcomers.count {
      let count = min(Self.batchSize, newcomers.count &- first)
      joinByInvitation(first, count, on: day)
      first &+= count
    }
  }

  private func comesFirst(_ a: Acceptance, _ b: Acceptance) -> Bool {
    let (first, second) = (advocates[Int(a.advocate)].person, advocates[Int(b.advocate)].person)
    return first != second ? first < second : a.loop < b.loop
  }

  /// Of more newcomers than the capacity has room for, the first by number come in.
  private func turnAwaySurplus(on day: Int) {
    let room = max(0, tables.capacity - activeNow)
    var sorted = (0..<newcomers.count).map { newcomers[$0] }
    sorted.sort { $0.person < $1.person }
    newcomers.removeAll()
    for (place, newcomer) in sorted.enumerated() {
      if place < room {
        newcomers.append(newcomer)
      } else {
        members.remove(newcomer.person)
        turnAway(newcomer.person, on: day)
      }
    }
  }

  /// `count` people of `newcomers`, from `first` on, sign up.
  private func joinByInvitation(_ first: Int, _ count: Int, on day: Int) {
    for i in 0..<count { joining[i] = UInt64(newcomers[first &+ i].person) }
    drawLives(count)
    let epoch = epochNow
    activeNow += count
    if tables.isPlain { books.arriving[(1 &+ epoch) &* horizon &+ day] &+= count }
    // Nothing but lookups here, so that the memory is asked for many at a time.
    for i in 0..<count { referrers[i] = advocates[Int(newcomers[first &+ i].advocate)] }
    for i in 0..<count {
      let newcomer = newcomers[first &+ i]
      let generation = referrers[i].generation &+ 1
      books.generationsMax = max(books.generationsMax, Int(generation))
      credit(newcomer, of: referrers[i], on: day)
      if tables.isPlain {
        let churnDay = settle(
          newcomer, of: referrers[i], life: lives.lifetime.word(i), epoch: epoch, on: day)
        joiners[i] = Joiner(
          person: joining.word(i), churnDay: Int32(truncatingIfNeeded: churnDay),
          generation: generation, tenure: 0)
      } else {
        settleLife(
          i, own: 1 &+ epoch, referrer: newcomer.advocate, generation: generation, on: day)
      }
    }
    let firstCustomer = customers.count
    considerLoops(count, joined: day, signupDay: day)
    meetOpportunists(count, on: day)
    guard plan.epochs[epoch].isProgramOn else { return }
    for i in 0..<count where tables.loops[Int(newcomers[first &+ i].loop)].rewarded {
      enterReferral(
        by: newcomers[first &+ i].advocate, of: joiners[i].person,
        customer: tables.keepsCustomers ? Int32(truncatingIfNeeded: firstCustomer &+ i) : -1,
        churnDay: Int(joiners[i].churnDay), segment: Int(joiners[i].segment), kind: .honest,
        on: day)
    }
  }

  /// Books a referred signup with its referrer and its loop.
  @inline(__always)
  private func credit(_ acceptance: Acceptance, of referrer: Advocate, on day: Int) {
    advocates[Int(acceptance.advocate)].referrals &+= 1
    let loop = Int(acceptance.loop)
    books.recordSignups(1, cause: ExternalCause.allCases.count &+ loop, day: day)
    books.recordReferral(
      referrerSignupDay: Int(referrer.signupDay), age: day &- max(0, Int(referrer.signupDay)))
    if tables.churnsDaily {
      let customer = Int(referrer.customer)
      customers[customer].succeededOn = min(
        customers[customer].succeededOn, Int32(truncatingIfNeeded: day))
    }
    referralLog?.add(
      ReferralLog.Referral(
        person: acceptance.person, referrer: referrer.person,
        day: Int32(truncatingIfNeeded: day), referrerDay: referrer.signupDay,
        generation: referrer.generation &+ 1))
    log?.add(
      .signup, day: day, person: acceptance.person, referrer: referrer.person,
      cause: plan.loops[loop].name)
  }

  /// Books the life of a referred customer of a plain market.
  ///
  /// - Returns: Its first inactive day.
  @inline(__always)
  private func settle(
    _ acceptance: Acceptance, of referrer: Advocate, life word: UInt32, epoch: Int, on day: Int
  ) -> Int {
    // A referrer may have left between the invitation and the signup.
    books.lifetimeValueReferredSum +=
      Int(referrer.churnDay) <= day
      ? lifetimes[0].atSignup * plan.epochs[epoch].referredMarginMultiplier
      : tables.referredValue?[epoch]
        ?? lifetimes[0].referredAtSignup(
          epoch: epoch,
          referrerAge: Double(day &- max(0, Int(referrer.signupDay)) &+ Int(referrer.tenure)))
    let churnDay =
      tables.thinsChurn
      ? thinnedChurnDay(
        of: acceptance.person, signupDay: day, life: word, tenure: 0,
        multiplier: plan.epochs[epoch].referredChurnMultiplier,
        referrerChurnDay: Int(referrer.churnDay))
      : churnDay(from: word, day: day)
    books.recordDeparture(group: 1 &+ epoch, churnDay: churnDay)
    if churnDay >= horizon {
      if tables.thinsChurn {
        referredAtEnd.append(
          ReferredAtEnd(
            signupDay: Int32(day), referrer: acceptance.advocate,
            group: UInt32(truncatingIfNeeded: 1 &+ epoch)))
      } else {
        books.atEnd[(1 &+ epoch) &* horizon &+ day] &+= 1
      }
    }
    return churnDay
  }
}
