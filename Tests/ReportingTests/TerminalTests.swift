import ReferralModel
import Simulation
import Testing

@testable import Reporting

@Suite struct TerminalTests {
  // A clear screen, an 8-bit control, a direction override, and lines of its own.
  @Test func `names that would steer a terminal are made visible`() throws {
    var result = try TinyResult.make()
    let name = "x\u{1B}[2J\u{9B}31m\u{202E}\u{7}\nWritten to /"
    result.scenario.name = name
    result.origin.command = "kfactor run '\(name)'"
    result.network = [.init("model", .text(name))]
    result.approximations = [name]
    let text = result.terminalText(width: .file(60), folder: "Results/\(name)")
    #expect(!text.unicodeScalars.contains { $0 != "\n" && !$0.isPrintable }, "\(text)")
    #expect(!text.contains("\nWritten to /\n"))
    #expect(text.contains("Written to Results/x\u{FFFD}[2J\u{FFFD}31m"))
  }

  @Test func `joiners stay, which scripts and emoji need`() {
    #expect(printable("👩\u{200D}🚀 می\u{200C}خواهم") == "👩\u{200D}🚀 می\u{200C}خواهم")
    #expect(printable("a\n\tb\r", keepsLines: true) == "a\n\tb\u{FFFD}")
  }

  @Test func `a program's report reads as recorded`() throws {
    #expect(
      try TinyResult.make().terminalText(width: .file(60), folder: "Results/tiny") == """
        From 10 customers on 2024-02-29 to 17.5 (90%: 16.2 to 18.9)
        by 2024-03-01; 13.3% of signups by referral. The program
        adds 1 signup at $6.00 each and costs $6.00 in net present
        value.

        Customers (everyone who ever signed up), by month

        20 ┤
           │                                     ░░░░░░░░▒▒▒▒▒▒▒▒▒▒█
           │                        ░░▒▒▒▒▒▒▒██████████████████████▒
        15 ┤                 ░░▒▒████████████▒▒▒▒▒▒▒▒▒▒░░░░░░░░
           │           ▒▒████████▒▒▒▒░░░
           │    ▒████████▒▒░░
        10 ┤█████░
           │
           │
         5 ┤
           │
           │
         0 ┤
           └────────────────────────────────────────────────────────
            2024-02-29             2024-03-01             2024-03-01
            █ median   ▒ 50% of replications   ░ 90%

                                      mean        90% interval  ± standard error
        growth
          signups_total                7.5        6.15 to 8.85             0.645
          signups_organic              6.5        5.15 to 7.85             0.645
          signups_pulse                  0              0 to 0                 0
          signups_paid                   0              0 to 0                 0
          signups_word_of_mouth          0              0 to 0                 0
          signups_referred               1              1 to 1                 0
          signups_referred.vänner        1              1 to 1                 0
          referred_share             13.3%       11.3 to 16.3%             1.15%
          referred_share.vänner      13.3%       11.3 to 16.3%             1.15%
          customers_total_end         17.5        16.2 to 18.9             0.645
          customers_active_end        17.5        16.2 to 18.9             0.645
          growth_multiple            1.75x       1.62 to 1.88x           0.0645x
        referral
          k_factor                  0.0574    0.0531 to 0.0619           0.00212
          cycle_time_days           0 days         0 to 0 days            0 days
          participation_rate         11.4%       10.6 to 12.4%            0.422%
          invites_sent                   5              5 to 5                 0
          invites_per_advocate         2.5          2.5 to 2.5                 0
          invites_wasted                 0              0 to 0                 0
          invite_conversion_rate       20%           20 to 20%                0%
          generations_max                0              0 to 0                 0
          top_1pct_referrer_share        –                   –                 –
        money
          npv                       $14.00    $14.00 to $14.00                $0
          terminal_value                $0            $0 to $0                $0
          ltv                      $100.00  $100.00 to $100.00                $0
          ltv_referred                  $0            $0 to $0                $0
          ltv_to_cac                 1.67x       1.67 to 1.67x                0x
        program
          reward_cost                $6.00      $6.00 to $6.00                $0
          referral_cac               $6.00      $6.00 to $6.00                $0
          incremental_signups            1              1 to 1                 0
          incremental_cac            $6.00      $6.00 to $6.00                $0
          incremental_npv           -$6.00    -$6.00 to -$6.00                $0
          roi                          -1x           -1 to -1x                0x
          payback_days                   –                   –                 –
          rewards_earned                $0            $0 to $0                $0
          referrals_qualified            0              0 to 0                 0
          liability_peak                $0            $0 to $0                $0
          reward_cost_cvar95         $6.00      $6.00 to $6.00                $0

        4 replications of seed 18446744073709551615, agents engine
        Network: persons 100, model configuration
        Approximation: reinforcement

        Written to Results/tiny
        Again: kfactor run tiny.yaml

        """)
  }

  @Test func `without a program there is no word of one`() throws {
    var scenario = TinyResult.scenario
    scenario.program = nil
    scenario.start = nil
    let text = try TinyResult.make(scenario).terminalText(width: .file(60))
    #expect(
      text.hasPrefix(
        """
        From 10 customers to 16.5 (90%: 15.2 to 17.9) after 2 days;
        0% of signups by referral.
        """))
    #expect(!text.contains("roi") && !text.contains("program"))
  }

  @Test func `an approximation and a missed precision are said`() throws {
    let target = PrecisionTarget(relativeHalfWidth: 0.001, metric: "signups_total")
    let text = try TinyResult.make(precision: target).terminalText()
    #expect(text.contains("Approximation: reinforcement"))
    #expect(text.contains("Stopped at the cap: signups_total is known to 27.4%, not to 0.1%"))
  }

  @Test func `uncertain runs say where the spread comes from`() throws {
    var result = try TinyResult.make(pairs: true)
    result.uncertain = ["loops.vänner.conversion"]
    // Pairs (16, 17) and (18, 19): luck 1/2, means 2 apart so 2 − 1/4.
    let text = result.terminalText()
    #expect(text.contains("77.8% from not knowing the parameters, 22.2% from luck"))
  }

  @Test(arguments: [20, 40, 80, 100, 500])
  func `the drawing keeps to the width`(width: Int) throws {
    let lines = try TinyResult.make().terminalText(width: .file(width)).split(separator: "\n")
    let drawing = lines.filter { $0.contains("│") || $0.contains("┤") || $0.contains("└") }
    #expect(drawing.count == 14)
    #expect(drawing.allSatisfy { displayWidth(String($0)) <= min(100, max(40, width)) })
  }
}

