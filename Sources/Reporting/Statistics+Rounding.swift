package import Simulation

extension Statistics {
  /// The same, with a spread of 0 where all that spreads is the rounding of sums: a lifetime value
  /// that does not vary differs between histories in its last digits.
  package var withoutRounding: Statistics {
    // Undefined numbers compare as false.
    guard [sd, mcse, q95 - q05].allSatisfy({ $0 <= 1e-9 * abs(mean) }) else { return self }
    var exact = self
    (exact.sd, exact.mcse) = (0, 0)
    (exact.q05, exact.q25, exact.q50, exact.q75, exact.q95) = (mean, mean, mean, mean, mean)
    return exact
  }
}
