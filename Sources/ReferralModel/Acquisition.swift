/// How customers arrive without being invited.
package struct Acquisition: Equatable, Sendable {
  /// Cost of one customer through paid channels, in currency.
  ///
  /// The yardstick of every reward. nil only where nothing in the scenario needs it.
  package var cac: Double?
  package var organic: Organic
  /// Untracked signups per active customer and month, in the whole market.
  package var wordOfMouthPerMonth: Double
  package var pulses: [Pulse]
  /// Spent on paid channels per month, in currency.
  package var paidBudgetPerMonth: Double

  package init(
    cac: Double? = nil, organic: Organic = Organic(), wordOfMouthPerMonth: Double = 0,
    pulses: [Pulse] = [], paidBudgetPerMonth: Double = 0
  ) {
    self.cac = cac
    self.organic = organic
    self.wordOfMouthPerMonth = wordOfMouthPerMonth
    self.pulses = pulses
    self.paidBudgetPerMonth = paidBudgetPerMonth
  }
}

/// Organic signups per day while nobody is a customer yet.
package struct Organic: Equatable, Sendable {
  /// On day 0, before seasons.
  package var perDay: Double
  /// Compound growth per month, above −1.
  package var growthPerMonth: Double
  /// Twelve factors, January first; empty for none.
  ///
  /// Needs a start date.
  package var monthFactors: [Double]
  /// Seven factors, Monday first; empty for none.
  ///
  /// Needs a start date.
  package var weekdayFactors: [Double]

  package init(
    perDay: Double = 0, growthPerMonth: Double = 0, monthFactors: [Double] = [],
    weekdayFactors: [Double] = []
  ) {
    self.perDay = perDay
    self.growthPerMonth = growthPerMonth
    self.monthFactors = monthFactors
    self.weekdayFactors = weekdayFactors
  }
}

/// A launch, an article, a conference: extra signups over some days.
package struct Pulse: Equatable, Sendable {
  /// First day.
  package var day: Int
  /// Signups if nobody were a customer yet, spread evenly over the days.
  package var signups: Double
  /// At least 1.
  package var days: Int

  package init(day: Int, signups: Double, days: Int = 1) {
    self.day = day
    self.signups = signups
    self.days = days
  }
}
