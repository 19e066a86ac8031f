internal import GSL
package import Randomness
package import ReferralModel

/// One viral loop, with everything that its rewards decide already decided,
/// epoch by epoch.
package struct LoopPlan: Equatable, Sendable {
  package let name: String
  package let rewarded: Bool
  package let kind: Kind
  /// From becoming an advocate to sending; none for `rate`.
  package let sendDelay: DelayLaw
  /// From acceptance to signup.
  package let conversionDelay: DelayLaw
  /// Odds multiplier for every earlier invitation.
  package let reinforcement: Double
  /// One per epoch of the plan.
  package let terms: [Terms]

  /// How invitations are counted.
  package enum Kind: Equatable, Sendable {
    /// A random number of them, cut at the number of contacts.
    case count(dispersion: Double?)
    case everyContact
    /// A Poisson process until contacts run out.
    case rate
  }

  /// What holds in an epoch.
  package struct Terms: Equatable, Sendable {
    /// Probability that a customer takes part.
    package let participation: Double
    /// Mean invitations per advocate; invitations per day for `rate`;
    /// unused for `everyContact`.
    package let invitations: Double
    /// Probability that an invitation sent now is accepted.
    package let conversion: Double
    /// `participation` and `conversion` for 32-bit words.
    package let participationThreshold: UInt64
    package let conversionThreshold: UInt64
    /// The number of invitations, before it is cut at the number of contacts.
    package let countTable: InverseTable
  }

  /// - Parameters:
  ///   - loop: As in the scenario.
  ///   - rewards: The perceived rewards of each epoch, all zero while off.
  ///   - horizon: In days.
  package init(_ loop: Loop, rewards: [PerceivedRewards], horizon: Int) {
    name = loop.name
    rewarded = loop.rewarded
    conversionDelay = DelayLaw(loop.conversionDelay, horizon: horizon)
    reinforcement = loop.reinforcement
    let mean: Response
    switch loop.invitations {
    case .count(let response, let dispersion, let delay):
      kind = .count(dispersion: dispersion)
      mean = response
      sendDelay = DelayLaw(delay, horizon: horizon)
    case .everyContact(let delay):
      kind = .everyContact
      mean = .constant(0)
      sendDelay = DelayLaw(delay, horizon: horizon)
    case .rate(let perMonth):
      kind = .rate
      mean = perMonth
      sendDelay = DelayLaw(.none, horizon: horizon)
    }
    let kind = kind
    terms = rewards.map { rewards in
      let seen = loop.rewarded ? rewards : .none
      let participation = min(1, max(0, loop.participation.value(at: seen)))
      let conversion = min(1, max(0, loop.conversion.value(at: seen)))
      var invitations = max(0, mean.value(at: seen))
      if kind == .rate { invitations /= daysPerMonth }
      return Terms(
        participation: participation, invitations: invitations, conversion: conversion,
        participationThreshold: threshold(participation),
        conversionThreshold: threshold(conversion),
        countTable: InverseTable(cdf: kind.cumulative(mean: invitations)))
    }
  }

  /// Whether a later epoch can turn earlier customers into advocates.
  package var improvesLater: Bool {
    zip(terms, terms.dropFirst()).contains { $1.participation > $0.participation }
  }
}

extension LoopPlan.Kind {
  /// P(M ≤ k) of the number of invitations, until it is 1 to 32 bits.
  package func cumulative(mean: Double) -> [Double] {
    guard case .count(let dispersion) = self, mean > 0 else { return [1] }
    var sum = 0.0
    var cdf: [Double] = []
    while sum < 1 - 0x1p-34 && cdf.count < 1_000_000 {
      let k = cdf.count
      let mass =
        dispersion.map { Distribution.negativeBinomialMass(k, mean: mean, dispersion: $0) }
        ?? Distribution.poissonMass(k, mean: mean)
      sum = min(1, sum + mass)
      // Rounding may stop the sum just short of 1; the rest has no mass left.
      if mass == 0 && Double(k) > mean { sum = 1 }
      cdf.append(sum)
    }
    return cdf
  }
}
