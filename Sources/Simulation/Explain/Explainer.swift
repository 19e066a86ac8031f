internal import ReferralModel

/// Explains a scenario: the funnel that makes K, what moves it, and why a
/// spreadsheet says something else.
///
/// All runs are of the agents engine and share seed and replications, so that their
/// differences are between the same people with the same luck.
package struct Explainer: Sendable {
  package let forecast: Forecast
  package let replications: Int
  package let threads: Int
  private let factors: [Factor]
  /// How many there will be, at most.
  private let runs: Int

  /// - Parameters:
  ///   - forecast: Of the agents engine; uncertain values stay at their central ones.
  ///   - replications: nil for 20, and down to 4 where histories are large, which takes one of
  ///     them to find out.
  ///   - threads: At least 1; the numbers do not depend on it.
  package init(_ forecast: Forecast, replications: Int?, threads: Int) {
    self.forecast = forecast
    self.threads = threads
    factors = Factor.all(of: forecast.scenario)
    runs =
      1 + 2 * factors.count { $0.obstacle(in: forecast.scenario) == nil }
      + StylisedMarket.Piece.allCases.count
    self.replications =
      replications ?? ExplanationRuns.defaultReplications(for: forecast, runs: runs)
  }

  /// Simulates and explains.
  ///
  /// - Throws: `MonteCarloError.interrupted`; `NetworkError` of a variant's network.
  /// - Complexity: About 2 × factors + 7 runs of the scenario's program side.
  package func explain(
    progress: @escaping @Sendable (MonteCarloRunner.Progress) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> Explanation {
    let scenario = forecast.scenario
    let plan = ModelPlan(scenario, payoffs: forecast.payoffs?.payoffs, stops: true)
    let runs = ExplanationRuns(
      forecast: forecast, replications: replications, threads: threads, progress: progress,
      isCancelled: isCancelled)
    runs.expectedRuns = self.runs

    let (base, counts) = try runs.runBase()
    let funnel = Funnel(
      counts, plan: plan, contactsMean: forecast.network.contactsMean,
      reproduction: base.estimate(of: "k_factor"),
      cycleTimeInDays: base.estimate(of: "cycle_time_days"))
    let elasticities = try factors.map {
      try elasticity(of: $0, base: base, plan: plan, runs: runs)
    }
    return Explanation(
      seed: forecast.seed, replications: replications, start: scenario.start,
      horizonInDays: plan.horizon, marketSize: plan.size, funnel: funnel,
      elasticities: Elasticity.ranked(elasticities),
      spreadsheet: try comparison(base, funnel: funnel, plan: plan, runs: runs),
      reward: RewardYardstick(scenario), signups: base.estimate(of: "signups_total"),
      npv: base.estimate(of: "npv"))
  }

  private func elasticity(
    of factor: Factor, base: ExplanationRuns.Outcome, plan: ModelPlan, runs: ExplanationRuns
  ) throws -> Elasticity {
    let scenario = forecast.scenario
    if let reason = factor.obstacle(in: scenario) {
      return Elasticity(factor: factor, result: .impossible(reason))
    }
    let step = Elasticity.step
    let canRise = factor.largestMultiple(in: scenario, plan: plan) >= 1 + step
    let low = try runs.run(factor.scaled(scenario, by: 1 - step))
    let high = canRise ? try runs.run(factor.scaled(scenario, by: 1 + step)) : base
    if !canRise { runs.expectedRuns -= 1 }
    let estimates = Elasticity.metrics.map { metric in
      Elasticity.estimate(
        high: high.values(of: metric), low: low.values(of: metric), base: base.values(of: metric),
        width: canRise ? 2 * step : step)
    }
    return Elasticity(
      factor: factor, result: .estimated(estimates, canRise ? .central : .downward))
  }

  private func comparison(
    _ base: ExplanationRuns.Outcome, funnel: Funnel, plan: ModelPlan, runs: ExplanationRuns
  ) throws -> SpreadsheetComparison {
    let initial = Double(plan.initialCount)
    // Without referrals there is no cycle, and the formula does not need one.
    let reproduction = funnel.reproduction.mean
    let cycle = reproduction > 0 ? funnel.cycleTimeInDays.mean : 0
    func forecast(_ reproduction: Double, _ days: Int) -> Double {
      spreadsheetCustomers(
        initial: initial, reproduction: reproduction, cycleTimeInDays: cycle, days: Double(days))
    }
    let layout = self.forecast.layout
    let totals =
      layout.series.firstIndex { $0.name == "customers_total" }
      .map { base.outcomes.statistics(ofSeries: $0) } ?? []
    let dates = Self.spread(totals.count).map { interval in
      let days = layout.intervals.bounds[interval + 1]
      let statistics = totals[interval]
      return SpreadsheetComparison.Point(
        days: days, spreadsheet: forecast(reproduction, days),
        spreadsheetOfNominal: forecast(funnel.nominalReproduction, days),
        simulated: PairedEstimate(
          mean: statistics.mean, error: statistics.mcse, count: replications))
    }
    let market = StylisedMarket(
      scenario: self.forecast.scenario, initial: plan.initialCount, cycleTimeInDays: cycle,
      invitations: funnel.loops.map(\.nominal.invitations))
    let walk = try SpreadsheetWalk(market: market, base: base, runs: runs).walk(
      from: forecast(reproduction, plan.horizon),
      ofNominal: forecast(funnel.nominalReproduction, plan.horizon))
    return SpreadsheetComparison(
      initial: initial, reproduction: reproduction, cycleTimeInDays: cycle,
      nominalReproduction: funnel.nominalReproduction, dates: dates, walk: walk)
  }

  /// At most six of some intervals, evenly spread, the last among them.
  private static func spread(_ count: Int) -> [Int] {
    let shown = min(6, count)
    return (0..<shown).map { (($0 + 1) * count + shown - 1) / shown - 1 }
  }
}
