internal import GSL
internal import ReferralModel

/// Invitations of one loop that share one time course: a given contact of a
/// class-d advocate is invited u days after the advocate joined with probability
/// `reach[d] × sends[u]`, as long as the advocate stays.
struct InvitationChannel: Equatable, Sendable {
  let loop: Int
  /// nil where advocates join when they sign up; else the day, after their
  /// signup, on which a better reward made them join.
  var joinDay: Int?
  /// One per contact class.
  let reach: [Double]
  /// Of `reach` among `InvitationChannels.reaches`.
  var reachIndex = 0
  /// One per day since joining, below the horizon.
  let sends: [Double]
}

/// A share of a cohort that invites through a channel.
struct Joining: Equatable, Sendable {
  /// Of the cohort; of those still active, where the channel has a day.
  let share: Double
  /// Into `InvitationChannels.all`.
  let channel: Int
}

/// Who invites whom and when, for every loop, ready for the day loop.
struct InvitationChannels: Sendable {
  private(set) var all: [InvitationChannel] = []
  /// Distinct reaches, by contact class.
  private(set) var reaches: [[Double]] = []
  /// By loop, then by epoch of signup.
  private(set) var joinings: [[[Joining]]] = []
  /// By loop: of the initial customers.
  private(set) var initial: [[Joining]] = []
  /// By loop: first day from which every cohort has the same future.
  private(set) var settled: [Int] = []

  init(_ scenario: Scenario, _ plan: ModelPlan, _ classes: ContactClasses, tenure: Tenure) {
    for (index, loop) in plan.loops.enumerated() {
      // By epoch: of those who join on signup, and of those who join on its first day.
      var onSignup: [[Int]] = []
      var late: [[Int]] = []
      for (epoch, terms) in loop.terms.enumerated() {
        let same = loop.terms[..<epoch].firstIndex { $0.invitations == terms.invitations }
        onSignup.append(
          same.map { onSignup[$0] }
            ?? add(loop.channels(index, mean: terms.invitations, classes, horizon: plan.horizon)))
        let canJoin = loop.terms[..<epoch].contains { $0.participation < terms.participation }
        late.append(
          canJoin ? add(onSignup[epoch].map { all[$0].joined(plan.epochs[epoch].firstDay) }) : [])
      }
      joinings.append(
        plan.epochs.indices.map { epoch in
          Self.joinings(of: loop, signedUpIn: epoch, onSignup: onSignup[epoch], late: late)
        })
      settled.append(
        plan.epochs.indices.dropFirst().last { loop.terms[$0] != loop.terms[$0 - 1] }
          .map { plan.epochs[$0].firstDay } ?? 0)

      if loop.rewarded || tenure.isNone {
        initial.append(joinings[index][0])
      } else {
        let past = add(
          loop.pastChannels(
            index, scenario.loops[index].invitations, classes, horizon: plan.horizon,
            tenure: tenure, lifetime: plan.lifetime))
        initial.append(past.map { Joining(share: loop.terms[0].participation, channel: $0) })
      }
    }
  }

  private mutating func add(_ channels: [InvitationChannel]) -> [Int] {
    for var channel in channels {
      if let known = reaches.firstIndex(of: channel.reach) {
        channel.reachIndex = known
      } else {
        channel.reachIndex = reaches.count
        reaches.append(channel.reach)
      }
      all.append(channel)
    }
    return Array(all.count - channels.count..<all.count)
  }

  private static func joinings(
    of loop: LoopPlan, signedUpIn epoch: Int, onSignup: [Int], late: [[Int]]
  ) -> [Joining] {
    var highest = loop.terms[epoch].participation
    var result = onSignup.map { Joining(share: highest, channel: $0) }
    for later in loop.terms.indices
    where later > epoch && loop.terms[later].participation > highest {
      let more = loop.terms[later].participation - highest
      result += late[later].map { Joining(share: more, channel: $0) }
      highest = loop.terms[later].participation
    }
    return result.filter { $0.share > 0 }
  }
}

extension InvitationChannel {
  /// The same invitations, by customers who join on a later day.
  fileprivate func joined(_ day: Int) -> InvitationChannel {
    var late = self
    late.joinDay = day
    return late
  }
}

extension LoopPlan {
  /// The channels of advocates who join with a given mean number of invitations.
  fileprivate func channels(
    _ index: Int, mean: Double, _ classes: ContactClasses, horizon: Int
  ) -> [InvitationChannel] {
    switch kind {
    case .count, .everyContact:
      return [
        InvitationChannel(
          loop: index, reach: reach(mean: mean, classes), sends: sendDelay.masses)
      ]
    case .rate:
      return rateChannels(index, perDay: mean, classes, days: horizon) { counts in
        (0..<horizon).map { counts[$0 + 1] - counts[$0] }
      }
    }
  }

