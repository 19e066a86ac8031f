package import ReferralModel

/// Expected discounted margins: of a customer at signup, and of those still
/// active at the end of the horizon.
///
/// A referred customer's hazard is multiplied while the referrer is a customer;
/// the pair is followed as a two-state chain, with the referrer leaving at the
/// base hazard of its own age. Where hazards change with age (shape other than
/// 1) the referrer's age is taken to the nearest month.
///
/// A class: asked for one customer at a time, a value would be copied every time, and its
/// tables retained.
package final class LifetimeValues: Sendable {
  /// What multiplies a customer's hazard.
  package struct Hazard: Equatable, Sendable {
    /// While the referrer is a customer.
    package var besideReferrer: Double
    /// Always.
    package var own: Double

    package init(besideReferrer: Double = 1, own: Double = 1) {
      self.besideReferrer = besideReferrer
      self.own = own
    }
  }

  fileprivate let plan: Inputs
  /// At signup, not referred, discounted to the day of signup.
  package let atSignup: Double
  /// At the end, of an initial customer of the stated tenure, by `Hazard.own`.
  private let initialAtEnd: [Double]
  /// Hazards that occur; the first is that of everybody.
  let hazards: [Hazard]
  /// By hazard, then by the referrer's age in months.
  let signup: [[Double]]
  /// By hazard, then by signup day, then by the referrer's age in months.
  ///
  /// In one row, which is read for every customer of a history: of each hazard from `endFirst` on,
  /// `endWidth` months a signup day.
  let end: [Double]
  let endFirst: [Int]
  let endWidth: [Int]
  var horizon: Int { plan.horizon }
  /// For how many months of a referrer's age values are known.
  var months: Int { plan.months }
  /// The hazard of those referred in an epoch, and what multiplies their margin.
  private let hazardOfEpoch: [Int]
  private let marginOfEpoch: [Double]
  private let epochOfDay: [Int]

  fileprivate struct Inputs: Sendable {
    let lifetime: Lifetime
    let marginPerDay: Double
    let money: MoneyPlan
    let horizon: Int
    let months: Int
  }

  /// The values of the whole market's customers.
  package convenience init(_ model: ModelPlan) {
    self.init(model, lifetime: model.lifetime, marginPerDay: model.money.marginPerDay, also: [])
  }

  /// The values of a segment's customers.
  ///
  /// - Parameter hazards: That can occur besides those of the epochs.
  package init(
    _ model: ModelPlan, lifetime: Lifetime, marginPerDay: Double, also hazards: [Hazard]
  ) {
    let tenureInDays = model.tenure.typicalDays
    let ageless = lifetime.shape == 1 || lifetime.scale == nil
    let months = ageless ? 1 : Int((tenureInDays + Double(model.horizon)) / daysPerMonth) + 2
    let inputs = Inputs(
      lifetime: lifetime, marginPerDay: marginPerDay, money: model.money, horizon: model.horizon,
      months: months)
    plan = inputs
    var all = [Hazard()]
    func index(_ hazard: Hazard) -> Int {
      if let known = all.firstIndex(of: hazard) { return known }
      all.append(hazard)
      return all.count - 1
    }
    hazardOfEpoch = model.epochs.map { index(Hazard(besideReferrer: $0.referredChurnMultiplier)) }
    for hazard in hazards { _ = index(hazard) }
    self.hazards = all
    marginOfEpoch = model.epochs.map(\.referredMarginMultiplier)
    epochOfDay = model.epochOfDay
    let counted = model.money.lifetimeHorizon
    let last = model.horizon - 1
    let unreferred = inputs.sums(
      fromAge: 0, firstStep: 0, steps: counted, discountFrom: 0, hazard: Hazard())
    atSignup = unreferred[max(0, counted)]
    initialAtEnd = all.map { hazard in
      let sums = inputs.sums(
        fromAge: tenureInDays + Double(last), firstStep: 1, steps: counted - last,
        discountFrom: last, hazard: Hazard(own: hazard.own))
      return sums[max(0, counted - last)]
    }
    signup = all.map { hazard in
      (0..<(hazard.besideReferrer == 1 ? 1 : months)).map { month in
        inputs.sums(
          fromAge: 0, firstStep: 0, steps: counted, discountFrom: 0, hazard: hazard,
          referrerAge: Double(month) * daysPerMonth)[max(0, counted)]
      }
    }
    let atEnd = all.map { inputs.atEnd($0, ageless: ageless) }
    endWidth = atEnd.map { $0[0].count }
    var first = 0
    endFirst = atEnd.map { rows in
      defer { first += rows.count * rows[0].count }
      return first
    }
    end = atEnd.flatMap { $0.flatMap(\.self) }
  }

  /// Lifetime margin of one referred customer at signup, discounted to that day.
  ///
  /// - Parameters:
  ///   - epoch: In which it signed up.
  ///   - referrerAge: Age of the referrer then, in days, tenure included.
  package func referredAtSignup(epoch: Int, referrerAge: Double) -> Double {
    marginOfEpoch[epoch] * atSignup(hazard: hazardOfEpoch[epoch], referrerAge: referrerAge)
  }

  /// Discounted margin after the horizon of one active customer who was not
  /// referred, before any margin multiplier.
  package func atEnd(signupDay: Int) -> Double { end[signupDay * endWidth[0]] }

  /// The same, of one active initial customer.
  package func atEndOfInitial(own: Double = 1) -> Double {
    hazards.firstIndex { $0.own == own }.map { initialAtEnd[$0] } ?? initialAtEnd[0]
  }

  /// The same, of one active referred customer.
  ///
  /// - Parameter referrerAge: Age of the referrer on the last day, in days, or
  ///   nil when the referrer has left.
  package func atEnd(signupDay: Int, referrerAge: Double?) -> Double {
    guard let referrerAge else { return atEnd(signupDay: signupDay) }
    return atEnd(
      hazard: hazardOfEpoch[epochOfDay[signupDay]], signupDay: signupDay, referrerAge: referrerAge)
  }

  /// Lifetime margin at signup, before any margin multiplier.
  package func atSignup(hazard: Int, referrerAge: Double) -> Double {
    signup[hazard][signup[hazard].count == 1 ? 0 : month(referrerAge)]
  }

  /// Discounted margin after the horizon, before any margin multiplier.
  package func atEnd(hazard: Int, signupDay: Int, referrerAge: Double) -> Double {
    let width = endWidth[hazard]
    return end[
      endFirst[hazard] + signupDay * width + (width == 1 ? 0 : month(referrerAge))]
  }

  private func month(_ age: Double) -> Int {
    plan.months == 1 ? 0 : min(plan.months - 1, Int((age / daysPerMonth).rounded()))
  }
}

