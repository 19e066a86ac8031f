import Calibration
import Foundation
import ProgramData
import Randomness
import ReferralModel
import Reporting
import ScenarioFile
import Simulation

/// One calibration by persons or by an experiment: what it depends on, and how it is made.
struct FindingsJob {
  let document: ScenarioDocument
  let file: String
  let events: [String]
  let invites: String?
  let experiment: String?
  let loop: Loop
  let options: DataOptions
  let command: String
  let quiet: Bool
  /// A hash of everything that determines the numbers.
  let identity: String

  /// Draws of the posterior.
  private static let draws = 4000

  init(
    document: ScenarioDocument, file: String, events: [String], invites: String?,
    experiment: String?, loop: String?, options: DataOptions, command: String, quiet: Bool
  ) throws {
    self.document = document
    self.file = file
    self.events = events
    self.invites = invites
    self.experiment = experiment
    self.options = options
    self.command = command
    self.quiet = quiet
    let loops = document.scenario.loops
    if let loop {
      guard let named = loops.first(where: { $0.name == loop }) else {
        throw Failure(
          message: "--loop \(loop): there is no such loop; there are "
            + loops.map(\.name).joined(separator: ", "), exitCode: 64)
      }
      self.loop = named
    } else {
      let rewarded = loops.filter(\.rewarded)
      guard let only = rewarded.count == 1 ? rewarded[0] : loops.count == 1 ? loops[0] : nil else {
        throw Failure(
          message:
            "\(file): the data are of one loop, and the scenario has \(loops.count): name it "
            + "with --loop" + (loops.isEmpty ? "" : " \(loops[0].name)"),
          exitCode: Failure.badInput)
      }
      self.loop = only
    }
    var inputs = [
      "kfactor \(KFactorCommand.version)", "calibrate", document.resolvedYAML,
      "loop \(self.loop.name)",
      options.arguments.joined(separator: " "),
    ]
    for source in events + [invites, experiment].compactMap({ $0 }) {
      inputs.append("\(source) \(try hashOfFile(ofSource: source))")
    }
    identity = sha256(Array((inputs + (try fileInputs(document))).joined(separator: "\n").utf8))
  }

  func run() throws -> (FindingsReport, CalibratedScenario) {
    experiment == nil ? try fromEvents() : try fromExperiment()
  }

  private var luck: Streams { Streams(seed: document.scenario.monteCarlo.seed, replication: 0) }

  // MARK: Persons

  private func fromEvents() throws -> (FindingsReport, CalibratedScenario) {
    var reading = try options.reading()
    if !quiet && Terminal.errorIsTerminal {
      reading.progress = { Terminal.rewrite("\($0.source): \($0.rows) rows") }
    }
    defer { if !quiet && Terminal.errorIsTerminal { Terminal.rewrite("") } }
    // The key decides no number; a new one each time, so that no list of hashes can be made.
    var generator = SystemRandomNumberGenerator()
    var people = PersonIndex(KeyedHash(key: (generator.next(), generator.next())))
    var report = ImportReport()
    let table = try EventTable.read(events, people: &people, options: reading, report: &report)
    let invitations = try invites.map { source throws(DataErrors) in
      try InvitationTable.read(
        source, people: &people, events: table, options: reading, report: &report)
    }
    let scenario = document.scenario
    let program = loop.rewarded ? scenario.program : nil
    let fits = EventFits(
      table, invitations: invitations,
      context: .init(
        loop: loop, start: scenario.start,
        programStart: program.flatMap { program in
          scenario.start.map { $0.adding(days: program.startDay) }
        }, uplift: uplift, contacts: try ContactGraph(scenario.market).counts.masses), luck: luck)
    var notes = report.notes.map(\.description)
    for source in report.sources where !source.unused.isEmpty {
      notes.append(
        "\(source.name): columns that are not used: \(source.unused.joined(separator: ", "))")
    }
    notes += lonelyEnd(table, invitations).map { [$0] } ?? []
    let today = Int(Date().timeIntervalSince1970 / 86_400)
    if fits.lastDay.daysSince1970 > today, !quiet {
      Terminal.error(
        "warning: the last date in the data, \(fits.lastDay), is yet to come; say what is known "
          + "until when with --observed-until")
    }
    var merged = Merged(document)
    for (index, finding) in fits.findings.enumerated() {
      try merged.add(finding, number: index, luck: luck, draws: Self.draws)
    }
    let share = Double(fits.referred) / Double(max(1, fits.customers))
    let numbers = HumanNumber(currency: scenario.currency)
    let found = merged.changes.count
    let headline =
      "\(numbers.text(Double(fits.customers), .count)) customer\(fits.customers == 1 ? "" : "s") who "
      + "joined from \(fits.firstDay) on, seen until \(fits.lastDay), "
      + "\(numbers.text(share, .share)) of them referred: \(counted(merged.paths.count)) of "
      + "\(scenario.name) found."
      + (found == 0 ? " Nothing of the scenario changed." : "")
    let tree = fits.tree
    notes.append(
      "referral tree: \(tree.referrals) referrals by \(tree.referrers) referrers, at most "
        + "\(tree.mostOffspring) by one, \(tree.deepest) generations, the largest of "
        + "\(tree.largestTree) people"
        + (tree.share(ofTop: 0.01).map {
          "; the top 1% of referrers made \(numbers.text($0, .share))"
        }
          ?? ""))
    let (rows, said) = reproduction(fits)
    return finish(merged, headline: headline, reproduction: rows, notes: notes + said)
  }

