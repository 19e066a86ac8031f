package import ReferralModel

/// The law of a person's contact count: P(count = k) for k in 0...kmax.
package struct ContactCounts: Equatable, Sendable {
  /// P(count = k), one per count from 0; sums to 1.
  package let masses: [Double]
  package let mean: Double
  package let sd: Double

  /// Nobody has more contacts than this: classes stay a table in memory, and a
  /// stub's owner is found by one multiplication (see `Divisor`).
  package static let largest = 8_388_607

  /// Tabulates a law, cut where fewer than 1e-12 of the persons remain.
  ///
  /// The stated mean holds to 1e-9 unless the law reaches beyond `largest` or
  /// beyond everybody else in the market: those persons get the largest count.
  /// - Parameters:
  ///   - law: As a scenario gives it; checked when the scenario is loaded. It
  ///     names no count or mean above `largest`.
  ///   - size: Persons in the market, if there is one: nobody knows more than
  ///     all the others.
  package init(_ law: CountDistribution, size: Int? = nil) {
    precondition(
      ContactCounts.largestNamed(by: law) <= Double(ContactCounts.largest),
      "a law names no count above \(ContactCounts.largest)")
    let limit = Swift.min(ContactCounts.largest, size.map { Swift.max(0, $0 - 1) } ?? .max)
    self.init(masses: ContactCounts.masses(of: law, limit: limit))
  }

  /// Takes shares that need not sum to 1, one per count from 0.
  init(masses raw: [Double]) {
    let total = raw.reduce(0, +)
    precondition(total > 0 && total.isFinite, "a law of contact counts needs a positive share")
    var masses = raw.map { $0 / total }
    while masses.count > 1, masses[masses.count - 1] == 0 { masses.removeLast() }
    let mean = masses.indices.reduce(0.0) { $0 + Double($1) * masses[$1] }
    let variance = masses.indices.reduce(0.0) {
      $0 + (Double($1) - mean) * (Double($1) - mean) * masses[$1]
    }
    self.masses = masses
    self.mean = mean
    sd = variance.squareRoot()
  }

  /// The largest count with a positive share.
  package var largest: Int { masses.count - 1 }

  /// Deals a market's persons into classes of equal contact count.
  ///
  /// The number of persons with at most k contacts is size × P(count ≤ k),
  /// rounded, so the classes sum to the market and each is within one person
  /// of its share. Persons are numbered by class, in rising order of count.
  package func classes(size: Int) -> [ContactClass] {
    var classes: [ContactClass] = []
    var first = 0
    var cumulative = 0.0
    for (count, mass) in masses.enumerated() {
      cumulative += mass
      let end =
        count == largest ? size : Swift.min(size, Int((Double(size) * cumulative).rounded()))
      if end > first {
        classes.append(ContactClass(count: count, firstPerson: first, persons: end - first))
        first = end
      }
    }
    return classes
  }
}

/// The persons of a market who have equally many contacts.
package struct ContactClass: Equatable, Sendable {
  /// Contacts of each person.
  package var count: Int
  /// The class is persons firstPerson..<firstPerson + persons.
  package var firstPerson: Int
  package var persons: Int
}
