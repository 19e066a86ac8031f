import Foundation
import Testing

@testable import Calibration

@Suite struct LifetimeFitTests {
  static func published(
    _ name: String, time: String, event: String, resolution: Lives.Resolution
  ) throws -> Lives {
    let table = try OutsideData.columns("survival/\(name).csv")
    return Lives(
      resolution: resolution, exitAge: table.numbers(time).map { $0! },
      left: table.numbers(event).map { $0 == 1 })
  }

  // lifelines' documentation, "Survival analysis with lifelines": rho 3.45 (0.24), log-likelihood
  // −672.062; its lambda of 0.02 is the rate, 1/55.73.
  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `Walton's data give lifelines' published Weibull fit`() throws {
    let fit = try LifetimeFit(
      LifetimeFitTests.published("waltons_dataset", time: "T", event: "E", resolution: .exact))
    #expect(abs(fit.shape - 3.45) < 0.005)
    // On the scale of the fit: a standard error of log rho.
    #expect(abs(fit.result["shape"]!.standardError * fit.shape - 0.24) < 0.005)
    #expect(abs(fit.result.logLikelihood + 672.062) < 0.0005)
    #expect(abs(1 / fit.scaleInDays - 0.02) < 0.005)
    #expect(fit.result.observations == 163)
    #expect(abs(fit.result.aic - 2 * (2 + 672.062)) < 0.002)
    #expect(fit.result.undetermined.isEmpty)
  }

  // R's survival: survreg(Surv(time, status) ~ sex, data = lung), as printed in the readme of
  // survParamSim: intercept 5.488584, sex 0.395578, scale 0.755088, Loglik(model) −1148.7,
  // Loglik(intercept only) −1153.9 (−1153.8511880894 with all digits, in the tests of a port). Sex is
  // 1 or 2; a Weibull's hazard is multiplied by exp(−coefficient/scale).
  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `the lung data give R's published Weibull regression as a multiplier`() throws {
    var lives = try LifetimeFitTests.published(
      "lung", time: "time", event: "status", resolution: .exact)
    let one = try LifetimeFit(lives)
    #expect(abs(one.result.logLikelihood + 1153.8511880894) < 1e-6)

    lives.isReferred = try OutsideData.columns("survival/lung.csv").numbers("sex").map { $0 == 2 }
    let two = try LifetimeFit(lives, multiplier: .always)
    #expect(abs(two.result.logLikelihood + 1148.7) < 0.05)
    #expect(abs(1 / two.shape - 0.755088) < 1e-5)
    #expect(isClose(two.scaleInDays, 359.3016, within: 1e-5))  // exp(5.488584 + 0.395578)
    #expect(isClose(two.result.value(of: "referred_multiplier"), 0.592217, within: 1e-5))
  }

  // R's survival: Loglik(intercept only) −748.1 for the veteran data, in a published analysis with
  // treatment, age and months since diagnosis. The rest is reference.py's.
  @Test(.enabled(if: OutsideData.isPresent, "no outside data beside the package"))
  func `the veteran data give the published likelihood`() throws {
    let fit = try LifetimeFit(
      LifetimeFitTests.published("veteran", time: "time", event: "status", resolution: .exact))
    #expect(abs(fit.result.logLikelihood + 748.1) < 0.05)
    #expect(isClose(fit.shape, 0.8520848, within: 1e-5))
    #expect(isClose(fit.scaleInDays, 120.68039, within: 1e-5))
  }

  struct WholeDays: Sendable {
    var name: String
    var time: String
    var event: String
    var loss, shape, scale, logLikelihood: Double
  }

  // Recorded from reference.py.
  @Test(
    .enabled(if: OutsideData.isPresent, "no outside data beside the package"),
    arguments: [
      WholeDays(
        name: "lung", time: "time", event: "status", loss: 0.03176193, shape: 1.3113835,
        scale: 417.306170, logLikelihood: -1153.908483),
      WholeDays(
        name: "veteran", time: "time", event: "status", loss: 0.27364150, shape: 0.8358775,
        scale: 119.094056, logLikelihood: -746.847609),
      WholeDays(
        name: "waltons_dataset", time: "T", event: "E", loss: 0.12405046, shape: 3.3941356,
        scale: 55.217691, logLikelihood: -672.835099),
    ])
  func `whole days are fitted as intervals, as an independent script does`(known: WholeDays) throws
  {
    let fit = try LifetimeFit(
      LifetimeFitTests.published(
        known.name, time: known.time, event: known.event, resolution: .wholeDays))
    #expect(abs(fit.result.logLikelihood - known.logLikelihood) < 2e-6)
    #expect(isClose(fit.result.value(of: "first_month_loss"), known.loss, within: 1e-5))
    #expect(isClose(fit.shape, known.shape, within: 1e-5))
    #expect(isClose(fit.scaleInDays, known.scale, within: 1e-5))
  }

