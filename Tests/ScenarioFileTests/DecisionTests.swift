import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

/// A sound scenario, and what is added to it.
func scenarioText(_ more: String = "", program: String = "  reward: {referrer: 15% of CAC}")
  -> String
{
  """
  name: Small
  horizon: 12 months
  market: {size: 10_000}
  customers: {initial: 100, churn: 3% per month, margin: $8 per month}
  acquisition: {cac: $300, organic: 4 per day}
  loops:
    referral:
      participation: {at_zero: 6%, at_large: 20%, half_at: 10% of CAC}
      invites: 3
      conversion: {base: 3%, uplift: 4x}
  program:
  \(program)
  \(more)
  """
}

func document(
  _ more: String = "", program: String = "  reward: {referrer: 15% of CAC}",
  flags: DecisionOverrides = .init(), set: [String] = []
) throws -> ScenarioDocument {
  let overrides = try set.map { try PathOverride(parsing: $0) }
  return try ScenarioDocument.parse(
    text: scenarioText(more, program: program), file: "small.yaml", folder: "",
    overrides: overrides, decision: flags)
}

@Suite struct DecisionTests {
  static func variable(_ path: String, _ domain: String) throws -> Decision.Variable {
    let decision = try document("decision: {vary: {\(path): \(domain)}}").decision
    return try #require(decision?.variables.first)
  }

  struct Range: CustomTestStringConvertible, Sendable {
    var path: String
    var text: String
    var domain: Decision.Variable.Domain
    var high: String
    var testDescription: String { text }
  }

  // Shares of a CAC of $300; a month is 365.25/12 days; losses compound: 1 − (1 − 0.12)^(1/12).
  @Test(arguments: [
    Range(
      path: "program.reward.referrer.value", text: "0% .. 50% of CAC",
      domain: .range(low: 0, high: 0.5, step: nil, kind: .reward), high: "50% of CAC"),
    Range(
      path: "program.reward.referrer", text: "0..50% of CAC",
      domain: .range(low: 0, high: 0.5, step: nil, kind: .reward), high: "50% of CAC"),
    Range(
      path: "program.reward.value", text: "5% of CAC .. 50% by 1%",
      domain: .range(low: 0.05, high: 0.5, step: 0.01, kind: .reward), high: "50% of CAC"),
    Range(
      path: "program.reward.referee", text: "$0 .. $75 by $15",
      domain: .range(low: 0, high: 0.25, step: 0.05, kind: .reward), high: "$75"),
    Range(
      path: "program.reward.referee", text: "$15..75",
      domain: .range(low: 0.05, high: 0.25, step: nil, kind: .reward), high: "$75"),
    Range(
      path: "program.cap.referrals", text: "1 .. 12",
      domain: .range(low: 1, high: 12, step: nil, kind: .count), high: "12"),
    Range(
      path: "program.budget.total", text: "$10_000 .. $1 million by $10_000",
      domain: .range(low: 10_000, high: 1_000_000, step: 10_000, kind: .money), high: "$1000000"),
    Range(
      path: "program.payout.hold", text: "1 .. 4 weeks",
      domain: .range(low: 7, high: 28, step: nil, kind: .duration), high: "28 days"),
    Range(
      path: "loops.referral.conversion.uplift", text: "1..4x",
      domain: .range(low: 1, high: 4, step: nil, kind: .multiplier), high: "4x"),
    Range(
      path: "loops.referral.invites", text: "0.5..2.5",
      domain: .range(low: 0.5, high: 2.5, step: nil, kind: .number), high: "2.5"),
    Range(
      path: "program.fixed_cost", text: "0 .. $96_000 per year",
      domain: .range(low: 0, high: 8000, step: nil, kind: .moneyPerMonth),
      high: "$8000 per month"),
    Range(
      path: "fraud.detection", text: "10 .. 90%",
      domain: .range(low: 0.1, high: 0.9, step: nil, kind: .share), high: "90%"),
  ])
  func `a range is read in base units and written back`(range: Range) throws {
    let variable = try DecisionTests.variable(range.path, range.text)
    #expect(variable.path == range.path)
    guard case .range(let low, let high, let step, let kind) = variable.domain,
      case .range(let wantedLow, let wantedHigh, let wantedStep, let wantedKind) = range.domain
    else {
      Issue.record("expected a range")
      return
    }
    #expect(abs(low - wantedLow) < 1e-12 && abs(high - wantedHigh) < 1e-9 && kind == wantedKind)
    #expect((step == nil) == (wantedStep == nil))
    #expect(abs((step ?? 0) - (wantedStep ?? 0)) < 1e-12)
    #expect(variable.text(high, currency: "USD") == range.high)
    #expect(variable.change(to: high).text == range.high)
  }

  @Test func `a value of a range is written as a person would`() throws {
    let share = try DecisionTests.variable("program.reward.referrer", "0% .. 50% of CAC by 1%")
    #expect(share.change(to: 0.1 + 0.2).text == "30% of CAC")
    #expect(share.change(to: 0.1 + 0.2).path == "program.reward.referrer.value")
    #expect(share.nearest(to: 0.1249) == 0.12 && share.nearest(to: 0.7) == 0.5)
    let dollars = try DecisionTests.variable("program.reward.referrer", "$0 .. $100")
    #expect(dollars.change(to: 0.37 / 3).text == "$37")
    #expect(dollars.text(0.37 / 3, currency: "EUR") == "37 EUR")
    let changed = try document().applying([dollars.change(to: 0.37 / 3)])
    #expect(changed.scenario.program?.reward.referrer.value == 37.0 / 300)
    let coarse = try DecisionTests.variable("program.reward.referrer", "10% .. 15% of CAC by 5%")
    #expect(coarse.nearest(to: 0.13) == 0.15 && coarse.nearest(to: 0.12) == 0.1)
    let count = try DecisionTests.variable("program.cap.referrals", "2 .. 12 by 4")
    #expect(count.nearest(to: 7.9) == 6 && count.nearest(to: 100) == 10)
    #expect(count.change(to: 6).text == "6")
  }

