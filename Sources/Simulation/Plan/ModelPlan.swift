package import ReferralModel

/// A scenario made ready for an engine: every rate by day, every law tabulated,
/// every reward turned into what it does.
///
/// Both engines read the same plan, so they cannot disagree about the model's
/// inputs. Building one costs milliseconds; it is shared by all replications: a class, so
/// that sharing costs nothing and an engine that cannot be copied stays small.
package final class ModelPlan: Sendable {
  /// *H*: days run from 0 to *H* − 1.
  package let horizon: Int
  /// Persons in the market.
  package let size: Int
  package let initial: InitialCustomers
  package let tenure: Delay
  /// Most active customers at once; nil for no limit.
  package let capacity: Int?
  /// Of the whole market's customers; segments have their own.
  package let lifetime: Lifetime
  /// Expected hits per day on the whole market, by cause in the order of
  /// `ExternalCause`; word of mouth is not here, since it depends on history.
  package let hits: [[Double]]
  /// Hits per active customer and day.
  package let wordOfMouthPerDay: Double
  /// Periods of constant program terms, in order; the first begins on day 0.
  package let epochs: [Epoch]
  /// Index into `epochs`, one per day.
  package let epochOfDay: [Int]
  /// The epoch of days on which a spent budget has stopped the program; nil without a
  /// budget, and in the limit, which has no purse.
  package let offEpoch: Int?
  package let loops: [LoopPlan]
  /// At least one.
  package let segments: [SegmentPlan]
  package let qualificationProbability: Double
  package let qualificationDelay: DelayLaw
  package let money: MoneyPlan
  /// nil without a program.
  package let program: ProgramPlan?
  /// The hazard multiplier that no referred customer exceeds, at least 1; the
  /// same for all rewards, so that strategies share their churn events.
  package let churnBound: Double

  /// A period of constant program terms.
  package struct Epoch: Equatable, Sendable {
    package let firstDay: Int
    package let isProgramOn: Bool
    /// nil while the program is off.
    package let reward: Reward?
    package let perceived: PerceivedRewards
    /// Expected cost of one qualified referral that signed up in this epoch.
    package let rewardCost: Double
    /// Face value of the rewards of one, and of those of them that are used, in currency.
    package let rewardFace: Double
    package let redeemedFace: Double
    /// Fixed program cost per day.
    package let fixedCostPerDay: Double
    /// What referral does to those of the whole market who sign up in this epoch.
    package let referredChurnMultiplier: Double
    package let referredMarginMultiplier: Double
    /// Share of external signups who name a referrer for the reward.
    package let deadweight: Double
    /// Share of those who sign up who are opportunists.
    package let opportunists: Double
  }

  /// Plans a scenario.
  ///
  /// - Parameters:
  ///   - scenario: Checked: the engine trusts its ranges.
  ///   - payoffs: What referrals pay on average where rewards go by count; nil for their
  ///     face value.
  ///   - stops: Whether a spent budget may stop the program.
  package init(_ scenario: Scenario, payoffs: Payoffs? = nil, stops: Bool = false) {
    let horizon = scenario.horizonInDays
    self.horizon = horizon
    size = scenario.market.size
    initial = scenario.customers.initial
    tenure = scenario.customers.tenure
    capacity = scenario.customers.capacity
    lifetime = Lifetime(scenario.customers.churn)
    hits = ExternalCause.scheduled.map { $0.hitsPerDay(in: scenario) }
    wordOfMouthPerDay = scenario.acquisition.wordOfMouthPerMonth / daysPerMonth

    var epochs = Epoch.all(of: scenario, payoffs: payoffs)
    epochOfDay = (0..<horizon).map { day in epochs.lastIndex { $0.firstDay <= day } ?? 0 }
    let budget = scenario.program?.budget ?? Budget()
    if stops, budget.total != nil || budget.perMonth != nil {
      offEpoch = epochs.count
      epochs.append(Epoch(scenario.withoutProgram, firstDay: horizon, payoffs: nil, index: 0))
    } else {
      offEpoch = nil
    }
    self.epochs = epochs
    loops = scenario.loops.indices.map {
      LoopPlan(of: $0, in: scenario, epochs: epochs, horizon: horizon)
    }
    let segments = scenario.market.segments
    let alike = [("", 1.0, scenario.customers)]
    self.segments = (segments.isEmpty ? alike : segments.map { ($0.name, $0.share, $0.customers) })
      .map {
        // What is owed at the end falls due after the horizon.
        SegmentPlan(
          name: $0.0, share: $0.1, $0.2, epochs: epochs,
          days: horizon + scenario.economics.lifetimeHorizonInDays)
      }
    qualificationProbability = scenario.customers.qualification.probability
    qualificationDelay = DelayLaw(scenario.customers.qualification.delay, horizon: horizon)
    money = MoneyPlan(scenario)
    program = ProgramPlan(scenario)
    let customers = [scenario.customers] + segments.map(\.customers)
    churnBound =
      customers.map(\.referred.churnMultiplier.range.upperBound).reduce(1) { max($0, $1) }
  }

  /// Terms that the calendar gives a day.
  package func epoch(onDay day: Int) -> Epoch { epochs[epochOfDay[day]] }

  /// Whether the first-day multiplier of any epoch differs from 1.
  package var hasChurnMultipliers: Bool {
    segments.contains { $0.qualities.contains { $0.churn != 1 } }
  }

  /// Whether anybody's quality depends on how they came with the program off.
  package var relabels: Bool { segments.contains(where: \.relabels) }

  /// Number of initial customers.
  package var initialCount: Int {
    switch initial {
    case .count(let count): count
    case .people(let people): people.count
    }
  }
}

