import Calibration
import Foundation
import GSL
import ProgramData
import Randomness
import ReferralModel
import ScenarioFile
import Simulation

/// Many fits to persons of the agents engine, with truths from a prior, read from files as a user's
/// are.
struct EventsHonesty: Sendable {
  static let text = """
    name: Small program
    start: 2023-01-01
    horizon: 18 months
    market: {size: 200_000, network: {contacts: {distribution: constant, value: 100}}}
    customers:
      initial: 300
      tenure: 0 days
      churn: {rate: 4% per month, shape: 0.9}
      margin: $10 per month
      referred: {churn: 0.8x}
      qualification: {probability: 75%, delay: {distribution: lognormal, median: 6 days, sigma: 0.8}}
    acquisition: {cac: $60, organic: 1.5 per day}
    loops:
      referral:
        participation: 40%
        invites: {mean: 4, dispersion: 0.8, delay: {distribution: lognormal, median: 20 days, sigma: 1}}
        conversion: {base: 12%, delay: {distribution: exponential, mean: 5 days}}
    program:
      reward: {referrer: 15% of CAC, referee: 10% of CAC}
    uncertain:
      customers.churn.rate: {distribution: lognormal, median: 4% per month, sigma: 0.3}
      customers.churn.shape: {distribution: lognormal, median: 0.9, sigma: 0.2}
      customers.referred.churn: {distribution: lognormal, median: 0.8x, sigma: 0.25}
      customers.qualification.probability: {distribution: beta, mean: 75%, sd: 8%}
      loops.referral.participation: {distribution: beta, mean: 40%, sd: 8%}
      loops.referral.invites.mean: {distribution: lognormal, median: 4, sigma: 0.3}
      loops.referral.invites.dispersion: {distribution: lognormal, median: 0.8, sigma: 0.3}
      loops.referral.invites.delay.median: {distribution: lognormal, median: 20 days, sigma: 0.3}
    """

  static let paths = [
    "customers.churn.rate", "customers.churn.shape", "customers.referred.churn",
    "customers.qualification.probability", "loops.referral.participation",
    "loops.referral.invites.mean", "loops.referral.invites.dispersion",
    "loops.referral.invites.delay.median",
  ]

  private(set) var coverage = paths.map { IntervalCoverage($0) }
  private(set) var refused: [String] = []
  private let document: ScenarioDocument
  private let numbers: [FittedNumber]
  private let parameters: [FittedParameter]
  private let seed: UInt64

  /// - Parameters:
  ///   - experiments: Which, by number.
  ///   - progress: Called after each.
  init(
    experiments: some Sequence<Int>, seed: UInt64, progress: (Int) -> Void = { _ in }
  ) throws {
    document = try .parse(text: Self.text, file: "small.yaml", folder: "")
    numbers = try document.fittedNumbers(Self.paths)
    parameters = try numbers.map {
      try FittedParameter(name: $0.path, value: $0.value, known: $0.prior, range: $0.range)
    }
    self.seed = seed
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "kfactor-events-\(ProcessInfo.processInfo.globallyUniqueString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        print("could not remove \(folder.path): \(error)")
      }
    }
    for number in experiments {
      try add(number, folder: folder.path)
      progress(number)
    }
  }

  /// Adds other experiments of the same kind.
  mutating func merge(_ other: EventsHonesty) {
    for index in coverage.indices { coverage[index].merge(other.coverage[index]) }
    refused += other.refused
  }

  private mutating func add(_ number: Int, folder: String) throws {
    let luck = Streams(seed: seed, replication: number)
    let truth = try parameters.enumerated().map { index, parameter in
      try parameter.value(at: Distribution.normalQuantile(uniform(index, luck)))
    }
    let scenario = try document.scenario(fitting: numbers, to: truth)
    let log = try Forecast(scenario, engine: .agents, unit: .month).eventLog(
      ofReplication: number)
    let files = try Self.write(log, start: scenario.start!, to: folder)
    let options = ReadingOptions(columns: try ColumnMap())
    var people = PersonIndex(KeyedHash(key: (1, 2)))
    var report = ImportReport()
    var reading = options
    reading.observedUntil = scenario.start!.adding(days: scenario.horizonInDays - 1)
    let events = try EventTable.read(
      [files.persons], people: &people, options: reading, report: &report)
    let invitations = try InvitationTable.read(
      files.invites, people: &people, events: events, options: reading, report: &report)
    let fits = EventFits(
      events, invitations: invitations,
      context: .init(
        loop: scenario.loops[0], start: scenario.start, programStart: scenario.start, uplift: 1,
        contacts: try ContactGraph(scenario.market).counts.masses), luck: luck)
    for finding in fits.findings {
      guard case .fitted(let result, let placements) = finding.outcome else {
        // Without acceptances in the table there is no such finding, by design.
        if finding.title != "acceptance", case .refused(let reason) = finding.outcome {
          refused.append("\(number): \(finding.title): \(reason)")
        }
        continue
      }
      for placement in placements {
        guard let place = Self.paths.firstIndex(of: placement.path),
          let estimate = result[placement.estimate]
        else { continue }
        let interval = estimate.interval
        coverage[place].add(
          truth: truth[place],
          interval.lowerBound * placement.factor...interval.upperBound * placement.factor)
      }
    }
  }

  private static func write(
    _ log: EventLog, start: CalendarDate, to folder: String
  ) throws -> (persons: String, invites: String) {
    struct Person {
      var joined: Int
      var referrer: UInt32?
      var qualified: Int?
      var churned: Int?
    }
    var persons: [UInt32: Person] = [:]
    var order: [UInt32] = []
    var invites = ["invite_id,referrer_id,sent_at"]
    for event in log.sorted {
      switch (event.kind, event.person) {
      case (.initial, let person?), (.signup, let person?):
        persons[person] = Person(joined: event.day, referrer: event.referrer)
        order.append(person)
      case (.churn, let person?): persons[person]?.churned = event.day
      case (.qualified, let person?): persons[person]?.qualified = event.day
      case (.invite, _):
        invites.append(
          "\(invites.count),\(event.referrer ?? 0),\(start.adding(days: event.day))")
      default: break
      }
    }
    func date(_ day: Int?) -> String { day.map { "\(start.adding(days: $0))" } ?? "" }
    let rows = order.compactMap { id in
      persons[id].map {
        "\(id),\($0.referrer.map(String.init) ?? ""),\(date($0.joined)),\(date($0.qualified)),"
          + date($0.churned)
      }
    }
    let paths = (persons: "\(folder)/persons.csv", invites: "\(folder)/invites.csv")
    let header = "person_id,referred_by,joined_at,qualified_at,churned_at"
    try Data(([header] + rows).joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: paths.persons))
    try Data(invites.joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: paths.invites))
    return paths
  }
}
