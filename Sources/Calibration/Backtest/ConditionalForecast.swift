internal import GSL
internal import Randomness

/// What comes after an origin, given what was known there: the luck of the past goes on.
///
/// The distribution of all data around the large-market limit is normal on the scale of the data;
/// what comes is drawn from it given what is known, at every draw of the posterior.
struct ConditionalForecast {
  /// Indices of the data of the whole model that were not known, in their order.
  let future: [Int]
  /// One row per draw, of those data, in their own units.
  let samples: [[Double]]

  /// - Parameters:
  ///   - whole: The model against all data; those after the origin only say which numbers to
  ///     forecast.
  ///   - origin: The first day that was not known.
  ///   - draws: Of the posterior.
  init(
    _ whole: SeriesModel, from fit: SeriesFit, origin: Int, draws: Int,
    settings: SeriesFit.Settings, isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    let data = whole.observed.data
    let past = data.indices.filter { data[$0].days.upperBound <= origin }
    let future = data.indices.filter { data[$0].days.upperBound > origin }
    let order = past + future
    let frame = fit.likelihood.frame
    let luck = try LuckModel(
      whole, around: frame, settings: settings, isCancelled: isCancelled)
    let likelihood = SeriesLikelihood(whole.observed, luck: luck, frame: frame)
    let known = likelihood.observed
    var samples: [[Double]] = []
    for draw in 0..<min(draws, fit.points.count) {
      if isCancelled() { throw CalibrationError.interrupted }
      let point = fit.points[draw]
      guard let curve = try whole.curve(at: point) else { continue }
      let offsets = frame.offsets(point)
      let entries = likelihood.covarianceEntries(
        curve: curve, offsets: offsets, noise: fit.noise[draw])
      let count = data.count
      var permuted = Array(repeating: 0.0, count: count * count)
      for (row, i) in order.enumerated() {
        for (column, j) in order.prefix(row + 1).enumerated() {
          permuted[row * count + column] = entries[max(i, j) * count + min(i, j)]
        }
      }
      let factor = try CholeskyFactor(permuted, size: count)
      let bias = luck.bias(at: offsets)
      let mean = order.map { curve[$0] + bias[$0] }
      // What the past says of its own luck comes first; the rest is free.
      var white = factor.whitened(
        zip(order, mean).enumerated().map { place, entry in
          place < past.count ? known[entry.0] - entry.1 : 0
        })
      let streams = Streams(seed: settings.seed, replication: 2)
      for place in past.count..<count {
        let block = streams.block(
          of: UInt32(draw), deciding: .samplerStep, at: UInt32(place))
        white[place] = Distribution.normalQuantile(block.openUniform)
      }
      var scaled = Array(repeating: 0.0, count: count)
      for (place, value) in zip(order, zip(mean, factor.coloured(white)).map({ $0 + $1 })) {
        scaled[place] = value
      }
      let values = whole.observed.unscaled(scaled)
      samples.append(future.map { values[$0] })
    }
    guard samples.count >= 50 else { throw CalibrationError.fewScenarios }
    self.future = future
    self.samples = samples
  }
}
