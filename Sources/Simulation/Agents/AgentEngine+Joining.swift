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
      for person in people { joinInitially(UInt32(person)) }
    case .count(let count):
      // Where most are customers, it is cheaper to draw who is not.
      if count > plan.size / 2 {
        var others = PersonSet(size: plan.size)
        var missing = plan.size - count
        var index: UInt32 = 0
        while missing > 0 {
          let person = initialPerson(index)
          if others.insert(person) { missing -= 1 }
          index += 1
        }
        for person in 0..<UInt32(plan.size) where !others.contains(person) {
          joinInitially(person)
        }
        return
      }
      var remaining = count
      var index: UInt32 = 0
      while remaining > 0 {
        let block = luck.block(of: index, deciding: .initialCustomer)
        let first = UInt32(uniformIndex(block.first64, below: plan.size))
        if joinInitially(first) { remaining -= 1 }
        if remaining == 0 { break }
        let second = UInt32(uniformIndex(block.second64, below: plan.size))
        if joinInitially(second) { remaining -= 1 }
        index += 1
      }
    }
  }

  private func initialPerson(_ index: UInt32) -> UInt32 {
    let block = luck.block(of: index, deciding: .initialCustomer)
    return UInt32(uniformIndex(block.first64, below: plan.size))
  }

  /// False when the person was a customer already.
  @discardableResult
  private mutating func joinInitially(_ person: UInt32) -> Bool {
    guard members.insert(person) else { return false }
    books.initial += 1
    let life = luck.block(of: person, deciding: .life)
    var tenure = tables.constantTenure
    var churnDay: Int
    if let law = tables.tenure {
      tenure = law.value(life.w3)
      // Survived to `tenure`: its hazard goes on from there.
      let hazard = plan.lifetime.cumulativeHazard(Double(tenure)) + exponentialTime(life.w0)
      churnDay = wholeDay(plan.lifetime.age(atHazard: hazard) - Double(tenure))
    } else if tables.thinsChurn {
      churnDay = thinnedChurnDay(
        of: person, signupDay: 0, life: life.w0, tenure: plan.tenure.typicalDays)
    } else {
      churnDay = tables.initialLifetime.value(life.w0)
      if churnDay >= tables.initialLifetime.count { churnDay = Int(Int32.max) }
    }
    churnDay = max(1, churnDay)
    activeNow += 1
    books.recordLife(group: 0, from: 0, churnDay: churnDay)
    books.recordAtEnd(initialWith: churnDay)
    considerLoops(
      person, joined: 0, signupDay: -1, churnDay: churnDay, generation: 0, life: life,
      tenure: tenure)
    return true
  }

  /// Everyone who is hit by a cause on a day, and not a customer yet, joins.
  mutating func receiveExternalHits(on day: Int) {
    // After churn and before any of today's signups.
    let active = activeNow
    for cause in ExternalCause.allCases {
      let decision = Decision.hitCount(cause: cause.rawValue)
      let hits: Int
      if cause == .wordOfMouth {
        guard plan.wordOfMouthPerDay > 0 else { continue }
        hits = poissonQuantile(
          luck.uniform(of: day, deciding: decision),
          mean: plan.wordOfMouthPerDay * Double(active))
      } else if let table = tables.hitCounts[cause.rawValue] {
        hits = table.value(luck.block(of: UInt32(day), deciding: decision).w0)
      } else {
        let rate = plan.hits[cause.rawValue][day]
        guard rate > 0 else { continue }
        hits = poissonQuantile(luck.uniform(of: day, deciding: decision), mean: rate)
      }
      let who = Decision.hitPerson(cause: cause.rawValue)
      var index = 0
      while index < hits {
        let block = luck.block(of: UInt32(day), deciding: who, at: UInt32(index &>> 1))
        joinExternally(
          UInt32(uniformIndex(block.first64, below: plan.size)), on: day, cause: cause.rawValue)
        if index + 1 < hits {
          joinExternally(
            UInt32(uniformIndex(block.second64, below: plan.size)), on: day, cause: cause.rawValue)
        }
        index += 2
      }
    }
  }

  @inline(__always)
  private mutating func joinExternally(_ person: UInt32, on day: Int, cause: Int) {
    guard members.insert(person) else { return }
    books.recordSignup(cause: cause, day: day)
    let life = luck.block(of: person, deciding: .life)
    let churnDay =
      tables.thinsChurn
      ? thinnedChurnDay(of: person, signupDay: day, life: life.w0, tenure: 0)
      : churnDay(from: life.w0, day: day)
    activeNow += 1
    books.recordLife(group: 0, from: day, churnDay: churnDay)
    if churnDay >= horizon { books.atEnd[day] += 1 }
    considerLoops(
      person, joined: day, signupDay: day, churnDay: churnDay, generation: 0, life: life, tenure: 0)
  }

  /// Everyone whose accepted invitation falls due joins, once.
  ///
  /// When several invitations to one person fall due together, the inviter with
  /// the lowest person number is credited, then the first loop of the file.
  mutating func settleAcceptances(on day: Int) {
    dueAcceptances.removeAll(keepingCapacity: true)
    acceptances.drain(day: day, into: &dueAcceptances)
    newcomers.removeAll(keepingCapacity: true)
    for i in dueAcceptances.indices {
      let acceptance = dueAcceptances[i]
      let person = acceptance.person
      if members.insert(person) {
        slot[Int(person)] = UInt32(truncatingIfNeeded: newcomers.count)
        newcomers.append(acceptance)
        continue
      }
      let place = Int(slot[Int(person)])
      guard place < newcomers.count, newcomers[place].person == person else { continue }
      if comesFirst(acceptance, newcomers[place]) { newcomers[place] = acceptance }
    }
    for i in newcomers.indices { joinByInvitation(newcomers[i], on: day) }
  }

  private func comesFirst(_ a: Acceptance, _ b: Acceptance) -> Bool {
    let (first, second) = (advocates[Int(a.advocate)].person, advocates[Int(b.advocate)].person)
    return first != second ? first < second : a.loop < b.loop
  }

  private mutating func joinByInvitation(_ acceptance: Acceptance, on day: Int) {
    let person = acceptance.person
    let loop = Int(acceptance.loop)
    let index = Int(acceptance.advocate)
    advocates[index].referrals += 1
    let referrer = advocates[index]
    let epoch = plan.epochOfDay[day]
    books.recordSignup(cause: ExternalCause.allCases.count + loop, day: day)
    let age = day - max(0, Int(referrer.signupDay))
    books.recordReferral(referrerSignupDay: Int(referrer.signupDay), age: age)
    books.recordLifetimeValue(
      lifetimes.referredAtSignup(epoch: epoch, referrerAge: Double(age) + Double(referrer.tenure)))

    let life = luck.block(of: person, deciding: .life)
    let churnDay =
      tables.thinsChurn
      ? thinnedChurnDay(
        of: person, signupDay: day, life: life.w0, tenure: 0,
        multiplier: plan.epochs[epoch].referredChurnMultiplier,
        referrerChurnDay: Int(referrer.churnDay))
      : churnDay(from: life.w0, day: day)
    activeNow += 1
    books.recordLife(group: 1 + epoch, from: day, churnDay: churnDay)
    if churnDay >= horizon {
      if tables.thinsChurn {
        referredAtEnd.append(
          ReferredAtEnd(signupDay: Int32(day), referrer: acceptance.advocate))
      } else {
        books.referredAtEnd[day] += 1
      }
    }
    if plan.loops[loop].rewarded && plan.epochs[epoch].isProgramOn {
      qualify(person, on: day, churnDay: churnDay, cost: plan.epochs[epoch].rewardCost)
    }
    let generation = referrer.generation + 1
    books.generationsMax = max(books.generationsMax, Int(generation))
    considerLoops(
      person, joined: day, signupDay: day, churnDay: churnDay, generation: generation, life: life,
      tenure: 0)
  }

  /// Books the rewards of a referral on the day on which it qualifies, unless
  /// the referee has left by then.
  private mutating func qualify(_ person: UInt32, on day: Int, churnDay: Int, cost: Double) {
    var due = day
    if plan.qualificationProbability < 1 || !plan.qualificationDelay.isNone {
      let block = luck.block(of: person, deciding: .qualification)
      guard UInt64(block.w0) < threshold(plan.qualificationProbability) else { return }
      due += plan.qualificationDelay.table.value(block.w1)
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
