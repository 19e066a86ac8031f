internal import Randomness
internal import ReferralModel

// Churn day by day, where a success changes how a customer stays: then nobody's last day
// is known in advance.
extension AgentEngine {
  /// Queues the first candidate of a new customer's departure.
  func awaitDeparture(_ index: Int, life word: UInt32, tenure: Double) {
    customers[index].hazard = exponentialTime(word) / plan.churnBound
    let base = plan.segments[Int(customers[index].segment)].lifetime.cumulativeHazard(tenure)
    customers[index].baseHazard = base
    queueDeparture(index, notBefore: max(0, Int(customers[index].signupDay)) + 1)
  }

  /// The day of a customer's next candidate.
  private func candidateDay(_ customer: Customer) -> Int {
    let lifetime = plan.segments[Int(customer.segment)].lifetime
    let tenure = Double(customer.tenure)
    let age = max(
      1, wholeDay(lifetime.age(atHazard: customer.baseHazard + customer.hazard) - tenure))
    return age >= Int(Int32.max) ? age : max(0, Int(customer.signupDay)) + age
  }

  private func queueDeparture(_ index: Int, notBefore first: Int) {
    let day = max(first, candidateDay(customers[index]))
    if day < horizon { departures.push(UInt32(truncatingIfNeeded: index), day: day) }
  }

  /// Everyone who leaves on a day, by thinning: see `thinnedChurnDay`.
  func settleDepartures(on day: Int) {
    guard tables.churnsDaily else { return }
    dueDepartures.removeAll()
    departures.drain(day: day, into: &dueDepartures)
    for i in 0..<dueDepartures.count { depart(Int(dueDepartures[i]), on: day) }
  }

  private func depart(_ index: Int, on day: Int) {
    var customer = customers[index]
    repeat {
      let block = luck.block(of: customer.person, deciding: .thinning, at: customer.candidate)
      let chance = hazardMultiplier(customer, on: day) / plan.churnBound
      if UInt64(block.w1) < threshold(min(1, chance)) {
        leave(index, on: day)
        return
      }
      customer.hazard += exponentialTime(block.w0) / plan.churnBound
      customer.candidate += 1
    } while candidateDay(customer) <= day
    customers[index] = customer
    queueDeparture(index, notBefore: day + 1)
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
