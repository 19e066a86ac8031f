/// How long something takes that always happens in the end.
///
/// D = d is T in [d, d + 1); one watched through day c without an end contributes P(D > c).
package struct DelayFit: Equatable, Sendable {
  package let choice: DelayChoice

  /// Fits whole-day delays.
  ///
  /// - Parameters:
  ///   - days: The delay where its end was seen, else the last day on which it could have been:
  ///     one per delay.
  ///   - seen: Whether it was.
  ///   - families: Laws to try.
  ///   - prefix: In front of parameter names.
  /// - Throws: When no end was seen, or no law fits.
  package init(
    days: [Int], seen: [Bool], families: [DelayFamily] = DelayFamily.allCases,
    prefix: String = "delay."
  ) throws(FitError) {
    let counts = try DelayCounts(days: days, seen: seen)
    let constant = counts.onlyDay ?? 0
    choice = try DelayChoice(
      families, delayPrefix: prefix,
      fit: { family throws(FitError) in
        try counts.check(family)
        let asked = counts.days
        let problem = LikelihoodProblem(
          model: family.rawValue, parameters: family.searched(prefix), observations: days.count
        ) { values in
          let law = WholeDayLaw(family, values, constant: constant, at: asked)
          var total = 0.0
          for day in asked {
            if counts.seen[day] > 0 { total += counts.seen[day] * law.logMass[day] }
            if counts.unseen[day] > 0 { total += counts.unseen[day] * law.logTail[day] }
          }
          return total
        }
        return try problem.fit(
          from: family.starts(typical: counts.meanSeen)
            + family.starts(typical: counts.exposurePerEnd))
      }, constant: constant)
  }
}
