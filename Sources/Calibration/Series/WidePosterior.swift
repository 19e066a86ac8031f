internal import GSL
internal import Randomness

/// The posterior of the parameters where data are few, numbers many, and the rest is a thin bent
/// ridge; the error of observation is summed out.
///
/// The ridge is found by its imitation: polynomials of curves known at places of the prior and
/// around the fit, a population on their posterior, the curves at some of its places, and again,
/// until the imitation weighs places nearly as the posterior does.
struct WidePosterior {
  private let model: SeriesModel
  private let likelihood: SeriesLikelihood
  private let integral: NoiseIntegral
  private let threads: Int
  private let seed: UInt64
  private let isCancelled: @Sendable () -> Bool
  private(set) var imitation: CurveImitation
  /// Histories that were looked at.
  private(set) var evaluations: Int

  private static let populations = 4
  private static let rounds = 8
  /// Of the populations by which the imitation is mended.
  private static let scouts = 150
  /// Share of effective weights at which the imitation is good enough.
  private static let good = 0.6

  /// - Parameters:
  ///   - frame: Around the most probable place.
  ///   - center: The large-market limit at that place.
  ///   - noiseScale: How well the error of observation is known, on the normal scale.
  /// - Throws: `CalibrationError`; what the simulator throws.
  init(
    _ model: SeriesModel, likelihood: SeriesLikelihood, frame: LuckModel.Frame,
    center: [Double], noiseScale: Double, seed: UInt64, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    self.model = model
    self.likelihood = likelihood
    self.threads = threads
    self.seed = seed
    self.isCancelled = isCancelled
    let integral = NoiseIntegral(scale: noiseScale)
    self.integral = integral
    let turning = try Self.turning(likelihood, curve: center, point: frame.center)
    let dimensions = frame.directions
    let wanted = 3 * PolynomialBasis(variables: dimensions, degree: 3).count
    var sobol = SobolSequence(dimensions: dimensions)
    let places = (0..<wanted).map { index -> [Double] in
      let place = sobol.next().map { Distribution.normalQuantile($0) }
      // In turn from the prior, and a little wider than what the fit leaves open.
      return index.isMultiple(of: 2) ? place : frame.point(place.map { 1.5 * $0 })
    }
    func evaluate(_ points: [[Double]]) throws -> [CurveImitation.Sample] {
      try Parallel.map(points, threads: threads, isCancelled: isCancelled) { point in
        guard
          let look = try Self.look(model, likelihood, integral, at: point, u: 0.5)
        else { return nil }
        return CurveImitation.Sample(point: point, mean: look.mean, logDensity: look.logDensity)
      }.compactMap(\.self)
    }
    func imitation(_ samples: [CurveImitation.Sample]) throws -> CurveImitation {
      guard samples.count > 2 * (dimensions + 2) else { throw CalibrationError.fewScenarios }
      return try CurveImitation(
        samples, turning: turning, integral: integral, observed: likelihood.observed,
        isLevel: model.observed.data.map(\.isLevel))
    }
    var samples = try evaluate(places)
    evaluations = places.count
    self.imitation = try imitation(samples)
    for round in 0..<Self.rounds {
      let found = try populations(of: Self.scouts, round: round)
      let scouts = Array(
        (0..<Self.scouts).flatMap { index in found.map { $0[index] } }
          .prefix(wanted))
      let looks = try evaluate(scouts)
      evaluations += scouts.count
      let ratios = looks.map { $0.logDensity - logImitation($0.point) }
      samples += looks
      self.imitation = try imitation(samples)
      if Self.effectiveShare(ratios, of: scouts.count) > Self.good { break }
    }
  }

  /// Of some weights, how many count, as a share of all that were tried.
  private static func effectiveShare(_ logRatios: [Double], of count: Int) -> Double {
    guard let largest = logRatios.max() else { return 0 }
    let weights = logRatios.map { naturalExp($0 - largest) }
    let sum = weights.reduce(0, +)
    return sum * sum / weights.reduce(0) { $0 + $1 * $1 } / Double(count)
  }

  /// Places drawn from the imitation, independently by population.
  func populations(of count: Int, round: Int) throws -> [[[Double]]] {
    let imitation = imitation
    let seed = seed
    let dimensions = likelihood.frame.directions
    return try Parallel.map(
      Array(0..<Self.populations), threads: threads, isCancelled: isCancelled
    ) { number in
      TemperedPopulation(
        dimensions: dimensions, count: count,
        luck: SamplerLuck(
          seed: seed, replication: 3, number: Self.populations * round + number)
      ) { imitation.logLikelihood($0) }.places
    }
  }

  /// A population for the sampler itself, on luck of its own.
  func proposals(_ count: Int, batch: Int) throws -> [[[Double]]] {
    try populations(of: count, round: Self.rounds + batch)
  }

  /// What a curve says at a place.
  struct Look: Sendable {
    var mean: [Double]
    /// Prior and likelihood, up to a constant.
    var logDensity: Double
    /// Of the error of observation there, on the normal scale.
    var noise: Double
  }

  /// - Parameter u: Luck of the error of observation.
  /// - Returns: nil where no scenario is valid, or its luck has no covariance.
  func look(at point: [Double], u: Double) throws -> Look? {
    try Self.look(model, likelihood, integral, at: point, u: u)
  }

  private static func look(
    _ model: SeriesModel, _ likelihood: SeriesLikelihood, _ integral: NoiseIntegral,
    at point: [Double], u: Double
  ) throws -> Look? {
    guard let curve = try model.curve(at: point) else { return nil }
    let turning: NoiseAxes
    do {
      turning = try Self.turning(likelihood, curve: curve, point: point)
    } catch {
      return nil
    }
    let bias = likelihood.luck.bias(at: likelihood.frame.offsets(point))
    let mean = zip(curve, bias).map { $0 + $1 }
    let distances = turning.turned(zip(likelihood.observed, mean).map { $0 - $1 })
    let axes = integral.axes(
      own: distances.map { _ in 1 }, scales: turning.scales)
    let value =
      integral.logLikelihood(distances, axes) - turning.luck.logDeterminant / 2
      - point.reduce(0) { $0 + $1 * $1 } / 2
    guard value.isFinite else { return nil }
    return Look(mean: mean, logDensity: value, noise: integral.draw(distances, axes, u: u))
  }

  private static func turning(
    _ likelihood: SeriesLikelihood, curve: [Double], point: [Double]
  ) throws(GSLError) -> NoiseAxes {
    try NoiseAxes(
      luck: likelihood.covariance(
        curve: curve, offsets: likelihood.frame.offsets(point), noise: 0),
      slopes: likelihood.slopes(curve))
  }

  /// What the imitation makes of a place: prior and likelihood, up to a constant.
  func logImitation(_ point: [Double]) -> Double {
    imitation.logLikelihood(point) - point.reduce(0) { $0 + $1 * $1 } / 2
  }
}