  @Test func `choices of numbers change the number and leave the keys beside it`() throws {
    let program = "  reward: {referrer: {value: 10% of CAC, kind: credit, cost: 40%}}"
    let numbers = try document(
      "decision: {vary: {program.reward.referrer: [5% of CAC, $30]}}", program: program)
    guard case .choices(let choices)? = numbers.decision?.variables[0].domain else {
      Issue.record("expected choices")
      return
    }
    #expect(choices.map(\.path) == Array(repeating: "program.reward.referrer.value", count: 2))
    #expect(choices.map(\.text) == ["5% of CAC", "$30"])
    let referrer = try numbers.applying([choices[1]]).scenario.program?.reward.referrer
    #expect(referrer?.value == 0.1 && referrer?.kind == .credit && referrer?.cost == 0.4)
  }

  @Test func `choices may be words, mappings and none`() throws {
    let decision = try document(
      """
      decision:
        vary:
          program.reward.referrer.kind: [cash, credit]
          program.reward.referee: [0% of CAC, {value: 10% of CAC, kind: points}]
          program.ends: [none, day 90, day 180]
          program.tiers: [[], [{from: 5, referrer: 20% of CAC}]]
      """
    ).decision
    let texts = decision?.variables.map { variable -> [String] in
      guard case .choices(let choices) = variable.domain else { return [] }
      return choices.map(\.text)
    }
    #expect(
      texts == [
        ["cash", "credit"], ["0% of CAC", "{value: 10% of CAC, kind: points}"],
        ["none", "day 90", "day 180"], ["[]", "[{from: 5, referrer: 20% of CAC}]"],
      ])
    // What a change says can be given to --set.
    for text in texts?[3] ?? [] {
      let again = try ScenarioChange(path: "program.tiers", text: text)
      #expect(again.text == text)
      #expect(
        try document().applying([again]).scenario
          == document(set: ["program.tiers=\(text)"]).scenario)
    }
  }

  @Test func `a decision that says little is completed`() throws {
    let decision = try document("decision: {vary: {program.cap.referrals: 1 .. 5}}").decision
    #expect(decision?.objective == "npv" && decision?.isMaximised == true)
    #expect(decision?.risk == "mean" && decision?.confidence == 0.95 && decision?.limits == [])
    #expect(decision?.indifference == .share(0.01, ofMetric: "npv"))
    #expect(try document().decision == nil)
  }

  @Test func `a decision that says everything is read`() throws {
    let decision = try document(
      """
      decision:
        vary: {program.cap.referrals: 1 .. 5}
        minimise: incremental_cac
        risk: cvar05
        subject_to:
          - incremental_cac <= cac
          - budget_stop_probability<=5%
          - payback_days <= 18 months
          - ltv_to_cac >= 3x
          - npv >= -$20_000
          - signups_referred.email-link >= 1_000
          - incremental_signups >= signups_paid
        confidence: 99.9%
        indifference: $2.50
      """
    ).decision
    #expect(decision?.objective == "incremental_cac" && decision?.isMaximised == false)
    #expect(decision?.risk == "cvar05" && decision?.confidence == 0.999)
    #expect(decision?.indifference == .amount(2.5, .money))
    let limits = decision?.limits ?? []
    #expect(
      limits.map(\.bound) == [
        .cac, .value(0.05), .value(18 * 365.25 / 12), .value(3), .value(-20_000), .value(1000),
        .metric("signups_paid"),
      ])
    #expect(limits.map(\.isAtMost) == [true, true, true, false, false, false, false])
    #expect(
      limits.map(\.metric).suffix(2) == ["signups_referred.email-link", "incremental_signups"])
    #expect(
      limits.map(\.unit) == [nil, .share, .duration, .multiplier, .money, .number, nil])
    #expect(limits[1].text == "budget_stop_probability<=5%")
  }

  @Test func `an amount of currency stays one when CAC is uncertain`() throws {
    let document = try document(
      """
      decision: {vary: {program.reward.referrer: $0 .. $90}}
      uncertain: {acquisition.cac: {distribution: uniform, min: $200, max: $400}}
      """)
    let variable = try #require(document.decision?.variables.first)
    let changed = try document.applying([variable.change(to: 0.1)])
    #expect(changed.scenario.program?.reward.referrer.value == 0.1)
    #expect(try changed.scenario(drawing: [200]).program?.reward.referrer.value == 0.15)
  }

  @Test func `free months vary as months`() throws {
    let text = scenarioText("decision: {vary: {program.reward.referee: 0 .. 3 free months by 1}}")
      .replacing("margin: $8 per month", with: "margin: $8 per month, price: $30 per month")
    let document = try ScenarioDocument.parse(text: text, file: "small.yaml", folder: "")
    let variable = try #require(document.decision?.variables.first)
    guard case .range(_, let high, let step?, .reward) = variable.domain else {
      Issue.record("expected a range with a step")
      return
    }
    // Three months at $30 against a CAC of $300.
    #expect(abs(high - 0.3) < 1e-15 && abs(step - 0.1) < 1e-15)
    #expect(variable.change(to: 0.1).text == "1 free month")
    #expect(variable.change(to: variable.nearest(to: 0.22)).text == "2 free months")
  }
}
