package import GSL

/// What a recommendation owes to numbers that nobody knows, parameter by parameter.
///
/// For each parameter, the difference of every candidate to the recommended one is
/// regressed on it, over draws of all parameters: the fit is what is expected of the
/// candidate once the parameter is known and the others are not.
///
/// - Source: Strong, Oakley, Brennan (2014), Medical Decision Making 34:311, of the value of
///   partial perfect information by regression; here on a cubic, or a lower power where
///   that predicts as well.
package struct SensitivityAnalysis: Equatable, Sendable {
  package struct Parameter: Equatable, Sendable {
    /// Its path.
    package let name: String
    /// Its draws: 5%, 50%, 95% of them lie below.
    package let low: Double
    package let median: Double
    package let high: Double
    /// What recommending the same at its low and high end would lose against the best
    /// candidate there.
    package let regretAtLow: Double
    package let regretAtHigh: Double
    /// The best candidate at its low and high end.
    package let bestAtLow: Int
    package let bestAtHigh: Int
    /// The value nearest to its median from which on another candidate is better by more
    /// than the indifference; nil where none is within its central 98%.
    package let breakEven: BreakEven?
    /// What knowing it exactly would be worth: expected gain of deciding after learning it.
    package let perfectInformation: Double
    /// Standard error of that, by bootstrap over draws.
    package let perfectInformationError: Double
  }

  package struct BreakEven: Equatable, Sendable {
    package let value: Double
    /// The candidate that is better from there.
    package let candidate: Int
    /// Share of the draws that lie beyond.
    package let probability: Double
  }

  package let draws: Int
  /// How many candidates have a value at every draw, and were compared.
  package let compared: Int
  /// Which engine made the values: agents, or the large-market limit.
  package let engine: String
  /// In file order.
  package let parameters: [Parameter]

  /// Draws below which a regression says nothing.
  package static let fewest = 40
  private static let bootstraps = 100

  /// - Parameters:
  ///   - names: Of the parameters.
  ///   - drawn: One row per draw: the values of the parameters.
  ///   - values: One row per candidate: its objective at each draw, to be maximised. One that is not
  ///     finite at every draw is never found better than another.
  ///   - recommended: Which candidate; finite at every draw.
  ///   - indifference: Differences of at most this much overturn nothing.
  /// - Throws: `GSLError` of a regression.
  package init(
    names: [String], drawn: [[Double]], values: [[Double]], recommended: Int,
    indifference: Double, engine: String
  ) throws(GSLError) {
    let count = drawn.count
    precondition(count >= Self.fewest && values.allSatisfy { $0.count == count })
    draws = count
    self.engine = engine
    let defined = values.indices.filter { values[$0].allSatisfy(\.isFinite) }
    guard let position = defined.firstIndex(of: recommended) else {
      preconditionFailure("what is recommended has a value at every draw")
    }
    compared = defined.count
    let differences = defined.map { zip(values[$0], values[recommended]).map { $0 - $1 } }
    var parameters: [Parameter] = []
    for (index, name) in names.enumerated() {
      let x = drawn.map { $0[index] }
      parameters.append(
        try Self.parameter(
          name, x, differences, of: defined, recommended: position, indifference: indifference))
    }
    self.parameters = parameters
  }

  private static func parameter(
    _ name: String, _ x: [Double], _ differences: [[Double]], of candidates: [Int],
    recommended: Int, indifference: Double
  ) throws(GSLError) -> Parameter {
    let sorted = x.sorted()
    func quantile(_ p: Double) -> Double {
      let position = p * Double(sorted.count - 1)
      let below = Int(position)
      let above = min(sorted.count - 1, below + 1)
      return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
    let curves = try ConditionalMeans(x, differences)
    func best(_ value: Double) -> (candidate: Int, regret: Double) {
      let means = curves.means(at: value)
      let best = means.indices.reduce(recommended) { means[$1] > means[$0] ? $1 : $0 }
      return (best, max(0, means[best] - means[recommended]))
    }
    let (low, median, high) = (quantile(0.05), quantile(0.5), quantile(0.95))
    let ends = (best(low), best(high))

    // Outwards from the median, in steps of 1% of the draws.
    var breakEven: BreakEven?
    search: for step in 0...49 {
      for p in step == 0 ? [0.5] : [0.5 - 0.01 * Double(step), 0.5 + 0.01 * Double(step)] {
        let there = best(quantile(p))
        guard there.regret > indifference else { continue }
        breakEven = BreakEven(
          value: quantile(p), candidate: candidates[there.candidate],
          probability: p < 0.5 ? p : 1 - p)
        break search
      }
    }

    let value = curves.perfectInformation(x)
    var moments = (sum: 0.0, squares: 0.0)
    var generator = SplitMix(state: 0x5EED)
    for _ in 0..<bootstraps {
      let chosen = x.indices.map { _ in Int(generator.next() % UInt64(x.count)) }
      let resampled = chosen.map { x[$0] }
      let again = try ConditionalMeans(
        resampled, differences.map { row in chosen.map { row[$0] } }
      ).perfectInformation(resampled)
      moments.sum += again
      moments.squares += again * again
    }
    let n = Double(bootstraps)
    let variance = max(0, (moments.squares - moments.sum * moments.sum / n) / (n - 1))
    return Parameter(
      name: name, low: low, median: median, high: high, regretAtLow: ends.0.regret,
      regretAtHigh: ends.1.regret, bestAtLow: candidates[ends.0.candidate],
      bestAtHigh: candidates[ends.1.candidate],
      breakEven: breakEven, perfectInformation: value,
      perfectInformationError: variance.squareRoot())
  }
}

/// What is expected of each candidate's difference, given one parameter.
private struct ConditionalMeans {
  private let center: Double
  private let scale: Double
  /// One polynomial per candidate.
  private let fits: [[Double]]

  init(_ x: [Double], _ differences: [[Double]]) throws(GSLError) {
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    center = mean
    scale = variance > 0 ? variance.squareRoot() : 1
    let z = x.map { ($0 - mean) / (variance > 0 ? variance.squareRoot() : 1) }
    var fits: [[Double]] = []
    for row in differences { fits.append(try Self.fit(z, row, isConstant: variance == 0)) }
    self.fits = fits
  }

  /// The power up to 3 whose generalised cross-validation error is least.
  ///
  /// - Source: Craven, Wahba (1979), Numerische Mathematik 31:377.
  private static func fit(
    _ z: [Double], _ y: [Double], isConstant: Bool
  ) throws(GSLError) -> [Double] {
    guard y.contains(where: { $0 != y[0] }), !isConstant else {
      return [y.reduce(0, +) / Double(y.count)]
    }
    let n = Double(y.count)
    var best: (error: Double, coefficients: [Double]) = (.infinity, [])
    for degree in 0...3 {
      let coefficients = try LinearFit(
        rows: z.map { z in
          (0...degree).map { power in (0..<power).reduce(1.0) { product, _ in product * z } }
        },
        values: y
      ).coefficients
      let squares = zip(z, y).reduce(0.0) { sum, point in
        let residual = point.1 - polynomial(coefficients, point.0)
        return sum + residual * residual
      }
      let freedom = n - Double(degree + 1)
      let error = n * squares / (freedom * freedom)
      if error < best.error { best = (error, coefficients) }
    }
    return best.coefficients
  }

  private static func polynomial(_ coefficients: [Double], _ z: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * z + $1 }
  }

  func means(at x: Double) -> [Double] {
    fits.map { Self.polynomial($0, (x - center) / scale) }
  }

  /// E[max of the conditional means] − max of their means.
  func perfectInformation(_ x: [Double]) -> Double {
    var sums = [Double](repeating: 0, count: fits.count)
    var best = 0.0
    for value in x {
      let means = means(at: value)
      best += means.reduce(-.infinity) { max($0, $1) }
      for index in sums.indices { sums[index] += means[index] }
    }
    let n = Double(x.count)
    return max(0, best / n - sums.reduce(-.infinity) { max($0, $1) } / n)
  }
}

/// A small generator for resampling: the same numbers on any machine.
///
/// - Source: Steele, Lea, Flood (2014), OOPSLA, SplitMix64.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Above 0, below 1.
  mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }
}
