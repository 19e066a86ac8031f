extension Selection {
  /// The look at which a number of units is reached.
  private func look(atUnits units: Int) -> Int {
    guard let look = looks.firstIndex(of: units) else {
      preconditionFailure("candidates have as many units as some look")
    }
    return look
  }

  /// Decides the limits that can be, and drops candidates that break one.
  mutating func decideLimits(of candidates: [Int]) {
    for candidate in candidates {
      let units = objectives[candidate].count
      let quantile = quantiles[look(atUnits: units)].limit
      for limit in rules.constraintTolerance.indices where !held[candidate][limit] {
        let tolerance = rules.constraintTolerance[limit]
        let (lower, mean, upper) = excess(candidate, limit, quantile: quantile)
        if mean <= 0 && upper <= tolerance {
          held[candidate][limit] = true
        } else if mean > 0 && lower > -tolerance {
          states[candidate] = .infeasible(constraint: limit, atUnits: units)
          break
        }
      }
    }
  }

  private func excess(
    _ candidate: Int, _ limit: Int, quantile: Double
  ) -> (lower: Double, mean: Double, upper: Double) {
    let moments = excesses[candidate][limit]
    if limit < rules.excessRanges.count, let range = rules.excessRanges[limit] {
      let bounds = chernoffBounds(
        mean: moments.mean, count: moments.count, within: range, level: limitLevel)
      return (bounds.lowerBound, moments.mean, bounds.upperBound)
    }
    let half = quantile * moments.standardError
    return (moments.mean - half, moments.mean, moments.mean + half)
  }

  /// Bounds the differences between candidates that have new units and all others.
  mutating func compare(_ candidates: [Int]) {
    let isNew = Set(candidates)
    let race = survivors
    for (rank, one) in race.enumerated() {
      for other in race[(rank + 1)...] where isNew.contains(one) || isNew.contains(other) {
        let (mean, error) = lead(of: one, over: other)
        let units = min(objectives[one].count, objectives[other].count)
        if units == 0 { continue }
        let half = quantiles[look(atUnits: units)].difference * error
        mostLead[one][other] = min(mostLead[one][other], half + mean)
        mostLead[other][one] = min(mostLead[other][one], half - mean)
      }
    }
  }

  /// Drops candidates that are worse than another one whose limits hold.
  mutating func beat() {
    let race = survivors
    let judges = race.filter(holds)
    for candidate in race {
      let clearest = judges.filter { $0 != candidate }
        .min { mostLead[candidate][$0] < mostLead[candidate][$1] }
      if let clearest, mostLead[candidate][clearest] < 0 {
        states[candidate] = .beaten(by: clearest, atUnits: objectives[candidate].count)
      }
    }
  }

  /// By how much a candidate is ahead of another over the units that both were simulated for, and
  /// the standard error of that.
  package func lead(of one: Int, over other: Int) -> (mean: Double, standardError: Double) {
    precondition(one != other, "a lead is over another candidate")
    let moments = Moments(zip(objectives[one], objectives[other]).lazy.map { $0 - $1 })
    return (moments.mean, moments.standardError)
  }

  /// Whether all limits were decided to hold.
  package func holds(_ candidate: Int) -> Bool { held[candidate].allSatisfy(\.self) }

  /// Whether every limit was decided to hold, or does as far as estimated.
  package func seemsToHold(_ candidate: Int) -> Bool {
    excesses[candidate].indices.allSatisfy {
      held[candidate][$0] || excesses[candidate][$0].mean <= 0
    }
  }
}
