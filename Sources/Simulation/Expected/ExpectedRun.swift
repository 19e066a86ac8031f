/// One pass through the days of an `ExpectedEngine`.
///
/// A cohort, once its day is closed, adds what it will do to the columns of all
/// later days; so a day finds everything that is due to it already summed.
/// Columns have one entry per day and count per person of the market.
struct ExpectedRun {
  let engine: ExpectedEngine
  let survivals: Survivals
  let horizon: Int
  let size: Double
  /// By kind, then by channel: sends × survival, by age.
  ///
  /// Empty for late joiners.
  let sends: [[[Double]]]
  /// By loop, then by day.
  let conversions: [[Double]]
  /// By loop: P(conversion delay = k days).
  let delays: [[Double]]
  /// By external cause, then by day; word of mouth apart.
  let hits: [[Double]]
  /// P(a referrer active at sending is still active k days later).
  let referrerStays: [Double]
  let settledCrossings: [SettledCrossing]

  /// By loop: P(a given contact sends us an invitation on this day).
  var sent: [[Double]]
  /// Invitations.
  var sentByAll: [Double]
  /// Invitations ÷ P(their target is not yet a customer), of those that reach one.
  var fresh: [Double]
  /// By loop: what θ loses.
  var drops: [[Double]]
  /// What θ would lose without crossing; of that, beside an active referrer.
  var singleDrops: [Double]
  var singleDropsInForce: [Double]
  var active: [Double]
  /// Active customers × margin multiplier.
  var valued: [Double]

  /// By kind, then by channel: P(a given contact is of this cohort and joined), by cohort.
  var weights: [[[Double]]]
  /// By cohort, then by age: what crossing takes from θ.
  ///
  /// Empty without crossings.
  var crossed: [[Double]]
  var crossedOfInitial: [Double]
  /// Referred signups by customers of the same day, less what `weights` make of them.
  var chainedExcess: [Double]
  /// Referred signups, in persons, per unit of θ lost.
  var signupsPerDrop: [Double]
  /// Signups by kind and day, not referred and referred.
  var arrivals: [[Double]]
  var referredArrivals: [[Double]]

  /// State at the end of the day before.
  var untouched: Double
  var before: GeneratingFunctions.Values
  var now: GeneratingFunctions.Values
  var history: History

  init(_ engine: ExpectedEngine, referrerAge: Double) {
    let plan = engine.plan
    let horizon = plan.horizon
    self.engine = engine
    self.horizon = horizon
    size = Double(plan.size)
    let survivals = Survivals(
      plan, tenure: engine.tenure, ages: max(horizon, engine.qualification.count) + 1,
      referrerAge: referrerAge)
    self.survivals = survivals
    sends = survivals.active.map { active in
      engine.channels.all.map { channel in
        channel.joinDay == nil ? (0..<horizon).map { channel.sends[$0] * active[$0] } : []
      }
    }
    let conversions = plan.loops.map { loop in
      plan.epochOfDay.map { loop.terms[$0].conversion }
    }
    self.conversions = conversions
    delays = plan.loops.map(\.conversionDelay.masses)
    hits = plan.hits
    let hazard = plan.lifetime.cumulativeHazard(referrerAge)
    referrerStays = (0..<horizon).map {
      naturalExp(hazard - plan.lifetime.cumulativeHazard(referrerAge + Double($0)))
    }
    settledCrossings = engine.crossings.map {
      SettledCrossing($0, engine, survivals, conversions: conversions)
    }

    let zeros = [Double](repeating: 0, count: horizon)
    sent = plan.loops.map { _ in zeros }
    drops = sent
    (sentByAll, fresh, singleDrops, singleDropsInForce) = (zeros, zeros, zeros, zeros)
    (active, valued) = (zeros, zeros)
    weights = survivals.kinds.map { _ in engine.channels.all.map { _ in zeros } }
    crossed = []
    crossedOfInitial = zeros
    (chainedExcess, signupsPerDrop) = (zeros, zeros)
    arrivals = survivals.kinds.map { _ in zeros }
    referredArrivals = arrivals
    untouched = 1 - Double(plan.initialCount) / size
    before = engine.generating.values(at: 1)
    now = before
    history = History(horizon: horizon, loops: plan.loops.count)
  }

  mutating func run() -> History {
    addInitial()
    for day in 0..<horizon { pass(day) }
    keepBooks()
    attributeCauses()
    return history
  }

