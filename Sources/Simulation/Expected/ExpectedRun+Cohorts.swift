extension ExpectedRun {
  /// What the initial customers do on all days.
  mutating func addInitial() {
    let share = Double(engine.plan.initialCount) / size
    history.initial = Double(engine.plan.initialCount)
    add(share, times: survivals.active[Survivals.initial], to: &active, at: 0, count: horizon)
    if valuesDiffer {
      add(share, times: survivals.active[Survivals.initial], to: &valued, at: 0, count: horizon)
    }
    let (ends, contacts) = (before, engine.classes.mean)
    for joining in engine.channels.initial.joined() {
      let reach = engine.channels.all[joining.channel].reachIndex
      let weight = share * joining.share * ends.reach[reach]
      weights[Survivals.initial][joining.channel][0] = weight
      send(
        Invitations(contact: weight, all: weight * contacts, fresh: weight * contacts),
        through: joining.channel, kind: Survivals.initial, from: 0)
    }
    for (index, crossing) in engine.crossings.enumerated() {
      guard
        let drops = crossing.drops(
          of: engine.channels.initial, signupDay: 0, engine, conversions: conversions,
          survival: survivals.active[Survivals.initial], countsFirstDay: true)
      else { continue }
      let factor = crossing.sign * share * ends.crossed[index]
      cross(drops.drops, crossing, factor: factor, from: 0)
      add(factor, times: drops.drops.total, to: &crossedOfInitial, at: 0, count: horizon)
      add(
        -share * contacts * ends.crossed[index], times: drops.repeated, to: &fresh, at: 0,
        count: drops.repeated.count)
    }
  }

  /// What today's signups do from now on.
  ///
  /// - Parameters:
  ///   - referred: Persons who signed up by invitation, per person of the market.
  ///   - besideShare: Of them, those whose referrer is still a customer.
  mutating func addCohort(_ cohort: Cohort, referred: Double, besideShare: Double) {
    let (day, count) = (cohort.day, horizon - cohort.day)
    let beside = survivals.besideKind[cohort.epoch]
    let multiplier = engine.plan.epochs[cohort.epoch].referredMarginMultiplier
    // Signups of a kind: a share of the external and of the referred ones.
    var kinds = [(kind: Survivals.alone, external: 1.0, referred: 1.0)]
    if beside != Survivals.alone {
      kinds[0].referred = 1 - besideShare
      kinds.append((kind: beside, external: 0, referred: besideShare))
    }
    let external = cohort.hit * before.persons

    for (kind, externalShare, referredShare) in kinds {
      let arrived = external * externalShare + referred * referredShare
      arrivals[kind][day] = arrived
      referredArrivals[kind][day] = referred * referredShare
      add(arrived, times: survivals.active[kind], to: &active, at: day, count: count)
      if valuesDiffer {
        let worth = external * externalShare + referred * referredShare * multiplier
        add(worth, times: survivals.active[kind], to: &valued, at: day, count: count)
      }
      for joining in engine.channels.joinings.lazy.flatMap({ $0[cohort.epoch] }) {
        let reach = engine.channels.all[joining.channel].reachIndex
        let invitations = self.invitations(
          of: cohort, reach: reach, external: externalShare * joining.share,
          referred: referredShare * joining.share)
        weights[kind][joining.channel][day] = invitations.contact
        send(invitations, through: joining.channel, kind: kind, from: day)
      }
    }
    guard !engine.crossings.isEmpty else { return }
    crossed.append([Double](repeating: 0, count: count))
    for (index, crossing) in engine.crossings.enumerated() {
      let externalEnds = cohort.hit * before.crossed[index]
      let referredEnds = cohort.left * (before.crossed[index] - now.crossed[index])
      for (kind, externalShare, referredShare) in kinds {
        let weight = externalEnds * externalShare + referredEnds * referredShare
        guard weight > 0 else { continue }
        let drops: CrossedInvitations?
        if day >= settledCrossings[index].firstDay {
          drops = settledCrossings[index].drops[kind]
        } else {
          drops = crossing.drops(
            of: engine.channels.joinings.map { $0[cohort.epoch] }, signupDay: day, engine,
            conversions: conversions, survival: survivals.active[kind], countsFirstDay: false)
        }
        guard let drops else { continue }
        let factor = crossing.sign * weight
        cross(drops.drops, crossing, factor: factor, from: day)
        add(factor, times: drops.drops.total, to: &crossed[day], at: 0, count: count)
        let fresh = freshEnds(
          of: cohort, crossing: index, external: externalShare, referred: referredShare)
        add(
          -fresh, times: drops.repeated, to: &self.fresh, at: day,
          count: min(count, drops.repeated.count))
      }
    }
  }

  /// Invitations of a cohort through a channel, but for their time course.
  struct Invitations {
    /// P(a given contact is of the cohort and invites us).
    var contact: Double
    /// Invitations per person of the market.
    var all: Double
    /// Of them ÷ P(a contact not counting us is no customer yet), those that can
    /// reach somebody who is none: not the referrer, and not a contact who would
    /// have made the inviter sign up before.
    var fresh: Double
  }

  private func invitations(
    of cohort: Cohort, reach: Int, external: Double, referred: Double
  ) -> Invitations {
    let (was, isNow, mean) = (before.reach[reach], now.reach[reach], engine.classes.mean)
    let hit = cohort.hit * external
    let won = cohort.left * referred
    let fromHit = hit * mean * before.theta * was
    let fromWon = won * mean * (before.theta * was - now.theta * isNow)
    let toReferrers = won * (before.reachOfPersons[reach] - now.reachOfPersons[reach])
    let middle = max((before.theta + now.theta) / 2, Double.leastNormalMagnitude)
    return Invitations(
      contact: hit * was + won * (was - isNow), all: fromHit + fromWon,
      fresh: hit * mean * was + max(0, fromWon - toReferrers) / middle)
  }

  /// As `Invitations.fresh`, of customers who may invite through both loops.
  private func freshEnds(
    of cohort: Cohort, crossing: Int, external: Double, referred: Double
  ) -> Double {
    let mean = engine.classes.mean
    let (was, isNow) = (before.crossed[crossing], now.crossed[crossing])
    let reach = engine.crossings[crossing].members[0].reach
    let all = mean * (before.theta * before.reach[reach] - now.theta * now.reach[reach])
    let toReferrers = before.reachOfPersons[reach] - now.reachOfPersons[reach]
    let middle = max((before.theta + now.theta) / 2, Double.leastNormalMagnitude)
    return cohort.hit * external * mean * was
      + cohort.left * referred * mean * (before.theta * was - now.theta * isNow) / middle
      * (all > 0 ? max(0, 1 - toReferrers / all) : 0)
  }

  private mutating func send(
    _ invitations: Invitations, through index: Int, kind: Int, from day: Int
  ) {
    let loop = engine.channels.all[index].loop
    if let join = engine.channels.all[index].joinDay {
      guard join < horizon else { return }
      let (staying, count) = (survivals.active[kind], horizon - join)
      let courses = engine.channels.all[index].sends
      func add(_ factor: Double, to column: inout [Double]) {
        Simulation.add(
          factor, times: courses, from: 0, times: staying, from: join - day, to: &column,
          at: join, count: count)
      }
      add(invitations.contact, to: &sent[loop])
      add(invitations.all, to: &sentByAll)
      add(invitations.fresh, to: &fresh)
    } else {
      let (course, count) = (sends[kind][index], horizon - day)
      add(invitations.contact, times: course, to: &sent[loop], at: day, count: count)
      add(invitations.all, times: course, to: &sentByAll, at: day, count: count)
      add(invitations.fresh, times: course, to: &fresh, at: day, count: count)
    }
  }

  /// Takes from later days what several loops would win twice.
  private mutating func cross(
    _ crossedDrops: CrossedDrops, _ crossing: Crossing, factor: Double, from day: Int
  ) {
    for (index, member) in crossing.members.enumerated() {
      add(
        factor, times: crossedDrops.byMember[index], to: &drops[member.loop], at: day,
        count: horizon - day)
    }
  }

  /// Whether customers differ in margin.
  var valuesDiffer: Bool { engine.plan.epochs.contains { $0.referredMarginMultiplier != 1 } }
}