@Suite struct HumanNumberTests {
  private let dollars = HumanNumber(currency: "USD")

  // Both came to no end or to a trap.
  @Test func `the smallest and the largest numbers are written`() {
    #expect(dollars.text(.leastNonzeroMagnitude, .number) == "4.94e-324")
    #expect(dollars.text(1.5e308, .number) == "1.50e296 trillion")
    #expect(dollars.text(1.5e308, .share) == "–%")
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (7.25, "7.25"), (12.345, "12.3"), (123.4, "123"), (999.6, "1,000"),
    (1_234.5, "1,235"), (41_773, "41,773"), (999_999, "999,999"), (999_999.7, "1.00 million"),
    (1_000_000, "1 million"), (4_123_456, "4.12 million"), (30e6, "30 million"),
    (2.5e9, "2.5 billion"), (7.77e12, "7.77 trillion"), (0.5, "0.5"), (0.0574, "0.0574"),
    (0.000_123_46, "0.000123"), (-4_123_456, "-4.12 million"), (9.996, "10.0"), (.nan, "–"),
    (1.5e-9, "1.50e-9"), (0.099_96, "0.100"),
  ])
  func `counts have three digits or all of them`(value: Double, text: String) {
    #expect(dollars.text(value, .count) == text)
  }

  @Test(arguments: [
    (0.351, Metric.Unit.share, "35.1%"), (1, .share, "100%"), (41, .days, "41 days"),
    (1, .days, "1 day"), (2.3, .multiple, "2.3x"), (1.2e6, .money, "$1.2 million"),
    (12.3, .money, "$12.30"), (-0.5, .money, "-$0.50"), (1_234.56, .money, "$1,235"),
    (0.0025, .money, "$0.0025"), (999.999, .money, "$1,000"),
  ])
  func `units are written as people write them`(
    value: Double, unit: Metric.Unit, text: String
  ) {
    #expect(dollars.text(value, unit) == text)
  }

  @Test func `currencies have their sign or their code`() {
    let texts = ["EUR", "GBP", "JPY", "CHF"].map { HumanNumber(currency: $0).text(12, .money) }
    #expect(texts == ["€12.00", "£12.00", "¥12", "CHF 12.00"])
  }

  @Test func `ranges say shared words once`() {
    #expect(dollars.range(2.9e6, 5.4e6, .count) == "2.9 to 5.4 million")
    #expect(dollars.range(900_000, 1.5e6, .count) == "900,000 to 1.5 million")
    #expect(dollars.range(0.3, 0.4, .share) == "30 to 40%")
    #expect(dollars.range(-2e6, 3e6, .money) == "-$2 to $3 million")
    #expect(dollars.range(.nan, 3, .money) == "–")
  }
}