extension ModelPlan.Epoch {
  /// Day 0, and every later day on which the program's terms change.
  static func all(of scenario: Scenario, payoffs: Payoffs?) -> [Self] {
    var days: Set<Int> = [0]
    if let program = scenario.program {
      days.insert(program.startDay)
      if let end = program.endDay { days.insert(end) }
      let changes =
        program.schedule.map(\.day) + program.campaigns.flatMap { [$0.startDay, $0.endDay] }
      days.formUnion(changes.filter { program.isOn(day: $0) })
    }
    let inside = days.filter { (0..<scenario.horizonInDays).contains($0) }.sorted()
    return inside.enumerated().map {
      Self(scenario, firstDay: $1, payoffs: payoffs, index: $0)
    }
  }

  init(_ scenario: Scenario, firstDay: Int, payoffs: Payoffs?, index: Int) {
    let terms = scenario.program?.terms(onDay: firstDay)
    self.firstDay = firstDay
    isProgramOn = terms != nil
    reward = terms?.reward
    // Where rewards go by count, people see what they pay on average.
    var seen = terms?.reward
    var prizes = 0.0
    if let payoffs, terms != nil {
      seen?.referrer.value = payoffs.referrer[index]
      seen?.referee.value = payoffs.referee[index]
      prizes = payoffs.perceivedPrizes[index]
    }
    var perceived = seen?.perceived ?? .none
    perceived.referrer += prizes
    self.perceived = perceived
    let paid = (seen?.expectedCost ?? 0) + (terms == nil ? 0 : payoffs?.prizes[index] ?? 0)
    let cac = scenario.acquisition.cac ?? 0
    rewardCost = paid * cac
    let paidPrizes = terms == nil ? 0 : payoffs?.prizes[index] ?? 0
    let sides = seen.map { [$0.referrer, $0.referee] } ?? []
    rewardFace = cac * sides.reduce(paidPrizes) { $0 + $1.value }
    redeemedFace = cac * sides.reduce(paidPrizes) { $0 + $1.value * (1 - $1.breakage) }
    fixedCostPerDay = (terms?.fixedCostPerMonth ?? 0) / daysPerMonth
    let quality = scenario.customers.referred
    referredChurnMultiplier = max(0, quality.churnMultiplier.value(at: perceived))
    referredMarginMultiplier =
      max(0, quality.marginMultiplier.value(at: perceived))
      * max(0, quality.orderValueMultiplier.value(at: perceived))
    func share(_ response: Response?) -> Double {
      terms == nil ? 0 : min(1, max(0, response?.value(at: perceived) ?? 0))
    }
    deadweight = share(scenario.program?.deadweight)
    opportunists = share(scenario.fraud?.opportunists)
  }
}
