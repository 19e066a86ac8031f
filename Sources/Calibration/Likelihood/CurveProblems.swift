internal import Foundation

/// The likelihoods of a flat level and of a curve, and profile intervals of the latter.
struct CurveProblems {
  let search: HillSearch
  let overdispersion: Double

  private var levelParameter: (String) -> FitParameter {
    { name in search.law == .share ? .probability(name) : .positive(name) }
  }

  /// An end of the curve, which may be 0, or 1 for a share.
  private func end(_ name: String, near value: Double) -> FitParameter {
    search.law == .share
      ? .probability(name, boundary: value > 0.5 ? .complement : .linear)
      : .positive(name, boundary: .linear)
  }

  func flat(_ level: HillSearch.Curve) throws(FitError) -> FitResult {
    let problem = LikelihoodProblem(
      model: "flat", parameters: [levelParameter("level")], observations: search.arms.count
    ) { values in
      guard isInside(values[0]) else { return -.infinity }
      return search.arms.reduce(0) { $0 + search.law.terms($1, values[0]).value } / overdispersion
    }
    let result = try problem.fit(from: [[level.atZero]])
    // Around a flat level more arms are left to tell how counts scatter.
    let own = search.overdispersion(around: level, parameters: 1)
    return result.widened(
      by: search.quantile(parameters: 1) / FitResult.quantile
        * (own / overdispersion).squareRoot())
  }

  /// Beyond its limits a law's formula goes on, and means nothing.
  private func isInside(_ response: Double) -> Bool { search.law.limits.contains(response) }

  func curve(_ best: HillSearch.Curve, level: HillSearch.Curve) throws(FitError) -> FitResult {
    var parameters = [
      end("at_zero", near: best.atZero), end("at_large", near: best.atLarge), .positive("half_at"),
    ]
    if search.isSteepnessFree { parameters.append(.positive("steepness")) }
    var problem = LikelihoodProblem(
      model: search.isSteepnessFree ? "hill" : "hill, steepness 1", parameters: parameters,
      observations: search.arms.count
    ) { values in
      var total = 0.0
      for arm in search.arms {
        let share = HillSearch.share(
          arm.reward, halfAt: values[2], steepness: values.count > 3 ? values[3] : 1)
        let response = values[0] + (values[1] - values[0]) * share
        guard isInside(response) else { return -.infinity }
        total += search.law.terms(arm, response).value
      }
      return total / overdispersion
    }
    if Set(search.arms.map(\.reward)).count < parameters.count {
      problem.notes.append(
        "\(Set(search.arms.map(\.reward)).count) rewards do not determine the "
          + "\(parameters.count) parameters of the curve")
    }
    // Ends on a limit are approached from inside.
    let limits = search.law.limits
    let nudge = 1e-4 * (search.law == .share ? 1 : max(level.atZero, 1e-9))
    var start = best.values
    for index in 0..<2 {
      start[index] = min(max(start[index], nudge), limits.upperBound - nudge)
    }
    let quantile = search.quantile(parameters: parameters.count)
    var result = try problem.fit(from: [Array(start.prefix(parameters.count))])
      .widened(by: quantile / FitResult.quantile)
    for index in result.estimates.indices {
      result.estimates[index].interval = profile(
        index, best, result.estimates[index].value, quantile: quantile)
    }
    return result
  }

  // MARK: Profiles

  /// Where a parameter can lie while the others adapt to it.
  private func profile(
    _ index: Int, _ best: HillSearch.Curve, _ value: Double, quantile: Double
  ) -> ClosedRange<Double> {
    let limit = quantile * quantile * overdispersion / 2
    func isInside(_ value: Double) -> Bool {
      var held = HillSearch.Held()
      switch index {
      case 0: held.atZero = value
      case 1: held.atLarge = value
      case 2: held.halfAt = value
      default: held.steepness = value
      }
      return best.logLikelihood - search.best(held).logLikelihood < limit
    }
    // On the logarithm of half_at, steepness and counts; shares on their own scale.
    let isLinear = index < 2 && search.law == .share
    func bisect(_ start: Double, _ far: Double, open: Double) -> Double {
      if isInside(far) { return open }
      var (near, outside) = isLinear ? (start, far) : (log(start), log(far))
      for _ in 0..<30 {
        let middle = (near + outside) / 2
        if isInside(isLinear ? middle : exp(middle)) { near = middle } else { outside = middle }
      }
      return isLinear ? near : exp(near)
    }
    let from =
      isLinear
      ? min(max(value, 0), 1) : min(max(value, 1e-9), 1e9)
    let (bottom, top): (Double, Double) =
      isLinear
      ? (0, 1)
      : index == 2
        ? (1e-5 * search.least, 1e5 * search.largest)
        : index == 3 ? (0.02, 100) : (1e-6 * search.level, 1e5 * search.level)
    let low = bisect(from, bottom, open: 0)
    let high = bisect(from, top, open: isLinear ? 1 : .infinity)
    return min(low, value)...max(high, value)
  }
}

extension HillSearch {
  fileprivate var least: Double { arms.map(\.reward).filter { $0 > 0 }.min() ?? 1 }
  fileprivate var largest: Double { arms.map(\.reward).max() ?? 1 }
}
