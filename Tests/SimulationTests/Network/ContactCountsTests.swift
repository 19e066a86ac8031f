import GSL
import ReferralModel
import Testing

@testable import Simulation

@Suite struct ContactCountsTests {
  static let laws: [(law: CountDistribution, mean: Double, variance: Double?)] = [
    (.constant(7), 7, 0),
    (.constant(0), 0, 0),
    (.poisson(mean: 0), 0, 0),
    (.poisson(mean: 0.3), 0.3, 0.3),
    (.poisson(mean: 15), 15, 15),
    (.poisson(mean: 5_000), 5_000, 5_000),
    (.negativeBinomial(mean: 15, dispersion: 1), 15, 15 + 225),
    (.negativeBinomial(mean: 15, dispersion: 0.01), 15, 15 + 22_500),
    (.negativeBinomial(mean: 40, dispersion: 1e7), 40, 40 + 1.6e-4),
    (.negativeBinomial(mean: 200, dispersion: 6), 200, 200 + 40_000.0 / 6),
    (.geometric(mean: 1), 1, 0),
    (.geometric(mean: 8), 8, 56),
    (.lognormal(mean: 40, sd: 60), 40, nil),
    (.lognormal(mean: 0.2, sd: 0.1), 0.2, nil),
    (.lognormal(mean: 1_000, sd: 1), 1_000, nil),
    (.lognormal(mean: 3, sd: 0), 3, 0),
    (.lognormal(mean: 2.25, sd: 1e-9), 2.25, 0.1875),
    (.gamma(mean: 15, sd: 10), 15, nil),
    (.gamma(mean: 2_000, sd: 30), 2_000, nil),
    (.gamma(mean: 0.5, sd: 4), 0.5, nil),
    (.gamma(mean: 6, sd: 0), 6, 0),
    (.table([.init(count: 2, share: 0.25), .init(count: 10, share: 0.75)]), 8, 12),
  ]

  // The first column is what the scenario states; variances are of the laws.
  @Test(arguments: laws)
  func `the stated mean and variance hold`(
    law: CountDistribution, mean: Double, variance: Double?
  ) {
    let counts = ContactCounts(law)
    #expect(abs(counts.masses.reduce(0, +) - 1) < 1e-12)
    #expect(counts.masses.allSatisfy { $0 >= 0 })
    #expect(abs(counts.mean - mean) <= 1e-9 * mean)
    if let variance {
      #expect(abs(counts.sd * counts.sd - variance) <= 1e-7 * variance + 1e-9 * mean)
    }
  }

  // SciPy 1.x, scipy.stats.nbinom and poisson.
  @Test(
    arguments: [
      (.negativeBinomial(mean: 15, dispersion: 1), 0, 0.06249999999999998),
      (.negativeBinomial(mean: 15, dispersion: 1), 300, 2.439287202318222e-10),
      (.negativeBinomial(mean: 15, dispersion: 0.4), 1, 0.09045784510775697),
      (.negativeBinomial(mean: 15, dispersion: 0.4), 100, 0.0004746302620397136),
      (.negativeBinomial(mean: 15, dispersion: 7), 0, 0.00033016232512661763),
      (.negativeBinomial(mean: 1_000, dispersion: 50), 1_000, 0.002748367982836265),
      (.poisson(mean: 15), 0, 3.059023205018258e-07),
      (.poisson(mean: 15), 15, 0.1024358666645339),
      (.poisson(mean: 1_000), 900, 7.516954352125941e-05),
    ] as [(CountDistribution, Int, Double)])
  func `discrete laws have their published masses`(
    law: CountDistribution, count: Int, mass: Double
  ) {
    #expect(abs(ContactCounts(law).masses[count] / mass - 1) < 1e-10)
  }

  // P(count = k) = ∫ (1 − |x − k|)⁺ f(x) dx, integrated numerically with 30
  // digits by mpmath 1.3 (tanh-sinh).
  @Test(
    arguments: [
      (.lognormal(mean: 40, sd: 60), 0, 0.0005266785999489251),
      (.lognormal(mean: 40, sd: 60), 1, 0.006415172556004297),
      (.lognormal(mean: 40, sd: 60), 5, 0.02855271356151937),
      (.lognormal(mean: 40, sd: 60), 40, 0.007929338153380243),
      (.lognormal(mean: 40, sd: 60), 300, 6.896500024070737e-5),
      (.lognormal(mean: 40, sd: 60), 3_000, 4.491023030413733e-9),
      (.gamma(mean: 15, sd: 10), 0, 0.001561896745086752),
      (.gamma(mean: 15, sd: 10), 5, 0.04350273486977141),
      (.gamma(mean: 15, sd: 10), 15, 0.03844900017964356),
      (.gamma(mean: 15, sd: 10), 60, 0.0002550375305959767),
      (.gamma(mean: 15, sd: 10), 150, 1.099478312681642e-9),
      (.gamma(mean: 3, sd: 4.5), 4, 0.05551255539259287),
      (.gamma(mean: 3, sd: 4.5), 80, 1.343828618767223e-7),
    ] as [(CountDistribution, Int, Double)])
  func `continuous laws are rounded at random to the counts around`(
    law: CountDistribution, count: Int, mass: Double
  ) {
    #expect(abs(ContactCounts(law).masses[count] / mass - 1) < 1e-6)
  }

  @Test func `a power law falls by its exponent between its ends`() {
    let masses = ContactCounts(.powerLaw(exponent: 2.5, min: 2, max: 50)).masses
    #expect(masses.count == 51)
    #expect(masses[0] == 0 && masses[1] == 0)
    for count in 2...50 {
      let ratio = 1 / (Double(count) / 2 * Double(count) / 2 * (Double(count) / 2).squareRoot())
      #expect(abs(masses[count] / masses[2] - ratio) < 1e-12)
    }
  }

  @Test func `nobody knows more than everybody else`() {
    let counts = ContactCounts(.poisson(mean: 15), size: 10)
    #expect(counts.largest == 9)
    #expect(abs(counts.masses.reduce(0, +) - 1) < 1e-12)
    #expect(counts.masses[9] > 0.95)
    #expect(ContactCounts(.constant(20), size: 10).masses[9] == 1)
    #expect(ContactCounts(.lognormal(mean: 40, sd: 60), size: 1).masses == [1])
  }

  // E[min(X, L)] = E[X] − E[(X − L)⁺], in closed form for the lognormal law.
  @Test(arguments: [5, 40, 10_000])
  func `a law that is cut loses what lies beyond and no more`(limit: Int) {
    let counts = ContactCounts(.lognormal(mean: 40, sd: 4_000), size: limit + 1)
    let sigma = 3.034870733157595  // √ln(1 + 100²)
    let lost = Distribution.lognormalExcess(over: Double(limit), mean: 40, sigma: sigma)
    #expect(counts.largest == limit)
    #expect(abs(counts.mean - (40 - lost)) < 1e-9 * 40)
  }

  @Test(arguments: [1, 2, 7, 1_000, 123_457])
  func `classes sum to the market and each is within a person of its share`(size: Int) {
    for (law, _, _) in Self.laws {
      let counts = ContactCounts(law)
      let classes = counts.classes(size: size)
      #expect(classes.reduce(0) { $0 + $1.persons } == size)
      #expect(classes[0].firstPerson == 0)
      for (one, next) in zip(classes, classes.dropFirst()) {
        #expect(one.count < next.count)
        #expect(one.firstPerson + one.persons == next.firstPerson)
      }
      for one in classes {
        #expect(abs(Double(one.persons) - Double(size) * counts.masses[one.count]) <= 1.0001)
      }
    }
  }
}
