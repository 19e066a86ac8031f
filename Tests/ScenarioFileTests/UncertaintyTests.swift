import Foundation
import ReferralModel
import Testing

@testable import ScenarioFile

@Suite struct UncertaintyTests {
  private func document(_ path: String, _ distribution: String) throws -> ScenarioDocument {
    try ScenarioDocument.parse(
      text: """
        name: x
        horizon: 1 year
        market: {size: 1000}
        acquisition: {cac: $60}
        loops: {a: {participation: 5%, invites: {mean: 4, dispersion: 2}, conversion: 10%}}
        program: {reward: {referrer: 10% of CAC}}
        uncertain: {\(path): \(distribution)}
        """, file: "x.yaml", folder: "")
  }

  // P(X ≤ q95) = 0.95 where (log q95 − log median)/sigma = z(0.95); a lognormal's mean is
  // median·exp(sigma²/2) and its variance mean²·(exp(sigma²) − 1). Median 2, sigma 0.5 gives:
  static let mean = 2 * exp(0.125)
  static let sd = mean * (exp(0.25) - 1).squareRoot()
  static let q05 = 2 * exp(-0.5 * 1.6448536269514722)
  static let q95 = 2 * exp(0.5 * 1.6448536269514722)

  @Test(arguments: [
    "median: 2x, sigma: 0.5", "mean: \(mean)x, sigma: 0.5", "mean: \(mean)x, sd: \(sd)x",
    "median: 2x, sd: \(sd)x", "mean: \(mean)x, median: 2x", "median: 2x, q05: \(q05)x",
    "median: 2x, q95: \(q95)x", "mean: \(mean)x, q05: \(q05)x", "q05: \(q05)x, q95: \(q95)x",
  ])
  func `any two numbers fix a lognormal`(parameters: String) throws {
    let document = try document(
      "loops.a.conversion.uplift", "{distribution: lognormal, \(parameters)}")
    guard case .lognormal(let median, let sigma) = document.uncertain[0].distribution else {
      Issue.record("expected a lognormal")
      return
    }
    #expect(abs(median - 2) < 1e-12 && abs(sigma - 0.5) < 1e-12)
    #expect(document.uncertain[0].kind == .multiplier)
  }

  // Mean 5, sd 2: q05 and q95 lie 1.6448536269514722 sd away.
  @Test(arguments: [
    "mean: 5, sd: 2", "median: 5, sd: 2", "mean: 5, q95: 8.2897072539029444",
    "median: 5, q05: 1.7102927460970556", "sd: 2, q05: 1.7102927460970556",
    "sd: 2, q95: 8.2897072539029444", "q05: 1.7102927460970556, q95: 8.2897072539029444",
  ])
  func `any two numbers fix a normal`(parameters: String) throws {
    let document = try document("loops.a.invites.mean", "{distribution: normal, \(parameters)}")
    guard case .normal(let mean, let sd) = document.uncertain[0].distribution else {
      Issue.record("expected a normal")
      return
    }
    #expect(abs(mean - 5) < 1e-12 && abs(sd - 2) < 1e-12)
  }

  @Test func `the file's own value is central, and otherwise the median`() throws {
    let given = try document("loops.a.conversion", "{distribution: uniform, min: 0%, max: 50%}")
    #expect(given.scenario.loops[0].conversion == .constant(0.1))
    let absent = try document(
      "customers.churn", "{distribution: lognormal, median: 3% per month, sigma: 1}")
    #expect(absent.scenario.customers.churn == Churn(firstMonthLoss: 0.03))
    let uplift = try document(
      "loops.a.conversion.uplift", "{distribution: uniform, min: 2x, max: 4x}")
    #expect(abs(uplift.scenario.loops[0].conversion.range.upperBound - 0.3) < 1e-15)
  }

  @Test func `a draw replaces one number and leaves the rest`() throws {
    let document = try document("loops.a.invites", "{distribution: gamma, mean: 4, sd: 1}")
    var expected = document.scenario
    expected.loops[0].invitations = .count(mean: .constant(7.25), dispersion: 2, delay: .none)
    #expect(try document.scenario(drawing: [7.25]) == expected)
    let both = try self.document(
      "program.reward.value", "{distribution: uniform, min: 0% of CAC, max: 20% of CAC}")
    let drawn = try both.scenario(drawing: [0.125]).program
    #expect(drawn?.reward.referrer.value == 0.125 && drawn?.reward.referee.value == 0.125)
    let size = try self.document("market.size", "{distribution: uniform, min: 500, max: 2000}")
    #expect(try size.scenario(drawing: [1234.4]).market.size == 1234)
  }

  @Test func `a draw out of range is thrown back`() throws {
    let document = try document("loops.a.conversion", "{distribution: normal, mean: 50%, sd: 40%}")
    let errors = #expect(throws: ScenarioErrors.self) { try document.scenario(drawing: [1.25]) }
    #expect(
      errors?.description == "x.yaml:7:33: error: loops.a.conversion.base: expected a share from "
        + "0% to 100%, found 125%")
    #expect(throws: ScenarioErrors.self) { try document.scenario(drawing: [.nan]) }
    #expect(throws: ScenarioErrors.self) { try document.scenario(drawing: [.infinity]) }
  }
}
