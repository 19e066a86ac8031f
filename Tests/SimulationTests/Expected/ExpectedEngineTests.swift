import ReferralModel
import Testing

@testable import Simulation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Masses of a Poisson law, by its recursion.
func poissonMasses(mean: Double, upTo last: Int) -> [Double] {
  var masses = [exp(-mean)]
  for k in 1...last { masses.append(masses[k - 1] * mean / Double(k)) }
  return masses
}

/// Everyone has `count` contacts.
func constantMasses(_ count: Int) -> [Double] { (0...count).map { $0 == count ? 1 : 0 } }

extension Loop {
  /// A loop without responses to rewards.
  static func plain(
    _ name: String = "referral", rewarded: Bool = true, participation: Double,
    invitations: Invitations, conversion: Double, delay: Delay = .none
  ) -> Loop {
    Loop(
      name: name, rewarded: rewarded, participation: .constant(participation),
      invitations: invitations, conversion: .constant(conversion), conversionDelay: delay)
  }
}

/// Expected values from closed forms; the engine has no noise, so tolerances
/// are those of its arithmetic.
@Suite struct ExpectedEngineTests {
  private func scenario(
    horizon: Int, size: Int, initial: Int, churn: Churn? = nil, tenure: Delay = .none,
    acquisition: Acquisition = Acquisition(), loops: [Loop] = [], program: Program? = nil
  ) -> Scenario {
    Scenario(
      name: "test", horizonInDays: horizon, market: Market(size: size),
      customers: Customers(
        initial: .count(initial), tenure: tenure, churn: churn, marginPerMonth: 8),
      acquisition: acquisition, loops: loops, program: program)
  }

  @Test func `external hits alone fill the market exponentially`() {
    let history = ExpectedEngine(
      scenario(
        horizon: 200, size: 10_000, initial: 500,
        acquisition: Acquisition(
          cac: 50, organic: Organic(perDay: 30),
          pulses: [Pulse(day: 20, signups: 700, days: 7)], paidBudgetPerMonth: 3000)),
      contacts: constantMasses(10)
    ).history()
    let paid = 3000 / 50.0 * 12 / 365.25
    var hits = 0.0
    for day in 0..<200 {
      hits += 30 + paid + ((20..<27).contains(day) ? 100 : 0)
      let total = (0...day).reduce(0) { $0 + history.signups(onDay: $1) }
      #expect(abs(total - 9500 * (1 - exp(-hits / 10_000))) < 1e-8)
    }
    #expect(abs(history.signups[2][50] / history.signups[0][50] - paid / 30) < 1e-12)
  }

  @Test func `word of mouth follows the daily recursion of Bass`() {
    let (p, q) = (0.001, 0.02)
    let size = 100_000
    let history = ExpectedEngine(
      scenario(
        horizon: 400, size: size, initial: 0,
        acquisition: Acquisition(
          organic: Organic(perDay: p * Double(size)), wordOfMouthPerMonth: q * 365.25 / 12)),
      contacts: constantMasses(10)
    ).history()
    var share = 0.0
    for day in 0..<400 {
      let next = 1 - (1 - share) * exp(-p - q * share)
      #expect(abs(history.signups(onDay: day) - Double(size) * (next - share)) < 1e-7)
      share = next
    }
  }

  // As the day shrinks: F(t) = (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t), Bass (1969).
  @Test func `Bass's closed form is reached as daily rates shrink`() {
    func error(_ daysPerUnit: Int) -> Double {
      let (p, q) = (0.03 / Double(daysPerUnit), 0.4 / Double(daysPerUnit))
      let horizon = 15 * daysPerUnit
      let history = ExpectedEngine(
        scenario(
          horizon: horizon, size: 1_000_000, initial: 0,
          acquisition: Acquisition(
            organic: Organic(perDay: p * 1e6), wordOfMouthPerMonth: q * 365.25 / 12)),
        contacts: [1]
      ).history()
      let total = (0..<horizon).reduce(0) { $0 + history.signups(onDay: $1) } / 1e6
      let decay = exp(-(p + q) * Double(horizon))
      return abs(total - (1 - decay) / (1 + q / p * decay))
    }
    #expect(error(20) < 0.01)
    #expect(error(100) < error(20) / 4)
  }

  @Test(arguments: [1.0, 0.6, 2.5])
  func `customers leave as their lifetime says`(shape: Double) {
    let history = ExpectedEngine(
      scenario(
        horizon: 300, size: 50_000, initial: 1000, churn: Churn(firstMonthLoss: 0.1, shape: shape),
        tenure: .constant(days: 40)), contacts: constantMasses(4)
    ).history()
    func survival(_ age: Double) -> Double { pow(0.9, pow(age / (365.25 / 12), shape)) }
    for day in 0..<300 {
      let expected = 1000 * survival(40 + Double(day)) / survival(40)
      #expect(abs(history.active[day] - expected) < 1e-9)
      #expect(abs(history.margin[day] - expected * 8 * 12 / 365.25) < 1e-9)
    }
    #expect(abs(history.churned.reduce(0, +) + history.active[299] - 1000) < 1e-8)
  }

