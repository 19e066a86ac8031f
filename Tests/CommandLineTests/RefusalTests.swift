import Foundation
import Testing

/// Questions that cannot be answered: each is refused with a sentence, an exit code, and nothing on
/// standard output.
///
/// Those of single commands stand with their commands; here are the others.
@Suite struct RefusalTests {
  struct Refusal: CustomTestStringConvertible, Sendable {
    let words: [String]
    let code: Int32
    let sentence: String

    init(_ words: [String], _ code: Int32, _ sentence: String) {
      self.words = words
      self.code = code
      self.sentence = sentence
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  static let files: [String: String] = [
    "small.yaml": smallScenario,
    "dated.yaml": smallScenario + "\nstart: 2024-01-01\n",
    "early.yaml": smallScenario.replacing("12 months", with: "1 month")
      + "\nstrategies:\n  half: {program.reward.referrer: 7% of CAC}\n",
    "two.yaml": smallScenario.replacingOccurrences(
      of: "program:",
      with: "  other: {participation: 5%, invites: 1, conversion: 2%}\nprogram:"),
    "table.yaml": smallScenario + """

      start: 2024-01-01
      uncertain:
        acquisition.organic: {distribution: table, table: [[30 per day, 50%], [50 per day, 50%]]}
      """,
    "series.csv": "date,signups\n2024-02-01,1300\n2024-03-01,1400\n",
    "early.csv": "date,signups\n2022-02-01,1300\n2022-03-01,1400\n",
    "people.csv": "person_id,joined_at\na,2024-01-03\nb,2024-01-04\n",
    "invites.csv": "invite_id,referrer_id,sent_at\n1,a,2024-01-05\n",
    "arms.csv": "arm,referrer_reward,exposed,took_part\na,0%,900,50\nb,10%,900,90\nc,20%,900,99\n",
    "euros.csv": "arm,referrer_reward,exposed,took_part\na,€5,900,50\nb,€9,900,90\nc,€12,900,99\n",
    "dollars.csv": "arm,referrer_reward,exposed,took_part\na,0%,900,50\nb,$5,900,90\n",
    "bare.csv": "arm,referrer_reward,exposed,took_part\na,5,900,50\nb,9,900,90\nc,12,900,99\n",
    "counts.csv": "arm,exposed\na,900\nb,900\n",
    "sum/decision.json": "{\"kind\": \"decision\"}",
    "cut/comparison.json": "{\"kind\": \"comparison\", \"scenarios\": []}",
    "part/part.json": "{\"kind\": \"part\"}",
    "dense.yaml": smallScenario.replacingOccurrences(
      of: "size: 1 million",
      with: "size: 1 million, network: {model: configuration, contacts: 9_000_000}"),
    "free.yaml": """
    name: Free
    horizon: 12 months
    market: {size: 1 million}
    customers: {initial: 10_000, churn: 3% per month, margin: $8 per month}
    acquisition: {organic: 40 per day}
    loops: {referral: {participation: 6%, invites: 3, conversion: 3%}}
    """,
    "idle.yaml": smallScenario.replacingOccurrences(of: "organic: 40", with: "organic: 0")
      + "\nstart: 2024-01-01\n",
    "half.json": "{\"a\": \"\\ud800x\"}",
    "digit.json": "[{\"person_id\": \"\\u12G4\"}]",
    "arrays.json":
      "[{\"person_id\": \"a\", \"joined_at\": \"2024-01-01\"}]\n[{\"person_id\": \"b\"}]",
    "twice.json": "[{\"person_id\": \"a\", \"person_id\": \"b\", \"joined_at\": \"2024-01-01\"}]",
    "after.json": "{\"a\": [{\"person_id\": \"a\", \"joined_at\": \"2024-01-01\"}], \"b\": 1}\n{}",
    "far.csv": "person_id,joined_at,churned_at\na,2024-01-03,9998-12-31\n",
    "edge.csv":
      "person_id,joined_at,churned_at\na,1800-01-01,2200-12-31\nb,1799-12-31,2201-01-01\n",
    "many.csv": "arm,referrer_reward,exposed,took_part\na,0%,4294967296,50\nb,10%,900,9.5\n",
    "points.csv": "date;signups\n2024-02-01;1.089\n2024-03-01;1.077,5\n",
    "pointed.csv": "arm;referrer_reward;exposed;took_part\na;$1.500;900;50\nb;$3,5;900;90\n",
    "draws.yaml": smallScenario + "\nuncertain: {posterior: draws.csv}\n",
    "draws.csv": "acquisition.organic\n0x1p-3\n4\u{0}5\n",
    "nobody.yaml": smallScenario.replacingOccurrences(
      of: "initial: 10_000", with: "initial: {file: nobody.txt}"),
    "nobody.txt": "# to be filled in\n\n",
    "mixed2.csv": "person_id,joined_at\nb,01/13/2024\na,13/01/2024\n",
    "quote.csv": "person_id,joined_at\na,soon\nb,\"2024-01-01\n",
    "blank.csv": "arm,referrer_reward,exposed,took_part\n,,,\n",
    "future.csv": "person_id,joined_at,churned_at\na,2024-01-03,\nb,2024-01-04,2199-01-01\n",
    "never.yaml": smallScenario + """

      uncertain:
        customers.initial: {distribution: uniform, min: 2_000_000, max: 3_000_000}
      """,
    "stranger.yaml": smallScenario.replacingOccurrences(
      of: "initial: 10_000", with: "initial: {people: [0, 7]}"
    ).replacingOccurrences(
      of: "size: 1 million", with: "size: 3, network: {model: edges, edges: edges.txt}"),
    "edges.txt": "0 1\n1 2\n",
    "lone/comparison.json": """
    {"kind": "comparison", "kfactor": {"version": "0.2.0"}, "seed": 1, "scenarios": []}
    """,
    "mute/comparison.json": """
    {"kind": "comparison", "kfactor": {"version": "0.2.0"}, "seed": 1,
     "scenarios": [{"name": "Small"}]}
    """,
    "garbled/comparison.json": """
    {"kind": "comparison", "kfactor": {"version": "0.2.0"}, "seed": 1,
     "scenarios": [{"name": "Small"}]}
    """,
    "garbled/report.txt": "Words\n", "garbled/report.json": "{",
    "foreign/summary.json": "{",
    "huge.csv": "date,signups\n2024-02-01,1e308\n2024-03-01,9000000000\n2024-04-01,1\n",
    "falls.csv": "date,customers_total\n2024-02-01,500000\n2024-03-01,400000\n",
    "open.json": "[{\"person_id\": \"a\", \"joined_at\": \"2024-01-01\"}",
    "mixed.csv": "person_id,joined_at\na,13/01/2024\nb,01/13/2024\n",
    "none.csv": "person_id,joined_at\n",
    "labels.csv": "person_id,joined_at,channel\n" + manyLabels { "p\($0),2024-01-03,c\($0)\n" },
    "sent.csv": "invite_id,referrer_id,sent_at,channel\n"
      + manyLabels { "\($0),a,2024-01-05,c\($0)\n" },
    "more.csv": "arm,referee_reward,invites,accepted,exposed,took_part\na,0%,90,100,9,1\n"
      + "b,5%,900,90,9,1\n",
    "deaf.csv": "arm,exposed,took_part,referee_reward\na,9,1,0%\nb,9,1,5%\n",
  ]

  /// One more than a column of categories may have.
  private static func manyLabels(_ row: (Int) -> String) -> String {
    (0...1000).map(row).joined()
  }

  static let run: [Refusal] = [
    .init(
      ["run", "small.yaml", "--replications", "10", "--reps", "9:11"], 64,
      "--reps 9:11: the whole run has 10 replications, 0:10; give --replications, the number of"),
    .init(
      ["compare", "small.yaml", "--reps", "9223372036854775800:9223372036854775807"], 64,
      "the whole run has 200 replications, 0:200"),
    .init(
      ["run", "small.yaml", "--replications", "1", "--event-log", "small.yaml"], 73,
      "small.yaml: is there already and is no event log; name another file with --event-log"),
    .init(
      ["run", "small.yaml", "--replications", "1", "--event-log", "/dev/null"], 73,
      "/dev/null: is there already and is no event log"),
    .init(["run", "small.yaml", "--threads", "0"], 64, "--threads: expected 1...1024, found 0"),
    .init(["tune", "small.yaml", "--threads", "2000"], 64, "expected 1...1024, found 2000"),
    .init(["run", "small.yaml", "--output", "a", "--resume", "b"], 64, "both name the folder"),
    .init(["compare", "small.yaml", "--output", "a", "--resume", "b"], 64, "both name the folder"),
    .init(
      ["run", "small.yaml", "--reps", "0:4", "--precision", "1% of npv"], 64,
      "--reps and --precision exclude each other"),
    .init(
      ["run", "small.yaml", "--replications", "8", "--precision", "1% of npv"], 64,
      "--replications and --precision exclude each other"),
    .init(["results", "--no-replications"], 64, "--no-replications goes with --sqlite"),
  ]

  static let decisions: [Refusal] = [
    .init(["compare", "small.yaml", "--replications", "3"], 64, "expected at least 4, found 3"),
    .init(["compare", "small.yaml", "--reps", "0:4", "--report"], 64, "a part has no page"),
    .init(
      ["compare", "small.yaml", "--reps", "0:4", "--indifference", "a little"], 64,
      "found a little"),
    .init(
      ["compare", "small.yaml", "--reps", "0:4", "--indifference", "3 days"], 65,
      "--indifference is a time, and npv is measured otherwise"),
    .init(
      [
        "spread", "small.yaml", "--compare", "--on", "slurm", "--replications", "8", "--shards",
        "2",
        "--indifference", "a little",
      ], 64, "found a little"),
    .init(["tune", "small.yaml", "--replications", "3"], 64, "expected at least 4, found 3"),
    .init(
      ["tune", "small.yaml", "--maximise", "npv", "--minimise", "reward_cost"], 64,
      "--maximise and --minimise exclude each other"),
    .init(
      tune + ["--strategy", "nobody"], 64, "there is no strategy nobody; the file has none"),
    .init(
      tune + ["--subject-to", "signups_total >= 1_000_000_000"], 65,
      "no candidate keeps the limits signups_total >= 1_000_000_000"),
    .init(
      tune + ["--subject-to", "reward_cost_cvar95 <= $5"], 65,
      "reward_cost_cvar95 cannot limit another: it is the mean of a tail"),
    .init(
      tune + ["--maximise", "average_order_value_referred"], 65,
      "average_order_value_referred is undefined in some replications of some candidates"),
  ]
  private static let tune = [
    "tune", "small.yaml", "--replications", "20", "--vary",
    "program.reward.referrer.value=0%..20% of CAC by 10% of CAC",
  ]

  static let calibrations: [Refusal] = [
    .init(
      ["calibrate", "small.yaml", "--experiment", "arms.csv", "--invites", "invites.csv"], 64,
      "--invites goes with --events, which says who the persons are"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "arms.csv", "--fit", "acquisition.organic"], 64,
      "--fit goes with --series"),
    .init(series + ["--loop", "referral"], 64, "--loop goes with --events and --experiment"),
    .init(series + ["--fit", ","], 64, "--fit: expected paths, separated by commas"),
    .init(series + ["--fit", "acquisition.organik"], 65, "acquisition.organik"),
    .init(
      series + ["--fit", "acquisition.organic,acquisition.organic"], 65,
      "acquisition.organic: is fitted twice"),
    .init(
      ["calibrate", "dated.yaml", "--series", "early.csv", "--fit", "acquisition.organic"], 65,
      "early.csv"),
    .init(
      ["calibrate", "table.yaml", "--series", "series.csv", "--fit", "acquisition.organic"], 65,
      "its distribution under uncertain is a table or a constant"),
    .init(
      events + ["--observed-until", "soon"], 64,
      "--observed-until soon: expected a date such as 2024-12-31"),
    .init(
      events + ["--loop", "nobody"], 64, "--loop nobody: there is no such loop; there are referral"),
    .init(
      ["calibrate", "two.yaml", "--events", "people.csv"], 65,
      "the data are of one loop, and the scenario has 2: name it with --loop"),
    .init(["calibrate", "small.yaml", "--experiment", "euros.csv"], 65, "the scenario's currency"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "bare.csv"], 65,
      "5 has no unit: write 5% for a share of CAC"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "counts.csv"], 65, "counts.csv"),
    .init(
      ["backtest", "dated.yaml", "--series", "series.csv", "--observed-until", "2024-03-01"], 64,
      "--observed-until goes with the --events of calibrate"),
    .init(
      ["backtest", "dated.yaml", "--series", "series.csv", "--origins", "0"], 64,
      "--origins: expected 1...200, found 0"),
  ]
  private static let series = ["calibrate", "dated.yaml", "--series", "series.csv"]
  private static let events = ["calibrate", "dated.yaml", "--events", "people.csv"]

  static let data: [Refusal] = [
    .init(
      people("half.json"), 65, "half.json:1:14: error: not valid JSON; expected the second half"),
    .init(people("digit.json"), 65, "digit.json:1:21: error: not valid JSON; expected four hexa"),
    .init(people("open.json"), 65, "open.json:1:47: error: not valid JSON; expected ',' or ']'"),
    .init(people("arrays.json"), 65, "arrays.json:2:1: error: not valid JSON; expected the end of"),
    .init(people("twice.json"), 65, "twice.json:1:21: error: not valid JSON; expected each key of"),
    .init(people("after.json#a"), 65, "after.json#a:2:1: error: not valid JSON; expected the end"),
    .init(
      people("far.csv"), 65,
      "far.csv:2:14: error: churned_at: expected a date of the years 1800 to 2200, found 9998-12-31"
    ),
    .init(
      people("edge.csv"), 65,
      "edge.csv:3:3: error: joined_at: expected a date of the years 1800 to 2200, found 1799-12-31\n"
        + "edge.csv:3:14: error: churned_at: expected a date of the years 1800 to 2200, found 2201"),
    .init(
      people("people.csv") + ["--observed-until", "9999-12-31"], 64,
      "expected a date such as 2024-12-31, of the years 1800 to 2200"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "many.csv"], 65,
      "many.csv:2:6: error: exposed: expected a whole number from 0 to 4294967295, found"),
    .init(
      ["calibrate", "dated.yaml", "--series", "points.csv", "--fit", "acquisition.organic"], 65,
      "points.csv:2:12: error: signups: expected a number without a point that may separate"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "pointed.csv"], 65,
      "pointed.csv:2:3: error: referrer_reward: expected a number without a point that may"),
    .init(
      ["calibrate", "dated.yaml", "--series", "huge.csv", "--fit", "acquisition.organic"], 65,
      "huge.csv: error: no start led to a fit: check that the scenario's own numbers are of the"),
    .init(
      ["calibrate", "dated.yaml", "--series", "falls.csv", "--fit", "acquisition.organic"], 65,
      "falls.csv:3: error: customers_total is 400000, less than 500000 on line 2"),
    .init(
      ["run", "nobody.yaml"], 65,
      "nobody.txt:1:1: error: expected the number of a person on every line, found nobody"),
    .init(
      people("mixed2.csv"), 65,
      "mixed2.csv:3:3: error: joined_at: line 2 has the month first and line 3 the day first"),
    .init(people("quote.csv"), 65, "quote.csv:2:3: error: joined_at: expected a date such as"),
    .init(people("quote.csv"), 65, "quote.csv:3:3: error: a quote opens here and is never closed"),
    .init(
      people("people.csv") + ["--map", "channel=Nowhere"], 65,
      "people.csv:1: error: channel: no column 'Nowhere'"),
    .init(
      [
        "calibrate", "small.yaml", "--events", "people.csv", "--events", "future.csv", "--map",
        "channel=Nowhere",
      ], 65, "error: channel: no column 'Nowhere'"),
    .init(["calibrate", "small.yaml", "--experiment", "blank.csv"], 65, "no arm in it"),
    .init(
      ["compare", "never.yaml", "--replications", "4"], 65,
      "gives a valid scenario; their distributions lie almost wholly"),
    .init(
      ["run", "stranger.yaml"], 65,
      "customers.initial.people: expected persons of the market, found 7"),
    .init(["run", "draws.yaml"], 65, "draws.csv:2:1: error: expected a number, found 0x1p-3"),
    .init(["run", "draws.yaml"], 65, "draws.csv:3:1: error: expected a number, found 4\u{FFFD}5"),
    .init(people("people.csv#a"), 65, "only a database or JSON has parts after #"),
    .init(people("none.csv"), 65, "none.csv: error: holds a header and no row"),
    .init(
      people("mixed.csv"), 65,
      "mixed.csv:3:3: error: joined_at: line 3 has the month first and line 2 the day first"),
    .init(people("labels.csv"), 65, "labels.csv:1002:18: error: channel: more than 1000 different"),
    .init(
      people("people.csv") + ["--invites", "sent.csv"], 65,
      "sent.csv:1002:19: error: channel: more than 1000 different"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "more.csv"], 65,
      "more.csv:2:9: error: accepted: 100 of 90 invites accepted"),
    .init(
      ["calibrate", "small.yaml", "--experiment", "deaf.csv"], 65,
      "deaf.csv: error: no response can be counted: expected referrer_reward with exposed"),
    .init(
      ["calibrate", "free.yaml", "--experiment", "dollars.csv"], 65,
      "dollars.csv:3: error: $5 is an amount, and the scenario has no acquisition.cac"),
    .init(
      ["calibrate", "idle.yaml", "--series", "series.csv", "--fit", "acquisition.organic"], 65,
      "a fit starts from the scenario's value, which must be above 0"),
    .init(
      ["compare", "small.yaml", "--metric", "average_order_value_referred"], 65,
      "average_order_value_referred is undefined without a program (no-program)"),
    .init(
      [
        "tune", "small.yaml", "--vary", "program.reward.referrer=0%..20% of CAC", "--maximise",
        "npv", "--subject-to", "reward_cost <= roi",
      ], 65, "roi cannot limit another: it is a ratio; a limit is an amount or a metric that is"),
    .init(
      ["compare", "early.yaml", "--metric", "payback_days", "--replications", "4"], 65,
      "payback_days is undefined in some replications of strategy base, so that its mean cannot"),
    .init(
      ["run", "dense.yaml"], 65,
      "market.network: expected at most 8388607 contacts, found 9000000\n"),
    .init(
      [
        "tune", "free.yaml", "--vary", "loops.referral.participation=1%..5%", "--maximise",
        "signups_total", "--subject-to", "incremental_cac <= CAC",
      ], 65, "incremental_cac <= CAC: the scenario has no acquisition.cac"),
    .init(
      [
        "calibrate", "dated.yaml", "--series", "series.csv", "--fit", "loops..conversion",
      ], 65, "loops..conversion: names nothing in this scenario"),
  ]
  private static func people(_ file: String) -> [String] {
    ["calibrate", "small.yaml", "--events", file]
  }

  static let folders: [Refusal] = [
    .init(["results", "show", "part"], 65, "part/part.json: damaged: /kfactor: expected"),
    .init(["results", "show", "."], 65, "holds 7 results; name one or several of"),
    .init(
      ["results", "show", "lone"], 65, "lone/comparison.json: damaged: /scenarios: expected a"),
    .init(["results", "show", "mute"], 65, "mute/report.txt: damaged: no such file"),
    .init(["results", "show", "garbled"], 65, "garbled/report.json: damaged: byte"),
    .init(
      ["run", "small.yaml", "--output", "foreign"], 73,
      "foreign: holds files that are not of a run (summary.json)"),
    .init(["results", "show", "sum"], 65, "sum/decision.json: damaged"),
    .init(["results", "show", "cut"], 65, "cut/comparison.json: damaged"),
    .init(["report", "sum"], 65, "decision.json"),
  ]

  @Test(arguments: run + decisions + calibrations + data + folders)
  func `is refused with a sentence`(_ refusal: Refusal) throws {
    try inTemporaryFolder { folder in
      for (name, text) in Self.files {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let run = try Command.run(refusal.words, in: folder)
      #expect(run.exitCode == refusal.code, "\(run.error)")
      #expect(run.error.contains(refusal.sentence), "\(run.error)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func `a folder without results is said to have none`() throws {
    try inTemporaryFolder { folder in
      let list = try Command.run("results", ".", in: folder)
      #expect(list.exitCode == 0 && list.output.isEmpty)
      #expect(list.error == "note: no finished results in .\n")
    }
  }
}