extension LifetimeValues.Inputs {
  /// Values at the end by signup day, then by the referrer's age in months.
  func atEnd(_ hazard: LifetimeValues.Hazard, ageless: Bool) -> [[Double]] {
    let last = horizon - 1
    let counted = money.lifetimeHorizon
    guard !ageless else {
      // Whatever their age, the same future: only how long it counts differs.
      let sums = sums(
        fromAge: 0, firstStep: 1, steps: counted, discountFrom: last, hazard: hazard)
      return (0..<horizon).map { [sums[max(0, $0 + counted - last)]] }
    }
    // Days of life and the referrers' months meet in every way: each exponential once.
    let ages = (0..<last + counted + 1).map { age in
      hazard.own
        * (lifetime.cumulativeHazard(Double(age + 1)) - lifetime.cumulativeHazard(Double(age)))
    }
    let aloneStays = ages.map { naturalExp(-$0) }
    guard hazard.besideReferrer != 1 else {
      return (0..<horizon).map { day in
        [sum(from: last - day, steps: day + counted - last, aloneStays)]
      }
    }
    let besideStays = ages.map { naturalExp(-hazard.besideReferrer * $0) }
    // Four months a vector: one by one, every step would wait for the one before.
    let vectors = stride(from: 0, to: months, by: 4).map { first in
      (0..<counted + 1).map { step in
        var stays = SIMD4<Double>.zero
        for lane in 0..<4 {
          let age = Double(first + lane) * daysPerMonth
          stays[lane] = naturalExp(
            lifetime.cumulativeHazard(age + Double(step))
              - lifetime.cumulativeHazard(age + Double(step + 1)))
        }
        return stays
      }
    }
    return (0..<horizon).map { day in
      let values = vectors.map {
        sums(from: last - day, steps: day + counted - last, aloneStays, besideStays, $0)
      }
      return (0..<months).map { values[$0 / 4][$0 % 4] }
    }
  }

