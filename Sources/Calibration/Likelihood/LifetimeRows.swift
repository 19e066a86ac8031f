internal import Foundation

/// Lifetimes with alike customers counted once, in a fixed order, so that sums do not depend on how
/// they came.
struct LifetimeRows {
  private struct Row: Hashable {
    var entry, exit: Double
    var left: Bool
    /// Until which age the hazard is multiplied: 0 for those whose never is.
    var multipliedUntil: Double

    /// Whether the end of watching leaves what happens at an age open.
    func isGone(before age: Double) -> Bool { exit < age }

    var key: (Double, Double, Double, Int) { (exit, entry, multipliedUntil, left ? 1 : 0) }
  }

  private let resolution: Lives.Resolution
  private let rows: [Row]
  private let counts: [Double]
  private let oldest: Int

  /// Whether everyone who left did so at one age and nobody is known to have stayed beyond it.
  let lostAtOnce: Bool

  init(_ lives: Lives, multiplier: LifetimeFit.Multiplier) {
    var counted: [Row: Double] = [:]
    for index in lives.exitAge.indices {
      let until =
        switch multiplier {
        case .none: 0.0
        case .always: lives.isReferred[index] ? Double.infinity : 0
        case .whileReferrerStays:
          lives.isReferred[index] ? max(0, lives.referrerLeftAtAge[index]) : 0
        }
      // A change after the end, or before the beginning, is none.
      let exit = lives.exitAge[index]
      counted[
        Row(
          entry: lives.entryAge[index], exit: exit, left: lives.left[index],
          multipliedUntil: until <= lives.entryAge[index] ? 0 : min(until, exit)),
        default: 0] += 1
    }
    rows = counted.keys.sorted { $0.key < $1.key }
    counts = rows.map { counted[$0, default: 0] }
    resolution = lives.resolution
    oldest = Int((rows.last?.exit ?? 0).rounded(.up))
    let ages = Set(rows.filter(\.left).map(\.exit))
    lostAtOnce =
      ages.count == 1 && rows.allSatisfy { $0.left || ages.allSatisfy($0.isGone(before:)) }
  }

  /// - Parameter logScale: log b in H(a) = b·a^shape.
  func logLikelihood(logScale: Double, shape: Double, multiplier: Double) -> Double {
    switch resolution {
    case .exact:
      return sum(multiplier) {
        $0 <= 0 ? 0 : exp(logScale + shape * log($0))
      } density: {
        logScale + log(shape) + (shape - 1) * log($0)
      }
    case .wholeDays:
      var hazard = [0.0]
      hazard.reserveCapacity(oldest + 1)
      for age in 1...max(1, oldest) { hazard.append(exp(logScale + shape * log(Double(age)))) }
      return sum(multiplier) {
        hazard[Int($0)]
      } density: { _ in
        0
      }
    }
  }

  /// - Parameters:
  ///   - cumulative: H at an age, without the multiplier.
  ///   - density: log h at an age; used for exact times only.
  private func sum(
    _ multiplier: Double, _ cumulative: (Double) -> Double, density: (Double) -> Double
  ) -> Double {
    func multiplied(_ age: Double, until: Double) -> Double {
      let share = cumulative(min(age, until))
      return cumulative(age) + (multiplier - 1) * share
    }
    var total = 0.0
    for (row, count) in zip(rows, counts) {
      let before = row.entry > 0 ? multiplied(row.entry, until: row.multipliedUntil) : 0
      let hazardMultiplier = row.exit <= row.multipliedUntil ? multiplier : 1
      let term: Double
      if !row.left {
        term = before - multiplied(row.exit, until: row.multipliedUntil)
      } else if resolution == .exact {
        term =
          before - multiplied(row.exit, until: row.multipliedUntil) + density(row.exit)
          + log(hazardMultiplier)
      } else {
        let step = hazardMultiplier * (cumulative(row.exit) - cumulative(row.exit - 1))
        term =
          before - multiplied(row.exit - 1, until: row.multipliedUntil) + log(-expm1(-step))
      }
      total += count * term
    }
    return total
  }
}
