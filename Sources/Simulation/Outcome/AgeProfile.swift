/// Referred signups that one customer causes at each age, from all cohorts
/// pooled, as far as each was observed.
///
/// With κ(a) = referred signups caused at age a ÷ customers observed to age a,
/// K = Σ κ(a), and the share of it that a customer has caused by age A is
/// F(A) = Σ_{a ≤ A} κ(a) / K. Dividing by those observed, not by everyone, is what
/// keeps late cohorts from pulling K down; dividing a cohort's count by its
/// ΣF completes it in the same way.
/// - Source: Mack (1993), ASTIN Bulletin 23:213, the chain ladder.
package struct AgeProfile: Equatable, Sendable {
  /// *K*; nan when nobody was ever a customer.
  package let reproduction: Double
  /// Σ a κ(a), in days.
  package let ageMoment: Double
  /// Σ_{a ≤ A} κ(a), by A.
  private let cumulative: [Double]
  private let signups: [Double]
  private let caused: [Double]

  init(_ history: History) {
    let horizon = history.horizon
    signups = (0..<horizon).map { history.signups(onDay: $0) }
    caused = history.causedBySignupDay
    var everyone = history.initial
    let customers = signups.map { arrived in
      everyone += arrived
      return everyone
    }
    var sum = 0.0
    var moment = 0.0
    var cumulative: [Double] = []
    for age in 0..<horizon {
      // The cohort of day H − 1 − a is the youngest that has reached age a.
      let observed = customers[horizon - 1 - age]
      if history.causedAtAge[age] > 0, observed > 0 {
        let share = history.causedAtAge[age] / observed
        sum += share
        moment += Double(age) * share
      }
      cumulative.append(sum)
    }
    reproduction = everyone > 0 ? sum : .nan
    ageMoment = moment
    self.cumulative = cumulative
  }

  /// R of the customers who signed up in an interval, as a numerator and a
  /// denominator: what they caused, over ΣF of the ages they reached.
  package func reproduction(ofCohort days: Range<Int>) -> (numerator: Double, denominator: Double) {
    guard reproduction > 0 else { return (0, 0) }
    var numerator = 0.0
    var denominator = 0.0
    for day in days {
      numerator += caused[day]
      denominator += signups[day] * cumulative[cumulative.count - 1 - day] / reproduction
    }
    return denominator > 0 ? (numerator, denominator) : (0, 0)
  }
}
