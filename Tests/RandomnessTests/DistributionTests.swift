import GSL
import ReferralModel
import Testing

@testable import Randomness

@Suite struct DistributionTests {
  // Standard tables: Abramowitz, Stegun (1964), 26; the gamma and beta rows in
  // closed form (ln 2, and 3x² − 2x³ at 1/4).
  @Test func `quantiles are those of the tables`() throws {
    #expect(abs(Distribution.normalQuantile(0.975) - 1.959963984540054) < 1e-12)
    #expect(
      abs(Distribution.studentQuantile(0.975, degreesOfFreedom: 9) - 2.262157162854099) < 1e-9)
    #expect(
      abs(try Distribution.gammaQuantile(0.5, shape: 1, scale: 3) - 2.0794415416798357) < 1e-9)
    #expect(abs(Distribution.betaQuantile(0.15625, a: 2, b: 2) - 0.25) < 1e-9)
    #expect(
      abs(Distribution.chiSquaredTail(3.841458820694124, degreesOfFreedom: 1) - 0.05) < 1e-12)
  }

  // The defining sums: variance = mean + mean²/dispersion.
  @Test func `the negative binomial has its mean and variance`() {
    let masses = (0..<2000).map {
      Distribution.negativeBinomialMass($0, mean: 4, dispersion: 0.5)
    }
    let mean = masses.enumerated().map { Double($0) * $1 }.reduce(0, +)
    let square = masses.enumerated().map { Double($0 * $0) * $1 }.reduce(0, +)
    #expect(abs(mean - 4) < 1e-9)
    #expect(abs(square - mean * mean - (4 + 16 / 0.5)) < 1e-6)
  }

  // Median and the 95% point of each law, in closed form.
  @Test func `uncertain values have their quantiles`() throws {
    let z95 = 1.6448536269514722
    #expect(
      abs(try ValueDistribution.lognormal(median: 4, sigma: 0.3).quantile(0.5) - 4) < 1e-12)
    #expect(
      abs(try ValueDistribution.normal(mean: 2, sd: 0.5).quantile(0.95) - (2 + 0.5 * z95)) < 1e-12)
    #expect(try ValueDistribution.uniform(min: 1, max: 3).quantile(0.25) == 1.5)
    #expect(
      try ValueDistribution.table([.init(value: 1, share: 0.5), .init(value: 9, share: 0.5)])
        .quantile(0.75) == 9)
    // Exponential: gamma with sd = mean.
    #expect(
      abs(try ValueDistribution.gamma(mean: 2, sd: 2).quantile(0.5) - 1.3862943611198906) < 1e-9)
  }

  // GSL's iteration gives up on such laws. Expected: scipy.stats.beta.ppf, of mean 2% and sd 0.5%.
  @Test(arguments: [
    (1e-6, 0.004350769362950511), (0.3, 0.017110235874638547), (0.999999, 0.05286911874965903),
  ])
  func `a narrow beta has its quantiles`(p: Double, expected: Double) {
    let total = 0.02 * 0.98 / (0.005 * 0.005) - 1
    let quantile = Distribution.betaQuantile(p, a: 0.02 * total, b: 0.98 * total)
    #expect(abs(quantile - expected) < 1e-9)
  }

  @Test func `a beta with almost all of its mass at the ends has its quantiles`() {
    #expect(Distribution.betaQuantile(0.3, a: 0.001, b: 0.001) < 1e-100)
    #expect(Distribution.betaQuantile(0.7, a: 0.001, b: 0.001) > 1 - 1e-9)
  }
}
