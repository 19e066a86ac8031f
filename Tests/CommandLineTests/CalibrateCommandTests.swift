import Foundation
import Testing

/// A scenario to be found from data, and one that makes them.
private let found = """
  name: Small program
  start: 2023-01-01
  horizon: 9 months
  market: {size: 50_000, network: {contacts: {distribution: constant, value: 60}}}
  customers: {initial: 800, churn: 3% per month, margin: $10 per month, qualification: {probability: 90%}}
  acquisition: {cac: $60, organic: 4 per day}
  loops:
    referral:
      participation: 20%
      invites: {mean: 3, dispersion: 1}
      conversion: {base: 6%, uplift: 2x}
  program:
    reward: {referrer: 15% of CAC, referee: 10% of CAC}
  """

private let truth = [
  "--set", "customers.churn.rate=6% per month", "--set", "loops.referral.participation=40%",
  "--set", "loops.referral.invites.mean=5", "--set",
  "loops.referral.invites.delay={distribution: exponential, mean: 15 days}", "--set",
  "customers.qualification={probability: 70%, delay: {distribution: exponential, mean: 4 days}}",
]

@Suite struct CalibrateCommandTests {
  /// A folder with the scenario, and the truth's event log as tables of persons and invitations.
  private static func prepare(_ folder: URL) throws {
    try Data(found.utf8).write(to: folder.appendingPathComponent("my.yaml"))
    let run = try Command.run(
      ["run", "my.yaml", "--replications", "1", "--event-log", "log.csv", "--output", "truth"]
        + truth, in: folder)
    #expect(run.exitCode == 0, "\(run.error)")
    let log = try String(contentsOf: folder.appendingPathComponent("log.csv"), encoding: .utf8)
    var persons: [String: [String]] = [:]
    var order: [String] = []
    var invites = ["invite_id,referrer_id,sent_at"]
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let start = Date(timeIntervalSince1970: 19_358 * 86_400)
    func date(_ day: Substring) -> String {
      let date = start.addingTimeInterval(86_400 * (Double(day) ?? 0))
      return date.formatted(.iso8601.year().month().day())
    }
    for line in log.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let (day, event, person, referrer) = (fields[0], fields[1], String(fields[2]), fields[3])
      switch event {
      case "initial", "signup":
        persons[person] = [person, String(referrer), date(day), "", ""]
        order.append(person)
      case "churn": persons[person]?[4] = date(day)
      case "qualified": persons[person]?[3] = date(day)
      case "invite": invites.append("\(invites.count),\(referrer),\(date(day))")
      default: break
      }
    }
    let rows = order.compactMap { persons[$0]?.joined(separator: ",") }
    let header = "person_id,referred_by,joined_at,qualified_at,churned_at"
    try Data(([header] + rows).joined(separator: "\n").utf8).write(
      to: folder.appendingPathComponent("customers.csv"))
    try Data(invites.joined(separator: "\n").utf8).write(
      to: folder.appendingPathComponent("invites.csv"))
  }

  private static func intervals(_ data: Data) throws -> [String: (Double, Double)] {
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let findings = try #require(object["findings"] as? [[String: Any]])
    var intervals: [String: (Double, Double)] = [:]
    for finding in findings {
      for estimate in finding["estimates"] as? [[String: Any]] ?? [] {
        guard let path = estimate["path"] as? String, let low = estimate["q05"] as? Double,
          let high = estimate["q95"] as? Double
        else { continue }
        intervals[path] = (low, high)
      }
    }
    return intervals
  }

  // Six 90% intervals of which each could miss; widened by half so that all hold in 99 of 100 seeds.
  @Test func `finds from persons and invitations what made them, and runs on it`() throws {
    try inTemporaryFolder { folder in
      try Self.prepare(folder)
      let calibrated = try Command.run(
        "calibrate", "my.yaml", "--events", "customers.csv", "--invites", "invites.csv",
        "--format", "json", "--output", "fit", in: folder)
      #expect(calibrated.exitCode == 0, "\(calibrated.error)")
      let intervals = try Self.intervals(calibrated.output)
      for (path, value) in [
        ("customers.churn.rate", 0.06), ("loops.referral.participation", 0.4),
        ("loops.referral.invites.mean", 5), ("loops.referral.invites.dispersion", 1),
        ("loops.referral.invites.delay.mean", 15), ("customers.qualification.probability", 0.7),
      ] {
        // Which delay law is best may differ from the truth's; its mean has a name only if it is.
        guard let (low, high) = intervals[path] else {
          #expect(path.contains("delay"), "\(path) was not found")
          continue
        }
        let slack = (high - low) / 2
        #expect(low - slack < value && value < high + slack, "\(path): \(low) to \(high)")
      }
      let run = try Command.run(
        "run", "my-calibrated.yaml", "--replications", "8", "--format", "json", "--output", "run",
        in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      let again = try Command.run(
        "run", "my-calibrated.yaml", "--replications", "8", "--format", "json", "--output", "again",
        "--threads", "1", in: folder)
      #expect(
        try Data(contentsOf: folder.appendingPathComponent("run/replications.csv"))
          == Data(contentsOf: folder.appendingPathComponent("again/replications.csv")))
      #expect(again.exitCode == 0)
      // Nobody's number may leave the import.
      let report = try String(
        contentsOf: folder.appendingPathComponent("fit/report.txt"), encoding: .utf8)
      #expect(report.contains("R(t)") && report.contains("referral tree"))
      // A finished fit is shown again, unless a part of it is gone; here as a version before SHA256SUMS
      // left it.
      for file in ["fit/SHA256SUMS", "fit/posterior.csv", "my-calibrated.yaml"] {
        try FileManager.default.removeItem(at: folder.appendingPathComponent(file))
      }
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("my-calibrated-posterior.csv"))
      let gone = try Command.run(
        "calibrate", "my.yaml", "--events", "customers.csv", "--invites", "invites.csv",
        "--output", "fit", in: folder)
      #expect(gone.exitCode == 65)
      #expect(gone.error.contains("fit: a file is missing from a finished calibration; name anoth"))
    }
  }

  @Test func `fits a series, writes its posterior, and shows a finished fit again`() throws {
    try inTemporaryFolder { folder in
      try Data(found.utf8).write(to: folder.appendingPathComponent("my.yaml"))
      let rows = [
        "2023-01-01,230,95", "2023-02-01,135,16", "2023-03-01,140,15", "2023-04-01,135,14",
      ]
      try Data((["date,signups,signups_referred"] + rows).joined(separator: "\n").utf8).write(
        to: folder.appendingPathComponent("monthly.csv"))
      let arguments = [
        "calibrate", "my.yaml", "--series", "monthly.csv", "--fit",
        "loops.referral.conversion.base,acquisition.organic",
      ]
      let first = try Command.run(arguments, in: folder)
      #expect(first.exitCode == 0, "\(first.error)")
      #expect(first.text.hasPrefix("2 numbers of Small program fitted to 8 values"))
      let posterior = try String(
        contentsOf: folder.appendingPathComponent("my-calibrated-posterior.csv"), encoding: .utf8)
      let lines = posterior.split(separator: "\n")
      #expect(lines[0] == "loops.referral.conversion.base,acquisition.organic")
      #expect(lines.count > 3000)
      let again = try Command.run(arguments, in: folder)
      #expect(again.exitCode == 0 && again.error.contains("is finished in"))
      let run = try Command.run(
        "run", "my-calibrated.yaml", "--engine", "expected", "--replications", "20", in: folder)
      #expect(run.exitCode == 0, "\(run.error)")
      // A second calibration keeps what the first one found of other numbers.
      let arms = [
        "arm,referrer_reward,exposed,took_part", "a,0%,3000,150", "b,10% of CAC,3000,330",
        "c,$12,3000,420", "d,40% of CAC,3000,510",
      ]
      try Data(arms.joined(separator: "\n").utf8).write(
        to: folder.appendingPathComponent("ab.csv"))
      let experiment = try Command.run(
        "calibrate", "my-calibrated.yaml", "--experiment", "ab.csv", "--write", "both.yaml",
        in: folder)
      #expect(experiment.exitCode == 0, "\(experiment.error)")
      #expect(experiment.text.contains("participation responds to the reward"))
      let both = try String(
        contentsOf: folder.appendingPathComponent("both-posterior.csv"), encoding: .utf8)
      #expect(
        both.prefix { $0 != "\n" }
          == "loops.referral.participation.at_zero,loops.referral.participation.at_large,"
          + "loops.referral.participation.half_at,loops.referral.conversion.base,"
          + "acquisition.organic")
      #expect(try Command.run("validate", "both.yaml", in: folder).exitCode == 0)

      // Stopped between the two files, it goes on; another's posterior is left alone.
      let scenario = folder.appendingPathComponent("both.yaml")
      let whole = try Data(contentsOf: scenario)
      for (draws, code) in [(both, Int32(0)), ("mine\n", 73)] {
        try FileManager.default.removeItem(at: scenario)
        let posterior = folder.appendingPathComponent("both-posterior.csv")
        try Data(draws.utf8).write(to: posterior)
        func written() throws -> Date? {
          try FileManager.default.attributesOfItem(atPath: posterior.path)[.modificationDate]
            as? Date
        }
        let before = try written()
        let again = try Command.run(
          "calibrate", "my-calibrated.yaml", "--experiment", "ab.csv", "--write", "both.yaml",
          in: folder)
        #expect(again.exitCode == code, "\(again.error)")
        #expect(try String(contentsOf: posterior, encoding: .utf8) == draws)
        // What is there already is not written again.
        #expect(try written() == before)
        if code == 0 { #expect(try Data(contentsOf: scenario) == whole) }
      }
    }
  }

  struct Mistake: Sendable {
    let arguments: [String]
    let exitCode: Int32
    let said: String

    init(_ words: String, _ exitCode: Int32, _ said: String) {
      arguments = words.split(separator: " ").map(String.init)
      self.exitCode = exitCode
      self.said = said
    }
  }

  static let mistakes: [Mistake] = [
    Mistake(
      "calibrate my.yaml", 64, "expected one of --series, --events and --experiment, found 0"),
    Mistake("calibrate my.yaml --events .", 65, ".: error: is a directory; expected a file"),
    Mistake("calibrate my.yaml --events /dev/zero", 65, "/dev/zero: error: is no regular file"),
    Mistake(
      "calibrate my.yaml --series good.csv --observed-until 2024-01-01", 64,
      "--observed-until goes with --events"),
    Mistake(
      "calibrate my.yaml --experiment good.csv --dates last", 64,
      "--dates and --stocks go with --series"),
    Mistake("calibrate my.yaml --series no.csv --fit acquisition.organic", 65, "no.csv"),
    Mistake(
      "calibrate my.yaml --series bad.csv --fit acquisition.organic", 65,
      "bad.csv: error: no column for date; found 'Month', 'signups'; give --map \"date=HEADER\""),
    Mistake(
      "calibrate my.yaml --series good.csv", 65,
      "my.yaml: nothing under uncertain, so nothing to find; name it with --fit"),
    Mistake(
      "calibrate my.yaml --series good.csv --fit acquisition.organik", 65,
      "--fit acquisition.organik: error: acquisition.organik: names nothing in this scenario"),
    Mistake(
      "backtest my.yaml --series good.csv --fit acquisition.organic", 65,
      "the table has 2 times; a backtest needs at least 4"),
    Mistake(
      "calibrate my.yaml --series good.csv --fit acquisition.organic --write my.yaml", 73,
      "my.yaml: is there already and was not written by kfactor calibrate"),
  ]

  @Test(arguments: mistakes)
  func `says what is wrong before it does anything`(mistake: Mistake) throws {
    try inTemporaryFolder { folder in
      try Data(found.utf8).write(to: folder.appendingPathComponent("my.yaml"))
      for (name, text) in [
        ("bad.csv", "Month,signups\n2023-01-01,4\n"),
        ("good.csv", "date,signups\n2023-01-01,4\n2023-02-01,5\n"),
      ] {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
      }
      let command = try Command.run(mistake.arguments, in: folder)
      #expect(command.exitCode == mistake.exitCode)
      #expect(command.error.contains(mistake.said), "\(command.error)")
      #expect(command.output.isEmpty)
    }
  }
}
