import ReferralModel
import Testing

@testable import Simulation

/// Law 2: in a huge market a loop is a branching process.
@Suite struct GaltonWatsonTests {
  static let contacts = 10
  static let initial = 20

  static func scenario(mean: Double, dispersion: Double?, participation: Double, conversion: Double)
    -> Scenario
  {
    Scenario(
      name: "branching", horizonInDays: 400,
      // Of some 60 customers, one in 400,000 is invited twice by chance: far below the error.
      market: Market(size: 400_000, network: .configuration(.constant(contacts))),
      customers: Customers(initial: .count(initial)), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "referral", participation: .constant(participation),
          invitations: .count(
            mean: .constant(mean), dispersion: dispersion, delay: .geometric(mean: 2)),
          conversion: .constant(conversion), conversionDelay: .exponential(mean: 1))
      ])
  }

  /// Mean and variance of the offspring of an initial customer and of a referred
  /// one, who invites its referrer in vain, from the masses of the count.
  static func offspring(
    mean: Double, dispersion: Double?, participation: Double, conversion: Double
  ) -> (k0: Double, v0: Double, k1: Double, v1: Double) {
    let masses = countMasses(mean: mean, dispersion: dispersion, upTo: 400)
    var moments = (0.0, 0.0, 0.0, 0.0)
    for (m, mass) in masses.enumerated() {
      let n = Double(min(m, contacts))
      let toReferrer = n / Double(contacts)
      // First and second moments of the useful invitations.
      moments.0 += mass * n
      moments.1 += mass * n * n
      moments.2 += mass * (n - toReferrer)
      moments.3 += mass * ((1 - toReferrer) * n * n + toReferrer * (n - 1) * (n - 1))
    }
    func law(_ first: Double, _ second: Double) -> (Double, Double) {
      let mean = participation * conversion * first
      let square =
        participation * (conversion * (1 - conversion) * first + conversion * conversion * second)
      return (mean, square - mean * mean)
    }
    let (k0, v0) = law(moments.0, moments.1)
    let (k1, v1) = law(moments.2, moments.3)
    return (k0, v0, k1, v1)
  }

  // Mean within 4 standard errors: false-alarm rate 6e-5 a case, at a fixed seed.
  // The variance of a skewed total over 3,000 replications scatters by about
  // √((κ − 1)/3000) with κ ≈ 6: 4%; 20% is five of them.
  @Test(arguments: [(2.0, nil as Double?, 0.8, 0.25), (3.0, 0.5, 0.5, 0.4), (5.0, 2.0, 0.6, 0.2)])
  func `subcritical totals have the branching mean and variance`(
    mean: Double, dispersion: Double?, participation: Double, conversion: Double
  ) throws {
    let law = Self.offspring(
      mean: mean, dispersion: dispersion, participation: participation, conversion: conversion)
    #expect(law.k1 < 0.9)
    let totals = try Sample.histories(
      of: Self.scenario(
        mean: mean, dispersion: dispersion, participation: participation, conversion: conversion),
      count: 3000
    ).map { $0.initial + $0.signupsTotal }
    let found = Moments(totals)
    let n = Double(Self.initial)
    let gap = 1 - law.k1
    let expected = n * (1 + law.k0 / gap)
    let variance = n * (law.v0 / (gap * gap) + law.k0 * law.v1 / (gap * gap * gap))
    #expect(abs(found.mean - expected) < 4 * found.standardError)
    #expect(abs(found.variance / variance - 1) < 0.2)
  }

  // Share of 1,500 replications, binomial: 4 standard errors, false alarms 6e-5.
  @Test func `supercritical chains die out with the branching probability`() throws {
    // Poisson(3) invitations, everyone takes part, 45% accept: K1 = 1.215.
    let (mean, participation, conversion) = (3.0, 1.0, 0.45)
    let masses = countMasses(mean: mean, dispersion: nil, upTo: 200)
    let d = Double(Self.contacts)
    func g0(_ s: Double) -> Double {
      masses.enumerated().reduce(0) { sum, entry in
        let n = Double(min(entry.offset, Self.contacts))
        return sum + entry.element * power(1 - conversion + conversion * s, n)
      }
    }
    func g1(_ s: Double) -> Double {
      masses.enumerated().reduce(0) { sum, entry in
        let n = Double(min(entry.offset, Self.contacts))
        guard n > 0 else { return sum + entry.element }
        let one = 1 - conversion + conversion * s
        return sum + entry.element * ((1 - n / d) * power(one, n) + n / d * power(one, n - 1))
      }
    }
    var q = 0.0
    for _ in 0..<10_000 { q = g1(q) }
    var scenario = Self.scenario(
      mean: mean, dispersion: nil, participation: participation, conversion: conversion)
    scenario.market.size = 100_000
    scenario.customers.initial = .count(3)
    scenario.horizonInDays = 120
    let runs = 1500
    // Chains that live have grown past 500 by then; those that die stay far below.
    let extinct = try Sample.histories(of: scenario, count: runs)
      .filter { $0.signupsTotal < 500 }.count
    let expected = power(g0(q), 3)
    let error = (expected * (1 - expected) / Double(runs)).squareRoot()
    #expect(abs(Double(extinct) / Double(runs) - expected) < 4 * error)
  }
}
