import Foundation
import ReferralModel
import Testing

@testable import Calibration

@Suite struct DelayFitTests {
  struct Known: Sendable {
    var family: DelayFamily
    var values: [Double]
    var logLikelihood: Double
  }

  static func veteran() throws -> (days: [Int], seen: [Bool]) {
    let table = try OutsideData.columns("survival/veteran.csv")
    return (table.numbers("time").map { Int($0!) }, table.numbers("status").map { $0 == 1 })
  }

  // Recorded from reference.py.
  @Test(
    .enabled(if: OutsideData.isPresent, "no outside data beside the package"),
    arguments: [
      Known(family: .exponential, values: [130.749362], logLikelihood: -751.780437),
      Known(family: .geometric, values: [130.179685], logLikelihood: -750.728319),
      Known(family: .lognormal, values: [65.311333, 1.339444], logLikelihood: -748.963481),
      Known(family: .gamma, values: [131.766707, 144.816262], logLikelihood: -750.123879),
      Known(family: .weibull, values: [0.862129, 121.938778], logLikelihood: -749.092152),
    ])
  func `every law is fitted as an independent script fits it`(known: Known) throws {
    let (days, seen) = try DelayFitTests.veteran()
    let choice = try DelayFit(days: days, seen: seen, families: [known.family]).choice
    #expect(abs(choice.result.logLikelihood - known.logLikelihood) < 2e-6)
    for (value, expected) in zip(choice.result.values, known.values) {
      #expect(isClose(value, expected, within: 1e-4))
    }
  }

  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `laws are ranked by AIC, and refused ones say why`() throws {
    let (days, seen) = try DelayFitTests.veteran()
    let choice = try DelayFit(days: days, seen: seen).choice
    // Parameters count: lognormal 2·(2 + 748.96), geometric 2·(1 + 750.73), weibull 2·(2 + 749.09).
    #expect(
      choice.candidates.map(\.family)
        == [.lognormal, .weibull, .geometric, .gamma, .exponential, .constant])
    #expect(
      choice.candidates.last?.outcome
        == .refused(.notEnough("delays differ, so they are not constant")))
    guard case .lognormal(let median, let sigma) = choice.delay else {
      Issue.record("the best law is lognormal, not \(choice.delay)")
      return
    }
    #expect(abs(median - 65.3113) < 0.01 && abs(sigma - 1.33944) < 0.001)
  }

  @Test func `an exponential law has its closed form`() throws {
    // Whole days of an exponential law are geometric from 0: 1 − e^(−1/m) = ends/(days + ends).
    let choice = try DelayFit(
      days: [0, 3, 5, 2, 9], seen: [true, true, true, true, false], families: [.exponential]
    ).choice
    let ends = 4.0, survived = 0.0 + 3 + 5 + 2 + 10
    let mean = -1 / log(survived / (survived + ends))
    #expect(isClose(choice.result.value(of: "delay.mean"), mean, within: 1e-6))
  }

  @Test func `equal delays are a constant`() throws {
    let choice = try DelayFit(days: [3, 3, 3, 1], seen: [true, true, true, false]).choice
    #expect(choice.family == .constant)
    #expect(choice.delay == .constant(days: 3))
    #expect(choice.result.logLikelihood == 0)
    #expect(choice.candidates.count == DelayFamily.allCases.count)
  }

  @Test func `delays that teach nothing are refused with a sentence`() {
    #expect {
      try DelayFit(days: [3, 4], seen: [false, false])
    } throws: {
      "\($0)" == "none of the 2 delays was seen to end"
    }
    #expect(throws: FitError.self) { try DelayFit(days: [], seen: []) }
    #expect(throws: FitError.self) { try DelayFit(days: [-1], seen: [true]) }
    #expect(throws: FitError.self) { try DelayFit(days: [1, 2], seen: [true]) }
    #expect {
      try DelayFit(days: [0, 4], seen: [true, true], families: [.geometric])
    } throws: {
      "\($0)" == "a geometric delay lasts at least a day, and some lasted none"
    }
  }
}

@Suite struct CureFitTests {
  // The veteran data watched for 100 days. Recorded from reference.py.
  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `a share that never comes is fitted as an independent script fits it`() throws {
    let (times, ended) = try DelayFitTests.veteran()
    let days = times.map { min($0, 100) }
    let seen = zip(times, ended).map { $0 <= 100 && $1 }
    func fit(_ family: DelayFamily) throws -> FitResult {
      try CureFit(days: days, seen: seen, families: [family]).choice.result
    }
    let exponential = try fit(.exponential)
    #expect(abs(exponential.logLikelihood + 450.295896) < 2e-6)
    #expect(isClose(exponential.value(of: "probability"), 0.7601156, within: 1e-4))
    #expect(isClose(exponential.value(of: "delay.mean"), 69.758785, within: 1e-4))
    let weibull = try fit(.weibull)
    #expect(abs(weibull.logLikelihood + 450.068781) < 2e-6)
    #expect(isClose(weibull.value(of: "probability"), 0.6988235, within: 1e-3))

    // Here everybody comes in the end, as far as the likelihood can tell.
    let lognormal = try fit(.lognormal)
    #expect(abs(lognormal.logLikelihood + 448.857455) < 1e-4)
    let probability = lognormal["probability"]!
    #expect(probability.value == 1 && probability.isOnTheBoundary)
    #expect(probability.interval.upperBound == 1 && probability.interval.lowerBound > 0.5)
    #expect(isClose(lognormal.value(of: "delay.median"), 74.269385, within: 1e-3))
  }

  @Test func `without a delay a probability is a share`() throws {
    let result = try CureFit(
      days: Array(repeating: 0, count: 50), seen: (0..<50).map { $0 < 20 }
    ).choice.result
    let estimate = result["probability"]!
    #expect(isClose(estimate.value, 0.4, within: 1e-6))
    // Wald on the logit: sd 1/√(n p q).
    #expect(isClose(estimate.standardError, 1 / 12.0.squareRoot(), within: 1e-3))
    let reach = 1.6448536 / 12.0.squareRoot()
    #expect(isClose(estimate.interval.lowerBound, 1 / (1 + 1.5 * exp(reach)), within: 1e-3))
    #expect(isClose(estimate.interval.upperBound, 1 / (1 + 1.5 * exp(-reach)), within: 1e-3))
  }

  @Test func `watching for a day leaves probability and delay undetermined`() throws {
    // Seen on day 0 or not at all: only the share of day 0 is known.
    let result = try CureFit(
      days: Array(repeating: 0, count: 60) + Array(repeating: 1, count: 60),
      seen: (0..<120).map { $0 % 6 == 0 }, families: [.lognormal]
    ).choice.result
    #expect(!result.undetermined.isEmpty)
    #expect(result.undetermined[0].loadings.count > 1)
  }

  @Test func `what never happened is refused with a sentence`() {
    #expect {
      try CureFit(days: [10, 20], seen: [false, false])
    } throws: {
      "\($0)" == "none of the 2 delays was seen to end"
    }
  }
}