/// The drops of a crossing, for cohorts whose whole future is the same.
struct SettledCrossing: Sendable {
  /// First cohort for which it holds.
  let firstDay: Int
  /// By kind of customer; nil where some member is not used.
  let drops: [CrossedInvitations?]

  init(
    _ crossing: Crossing, _ engine: ExpectedEngine, _ survivals: Survivals,
    conversions: [[Double]]
  ) {
    let firstDay = crossing.members.map { engine.channels.settled[$0.loop] }.max() ?? 0
    self.firstDay = firstDay
    let epoch = engine.plan.epochOfDay[firstDay]
    let joinings = engine.channels.joinings.map { $0[epoch] }
    drops = survivals.kinds.indices.map { kind in
      kind == Survivals.initial
        ? nil
        : crossing.drops(
          of: joinings, signupDay: firstDay, engine, conversions: conversions,
          survival: survivals.active[kind], countsFirstDay: false)
    }
  }
}

extension Crossing {
  /// What a cohort loses to this crossing, per end of a contact; nil when the
  /// cohort does not use all its members.
  ///
  /// - Parameter joinings: Of the cohort, by loop.
  func drops(
    of joinings: [[Joining]], signupDay: Int, _ engine: ExpectedEngine, conversions: [[Double]],
    survival: [Double], countsFirstDay: Bool
  ) -> CrossedInvitations? {
    let count = engine.plan.horizon - signupDay
    var wins: [[Double]] = []
    var sends: [[Double]] = []
    var arrivals: [[Double]] = []
    for member in members {
      var row = [Double](repeating: 0, count: count)
      for joining in joinings[member.loop] {
        let channel = engine.channels.all[joining.channel]
        guard channel.reachIndex == member.reach else { continue }
        let start = max(0, (channel.joinDay ?? 0) - signupDay)
        add(joining.share, times: channel.sends, to: &row, at: start, count: count - start)
      }
      guard row.contains(where: { $0 > 0 }) else { return nil }
      sends.append(row)
      wins.append(row.indices.map { row[$0] * conversions[member.loop][signupDay + $0] })
      arrivals.append(engine.plan.loops[member.loop].conversionDelay.cumulative)
    }
    let drops = CrossedDrops(
      wins: wins, arrivals: arrivals, survival: survival, countsFirstDay: countsFirstDay)
    var repeated = [Double](repeating: 0, count: members.count == 2 ? count : 0)
    // Invitations of one day go out together, before any of them is accepted.
    let (first, second) = (arrivals[0][0], arrivals[1][0])
    for age in repeated.indices {
      repeated[age] =
        survival[age]
        * (sends[0][age] * (drops.won[1][age] - wins[1][age] * second)
          + sends[1][age] * (drops.won[0][age] - wins[0][age] * first))
    }
    return CrossedInvitations(drops: drops, repeated: repeated)
  }
}

/// What a cohort loses to a crossing, by age, for a reach of 1.
struct CrossedInvitations: Equatable, Sendable {
  let drops: CrossedDrops
  /// Invitations to contacts already won through the other loop; empty for more
  /// than two loops.
  let repeated: [Double]
}
