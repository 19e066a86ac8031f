/// A probability, mean or multiplier that may respond to the perceived reward.
///
/// Rewards are shares of CAC: 0.15 stands for "15% of CAC".
package struct Response: Equatable, Sendable {
  /// The shape of the curve.
  package enum Curve: Equatable, Sendable {
    case constant(Double)
    /// at_zero + (at_large − at_zero) · r^h / (half_at^h + r^h), on the scale
    /// of `link`, with h = `steepness`.
    case hill(
      atZero: Double, atLarge: Double, halfAt: Double, steepness: Double, link: Link)
    /// Measured points in rising order of reward, interpolated by Steffen's
    /// monotone cubic, flat outside.
    case table([Point])
  }

  /// The scale on which a Hill curve interpolates its two ends.
  package enum Link: String, Equatable, Sendable, CaseIterable {
    case identity, log, logit
  }

  /// Whose reward moves it.
  package enum Side: String, Equatable, Sendable, CaseIterable {
    case referrer, referee, sum
  }

  /// A measured value at a reward.
  package struct Point: Equatable, Sendable {
    package var reward: Double
    package var value: Double

    package init(reward: Double, value: Double) {
      self.reward = reward
      self.value = value
    }
  }

  package var curve: Curve
  package var side: Side

  package init(_ curve: Curve, side: Side = .referrer) {
    self.curve = curve
    self.side = side
  }

  /// A response that does not respond.
  package static func constant(_ value: Double) -> Response {
    Response(.constant(value))
  }

  /// Whether any reward changes the value.
  package var responds: Bool {
    switch curve {
    case .constant: false
    case .hill(let atZero, let atLarge, _, _, _): atZero != atLarge
    case .table(let points): points.contains { $0.value != points[0].value }
    }
  }

  /// The values at no reward and at the rewards where the curve is extreme.
  package var range: ClosedRange<Double> {
    switch curve {
    case .constant(let value): value...value
    case .hill(let atZero, let atLarge, _, _, _): min(atZero, atLarge)...max(atZero, atLarge)
    case .table(let points):
      points.map(\.value).min()!...points.map(\.value).max()!
    }
  }

  /// The value at perceived rewards.
  ///
  /// - Parameter rewards: Perceived rewards, as shares of CAC.
  /// - Source: Hill (1910) for the curve; Steffen (1990), A&A 239:443, for tables.
  package func value(at rewards: PerceivedRewards) -> Double {
    let reward = max(0, rewards[side])
    switch curve {
    case .constant(let value): return value
    case .table(let points): return interpolate(points, at: reward)
    case .hill(let atZero, let atLarge, let halfAt, let steepness, let link):
      guard reward > 0, atZero != atLarge else { return atZero }
      // As 1/(1 + (half/r)^h), which stays finite for any r above 0.
      let share = 1 / (1 + power(halfAt / reward, steepness))
      let low = link.apply(atZero)
      return link.invert(low + (link.apply(atLarge) - low) * share)
    }
  }
}

/// What each side sees of the rewards, as shares of CAC.
package struct PerceivedRewards: Equatable, Sendable {
  package var referrer: Double
  package var referee: Double

  package init(referrer: Double, referee: Double) {
    self.referrer = referrer
    self.referee = referee
  }

  /// The program is off.
  package static let none = PerceivedRewards(referrer: 0, referee: 0)

  /// The reward that a response looks at.
  package subscript(side: Response.Side) -> Double {
    switch side {
    case .referrer: referrer
    case .referee: referee
    case .sum: referrer + referee
    }
  }
}

extension Response.Link {
  func apply(_ value: Double) -> Double {
    switch self {
    case .identity: value
    case .log: logarithm(value)
    case .logit: logarithm(value / (1 - value))
    }
  }

  func invert(_ value: Double) -> Double {
    switch self {
    case .identity: value
    case .log: exponential(value)
    case .logit: 1 / (1 + exponential(-value))
    }
  }
}

/// Steffen's monotone cubic through `points`, flat outside them.
private func interpolate(_ points: [Response.Point], at x: Double) -> Double {
  guard let first = points.first, let last = points.last else { return 0 }
  guard x > first.reward else { return first.value }
  guard x < last.reward else { return last.value }
  let i = points.lastIndex { $0.reward <= x }!

  func width(_ k: Int) -> Double { points[k + 1].reward - points[k].reward }
  func secant(_ k: Int) -> Double { (points[k + 1].value - points[k].value) / width(k) }
  func slope(_ k: Int) -> Double {
    // Ends take the secant: flat extrapolation needs no more of them.
    if k == 0 { return secant(0) }
    if k == points.count - 1 { return secant(k - 1) }
    let (left, right) = (secant(k - 1), secant(k))
    guard left * right > 0 else { return 0 }
    let parabola = (left * width(k) + right * width(k - 1)) / (width(k - 1) + width(k))
    let limit = 2 * min(abs(left), abs(right))
    return abs(parabola) > limit ? (left > 0 ? limit : -limit) : parabola
  }

  let (h, s, a, b) = (width(i), secant(i), slope(i), slope(i + 1))
  let dx = x - points[i].reward
  let cubic = (a + b - 2 * s) / (h * h)
  let square = (3 * s - 2 * a - b) / h
  return ((cubic * dx + square) * dx + a) * dx + points[i].value
}
