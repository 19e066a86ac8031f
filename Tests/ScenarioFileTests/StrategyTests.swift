import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

@Suite struct StrategyTests {
  @Test func `strategies keep their order and their changes`() throws {
    let strategies = try document(
      """
      strategies:
        one-sided: {program.reward.referee: 0% of CAC}
        no-program: {program: none}
        both: {program.reward.value: $60, program.cap: {referrals: 3}}
        as-it-is: {}
      """
    ).strategies
    #expect(strategies.map(\.name) == ["one-sided", "no-program", "both", "as-it-is"])
    #expect(strategies[0].changes.map(\.path) == ["program.reward.referee"])
    #expect(strategies[2].changes.map(\.text) == ["$60", "{referrals: 3}"])
    #expect(strategies[3].changes.isEmpty)
  }

  @Test func `applying changes is the same as setting them`() throws {
    let changes = ["program.reward.value=$60", "program.cap={referrals: 3, per: month}"]
    let base = try document(
      "strategies: {both: {program.reward.value: $60, program.cap: {referrals: 3, per: month}}}")
    let applied = try base.applying(base.strategies[0].changes)
    #expect(try applied.scenario == document(set: changes).scenario)
    #expect(applied.strategies == base.strategies)
    #expect(
      try applied.resolvedYAMLWithoutDecisions
        == document(set: changes).resolvedYAMLWithoutDecisions)
    #expect(base.scenario.program?.cap == nil, "the document itself does not change")
  }

  @Test func `changes are made in turn`() throws {
    let base = try document()
    let first = try ScenarioChange(path: "program.reward.value", text: "$60")
    let second = try ScenarioChange(path: "program.reward.referee", text: "5% of CAC")
    let together = try base.applying([first, second]).scenario
    #expect(try base.applying([first]).applying([second]).scenario == together)
    #expect(together.program?.reward.referrer.value == 0.2)
    #expect(together.program?.reward.referee.value == 0.05)
  }

  static let uncertain = """
    fraud: {opportunists: 1%, fakes: 2 per month}
    uncertain:
      loops.referral.conversion.base: {distribution: uniform, min: 1%, max: 5%}
      program.reward.value: {distribution: uniform, min: 0% of CAC, max: 20% of CAC}
      program.deadweight: {distribution: uniform, min: 0%, max: 20%}
    """

  @Test func `an uncertain reward does not bring back a program that was taken away`() throws {
    let none = try document(StrategyTests.uncertain)
      .applying([.noProgram])
    #expect(none.uncertain.count == 3)
    #expect(none.scenario.program == nil)
    let drawn = try none.scenario(drawing: [0.04, 0.1, 0.1])
    #expect(drawn.program == nil)
    // The other draws still count: base × uplift.
    #expect(abs(drawn.loops[0].conversion.range.upperBound - 0.16) < 1e-15)
    // Read again, and set on the command line, it stays away.
    let again = try ScenarioDocument.parse(
      text: none.resolvedYAML, file: "again.yaml", folder: "")
    #expect(
      again.scenario == none.scenario && again.uncertain.map(\.path) == none.uncertain.map(\.path))
    #expect(try again.scenario(drawing: [0.04, 0.1, 0.1]) == drawn)
    let set = try document(StrategyTests.uncertain, set: ["program=none"])
    #expect(try set.scenario(drawing: [0.04, 0.1, 0.1]) == drawn)
  }

  @Test func `a change wins over a draw, which keeps its place`() throws {
    let base = try document(StrategyTests.uncertain)
    let changed = try base.applying([
      ScenarioChange(path: "program.reward.referee", text: "7% of CAC")
    ])
    #expect(changed.uncertain == base.uncertain)
    let drawn = try changed.scenario(drawing: [0.04, 0.125, 0.1])
    #expect(drawn.program?.reward.referee.value == 0.07)
    #expect(drawn.program?.reward.referrer.value == 0.125, "the side that was not changed")
    #expect(try base.scenario(drawing: [0.04, 0.125, 0.1]).program?.reward.referee.value == 0.125)
    // A part of the scenario that is replaced takes its uncertain values with it.
    let replaced = try base.applying([
      ScenarioChange(path: "program", text: "{reward: {referrer: 5% of CAC}}")
    ])
    let program = try replaced.scenario(drawing: [0.04, 0.125, 0.1]).program
    #expect(program?.reward.referrer.value == 0.05 && program?.deadweight == .constant(0))
  }

  @Test func `applying reads the files that a change names`() throws {
    let folder = Fixtures.folder + "/good"
    let text = scenarioText("strategies: {listed: {customers.initial: {file: people.txt}}}")
    let base = try ScenarioDocument.parse(text: text, file: "small.yaml", folder: folder)
    let listed = try base.applying(base.strategies[0].changes)
    guard case .people(let people) = listed.scenario.customers.initial else {
      Issue.record("expected people")
      return
    }
    #expect(!people.isEmpty)
    let missing = try ScenarioChange(path: "customers.initial", text: "{file: nowhere.txt}")
    #expect(throws: ScenarioErrors.self) { try base.applying([missing]) }
  }

  @Test func `a change that cannot be made is refused with its own place`() throws {
    let change = try ScenarioChange(path: "program.rewrd.referee", text: "0% of CAC")
    let errors = #expect(throws: ScenarioErrors.self) { try document().applying([change]) }
    #expect(
      errors?.description == "--set program.rewrd.referee=0% of CAC: error: "
        + "program.rewrd.referee: names nothing in this scenario; did you mean "
        + "'program.reward.referee'?")
  }

  @Test func `a decision does not change the identity of a plain run`() throws {
    let plain = try document()
    let more = try document(
      "strategies: {a: {program: none}}\ndecision: {vary: {program.cap.referrals: 1 .. 5}}")
    #expect(plain.resolvedYAML == plain.resolvedYAMLWithoutDecisions)
    #expect(more.resolvedYAMLWithoutDecisions == plain.resolvedYAML)
    #expect(more.resolvedYAML != plain.resolvedYAML)
  }

  @Test func `a strategy and then a variable make one scenario`() throws {
    let base = try document(
      """
      strategies: {credit: {program.reward.referrer.kind: credit}}
      decision: {vary: {program.reward.referrer: 0% .. 50% of CAC}}
      """)
    let variable = try #require(base.decision?.variables.first)
    let both = try base.applying(base.strategies[0].changes).applying([variable.change(to: 0.25)])
    #expect(both.scenario.program?.reward.referrer.kind == .credit)
    #expect(both.scenario.program?.reward.referrer.value == 0.25)
    #expect(both.decision == base.decision)
  }

  @Test func `a change reads back from what it prints`() throws {
    for (path, text) in [
      ("program", "none"), ("program.reward.value", "$60"),
      ("program.cap", "{referrals: 3, per: month}"),
      ("program.tiers", "[{from: 5, referrer: 15% of CAC}, {from: 9, referrer: $50}]"),
    ] {
      let change = try ScenarioChange(path: path, text: text)
      #expect(change.text == text && change.path == path)
      #expect(try ScenarioChange(path: path, text: change.text) == change)
      #expect(
        try document().applying([change]).scenario == document(set: ["\(path)=\(text)"]).scenario)
    }
    #expect(try ScenarioChange(path: "program", text: "none") == .noProgram)
    #expect(throws: ScenarioErrors.self) { try ScenarioChange(path: "program..", text: "none") }
    #expect(throws: ScenarioErrors.self) { try ScenarioChange(path: "program", text: "{a: [}") }
  }

  @Test func `too many strategies are refused before they are tried`() {
    let names = (0...100).map { "s\($0): {program: none}" }
    let errors = #expect(throws: ScenarioErrors.self) {
      try document("strategies: {\(names.joined(separator: ", "))}")
    }
    #expect(
      errors?.errors.map(\.problem.description) == [
        "expected at most 100 strategies, found 101"
      ])
  }
}
