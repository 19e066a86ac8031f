internal import Foundation

/// Whether something happens, and after how long: acceptance of an invitation, qualification of a
/// referral.
///
/// Some will never, some have not yet.
///
/// With the probability p and the law of the delay D,
/// ```
/// seen after d days          p · P(D = d)
/// not seen through day c     1 − p · P(D ≤ c)
/// ```
/// - Source: Boag (1949), J. R. Statist. Soc. B 11:15; Maller, Zhou (1996), *Survival Analysis with
///   Long-Term Survivors*.
package struct CureFit: Equatable, Sendable {
  /// `probability`, and the delay's parameters.
  package let choice: DelayChoice

  /// Fits whether and when.
  ///
  /// - Parameters:
  ///   - days: The delay where it was seen, else the last day on which it could have been: one per
  ///     invitation or referral.
  ///   - seen: Whether it happened.
  ///   - families: Laws of the delay to try.
  ///   - name: Of the probability.
  ///   - prefix: In front of the delay's parameter names.
  /// - Throws: When it never happened, or no law fits.
  package init(
    days: [Int], seen: [Bool], families: [DelayFamily] = DelayFamily.allCases,
    name: String = "probability", prefix: String = "delay."
  ) throws(FitError) {
    let counts = try DelayCounts(days: days, seen: seen)
    let constant = counts.onlyDay ?? 0
    choice = try DelayChoice(
      families, delayPrefix: prefix,
      fit: { family throws(FitError) in
        try counts.check(family)
        let asked = counts.days
        let problem = LikelihoodProblem(
          model: family.rawValue,
          parameters: [.probability(name, boundary: .complement)] + family.searched(prefix),
          observations: days.count
        ) { values in
          let law = WholeDayLaw(
            family, Array(values.dropFirst()), constant: constant, at: asked)
          return counts.logLikelihood(probability: values[0], law, at: asked)
        }
        let share = counts.seenTotal / (counts.seenTotal + counts.unseenTotal)
        // Either all were watched long enough, or most have not happened yet.
        let guesses = [
          (min(share, 0.98), counts.meanSeen), ((1 + share) / 2 - 0.01, 3 * counts.meanSeen),
        ]
        return try problem.fit(
          from: guesses.flatMap { probability, typical in
            family.starts(typical: typical).map { [probability] + $0 }
          })
      }, constant: constant)
  }
}

extension DelayCounts {
  fileprivate func logLikelihood(
    probability: Double, _ law: WholeDayLaw, at days: [Int]
  ) -> Double {
    var total = seenTotal * log(probability)
    for day in days {
      if seen[day] > 0 { total += seen[day] * law.logMass[day] }
      if unseen[day] > 0 {
        total += unseen[day] * log1p(-probability * law.cumulative[day])
      }
    }
    return total
  }
}
