/// The people who have signed up: who they are at the start, and how they stay.
public struct Customers: Equatable, Sendable {
  public var initial: InitialCustomers
  /// Age of the initial customers on day 0.
  public var tenure: Delay
  /// nil when nobody ever leaves.
  public var churn: Churn?
  /// Margin of one active customer per month, in currency.
  public var marginPerMonth: Double
  public var referred: ReferredQuality
  public var qualification: Qualification

  public init(
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
public enum InitialCustomers: Equatable, Sendable {
  /// So many persons, uniformly at random.
  case count(Int)
  /// These persons, by number or, on an edges network, by the ids of its file.
  case people([Int])
}

/// A Weibull lifetime, stated by what is lost in the first month.
///
/// S(a) = exp(−(a/scale)^shape), with S(one month) = 1 − `firstMonthLoss`.
public struct Churn: Equatable, Sendable {
  /// Share of customers lost in month 1, above 0 and below 1.
  public var firstMonthLoss: Double
  /// 1 is a constant hazard; below 1, those who stayed long leave less.
  public var shape: Double

  public init(firstMonthLoss: Double, shape: Double = 1) {
    self.firstMonthLoss = firstMonthLoss
    self.shape = shape
  }
}

/// How customers who were referred differ from the others.
public struct ReferredQuality: Equatable, Sendable {
  /// Multiplies the hazard of leaving while the referrer stays a customer.
  public var churnMultiplier: Response
  /// Multiplies the margin.
  public var marginMultiplier: Response

  public init(
    churnMultiplier: Response = .constant(1), marginMultiplier: Response = .constant(1)
  ) {
    self.churnMultiplier = churnMultiplier
    self.marginMultiplier = marginMultiplier
  }
}

/// When a referred signup counts as a referral that earns rewards.
public struct Qualification: Equatable, Sendable {
  public var probability: Double
  public var delay: Delay

  public init(probability: Double = 1, delay: Delay = .none) {
    self.probability = probability
    self.delay = delay
  }
}
