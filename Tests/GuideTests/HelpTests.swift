import Foundation
import Testing

/// What the command says of itself is there, and is true.
@Suite struct HelpTests {
  /// The scenario by whose name the examples call it, small.
  static let scenario = """
    name: Example
    start: 2024-01-01
    horizon: 6 months
    market: {size: 4_000}
    customers: {initial: 200, churn: 5% per month, margin: $9 per month}
    acquisition: {cac: $60, organic: 1 per day}
    loops:
      referral:
        participation: {at_zero: 30%, at_large: 60%, half_at: 10% of CAC}
        invites: 3
        conversion: {base: 6%, uplift: 2x}
    program:
      reward: {referrer: 15% of CAC, referee: 5% of CAC}
      cap: {referrals: 20, per: year}
    strategies:
      one-sided: {program.reward.referee: 0% of CAC}
    uncertain:
      loops.referral.conversion.base: {distribution: beta, mean: 6%, sd: 1%}
    decision:
      vary: {program.reward.referrer.value: 0% .. 30% of CAC by 10% of CAC}
    monte_carlo: {replications: 20}

    """

  /// Files that examples name besides scenarios.
  static let files = [
    "monthly.csv": """
    date,signups,signups_referred,invites_sent
    2024-01-01,80,55,300
    2024-02-01,45,15,90
    2024-03-01,42,12,70
    2024-04-01,40,11,66
    2024-05-01,41,13,72
    2024-06-01,39,10,60

    """,
    "ab.csv": """
    arm,referrer_reward,exposed,took_part
    none,$0,400,120
    some,$6,400,180
    more,$12,400,200

    """,
    "customers.csv": """
    person_id,joined_at,referred_by,churned_at
    a,2024-01-05,,
    b,2024-01-20,a,2024-03-01
    c,2024-02-03,a,
    d,2024-02-20,c,
    e,2024-03-30,,2024-05-05
    f,2024-04-02,d,

    """,
    "invites.csv": """
    invite_id,referrer_id,sent_at,accepted_at,person_id
    1,a,2024-01-20,2024-01-20,b
    2,a,2024-02-01,2024-02-03,c
    3,a,2024-02-02,,
    4,c,2024-02-20,2024-02-20,d
    5,d,2024-04-02,2024-04-02,f
    6,d,2024-04-05,,

    """,
  ]

  /// Examples that are not run, and why.
  static let notRun = [
    "kfactor tune my-own.yaml": "the help of tune has the same of my.yaml",
    "kfactor calibrate my-own.yaml --series monthly.csv": "so has that of calibrate",
    "kfactor backtest my-own.yaml --series monthly.csv": "so has that of backtest",
  ]

  @Test func `every command and subcommand has an abstract and an example`() throws {
    for (words, command) in try CommandTree.read().all() {
      let name = words.joined(separator: " ")
      #expect(command.abstract?.isEmpty == false, "\(name)")
      #expect(!command.examples.isEmpty, "\(name)")
      #expect(
        command.examples.contains { $0.hasPrefix(name) || command.subcommands != nil },
        "\(name): its own name is in no example")
    }
  }

  @Test func `every example of the help runs`() throws {
    let scratch = try Scratch(copying: ["Examples", "Results"])
    for (name, text) in Self.files { try scratch.write(text, to: name) }
    let export = Checkout.root.appendingPathComponent("Examples/export/participants.json")
    try scratch.write(try String(contentsOf: export, encoding: .utf8), to: "export.json")
    for name in ["my", "base", "rival", "rival-a", "rival-b"] {
      try scratch.write(Self.scenario, to: "\(name).yaml")
    }
    // Finished results that examples compare.
    for folder in ["one", "two", "Results/one", "Results/two", "more-credit"] {
      let run = try scratch.run("kfactor run my.yaml --replications 4 --output \(folder)")
      #expect(run.exitCode == 0, "\(run.error)")
    }
    let tree = try CommandTree.read()
    // Parents show what their children do; each command runs its own first.
    for (_, command) in tree.all().reversed() {
      for example in command.examples where Self.notRun[example] == nil {
        if example.hasPrefix("kfactor new ") {
          _ = try scratch.run("rm -f my-own.yaml")
        }
        let outcome = try scratch.run(example)
        #expect(outcome.exitCode == 0, "\(example)\n\(outcome.error)")
        if example.hasPrefix("kfactor new ") {
          try scratch.write(Self.scenario, to: "my-own.yaml")
        }
      }
    }
    try scratch.remove()
  }

  @Test func `no example is wider than a terminal`() throws {
    for (_, command) in try CommandTree.read().all() {
      for line in (command.discussion ?? "").components(separatedBy: "\n")
      where line.hasPrefix("  kfactor ") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  @Test func `help is shown by the word and by the flag`() throws {
    let scratch = try Scratch(copying: [], linking: [])
    for (words, command) in try CommandTree.read().all().dropFirst() {
      let path = words.dropFirst().joined(separator: " ")
      let byWord = try scratch.run("kfactor help \(path)")
      let byFlag = try scratch.run("kfactor \(path) --help")
      #expect(byWord.exitCode == 0 && byFlag.exitCode == 0, "\(path)")
      #expect(byWord.output == byFlag.output, "\(path)")
      #expect(byFlag.output.hasPrefix("OVERVIEW: "), "\(path)")
      #expect(byFlag.output.contains("USAGE: kfactor \(path)"), "\(path)")
      #expect(command.subcommands == nil || byFlag.output.contains("SUBCOMMANDS:"), "\(path)")
    }
    try scratch.remove()
  }

  @Test func `the version is three numbers`() throws {
    let scratch = try Scratch(copying: [], linking: [])
    let outcome = try scratch.run("kfactor --version")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    try scratch.remove()
  }

  // The codes are those of sysexits.h, which scripts know; the guide on errors has one of each.
  @Test(arguments: [0, 64, 65, 69, 70, 73, 74, 130])
  func `the help of the command names its exit codes`(code: Int) throws {
    let discussion = try #require(try CommandTree.read().discussion)
    let codes = try #require(discussion.split(separator: "Exit codes:").last)
    #expect(codes.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("  \(code) ") })
  }
}
