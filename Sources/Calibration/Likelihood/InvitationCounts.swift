internal import Foundation
internal import GSL

/// Customers counted by how many invitations they made and how long they were watched.
struct InvitationCounts {
  fileprivate struct Cell: Hashable {
    var watched, count: Int
  }

  private let cap: Int?
  private let most: Int
  private let logFactorials: [Double]
  /// Needed where there is a cap.
  private let cells: [Cell]
  private let weights: [Double]
  /// By days watched: customers without an invitation, customers with some, their invitations.
  private let silent: [Double]
  private let inviting: [Double]
  private let invitations: [Double]
  /// Inviting customers by their number of invitations.
  private let byCount: [Double]
  /// Those to which somebody was watched, or on which an invitation was made.
  let days: [Int]
  /// All invitations by delay; nothing is unseen here.
  let delays: DelayCounts
  let customers: Int

  init(_ customers: Inviters, cap: Int?) {
    var counts = Array(repeating: 0, count: customers.watchedDays.count)
    let none = Array(repeating: 0.0, count: (customers.watchedDays.max() ?? 0) + 1)
    var seen = none
    for (inviter, delay) in zip(customers.inviter, customers.delay) {
      counts[inviter] += 1
      seen[delay] += 1
    }
    delays = DelayCounts(seen: seen, unseen: none)

    var (silent, inviting, invitations) = (none, none, none)
    var byCount = Array(repeating: 0.0, count: (counts.max() ?? 0) + 1)
    var counted: [Cell: Double] = [:]
    for (watched, count) in zip(customers.watchedDays, counts) {
      counted[Cell(watched: watched, count: count), default: 0] += 1
      if count == 0 {
        silent[watched] += 1
      } else {
        inviting[watched] += 1
        invitations[watched] += Double(count)
        byCount[count] += 1
      }
    }
    (self.silent, self.inviting, self.invitations) = (silent, inviting, invitations)
    days = seen.indices.filter { seen[$0] > 0 || silent[$0] > 0 || inviting[$0] > 0 }
    self.byCount = byCount
    // In a fixed order, so that sums do not depend on how the table was hashed.
    cells = counted.keys.sorted { ($0.count, $0.watched) < ($1.count, $1.watched) }
    weights = cells.map { counted[$0, default: 0] }
    most = max(counts.max() ?? 0, cap ?? 0)
    logFactorials = (0...most).map { Special.logFactorial($0) }
    self.cap = cap
    self.customers = customers.watchedDays.count
  }

  /// Share of customers seen to invite.
  var inviterShare: Double { inviting.reduce(0, +) / Double(customers) }

  /// Invitations seen per customer.
  var meanPerCustomer: Double { delays.seenTotal / Double(customers) }

  /// - Parameter heterogeneity: α = 1/k, 0 for Poisson. The formula holds on both sides of 0, which
  ///   makes the Poisson limit an ordinary point.
  func logLikelihood(
    participation: Double, mean: Double, heterogeneity: Double, _ law: WholeDayLaw
  ) -> Double {
    var total = 0.0
    for day in days where delays.seen[day] > 0 {
      total += delays.seen[day] * law.logMass[day]
    }
    guard total > -.infinity else { return -.infinity }
    let counts = NegativeBinomialTerms(upTo: most, heterogeneity, logFactorials)
    if let cap {
      return total
        + cappedTerms(participation: participation, mean: mean, counts, cap: cap, law)
    }
    let logParticipation = log(participation)
    for day in days where silent[day] > 0 || inviting[day] > 0 {
      let (logRatio, spread) = counts.terms(mean: mean * law.cumulative[day])
      if silent[day] > 0 {
        total += silent[day] * log1p(participation * expm1(-spread))
      }
      if inviting[day] > 0 {
        // Of the delays' law P(D = d)/P(D ≤ c) the denominator is here.
        total +=
          inviting[day] * (logParticipation - spread)
          + invitations[day] * (logRatio - log(law.cumulative[day]))
      }
    }
    for count in byCount.indices where byCount[count] > 0 {
      total += byCount[count] * counts.rising[count]
    }
    return total
  }

  private func cappedTerms(
    participation: Double, mean: Double, _ counts: NegativeBinomialTerms, cap: Int,
    _ law: WholeDayLaw
  ) -> Double {
    let (logRatio, spread) = counts.terms(mean: mean)
    var made = (0..<cap).map { exp(counts.rising[$0] + Double($0) * logRatio - spread) }
    made.append(max(0, 1 - made.reduce(0, +)))
    var total = 0.0
    for (cell, weight) in zip(cells, weights) {
      let due = law.cumulative[cell.watched]
      let logCount = cell.logMass(made: made, due: due, logFactorials)
      if cell.count == 0 {
        total += weight * log1p(participation * expm1(logCount))
      } else {
        total += weight * (log(participation) + logCount - Double(cell.count) * log(due))
      }
    }
    return total
  }
}

extension InvitationCounts.Cell {
  /// log P(so many are due) of M invitations each due with probability `due`.
  ///
  /// - Parameter made: P(M = m), by m.
  fileprivate func logMass(made: [Double], due: Double, _ logFactorials: [Double]) -> Double {
    let logMiss = log1p(-due)
    // 0 × log 0 is 0.
    let hits = count == 0 ? 0 : Double(count) * log(due)
    var mass = 0.0
    for trials in count..<made.count {
      let misses = trials - count
      mass +=
        made[trials]
        * exp(
          logFactorials[trials] - logFactorials[count] - logFactorials[misses] + hits
            + (misses == 0 ? 0 : Double(misses) * logMiss))
    }
    return log(mass)
  }
}

/// Logarithms of negative binomial masses with dispersion k = 1/α, analytic in α through 0.
///
/// ```
/// log P(n) = Σ_{j<n} log(1 + αj) + n·log m − (n + 1/α)·log(1 + αm) − log n!
/// ```
struct NegativeBinomialTerms {
  private let heterogeneity: Double
  /// Σ_{j<n} log(1 + αj) − log n!, by n.
  let rising: [Double]

  init(upTo most: Int, _ heterogeneity: Double, _ logFactorials: [Double]) {
    self.heterogeneity = heterogeneity
    var sum = 0.0
    var rising: [Double] = []
    for n in 0...most {
      rising.append(sum - logFactorials[n])
      sum += log1p(heterogeneity * Double(n))
    }
    self.rising = rising
  }

  /// log(m/(1 + αm)) and log(1 + αm)/α, which with `rising` make log P(n).
  func terms(mean: Double) -> (logRatio: Double, spread: Double) {
    let x = heterogeneity * mean
    let logOver = log1p(x)
    // By its series where α is too small to divide by.
    let spread = abs(x) < 1e-7 ? mean * (1 - x / 2) : logOver / heterogeneity
    return (log(mean) - logOver, spread)
  }
}