  /// External hits, then signups by invitation, then what today's cohort will do.
  private mutating func pass(_ day: Int) {
    let epoch = engine.plan.epochOfDay[day]
    let wordOfMouth = engine.plan.wordOfMouthPerDay * active[day] * size
    let allHits = hits.reduce(wordOfMouth) { $0 + $1[day] }
    let left = untouched * naturalExp(-allHits / size)
    let hit = untouched - left
    if allHits > 0 {
      let signups = hit * before.persons * size
      for cause in hits.indices {
        history.signups[cause][day] = signups * hits[cause][day] / allHits
      }
      history.signups[ExternalCause.wordOfMouth.rawValue][day] = signups * wordOfMouth / allHits
    }

    // Invitations of earlier cohorts, sent today and accepted at once.
    var atOnce = 0.0
    for index in drops.indices {
      let accepted = sent[index][day] * conversions[index][day] * delays[index][0]
      drops[index][day] += accepted
      atOnce += accepted
    }
    let due = drops.reduce(0) { $0 + $1[day] }
    let (start, chains) = (before.theta, engine.generating.chains(in: epoch))
    var chained = 0.0
    if chains {
      let reachedBefore = untouched * engine.generating.sameDay(in: epoch, before)
      let theta = engine.generating.chained(
        from: before, constant: max(0, start - due) - reachedBefore, untouched: left, epoch: epoch,
        scratch: &now)
      engine.generating.evaluate(at: theta, into: &now)
      chained = reachedBefore - left * engine.generating.sameDay(in: epoch, now)
    } else {
      engine.generating.evaluate(at: min(start, max(0, start - due)), into: &now)
    }

    let cohort = Cohort(day: day, epoch: epoch, hit: hit, left: left)
    let referred = left * (before.persons - now.persons)
    let early = chains ? earlyDrops(of: cohort, due: due - atOnce, atOnce: atOnce) : nil
    let ownAtOnce = sameDayWins(of: cohort)
    let ownTotal = ownAtOnce.reduce(0, +)
    // Of θ lost and of signups, those by invitations sent before today's chain began.
    let lost = early?.lost ?? (due + chained)
    let signups = early?.signups ?? referred
    let perDrop = lost > 0 ? signups * size / lost : 0
    signupsPerDrop[day] = perDrop
    let byChain = max(0, referred * size - perDrop * due)
    chainedExcess[day] = byChain - perDrop * ownTotal
    for index in drops.indices {
      let share = ownTotal > 0 ? ownAtOnce[index] / ownTotal : 0
      history.signups[ExternalCause.allCases.count + index][day] =
        perDrop * drops[index][day] + byChain * share
    }
    let single = singleDrops[day] + atOnce + ownTotal
    let inForce = single > 0 ? (singleDropsInForce[day] + atOnce + ownTotal) / single : 0

    let freshBefore = fresh[day]
    addCohort(cohort, referred: referred, besideShare: inForce)
    // Invitations go out when those due today have signed up, and before any
    // that they win; a chain's own, on average, in the middle of it.
    let fall = start - now.theta
    let afterDue = fall > 0 ? min(1, (due - atOnce) / fall) : 0
    let ends =
      fall * engine.classes.mean > Self.eventful
      ? engine.generating.ends(at: max(now.theta, start - (due - atOnce)))
      : before.ends + (now.ends - before.ends) * afterDue
    let open = left * ends
    let today = referred + hit * before.persons
    let late = today > 0 ? referred / today * (1 - afterDue) : 0
    let reaching =
      open * fresh[day] - (fresh[day] - freshBefore) * late * (open - left * now.ends) / 2
    history.invitesSent[day] = sentByAll[day] * size
    history.invitesWasted += max(0, sentByAll[day] - reaching) * size

    convert(day)
    untouched = left
    swap(&before, &now)
  }

  /// Days on which a smaller share of people sign up are taken as linear.
  private static let eventful = 1e-3

  /// Where signups chain within a day, the first invitations win their ties:
  /// those sent by customers of earlier days, by today's external signups and by
  /// those due today, before the signups that they lead to.
  ///
  /// - Returns: What θ loses to them, and signups per person; nil where ties are
  ///   too rare to matter.
  private mutating func earlyDrops(
    of cohort: Cohort, due: Double, atOnce: Double
  ) -> (lost: Double, signups: Double)? {
    let (start, end) = (before.theta, now.theta)
    guard (start - end) * engine.classes.mean > Self.eventful else { return nil }
    let own = engine.generating.sameDay(in: cohort.epoch, before)
    let first =
      untouched * own
      - cohort.left * engine.generating.sameDay(in: cohort.epoch, at: max(0, start - due))
    let lost = min(start - end, due + atOnce + max(0, first))
    let signups = cohort.left * (before.persons - engine.generating.persons(at: start - lost))
    return lost > 0 ? (lost, signups) : nil
  }

  /// By loop: what today's signups win today, one loop at a time.
  private func sameDayWins(of cohort: Cohort) -> [Double] {
    drops.indices.map { loop in
      let accepted = conversions[loop][cohort.day] * delays[loop][0]
      guard accepted > 0 else { return 0 }
      return engine.channels.joinings[loop][cohort.epoch].reduce(0) { sum, joining in
        let channel = engine.channels.all[joining.channel]
        guard channel.joinDay == nil, channel.sends[0] > 0 else { return sum }
        let reach = channel.reachIndex
        let ends = untouched * before.reach[reach] - cohort.left * now.reach[reach]
        return sum + joining.share * channel.sends[0] * accepted * ends
      }
    }
  }

  /// What today's invitations will make of θ on later days.
  private mutating func convert(_ day: Int) {
    let count = horizon - day - 1
    let splits = survivals.kinds.count > 2
    for index in drops.indices {
      let accepted = sent[index][day] * conversions[index][day]
      add(accepted, times: delays[index], from: 1, to: &drops[index], at: day + 1, count: count)
      guard splits else { continue }
      add(accepted, times: delays[index], from: 1, to: &singleDrops, at: day + 1, count: count)
      add(
        accepted, times: delays[index], from: 1, times: referrerStays, from: 1,
        to: &singleDropsInForce, at: day + 1, count: count)
    }
  }
}

/// Those who sign up on one day.
struct Cohort {
  let day: Int
  let epoch: Int
  /// Share of persons hit today by an external cause for the first time.
  let hit: Double
  /// x(t), the share never hit.
  let left: Double
}
