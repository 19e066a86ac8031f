import ReferralModel
import Testing

@testable import Simulation

/// Law 3: without loops, organic signups and word of mouth are the Bass model.
@Suite struct BassTests {
  static func recursion(size: Double, p: Double, q: Double, days: Int) -> [Double] {
    var total = 0.0
    return (0..<days).map { _ in
      // N(t+1) = N(t) + (p + q N/m)(m − N), Bass (1969), with the share that at
      // least one of Poisson hits reaches in place of the rate itself.
      total += (size - total) * (1 - power(2.718281828459045, -(p + q * total / size)))
      return total
    }
  }

  // 60 replications of 50,000 persons; 4 standard errors plus 0.1% for the
  // covariance of N with itself that the recursion of means leaves out.
  @Test func `cumulative signups follow the daily recursion in the mean`() throws {
    let size = 50_000
    let (p, q) = (0.001, 0.02)
    let scenario = Scenario(
      name: "bass", horizonInDays: 400, market: Market(size: size), customers: Customers(),
      acquisition: Acquisition(
        organic: Organic(perDay: p * Double(size)), wordOfMouthPerMonth: q * daysPerMonth))
    let histories = try Sample.histories(of: scenario, count: 60)
    let expected = Self.recursion(size: Double(size), p: p, q: q, days: 400)
    for day in stride(from: 20, to: 400, by: 20) {
      let found = Moments(histories.map { $0.cumulative[day] })
      #expect(
        abs(found.mean - expected[day]) < 4 * found.standardError + 0.001 * expected[day],
        "day \(day)")
    }
  }

  // The closed form (1 − e^−(p+q)t)/(1 + q/p e^−(p+q)t) is the limit of small
  // daily rates; at p + q = 0.0021 a day the step error is about (p+q)/2.
  @Test func `small daily rates approach the closed form`() throws {
    let size = 200_000
    let (p, q) = (0.0001, 0.002)
    let days = 2400
    let scenario = Scenario(
      name: "bass", horizonInDays: days, market: Market(size: size), customers: Customers(),
      acquisition: Acquisition(
        organic: Organic(perDay: p * Double(size)), wordOfMouthPerMonth: q * daysPerMonth))
    let histories = try Sample.histories(of: scenario, count: 10)
    for day in [599, 1199, 1799, 2399] {
      let decay = power(2.718281828459045, -(p + q) * Double(day + 1))
      let closed = Double(size) * (1 - decay) / (1 + q / p * decay)
      let found = Moments(histories.map { $0.cumulative[day] })
      #expect(abs(found.mean - closed) < 4 * found.standardError + 0.003 * closed, "day \(day)")
    }
  }
}

/// Law 4: when all contacts are invited, the giant component solves the
/// generating-function equation.
@Suite struct PercolationTests {
  // Poisson contacts of mean m, acceptance c, initial share ρ:
  // S = 1 − (1 − ρ) exp(−c m S). Finite-size bias is O(1/size): 0.1% allowed.
  @Test(arguments: [(4.0, 0.3), (4.0, 0.5), (10.0, 0.2)])
  func `everyone reached is the share of the giant component`(m: Double, c: Double) throws {
    let size = 100_000
    let initial = 1000
    let scenario = Scenario(
      name: "percolation", horizonInDays: 1,
      market: Market(size: size, network: .configuration(.poisson(mean: m))),
      customers: Customers(initial: .count(initial)), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "word", participation: .constant(1), invitations: .everyContact(delay: .none),
          conversion: .constant(c))
      ])
    let rho = Double(initial) / Double(size)
    var share = 1.0
    for _ in 0..<10_000 { share = 1 - (1 - rho) * power(2.718281828459045, -c * m * share) }
    let found = Moments(
      try Sample.histories(of: scenario, count: 40).map {
        ($0.initial + $0.signupsTotal) / Double(size)
      })
    #expect(abs(found.mean - share) < 4 * found.standardError + 0.001 * share)
  }
}
