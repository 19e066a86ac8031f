package import ReferralModel

/// A scenario made ready for an engine: every rate by day, every law tabulated,
/// every reward turned into what it does.
///
/// Both engines read the same plan, so they cannot disagree about the model's
/// inputs. Building one costs milliseconds; it is shared by all replications.
package struct ModelPlan: Sendable {
  /// *H*: days run from 0 to *H* − 1.
  package let horizon: Int
  /// Persons in the market.
  package let size: Int
  package let initial: InitialCustomers
  package let tenure: Delay
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
  package let loops: [LoopPlan]
  package let qualificationProbability: Double
  package let qualificationDelay: DelayLaw
  package let money: MoneyPlan
  /// The hazard multiplier that no referred customer exceeds, at least 1; the
  /// same for all rewards, so that strategies share their churn events.
  package let churnBound: Double

  /// A period of constant program terms.
  package struct Epoch: Equatable, Sendable {
    package let firstDay: Int
    package let isProgramOn: Bool
    package let perceived: PerceivedRewards
    /// Expected cost of one qualified referral that signed up in this epoch.
    package let rewardCost: Double
    /// Fixed program cost per day.
    package let fixedCostPerDay: Double
    /// What referral does to those who sign up in this epoch.
    package let referredChurnMultiplier: Double
    package let referredMarginMultiplier: Double
  }

  /// Plans a scenario.
  ///
  /// - Parameter scenario: Checked: the engine trusts its ranges.
  package init(_ scenario: Scenario) {
    let horizon = scenario.horizonInDays
    self.horizon = horizon
    size = scenario.market.size
    initial = scenario.customers.initial
    tenure = scenario.customers.tenure
    lifetime = Lifetime(scenario.customers.churn)
    hits = ExternalCause.scheduled.map { $0.hitsPerDay(in: scenario) }
    wordOfMouthPerDay = scenario.acquisition.wordOfMouthPerMonth / daysPerMonth

    let epochs = Epoch.all(of: scenario)
    self.epochs = epochs
    epochOfDay = (0..<horizon).map { day in epochs.lastIndex { $0.firstDay <= day } ?? 0 }
    loops = scenario.loops.map {
      LoopPlan($0, rewards: epochs.map(\.perceived), horizon: horizon)
    }
    qualificationProbability = scenario.customers.qualification.probability
    qualificationDelay = DelayLaw(scenario.customers.qualification.delay, horizon: horizon)
    money = MoneyPlan(scenario)
    churnBound = max(1, scenario.customers.referred.churnMultiplier.range.upperBound)
  }

  /// Terms in force on a day.
  package func epoch(onDay day: Int) -> Epoch { epochs[epochOfDay[day]] }

  /// Whether the first-day multiplier of any epoch differs from 1.
  package var hasChurnMultipliers: Bool {
    epochs.contains { $0.referredChurnMultiplier != 1 }
  }

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
  static func all(of scenario: Scenario) -> [Self] {
    var days: Set<Int> = [0]
    if let program = scenario.program {
      days.insert(program.startDay)
      if let end = program.endDay { days.insert(end) }
      days.formUnion(program.schedule.map(\.day).filter { program.isOn(day: $0) })
    }
    let quality = scenario.customers.referred
    return days.filter { (0..<scenario.horizonInDays).contains($0) }.sorted().map { day in
      let terms = scenario.program?.terms(onDay: day)
      let perceived = terms?.reward.perceived ?? .none
      return Self(
        firstDay: day, isProgramOn: terms != nil, perceived: perceived,
        rewardCost: (terms?.reward.expectedCost ?? 0) * (scenario.acquisition.cac ?? 0),
        fixedCostPerDay: (terms?.fixedCostPerMonth ?? 0) / daysPerMonth,
        referredChurnMultiplier: max(0, quality.churnMultiplier.value(at: perceived)),
        referredMarginMultiplier: max(0, quality.marginMultiplier.value(at: perceived)))
    }
  }
}
