internal import GSL

/// The most probable parameters, by least squares from several starts.
struct LeastSquaresSearch {
  private(set) var model: SeriesModel
  private let isCancelled: @Sendable () -> Bool
  private(set) var likelihood: SeriesLikelihood
  /// The best so far, on the normal scale.
  private(set) var point: [Double]
  /// The large-market limit there.
  private(set) var curve: [Double]
  /// The error of observation, on the normal scale.
  private(set) var noisePoint = 0.0
  /// How well it is known there: a standard deviation.
  private(set) var noiseScale = 1.0
  /// Of its covariance there.
  private var factor: CholeskyFactor

  /// The scenario's own values, and places around them.
  private static let starts = 6
  /// Of derivatives, in standard deviations of the prior: so far that whole people, in a market of
  /// thousands, and rewards solved to half a percent move smoothly.
  private static let step = 1e-3
  private let places: [[Double]]

  init(_ model: SeriesModel, isCancelled: @escaping @Sendable () -> Bool) throws {
    self.model = model
    self.isCancelled = isCancelled
    let directions = model.parameters.count
    let identity = (0..<directions).map { i in (0..<directions).map { $0 == i ? 1.0 : 0 } }
    let origin = Array(repeating: 0.0, count: directions)
    factor = try CholeskyFactor(identity)
    likelihood = SeriesLikelihood(
      model.observed, luck: LuckModel(guessFor: model.observed, directions: directions),
      frame: LuckModel.Frame(center: origin, factor: factor))
    point = origin
    curve = []
    var sobol = SobolSequence(dimensions: directions)
    // Its first point is the centre.
    var places: [[Double]] = []
    for _ in 0..<Self.starts { places.append(sobol.next().map { Distribution.normalQuantile($0) }) }
    self.places = places
    try improve(from: places)
  }

  /// Searches anew by another likelihood, from the best so far or, where that leads nowhere, from
  /// everywhere.
  mutating func improve(by likelihood: SeriesLikelihood) throws {
    self.likelihood = likelihood
    do {
      try improve(from: [point])
    } catch CalibrationError.noFit {
      try improve(from: places)
    }
  }

  /// Solves anew, at the best so far, for what rewards that go by count are worth.
  mutating func solveRewards() throws { model = try model.solved(at: point) }

  /// Searches from some points by the present likelihood, and keeps the best.
  ///
  /// - Throws: `CalibrationError.noFit` when no start leads anywhere.
  private mutating func improve(from starts: [[Double]]) throws {
    var best: (point: [Double], curve: [Double], value: Double, factor: CholeskyFactor)?
    for start in starts {
      if isCancelled() { throw CalibrationError.interrupted }
      guard let curve = try model.curve(at: start) else { continue }
      let found: (point: [Double], factor: CholeskyFactor)
      do {
        found = try search(from: start, curve: curve)
      } catch is GSLError {
        // This start leads nowhere; another may.
        continue
      }
      guard let there = try model.curve(at: found.point) else { continue }
      let prior = found.point.reduce(0) { $0 - $1 * $1 / 2 }
      let value =
        prior
        + likelihood.logLikelihood(curve: there, point: found.point, noise: noise)
      if value > best?.value ?? -.infinity { best = (found.point, there, value, found.factor) }
    }
    guard let best else { throw CalibrationError.noFit }
    (point, curve, factor) = (best.point, best.curve, best.factor)
    try fitNoise()
  }

  var noise: Double { ObservationNoise.value(at: noisePoint) }

  /// A neighbourhood of the best point as large as what is not known there.
  var frame: LuckModel.Frame { LuckModel.Frame(center: point, factor: factor) }

  /// Least squares with the covariance of the start: where they arrive, and the covariance there.
  ///
  /// - Throws: `GSLError` also where the slopes say nothing of what is known there.
  private func search(
    from start: [Double], curve: [Double]
  ) throws -> (point: [Double], factor: CholeskyFactor) {
    let offsets = likelihood.frame.offsets(start)
    let factor = try likelihood.covariance(
      curve: curve, offsets: offsets, noise: noise)
    let model = model
    let likelihood = likelihood
    let isCancelled = isCancelled
    let fit = try NonlinearFit(
      start: start, count: curve.count + start.count, differences: .stepping(by: Self.step),
      tolerance: 1e-5
    ) { point in
      if isCancelled() { throw CalibrationError.interrupted }
      // Where nothing is a scenario a step has gone too far; it is taken back for being so bad.
      guard let there = try model.curve(at: point) else {
        return Array(repeating: 1e4, count: curve.count + point.count)
      }
      let white = likelihood.whitened(
        curve: there, offsets: likelihood.frame.offsets(point), factor: factor)
      // The prior is standard normal: one more observation, of 0, per parameter.
      return white + point
    }
    return (fit.parameters, try CholeskyFactor(fit.inverseInformation))
  }

  /// The most probable error of observation whatever the parameters, by golden sections.
  ///
  /// At the best point alone it would be far too small where numbers are few: as many data as there
  /// are parameters can be met exactly. So each error is weighed with how much room it leaves for
  /// them, by Laplace's approximation.
  private mutating func fitNoise() throws {
    let slopes = try model.slopes(at: point) ?? []
    let likelihood = likelihood
    let (point, curve) = (point, curve)
    func value(_ v: Double) -> Double {
      let noise = ObservationNoise.value(at: v)
      let best = likelihood.logLikelihood(curve: curve, point: point, noise: noise) - v * v / 2
      do {
        let factor = try likelihood.covariance(
          curve: curve, offsets: likelihood.frame.offsets(point), noise: noise)
        let columns = slopes.map { factor.whitened($0) }
        guard !columns.isEmpty else { return best }
        let information = try CholeskyFactor(
          columns.indices.map { i in
            columns.indices.map { j in
              zip(columns[i], columns[j]).reduce(i == j ? 1 : 0) { $0 + $1.0 * $1.1 }
            }
          })
        return best - information.logDeterminant / 2
      } catch {
        // No covariance, and no likelihood either.
        return -.infinity
      }
    }
    var (low, high) = (-3.0, 8.0)
    let golden = (5.0.squareRoot() - 1) / 2
    while high - low > 1e-3 {
      let (left, right) = (high - golden * (high - low), low + golden * (high - low))
      if value(left) > value(right) { high = right } else { low = left }
    }
    noisePoint = (low + high) / 2
    let step = 0.2
    let curvature =
      (value(noisePoint + step) + value(noisePoint - step) - 2 * value(noisePoint)) / (step * step)
    noiseScale = curvature < 0 ? min(1, max(0.1, (-1 / curvature).squareRoot())) : 1
  }
}
