internal import Foundation
internal import GSL
package import Randomness

/// R(t): the customers that one customer of a cohort causes, late cohorts completed.
///
/// With κ(a) = referrals made at age a ÷ customers observed to age a, all cohorts pooled, K = Σ κ(a) and
/// F(A) = Σ_{a ≤ A} κ(a) / K. A cohort's R is what it caused ÷ Σ over its customers of F(the age it was
/// observed to), as the engine's `reproduction_number` is.
///
/// Customers differ: their counts scatter more than Poisson's, with dispersion k from the moments of all
/// counts. Intervals are those of a negative binomial sum with the cohort's exposure, widened by how
/// much that exposure moves when customers are drawn anew.
/// - Source: Mack (1993), ASTIN Bulletin 23:213, the chain ladder; Lloyd-Smith et al. (2005),
///   *Nature* 438:355, the negative binomial.
package struct ReproductionNumber: Equatable, Sendable {
  /// The customers who joined in an interval.
  package struct Cohort: Equatable, Sendable {
    package var days: Range<Int>
    package var customers: Int
    /// Referrals they made so far.
    package var caused: Int
    /// Σ F: how many completed customers they amount to.
    package var exposure: Double
    /// *R*; nan where nothing of the profile was observed.
    package var reproduction: Double
    /// Of 90%.
    package var interval: ClosedRange<Double>
  }

  package let cohorts: [Cohort]
  /// All customers, those of before day 0 included.
  package let everyone: Cohort
  /// F(a), by age in days.
  package let profile: [Double]
  /// *k*, infinite where counts scatter no more than Poisson's.
  package let dispersion: Double

  /// Estimates cohorts.
  ///
  /// - Parameters:
  ///   - history: Who joined and referred when.
  ///   - cohorts: Intervals of days.
  ///   - bootstraps: How often customers are drawn anew, at least 20.
  ///   - luck: The streams.
  /// - Throws: When nobody referred anybody.
  package init(
    _ history: ReferralHistory, cohorts intervals: [Range<Int>], bootstraps: Int = 200,
    luck: Streams
  ) throws(FitError) {
    precondition(bootstraps >= 20, "an interval needs at least 20 samples")
    try history.check()
    guard !history.referrer.isEmpty else {
      throw .noEvents("nobody referred anybody, so what one customer causes is not known but small")
    }
    let ladder = ChainLadder(history)
    let whole = ladder.profile(weights: nil)
    profile = whole.share
    let spans = intervals.map { $0.clamped(to: 0..<history.days) }

    var reproductions: [Double] = []
    for span in spans { reproductions.append(ladder.cohort(span, whole).reproduction) }
    dispersion = ladder.dispersion(spans, reproductions, whole)

    var logs = Array(repeating: [Double](), count: spans.count)
    var logTotals: [Double] = []
    for number in 0..<bootstraps {
      var sequence = luck.sequence(of: number, deciding: .sequence)
      let weights = ladder.draw(&sequence)
      let drawn = ladder.profile(weights: weights)
      guard drawn.reproduction > 0 else { continue }
      logTotals.append(log(drawn.reproduction))
      for (index, span) in spans.enumerated() {
        // The cohort itself stays: only the profile that completes it moves.
        let exposure = ladder.cohort(span, drawn).exposure
        if exposure > 0 { logs[index].append(log(exposure)) }
      }
    }
    let k = dispersion
    self.cohorts = zip(intervals, spans).enumerated().map { index, span in
      let (interval, clamped) = span
      let cohort = ladder.cohort(clamped, whole)
      return Cohort(
        days: interval, customers: cohort.customers, caused: cohort.caused,
        exposure: cohort.exposure, reproduction: cohort.reproduction,
        interval: countInterval(
          caused: cohort.caused, exposure: cohort.exposure,
          dispersion: k * cohort.effectiveCustomers, logDeviation: deviation(logs[index])))
    }
    let reach = FitResult.quantile * deviation(logTotals)
    everyone = Cohort(
      days: 0..<history.days, customers: history.joinedDay.count, caused: history.referrer.count,
      exposure: Double(history.referrer.count) / whole.reproduction,
      reproduction: whole.reproduction,
      interval: whole.reproduction * exp(-reach)...whole.reproduction * exp(reach))
  }
}

