internal import Randomness
internal import ReferralModel

extension AgentEngine {
  /// Makes uniformly random persons, or the listed ones, customers on day 0.
  ///
  /// The first `count` distinct persons of a keyed sequence, so that a larger
  /// count keeps everyone of a smaller one.
  mutating func seedInitialCustomers() {
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

  private mutating func seed(_ count: Int) {
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
      words.store(blocks)
      for half in 0..<8 where remaining > 0 {
        let person = UInt32(truncatingIfNeeded: uniformIndex(words.half(half), below: size))
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

  private mutating func seedAllBut(_ count: Int) {
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
  private mutating func joinInitially(_ count: Int) {
    guard count > 0 else { return }
    drawLives(count)
    books.initial += count
    books.arriving[0] &+= count
    activeNow += count
    for i in 0..<count {
      let word = lives.lifetime.word(i)
      var tenure = tables.constantTenure
      var churnDay: Int
      if let law = tables.tenure {
        tenure = tables.laws.value(law, lives.tenure.word(i))
        // Survived to `tenure`: its hazard goes on from there.
        let hazard = plan.lifetime.cumulativeHazard(Double(tenure)) + exponentialTime(word)
        churnDay = wholeDay(plan.lifetime.age(atHazard: hazard) - Double(tenure))
      } else if tables.thinsChurn {
        churnDay = thinnedChurnDay(
          of: joining.word(i), signupDay: 0, life: word, tenure: plan.tenure.typicalDays)
      } else {
        churnDay = self.churnDay(from: word, lifetime: tables.initialLifetime, day: 0)
      }
      churnDay = max(1, churnDay)
      books.recordDeparture(group: 0, churnDay: churnDay)
      books.initialAtEnd &+= churnDay >= horizon ? 1 : 0
      joiners[i] = Joiner(
        person: joining.word(i), churnDay: Int32(truncatingIfNeeded: churnDay), generation: 0,
        tenure: Int32(truncatingIfNeeded: tenure))
    }
    considerLoops(count, joined: 0, signupDay: -1)
  }

  /// Everyone who is hit by a cause on a day, and not a customer yet, joins.
  mutating func receiveExternalHits(on day: Int) {
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

  private mutating func receive(_ hits: Int, of cause: ExternalCause, on day: Int) {
    let luck = luck
    let size = plan.size
    let who = SIMD4(repeating: UInt64(day))
    let decisions = SIMD4(
      repeating: UInt64(Decision.hitPerson(cause: cause.rawValue).rawValue))
    var index = 0
    var found = 0
    while index < hits {
      let blocks = luck.blocks(
        of: who, deciding: decisions,
        at: SIMD4(0, 1, 2, 3) &+ SIMD4(repeating: UInt64(truncatingIfNeeded: index &>> 1)))
      words.store(blocks)
      for half in 0..<min(8, hits &- index) {
        let person = UInt32(truncatingIfNeeded: uniformIndex(words.half(half), below: size))
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

  /// The first `count` persons of `joining` sign up by an external cause.
  private mutating func joinExternally(_ count: Int, on day: Int, cause: ExternalCause) {
    guard count > 0 else { return }
    drawLives(count)
    books.recordSignups(count, cause: cause.rawValue, day: day)
    books.arriving[day] &+= count
    activeNow += count
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
    books.atEnd[day] &+= stays
    considerLoops(count, joined: day, signupDay: day)
  }

  /// Everyone whose accepted invitation falls due joins, once.
  ///
  /// When several invitations to one person fall due together, the inviter with
  /// the lowest person number is credited, then the first loop of the file.
  mutating func settleAcceptances(on day: Int) {
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

  /// `count` people of `newcomers`, from `first` on, sign up.
  private mutating func joinByInvitation(_ first: Int, _ count: Int, on day: Int) {
    for i in 0..<count { joining[i] = UInt64(newcomers[first &+ i].person) }
    drawLives(count)
    let epoch = tables.epochOfDay[day]
    books.arriving[(1 &+ epoch) &* horizon &+ day] &+= count
    activeNow += count
    // Nothing but lookups here, so that the memory is asked for many at a time.
    for i in 0..<count { referrers[i] = advocates[Int(newcomers[first &+ i].advocate)] }
    for i in 0..<count {
      let churnDay = settle(
        newcomers[first &+ i], of: referrers[i], life: lives.lifetime.word(i), epoch: epoch, on: day
      )
      let generation = referrers[i].generation &+ 1
      books.generationsMax = max(books.generationsMax, Int(generation))
      joiners[i] = Joiner(
        person: joining.word(i), churnDay: Int32(truncatingIfNeeded: churnDay),
        generation: generation,
        tenure: 0)
    }
    considerLoops(count, joined: day, signupDay: day)
  }

  /// Books a referred signup.
  ///
  /// - Returns: Its first inactive day.
  @inline(__always)
  private mutating func settle(
    _ acceptance: Acceptance, of referrer: Advocate, life word: UInt32, epoch: Int, on day: Int
  ) -> Int {
    advocates[Int(acceptance.advocate)].referrals &+= 1
    let loop = Int(acceptance.loop)
    books.recordSignups(1, cause: ExternalCause.allCases.count &+ loop, day: day)
    let age = day &- max(0, Int(referrer.signupDay))
    books.recordReferral(referrerSignupDay: Int(referrer.signupDay), age: age)
    // A referrer may have left between the invitation and the signup.
    books.lifetimeValueReferredSum +=
      Int(referrer.churnDay) <= day
      ? lifetimes.atSignup * plan.epochs[epoch].referredMarginMultiplier
      : tables.referredValue?[epoch]
        ?? lifetimes.referredAtSignup(
          epoch: epoch, referrerAge: Double(age) + Double(referrer.tenure))
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
          ReferredAtEnd(signupDay: Int32(day), referrer: acceptance.advocate))
      } else {
        books.referredAtEnd[day] &+= 1
      }
    }
    if tables.loops[loop].rewarded && plan.epochs[epoch].isProgramOn {
      qualify(
        acceptance.person, on: day, churnDay: churnDay, cost: plan.epochs[epoch].rewardCost)
    }
    return churnDay
  }

  /// Books the rewards of a referral on the day on which it qualifies, unless
  /// the referee has left by then.
  private mutating func qualify(_ person: UInt32, on day: Int, churnDay: Int, cost: Double) {
    var due = day
    if plan.qualificationProbability < 1 || !plan.qualificationDelay.isNone {
      let block = luck.block(of: person, deciding: .qualification)
      guard UInt64(block.w0) < threshold(plan.qualificationProbability) else { return }
      due += tables.laws.value(tables.qualificationDelay, block.w1)
    }
    guard churnDay > due else { return }
    if due < horizon {
      books.rewardCost[due] += cost
    } else {
      books.outstandingRewardCost +=
        cost * plan.money.discount[min(due, plan.money.discount.count - 1)]
    }
  }
}
