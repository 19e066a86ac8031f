internal import GSL
internal import Randomness

/// Referrals by age of their referrers, ready to be summed with any weights of customers.
struct ChainLadder {
  /// Σ_{a ≤ A} κ(a)/K by A, and K.
  struct Profile {
    var share: [Double]
    var reproduction: Double
  }

  struct CohortCounts {
    var customers: Int
    var caused: Int
    var exposure: Double
    /// How many customers with equal exposure scatter as these do: (Σ F)²/Σ F².
    var effectiveCustomers: Double

    var reproduction: Double { exposure > 0 ? Double(caused) / exposure : .nan }
  }

  /// Weights of a redrawn sample.
  struct Weights {
    var silentByDay: [Double]
    var referrer: [Double]
  }

  private let days: Int
  /// Customers by the day they joined, initial ones on day 0, and those of them in a cohort.
  private let joined: [Double]
  private let inCohort: [Int]
  private let silent: [Double]
  /// Of customers in a cohort, by the day they joined: their referrals, and the squares of them.
  private let caused: [Int]
  private let causedSquares: [Double]
  /// Customers who referred: their day, and the ages of their referrals.
  private let referrers: [(day: Int, ages: [Int])]

  init(_ history: ReferralHistory) {
    days = history.days
    var ages: [Int: [Int]] = [:]
    for (customer, day) in zip(history.referrer, history.day) {
      ages[customer, default: []].append(day - history.joinedDay[customer])
    }
    var joined = Array(repeating: 0.0, count: history.days)
    var inCohort = Array(repeating: 0, count: history.days)
    var silent = joined
    var caused = inCohort
    var causedSquares = joined
    for (customer, day) in history.joinedDay.enumerated() {
      joined[day] += 1
      let count = ages[customer]?.count ?? 0
      if count == 0 { silent[day] += 1 }
      guard !history.isInitial[customer] else { continue }
      inCohort[day] += 1
      caused[day] += count
      causedSquares[day] += Double(count * count)
    }
    self.joined = joined
    self.inCohort = inCohort
    self.silent = silent
    self.caused = caused
    self.causedSquares = causedSquares
    referrers = ages.keys.sorted().map { (history.joinedDay[$0], ages[$0, default: []]) }
  }

  /// - Parameter weights: nil for every customer once.
  func profile(weights: Weights?) -> Profile {
    var arrived = weights?.silentByDay ?? joined
    var caused = Array(repeating: 0.0, count: days)
    for (index, referrer) in referrers.enumerated() {
      let weight = weights?.referrer[index] ?? 1
      if weights != nil { arrived[referrer.day] += weight }
      for age in referrer.ages { caused[age] += weight }
    }
    var observed: [Double] = []
    var everyone = 0.0
    for day in 0..<days {
      everyone += arrived[day]
      observed.append(everyone)
    }
    var sum = 0.0
    var cumulative: [Double] = []
    for age in 0..<days {
      // The customers of day H − 1 − a are the youngest that have reached age a.
      let customers = observed[days - 1 - age]
      if caused[age] > 0, customers > 0 { sum += caused[age] / customers }
      cumulative.append(sum)
    }
    return Profile(share: cumulative.map { sum > 0 ? $0 / sum : 0 }, reproduction: sum)
  }

  func cohort(_ span: Range<Int>, _ profile: Profile) -> CohortCounts {
    var counts = CohortCounts(customers: 0, caused: 0, exposure: 0, effectiveCustomers: 0)
    var squares = 0.0
    for day in span {
      let share = profile.share[days - 1 - day]
      counts.customers += inCohort[day]
      counts.caused += caused[day]
      counts.exposure += Double(inCohort[day]) * share
      squares += Double(inCohort[day]) * share * share
    }
    counts.effectiveCustomers = squares > 0 ? counts.exposure * counts.exposure / squares : 0
    return counts
  }

  /// k from Σ ((y − m)² − m) = Σ m²/k over customers of cohorts, m = R·F; infinite when the left is
  /// not above 0.
  func dispersion(_ spans: [Range<Int>], _ reproductions: [Double], _ profile: Profile) -> Double {
    var excess = 0.0
    var squares = 0.0
    for (span, reproduction) in zip(spans, reproductions) where reproduction > 0 {
      for day in span {
        let mean = reproduction * profile.share[days - 1 - day]
        let customers = Double(inCohort[day])
        excess +=
          causedSquares[day] - 2 * mean * Double(caused[day]) + customers * (mean * mean - mean)
        squares += customers * mean * mean
      }
    }
    return excess > 0 ? squares / excess : .infinity
  }

  /// Every customer as often as a Poisson draw of mean 1 says; those without referrals by the day.
  func draw(_ sequence: inout StreamSequence) -> Weights {
    Weights(
      silentByDay: silent.map { $0 > 0 ? sequence.draw(.poisson(mean: $0)) : 0 },
      referrer: referrers.map { _ in sequence.draw(.poisson(mean: 1)) })
  }
}
