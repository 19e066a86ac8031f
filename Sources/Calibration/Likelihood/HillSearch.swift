internal import Foundation
internal import GSL

/// The likeliest Hill curve through experiment arms.
///
/// Given half_at and steepness the curve is a straight line in r^h/(half_at^h + r^h), so its two ends
/// follow from a concave problem in a box, and only half_at (and steepness) are searched.
struct HillSearch {
  let arms: [ExperimentArm]
  let law: ResponseLaw
  let isSteepnessFree: Bool
  /// Responses per exposed, over all arms.
  let level: Double

  init(arms: [ExperimentArm], law: ResponseLaw, isSteepnessFree: Bool) {
    self.arms = arms
    self.law = law
    self.isSteepnessFree = isSteepnessFree
    let responses = arms.reduce(0) { $0 + $1.responses }
    level = Double(responses) / Double(arms.reduce(0) { $0 + $1.exposed })
  }

  /// A curve and its log-likelihood.
  struct Curve: Equatable {
    var atZero, atLarge, halfAt, steepness, logLikelihood: Double

    var values: [Double] { [atZero, atLarge, halfAt, steepness] }
  }

  /// Values that a search keeps, for a profile.
  struct Held {
    var atZero: Double?
    var atLarge: Double?
    var halfAt: Double?
    var steepness: Double?
  }

  private var positiveRewards: [Double] { arms.map(\.reward).filter { $0 > 0 } }

  /// Between these half_at changes the shape of the curve over the tested rewards.
  ///
  /// A far end that is held high needs a half_at as far away.
  private func halfRange(_ held: Held) -> ClosedRange<Double> {
    let rewards = positiveRewards
    let reach = held.atLarge == nil || law == .share ? 60 : 1e7
    return log((rewards.min() ?? 1) / 60)...log((rewards.max() ?? 1) * reach)
  }

  /// r^h/(half^h + r^h), 0 without a reward.
  static func share(_ reward: Double, halfAt: Double, steepness: Double) -> Double {
    reward > 0 ? 1 / (1 + pow(halfAt / reward, steepness)) : 0
  }

  /// The likeliest curve.
  func best(_ held: Held = Held()) -> Curve {
    let steepness = held.steepness ?? (isSteepnessFree ? nil : 1)
    if let steepness { return best(steepness: steepness, held) }
    return maximum(over: log(0.2)...log(10), points: 10) {
      best(steepness: exp($0), held)
    }
  }

  private func best(steepness: Double, _ held: Held) -> Curve {
    if let half = held.halfAt { return ends(halfAt: half, steepness: steepness, held) }
    let range = halfRange(held)
    let points = Int(((range.upperBound - range.lowerBound) / 0.6).rounded(.up)) + 1
    return maximum(over: range, points: points) {
      ends(halfAt: exp($0), steepness: steepness, held)
    }
  }

  /// The flat curve.
  var flat: Curve {
    Curve(
      atZero: level, atLarge: level, halfAt: .nan, steepness: 1,
      logLikelihood: arms.reduce(0) { $0 + law.terms($1, level).value })
  }

  /// A grid, then the golden section around its best point.
  private func maximum(
    over range: ClosedRange<Double>, points: Int, _ curve: (Double) -> Curve
  ) -> Curve {
    let step = (range.upperBound - range.lowerBound) / Double(points - 1)
    let grid = (0..<points).map { curve(range.lowerBound + Double($0) * step) }
    // There is at least one point.
    let top = grid.indices.max { grid[$0].logLikelihood < grid[$1].logLikelihood }!
    let golden = 0.6180339887498949
    var low = range.lowerBound + Double(max(top - 1, 0)) * step
    var high = range.lowerBound + Double(min(top + 1, points - 1)) * step
    var (x, y) = (high - golden * (high - low), low + golden * (high - low))
    var (atX, atY) = (curve(x), curve(y))
    var best = grid[top]
    while high - low > 1e-3 {
      if atX.logLikelihood > atY.logLikelihood {
        (high, y, atY) = (y, x, atX)
        x = high - golden * (high - low)
        atX = curve(x)
      } else {
        (low, x, atX) = (x, y, atY)
        y = low + golden * (high - low)
        atY = curve(y)
      }
    }
    for candidate in [atX, atY] where candidate.logLikelihood > best.logLikelihood {
      best = candidate
    }
    return best
  }

