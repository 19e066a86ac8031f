import Calibration
import GSL
import Randomness
import ReferralModel
import ScenarioFile
import Simulation

/// A program of 300 customers, some numbers of which are to be found from months of counts.
struct SmallProgram: Sendable {
  static func text(months: Int) -> String {
    """
    name: Small program
    start: 2023-01-01
    horizon: \(months) months
    market: {size: 200_000}
    customers: {initial: 300, churn: 4% per month, margin: $10 per month}
    acquisition: {cac: $60, organic: 1.5 per day}
    loops:
      referral:
        participation: 30%
        invites: {mean: 4, dispersion: 0.6, delay: {distribution: lognormal, median: 20 days, sigma: 1}}
        conversion: {base: 6%, uplift: 2x, delay: {distribution: exponential, mean: 5 days}}
    program:
      reward: {referrer: 15% of CAC, referee: 10% of CAC}
    uncertain:
      loops.referral.conversion.base: {distribution: lognormal, median: 6%, sigma: 0.5}
      loops.referral.invites.mean: {distribution: lognormal, median: 4, sigma: 0.4}
      acquisition.organic.rate: {distribution: lognormal, median: 1.5 per day, sigma: 0.4}
    """
  }

  let document: ScenarioDocument
  let numbers: [FittedNumber]
  let model: SeriesModel

  /// - Parameter columns: Which the table has, month by month.
  init(_ text: String, paths: [String], columns: [ObservedSeries]) throws {
    document = try .parse(text: text, file: "small.yaml", folder: "")
    numbers = try document.fittedNumbers(paths)
    let document = document
    let numbers = numbers
    let parameters = try numbers.map {
      try FittedParameter(name: $0.path, value: $0.value, known: $0.prior, range: $0.range)
    }
    let intervals = Intervals(
      .month, start: document.scenario.start, horizon: document.scenario.horizonInDays)
    let observations = columns.flatMap { series in
      (0..<intervals.count).map { month in
        SeriesObservation(
          series, days: intervals.days(of: month), value: 1e9 * Double(month), line: month + 2)
      }
    }
    let observed = try ObservedHistory(
      observations, initial: 300)
    var scenario = document.scenario
    scenario.horizonInDays = observed.horizon
    model = SeriesModel(
      observed: observed, parameters: parameters, simulator: try HistorySimulator(scenario)
    ) { values in
      do {
        return try document.scenario(fitting: numbers, to: values)
      } catch {
        return nil
      }
    }
  }

  /// A truth from the prior, and what its agents and an imperfect observer make of it.
  func experiment(_ number: Int, seed: UInt64) throws -> (truth: [Double], data: SeriesModel) {
    let luck = Streams(seed: seed, replication: number)
    let truth = numbers.indices.map { Distribution.normalQuantile(uniform($0, luck)) }
    // Exponential with mean 5%, as the fit believes.
    let noise = -0.05 * naturalLog(uniform(100, luck))
    guard let scenario = try model.scenario(at: truth) else {
      preconditionFailure("the priors of these tests make scenarios")
    }
    let worker = try model.simulator.makeWorker(scenario)
    let values = model.observed.values(worker(luck))
    var observations: [SeriesObservation] = []
    for (index, datum) in model.observed.data.enumerated() {
      let factor = exponential(noise * Distribution.normalQuantile(uniform(200 + index, luck)))
      observations.append(
        SeriesObservation(
          datum.series, days: datum.days, value: values[index] * factor, line: index + 2))
    }
    return (
      truth, model.against(try ObservedHistory(observations, initial: model.observed.initial))
    )
  }
}
