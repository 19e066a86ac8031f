internal import Foundation
internal import GSL

/// −(u − c)ᵀ·H·(u − c)/2, where some coordinates are at least 0: what a log-likelihood is taken
/// for near its best value.
struct QuadraticLikelihood {
  var center: [Double]
  var covariance: SymmetricMatrix
  /// The coordinates that end at 0.
  var bounded: [Int]

  /// Twice the least loss that keeps the coordinates `held` at `values`, the others free but inside.
  ///
  /// The subsets of coordinates that may rest at 0 are tried one by one; there are few.
  private func leastDeviance(holding held: [Int], at values: [Double]) throws(GSLError) -> Double {
    let free = bounded.filter { !held.contains($0) }
    var least = Double.infinity
    for subset in 0..<(1 << free.count) {
      let resting = free.indices.filter { subset >> $0 & 1 == 1 }.map { free[$0] }
      let fixed = held + resting
      let offsets =
        zip(held, values).map { $1 - center[$0] } + resting.map { -center[$0] }
      guard !fixed.isEmpty else {
        if free.allSatisfy({ center[$0] >= 0 }) { return 0 }
        continue
      }
      let pull = try covariance.restricted(to: fixed).solving(offsets)
      let deviance = zip(pull, offsets).reduce(0) { $0 + $1.0 * $1.1 }
      let isInside = free.allSatisfy { index in
        resting.contains(index)
          || center[index] + zip(fixed, pull).reduce(0) { $0 + covariance[index, $1.0] * $1.1 }
            >= -1e-12
      }
      if isInside { least = min(least, deviance) }
    }
    return least
  }

  /// Where twice the loss of a coordinate stays below `limit`, others adapting to it.
  func interval(of index: Int, best: Double, limit: Double) throws(GSLError) -> ClosedRange<Double>
  {
    let deviation = covariance[index, index].squareRoot()
    let reach = limit.squareRoot() * deviation
    guard !bounded.isEmpty else { return (center[index] - reach)...(center[index] + reach) }
    let baseline = try leastDeviance(holding: [], at: [])
    func end(_ direction: Double) throws(GSLError) -> Double {
      var inside = 0.0
      // The curve is convex and its loss at least that of its unbounded self.
      var outside = abs(best - center[index]) + reach + (baseline.squareRoot() * deviation)
      for _ in 0..<60 {
        let middle = (inside + outside) / 2
        let deviance = try leastDeviance(holding: [index], at: [best + direction * middle])
        if deviance - baseline < limit { inside = middle } else { outside = middle }
      }
      return best + direction * inside
    }
    let lower = try end(-1)
    let upper = try end(1)
    return (bounded.contains(index) ? max(0, lower) : lower)...upper
  }
}
