/// People who invent accounts for the reward, and the check that catches some.
package struct Fraud: Equatable, Sendable {
  /// Probability that a customer is an opportunist; responds to both rewards together.
  package var opportunists: Response
  /// Invented accounts per opportunist and month, while the program is on.
  package var fakesPerMonth: Double
  /// Share of fakes for whom a required purchase is made, 0...1.
  package var purchaseShare: Double
  /// When a fake account falls silent, which voids its rewards inside the hold and
  /// claws them back inside the window; nil for never.
  package var abandonedAfter: Delay?
  /// Probability that the check catches a fake, 0...1.
  package var detection: Double
  /// Probability that the check takes an honest referral for a fake, 0...1.
  package var falseAlarms: Double
  /// Cost of checking one referral, in currency.
  package var checkCost: Double

  package init(
    opportunists: Response = .constant(0), fakesPerMonth: Double = 0, purchaseShare: Double = 0,
    abandonedAfter: Delay? = nil, detection: Double = 0, falseAlarms: Double = 0,
    checkCost: Double = 0
  ) {
    self.opportunists = opportunists
    self.fakesPerMonth = fakesPerMonth
    self.purchaseShare = purchaseShare
    self.abandonedAfter = abandonedAfter
    self.detection = detection
    self.falseAlarms = falseAlarms
    self.checkCost = checkCost
  }
}
