package import RewardTuning
internal import Simulation

/// A recommendation with what it was made from: everything that its reports state.
package struct RecommendationReport: Sendable {
  package struct Variable: Sendable {
    /// As under `decision.vary`.
    package let path: String
    /// Every level as a person would write it: "12% of CAC ($84)".
    package let levels: [String]

    package init(path: String, levels: [String]) {
      self.path = path
      self.levels = levels
    }
  }

  package let scenario: RunResult.ScenarioSummary
  package let origin: RunResult.Origin
  /// Of the scenario with all its defaults, and of the same as recommended.
  package let resolvedHash: String
  package let recommendedHash: String
  package let gslVersion: String
  /// nil where the scenario has no CAC.
  package let cac: Double?
  /// Both sides' first reward as recommended, in words; nil without a program.
  package let reward: (referrer: String, referee: String)?
  package let variables: [Variable]
  /// Paths that are uncertain, and how their values are written.
  package let uncertain: [(path: String, text: @Sendable (Double) -> String)]
  package let recommendation: Recommendation

  package init(
    scenario: RunResult.ScenarioSummary, origin: RunResult.Origin, resolvedHash: String,
    recommendedHash: String, gslVersion: String, cac: Double?,
    reward: (referrer: String, referee: String)?, variables: [Variable],
    uncertain: [(path: String, text: @Sendable (Double) -> String)],
    recommendation: Recommendation
  ) {
    self.scenario = scenario
    self.origin = origin
    self.resolvedHash = resolvedHash
    self.recommendedHash = recommendedHash
    self.gslVersion = gslVersion
    self.cac = cac
    self.reward = reward
    self.variables = variables
    self.uncertain = uncertain
    self.recommendation = recommendation
  }

  /// What is decided at a point, in words.
  func text(_ point: DecisionPoint) -> String {
    if point == .noProgram { return "no program" }
    if point == .asItStands { return "as it stands" }
    return zip(variables, point.levels).map { variable, level in
      let written = variable.levels[level]
      switch variable.path {
      case "program.reward.value": return "both sides \(written) each"
      case "program.reward.referrer", "program.reward.referrer.value":
        return "the referrer \(written)"
      case "program.reward.referee", "program.reward.referee.value":
        return "the referee \(written)"
      default:
        let name = variable.path.replacing("program.", with: "").replacing("reward.", with: "")
        return "\(name.replacing(".", with: " ")) \(written)"
      }
    }.joined(separator: " and ")
  }

  var chosen: Recommendation.Candidate { recommendation.candidates[recommendation.recommended] }

  /// Whether nothing beats having no program.
  var isNoProgram: Bool { chosen.point == .noProgram }

  /// The objective's value as people know it: costs are positive again.
  func objective(_ value: Double) -> Double {
    recommendation.objective.isMaximised ? value : -value
  }

  /// What a reader must know before acting.
  package var warnings: [String] {
    let r = recommendation
    let numbers = HumanNumber(currency: scenario.currency)
    var warnings: [String] = []
    if isNoProgram || !beatsNoProgram {
      warnings.append(
        isNoProgram
          ? "No reward wins: every level searched does worse than no program."
          : "No reward is known to win: the interval of its gain over no program holds 0.")
    }
    if !isNoProgram {
      for index in r.tuning.edges {
        let edge = chosen.point.levels[index] == 0 ? "lower" : "upper"
        warnings.append(
          "The best \(variables[index].path) lies on the \(edge) edge of the searched range: the "
            + "optimum may lie beyond; widen the range.")
      }
    }
    if !r.tuning.selection.isSettled {
      warnings.append(
        "Not settled: replications ran out before any level was shown to be within "
          + "\(numbers.text(r.rules.indifference, r.objective.metric.unit)) of the best; with "
          + "\(numbers.text(r.rules.confidence, .share)) confidence none is better by more than "
          + "\(numbers.text(r.tuning.selection.regretBound, r.objective.metric.unit)).")
    }
    if !chosen.keepsLimits {
      warnings.append(
        "In the fresh replications the recommended level exceeds a limit: it lies close to it.")
    }
    if r.objective.limits.isEmpty, let cac, !isNoProgram,
      let cost = chosen.records.statistics(of: "incremental_cac")
    {
      let text = numbers.text(cost.mean, .money)
      if !(cost.mean <= cac) {
        warnings.append(
          cost.mean.isNaN
            ? "Incremental CAC is undefined: the program brings no customers of its own."
            : "Incremental CAC \(text) is above the CAC of \(numbers.text(cac, .money)): other "
              + "channels bring customers for less.")
      }
    }
    if r.isUndefinedLate {
      warnings.append(
        "\(r.objective.metric.name) turned out to have no value in some histories of levels near the "
          + "best, which were left out as that was seen: the promise is about the others, and "
          + "approximate.")
    }
    if r.objective.isApproximate {
      warnings.append(
        "The promise is approximate: \(r.objective.criterion.rawValue) of "
          + "\(r.objective.metric.name) is estimated from batches of \(r.objective.batchSize).")
    }
    return warnings
  }

  /// Whether the recommended level is surely better than no program.
  var beatsNoProgram: Bool {
    guard let noProgram = recommendation.noProgram else { return true }
    return recommendation.recommended != noProgram
      && recommendation.differences[recommendation.recommended, noProgram].low > 0
  }
}
