/// The contact counts of a market, reduced to a few classes.
///
/// Counts from 1 to `exactCounts` have a class each. Above, counts fall into bins
/// that grow by `binRatio`, and each bin is represented by the two nodes of its
/// Gauss quadrature, which have the bin's share, mean, variance and third moment.
/// So every average of a smooth function of the count survives the reduction.
///
/// - Accuracy: Relative error of every expected value below 1e-6 (tested).
/// - Source: Golub, Welsch (1969), Math. Comp. 23:221.
package struct ContactClasses: Equatable, Sendable {
  /// Share of persons without contacts.
  package let isolated: Double
  /// d, contacts of a class, rising, at least 1; whole below `tail`.
  package let contacts: [Double]
  /// p_d, share of persons in a class.
  package let shares: [Double]
  /// ⟨d⟩, mean contacts.
  package let mean: Double
  /// d·p_d/⟨d⟩: of the person at the end of a contact.
  package let ends: [Double]
  /// First class above the unbroken run of counts from 1 on.
  package let tail: Int

  /// - Parameters:
  ///   - masses: p_k, share of persons with k contacts, k from 0. Scaled to sum to 1.
  ///   - reduced: false keeps one class per count.
  package init(
    _ masses: [Double], reduced: Bool = true, exactCounts: Int = 40, binRatio: Double = 1.25
  ) {
    let total = masses.reduce(0, +)
    precondition(total > 0, "contact counts need some mass")
    isolated = masses[0] / total
    let run = max(0, reduced ? min(masses.count - 1, exactCounts) : masses.count - 1)
    tail = run
    var contacts = (0..<run).map { Double($0 + 1) }
    var shares = (0..<run).map { masses[$0 + 1] / total }
    var low = run + 1
    while low < masses.count {
      let high = min(masses.count, max(low + 2, Int((Double(low) * binRatio).rounded())))
      for node in Self.nodes(counts: low..<high, masses: masses) {
        contacts.append(node.count)
        shares.append(node.mass / total)
      }
      low = high
    }
    self.contacts = contacts
    self.shares = shares
    let mean = zip(contacts, shares).reduce(0) { $0 + $1.0 * $1.1 }
    self.mean = mean
    ends = zip(contacts, shares).map { mean > 0 ? $0 * $1 / mean : 0 }
  }

  /// Two nodes with the moments 0 to 3 of a bin; fewer where the bin has fewer counts.
  private static func nodes(counts: Range<Int>, masses: [Double]) -> [(count: Double, mass: Double)]
  {
    let present = counts.filter { masses[$0] > 0 }
    guard present.count > 2 else { return present.map { (Double($0), masses[$0]) } }
    let mass = present.reduce(0) { $0 + masses[$1] }
    let centre = present.reduce(0) { $0 + Double($1) * masses[$1] } / mass
    var (second, third) = (0.0, 0.0)
    for count in present {
      let offset = Double(count) - centre
      second += offset * offset * masses[count]
      third += offset * offset * offset * masses[count]
    }
    second /= mass
    third /= mass
    // Roots of z² − (μ₃/μ₂)z − μ₂, the second orthogonal polynomial.
    let half = third / second / 2
    let root = (half * half + second).squareRoot()
    let (left, right) = (half - root, half + root)
    return [
      (centre + left, mass * right / (right - left)),
      (centre + right, mass * -left / (right - left)),
    ]
  }

  /// θ^(d−1) of every class.
  func powers(of theta: Double, into result: inout [Double]) {
    var power = 1.0
    for index in 0..<tail {
      result[index] = power
      power *= theta
    }
    guard tail < contacts.count else { return }
    let log = logarithm(theta)
    for index in tail..<contacts.count { result[index] = naturalExp((contacts[index] - 1) * log) }
  }
}
