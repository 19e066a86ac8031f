/// The people who have signed up: who they are at the start, and how they stay.
package struct Customers: Equatable, Sendable {
  package var initial: InitialCustomers
  /// Age of the initial customers on day 0.
  package var tenure: Delay
  /// nil when nobody ever leaves.
  package var churn: Churn?
  /// Margin of one active customer per month, in currency.
  package var marginPerMonth: Double
  package var referred: ReferredQuality
  package var qualification: Qualification

  package init(
    initial: InitialCustomers = .count(0), tenure: Delay = .none, churn: Churn? = nil,
    marginPerMonth: Double = 0, referred: ReferredQuality = ReferredQuality(),
    qualification: Qualification = Qualification()
  ) {
    self.initial = initial
    self.tenure = tenure
    self.churn = churn
    self.marginPerMonth = marginPerMonth
    self.referred = referred
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

  package init(
    churnMultiplier: Response = .constant(1), marginMultiplier: Response = .constant(1)
  ) {
    self.churnMultiplier = churnMultiplier
    self.marginMultiplier = marginMultiplier
  }
}

/// When a referred signup counts as a referral that earns rewards.
package struct Qualification: Equatable, Sendable {
  package var probability: Double
  package var delay: Delay

  package init(probability: Double = 1, delay: Delay = .none) {
    self.probability = probability
    self.delay = delay
  }
}
