/// One way in which customers bring customers.
package struct Loop: Equatable, Sendable {
  /// The key in the scenario file; metrics carry it: `signups_referred.<name>`.
  package var name: String
  /// Whether the program's rewards act on it.
  package var rewarded: Bool
  /// Probability that a customer takes part. Responds to the referrer's reward.
  package var participation: Response
  package var invitations: Invitations
  /// Probability that an invitation is accepted, responding to the referee's
  /// reward. The base and its uplift are already multiplied.
  package var conversion: Response
  package var conversionDelay: Delay
  /// Odds multiplier for every earlier invitation the person has received.
  package var reinforcement: Double

  package init(
    name: String, rewarded: Bool = true, participation: Response, invitations: Invitations,
    conversion: Response, conversionDelay: Delay = .none, reinforcement: Double = 1
  ) {
    self.name = name
    self.rewarded = rewarded
    self.participation = participation
    self.invitations = invitations
    self.conversion = conversion
    self.conversionDelay = conversionDelay
    self.reinforcement = reinforcement
  }
}

/// How many invitations an advocate makes, and when.
package enum Invitations: Equatable, Sendable {
  /// A negative binomial count, Poisson when `dispersion` is nil, cut at the
  /// number of contacts; each is sent after its own delay.
  case count(mean: Response, dispersion: Double?, delay: Delay)
  /// One to every contact, each after its own delay.
  case everyContact(delay: Delay)
  /// A Poisson process while the advocate is active, until contacts run out.
  case rate(perMonth: Response)
}