  /// The same for initial customers of an unrewarded loop, who joined before day 0.
  fileprivate func pastChannels(
    _ index: Int, _ invitations: Invitations, _ classes: ContactClasses, horizon: Int,
    tenure: Tenure, lifetime: Lifetime
  ) -> [InvitationChannel] {
    let mean = terms[0].invitations
    let reached = tenure.wholeDays.last ?? 0
    switch invitations {
    case .count(_, _, let delay), .everyContact(let delay):
      var cumulative = sendDelay.cumulative
      for day in horizon..<max(horizon, horizon + reached + 1) {
        cumulative.append(delay.probability(wholeDaysAtMost: day))
      }
      return [
        InvitationChannel(
          loop: index, reach: reach(mean: mean, classes),
          sends: tenure.average(of: lifetime, days: horizon) { day in
            cumulative[day] - (day == 0 ? 0 : cumulative[day - 1])
          })
      ]
    case .rate:
      return rateChannels(index, perDay: mean, classes, days: horizon + reached + 1) { counts in
        tenure.average(of: lifetime, days: horizon) { counts[$0 + 1] - counts[$0] }
      }
    }
  }

  /// E[min(M, d)]/d, the probability that a given contact is invited, by class.
  private func reach(mean: Double, _ classes: ContactClasses) -> [Double] {
    if case .everyContact = kind { return classes.contacts.map { _ in 1 } }
    let cumulative = kind.cumulative(mean: mean)
    // E[min(M, d)] = Σ_{j<d} P(M > j), by a parabola between whole counts.
    var expected = [0.0]
    expected.reserveCapacity(cumulative.count + 1)
    for value in cumulative { expected.append(expected[expected.count - 1] + 1 - value) }
    return classes.contacts.map { count in
      let below = Int(count)
      guard below + 2 < expected.count else {
        return expected[min(below, expected.count - 1)] / count
      }
      let part = count - Double(below)
      let (slope, next) = (
        expected[below + 1] - expected[below], expected[below + 2] - expected[below + 1]
      )
      return (expected[below] + part * slope + part * (part - 1) / 2 * (next - slope)) / count
    }
  }

  /// Channels of a Poisson process that stops when contacts run out.
  ///
  /// Where contacts cannot run out within `days`, all classes share one; each
  /// smaller class has its own.
  ///
  /// - Parameter masses: From E[min(N(y), d)], N Poisson with mean y × `perDay`,
  ///   for y = 0...`days`, to what a channel sends by day.
  private func rateChannels(
    _ index: Int, perDay: Double, _ classes: ContactClasses, days: Int,
    masses: ([Double]) -> [Double]
  ) -> [InvitationChannel] {
    guard perDay > 0 else { return [] }
    let largest = Int((classes.contacts.last ?? 0).rounded(.up)) + 1
    let most = perDay * Double(days)
    let uncut = cutPoissonMeans(mean: most, upTo: largest)
    let plenty = Double(uncut.firstIndex { most - $0 <= 1e-9 * most } ?? largest)
    let means = (0...days).map { day in
      cutPoissonMeans(mean: perDay * Double(day), upTo: Int(min(plenty, Double(largest))) + 1)
    }
    func reach(_ isMember: (Int) -> Bool) -> [Double] {
      classes.contacts.indices.map { isMember($0) ? 1 / classes.contacts[$0] : 0 }
    }
    var result = [
      InvitationChannel(
        loop: index, reach: reach { classes.contacts[$0] > plenty },
        sends: masses((0...days).map { perDay * Double($0) }))
    ]
    for (member, count) in classes.contacts.enumerated()
    where count <= plenty && classes.shares[member] > 0 {
      let below = Int(count)
      let part = count - Double(below)
      result.append(
        InvitationChannel(
          loop: index, reach: reach { $0 == member },
          sends: masses(means.map { $0[below] + part * ($0[below + 1] - $0[below]) })))
    }
    return result.filter { channel in channel.reach.contains { $0 > 0 } }
  }
}

/// E[min(N, d)] = Σ_{k<d} P(N > k) for d = 0...`limit`, N Poisson.
private func cutPoissonMeans(mean: Double, upTo limit: Int) -> [Double] {
  // Where exp(−mean) is too small to start from, each mass is looked up.
  let recurs = mean < 600
  var mass = naturalExp(-mean)
  var above = 1.0
  var result = [0.0]
  result.reserveCapacity(limit + 1)
  for k in 0..<limit {
    above = max(0, above - (recurs ? mass : Distribution.poissonMass(k, mean: mean)))
    result.append(result[k] + above)
    mass *= mean / Double(k + 1)
  }
  return result
}
