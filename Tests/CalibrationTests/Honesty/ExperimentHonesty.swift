import Calibration
import Foundation
import GSL
import ProgramData
import Randomness
import ReferralModel
import ScenarioFile
import Simulation

/// Many fits to experiments with five rewards, every arm a run of the agents engine, with truths from
/// a prior.
struct ExperimentHonesty: Sendable {
  private static func text(customers: Int) -> String {
    """
    name: Experiment
    horizon: 4 months
    market: {size: 400_000, network: {contacts: {distribution: constant, value: 100}}}
    customers: {initial: \(customers), churn: 0% per month, margin: $10 per month}
    acquisition: {cac: $60}
    loops:
      referral:
        participation: {at_zero: 12%, at_large: 45%, half_at: 10% of CAC}
        invites: {mean: 4, dispersion: 0.8, delay: {distribution: exponential, mean: 5 days}}
        conversion: 1%
    program:
      reward: {referrer: 15% of CAC, referee: 10% of CAC}
    uncertain:
      loops.referral.participation.at_zero: {distribution: beta, mean: 12%, sd: 3%}
      loops.referral.participation.at_large: {distribution: beta, mean: 45%, sd: 6%}
      loops.referral.participation.half_at: {distribution: lognormal, median: 10% of CAC, sigma: 0.3}
      loops.referral.invites.mean: {distribution: lognormal, median: 4, sigma: 0.3}
    """
  }

  /// In % of CAC.
  static let rewards = [0, 5, 10, 20, 40]

  private(set) var coverage: [IntervalCoverage]
  /// Experiments in which a flat response was as good as a curve, by AIC.
  private(set) var flat = 0
  private(set) var refused: [String] = []

  /// - Parameters:
  ///   - customers: Exposed in each arm.
  ///   - experiments: Which, by number.
  ///   - progress: Called after each.
  init(
    customers: Int, experiments: some Sequence<Int>, seed: UInt64,
    progress: (Int) -> Void = { _ in }
  ) throws {
    let document = try ScenarioDocument.parse(
      text: Self.text(customers: customers), file: "experiment.yaml", folder: "")
    let participation = ["at_zero", "at_large", "half_at"].map {
      "loops.referral.participation.\($0)"
    }
    let numbers = try document.fittedNumbers(participation + ["loops.referral.invites.mean"])
    let parameters = try numbers.map {
      try FittedParameter(name: $0.path, value: $0.value, known: $0.prior, range: $0.range)
    }
    coverage = numbers.map { IntervalCoverage($0.path) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "kfactor-\(ProcessInfo.processInfo.globallyUniqueString).csv")
    for number in experiments {
      let luck = Streams(seed: seed, replication: number)
      let truth = try parameters.enumerated().map { index, parameter in
        try parameter.value(at: Distribution.normalQuantile(uniform(index, luck)))
      }
      var rows = ["arm,referrer_reward,exposed,took_part,invites"]
      for (arm, reward) in Self.rewards.enumerated() {
        var scenario = try document.scenario(fitting: numbers, to: truth)
        scenario.program?.reward.referrer.value = Double(reward) / 100
        let counts = try Self.simulate(scenario, replication: number * Self.rewards.count + arm)
        rows.append("\(reward),\(reward)% of CAC,\(customers),\(counts.tookPart),\(counts.invites)")
      }
      try Data(rows.joined(separator: "\n").utf8).write(to: file)
      var report = ImportReport()
      let table = try ExperimentTable.read(
        file.path, options: ReadingOptions(columns: try ColumnMap()), report: &report)
      let fits = try ExperimentFits(
        table,
        context: .init(
          loop: "referral", cac: 60, perceivedByReferrer: 1, perceivedByReferee: 1, uplift: 1,
          currency: "USD"), luck: luck)
      for response in fits.responses {
        switch response.fit {
        case .failure(let error): refused.append("\(number): \(response.title): \(error)")
        case .success(let fit) where response.title == "participation":
          if fit.prefersCurve {
            for (place, name) in ResponseCurveFit.names.prefix(3).enumerated() {
              guard let estimate = fit.curve[name] else { continue }
              coverage[place].add(truth: truth[place], estimate.interval)
            }
          } else {
            flat += 1
          }
        case .success(let fit):
          // Nothing responds here: the flat fit's level is the truth.
          guard let level = fit.flat.estimates.first else { continue }
          coverage[3].add(truth: truth[3], level.interval)
        }
      }
      progress(number)
    }
    do {
      try FileManager.default.removeItem(at: file)
    } catch {
      print("could not remove \(file.path): \(error)")
    }
  }

  /// Adds other experiments of the same kind.
  mutating func merge(_ other: ExperimentHonesty) {
    for index in coverage.indices { coverage[index].merge(other.coverage[index]) }
    refused += other.refused
    flat += other.flat
  }

  /// Of the listed customers, nobody else: whoever they bring in is not part of the experiment.
  private static func simulate(
    _ scenario: Scenario, replication: Int
  ) throws -> (tookPart: Int, invites: Int) {
    let log = try Forecast(scenario, engine: .agents, unit: .month).eventLog(
      ofReplication: replication)
    var exposed: Set<UInt32> = []
    var counts = (tookPart: 0, invites: 0)
    for event in log.sorted {
      switch (event.kind, event.person, event.referrer) {
      case (.initial, let person?, _): exposed.insert(person)
      case (.advocate, let person?, _) where exposed.contains(person): counts.tookPart += 1
      case (.invite, _, let referrer?) where exposed.contains(referrer): counts.invites += 1
      default: break
      }
    }
    return counts
  }
}
