package import ReferralModel

/// Expected discounted margins: of a customer at signup, and of those still
/// active at the end of the horizon.
///
/// A referred customer's hazard is multiplied while the referrer is a customer;
/// the pair is followed as a two-state chain, with the referrer leaving at the
/// base hazard of its own age. Where hazards change with age (shape other than
/// 1) the referrer's age is taken to the nearest month.
package struct LifetimeValues: Sendable {
  fileprivate let plan: Inputs
  /// At signup, not referred, discounted to the day of signup.
  package let atSignup: Double
  /// At the end, by signup day: one active customer, discounted to day 0.
  private let atEnd: [Double]
  /// At the end, of an initial customer of the stated tenure.
  private let initialAtEnd: Double
  /// By epoch, then by the referrer's age in months.
  private let referredAtSignup: [[Double]]
  /// By signup day, then by the referrer's age in months; empty rows where the
  /// multiplier is 1.
  private let referredAtEnd: [[Double]]

  fileprivate struct Inputs: Sendable {
    let lifetime: Lifetime
    let money: MoneyPlan
    let horizon: Int
    let months: Int
  }

  package init(_ model: ModelPlan) {
    let tenureInDays = model.tenure.typicalDays
    let ageless = model.lifetime.shape == 1 || model.lifetime.scale == nil
    let months = ageless ? 1 : Int((tenureInDays + Double(model.horizon)) / daysPerMonth) + 2
    let inputs = Inputs(
      lifetime: model.lifetime, money: model.money, horizon: model.horizon, months: months)
    plan = inputs
    let last = model.horizon - 1
    let counted = model.money.lifetimeHorizon

    atSignup = inputs.margin(fromAge: 0, firstStep: 0, steps: counted, discountFrom: 0)
    atEnd = (0..<model.horizon).map { day in
      inputs.margin(
        fromAge: Double(last - day), firstStep: 1, steps: day + counted - last, discountFrom: last)
    }
    initialAtEnd = inputs.margin(
      fromAge: tenureInDays + Double(last), firstStep: 1, steps: counted - last, discountFrom: last)
    referredAtSignup = model.epochs.map { epoch in
      (0..<months).map { month in
        epoch.referredMarginMultiplier
          * inputs.margin(
            fromAge: 0, firstStep: 0, steps: counted, discountFrom: 0,
            multiplier: epoch.referredChurnMultiplier, referrerAge: Double(month) * daysPerMonth)
      }
    }
    referredAtEnd = (0..<model.horizon).map { day in
      let epoch = model.epoch(onDay: day)
      guard epoch.referredChurnMultiplier != 1 else { return [] }
      return (0..<months).map { month in
        inputs.margin(
          fromAge: Double(last - day), firstStep: 1, steps: day + counted - last,
          discountFrom: last, multiplier: epoch.referredChurnMultiplier,
          referrerAge: Double(month) * daysPerMonth)
      }
    }
  }

  /// Lifetime margin of one referred customer at signup, discounted to that day.
  ///
  /// - Parameters:
  ///   - epoch: In which it signed up.
  ///   - referrerAge: Age of the referrer then, in days, tenure included.
  package func referredAtSignup(epoch: Int, referrerAge: Double) -> Double {
    referredAtSignup[epoch][month(referrerAge)]
  }

  /// Discounted margin after the horizon of one active customer who was not
  /// referred, before any margin multiplier.
  package func atEnd(signupDay: Int) -> Double { atEnd[signupDay] }

  /// The same, of one active initial customer.
  package func atEndOfInitial() -> Double { initialAtEnd }

  /// The same, of one active referred customer.
  ///
  /// - Parameter referrerAge: Age of the referrer on the last day, in days, or
  ///   nil when the referrer has left.
  package func atEnd(signupDay: Int, referrerAge: Double?) -> Double {
    guard let referrerAge, !referredAtEnd[signupDay].isEmpty else { return atEnd[signupDay] }
    return referredAtEnd[signupDay][month(referrerAge)]
  }

  private func month(_ age: Double) -> Int {
    plan.months == 1 ? 0 : min(plan.months - 1, Int((age / daysPerMonth).rounded()))
  }
}

extension LifetimeValues.Inputs {
  /// Σ over steps k of P(active at age + k | active at age) × margin × discount.
  ///
  /// - Parameters:
  ///   - fromAge: Age already reached, in days.
  ///   - firstStep: 0 to count the margin of the present day, 1 to leave it out.
  ///   - steps: One past the last step that counts.
  ///   - discountFrom: The day of step 0.
  func margin(
    fromAge: Double, firstStep: Int, steps: Int, discountFrom: Int, multiplier: Double = 1,
    referrerAge: Double = 0
  ) -> Double {
    guard steps > firstStep, money.marginPerDay != 0 else { return 0 }
    // Of the customer: alive beside a referrer, and alive alone.
    var (beside, alone) = multiplier == 1 ? (0.0, 1.0) : (1.0, 0.0)
    var sum = firstStep == 0 ? money.discount[discountFrom] : 0
    var (hazard, referrerHazard) = (
      lifetime.cumulativeHazard(fromAge), lifetime.cumulativeHazard(referrerAge)
    )
    for step in 1..<max(steps, 1) {
      let next = lifetime.cumulativeHazard(fromAge + Double(step))
      let day = next - hazard
      hazard = next
      alone *= naturalExp(-day)
      if beside > 0 {
        let nextReferrer = lifetime.cumulativeHazard(referrerAge + Double(step))
        let stays = naturalExp(referrerHazard - nextReferrer)
        referrerHazard = nextReferrer
        let survived = beside * naturalExp(-multiplier * day)
        alone += survived * (1 - stays)
        beside = survived * stays
      }
      sum += (beside + alone) * money.discount[min(discountFrom + step, money.discount.count - 1)]
    }
    return sum * money.marginPerDay
  }
}

extension Delay {
  /// The constant, or the mean of a random delay, in days.
  package var typicalDays: Double {
    switch self {
    case .constant(let days): return days
    case .exponential(let mean), .geometric(let mean), .gamma(let mean, _): return mean
    case .lognormal(let median, let sigma): return median * naturalExp(sigma * sigma / 2)
    case .weibull(let shape, let scale): return scale * gammaFunction(1 + 1 / shape)
    case .table(let entries): return entries.map { $0.days * $0.share }.reduce(0, +)
    }
  }
}
