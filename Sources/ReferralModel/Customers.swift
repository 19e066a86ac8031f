/// The people who have signed up: who they are at the start, and how they stay.
package struct Customers: Equatable, Sendable {
  package var initial: InitialCustomers
  /// Age of the initial customers on day 0.
  package var tenure: Delay
  /// nil when nobody ever leaves.
  package var churn: Churn?
  /// Margin of one active customer per month, in currency; with `orders`, theirs.
  package var marginPerMonth: Double
  /// nil where customers pay no orders but a margin.
  package var orders: Orders?
  /// Most customers that can be active at once; nil for no limit.
  ///
  /// Whoever comes while it is full is turned away, and may come again.
  package var capacity: Int?
  package var referred: ReferredQuality
  /// Multiplies the hazard of leaving from the day after a customer's first
  /// successful referral, 0...1.
  package var advocateChurnMultiplier: Double
  package var qualification: Qualification

  package init(
    initial: InitialCustomers = .count(0), tenure: Delay = .none, churn: Churn? = nil,
    marginPerMonth: Double = 0, orders: Orders? = nil, capacity: Int? = nil,
    referred: ReferredQuality = ReferredQuality(), advocateChurnMultiplier: Double = 1,
    qualification: Qualification = Qualification()
  ) {
    self.initial = initial
    self.tenure = tenure
    self.churn = churn
    self.marginPerMonth = marginPerMonth
    self.orders = orders
    self.capacity = capacity
    self.referred = referred
    self.advocateChurnMultiplier = advocateChurnMultiplier
    self.qualification = qualification
  }
}

/// Customers on day 0.
package enum InitialCustomers: Equatable, Sendable {
  /// So many persons, uniformly at random.
  case count(Int)
  /// These persons, by number or, on an edges network, by the ids of its file.
  case people([Int])
}

/// A Weibull lifetime, stated by what is lost in the first month.
///
/// S(a) = exp(−(a/scale)^shape), with S(one month) = 1 − `firstMonthLoss`.
package struct Churn: Equatable, Sendable {
  /// Share of customers lost in month 1, above 0 and below 1.
  package var firstMonthLoss: Double
  /// 1 is a constant hazard; below 1, those who stayed long leave less.
  package var shape: Double

  package init(firstMonthLoss: Double, shape: Double = 1) {
    self.firstMonthLoss = firstMonthLoss
    self.shape = shape
  }
}

/// How customers who were referred differ from the others.
package struct ReferredQuality: Equatable, Sendable {
  /// Multiplies the hazard of leaving while the referrer stays a customer.
  package var churnMultiplier: Response
  /// Multiplies the margin.
  package var marginMultiplier: Response
  /// Multiplies the value of an order, and with it the margin.
  package var orderValueMultiplier: Response
  /// Share of the differences above that being referred causes, 0...1.
  ///
  /// The rest is who they are, and stays with those who join without the program too.
  package var causalShare: Double

  package init(
    churnMultiplier: Response = .constant(1), marginMultiplier: Response = .constant(1),
    orderValueMultiplier: Response = .constant(1), causalShare: Double = 1
  ) {
    self.churnMultiplier = churnMultiplier
    self.marginMultiplier = marginMultiplier
    self.orderValueMultiplier = orderValueMultiplier
    self.causalShare = causalShare
  }
}

/// When a referred signup counts as a referral that earns rewards.
package struct Qualification: Equatable, Sendable {
  package var probability: Double
  package var delay: Delay
  /// The least value of the order that qualifies, in currency; nil where no purchase is required.
  ///
  /// The delay then runs from that order.
  package var minimumOrder: Double?

  package init(probability: Double = 1, delay: Delay = .none, minimumOrder: Double? = nil) {
    self.probability = probability
    self.delay = delay
    self.minimumOrder = minimumOrder
  }
}
