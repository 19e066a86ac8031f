/// How likely each candidate is the best, given what was simulated, and what choosing one
/// would lose if it is not.
///
/// By the Bayesian bootstrap: units are weighted anew by a flat Dirichlet law, all
/// candidates by the same weights, so that common random numbers count in full.
///
/// - Source: Rubin (1981), Annals of Statistics 9:130.
package struct CandidateBeliefs: Equatable, Sendable {
  /// One per candidate; sums to 1.
  package let probabilityBest: [Double]
  /// The probability that each is within the tolerance of the best.
  package let probabilityGood: [Double]
  /// Expected loss of choosing each against the best, in the objective's unit.
  package let expectedLoss: [Double]

  private static let resamples = 4000

  /// - Parameters:
  ///   - values: One row per candidate, one number per unit, to be maximised; unit
  ///     u is the same luck in all rows.
  ///   - tolerance: Losses of at most this much do not matter; at least 0.
  package init(_ values: [[Double]], tolerance: Double) {
    let units = values.first?.count ?? 0
    precondition(units >= 1 && values.allSatisfy { $0.count == units })
    var best = [Double](repeating: 0, count: values.count)
    var good = best
    var loss = [Double](repeating: 0, count: values.count)
    var generator = SplitMix(state: 0xBE11_EF)
    var weights = [Double](repeating: 0, count: units)
    for _ in 0..<Self.resamples {
      for unit in weights.indices { weights[unit] = -naturalLogarithm(generator.uniform()) }
      let total = weights.reduce(0, +)
      let means = values.map { row in
        zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      }
      let highest = means.reduce(-.infinity) { max($0, $1) }
      let winners = means.indices.filter { means[$0] == highest }
      for winner in winners { best[winner] += 1 / Double(winners.count) }
      for index in means.indices {
        loss[index] += highest - means[index]
        if highest - means[index] <= tolerance { good[index] += 1 }
      }
    }
    probabilityBest = best.map { $0 / Double(Self.resamples) }
    probabilityGood = good.map { $0 / Double(Self.resamples) }
    expectedLoss = loss.map { $0 / Double(Self.resamples) }
  }
}
