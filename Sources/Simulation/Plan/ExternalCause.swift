internal import ReferralModel

/// Why somebody signs up without being invited.
///
/// The order is the order of attribution when several causes reach a person on one day, and part of
/// the random streams.
package enum ExternalCause: Int, CaseIterable, Sendable {
  case organic, pulse, paid, wordOfMouth

  /// The name in metrics and series.
  package var name: String {
    switch self {
    case .organic: "organic"
    case .pulse: "pulse"
    case .paid: "paid"
    case .wordOfMouth: "word_of_mouth"
    }
  }

  /// Those whose rate is known in advance.
  package static let scheduled: [ExternalCause] = [.organic, .pulse, .paid]

  /// Expected hits on the whole market, one per day.
  func hitsPerDay(in scenario: Scenario) -> [Double] {
    let acquisition = scenario.acquisition
    let days = 0..<scenario.horizonInDays
    switch self {
    case .organic:
      let organic = acquisition.organic
      return days.map { day in
        var rate = organic.perDay
        if organic.growthPerMonth != 0 {
          rate *= power(1 + organic.growthPerMonth, Double(day) / daysPerMonth)
        }
        if let date = scenario.start?.adding(days: day) {
          if !organic.monthFactors.isEmpty {
            rate *= organic.monthFactors[date.components.month - 1]
          }
          if !organic.weekdayFactors.isEmpty { rate *= organic.weekdayFactors[date.weekday] }
        }
        return rate
      }
    case .pulse:
      return days.map { day in
        acquisition.pulses.reduce(0) { sum, pulse in
          (pulse.day..<pulse.day + pulse.days).contains(day)
            ? sum + pulse.signups / Double(pulse.days) : sum
        }
      }
    case .paid:
      guard let cac = acquisition.cac, acquisition.paidBudgetPerMonth > 0 else {
        return days.map { _ in 0 }
      }
      return days.map { _ in acquisition.paidBudgetPerMonth / daysPerMonth / cac }
    case .wordOfMouth: return []
    }
  }
}
