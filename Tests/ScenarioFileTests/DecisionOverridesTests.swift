import Testing

@testable import ScenarioFile

@Suite struct DecisionOverridesTests {
  static let written = """
    decision:
      vary: {program.cap.referrals: 1 .. 5}
      maximise: npv
      subject_to: [incremental_cac <= cac]
      confidence: 90%
    """

  @Test func `flags make a decision where the file has none`() throws {
    var flags = DecisionOverrides()
    flags.vary = ["program.reward.referrer.value=0%..50% of CAC", "program.ends=[none, day 90]"]
    flags.maximise = "npv"
    flags.risk = "cvar05"
    flags.subjectTo = ["incremental_cac <= cac", "payback_days <= 12 months"]
    flags.confidence = "99%"
    flags.indifference = "$20_000"
    let inFile = try document(
      """
      decision:
        vary: {program.reward.referrer.value: 0%..50% of CAC, program.ends: [none, day 90]}
        maximise: npv
        risk: cvar05
        subject_to: [incremental_cac <= cac, payback_days <= 12 months]
        confidence: 99%
        indifference: $20_000
      """)
    let flagged = try document(flags: flags)
    #expect(flagged.decision == inFile.decision && flagged.decision != nil)
    #expect(flagged.resolvedYAML == inFile.resolvedYAML)
  }

  @Test func `flags replace what they name and leave the rest`() throws {
    var flags = DecisionOverrides()
    flags.minimise = "payback_days"
    flags.confidence = "80%"
    let kept = try document(DecisionOverridesTests.written, flags: flags).decision
    #expect(kept?.objective == "payback_days" && kept?.isMaximised == false)
    #expect(kept?.confidence == 0.8 && kept?.limits.count == 1)
    #expect(kept?.variables.map(\.path) == ["program.cap.referrals"])
    flags = DecisionOverrides()
    flags.vary = ["loops.referral.invites = 1 .. 4"]
    flags.subjectTo = ["npv >= 0"]
    let replaced = try document(DecisionOverridesTests.written, flags: flags).decision
    #expect(replaced?.variables.map(\.path) == ["loops.referral.invites"])
    #expect(replaced?.limits.map(\.text) == ["npv >= 0"] && replaced?.confidence == 0.9)
    #expect(
      try document(DecisionOverridesTests.written, flags: DecisionOverrides()).decision
        == document(DecisionOverridesTests.written).decision)
  }

  static let broken: [(flags: DecisionOverrides, expected: String)] = [
    (
      flags { $0.vary = ["program.reward.referrer.value"] },
      "--vary program.reward.referrer.value: error: expected path=value, such as "
        + "program.reward.referrer.value=0%..50% of CAC"
    ),
    (
      flags { $0.vary = ["program.cap.referrals=12..1"] },
      "--vary program.cap.referrals=12..1: error: decision.vary.program.cap.referrals: "
        + "a range needs its lower end first: 12 is not below 1"
    ),
    (
      flags { $0.vary = ["program.rewards.referrer.value=0%..50% of CAC"] },
      "--vary program.rewards.referrer.value=0%..50% of CAC: error: "
        + "decision.vary.program.rewards.referrer.value: names nothing in this scenario; "
        + "did you mean 'program.reward.referrer.value'?"
    ),
    (
      flags { $0.vary = ["program.ends=[none, day 10"] },
      "--vary program.ends=[none, day 10: error: program.ends: not valid YAML: did not find "
        + "expected ',' or ']' (while parsing a flow sequence that began on line 1)"
    ),
    (
      flags { $0.vary = ["program.cap.referrals=1..5", "program.cap.referrals=1..9"] },
      "--vary program.cap.referrals=1..9: error: decision.vary.program.cap.referrals: varied twice"
    ),
    (
      flags {
        $0.maximise = "npv"
        $0.minimise = "reward_cost"
      },
      "--minimise reward_cost: error: decision.minimise: does not go with maximise: a decision "
        + "has one objective"
    ),
    (
      flags { $0.risk = "q5" },
      "--risk q5: error: decision.risk: expected one of mean, median, q05, cvar05, found q5; "
        + "did you mean 'q05'?"
    ),
    (
      flags { $0.confidence = "0.95" },
      "--confidence 0.95: error: decision.confidence: expected a share from 50% to 99.9%, such as "
        + "15%, found 0.95 without a unit; write 95%"
    ),
    (
      flags { $0.indifference = "0" },
      "--indifference 0: error: decision.indifference: expected a difference above 0 such as "
        + "1% of npv or $300, found 0"
    ),
    (
      flags { $0.subjectTo = ["npv >= 0", "incremental_cac"] },
      "--subject-to incremental_cac: error: decision.subject_to[1]: expected a metric, <= or >=, "
        + "and a bound, such as budget_stop_probability <= 5%, found incremental_cac"
    ),
    (
      flags { $0.vary = ["customers.initial=100..20_000"] },
      "--vary customers.initial=100..20_000: error: decision.vary.customers.initial at 20000, "
        + "customers.initial: more than market.size, 10000"
    ),
  ]

  private static func flags(_ set: (inout DecisionOverrides) -> Void) -> DecisionOverrides {
    var flags = DecisionOverrides()
    set(&flags)
    return flags
  }

  @Test(arguments: broken)
  func `an error in a flag names the flag`(flags: DecisionOverrides, expected: String) {
    let errors = #expect(throws: ScenarioErrors.self) {
      try document(DecisionOverridesTests.written, flags: flags)
    }
    #expect(errors?.description == expected)
  }

  @Test func `a decision of flags alone must say what varies`() {
    var flags = DecisionOverrides()
    flags.maximise = "npv"
    let errors = #expect(throws: ScenarioErrors.self) { try document(flags: flags) }
    #expect(
      errors?.description.hasPrefix("--maximise npv: error: decision.vary: missing; expected")
        == true)
  }

  @Test func `a flag does not hide that a section is no mapping`() {
    var flags = DecisionOverrides()
    flags.maximise = "npv"
    let errors = #expect(throws: ScenarioErrors.self) {
      try document("decision: npv", flags: flags)
    }
    #expect(errors?.description.hasPrefix("small.yaml:13:11: error: decision: expected") == true)
  }
}
