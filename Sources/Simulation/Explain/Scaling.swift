internal import ReferralModel

extension Response {
  /// The whole curve times a factor.
  ///
  /// On a logit scale both ends are multiplied, which is what a file's author would change.
  func scaled(by factor: Double) -> Response {
    var scaled = self
    switch curve {
    case .constant(let value): scaled.curve = .constant(value * factor)
    case .hill(let atZero, let atLarge, let halfAt, let steepness, let link):
      scaled.curve = .hill(
        atZero: atZero * factor, atLarge: atLarge * factor, halfAt: halfAt, steepness: steepness,
        link: link)
    case .table(let points):
      scaled.curve = .table(points.map { Point(reward: $0.reward, value: $0.value * factor) })
    }
    return scaled
  }
}

extension Invitations {
  /// As many invitations times a factor; one to every contact stays so.
  func scaled(by factor: Double) -> Invitations {
    switch self {
    case .count(let mean, let dispersion, let delay):
      .count(mean: mean.scaled(by: factor), dispersion: dispersion, delay: delay)
    case .everyContact: self
    case .rate(let perMonth): .rate(perMonth: perMonth.scaled(by: factor))
    }
  }

  /// The same invitations, each sent after another delay.
  func delayed(_ change: (Delay) -> Delay) -> Invitations {
    switch self {
    case .count(let mean, let dispersion, let delay):
      .count(mean: mean, dispersion: dispersion, delay: change(delay))
    case .everyContact(let delay): .everyContact(delay: change(delay))
    case .rate: self
    }
  }
}

extension Delay {
  /// A delay that is the same for everyone on average: whole days are mixed, so
  /// that rounding down to days does not swallow the difference.
  static func mixed(_ entries: [WeightedDay]) -> Delay {
    .table(
      entries.flatMap { entry -> [WeightedDay] in
        let below = entry.days.rounded(.down)
        let above = entry.days - below
        return [
          WeightedDay(days: below, share: entry.share * (1 - above)),
          WeightedDay(days: below + 1, share: entry.share * above),
        ].filter { $0.share > 0 }
      })
  }

  /// Every waiting time multiplied.
  func scaled(by factor: Double) -> Delay {
    switch self {
    case .constant(let days): .mixed([WeightedDay(days: days * factor, share: 1)])
    case .exponential(let mean): .exponential(mean: mean * factor)
    case .geometric(let mean): .geometric(mean: max(1, mean * factor))
    case .gamma(let mean, let sd): .gamma(mean: mean * factor, sd: sd * factor)
    case .lognormal(let median, let sigma): .lognormal(median: median * factor, sigma: sigma)
    case .weibull(let shape, let scale): .weibull(shape: shape, scale: scale * factor)
    case .table(let entries):
      .mixed(entries.map { WeightedDay(days: $0.days.rounded(.down) * factor, share: $0.share) })
    }
  }
}
