internal import ReferralModel

/// What holds for the people of one segment, or of a market without segments.
package final class SegmentPlan: Sendable {
  /// Empty for the whole market.
  package let name: String
  package let share: Double
  package let lifetime: Lifetime
  /// Margin of one active customer per day, in currency.
  package let marginPerDay: Double
  package let qualification: QualificationPlan
  /// Multiplies the hazard of those who have referred somebody.
  package let advocateChurnMultiplier: Double
  /// Mean value of an order, in currency; nil where there are no orders.
  package let orderValue: Double?
  package let ordersPerDay: Double
  /// Whether an order is returned, and up to how many days later.
  package let returnedShare: Double
  package let returnWindowInDays: Int
  /// How its customers differ, by how they came: see `quality(own:twin:)`.
  package let qualities: [Quality]
  private let ownCount: Int

  /// What referral does to a customer's hazard, margin and orders.
  package struct Quality: Equatable, Sendable {
    package var churn = 1.0
    package var margin = 1.0
    package var orderValue = 1.0
  }

  /// How somebody came with the program off.
  package enum TwinState: Int, CaseIterable, Sendable, BitwiseCopyable {
    /// Not at all, or nobody asks.
    case absent
    case external
    case referred
  }

  init(
    name: String, share: Double, _ customers: Customers, epochs: [ModelPlan.Epoch],
    days: Int
  ) {
    self.name = name
    self.share = share
    lifetime = Lifetime(customers.churn)
    marginPerDay = customers.marginPerMonth / daysPerMonth
    qualification = QualificationPlan(customers, horizon: days)
    advocateChurnMultiplier = customers.advocateChurnMultiplier
    orderValue = customers.orders?.value.mean
    ordersPerDay = (customers.orders?.perMonth ?? 0) / daysPerMonth
    returnedShare = customers.orders?.returnedShare ?? 0
    returnWindowInDays = customers.orders?.returnWindowInDays ?? 0
    let referred = customers.referred
    let without = referred.quality(at: .none)
    let own = [Quality()] + epochs.map { referred.quality(at: $0.perceived) }
    ownCount = own.count
    qualities =
      own
      + TwinState.allCases.dropFirst().flatMap { state in
        own.map { $0.keeping(state == .referred ? without : Quality(), referred.causalShare) }
      }
  }

  /// The place of a quality.
  ///
  /// - Parameters:
  ///   - own: 0 for who was not referred, 1 + e for who was referred in epoch e.
  ///   - twin: How the same person came with the program off.
  package func quality(own: Int, twin: TwinState = .absent) -> Int {
    twin.rawValue * ownCount + own
  }

  /// Whether anybody keeps a quality from a life without the program.
  package var relabels: Bool {
    zip(qualities, qualities.dropFirst(ownCount)).contains { $0 != $1 }
      || qualities.dropFirst(2 * ownCount).first.map { $0 != Quality() } == true
  }
}

extension ReferredQuality {
  fileprivate func quality(at rewards: PerceivedRewards) -> SegmentPlan.Quality {
    SegmentPlan.Quality(
      churn: max(0, churnMultiplier.value(at: rewards)),
      margin: max(0, marginMultiplier.value(at: rewards))
        * max(0, orderValueMultiplier.value(at: rewards)),
      orderValue: max(0, orderValueMultiplier.value(at: rewards)))
  }
}

extension SegmentPlan.Quality {
  /// A quality of which only a share is caused by how they came here; the rest is as
  /// it was in their other life.
  fileprivate func keeping(_ other: Self, _ causalShare: Double) -> Self {
    func mix(_ path: KeyPath<Self, Double>) -> Double {
      causalShare * self[keyPath: path] + (1 - causalShare) * other[keyPath: path]
    }
    return Self(churn: mix(\.churn), margin: mix(\.margin), orderValue: mix(\.orderValue))
  }
}

/// When a referral qualifies.
package struct QualificationPlan: Sendable {
  package let probability: Double
  package let delay: DelayLaw
  /// From signup to the first order that is large enough; nil where none is needed.
  package let firstOrder: DelayLaw?
  /// Whether no order is ever large enough.
  package let isOutOfReach: Bool
  /// From any day to the next order; nil where there are no orders.
  package let nextOrder: DelayLaw?

  init(_ customers: Customers, horizon: Int) {
    probability = customers.qualification.probability
    delay = DelayLaw(customers.qualification.delay, horizon: horizon)
    let perDay = (customers.orders?.perMonth ?? 0) / daysPerMonth
    nextOrder = customers.orders.map { _ in
      DelayLaw(.exponential(mean: 1 / perDay), horizon: horizon)
    }
    guard let minimum = customers.qualification.minimumOrder, let orders = customers.orders else {
      firstOrder = nil
      isOutOfReach = false
      return
    }
    let largeEnough = orders.value.probability(atLeast: minimum)
    isOutOfReach = largeEnough == 0
    // A Poisson process of orders, of which so many are large enough.
    firstOrder =
      largeEnough > 0
      ? DelayLaw(.exponential(mean: 1 / (perDay * largeEnough)), horizon: horizon)
      : nil
  }
}