  static func made() throws -> Lives {
    let table = try OutsideData.fixture("lives.csv")
    return Lives(
      exitAge: table.numbers("exit").map { $0! }, left: table.numbers("left").map { $0 == 1 },
      entryAge: table.numbers("entry").map { $0! },
      isReferred: table.numbers("referred").map { $0 == 1 },
      referrerLeftAtAge: table.numbers("referrer_left").map { $0 ?? .infinity })
  }

  // Recorded from reference.py, whose customers leave at half the rate while their referrer stays,
  // 6% in month 1, shape 0.8; nearly a third of them are seen from a tenure on.
  @Test func `a multiplier may end with the referrer, and customers may be seen late`() throws {
    let lives = try LifetimeFitTests.made()
    let fit = try LifetimeFit(lives, multiplier: .whileReferrerStays)
    #expect(abs(fit.result.logLikelihood + 1670.482505) < 2e-6)
    #expect(isClose(fit.result.value(of: "first_month_loss"), 0.05458212, within: 1e-4))
    #expect(isClose(fit.shape, 0.9052352, within: 1e-4))
    #expect(isClose(fit.result.value(of: "referred_multiplier"), 0.4470615, within: 1e-4))
    #expect(fit.result["referred_multiplier"]!.interval.contains(0.5))

    let always = try LifetimeFit(lives, multiplier: .always)
    #expect(abs(always.result.logLikelihood + 1677.999273) < 2e-6)
    #expect(isClose(always.result.value(of: "referred_multiplier"), 0.8131332, within: 1e-4))
  }

  @Test func `a constant hazard has its closed form`() throws {
    // Shape 1: survival of a day is q, and q = 1 − events / days survived or ended.
    let fit = try LifetimeFit(
      Lives(exitAge: [3, 10, 7, 20], left: [true, true, false, false]), shape: 1)
    let daily = 2.0 / 40
    let loss = 1 - pow(1 - daily, LifetimeFit.month)
    #expect(isClose(fit.result.value(of: "first_month_loss"), loss, within: 1e-6))
    #expect(fit.result.estimates.count == 1)
  }

  @Test func `lifetimes that teach nothing are refused with a sentence`() {
    #expect(throws: FitError.self) { try LifetimeFit(Lives(exitAge: [], left: [])) }
    #expect {
      try LifetimeFit(Lives(exitAge: [5, 6], left: [false, false]))
    } throws: {
      "\($0)".hasPrefix("nobody was seen leaving")
    }
    #expect {
      try LifetimeFit(Lives(exitAge: [5, 5, 3], left: [true, true, false]))
    } throws: {
      "\($0)".contains("on the same day")
    }
    #expect {
      try LifetimeFit(Lives(exitAge: [5, 6], left: [true, true]), multiplier: .always)
    } throws: {
      "\($0)".hasPrefix("no customer is known to be referred")
    }
    #expect {
      try LifetimeFit(Lives(exitAge: [0, 6], left: [true, true]))
    } throws: {
      "\($0)" == "customer 0 left at age 0.0, the age at which watching began"
    }
    #expect(throws: FitError.self) { try LifetimeFit(Lives(exitAge: [5, 6], left: [true])) }
    #expect {
      try LifetimeFit(
        Lives(exitAge: [5, 6], left: [true, true], isReferred: [true, true]), multiplier: .always)
    } throws: {
      "\($0)".hasPrefix("every customer is referred, so nobody shows how others stay")
    }
    for (age, said) in [
      (-1, "customer 0 was watched from age 0.0 to -1.0"),
      (5.5, "customer 0 has an age that is not a whole number of days"),
    ] {
      #expect {
        try LifetimeFit(Lives(exitAge: [age, 6], left: [true, true]))
      } throws: {
        "\($0)" == said
      }
    }
    #expect {
      try LifetimeFit(
        Lives(
          exitAge: [5, 6], left: [true, true], isReferred: [true, false],
          referrerLeftAtAge: [2.5, .infinity]))
    } throws: {
      "\($0)" == "customer 0 needs a whole number of days for when the referrer left"
    }
  }

  @Test func `no referred customer who left puts the multiplier at zero`() throws {
    let fit = try LifetimeFit(
      Lives(
        exitAge: [20, 90, 30, 200, 150, 100, 40, 60],
        left: [true, true, true, false, true, false, false, false],
        isReferred: [false, false, false, false, false, true, true, true]), multiplier: .always)
    let multiplier = fit.result["referred_multiplier"]!
    #expect(multiplier.value == 0)
    #expect(multiplier.isOnTheBoundary)
    #expect(multiplier.interval.lowerBound == 0)
    #expect(multiplier.interval.upperBound > 0.5 && multiplier.interval.upperBound < 5)
  }
}
