internal import ReferralModel

// The entries of the ledger: a reward is earned, moves from state to state, is paid, and may be taken
// back.
extension AgentEngine {
  /// The entries of a referral, by place.
  func entries(of referral: Ledger.Referral) -> Range<Int> {
    Int(referral.firstEntry)..<Int(referral.firstEntry) + Int(referral.entryCount)
  }

  @inline(__always)
  func state(of entry: Int) -> RewardState { ledger.entries[entry].state }

  /// A reward is earned; nothing is booked for none.
  func earn(
    _ amount: Double, _ side: Ledger.Entry.Side, _ reward: RewardSide,
    _ referral: Ledger.Referral, _ index: Int, isVoid: Bool = false, on day: Int
  ) {
    guard amount > 0 else { return }
    let cost = amount * reward.cost
    append(
      Ledger.Entry(
        amount: amount, cost: cost, expectedCost: cost * (1 - reward.breakage),
        referral: UInt32(truncatingIfNeeded: index), owner: referral.advocate, side: side,
        state: .pending), on: day)
    if isVoid { close(ledger.entries.count - 1, as: .overCap, on: day) }
  }

  /// Books a reward that is earned today.
  func append(_ entry: Ledger.Entry, on day: Int) {
    books.earned[day] += entry.amount
    books.liability[day] += entry.expectedCost
    books.ledger[RewardState.pending.rawValue * horizon + day] += entry.amount
    ledger.entries.append(entry)
    note(ledger.entries.count - 1, .pending, on: day)
  }

  /// Moves a reward between two states in which it is owed.
  @inline(__always)
  func advance(
    _ index: Int, from before: RewardState, to state: RewardState, on day: Int
  ) {
    let amount = ledger.entries[index].amount
    books.ledger[before.rawValue &* horizon &+ day] -= amount
    books.ledger[state.rawValue &* horizon &+ day] += amount
    ledger.entries[index].state = state
    note(index, state, from: before, on: day)
  }

  /// Moves a reward from its state to another.
  func close(_ index: Int, as state: RewardState, on day: Int) {
    let entry = ledger.entries[index]
    let before = entry.state
    // What was used, lost or taken back in the meantime does not move again.
    guard before.isOwed || state == .clawedBack else { return }
    books.ledger[before.rawValue * horizon + day] -= entry.amount
    books.ledger[state.rawValue * horizon + day] += entry.amount
    if before.isOwed && !state.isOwed { books.liability[day] -= entry.expectedCost }
    ledger.entries[index].state = state
    note(index, state, from: before, on: day)
  }

  /// Books the cost of a reward that is used, or less than nothing where that is taken back.
  func pay(_ entry: Ledger.Entry, times sign: Double = 1, on day: Int) {
    books.rewardCost[day] += sign * entry.cost
    guard entry.referral != .max else { return }
    switch ledger.referrals[Int(entry.referral)].kind {
    case .honest: break
    case .deadweight: books.deadweightCost += sign * entry.cost
    case .fake: books.fraudCost += sign * entry.cost
    }
  }

  /// Takes back what was issued for a referral.
  func clawBack(_ index: Int, on day: Int) {
    let referral = ledger.referrals[index]
    for entry in entries(of: referral) {
      let state = state(of: entry)
      guard state == .issued || state == .redeemed else { continue }
      if state == .redeemed { pay(ledger.entries[entry], times: -1, on: day) }
      let cost = ledger.entries[entry].cost
      ledger.committed -= cost
      ledger.committedInMonth = max(0, ledger.committedInMonth - cost)
      close(entry, as: .clawedBack, on: day)
    }
  }

  @inline(__always)
  private func note(
    _ index: Int, _ state: RewardState, from before: RewardState? = nil, on day: Int
  ) {
    if let log { note(index, state, from: before, on: day, in: log) }
  }

  @inline(never)
  private func note(
    _ index: Int, _ state: RewardState, from before: RewardState?, on day: Int, in log: EventLog
  ) {
    let entry = ledger.entries[index]
    let referral = entry.referral == .max ? nil : ledger.referrals[Int(entry.referral)]
    let cost: Double? =
      switch (before, state) {
      case (_, .redeemed): entry.cost
      case (.redeemed?, .clawedBack): -entry.cost
      default: nil
      }
    log.add(
      .reward, day: day, person: referral?.person,
      referrer: advocates[Int(entry.owner)].person,
      cause: referral.map(\.kind.name), amount: entry.amount, cost: cost,
      side: entry.side.name, state: state.name)
  }

  /// Rewards that nobody has got yet at the end, at their expected cost.
  func oweThePending() {
    for i in 0..<ledger.entries.count {
      let state = state(of: i)
      if state == .pending || state == .approved {
        owe(ledger.entries[i].expectedCost, on: horizon - 1)
      }
    }
  }
}