  /// The two ends, by Fisher's scoring inside their limits.
  private func ends(halfAt: Double, steepness: Double, _ held: Held) -> Curve {
    let shares = arms.map {
      HillSearch.share($0.reward, halfAt: halfAt, steepness: steepness)
    }
    let limits = law.limits
    var low = held.atZero ?? level
    var high = held.atLarge ?? level
    var value = logLikelihood(low, high, shares)
    for _ in 0..<60 {
      var (slopeLow, slopeHigh, a, b, c) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (arm, share) in zip(arms, shares) {
        let terms = law.terms(arm, low + (high - low) * share)
        slopeLow += terms.slope * (1 - share)
        slopeHigh += terms.slope * share
        a += terms.information * (1 - share) * (1 - share)
        b += terms.information * (1 - share) * share
        c += terms.information * share * share
      }
      func isFree(_ end: Double, _ slope: Double, _ isHeld: Bool) -> Bool {
        !isHeld && !(end <= limits.lowerBound && slope < 0)
          && !(end >= limits.upperBound && slope > 0)
      }
      let isLowFree = isFree(low, slopeLow, held.atZero != nil)
      let isHighFree = isFree(high, slopeHigh, held.atLarge != nil)
      // Arms may all have the same share; then the two ends move together.
      a *= 1 + 1e-9
      c *= 1 + 1e-9
      var (stepLow, stepHigh) = (0.0, 0.0)
      if isLowFree, isHighFree {
        let determinant = max(a * c - b * b, 1e-300)
        stepLow = (c * slopeLow - b * slopeHigh) / determinant
        stepHigh = (a * slopeHigh - b * slopeLow) / determinant
      } else if isLowFree {
        stepLow = slopeLow / max(a, 1e-300)
      } else if isHighFree {
        stepHigh = slopeHigh / max(c, 1e-300)
      }
      let before = value
      var length = 1.0
      while length > 1e-4 {
        let nextLow = min(max(low + length * stepLow, limits.lowerBound), limits.upperBound)
        let nextHigh = min(max(high + length * stepHigh, limits.lowerBound), limits.upperBound)
        let next = logLikelihood(nextLow, nextHigh, shares)
        if next > value {
          (low, high, value) = (nextLow, nextHigh, next)
          break
        }
        length /= 2
      }
      if value - before < 1e-9 { break }
    }
    return Curve(
      atZero: low, atLarge: high, halfAt: halfAt, steepness: steepness, logLikelihood: value)
  }

  private func logLikelihood(_ low: Double, _ high: Double, _ shares: [Double]) -> Double {
    var total = 0.0
    for (arm, share) in zip(arms, shares) {
      total += law.terms(arm, low + (high - low) * share).value
    }
    return total
  }

  /// Variance ÷ mean of counts around a curve, by Pearson's chi-squared over the degrees of
  /// freedom; at least 1.
  ///
  /// 1 for the other laws, whose variance is known.
  func overdispersion(around curve: Curve) -> Double {
    overdispersion(around: curve, parameters: isSteepnessFree ? 4 : 3)
  }

  /// - Parameter parameters: That were fitted to the arms.
  func overdispersion(around curve: Curve, parameters: Int) -> Double {
    guard law == .overdispersedCount else { return 1 }
    let chiSquared = arms.reduce(0) { total, arm in
      // A flat one has no half.
      let share =
        curve.atLarge == curve.atZero
        ? 0 : HillSearch.share(arm.reward, halfAt: curve.halfAt, steepness: curve.steepness)
      let expected = max(
        Double(arm.exposed) * (curve.atZero + (curve.atLarge - curve.atZero) * share), 1e-9)
      let residual = Double(arm.responses) - expected
      return total + residual * residual / expected
    }
    return max(1, chiSquared / Double(arms.count - parameters))
  }

  /// The quantile of 90% intervals, Student's where a few arms have to tell how counts scatter.
  func quantile(parameters: Int) -> Double {
    guard law == .overdispersedCount else { return FitResult.quantile }
    return Distribution.studentQuantile(
      0.95, degreesOfFreedom: Double(arms.count - parameters))
  }
}
