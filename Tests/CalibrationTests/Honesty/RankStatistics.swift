import GSL

/// Where truths lie among the draws of their posteriors: anywhere, equally often, if these are
/// honest.
///
/// - Source: Talts et al. (2018), arXiv:1804.06788, simulation-based calibration.
struct RankStatistics: Sendable {
  let name: String
  /// Of each fit: the share of its draws below the truth.
  private(set) var ranks: [Double] = []

  init(_ name: String) { self.name = name }

  mutating func add(truth: Double, draws: [Double]) {
    ranks.append(Double(draws.count { $0 < truth }) / Double(draws.count))
  }

  mutating func merge(_ other: RankStatistics) { ranks += other.ranks }

  /// The p-value of equal counts in some bins.
  func uniformity(bins: Int) -> Double {
    var counts = Array(repeating: 0.0, count: bins)
    for rank in ranks { counts[min(bins - 1, Int(rank * Double(bins)))] += 1 }
    let expected = Double(ranks.count) / Double(bins)
    let statistic = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    return Distribution.chiSquaredTail(statistic, degreesOfFreedom: Double(bins - 1))
  }

  /// How often the truth lay inside the central 90%.
  var coverage: Double {
    Double(ranks.count { (0.05...0.95).contains($0) }) / Double(max(1, ranks.count))
  }
}
