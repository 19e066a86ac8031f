internal import GSL
package import Randomness
internal import ReferralModel

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
  /// One per epoch of the plan: of the whole market, segments, ties and channels averaged.
  package let terms: [Terms]
  /// One list per segment of the plan, with one per epoch.
  package let segmentTerms: [[Terms]]
  /// Ways by which invitations go; at least one.
  package let channels: [ChannelPlan]
  /// Share of invitations to strong ties.
  package let strongShare: Double

  /// One way by which invitations go.
  package struct ChannelPlan: Equatable, Sendable {
    package let share: Double
    /// Multiplies the conversion probability, one per day.
    package let conversionMultipliers: [Double]
    /// From acceptance to signup.
    package let conversionDelay: DelayLaw
  }

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
    /// Probability that an invitation sent now is accepted: to a weak tie, and to a strong one.
    ///
    /// Channels multiply it.
    package let conversion: Double
    package let strongConversion: Double
    /// `participation` and `conversion` for 32-bit words.
    package let participationThreshold: UInt64
    package let conversionThreshold: UInt64
    /// The number of invitations, before it is cut at the number of contacts.
    package let countTable: InverseTable
  }

  /// - Parameters:
  ///   - index: Which loop of the scenario.
  ///   - epochs: Of the plan, with the rewards that people perceive.
  ///   - horizon: In days.
  init(of index: Int, in scenario: Scenario, epochs: [ModelPlan.Epoch], horizon: Int) {
    let loop = scenario.loops[index]
    name = loop.name
    rewarded = loop.rewarded
    conversionDelay = DelayLaw(loop.conversionDelay, horizon: horizon)
    reinforcement = loop.reinforcement
    switch loop.invitations {
    case .count(_, let dispersion, let delay):
      kind = .count(dispersion: dispersion)
      sendDelay = DelayLaw(delay, horizon: horizon)
    case .everyContact(let delay):
      kind = .everyContact
      sendDelay = DelayLaw(delay, horizon: horizon)
    case .rate:
      kind = .rate
      sendDelay = DelayLaw(.none, horizon: horizon)
    }
    let kind = kind
    let segments = scenario.market.segments
    let whole = segments.isEmpty ? [nil] : segments.indices.map { Optional($0) }
    let segmentTerms = whole.map { segment in
      epochs.map { epoch in
        let loop = scenario.loop(index, segment: segment, onDay: epoch.firstDay)
        return Terms(loop, kind: kind, seen: loop.rewarded ? epoch.perceived : .none)
      }
    }
    self.segmentTerms = segmentTerms
    strongShare = loop.strongTies?.share ?? 0
    let conversionDelay = conversionDelay
    channels =
      loop.channels.isEmpty
      ? [
        ChannelPlan(
          share: 1, conversionMultipliers: Array(repeating: 1, count: horizon),
          conversionDelay: conversionDelay)
      ]
      : loop.channels.map { channel in
        ChannelPlan(
          share: channel.share,
          conversionMultipliers: (0..<horizon).map { channel.conversionMultiplier(onDay: $0) },
          conversionDelay: channel.conversionDelay.map { DelayLaw($0, horizon: horizon) }
            ?? conversionDelay)
      }
    terms =
      segments.isEmpty && loop.strongTies == nil && loop.channels.isEmpty
      ? segmentTerms[0]
      : epochs.indices.map { epoch in
        Terms(
          averaging: segmentTerms.map { $0[epoch] }, shares: segments.map(\.share), loop, kind: kind
        )
      }
  }

  /// Whether a later epoch can turn earlier customers into advocates.
  package var improvesLater: Bool {
    segmentTerms.contains { terms in
      zip(terms, terms.dropFirst()).contains { $1.participation > $0.participation }
    }
  }
}

extension LoopPlan.Terms {
  /// What holds for a loop at perceived rewards.
  fileprivate init(_ loop: Loop, kind: LoopPlan.Kind, seen: PerceivedRewards) {
    func share(_ response: Response) -> Double { min(1, max(0, response.value(at: seen))) }
    let mean: Response =
      switch loop.invitations {
      case .count(let response, _, _), .rate(let response): response
      case .everyContact: .constant(0)
      }
    let conversion = share(loop.conversion)
    self.init(
      participation: share(loop.participation),
      invitations: max(0, mean.value(at: seen)) / (kind == .rate ? daysPerMonth : 1),
      conversion: conversion,
      strongConversion: loop.strongTies.map { share($0.conversion) } ?? conversion, kind: kind)
  }

  /// The mean over segments, ties and channels, for an engine that tells none apart.
  ///
  /// - Parameter shares: Of the segments; empty where there is only one.
  fileprivate init(
    averaging terms: [LoopPlan.Terms], shares: [Double], _ loop: Loop, kind: LoopPlan.Kind
  ) {
    let shares = shares.isEmpty ? [1] : shares
    func mean(_ path: KeyPath<LoopPlan.Terms, Double>) -> Double {
      zip(terms, shares).reduce(0) { $0 + $1.0[keyPath: path] * $1.1 }
    }
    let strong = loop.strongTies?.share ?? 0
    let conversion = (1 - strong) * mean(\.conversion) + strong * mean(\.strongConversion)
    let byChannel =
      loop.channels.isEmpty
      ? conversion
      : loop.channels.reduce(0) {
        $0 + $1.share * min(1, conversion * $1.conversionMultiplier)
      }
    let participation = mean(\.participation)
    let invitations = zip(terms, shares).reduce(0) {
      $0 + $1.0.participation * $1.0.invitations * $1.1
    }
    self.init(
      participation: participation,
      invitations: participation > 0 ? invitations / participation : mean(\.invitations),
      conversion: byChannel, strongConversion: byChannel, kind: kind)
  }

  private init(
    participation: Double, invitations: Double, conversion: Double, strongConversion: Double,
    kind: LoopPlan.Kind
  ) {
    self.participation = participation
    self.invitations = invitations
    self.conversion = conversion
    self.strongConversion = strongConversion
    participationThreshold = threshold(participation)
    conversionThreshold = threshold(conversion)
    countTable = InverseTable(cdf: kind.cumulative(mean: invitations))
  }
}

extension Scenario {
  /// A loop as it is for a segment (nil for the whole market) on a day, campaigns
  /// included.
  fileprivate func loop(_ index: Int, segment: Int?, onDay day: Int) -> Loop {
    if let campaign = program?.campaign(onDay: day) {
      return segment.map { campaign.segmentLoops[$0][index] } ?? campaign.loops[index]
    }
    return segment.map { market.segments[$0].loops[index] } ?? loops[index]
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