  /// The last of `sums` without a referrer, from daily survivals by whole age.
  private func sum(from age: Int, steps: Int, _ stays: [Double]) -> Double {
    guard steps > 1, marginPerDay != 0 else { return 0 }
    var alone = 1.0
    var sum = 0.0
    for step in 1..<steps {
      alone *= stays[age + step - 1]
      sum += alone * money.discount[min(horizon - 1 + step, money.discount.count - 1)]
    }
    return sum * marginPerDay
  }

  /// The same beside referrers of four ages, from theirs by step.
  private func sums(
    from age: Int, steps: Int, _ aloneStays: [Double], _ besideStays: [Double],
    _ referrersStay: [SIMD4<Double>]
  ) -> SIMD4<Double> {
    guard steps > 1, marginPerDay != 0 else { return .zero }
    var beside = SIMD4<Double>(repeating: 1)
    var alone = SIMD4<Double>.zero
    var sum = SIMD4<Double>.zero
    for step in 1..<steps {
      let stay = referrersStay[step - 1]
      let survived = beside * besideStays[age + step - 1]
      alone = alone * aloneStays[age + step - 1] + survived * (1 - stay)
      beside = survived * stay
      let day = min(horizon - 1 + step, money.discount.count - 1)
      sum += (beside + alone) * money.discount[day]
    }
    return sum * marginPerDay
  }

  /// Σ over steps below k of P(active at age + step | active at age) × margin ×
  /// discount, one per k from 0 to `steps`.
  ///
  /// - Parameters:
  ///   - fromAge: Age already reached, in days.
  ///   - firstStep: 0 to count the margin of the present day, 1 to leave it out.
  ///   - steps: One past the last step that counts.
  ///   - discountFrom: The day of step 0.
  func sums(
    fromAge: Double, firstStep: Int, steps: Int, discountFrom: Int,
    hazard multiplier: LifetimeValues.Hazard, referrerAge: Double = 0
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: max(0, steps) + 1)
    guard steps > firstStep, marginPerDay != 0 else { return sums }
    // Of the customer: alive beside a referrer, and alive alone.
    var (beside, alone) = multiplier.besideReferrer == 1 ? (0.0, 1.0) : (1.0, 0.0)
    var sum = firstStep == 0 ? money.discount[discountFrom] : 0
    sums[1] = sum * marginPerDay
    var (hazard, referrerHazard) = (
      lifetime.cumulativeHazard(fromAge), lifetime.cumulativeHazard(referrerAge)
    )
    for step in 1..<max(steps, 1) {
      let next = lifetime.cumulativeHazard(fromAge + Double(step))
      let day = multiplier.own * (next - hazard)
      hazard = next
      alone *= naturalExp(-day)
      if beside > 0 {
        let nextReferrer = lifetime.cumulativeHazard(referrerAge + Double(step))
        let stays = naturalExp(referrerHazard - nextReferrer)
        referrerHazard = nextReferrer
        let survived = beside * naturalExp(-multiplier.besideReferrer * day)
        alone += survived * (1 - stays)
        beside = survived * stays
      }
      sum += (beside + alone) * money.discount[min(discountFrom + step, money.discount.count - 1)]
      sums[step + 1] = sum * marginPerDay
    }
    return sums
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