@Suite struct TextTableTests {
  // Widths of terminals; those without emoji are the sums of wcwidth in glibc 2.36. é may be one scalar or two; 漢 and 👩‍👩‍👧 take two columns.
  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한", 2), ("👩‍👩‍👧", 2), ("–", 1), ("", 0),
    ("ｆ", 2), ("❤️", 2), ("5", 1), ("❤", 1), ("🇸🇪", 2), ("👍🏽", 2), ("1️⃣", 2), ("x\u{200B}y", 2),
    ("カナ", 4), ("ｶﾅ", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("שָׁלוֹם", 4), ("ﷺ", 1), ("〈", 2),
    // One character to a reader, two letters to a terminal.
    ("क्ष", 2), ("น้ำ", 2), ("நி", 2), ("䷀", 2), ("𠀀", 2), ("①", 1), ("\u{AD}", 1),
  ])
  func `knows how wide a text is`(text: String, width: Int) {
    #expect(displayWidth(text) == width)
  }

  @Test func `columns align whatever the alphabet`() {
    var table = TextTable([.left, .right])
    table.add("name", "mean")
    table.add("朋友", "1")
    table.add("vänner", "12,000")
    #expect(table.lines == ["name      mean", "朋友         1", "vänner  12,000"])
  }

  @Test func `every line of a table ends in the same column, whatever the names`() {
    var table = TextTable([.left, .right])
    for name in ["plain", "朋友の紹介", "ami\u{301}es", "👩‍👩‍👧 family", "क्षेत्र", "น้ำใจ", "친구", "שלום", ""] {
      table.add(name, "1")
    }
    #expect(Set(table.lines.map(displayWidth)).count == 1)
  }

  @Test func `a table that is too wide has its cells below its names`() {
    var table = TextTable([.left, .right, .left])
    table.add("found", "mean", "interval")
    table.add("growth")
    table.add("  朋友の紹介", "12,000", "11,000 to 13,000")
    table.add("  rest", "1", "")
    #expect(table.lines(within: 38) == table.lines)
    #expect(table.lines(within: 37) == nil)
    #expect(table.lines(stackedWithin: 38) == table.lines)
    #expect(
      table.lines(stackedWithin: 30) == [
        "found", "growth", "  朋友の紹介", "    mean 12,000, interval", "    11,000 to 13,000", "  rest",
        "    mean 1",
      ])
  }
}

@Suite struct StatisticsRoundingTests {
  @Test func `a spread in the last digits is none, and a small one is one`() {
    func statistics(_ spread: Double) -> Statistics {
      Statistics(
        mean: 1.34, sd: spread, mcse: spread / 10, q05: 1.34 - spread, q25: 1.34, q50: 1.34,
        q75: 1.34, q95: 1.34 + spread)
    }
    let exact = statistics(3e-15).withoutRounding
    #expect(exact == statistics(0))
    #expect(statistics(1e-8).withoutRounding == statistics(1e-8))
    // Of one replication nothing tells how far others lie.
    #expect(statistics(.nan).withoutRounding.sd.isNaN)
    #expect(statistics(.nan).withoutRounding.mean == 1.34)
  }
}

@Suite struct GrowthCurveTests {
  @Test(arguments: [(4.1e6, 2e6), (20, 5), (100, 25), (1, 0.25), (7, 2), (0.04, 0.01), (41, 20)])
  func `ticks are round numbers, at most four steps`(top: Double, step: Double) {
    #expect(abs(GrowthCurve.tickStep(top: top, ticks: 4) / step - 1) < 1e-12)
  }

  @Test func `nothing is drawn of nothing`() {
    let curve = GrowthCurve(
      points: [], unit: .count, numbers: HumanNumber(currency: "USD"), timeLabels: [])
    #expect(curve.lines(width: 60, height: 13) == [])
  }

  // 0 at the left, 20 at the right, no spread: a straight line, one row a column.
  @Test func `a straight line is drawn straight`() throws {
    let points = [0.0, 20].map { value in
      GrowthCurve.Point(
        time: value / 20, statistics: Statistics(values: Statistics.names.map { _ in value }))
    }
    let curve = GrowthCurve(
      points: points, unit: .count, numbers: HumanNumber(currency: "USD"),
      timeLabels: ["day 0", "day 6", "day 11"])
    let lines = curve.lines(width: 17, height: 13).prefix(13)
    for (row, line) in lines.reversed().enumerated() {
      let marks = line.enumerated().filter { $0.element == "█" }.map(\.offset)
      // After a label of two columns, a space, and the axis.
      #expect(marks == [row + 4])
    }
  }
}
