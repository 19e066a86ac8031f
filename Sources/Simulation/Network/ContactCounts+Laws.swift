internal import Foundation
internal import GSL
internal import ReferralModel

extension ContactCounts {
  /// Shares of the counts 0...kmax ≤ limit; what lies beyond the limit is at it.
  static func masses(of law: CountDistribution, limit: Int) -> [Double] {
    switch law {
    case .constant(let count):
      var masses = [Double](repeating: 0, count: min(count, limit) + 1)
      masses[masses.count - 1] = 1
      return masses
    case .poisson(let mean):
      return unimodal(mean: mean, mode: Int(mean), limit: limit, heaviestRatio: 0) {
        Distribution.poissonMass($0, mean: mean)
      } ratio: {
        mean / Double($0 + 1)
      }
    case .negativeBinomial(let mean, let dispersion):
      // p(k+1)/p(k) = q(k + dispersion)/(k + 1) tends to q.
      let q = mean / (mean + dispersion)
      let mode = dispersion > 1 ? Int(mean * (dispersion - 1) / dispersion) : 0
      return unimodal(mean: mean, mode: mode, limit: limit, heaviestRatio: q) {
        Distribution.negativeBinomialMass($0, mean: mean, dispersion: dispersion)
      } ratio: {
        q * (Double($0) + dispersion) / Double($0 + 1)
      }
    case .geometric(let mean):
      return [0]
        + unimodal(mean: mean, mode: 0, limit: limit - 1, heaviestRatio: 1 - 1 / mean) { _ in
          1 / mean
        } ratio: { _ in
          1 - 1 / mean
        }
    case .lognormal(let mean, let sd):
      let sigma = log1p((sd / mean) * (sd / mean)).squareRoot()
      guard sigma > 0 else { return rounded(certain: mean, limit: limit) }
      return rounded(
        mean: mean, limit: limit,
        excess: { Distribution.lognormalExcess(over: $0, mean: mean, sigma: sigma) },
        shortfall: { Distribution.lognormalShortfall(under: $0, mean: mean, sigma: sigma) })
    case .gamma(let mean, let sd):
      let shape = (mean / sd) * (mean / sd)
      let scale = mean / shape
      guard shape.isFinite, scale > 0 else { return rounded(certain: mean, limit: limit) }
      return rounded(
        mean: mean, limit: limit,
        excess: { Distribution.gammaExcess(over: $0, shape: shape, scale: scale) },
        shortfall: { Distribution.gammaShortfall(under: $0, shape: shape, scale: scale) })
    case .powerLaw(let exponent, let least, let most):
      let least = Swift.max(1, least)
      return table(
        (least...most).lazy.map { ($0, pow(Double($0) / Double(least), -exponent)) },
        limit: limit)
    case .table(let entries):
      return table(entries.lazy.map { ($0.count, $0.share) }, limit: limit)
    }
  }

  /// The largest count or mean that a law names; `largest` is what can be built.
  static func largestNamed(by law: CountDistribution) -> Double {
    switch law {
    case .constant(let count): Double(count)
    case .poisson(let mean), .negativeBinomial(let mean, _), .geometric(let mean),
      .lognormal(let mean, _), .gamma(let mean, _):
      mean
    case .powerLaw(_, _, let most): Double(most)
    case .table(let entries): entries.map { Double($0.count) }.max() ?? 0
    }
  }

  private static func table(
    _ entries: some Sequence<(count: Int, share: Double)>, limit: Int
  ) -> [Double] {
    var masses: [Double] = [0]
    for (count, share) in entries where share > 0 {
      let count = Swift.min(count, limit)
      if count >= masses.count {
        masses += [Double](repeating: 0, count: count + 1 - masses.count)
      }
      masses[count] += share
    }
    return masses
  }

  /// A law with one peak, from its mass there and the ratios of neighbours.
  ///
  /// - Parameters:
  ///   - heaviestRatio: Neighbours' ratio far out, where it is largest.
  ///   - mass: P(X = k); asked at the peak (or the limit) only.
  ///   - ratio: P(X = k + 1) / P(X = k).
  private static func unimodal(
    mean: Double, mode: Int, limit: Int, heaviestRatio: Double, mass: (Int) -> Double,
    ratio: (Int) -> Double
  ) -> [Double] {
    guard limit > 0 else { return [1] }
    let peak = mass(mode)
    var masses = [Double](repeating: 0, count: mode + 1)
    masses[mode] = peak
    var k = mode
    while k > 0, masses[k] > 0 {
      masses[k - 1] = masses[k] / ratio(k - 1)
      k -= 1
    }
    k = mode
    while k < limit {
      // Beyond k: at most p(k)·r/(1 − r) of the persons, and what they add to
      // the mean.
      let r = Swift.max(ratio(k), heaviestRatio)
      if r < 1 {
        let beyond = masses[k] * r / (1 - r)
        if beyond < 1e-12, beyond * (Double(k) + 1 / (1 - r)) <= 1e-11 * mean { return masses }
      }
      masses.append(masses[k] * ratio(k))
      k += 1
    }
    return limited(masses, to: limit)
  }

  /// A continuous law rounded to counts at random, up with probability equal to
  /// the fraction, so that the mean holds.
  ///
  /// ```
  /// p(k) = C(k − 1) − 2C(k) + C(k + 1),   C(x) = E[(X − x)⁺]
  /// ```
  /// Below the mean the same second difference is taken of E[(x − X)⁺], which
  /// differs from C by a line and is small there.
  private static func rounded(
    mean: Double, limit: Int, excess: (Double) -> Double, shortfall: (Double) -> Double
  ) -> [Double] {
    var masses: [Double] = []
    let turn = Swift.min(Int(mean), limit)
    var (before, here) = (0.0, 0.0)  // shortfall under −1 and 0
    for k in 0..<turn {
      let after = shortfall(Double(k + 1))
      masses.append(Swift.max(0, before - 2 * here + after))
      (before, here) = (here, after)
    }
    (before, here) = (excess(Double(turn - 1)), excess(Double(turn)))
    for k in turn..<limit {
      let after = excess(Double(k + 1))
      masses.append(Swift.max(0, before - 2 * here + after))
      (before, here) = (here, after)
      if here <= 1e-11 * mean, before - here <= 1e-12 { break }
    }
    // The rest: P(count ≥ k) = C(k − 1) − C(k).
    masses.append(Swift.max(0, before - here))
    return masses
  }

  private static func rounded(certain value: Double, limit: Int) -> [Double] {
    let whole = value.rounded(.down)
    return table(
      [(Int(whole), 1 - (value - whole)), (Int(whole) + 1, value - whole)], limit: limit)
  }

  /// Gives everyone at or beyond the limit the limit itself.
  private static func limited(_ masses: [Double], to limit: Int) -> [Double] {
    let below = masses.prefix(limit)
    return below + [Swift.max(0, 1 - below.reduce(0, +))]
  }
}
