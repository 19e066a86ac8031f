package import ReferralModel

/// The rules of a program as the agents engine follows them, by day and in currency.
package final class ProgramPlan: Sendable {
  package let program: Program
  package let fraud: Fraud?
  /// In currency.
  package let cac: Double
  /// Which month a day is in, counted from the first; calendar months where there is a
  /// start, else round(k × month).
  package let monthOfDay: [Int]
  /// The same for years.
  package let yearOfDay: [Int]
  /// From issue to use; nil for at once.
  package let redemption: DelayLaw?
  /// When a fake falls silent; nil for never.
  package let abandoned: DelayLaw?
  package let fakesPerDay: Double
  /// On which days prizes are given, and since which day their referrals count: one list
  /// per raffle, and those of the leaderboard.
  package let draws: [[PrizeDay]]
  package let leaderboards: [PrizeDay]

  /// A day on whose morning prizes are given for the days before.
  package struct PrizeDay: Equatable, Sendable {
    package var day: Int
    package var since: Int
  }

  init?(_ scenario: Scenario) {
    guard let program = scenario.program else { return nil }
    self.program = program
    fraud = scenario.fraud
    cac = scenario.acquisition.cac ?? 0
    let horizon = scenario.horizonInDays
    let months = Intervals(.month, start: scenario.start, horizon: horizon)
    var monthOfDay = [Int](repeating: 0, count: horizon)
    for month in 0..<months.count {
      for day in months.days(of: month) { monthOfDay[day] = month }
    }
    self.monthOfDay = monthOfDay
    // Years of the program's market begin with its clock.
    yearOfDay = monthOfDay.map { $0 / 12 }
    let counted = horizon + scenario.economics.lifetimeHorizonInDays
    redemption = program.payout.redemption.map { DelayLaw($0, horizon: counted) }
    abandoned = scenario.fraud?.abandonedAfter.map { DelayLaw($0, horizon: horizon) }
    fakesPerDay = (scenario.fraud?.fakesPerMonth ?? 0) / daysPerMonth
    func days(every period: Double) -> [PrizeDay] {
      let end = min(program.endDay ?? .max, horizon)
      var days: [PrizeDay] = []
      var since = program.startDay
      var k = 1.0
      while since < end {
        let day = program.startDay + Int((k * period).rounded())
        // A period that the program does not live to see ends with it; one that the
        // horizon cuts has no draw yet.
        if day > end, program.endDay != end { break }
        days.append(PrizeDay(day: min(day, end), since: since))
        since = day
        k += 1
      }
      return days.filter { $0.day < horizon }
    }
    draws = program.raffles.map { days(every: $0.periodInDays) }
    leaderboards = program.leaderboard.map { days(every: $0.periodInDays) } ?? []
  }

  /// The referrer's face value at an advocate's n-th qualified referral, in currency.
  package func referrerValue(count: Int, reward: Reward) -> Double {
    let tier = program.tiers.last { $0.from <= count && $0.referrer != nil }
    return (tier?.referrer ?? reward.referrer.value) * cac
  }

  /// The referee's, in currency.
  package func refereeValue(count: Int, reward: Reward) -> Double {
    let tier = program.tiers.last { $0.from <= count && $0.referee != nil }
    return (tier?.referee ?? reward.referee.value) * cac
  }

  /// Bonuses of an advocate's n-th qualified referral, in currency.
  package func bonus(count: Int) -> Double {
    program.milestones.reduce(0) { $1.isReached(at: count) ? $0 + $1.bonus * cac : $0 }
  }
}