/// Who joined when, and who referred whom at which age.
package struct ReferralHistory: Equatable, Sendable {
  /// One per customer, in 0..<days.
  package var joinedDay: [Int]
  /// Whether the customer was there before the data began and so belongs to no cohort; their age
  /// counts from day 0.
  ///
  /// One per customer.
  package var isInitial: [Bool]
  /// The customer who referred, an index into `joinedDay`: one per referral.
  package var referrer: [Int]
  /// The day on which the referee joined: one per referral.
  package var day: [Int]
  /// Days observed, from day 0.
  package var days: Int

  package init(
    joinedDay: [Int], isInitial: [Bool]? = nil, referrer: [Int], day: [Int], days: Int
  ) {
    self.joinedDay = joinedDay
    self.isInitial = isInitial ?? Array(repeating: false, count: joinedDay.count)
    self.referrer = referrer
    self.day = day
    self.days = days
  }

  func check() throws(FitError) {
    guard days > 0, !joinedDay.isEmpty else { throw .noEvents("there are no customers") }
    guard isInitial.count == joinedDay.count, day.count == referrer.count else {
      throw .badData("every customer and every referral needs an entry in every column")
    }
    guard joinedDay.allSatisfy({ (0..<days).contains($0) }) else {
      throw .badData("a customer joined outside the \(days) days observed")
    }
    for (index, customer) in referrer.enumerated() {
      guard joinedDay.indices.contains(customer) else {
        throw .badData("referral \(index) has a referrer who is no customer")
      }
      guard day[index] >= joinedDay[customer], day[index] < days else {
        throw .badData(
          "referral \(index) was on day \(day[index]), its referrer joined on day "
            + "\(joinedDay[customer]) and \(days) days were observed")
      }
    }
  }
}

/// R where a negative binomial count with mean R·exposure loses less than the 90% point.
func countInterval(
  caused: Int, exposure: Double, dispersion: Double, logDeviation: Double
) -> ClosedRange<Double> {
  guard exposure > 0 else { return 0...Double.infinity }
  let count = Double(caused)
  func logMass(_ mean: Double) -> Double {
    guard dispersion.isFinite else { return (count > 0 ? count * log(mean) : 0) - mean }
    return (count > 0 ? count * log(mean / (dispersion + mean)) : 0)
      - dispersion * log1p(mean / dispersion)
  }
  let square = FitResult.quantile * FitResult.quantile
  let best = count > 0 ? logMass(count) : 0
  func end(_ direction: Double) -> Double {
    // Of log(mean), starting at the count, or for none of it far below any.
    var inside = log(count > 0 ? count : 1e-9)
    var outside = inside + direction * 60
    for _ in 0..<80 {
      let middle = (inside + outside) / 2
      if 2 * (best - logMass(exp(middle))) < square { inside = middle } else { outside = middle }
    }
    return inside
  }
  let widening = FitResult.quantile * logDeviation
  guard caused > 0 else { return 0...exp(end(1) + widening) / exposure }
  func widened(_ reach: Double) -> Double {
    (reach * reach + widening * widening).squareRoot()
  }
  let center = log(count)
  return exp(center - widened(center - end(-1))) / exposure...exp(center + widened(end(1) - center))
    / exposure
}

/// The standard deviation of a sample; 0 for fewer than two.
private func deviation(_ sample: [Double]) -> Double {
  guard sample.count > 1 else { return 0 }
  let mean = sample.reduce(0, +) / Double(sample.count)
  return
    (sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sample.count - 1)).squareRoot()
}
