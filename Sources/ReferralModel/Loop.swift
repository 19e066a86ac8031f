/// One way in which customers bring customers.
package struct Loop: Equatable, Sendable {
  /// The key in the scenario file; metrics carry it: `signups_referred.<name>`.
  package var name: String
  /// Whether the program's rewards act on it.
  package var rewarded: Bool
  /// Probability that a customer takes part.
  ///
  /// Responds to the referrer's reward.
  package var participation: Response
  package var invitations: Invitations
  /// Probability that an invitation is accepted, responding to the referee's reward.
  ///
  /// The base and its uplift are already multiplied.
  package var conversion: Response
  package var conversionDelay: Delay
  /// Odds multiplier for every earlier invitation the person has received.
  package var reinforcement: Double
  /// Ways by which an invitation goes, in file order, their shares summing to 1;
  /// empty where they are not told apart.
  package var channels: [Channel]
  /// nil where all ties are alike.
  package var strongTies: StrongTies?

  package init(
    name: String, rewarded: Bool = true, participation: Response, invitations: Invitations,
    conversion: Response, conversionDelay: Delay = .none, reinforcement: Double = 1,
    channels: [Channel] = [], strongTies: StrongTies? = nil
  ) {
    self.name = name
    self.rewarded = rewarded
    self.participation = participation
    self.invitations = invitations
    self.conversion = conversion
    self.conversionDelay = conversionDelay
    self.reinforcement = reinforcement
    self.channels = channels
    self.strongTies = strongTies
  }
}

/// One way by which invitations go: e-mail, social, in-app, an event.
package struct Channel: Equatable, Sendable {
  package var name: String
  /// Of the loop's invitations, 0...1.
  package var share: Double
  /// Multiplies the conversion probability, which stays at most 1.
  package var conversionMultiplier: Double
  /// From acceptance to signup; nil for the loop's.
  package var conversionDelay: Delay?
  /// Days on which its invitations convert better, or worse.
  package var pulses: [Pulse]

  /// Some days on which a channel's conversion is multiplied once more.
  package struct Pulse: Equatable, Sendable {
    /// First day.
    package var day: Int
    /// At least 1.
    package var days: Int
    package var conversionMultiplier: Double

    package init(day: Int, days: Int, conversionMultiplier: Double) {
      self.day = day
      self.days = days
      self.conversionMultiplier = conversionMultiplier
    }
  }

  package init(
    name: String, share: Double, conversionMultiplier: Double = 1, conversionDelay: Delay? = nil,
    pulses: [Pulse] = []
  ) {
    self.name = name
    self.share = share
    self.conversionMultiplier = conversionMultiplier
    self.conversionDelay = conversionDelay
    self.pulses = pulses
  }

  /// What its conversion probability is multiplied with on a day.
  package func conversionMultiplier(onDay day: Int) -> Double {
    pulses.reduce(conversionMultiplier) { product, pulse in
      (pulse.day..<pulse.day + pulse.days).contains(day)
        ? product * pulse.conversionMultiplier : product
    }
  }
}

/// Close contacts, who answer to another reward than the rest.
///
/// - Source: Ryu, Feick (2007), J. Marketing 71(1): weak ties respond to the
///   sender's reward, strong ties to the receiver's.
package struct StrongTies: Equatable, Sendable {
  /// Of the invitations, 0...1.
  package var share: Double
  /// In place of the loop's, which is that of the weak ties.
  package var conversion: Response

  package init(share: Double, conversion: Response) {
    self.share = share
    self.conversion = conversion
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