  /// What a last date far behind all others means: everybody is taken for seen until then.
  private func lonelyEnd(_ events: EventTable, _ invitations: InvitationTable?) -> String? {
    guard !events.observedUntilIsGiven else { return nil }
    let columns = [
      events.joinedAt, events.qualifiedAt, events.churnedAt, events.rewardIssuedAt,
      invitations?.sentAt, invitations?.acceptedAt,
    ]
    let dates = columns.compactMap(\.self).joined().filter { !$0.isNaN }
    let days = Set(dates.map { Int($0.rounded(.down)) }).sorted().suffix(2)
    guard let last = days.last, let before = days.first,
      let first = dates.min().map({ Int($0.rounded(.down)) })
    else { return nil }
    // Two months, and a quarter of the time before: exports end, programs pause.
    guard last - before > max(60, (before - first) / 4) else { return nil }
    return "the last date in the data, \(CalendarDate(daysSince1970: last)), lies "
      + "\(last - before) days after the one before it, and everybody is taken for seen until then; "
      + "say what is known until when with --observed-until"
  }

  private func reproduction(_ fits: EventFits) -> ([FindingsReport.Reproduction], [String]) {
    switch fits.reproduction {
    case .failure(let error): return ([], ["R(t): \(error)"])
    case .success(let reproduction):
      func row(
        _ joined: String?, _ cohort: ReproductionNumber.Cohort
      ) -> FindingsReport.Reproduction {
        .init(
          joined: joined, customers: cohort.customers, referrals: cohort.caused,
          value: cohort.reproduction, interval: cohort.interval)
      }
      let months = reproduction.cohorts.filter { $0.customers > 0 }.map { cohort in
        row(fits.firstDay.adding(days: cohort.days.lowerBound).description, cohort)
      }
      return (
        months + [row(nil, reproduction.everyone)],
        [
          "R(t): referrals that customers of a month will have made, from what they made so far and "
            + "how much of that comes by their age (chain ladder)"
        ]
      )
    }
  }

  // MARK: Experiments

  private func fromExperiment() throws -> (FindingsReport, CalibratedScenario) {
    guard let experiment else { preconditionFailure("asked for only where there is one") }
    var report = ImportReport()
    let table = try ExperimentTable.read(
      experiment, options: try options.reading(), report: &report)
    let reward = document.scenario.program?.reward
    let context = ExperimentFits.Context(
      loop: loop.name, cac: document.scenario.acquisition.cac,
      perceivedByReferrer: reward?.referrer.perceived ?? 1,
      perceivedByReferee: reward?.referee.perceived ?? 1, uplift: uplift,
      currency: document.scenario.currency)
    let fits: ExperimentFits
    do throws(ExperimentError) {
      fits = try ExperimentFits(table, context: context, luck: luck)
    } catch {
      throw Failure(
        message: printable("\(placed(experiment, error.line)): error: \(error)"),
        exitCode: Failure.badInput)
    }
    var merged = Merged(document)
    for (index, response) in fits.responses.enumerated() {
      try merged.add(response, number: index, luck: luck, draws: Self.draws)
    }
    let curves = fits.responses.filter { response in
      if case .success(let fit) = response.fit { fit.prefersCurve } else { false }
    }
    let headline =
      "\(table.arms.count) arms: "
      + (curves.isEmpty
        ? "no response to the reward can be told from a flat one."
        : "\(curves.map(\.title).joined(separator: " and ")) \(curves.count == 1 ? "responds" : "respond") to the reward.")
      + " \(counted(merged.paths.count)) of \(document.scenario.name) found."
    return finish(
      merged, headline: headline, reproduction: [], notes: report.notes.map(\.description))
  }

  // MARK: Together

  /// `conversion` is `conversion.base` times this.
  private var uplift: Double {
    let path = "loops.\(loop.name).conversion.uplift"
    do {
      return try document.fittedNumbers([path]).first?.value ?? 1
    } catch {
      // None is written, which is an uplift of 1.
      return 1
    }
  }

  private func finish(
    _ merged: Merged, headline: String, reproduction: [FindingsReport.Reproduction], notes: [String]
  ) -> (FindingsReport, CalibratedScenario) {
    let scenario = document.scenario
    let report = FindingsReport(
      scenario: .init(
        name: scenario.name, file: file, sha256: document.sha256OfFile, currency: scenario.currency,
        initialCustomers: Double(scenario.customers.initial.count),
        hasProgram: scenario.program != nil),
      origin: .init(
        version: KFactorCommand.version, command: command, engine: "likelihood",
        seed: scenario.monteCarlo.seed, identity: identity),
      headline: headline, sections: merged.sections, reproduction: reproduction, notes: notes)
    return (
      report,
      CalibratedScenario(
        document: document, changes: merged.changes, columns: merged.columns,
        comment: report.comment)
    )
  }
}

/// "3 numbers".
private func counted(_ count: Int) -> String { "\(count) number\(count == 1 ? "" : "s")" }
