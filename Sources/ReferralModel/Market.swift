/// Who can become a customer, and who can invite whom.
package struct Market: Equatable, Sendable {
  /// Persons in the addressable market, 1...4,294,967,295.
  package var size: Int
  package var network: ContactNetwork
  /// In file order, their shares summing to 1; empty where all people are alike.
  package var segments: [Segment]

  package init(
    size: Int, network: ContactNetwork = .configuration(Market.defaultContacts),
    segments: [Segment] = []
  ) {
    self.size = size
    self.network = network
    self.segments = segments
  }

  /// What a scenario gets that says nothing about contacts.
  package static let defaultContacts = CountDistribution.negativeBinomial(mean: 15, dispersion: 1)
}

/// A part of the market whose people behave in their own way.
package struct Segment: Equatable, Sendable {
  package var name: String
  /// Of the market, 0...1.
  package var share: Double
  /// The market's, with what the segment overrides; `initial`, `tenure` and
  /// `capacity` are the market's.
  package var customers: Customers
  /// One per loop of the scenario, in its order.
  package var loops: [Loop]

  package init(name: String, share: Double, customers: Customers, loops: [Loop]) {
    self.name = name
    self.share = share
    self.customers = customers
    self.loops = loops
  }
}

/// The undirected graph of contacts.
package enum ContactNetwork: Equatable, Sendable {
  /// A uniform random graph with the given contact counts.
  case configuration(CountDistribution)
  /// Consecutive groups of `size` persons who all know each other, plus
  /// contacts outside from a configuration network.
  case communities(size: Int, outside: CountDistribution)
  /// A ring in which everyone knows `contacts` neighbours (an even number),
  /// each link rewired with probability `rewiring` (Watts, Strogatz 1998).
  case smallWorld(contacts: Int, rewiring: Double)
  /// A real network: one "a b" pair a line. `path` can be opened as it stands.
  case edges(path: String, directed: Bool)
  /// A configuration network in which a contact of someone in segment g is in
  /// segment h with probability `mixing[g][h]`; rows sum to 1, and share × mean
  /// contacts × mixing is symmetric.
  case blocks(CountDistribution, mixing: [[Double]])
}

/// How many contacts a person has, or any other count from 0 up.
///
/// Continuous laws are rounded to counts so that the stated mean still holds.
package enum CountDistribution: Equatable, Sendable {
  case constant(Int)
  case poisson(mean: Double)
  /// Variance = mean + mean²/dispersion.
  case negativeBinomial(mean: Double, dispersion: Double)
  /// Counts from 1; mean at least 1.
  case geometric(mean: Double)
  case lognormal(mean: Double, sd: Double)
  case gamma(mean: Double, sd: Double)
  /// Share of count k proportional to k^−exponent on min...max.
  case powerLaw(exponent: Double, min: Int, max: Int)
  /// Counts with their shares, which sum to 1.
  case table([WeightedCount])

  /// A count and the share of persons who have it.
  package struct WeightedCount: Equatable, Sendable {
    package var count: Int
    package var share: Double

    package init(count: Int, share: Double) {
      self.count = count
      self.share = share
    }
  }
}
