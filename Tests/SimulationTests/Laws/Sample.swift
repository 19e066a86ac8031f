import Randomness
import ReferralModel

@testable import Simulation

/// What the law tests ask of an engine: many histories of one scenario.
enum Sample {
  /// Histories of replications 0..<count at a seed.
  static func histories(of scenario: Scenario, count: Int, seed: UInt64 = 1) throws -> [History] {
    let graph = try ContactGraph(scenario.market.network, size: scenario.market.size)
    let engine = AgentEngine(plan: ModelPlan(scenario), graph: graph)
    return (0..<count).map { engine.history(luck: Streams(seed: seed, replication: $0)) }
  }
}

extension History {
  var signupsTotal: Double { signups.reduce(0) { $0 + $1.reduce(0, +) } }
  var referredTotal: Double { signups.dropFirst(4).reduce(0) { $0 + $1.reduce(0, +) } }

  /// Everyone who ever was a customer, at the end of each day.
  var cumulative: [Double] {
    var total = initial
    return (0..<horizon).map { day in
      total += signups(onDay: day)
      return total
    }
  }
}

/// Mean, variance and standard error of the mean.
struct Moments {
  var mean = 0.0
  var variance = 0.0
  var standardError = 0.0

  init(_ values: [Double]) {
    let n = Double(values.count)
    mean = values.reduce(0, +) / n
    let center = mean
    variance = values.map { ($0 - center) * ($0 - center) }.reduce(0, +) / (n - 1)
    standardError = (variance / n).squareRoot()
  }
}

/// P(N = k) of an invitation count that is Poisson or negative binomial, from
/// the textbook recursion, independent of the engine's tables.
func countMasses(mean: Double, dispersion: Double?, upTo last: Int) -> [Double] {
  var masses = [Double](repeating: 0, count: last + 1)
  if let k = dispersion {
    // p0 = (k/(k+m))^k, p(j+1) = p(j) (k+j)/(j+1) · m/(k+m).
    masses[0] = power(k / (k + mean), k)
    for j in 0..<last {
      masses[j + 1] = masses[j] * (k + Double(j)) / Double(j + 1) * mean / (k + mean)
    }
  } else {
    masses[0] = power(2.718281828459045, -mean)
    for j in 0..<last { masses[j + 1] = masses[j] * mean / Double(j + 1) }
  }
  return masses
}
