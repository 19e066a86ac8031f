internal import GSL
internal import ReferralModel
internal import Simulation

/// Numbers that may move together without the data noticing: along them, what was known before
/// says more than the data do.
package struct LooseDirection: Sendable {
  /// By how much each parameter moves when the first of them rises by a tenth, as a factor less 1;
  /// only those that move by a noticeable part of it.
  package var moves: [(parameter: String, change: Double)]
  /// The column that would tell them apart best; nil where none would, or it is there already.
  package var column: ObservedSeries?

  /// All of them at a point, the least determined first.
  static func all(
    _ model: SeriesModel, likelihood: SeriesLikelihood, at point: [Double], noise: Double
  ) throws -> [LooseDirection] {
    guard let curve = try model.curve(at: point) else { return [] }
    let offsets = likelihood.frame.offsets(point)
    let factor = try likelihood.covariance(curve: curve, offsets: offsets, noise: noise)
    guard let slopes = try model.slopes(at: point) else { return [] }
    let columns = slopes.map { factor.whitened($0) }
    let eigen = try SymmetricMatrix(order: columns.count) { i, j in
      zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }
    }.eigen()
    var found: [LooseDirection] = []
    for (value, vector) in zip(eigen.values, eigen.vectors) where value < 1 {
      let moves = try Self.moves(model, from: point, along: vector)
      guard !moves.isEmpty else { continue }
      found.append(
        LooseDirection(
          moves: moves, column: try column(model, from: point, along: vector, noise: noise)))
    }
    return found
  }

  /// The column that says most about each parameter: in which its own move shows most.
  static func sources(
    _ model: SeriesModel, likelihood: SeriesLikelihood, at point: [Double], noise: Double
  ) throws -> [ObservedSeries?] {
    guard let curve = try model.curve(at: point), let slopes = try model.slopes(at: point) else {
      return model.parameters.map { _ in nil }
    }
    let variances = likelihood.variances(
      curve: curve, offsets: likelihood.frame.offsets(point), noise: noise)
    return slopes.map { slope in
      var shows: [ObservedSeries: Double] = [:]
      for (index, datum) in model.observed.data.enumerated() {
        shows[datum.series, default: 0] += slope[index] * slope[index] / variances[index]
      }
      return ObservedSeries.allCases.filter { shows[$0] != nil }.max {
        shows[$0, default: 0] < shows[$1, default: 0]
      }
    }
  }

  private static func moves(
    _ model: SeriesModel, from point: [Double], along vector: [Double]
  ) throws -> [(parameter: String, change: Double)] {
    // Small, so that it is a direction; then drawn out to a tenth of the first.
    let step = 0.01
    let here = try model.values(at: point)
    let there = try model.values(at: zip(point, vector).map { $0 + step * $1 })
    let logs = zip(here, there).map { naturalLogarithm($1 / $0) }
    guard let largest = logs.map(abs).max(), largest > 0, largest.isFinite else { return [] }
    let shown = logs.indices.filter { abs(logs[$0]) > 0.15 * largest }
    guard let first = shown.first else { return [] }
    let length = naturalLogarithm(1.1) / logs[first]
    return shown.map { (model.parameters[$0].name, naturalExp(logs[$0] * length) - 1) }
  }

  /// Of the columns that the table lacks, the one by which such a move would show most, at the
  /// times of the data.
  private static func column(
    _ model: SeriesModel, from point: [Double], along vector: [Double], noise: Double
  ) throws -> ObservedSeries? {
    let size = 0.5
    guard let up = try model.scenario(at: zip(point, vector).map { $0 + size * $1 }),
      let down = try model.scenario(at: zip(point, vector).map { $0 - size * $1 })
    else { return nil }
    let (high, low) = (try model.simulator.expected(up), try model.simulator.expected(down))
    let there = Set(model.observed.data.map(\.series))
    let ends = Set(model.observed.data.map(\.days.upperBound)).sorted()
    var best: (series: ObservedSeries, information: Double)?
    for series in ObservedSeries.allCases where !there.contains(series) && !series.isStock {
      var observations: [SeriesObservation] = []
      var start = 0
      for end in ends {
        observations.append(.init(series, days: start..<end, value: 0, line: 0))
        start = end
      }
      let history = try ObservedHistory(observations, initial: model.observed.initial)
      let (a, b) = (history.scaled(history.values(high)), history.scaled(history.values(low)))
      let slopes = history.relativeSlopes(zip(a, b).map { ($0 + $1) / 2 })
      let information = zip(zip(a, b), slopes).reduce(0) { sum, entry in
        let ((high, low), slope) = entry
        let change = (high - low) / (2 * size)
        // Luck twice that of a Poisson count, as in the first round of a fit.
        return sum + change * change / (4 + noise * noise * slope * slope)
      }
      if information > max(1, best?.information ?? 0) { best = (series, information) }
    }
    return best?.series
  }
}
