/// Every event of one history, for whoever wants to count for themselves.
package final class EventLog {
  package enum Kind: String, Sendable {
    case initial, signup, churn, advocate, invite
    case fakeAccount = "fake_account"
    case turnedAway = "turned_away"
    case qualified, check, reward
    case fixedCost = "fixed_cost"
  }

  /// One line of the log.
  package struct Event: Sendable {
    package var day: Int
    package var kind: Kind
    /// Whom it happens to; nil where nobody in particular.
    package var person: UInt32?
    package var referrer: UInt32?
    /// The loop, or the cause of an external signup.
    package var cause: String?
    /// In currency; of a reward its face value, of a cost the cost.
    package var amount: Double?
    /// Of a reward, what it costs when it is redeemed; negative when it is taken back.
    package var cost: Double?
    /// Of a reward, whose it is and the state it enters.
    package var side: String?
    package var state: String?
  }

  /// In the order in which the engine came to know them; `sorted` is by day.
  package private(set) var events: [Event] = []

  package init() {}

  // Called where it is hot and nobody listens: there it must take no room.
  @inline(never)
  func add(
    _ kind: Kind, day: Int, person: UInt32? = nil, referrer: UInt32? = nil, cause: String? = nil,
    amount: Double? = nil, cost: Double? = nil, side: String? = nil, state: String? = nil
  ) {
    events.append(
      Event(
        day: day, kind: kind, person: person, referrer: referrer, cause: cause, amount: amount,
        cost: cost, side: side, state: state))
  }

  func removeAll() { events.removeAll() }

  /// By day; events of one day in the order in which they were booked.
  package var sorted: [Event] {
    events.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
      .map(\.element)
  }
}
