import Foundation
import GSL
import Randomness
import Testing

@testable import Calibration

@Suite struct InvitationFitTests {
  static func made(cap: Int?) throws -> Inviters {
    let table = try OutsideData.fixture("inviters.csv")
    var inviters = Inviters(
      watchedDays: table.numbers("watched").map { Int($0!) }, inviter: [], delay: [])
    for (customer, cell) in table["delays", default: []].enumerated() {
      let days = cell.split(separator: " ").map { Int($0)! }
      for day in days.prefix(cap ?? days.count) {
        inviters.inviter.append(customer)
        inviters.delay.append(day)
      }
    }
    return inviters
  }

  struct Known: Sendable {
    var family: DelayFamily
    var cap: Int?
    var values: [Double]
    var logLikelihood: Double
  }

  // Recorded from reference.py, which multiplies over customers one by one. The table was made with
  // participation 35%, mean 3, dispersion 1.2 and a lognormal delay of median 20 days, sigma 1.
  @Test(arguments: [
    Known(
      family: .exponential, values: [0.416098, 2.994612, 0.931497, 30.337821],
      logLikelihood: -2270.464488),
    Known(
      family: .lognormal, values: [0.415961, 3.073210, 0.944337, 20.791228, 1.042287],
      logLikelihood: -2249.008630),
    Known(
      family: .gamma, values: [0.415438, 2.951916, 0.956086, 27.930951, 23.511856],
      logLikelihood: -2257.542928),
    // Cut to three, as the cap of a program would: now everyone may be an advocate.
    Known(
      family: .exponential, cap: 3, values: [1, 2.423128, 0.120826, 28.320351],
      logLikelihood: -1408.420971),
    Known(
      family: .lognormal, cap: 3, values: [1, 2.692430, 0.116309, 19.304419, 0.978605],
      logLikelihood: -1394.680047),
  ])
  func `invitations are fitted as an independent script fits them`(known: Known) throws {
    let fit = try InvitationFit(
      InvitationFitTests.made(cap: known.cap), cap: known.cap, families: [known.family]
    ).choice.result
    #expect(abs(fit.logLikelihood - known.logLikelihood) < 2e-6)
    for (value, expected) in zip(fit.values, known.values) {
      #expect(isClose(value, expected, within: 1e-4))
    }
  }

  @Test func `the law that made the delays wins, and truths lie inside the intervals`() throws {
    let choice = try InvitationFit(InvitationFitTests.made(cap: nil)).choice
    #expect(choice.family == .lognormal)
    let truths = [
      "participation": 0.35, "invites.mean": 3, "invites.dispersion": 1.2,
      "invites.delay.median": 20, "invites.delay.sigma": 1,
    ]
    // Five intervals of 90% at one fixed seed: recorded, not a test of coverage.
    for (name, truth) in truths { #expect(choice.result[name]!.interval.contains(truth)) }
    #expect(choice.result.undetermined.isEmpty)
    #expect(choice.result.notes.isEmpty)
  }

  @Test func `referrals alone tell the product of invitations and conversion`() throws {
    let choice = try InvitationFit(
      InvitationFitTests.made(cap: nil), counted: .referrals, families: [.lognormal]
    ).choice
    #expect(choice.result["invites.mean × conversion"] != nil)
    #expect(choice.result.notes.count == 1)
  }

  @Test func `one invitation each tells participation times mean only`() throws {
    // With a cap of 1 the data are who invited: π·(1 − P(M = 0)).
    let inviters = Inviters(
      watchedDays: Array(repeating: 30, count: 200), inviter: Array(0..<40),
      delay: Array(repeating: 0, count: 40))
    let fit = try InvitationFit(inviters, cap: 1, isPoisson: true).choice.result
    #expect(fit.undetermined.count == 1)
    let names = fit.undetermined[0].loadings.map(\.name)
    #expect(Set(names) == ["participation", "invites.mean"])
    #expect(fit["participation"]!.interval == 0...1)
    #expect(fit["invites.mean"]!.interval == 0...Double.infinity)
    let product = fit.value(of: "participation") * -expm1(-fit.value(of: "invites.mean"))
    #expect(abs(product - 0.2) < 1e-4)
  }

  @Test func `counts without extra scatter put the dispersion at infinity`() throws {
    // Everyone watched for long, no delays; counts exactly as even as Poisson's would not be.
    var inviters = Inviters(watchedDays: Array(repeating: 50, count: 120), inviter: [], delay: [])
    for customer in 0..<120 {
      for _ in 0..<(1 + customer % 3) {
        inviters.inviter.append(customer)
        inviters.delay.append(0)
      }
    }
    let fit = try InvitationFit(inviters).choice.result
    let dispersion = fit["invites.dispersion"]!
    #expect(dispersion.value == .infinity && dispersion.isOnTheBoundary)
    #expect(dispersion.interval.upperBound == .infinity)
    #expect(dispersion.interval.lowerBound > 2)
    let participation = fit["participation"]!
    #expect(participation.value == 1 && participation.interval.upperBound == 1)
    #expect(abs(fit.value(of: "invites.mean") - 2) < 1e-6)
    // Draws stay in range, where a normal curve on the logarithm would not.
    let luck = Streams(seed: 3, replication: 0)
    for number in 0..<200 {
      let draw = try fit.draw(number, luck: luck)
      #expect((0...1).contains(draw[0]) && draw[1] > 0 && draw[2] > 0)
    }
  }

  @Test func `invitations that cannot be are refused with a sentence`() {
    func refusal(_ inviters: Inviters, cap: Int? = nil) -> String {
      do {
        _ = try InvitationFit(inviters, cap: cap)
        return "fitted"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      refusal(Inviters(watchedDays: [5, 9], inviter: [], delay: []))
        == "none of the 2 customers was seen to invite anybody")
    #expect(
      refusal(Inviters(watchedDays: [5], inviter: [0], delay: [6])).contains("watched up to age 5"))
    #expect(
      refusal(Inviters(watchedDays: [5], inviter: [1], delay: [6])).contains("no customer"))
    #expect(
      refusal(Inviters(watchedDays: [5], inviter: [0, 0], delay: [1, 2]), cap: 1)
        .contains("above the cap of 1"))
    #expect(
      refusal(Inviters(watchedDays: [5], inviter: [0], delay: []))
        == "every invitation needs an inviter and a delay")
    #expect(
      refusal(Inviters(watchedDays: [-1], inviter: [0], delay: [1]))
        == "a customer was watched for a negative time")
  }
}
