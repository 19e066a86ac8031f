/// Everything a simulation needs to know, in base units, already checked.
///
/// Base units: days for durations, one unit of `currency` for money, shares in
/// 0...1 for percentages, and a share of CAC for reward sizes. A scenario is a
/// value: an engine never learns which file it came from.
package struct Scenario: Equatable, Sendable {
  /// The title, in the user's words.
  package var name: String
  /// A paragraph on what the scenario is for.
  ///
  /// Empty when the file gives none.
  package var description: String
  /// Where the numbers come from, one source a line.
  package var sources: [String]
  /// ISO 4217 code or the word the reports print beside an amount.
  package var currency: String
  /// The calendar date of day 0, or nil when outputs are numbered by day.
  package var start: CalendarDate?
  /// *H*: days run from 0 to *H* − 1.
  ///
  /// At least 1.
  package var horizonInDays: Int
  package var market: Market
  package var customers: Customers
  package var acquisition: Acquisition
  /// In file order; the order is part of the random streams.
  package var loops: [Loop]
  /// The rewards and their dates; nil when there is no program.
  package var program: Program?
  /// Who takes advantage of it; nil when nobody does.
  package var fraud: Fraud?
  package var economics: Economics
  package var monteCarlo: MonteCarloPlan

  package init(
    name: String, description: String = "", sources: [String] = [], currency: String = "USD",
    start: CalendarDate? = nil, horizonInDays: Int, market: Market, customers: Customers,
    acquisition: Acquisition, loops: [Loop] = [], program: Program? = nil,
    fraud: Fraud? = nil, economics: Economics? = nil, monteCarlo: MonteCarloPlan = MonteCarloPlan()
  ) {
    self.name = name
    self.description = description
    self.sources = sources
    self.currency = currency
    self.start = start
    self.horizonInDays = horizonInDays
    self.market = market
    self.customers = customers
    self.acquisition = acquisition
    self.loops = loops
    self.program = program
    self.fraud = fraud
    self.economics = economics ?? Economics(lifetimeHorizonInDays: horizonInDays)
    self.monteCarlo = monteCarlo
  }

  /// The same market with the program switched off: the incremental yardstick.
  package var withoutProgram: Scenario {
    var twin = self
    twin.program = nil
    return twin
  }
}

/// The length of a month, in days: a twelfth of a Julian year.
package let daysPerMonth = 365.25 / 12

/// The length of a year, in days.
package let daysPerYear = 365.25

/// How costs and margins at different dates are made comparable.
package struct Economics: Equatable, Sendable {
  /// Share by which a payment a year away is worth less, at least 0.
  package var discountPerYear: Double
  /// Days after a signup for which a customer's margin counts.
  package var lifetimeHorizonInDays: Int
  /// The reward cost, in currency, whose probability of being exceeded is reported.
  package var costThreshold: Double?

  package init(
    discountPerYear: Double = 0, lifetimeHorizonInDays: Int, costThreshold: Double? = nil
  ) {
    self.discountPerYear = discountPerYear
    self.lifetimeHorizonInDays = lifetimeHorizonInDays
    self.costThreshold = costThreshold
  }

  /// What one unit of money on a day is worth on day 0.
  package func discountFactor(onDay day: Int) -> Double {
    discountPerYear == 0 ? 1 : power(1 + discountPerYear, -Double(day) / daysPerYear)
  }
}

/// How many histories to simulate, and from which seed.
package struct MonteCarloPlan: Equatable, Sendable {
  package var replications: Int
  package var seed: UInt64
  /// Stop when the relative 95% half-width of a metric's mean is this small.
  package var precision: PrecisionTarget?

  package init(replications: Int = 200, seed: UInt64 = 1, precision: PrecisionTarget? = nil) {
    self.replications = replications
    self.seed = seed
    self.precision = precision
  }
}

/// "1% of signups_total".
package struct PrecisionTarget: Equatable, Sendable {
  /// Relative half-width of the 95% interval, above 0.
  package var relativeHalfWidth: Double
  package var metric: String

  package init(relativeHalfWidth: Double, metric: String) {
    self.relativeHalfWidth = relativeHalfWidth
    self.metric = metric
  }
}

extension Scenario {
  /// Whether any reward changes anybody's behaviour.
  ///
  /// Where none does, no reward can be the best one for any reason but its cost.
  package var respondsToRewards: Bool {
    let qualities = [customers.referred] + market.segments.map(\.customers.referred)
    let loops = loops + market.segments.flatMap(\.loops)
    return qualities.contains(where: \.responds) || loops.contains(where: \.responds)
      || program?.deadweight.responds == true || fraud?.opportunists.responds == true
  }
}

extension ReferredQuality {
  /// Whether any reward changes what referral does to a customer.
  fileprivate var responds: Bool {
    churnMultiplier.responds || marginMultiplier.responds || orderValueMultiplier.responds
  }
}

extension Loop {
  /// Whether any reward changes who takes part, invites, or accepts.
  fileprivate var responds: Bool {
    guard rewarded else { return false }
    let invitations: Response? =
      switch self.invitations {
      case .count(let mean, _, _): mean
      case .rate(let perMonth): perMonth
      case .everyContact: nil
      }
    return participation.responds || conversion.responds || invitations?.responds == true
      || strongTies?.conversion.responds == true
  }
}
