/// What customers buy: a Poisson process of orders.
package struct Orders: Equatable, Sendable {
  /// Orders of an active customer per month.
  package var perMonth: Double
  package var value: OrderValue
  /// Margin as a share of an order's value, 0...1.
  package var margin: Double
  /// Share of orders that come back, 0...1; they bring no margin.
  package var returnedShare: Double
  /// A returned order comes back uniformly within so many days.
  package var returnWindowInDays: Int

  package init(
    perMonth: Double, value: OrderValue, margin: Double, returnedShare: Double = 0,
    returnWindowInDays: Int = 0
  ) {
    self.perMonth = perMonth
    self.value = value
    self.margin = margin
    self.returnedShare = returnedShare
    self.returnWindowInDays = returnWindowInDays
  }

  /// Expected margin of an active customer per month, in currency.
  package var marginPerMonth: Double { perMonth * value.mean * margin * (1 - returnedShare) }
}

/// The value of one order, in currency.
package enum OrderValue: Equatable, Sendable {
  case constant(Double)
  /// `sigma` is the standard deviation of the logarithm.
  case lognormal(median: Double, sigma: Double)
  case gamma(mean: Double, sd: Double)

  package var mean: Double {
    switch self {
    case .constant(let value): value
    case .lognormal(let median, let sigma): median * exponential(sigma * sigma / 2)
    case .gamma(let mean, _): mean
    }
  }
}
