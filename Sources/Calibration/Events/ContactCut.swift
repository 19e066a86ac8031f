internal import GSL

/// What is left of the invitations that advocates wish to send, where they have only so many
/// contacts.
struct ContactCut {
  /// The share of advocates with k contacts, k from 0.
  private let shares: [Double]

  /// - Parameters:
  ///   - contacts: The share of persons with k contacts, k from 0.
  ///   - referred: The share of customers who were referred: a person with twice the contacts is
  ///     twice as likely to be one of them.
  init(_ contacts: [Double], referred: Double) {
    let mean = contacts.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    shares = contacts.enumerated().map { count, share in
      let biased = mean > 0 ? Double(count) / mean : 1
      return share * (1 - referred + referred * biased)
    }
  }

  /// E[min(M, contacts)], M negative binomial; Poisson where the dispersion is infinite.
  func sent(wishing mean: Double, dispersion: Double) -> Double {
    // The dispersion of a Poisson count is beyond what a likelihood can tell.
    let dispersion = dispersion.isFinite ? dispersion : 1e6
    var tail = 1.0
    var expected = 0.0
    var sum = 0.0
    for (count, share) in shares.enumerated() {
      // E[min(M, count)] = Σ over j < count of P(M > j).
      sum += share * expected
      tail -= Distribution.negativeBinomialMass(count, mean: mean, dispersion: dispersion)
      expected += max(0, tail)
    }
    return sum / shares.reduce(0, +)
  }

  /// Wishes per invitation sent, at least 1.
  ///
  /// - Parameter sent: The mean that was seen.
  func wishes(sent seen: Double, dispersion: Double) -> Double {
    var (low, high) = (seen, 2 * seen)
    for _ in 0..<20 where sent(wishing: high, dispersion: dispersion) < seen { high *= 2 }
    // Nobody's contacts suffice for what was seen: the network is another, and nothing is mended.
    guard sent(wishing: high, dispersion: dispersion) >= seen else { return 1 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if sent(wishing: middle, dispersion: dispersion) < seen {
        low = middle
      } else {
        high = middle
      }
    }
    return max(1, (low + high) / 2 / seen)
  }
}