  // A referred customer's referrer is a wasted contact: K₁ = K₀(d−1)/d.
  @Test(arguments: [(contacts: 5, mean: 2.0), (contacts: 20, mean: 8.0)])
  func `below the threshold the total is that of Galton and Watson`(contacts: Int, mean: Double) {
    let dispersion = 0.5
    let history = ExpectedEngine(
      scenario(
        horizon: 400, size: 4_000_000_000, initial: 1000,
        loops: [
          .plain(
            participation: 0.5,
            invitations: .count(mean: .constant(mean), dispersion: dispersion, delay: .none),
            conversion: 0.3, delay: .geometric(mean: 2))
        ]), contacts: constantMasses(contacts)
    ).history()
    // E[min(M, d)], the masses by the recursion of the negative binomial.
    var mass = pow(dispersion / (dispersion + mean), dispersion)
    var cut = 0.0
    var below = 0.0
    for k in 0..<contacts {
      cut += Double(k) * mass
      below += mass
      mass *= (Double(k) + dispersion) / Double(k + 1) * mean / (mean + dispersion)
    }
    cut += Double(contacts) * (1 - below)
    let k0 = 0.5 * 0.3 * cut
    let k1 = k0 * Double(contacts - 1) / Double(contacts)
    let total = (0..<400).reduce(0) { $0 + history.referred(onDay: $1) }
    // The market of 4 billion still saturates by a few persons in a million.
    #expect(abs(total / (1000 * k0 / (1 - k1)) - 1) < 1e-4)
    // Half of all customers join, and each joins with all its invitations.
    #expect(abs(history.invitesSent.reduce(0, +) / ((1000 + total) * 0.5 * cut) - 1) < 1e-5)
    #expect(abs(history.advocates / ((1000 + total) * 0.5) - 1) < 1e-9)
    // Nobody but the referrer is a customer already.
    let wasted = total * 0.5 * cut / Double(contacts)
    #expect(abs(history.invitesWasted / wasted - 1) < 1e-4)
  }

  // Poisson contacts of mean m, each an open edge with probability p: a person is
  // missed if not initial and no open edge leads to one reached:
  // 1 − S = (1 − n₀) exp(−p m S). Newman (2002), Phys. Rev. E 66:016128.
  @Test(arguments: [0.1, 0.3, 0.9], [1e-4, 0.05])
  func `inviting everybody at once percolates`(conversion: Double, initial: Double) {
    let mean = 4.0
    let size = 1_000_000
    let history = ExpectedEngine(
      scenario(
        horizon: 3, size: size, initial: Int(initial * Double(size)),
        loops: [
          .plain(
            participation: 1, invitations: .everyContact(delay: .none), conversion: conversion)
        ]), contacts: poissonMasses(mean: mean, upTo: 60)
    ).history()
    var share = 1.0
    for _ in 0..<20_000 { share = 1 - (1 - initial) * exp(-conversion * mean * share) }
    let total = (history.initial + history.referred(onDay: 0)) / Double(size)
    #expect(abs(total - share) < 1e-9)
    #expect(history.referred(onDay: 1) < 1e-6)
    #expect(
      abs(
        history.invitesSent[0] / (total * Double(size))
          - meanOfReached(share, mean, conversion, initial)) < 1e-8)
  }

  /// Mean contacts of those reached.
  private func meanOfReached(
    _ share: Double, _ mean: Double, _ conversion: Double, _ initial: Double
  ) -> Double {
    // Σ d p_d (1 − (1−n₀) θ^d) / S, θ = 1 − p S, for Poisson contacts.
    let theta = 1 - conversion * share
    return (mean - (1 - initial) * mean * theta * exp(-mean * (1 - theta))) / share
  }

  // The same edges, each used after a delay: the end is the same.
  @Test func `delays move growth, not where it ends`() {
    let scenario = scenario(
      horizon: 600, size: 1_000_000, initial: 50_000,
      loops: [
        .plain(
          participation: 1,
          invitations: .everyContact(delay: .gamma(mean: 6, sd: 8)), conversion: 0.4,
          delay: .exponential(mean: 3))
      ])
    let history = ExpectedEngine(scenario, contacts: poissonMasses(mean: 4, upTo: 60)).history()
    var share = 1.0
    for _ in 0..<20_000 { share = 1 - 0.95 * exp(-0.4 * 4 * share) }
    let total = (0..<600).reduce(50_000) { $0 + history.referred(onDay: $1) }
    #expect(abs(total / 1_000_000 - share) < 1e-6)
  }
}
