internal import ReferralModel

/// The market that a spreadsheet imagines, into which reality is let in piece by piece.
///
/// Nobody arrives by themselves, nobody leaves, the market never fills up, everyone
/// has a thousand contacts of whom none knows the other's, and every invitation is
/// sent and answered exactly one cycle after its sender's signup.
struct StylisedMarket {
  /// What reality adds, in the order in which it is let in.
  enum Piece: String, CaseIterable, Sendable {
    case delays, churn, contacts, arrivals, saturation
  }

  let scenario: Scenario
  let initial: Int
  let cycleTimeInDays: Double
  /// What each loop sends in a market without churn and with contacts for all; one
  /// per loop.
  let invitations: [Double]

  /// Contacts of everyone while contacts do not matter: the referrer, whom an
  /// advocate invites in vain, is then a thousandth of them.
  static let ampleContacts = 1000

  /// So large that it does not fill up.
  ///
  /// A hundredfold, of at most 20 million persons (each takes memory on each thread) or three times
  /// the market. nil where that is past a hundred million: then the market cannot be told from a
  /// vast one.
  var vastSize: Int? {
    let size = scenario.market.size
    let vast = min(100 * size, max(20_000_000, 3 * size))
    return vast <= 100_000_000 ? vast : nil
  }

  /// Why this network cannot be made larger; nil where it can.
  var fixedNetwork: String? {
    switch scenario.market.network {
    case .edges: "a real network cannot be made larger"
    case .smallWorld: "a small world is stored whole, and a vast one does not fit"
    default: nil
    }
  }

  /// The scenario with these pieces of reality, and stylised otherwise.
  func scenario(with pieces: Set<Piece>) -> Scenario {
    var market = scenario
    if pieces.count == Piece.allCases.count { return market }
    if !pieces.contains(.arrivals) {
      market.acquisition.organic.perDay = 0
      market.acquisition.wordOfMouthPerMonth = 0
      market.acquisition.pulses = []
      market.acquisition.paidBudgetPerMonth = 0
    }
    if !pieces.contains(.churn) { market.customers.churn = nil }
    if !pieces.contains(.saturation) { market.market.size = vastSize ?? market.market.size }
    if !pieces.contains(.contacts) {
      let most = KeyedPermutation.largestCount / market.market.size
      market.market.network = .configuration(
        .constant(min(Self.ampleContacts, most, market.market.size - 1)))
    }
    if !pieces.isSuperset(of: [.contacts, .saturation]) {
      // Listed persons are others in another market.
      market.customers.initial = .count(initial)
    }
    if !pieces.contains(.delays) { market.customers.tenure = .none }
    for loop in market.loops.indices {
      market.loops[loop].invitations = stylised(loop, with: pieces)
      if !pieces.contains(.delays) { market.loops[loop].conversionDelay = .none }
    }
    return market
  }

  private func stylised(_ loop: Int, with pieces: Set<Piece>) -> Invitations {
    let cycle = Delay.mixed([.init(days: cycleTimeInDays, share: 1)])
    func delay(_ own: Delay) -> Delay { pieces.contains(.delays) ? own : cycle }
    let mean = Response.constant(invitations[loop])
    switch scenario.loops[loop].invitations {
    case .count(let mean, let dispersion, let own):
      return .count(mean: mean, dispersion: dispersion, delay: delay(own))
    case .everyContact(let own):
      return pieces.contains(.contacts)
        ? .everyContact(delay: delay(own))
        : .count(mean: mean, dispersion: nil, delay: delay(own))
    case .rate(let perMonth):
      // A rate needs an end: it comes back together with churn.
      return pieces.contains(.churn)
        ? .rate(perMonth: perMonth) : .count(mean: mean, dispersion: nil, delay: cycle)
    }
  }
}
