/// Who can become a customer, and who can invite whom.
package struct Market: Equatable, Sendable {
  /// Persons in the addressable market, 1...4,294,967,295.
  package var size: Int
  package var network: ContactNetwork

  package init(size: Int, network: ContactNetwork = .configuration(Market.defaultContacts)) {
    self.size = size
    self.network = network
  }

  /// What a scenario gets that says nothing about contacts.
  package static let defaultContacts = CountDistribution.negativeBinomial(mean: 15, dispersion: 1)
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
