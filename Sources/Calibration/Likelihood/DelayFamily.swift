internal import Foundation
internal import GSL
package import ReferralModel

/// The laws that a delay is fitted with, each with the parameters that a scenario file gives it.
///
/// A delay T is real and engines round it down, so D = d means T in [d, d + 1), except that the
/// geometric law counts whole days from 1.
package enum DelayFamily: String, CaseIterable, Equatable, Sendable {
  case constant, exponential, geometric, lognormal, gamma, weibull

  /// Names of the parameters, without a prefix.
  package var parameterNames: [String] {
    switch self {
    case .constant: ["days"]
    case .exponential, .geometric: ["mean"]
    case .lognormal: ["median", "sigma"]
    case .gamma: ["mean", "sd"]
    case .weibull: ["shape", "scale"]
    }
  }

  /// The delay of a scenario with these parameters, in the order of `parameterNames`.
  package func delay(_ values: [Double]) -> Delay {
    switch self {
    case .constant: .constant(days: values[0])
    case .exponential: .exponential(mean: values[0])
    case .geometric: .geometric(mean: values[0])
    case .lognormal: .lognormal(median: values[0], sigma: values[1])
    case .gamma: .gamma(mean: values[0], sd: values[1])
    case .weibull: .weibull(shape: values[0], scale: values[1])
    }
  }

  /// The parameters that are searched; the constant is not.
  func searched(_ prefix: String) -> [FitParameter] {
    switch self {
    case .constant: []
    case .geometric: [FitParameter(name: prefix + "mean", scale: .logAboveOne)]
    case .exponential, .lognormal, .gamma, .weibull:
      parameterNames.map { .positive(prefix + $0) }
    }
  }

  /// First guesses from a typical delay in days: two, of different spread.
  func starts(typical: Double) -> [[Double]] {
    let days = max(typical, 0.3)
    return switch self {
    case .constant: [[]]
    case .exponential: [[days]]
    case .geometric: [[max(days, 1.1)]]
    case .lognormal: [[days, 0.8], [days, 1.6]]
    case .gamma: [[days, days], [days, days / 2]]
    case .weibull: [[1, days], [2, days]]
    }
  }
}

/// The law of a whole-day delay at 0, 1, …, `last` days.
struct WholeDayLaw {
  /// log P(D = d).
  var logMass: [Double]
  /// P(D ≤ d).
  var cumulative: [Double]
  /// log P(D > d).
  var logTail: [Double]

  /// - Parameter constant: The days of the constant law, which has no parameter to search.
  init(_ family: DelayFamily, _ values: [Double], constant: Int, last: Int) {
    switch family {
    case .constant:
      self.init(
        logMass: (0...last).map { $0 == constant ? 0 : -.infinity },
        cumulative: (0...last).map { $0 >= constant ? 1 : 0 },
        logTail: (0...last).map { $0 >= constant ? -.infinity : 0 })
    case .geometric:
      let (hit, miss) = (-log(values[0]), log1p(-1 / values[0]))
      // 0 × log 0 is 0: with a mean of 1 the delay is one day.
      func misses(_ days: Int) -> Double { days == 0 ? 0 : Double(days) * miss }
      self.init(
        logMass: (0...last).map { $0 == 0 ? -.infinity : hit + misses($0 - 1) },
        cumulative: (0...last).map { -expm1(misses($0)) },
        logTail: (0...last).map { misses($0) })
    case .exponential:
      let mean = values[0]
      self.init(last: last, below: { -expm1(-$0 / mean) }, above: { exp(-$0 / mean) })
    case .weibull:
      let (shape, scale) = (values[0], values[1])
      self.init(
        last: last, below: { -expm1(-pow($0 / scale, shape)) },
        above: { exp(-pow($0 / scale, shape)) })
    case .lognormal:
      let (location, sigma) = (log(values[0]), values[1])
      self.init(
        last: last, below: { Distribution.normalCDF((log($0) - location) / sigma) },
        above: { Distribution.normalTail((log($0) - location) / sigma) })
    case .gamma:
      let shape = values[0] * values[0] / (values[1] * values[1])
      let scale = values[1] * values[1] / values[0]
      // Beyond these GSL's gamma law gives no digits, and the search has no business there.
      guard shape < 1e6, shape > 1e-4, scale > 0 else {
        self.init(impossibleUpTo: last)
        return
      }
      self.init(
        last: last, below: { Distribution.gammaCDF($0, shape: shape, scale: scale) },
        above: { Distribution.gammaTail($0, shape: shape, scale: scale) })
    }
  }

  private init(logMass: [Double], cumulative: [Double], logTail: [Double]) {
    self.logMass = logMass
    self.cumulative = cumulative
    self.logTail = logTail
  }

  private init(impossibleUpTo last: Int) {
    let never = Array(repeating: -Double.infinity, count: last + 1)
    self.init(
      logMass: never, cumulative: Array(repeating: 0, count: last + 1), logTail: never)
  }

  /// From P(T ≤ t) and P(T > t) for t above 0, of which the smaller one has all its digits.
  private init(last: Int, below: (Double) -> Double, above: (Double) -> Double) {
    // So that the far tail of a bad guess is very unlikely and not impossible.
    let least = 1e-300
    var (lower, upper) = (0.0, 1.0)
    logMass = []
    cumulative = []
    logTail = []
    for day in 0...last {
      let end = Double(day + 1)
      let (nextLower, nextUpper) = (below(end), above(end))
      let mass = nextLower < 0.5 ? nextLower - lower : upper - nextUpper
      logMass.append(log(max(mass, least)))
      cumulative.append(nextLower)
      logTail.append(nextLower < 0.5 ? log1p(-nextLower) : log(max(nextUpper, least)))
      (lower, upper) = (nextLower, nextUpper)
    }
  }
}
