/// Averages of powers of θ over contact counts: all that a day needs to know of
/// the network.
struct GeneratingFunctions: Sendable {
  let size: Int
  private let classes: ContactClasses
  /// By distinct reach: end share × reach, and share × reach, by class.
  private let ends: [[Double]]
  private let shares: [[Double]]
  /// By crossing: end share × the product of its reaches, by class.
  private let crossed: [[Double]]
  /// By epoch: end share × P(a new customer wins a contact the same day), by class.
  private let sameDay: [[Double]]
  private let sameDaySlopes: [[Double]]
  /// By epoch: at least the second derivative of Σ e_d q_d θ^(d−1).
  private let curvatures: [Double]

  /// The averages at one θ.
  struct Values: Sendable {
    var theta = 1.0
    /// Σ p_d θ^d.
    var persons = 1.0
    /// Σ (d p_d/⟨d⟩) θ^(d−1).
    var ends = 1.0
    /// Σ (d p_d/⟨d⟩) reach_d θ^(d−1), by distinct reach.
    var reach: [Double]
    /// Σ p_d reach_d θ^d, by distinct reach.
    var reachOfPersons: [Double]
    /// Σ (d p_d/⟨d⟩) Π reach_d θ^(d−1), by crossing.
    var crossed: [Double]
    /// θ^(d−1), by class.
    var powers: [Double]
  }

  init(
    _ plan: ModelPlan, _ classes: ContactClasses, _ channels: InvitationChannels,
    _ crossings: [Crossing]
  ) {
    self.classes = classes
    size = classes.contacts.count
    func product(_ left: [Double], _ right: [Double]) -> [Double] {
      zip(left, right).map { $0 * $1 }
    }
    ends = channels.reaches.map { product(classes.ends, $0) }
    shares = channels.reaches.map { product(classes.shares, $0) }
    crossed = crossings.map { crossing in
      crossing.members.reduce(classes.ends) { product($0, channels.reaches[$1.reach]) }
    }
    sameDay = plan.epochs.indices.map { epoch in
      // P(not won by any loop) is a product over loops: a lifetime lasts the day.
      var missed = classes.contacts.map { _ in 1.0 }
      for (index, loop) in plan.loops.enumerated() {
        let accepted = loop.terms[epoch].conversion * loop.conversionDelay.masses[0]
        var won = classes.contacts.map { _ in 0.0 }
        for joining in channels.joinings[index][epoch] {
          let channel = channels.all[joining.channel]
          guard channel.joinDay == nil else { continue }
          let factor = joining.share * channel.sends[0] * accepted
          for d in won.indices { won[d] += factor * channel.reach[d] }
        }
        for d in missed.indices { missed[d] *= 1 - won[d] }
      }
      return zip(classes.ends, missed).map { $0 * (1 - $1) }
    }
    sameDaySlopes = sameDay.map { product($0, classes.contacts.map { $0 - 1 }) }
    curvatures = sameDaySlopes.map { slopes in
      zip(slopes, classes.contacts).reduce(0) { $0 + $1.0 * max(0, $1.1 - 2) }
    }
  }

  /// Whether a signup of this epoch can cause another on the same day.
  func chains(in epoch: Int) -> Bool { sameDay[epoch].contains { $0 > 0 } }

  /// Σ (d p_d/⟨d⟩) P(same-day win)_d θ^(d−1).
  func sameDay(in epoch: Int, _ values: Values) -> Double {
    dot(sameDay[epoch], values.powers, count: size)
  }

  /// The same at another θ.
  func sameDay(in epoch: Int, at theta: Double) -> Double {
    dot(sameDay[epoch], powers(at: theta), count: size)
  }

  /// Σ p_d θ^d.
  func persons(at theta: Double) -> Double {
    classes.isolated + theta * dot(classes.shares, powers(at: theta), count: size)
  }

  /// Σ (d p_d/⟨d⟩) θ^(d−1).
  func ends(at theta: Double) -> Double {
    dot(classes.ends, powers(at: theta), count: size)
  }

  private func powers(at theta: Double) -> [Double] {
    var powers = [Double](repeating: 0, count: size)
    classes.powers(of: theta, into: &powers)
    return powers
  }

  /// Everything at θ.
  func values(at theta: Double) -> Values {
    var values = Values(
      reach: ends.map { _ in 0 }, reachOfPersons: ends.map { _ in 0 },
      crossed: crossed.map { _ in 0 }, powers: [Double](repeating: 0, count: size))
    evaluate(at: theta, into: &values)
    return values
  }

  /// Everything at θ, in place.
  func evaluate(at theta: Double, into values: inout Values) {
    if values.theta != theta || theta == 1 { classes.powers(of: theta, into: &values.powers) }
    values.theta = theta
    values.persons = classes.isolated + theta * dot(classes.shares, values.powers, count: size)
    values.ends = dot(classes.ends, values.powers, count: size)
    for index in ends.indices {
      values.reach[index] = dot(ends[index], values.powers, count: size)
      values.reachOfPersons[index] = theta * dot(shares[index], values.powers, count: size)
    }
    for index in crossed.indices {
      values.crossed[index] = dot(crossed[index], values.powers, count: size)
    }
  }

  /// The θ at the end of a day on which signups chain at once.
  ///
  /// Solves θ = c + x Σ e_d q_d θ^(d−1), q_d the same-day wins, for its largest
  /// root below θ₀. The difference of both sides is concave in θ and not
  /// negative at θ₀, so a step of Newton from there lands left of the root, or,
  /// where the slope is not positive, 0 is left of it; from the left, Newton's
  /// steps rise to the root without passing it.
  ///
  /// - Parameters:
  ///   - start: At θ₀, the end of the day before.
  ///   - constant: c.
  ///   - untouched: x, the share not reached by external hits.
  ///   - scratch: Its powers are overwritten.
  func chained(
    from start: Values, constant: Double, untouched: Double, epoch: Int, scratch: inout Values
  ) -> Double {
    func difference(_ theta: Double, _ powers: [Double]) -> (value: Double, slope: Double) {
      let value = theta - constant - untouched * dot(sameDay[epoch], powers, count: size)
      var slope = 0.0
      if theta > 0 {
        slope = dot(sameDaySlopes[epoch], powers, count: size) / theta
      } else if let pairs = classes.contacts.firstIndex(of: 2) {
        slope = sameDaySlopes[epoch][pairs]
      }
      return (value, 1 - untouched * slope)
    }
    var theta = start.theta
    var (value, slope) = difference(theta, start.powers)
    guard value > 0 else { return theta }
    var step = slope > 0 ? value / slope : theta
    theta = max(0, theta - step)
    // A step leaves an error of half the curvature × step².
    for _ in 0..<200 where curvatures[epoch] * step * step > 1e-16 {
      classes.powers(of: theta, into: &scratch.powers)
      scratch.theta = theta
      (value, slope) = difference(theta, scratch.powers)
      guard value < 0, slope > 0 else { break }
      step = -value / slope
      theta = min(start.theta, theta + step)
    }
    return theta
  }
}
