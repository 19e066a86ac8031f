/// Channels of different loops through which one customer may invite the same
/// contact. Given the customer's lifetime they are independent, so
/// P(no loop wins the contact) = E[Π(1 − q_l)] needs E[q_l q_m] and its like.
struct Crossing: Equatable, Sendable {
  /// One per loop, at least two.
  let channels: [Int]

  /// Loops that are crossed at once: all of them up to four, else three.
  static func order(loops: Int) -> Int { loops <= 4 ? loops : 3 }

  /// Every crossing that can happen: reaches overlap in some class.
  static func all(of channels: InvitationChannels, classes: ContactClasses) -> [Crossing] {
    let loops = channels.joinings.count
    let order = order(loops: loops)
    var result: [Crossing] = []
    func extend(_ chosen: [Int], _ reach: [Double]) {
      if chosen.count >= 2 { result.append(Crossing(channels: chosen)) }
      guard chosen.count < order else { return }
      let last = chosen.last.map { channels.all[$0].loop } ?? -1
      for (index, channel) in channels.all.enumerated() where channel.loop > last {
        let product = zip(reach, channel.reach).map { $0 * $1 }
        if product.contains(where: { $0 > 0 }) { extend(chosen + [index], product) }
      }
    }
    if loops > 1 { extend([], classes.ends) }
    return result
  }

  /// +1 where it makes up for pairs counted twice, −1 where it is deducted.
  var sign: Double { channels.count.isMultiple(of: 2) ? -1 : 1 }
}

/// E[Π q] of a crossing, by age of the customer: what each of its loops adds per day.
struct CrossedDrops: Equatable, Sendable {
  /// By channel of the crossing, then by age.
  let byChannel: [[Double]]
  /// Sum over channels.
  let total: [Double]

  /// - Parameters:
  ///   - wins: By channel: P(an accepted invitation is sent at age u), for an
  ///     active customer and a reach of 1.
  ///   - arrivals: By channel: P(conversion delay ≤ k days).
  ///   - survival: P(active at age a).
  ///   - countsFirstDay: false where age 0 is accounted for elsewhere.
  /// - Complexity: O(n²) for n ages.
  init(wins: [[Double]], arrivals: [[Double]], survival: [Double], countsFirstDay: Bool) {
    let n = wins[0].count
    let loops = wins.count
    // q_l(t) of a customer who leaves after age u, for growing u.
    var q = wins.map { _ in [Double](repeating: 0, count: n) }
    var product = [Double](repeating: 0, count: n)
    var lead = product
    for age in 0..<n {
      let count = n - age
      for loop in 0..<loops {
        add(wins[loop][age], times: arrivals[loop], to: &q[loop], at: age, count: count)
      }
      // Those who leave before the next age; all who got so far, for this age itself.
      let leaves = survival[age] - (age + 1 < n ? survival[age + 1] : 0)
      let stays = survival[age] - leaves
      if loops == 2 {
        add(
          leaves, times: q[0], from: age, times: q[1], from: age, to: &product, at: age,
          count: count)
        product[age] += stays * q[0][age] * q[1][age]
        if age > 0 {
          add(
            leaves, times: q[0], from: age, times: q[1], from: age - 1, to: &lead, at: age,
            count: count)
          add(
            -leaves, times: q[0], from: age - 1, times: q[1], from: age, to: &lead, at: age,
            count: count)
          lead[age] += stays * (q[0][age] * q[1][age - 1] - q[0][age - 1] * q[1][age])
        } else {
          add(
            leaves, times: q[0], from: 1, times: q[1], from: 0, to: &lead, at: 1, count: count - 1)
          add(
            -leaves, times: q[0], from: 0, times: q[1], from: 1, to: &lead, at: 1, count: count - 1)
        }
      } else {
        for t in age..<n {
          let all = q.reduce(1) { $0 * $1[t] }
          product[t] += (t == age ? survival[age] : leaves) * all
        }
      }
    }
    var total = [Double](repeating: 0, count: n)
    if countsFirstDay { total[0] = product[0] }
    for age in 1..<max(n, 1) { total[age] = product[age] - product[age - 1] }
    self.total = total
    if loops == 2 {
      // E[Δq_l (q_m(t) + q_m(t−1))/2]: a tie counts half for each.
      byChannel = [
        total.indices.map { (total[$0] + lead[$0]) / 2 },
        total.indices.map { (total[$0] - lead[$0]) / 2 },
      ]
    } else {
      // In proportion to each loop's relative growth, of a customer who stays.
      byChannel = (0..<loops).map { loop in
        total.indices.map { age in
          guard total[age] != 0 else { return 0 }
          let growth = q.map { q in
            q[age] > 0 ? (q[age] - (age > 0 ? q[age - 1] : 0)) / q[age] : 0
          }
          let sum = growth.reduce(0, +)
          return sum > 0 ? total[age] * growth[loop] / sum : total[age] / Double(loops)
        }
      }
    }
  }
}
