import Foundation
import GSL
import Randomness
import ReferralModel
import Testing

@testable import Calibration

/// 50 data sets of 300 customers each, from keyed streams.
///
/// An interval of 90% covers in 37 or more of 50 with probability 99.9%, so each of the checks
/// below fails by chance once in 1,000; all 19 of them together in 2%. The seeds are fixed, so they
/// do not fail by chance from run to run.
@Suite struct CoverageTests {
  static let least = 37

  /// How many intervals hold their truth, by parameter.
  static func covered(
    _ truths: [String: Double], seed: UInt64, _ fit: (inout StreamSequence) throws -> FitResult
  ) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for number in 0..<50 {
      var luck = Streams(seed: seed, replication: 0).sequence(of: number, deciding: .sequence)
      let result = try fit(&luck)
      for (name, truth) in truths where result[name]!.interval.contains(truth) {
        counts[name, default: 0] += 1
      }
    }
    return counts
  }

  static func exponential(_ luck: inout StreamSequence) -> Double { -log(1 - luck.uniform()) }

  static func count(mean: Double, dispersion: Double, _ luck: inout StreamSequence) -> Int {
    let rate =
      dispersion.isFinite
      ? luck.draw(.gamma(shape: dispersion, scale: mean / dispersion)) : mean
    return Int(luck.draw(.poisson(mean: rate)))
  }

  @Test func `lifetime intervals cover`() throws {
    let truths = [
      LifetimeFit.lossName: 0.08, LifetimeFit.shapeName: 0.8, LifetimeFit.multiplierName: 0.6,
    ]
    let rate = -log1p(-0.08) / pow(LifetimeFit.month, 0.8)
    let counts = try CoverageTests.covered(truths, seed: 1) { luck in
      var lives = Lives(exitAge: [], left: [], entryAge: [], isReferred: [], referrerLeftAtAge: [])
      while lives.exitAge.count < 300 {
        // A fifth were customers before the data began.
        let tenure = luck.uniform() < 0.2 ? (200 * luck.uniform()).rounded(.down) : 0
        let isReferred = luck.uniform() < 0.5
        let referrerLeft = (1 + 300 * luck.uniform()).rounded(.down)
        let hazard = CoverageTests.exponential(&luck)
        let early = isReferred ? 0.6 * rate * pow(referrerLeft, 0.8) : 0
        let age =
          hazard < early
          ? pow(hazard / (0.6 * rate), 1 / 0.8)
          : pow((hazard - early) / rate + (isReferred ? pow(referrerLeft, 0.8) : 0), 1 / 0.8)
        let end = tenure + (30 + 370 * luck.uniform()).rounded(.down)
        // Whoever left before the data began is not in them.
        if age <= tenure { continue }
        lives.entryAge.append(tenure)
        lives.exitAge.append(min(age.rounded(.up), end))
        lives.left.append(age.rounded(.up) <= end)
        lives.isReferred.append(isReferred)
        lives.referrerLeftAtAge.append(referrerLeft <= end ? referrerLeft : .infinity)
      }
      return try LifetimeFit(lives, multiplier: .whileReferrerStays).result
    }
    for name in truths.keys {
      #expect(counts[name, default: 0] >= CoverageTests.least, "\(counts)")
    }
  }

  @Test(arguments: [DelayFamily.exponential, .weibull])
  func `acceptance intervals cover`(family: DelayFamily) throws {
    var truths = ["probability": 0.3]
    switch family {
    case .weibull: truths.merge(["delay.shape": 0.7, "delay.scale": 12]) { $1 }
    default: truths["delay.mean"] = 12
    }
    let counts = try CoverageTests.covered(truths, seed: 2) { luck in
      var days: [Int] = []
      var seen: [Bool] = []
      for _ in 0..<300 {
        let watched = Int(90 * luck.uniform())
        let accepts = luck.uniform() < 0.3
        let wait = 12 * pow(CoverageTests.exponential(&luck), family == .weibull ? 1 / 0.7 : 1)
        let isSeen = accepts && Int(wait) <= watched
        days.append(isSeen ? Int(wait) : watched)
        seen.append(isSeen)
      }
      return try CureFit(days: days, seen: seen, families: [family]).choice.result
    }
    for name in truths.keys {
      #expect(counts[name, default: 0] >= CoverageTests.least, "\(counts)")
    }
  }

  // The second is Poisson, whose dispersion is at its boundary: infinite.
  @Test(arguments: [1.5, .infinity])
  func `invitation intervals cover`(dispersion: Double) throws {
    let truths = [
      "participation": 0.35, "invites.mean": 3, "invites.dispersion": dispersion,
      "invites.delay.median": 20, "invites.delay.sigma": 1,
    ]
    let counts = try CoverageTests.covered(truths, seed: 3) { luck in
      var inviters = Inviters(watchedDays: [], inviter: [], delay: [])
      for customer in 0..<300 {
        let watched = Int(10 + 190 * luck.uniform())
        inviters.watchedDays.append(watched)
        guard luck.uniform() < 0.35 else { continue }
        for _ in 0..<CoverageTests.count(mean: 3, dispersion: dispersion, &luck) {
          let delay = Int(20 * exp(luck.draw(.gaussian(sigma: 1))))
          guard delay <= watched else { continue }
          inviters.inviter.append(customer)
          inviters.delay.append(delay)
        }
      }
      return try InvitationFit(inviters, families: [.lognormal]).choice.result
    }
    for name in truths.keys {
      #expect(counts[name, default: 0] >= CoverageTests.least, "\(counts)")
    }
  }

  @Test func `reproduction numbers of early and late cohorts cover`() throws {
    let cohorts = [0..<100, 100..<200, 200..<300]
    // What falls within the 300 days observed.
    let truth = 1.2 * -expm1(-300.0 / 40)
    var counts = Array(repeating: 0, count: cohorts.count)
    for number in 0..<50 {
      var luck = Streams(seed: 4, replication: 0).sequence(of: number, deciding: .sequence)
      var history = ReferralHistory(joinedDay: [], referrer: [], day: [], days: 300)
      for customer in 0..<300 {
        let joined = Int(300 * luck.uniform())
        history.joinedDay.append(joined)
        for _ in 0..<CoverageTests.count(mean: 1.2, dispersion: 0.5, &luck) {
          let day = joined + Int(40 * CoverageTests.exponential(&luck))
          guard day < 300 else { continue }
          history.referrer.append(customer)
          history.day.append(day)
        }
      }
      history.isInitial = history.joinedDay.map { _ in false }
      let result = try ReproductionNumber(
        history, cohorts: cohorts, bootstraps: 60, luck: Streams(seed: 5, replication: number))
      for (index, cohort) in result.cohorts.enumerated() where cohort.interval.contains(truth) {
        counts[index] += 1
      }
    }
    for count in counts { #expect(count >= CoverageTests.least, "\(counts)") }
  }
}
