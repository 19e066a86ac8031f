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

/// The law of a whole-day delay, by day.
///
/// Only at the days that are asked for: of a few people seen for decades there are few. The others
/// hold 0.
struct WholeDayLaw {
  /// log P(D = d).
  var logMass: [Double]
  /// P(D ≤ d).
  var cumulative: [Double]
  /// log P(D > d).
  var logTail: [Double]

  /// - Parameters:
  ///   - days: Asked for, rising.
  ///   - constant: The days of the constant law, which has no parameter to search.
  init(_ family: DelayFamily, _ values: [Double], constant: Int, at days: [Int]) {
    switch family {
    case .constant:
      self.init(
        at: days, logMass: { $0 == constant ? 0 : -.infinity },
        cumulative: { $0 >= constant ? 1 : 0 }, logTail: { $0 >= constant ? -.infinity : 0 })
    case .geometric:
      let (hit, miss) = (-log(values[0]), log1p(-1 / values[0]))
      // 0 × log 0 is 0: with a mean of 1 the delay is one day.
      func misses(_ days: Int) -> Double { days == 0 ? 0 : Double(days) * miss }
      self.init(
        at: days, logMass: { $0 == 0 ? -.infinity : hit + misses($0 - 1) },
        cumulative: { -expm1(misses($0)) }, logTail: misses)
    case .exponential:
      let mean = values[0]
      self.init(at: days, below: { -expm1(-$0 / mean) }, above: { exp(-$0 / mean) })
    case .weibull:
      let (shape, scale) = (values[0], values[1])
      self.init(
        at: days, below: { -expm1(-pow($0 / scale, shape)) },
        above: { exp(-pow($0 / scale, shape)) })
    case .lognormal:
      let (location, sigma) = (log(values[0]), values[1])
      self.init(
        at: days, below: { Distribution.normalCDF((log($0) - location) / sigma) },
        above: { Distribution.normalTail((log($0) - location) / sigma) })
    case .gamma:
      let shape = values[0] * values[0] / (values[1] * values[1])
      let scale = values[1] * values[1] / values[0]
      // Beyond these GSL's gamma law gives no digits, and the search has no business there.
      guard shape < 1e6, shape > 1e-4, scale > 0 else {
        self.init(
          at: days, logMass: { _ in -.infinity }, cumulative: { _ in 0 },
          logTail: { _ in -.infinity })
        return
      }
      self.init(
        at: days, below: { Distribution.gammaCDF($0, shape: shape, scale: scale) },
        above: { Distribution.gammaTail($0, shape: shape, scale: scale) })
    }
  }

  private init(zerosUpTo days: [Int]) {
    let zeros = Array(repeating: 0.0, count: (days.last ?? -1) + 1)
    (logMass, cumulative, logTail) = (zeros, zeros, zeros)
  }

  private init(
    at days: [Int], logMass: (Int) -> Double, cumulative: (Int) -> Double,
    logTail: (Int) -> Double
  ) {
    self.init(zerosUpTo: days)
    for day in days {
      self.logMass[day] = logMass(day)
      self.cumulative[day] = cumulative(day)
      self.logTail[day] = logTail(day)
    }
  }

  /// From P(T ≤ t) and P(T > t) for t above 0, of which the smaller one has all its digits.
  private init(at days: [Int], below: (Double) -> Double, above: (Double) -> Double) {
    self.init(zerosUpTo: days)
    // So that the far tail of a bad guess is very unlikely and not impossible.
    let least = 1e-300
    var (known, lower, upper) = (0, 0.0, 1.0)
    for day in days {
      if day != known { (lower, upper) = (below(Double(day)), above(Double(day))) }
      known = day + 1
      let (nextLower, nextUpper) = (below(Double(known)), above(Double(known)))
      let mass = nextLower < 0.5 ? nextLower - lower : upper - nextUpper
      logMass[day] = log(max(mass, least))
      cumulative[day] = nextLower
      logTail[day] = nextLower < 0.5 ? log1p(-nextLower) : log(max(nextUpper, least))
      (lower, upper) = (nextLower, nextUpper)
    }
  }
}
