extension ExperimentArm {
  /// The response of this arm by itself: per exposed.
  package var response: Double { Double(responses) / Double(exposed) }

  /// The 90% score interval of the response: the levels that a test at 10% would not refuse.
  ///
  /// ```
  /// share:  |y/n − p| = z·√(p(1 − p)/n)      count:  |y/n − m| = z·√(φm/n)
  /// ```
  /// - Parameters:
  ///   - law: What is counted.
  ///   - overdispersion: φ, variance ÷ mean of counts.
  /// - Accuracy: Of a count with a dispersion, φ is 1 + mean ÷ dispersion at the arm's own mean.
  /// - Source: Wilson (1927), Journal of the American Statistical Association 22:209.
  package func interval(_ law: ResponseLaw, overdispersion: Double) -> ClosedRange<Double> {
    let z = 1.644_853_626_951_472_7
    let (n, share) = (Double(exposed), response)
    let square = z * z / n
    switch law {
    case .share:
      let middle = (share + square / 2) / (1 + square)
      let half = (square * (share * (1 - share) + square / 4)).squareRoot() / (1 + square)
      return max(0, middle - half)...min(1, middle + half)
    case .count, .overdispersedCount:
      var factor = overdispersion
      if case .count(let dispersion) = law { factor = 1 + share / dispersion }
      let middle = share + square * factor / 2
      let half = (square * factor * (share + square * factor / 4)).squareRoot()
      return max(0, middle - half)...middle + half
    }
  }
}
