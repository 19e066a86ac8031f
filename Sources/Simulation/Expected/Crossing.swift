/// Loops through which one customer may invite the same contact.
///
/// Given the customer's lifetime they are independent, so P(no loop wins the contact) = E[Π(1 −
/// q_l)] needs E[q_l q_m] and its like.
struct Crossing: Equatable, Sendable {
  /// One per loop, at least two: all channels of a loop that share a reach.
  let members: [Member]

  struct Member: Equatable, Sendable {
    let loop: Int
    /// Into `InvitationChannels.reaches`.
    let reach: Int
  }

  /// Loops that are crossed at once: all of them up to four, else three.
  static func order(loops: Int) -> Int { loops <= 4 ? loops : 3 }

  /// Every crossing that can happen: reaches overlap in some class.
  static func all(of channels: InvitationChannels, classes: ContactClasses) -> [Crossing] {
    let loops = channels.joinings.count
    guard loops > 1 else { return [] }
    let order = order(loops: loops)
    var members: [Member] = []
    for channel in channels.all {
      let member = Member(loop: channel.loop, reach: channel.reachIndex)
      if !members.contains(member) { members.append(member) }
    }
    var result: [Crossing] = []
    func extend(_ chosen: [Member], _ reach: [Double]) {
      if chosen.count >= 2 { result.append(Crossing(members: chosen)) }
      guard chosen.count < order else { return }
      for member in members where member.loop > chosen.last?.loop ?? -1 {
        let product = zip(reach, channels.reaches[member.reach]).map { $0 * $1 }
        if product.contains(where: { $0 > 0 }) { extend(chosen + [member], product) }
      }
    }
    extend([], classes.ends)
    return result
  }

  /// +1 where it makes up for pairs counted twice, −1 where it is deducted.
  var sign: Double { members.count.isMultiple(of: 2) ? -1 : 1 }
}

/// E[Π q] of a crossing, by age of the customer, and what its loops take of it.
struct CrossedDrops: Equatable, Sendable {
  /// By member of the crossing, then by age.
  let byMember: [[Double]]
  /// Sum over members.
  let total: [Double]
  /// By member, then by age: q of a customer who is still active.
  let won: [[Double]]

  /// - Parameters:
  ///   - wins: By member: P(an accepted invitation is sent at age u), for an
  ///     active customer and a reach of 1.
  ///   - arrivals: By member: P(conversion delay ≤ k days).
  ///   - survival: P(active at age a).
  ///   - countsFirstDay: false where age 0 is accounted for elsewhere.
  /// - Complexity: O(n²) for n ages.
  init(wins: [[Double]], arrivals: [[Double]], survival: [Double], countsFirstDay: Bool) {
    let n = wins[0].count
    var q: [[Double]]
    var product: [Double]
    if wins.count == 2 {
      let crossed = crossedProduct(
        (wins[0], wins[1]), arrivals: (arrivals[0], arrivals[1]), survival: survival)
      product = crossed.product
      q = [crossed.first, crossed.second]
    } else {
      // q_l(t) of a customer who leaves after this age.
      q = wins.map { _ in [Double](repeating: 0, count: n) }
      product = [Double](repeating: 0, count: n)
      for age in 0..<n {
        for loop in wins.indices {
          add(wins[loop][age], times: arrivals[loop], to: &q[loop], at: age, count: n - age)
        }
        // Those who leave before the next age; all who got so far, for this age itself.
        let leaving = survival[age] - (age + 1 < n ? survival[age + 1] : 0)
        for t in age..<n {
          product[t] += (t == age ? survival[age] : leaving) * q.reduce(1) { $0 * $1[t] }
        }
      }
    }
    won = q
    var total = [Double](repeating: 0, count: n)
    if countsFirstDay { total[0] = product[0] }
    for age in 1..<max(n, 1) { total[age] = product[age] - product[age - 1] }
    self.total = total
    // In proportion to each loop's relative growth, which is exact for a customer
    // who stays, but for ties.
    var byMember = q.map { _ in [Double](repeating: 0, count: n) }
    for age in 0..<n where total[age] != 0 {
      var sum = 0.0
      for loop in q.indices where q[loop][age] > 0 {
        let growth = 1 - (age > 0 ? q[loop][age - 1] : 0) / q[loop][age]
        byMember[loop][age] = growth
        sum += growth
      }
      for loop in q.indices {
        byMember[loop][age] =
          sum > 0 ? total[age] * byMember[loop][age] / sum : total[age] / Double(q.count)
      }
    }
    self.byMember = byMember
  }
}
