package import ReferralModel

/// One fit per delay law, the best by Akaike's criterion first.
package struct DelayChoice: Equatable, Sendable {
  /// A law that was tried.
  package struct Candidate: Equatable, Sendable {
    package var family: DelayFamily
    package var outcome: Outcome
  }

  /// What became of it.
  package enum Outcome: Equatable, Sendable {
    case fitted(FitResult, Delay)
    case refused(FitError)
  }

  /// All that were tried: fitted ones by rising AIC, then refused ones.
  package let candidates: [Candidate]
  /// The law with the least AIC.
  package let family: DelayFamily
  /// Its fit.
  package let result: FitResult
  /// Its delay, for a scenario.
  package let delay: Delay

  /// Fits every law.
  ///
  /// - Throws: The first law's error when all are refused.
  init(
    _ families: [DelayFamily], delayPrefix: String,
    fit: (DelayFamily) throws(FitError) -> FitResult, constant: Int
  ) throws(FitError) {
    precondition(!families.isEmpty, "a delay needs a law to be fitted with")
    var candidates: [Candidate] = []
    for family in families {
      do {
        let result = try fit(family)
        let values =
          family == .constant
          ? [Double(constant)]
          : family.parameterNames.map { result.value(of: delayPrefix + $0) }
        candidates.append(
          Candidate(family: family, outcome: .fitted(result, family.delay(values))))
      } catch {
        candidates.append(Candidate(family: family, outcome: .refused(error)))
      }
    }
    // Equal ones stay in the order in which the simpler law comes first.
    let ranked = candidates.enumerated().sorted {
      ($0.element.aic, $0.offset) < ($1.element.aic, $1.offset)
    }
    self.candidates = ranked.map(\.element)
    switch self.candidates[0].outcome {
    case .fitted(let result, let delay):
      family = self.candidates[0].family
      self.result = result
      self.delay = delay
    case .refused(let error):
      throw error
    }
  }
}

extension DelayChoice.Candidate {
  /// Infinite for a refused law.
  package var aic: Double {
    switch outcome {
    case .fitted(let result, _): result.aic
    case .refused: .infinity
    }
  }
}
