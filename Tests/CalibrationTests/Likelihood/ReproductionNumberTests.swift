import Foundation
import Randomness
import Testing

@testable import Calibration

@Suite struct ReproductionNumberTests {
  let luck = Streams(seed: 2, replication: 0)

  // By hand: κ(0) = 2/3, κ(1) = 1/2 (only two customers reached age 1), K = 7/6, F(0) = 4/7.
  @Test func `late cohorts are completed by what earlier ones did`() throws {
    let history = ReferralHistory(
      joinedDay: [0, 0, 3], referrer: [0, 1, 2], day: [1, 0, 3], days: 4)
    let result = try ReproductionNumber(history, cohorts: [0..<1, 1..<3, 3..<4], luck: luck)
    #expect(abs(result.everyone.reproduction - 7.0 / 6) < 1e-12)
    #expect(abs(result.profile[0] - 4.0 / 7) < 1e-12 && abs(result.profile[1] - 1) < 1e-12)
    #expect(abs(result.cohorts[0].reproduction - 1) < 1e-12)
    #expect(abs(result.cohorts[2].reproduction - 7.0 / 4) < 1e-12)
    #expect(result.cohorts[2].caused == 1 && result.cohorts[2].customers == 1)
    // Nobody joined, so nothing is known.
    #expect(result.cohorts[1].reproduction.isNaN)
    #expect(result.cohorts[1].interval == 0...Double.infinity)
  }

  @Test func `initial customers count for the profile and for no cohort`() throws {
    let history = ReferralHistory(
      joinedDay: [0, 0, 1], isInitial: [true, false, false], referrer: [0, 0, 1], day: [0, 0, 1],
      days: 3)
    let result = try ReproductionNumber(history, cohorts: [0..<3], luck: luck)
    #expect(result.cohorts[0].caused == 1 && result.cohorts[0].customers == 2)
    // κ(0) = 2/3, κ(1) = 1/3: day 1's customer was seen to age 1.
    #expect(abs(result.everyone.reproduction - 1) < 1e-12)
  }

  // A Poisson count of 0 has 90% limit q²/2 = 1.3528; of 10 the roots of m − 10 − 10·log(m/10) = 1.3528,
  // found by bisection elsewhere: 5.6369 and 16.1996.
  @Test func `intervals of counts are those of their likelihood`() {
    let none = countInterval(caused: 0, exposure: 1, dispersion: .infinity, logDeviation: 0)
    #expect(none.lowerBound == 0 && abs(none.upperBound - 1.352772) < 1e-5)
    let ten = countInterval(caused: 10, exposure: 2, dispersion: .infinity, logDeviation: 0)
    for mean in [ten.lowerBound * 2, ten.upperBound * 2] {
      #expect(abs(mean - 10 - 10 * log(mean / 10) - 1.352772) < 1e-5)
    }
    let scattered = countInterval(caused: 10, exposure: 2, dispersion: 3, logDeviation: 0)
    #expect(scattered.lowerBound < ten.lowerBound && scattered.upperBound > ten.upperBound)
    let widened = countInterval(caused: 10, exposure: 2, dispersion: 3, logDeviation: 0.5)
    #expect(widened.upperBound > scattered.upperBound)
  }

  @Test func `histories without referrals, or impossible ones, are refused`() {
    #expect(throws: FitError.self) {
      try ReproductionNumber(
        ReferralHistory(joinedDay: [0], referrer: [], day: [], days: 3), cohorts: [0..<3],
        luck: luck)
    }
    #expect {
      try ReproductionNumber(
        ReferralHistory(joinedDay: [2], referrer: [0], day: [1], days: 3), cohorts: [0..<3],
        luck: luck)
    } throws: {
      "\($0)" == "referral 0 was on day 1, its referrer joined on day 2 and 3 days were observed"
    }
    for (history, said) in [
      (
        ReferralHistory(joinedDay: [0], referrer: [0], day: [], days: 3),
        "every customer and every referral needs an entry in every column"
      ),
      (
        ReferralHistory(joinedDay: [3], referrer: [0], day: [1], days: 3),
        "a customer joined outside the 3 days observed"
      ),
      (
        ReferralHistory(joinedDay: [0], referrer: [1], day: [1], days: 3),
        "referral 0 has a referrer who is no customer"
      ),
    ] {
      #expect {
        try ReproductionNumber(history, cohorts: [0..<3], luck: luck)
      } throws: {
        "\($0)" == said
      }
    }
  }
}
