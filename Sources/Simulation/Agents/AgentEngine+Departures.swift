internal import Randomness
internal import ReferralModel

// Churn day by day, where a success changes how a customer stays: then nobody's last day
// is known in advance.
extension AgentEngine {
  /// Queues the first candidate of a new customer's departure.
  func awaitDeparture(_ index: Int, _ joiner: Joiner) {
    let first = max(0, Int(customers[index].signupDay))
    guard joiner.tenure == 0 else {
      customers[index].hazard = firstHazard(of: customers[index])
      queueDeparture(index, on: max(first + 1, candidateDay(customers[index])))
      return
    }
    // The same of all who are new, and looked up: a power of each would take longer than
    // all the rest.
    let age = tables.laws.value(
      tables.firstCandidates[Int(joiner.segment)], customers[index].life)
    queueDeparture(index, on: first &+ age)
  }

  /// The hazard at a customer's first candidate, above that of their tenure.
  private func firstHazard(of customer: Customer) -> Double {
    exponentialTime(customer.life) / plan.churnBound
  }

  /// The day of a customer's next candidate.
  private func candidateDay(_ customer: Customer) -> Int {
    let lifetime = plan.segments[Int(customer.segment)].lifetime
    let tenure = Double(customer.tenure)
    let hazard = lifetime.cumulativeHazard(tenure) + customer.hazard
    let age = max(1, wholeDay(lifetime.age(atHazard: hazard) - tenure))
    return age >= Int(Int32.max) ? age : max(0, Int(customer.signupDay)) + age
  }

  private func queueDeparture(_ index: Int, on day: Int) {
    departures.push(UInt32(truncatingIfNeeded: index), dayIfBeforeLast: day)
  }

  /// Everyone who leaves on a day, by thinning: see `thinnedChurnDay`.
  func settleDepartures(on day: Int) {
    guard tables.churnsDaily else {
      activeNow -= books.leaving(on: day)
      return
    }
    dueDepartures.removeAll()
    departures.drain(day: day, into: &dueDepartures)
    for i in 0..<dueDepartures.count { depart(Int(dueDepartures[i]), on: day) }
  }

  private func depart(_ index: Int, on day: Int) {
    var customer = customers[index]
    if customer.candidate == 0 { customer.hazard = firstHazard(of: customer) }
    var next = day
    repeat {
      let block = luck.block(of: customer.person, deciding: .thinning, at: customer.candidate)
      let chance = hazardMultiplier(customer, on: day) / plan.churnBound
      if UInt64(block.w1) < threshold(min(1, chance)) {
        leave(index, on: day)
        return
      }
      customer.hazard += exponentialTime(block.w0) / plan.churnBound
      customer.candidate += 1
      next = candidateDay(customer)
    } while next <= day
    customers[index] = customer
    queueDeparture(index, on: next)
  }

  /// What multiplies a customer's hazard on a day.
  private func hazardMultiplier(_ customer: Customer, on day: Int) -> Double {
    let group = tables.groups[Int(customer.group)]
    var multiplier = 1.0
    if customer.referrer < 0 {
      // What stays from a life without the program needs no referrer.
      multiplier = group.churn
    } else {
      let referrer = customers[Int(customer.referrer)]
      if Int(referrer.churnDay) >= day { multiplier = group.churn }
    }
    if Int(customer.succeededOn) < day {
      multiplier *= plan.segments[Int(customer.segment)].advocateChurnMultiplier
    }
    return multiplier
  }

  private func leave(_ index: Int, on day: Int) {
    customers[index].churnDay = Int32(truncatingIfNeeded: day)
    let customer = customers[index]
    books.recordDeparture(group: Int(customer.group), churnDay: day)
    activeNow &-= 1
    log?.add(.churn, day: day, person: customer.person)
    if customer.advocate >= 0 {
      advocates[Int(customer.advocate)].churnDay = Int32(truncatingIfNeeded: day)
    }
    guard customer.referral >= 0, let rules = plan.program else { return }
    let referral = Int(customer.referral)
    let issued = Int(ledger.referrals[referral].issueDay)
    if issued >= 0 && day <= issued + rules.program.payout.clawbackInDays {
      clawBack(referral, on: day)
    }
  }
}

extension Lifetime {
  /// How many words of luck give an age or less to the first candidate of the departure of
  /// one who has just signed up, by whole age from 0: word for word what the formula gives.
  ///
  /// - Parameters:
  ///   - bound: What multiplies the hazard of candidates, at least 1.
  ///   - days: How many ages matter.
  /// - Complexity: A few logarithms and powers an age.
  func firstCandidates(bound: Double, days: Int) -> [UInt64] {
    func age(_ word: UInt64) -> Int {
      let hazard = exponentialTime(UInt32(truncatingIfNeeded: word)) / bound
      return max(1, wholeDay(self.age(atHazard: hazard)))
    }
    return (0..<days).map { last in
      // Right but for rounding, which takes a few words.
      var count = threshold(1 - naturalExp(-bound * cumulativeHazard(Double(last))))
      while count > 0 && age(count - 1) > last { count -= 1 }
      while count < 1 << 32 && age(count) <= last { count += 1 }
      return count
    }
  }
}
