package import ReferralModel

/// A fit of a scenario to series, with all that is not known about it.
///
/// Found in three steps: least squares on the large-market limit from several starts; the
/// covariance of luck from agents at the fit, and the fit again, until it stays; then a posterior
/// sampled around it.
package struct SeriesFit: Sendable {
  package let model: SeriesModel
  /// Draws of the parameters, in base units, a row per draw, in random order.
  package let draws: [[Double]]
  /// The relative error of observation of each draw.
  package let noise: [Double]
  package let diagnostics: Diagnostics
  /// How the data compare, one per datum.
  package let comparison: [Comparison]
  package let undetermined: [LooseDirection]
  /// The column that says most about each parameter; nil at an edge of what a scenario allows.
  package let sources: [ObservedSeries?]
  let points: [[Double]]
  let likelihood: SeriesLikelihood

  package struct Diagnostics: Equatable, Sendable {
    /// One per parameter, then of the error of observation.
    package var rHat: [Double]
    package var effective: [Double]
    package var acceptance: Double
    /// How heavy the tail is of what leaps to an imitation of a wide posterior are weighed by;
    /// nil where the neighbourhood of the best fit was all there is, which needs no leaps.
    package var paretoShape: Double?
    /// Histories of the large-market limit that the sampler looked at.
    package var evaluations: Int
    /// Histories of agents behind the covariance of luck, and the share of the market they had.
    package var histories: Int
    package var share: Double
    /// How often luck was estimated anew before the fit stayed.
    package var rounds: Int
  }

  /// A number of the table beside what the fit gives for it.
  package struct Comparison: Equatable, Sendable {
    package var datum: ObservedHistory.Datum
    /// Of what might have been observed: luck, error of observation and parameters together.
    package var q05: Double
    package var q50: Double
    package var q95: Double
    /// The data less what is expected of them, in standard deviations, at the median parameters.
    package var residual: Double
  }

  package struct Settings: Sendable {
    package var seed: UInt64
    package var threads: Int
    /// How many threads the agents of a market may have, asked before they take its memory; nil for
    /// all of `threads`.
    ///
    /// What it throws ends the fit.
    package var threadsInMarket: (@Sendable (Scenario) throws -> Int)?
    /// Effective draws wanted of every number.
    package var effective = 4000.0
    package init(seed: UInt64, threads: Int) {
      self.seed = seed
      self.threads = threads
    }
  }

  /// What is being done, for a progress line.
  package enum Step: Equatable, Sendable, CustomStringConvertible {
    case search
    case luck(round: Int)
    case sampling

    package var description: String {
      switch self {
      case .search: "searching for the best fit"
      case .luck(let round): "simulating luck around the fit, round \(round)"
      case .sampling: "sampling what is not known"
      }
    }
  }

  /// - Throws: `CalibrationError`; what the simulator throws.
  package init(
    _ model: SeriesModel, settings: Settings, progress: @escaping (Step) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    progress(.search)
    let observed = model.observed
    var search = try LeastSquaresSearch(model, isCancelled: isCancelled)
    var rounds = 0
    while true {
      progress(.luck(round: rounds + 1))
      let frame = search.frame
      try search.solveRewards()
      let luck = try LuckModel(
        search.model, around: frame, settings: settings,
        isCancelled: isCancelled)
      try search.improve(by: SeriesLikelihood(observed, luck: luck, frame: frame))
      rounds += 1
      let moved = frame.offsets(search.point).map(abs).max() ?? 0
      if (moved < 0.3 && rounds >= 2) || rounds == 6 { break }
    }
    progress(.sampling)
    let model = search.model
    let frame = search.frame
    let problem = try SeriesPosterior(
      model, likelihood: search.likelihood, frame: frame, center: search.curve,
      noisePoint: search.noisePoint, noiseScale: search.noiseScale)
    // From places apart, all within the neighbourhood that was looked at.
    let corners = [1.0, -1, 1.5, -1.5]
    let starts = corners.enumerated().map { index, size in
      (0..<problem.dimensions).map { ($0 + index).isMultiple(of: 2) ? size : -size / 2 }
    }
    let inside = try starts.map { start -> [Double] in
      var place = start
      while try problem.logDensity(place) == -.infinity {
        place = place.map { $0 / 2 }
        guard place.contains(where: { abs($0) > 1e-6 }) else { throw CalibrationError.noFit }
      }
      return place
    }
    let near = try SurrogateSampler.run(
      problem, starts: inside, seed: settings.seed, threads: settings.threads,
      effective: settings.effective, limit: 6000, isCancelled: isCancelled)
    let result: Sample
    if let near, near.rHat.allSatisfy({ $0 < 1.01 }), near.effective.allSatisfy({ $0 >= 400 }) {
      result = Sample(near, of: problem)
    } else {
      let posterior = try WidePosterior(
        model, likelihood: search.likelihood, frame: frame, center: search.curve,
        noiseScale: search.noiseScale, seed: settings.seed, threads: settings.threads,
        isCancelled: isCancelled)
      let leaps = try LeapSampler(
        posterior, effective: min(settings.effective, Self.effectiveOfLeaps), seed: settings.seed,
        threads: settings.threads, isCancelled: isCancelled)
      result = Sample(leaps)
      guard leaps.paretoShape < ParetoShape.bearable else {
        throw CalibrationError.missesPart(paretoShape: leaps.paretoShape)
      }
    }
    let names = model.parameters.map(\.name) + ["the error of observation"]
    for (index, name) in names.enumerated()
    where !(result.rHat[index] < 1.01) || result.effective[index] < 400 {
      throw CalibrationError.notConverged(
        parameter: name, rHat: result.rHat[index], effective: Int(result.effective[index]))
    }
    self.model = model
    likelihood = search.likelihood
    // Interleaved and thinned to what is worth keeping, so that a prefix is a sample too.
    let kept = Self.spread(result.chains, to: 4000)
    let points = kept.map { (parameters: Array($0.dropLast()), noise: $0[$0.count - 1]) }
    self.points = points.map(\.parameters)
    draws = try points.map { try model.values(at: $0.parameters) }
    noise = points.map { ObservationNoise.value(at: $0.noise) }
    diagnostics = Diagnostics(
      rHat: result.rHat, effective: result.effective, acceptance: result.acceptance,
      paretoShape: result.paretoShape, evaluations: result.evaluations,
      histories: search.likelihood.luck.histories,
      share: search.likelihood.luck.share, rounds: rounds)
    comparison = try Self.compare(
      model, search.likelihood, points: points, center: search.point, curve: search.curve,
      noise: search.noise, seed: settings.seed)
    undetermined = try LooseDirection.all(
      model, likelihood: search.likelihood, at: search.point, noise: search.noise)
    sources = try LooseDirection.sources(
      model, likelihood: search.likelihood, at: search.point, noise: search.noise)
  }

  /// Enough for quantiles, where every draw costs a look at the posterior.
  private static let effectiveOfLeaps = 1000.0

  /// What a sampler found.
  private struct Sample {
    /// By chain, in their order: the parameters on the normal scale, and the error of observation.
    var chains: [[[Double]]]
    var rHat: [Double]
    var effective: [Double]
    var acceptance: Double
    var paretoShape: Double?
    var evaluations: Int

    init(_ result: SurrogateSampler.Result, of problem: SeriesPosterior) {
      chains = result.chains.map { chain in
        chain.map { place in
          let point = problem.point(place)
          return point.parameters + [point.noise]
        }
      }
      (rHat, effective) = (result.rHat, result.effective)
      (acceptance, evaluations) = (result.acceptance, result.evaluations)
    }

    init(_ leaps: LeapSampler) {
      chains = leaps.chains
      (rHat, effective) = (leaps.rHat, leaps.effective)
      (acceptance, evaluations) = (leaps.acceptance, leaps.evaluations)
      paretoShape = leaps.paretoShape
    }
  }

  /// The quantiles of a number, in base units.
  package func quantile(_ p: Double, of parameter: Int) -> Double {
    let sorted = draws.map { $0[parameter] }.sorted()
    return sorted[min(sorted.count - 1, Int(p * Double(sorted.count)))]
  }

  /// How much of what was not known before the data is not known after them: the ratio of standard
  /// deviations on the scale on which the prior is standard normal.
  package func shrinkage(of parameter: Int) -> Double {
    let column = points.map { $0[parameter] }
    let mean = column.reduce(0, +) / Double(column.count)
    let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(column.count - 1)).squareRoot()
  }

  /// Draws of all chains in turn, evenly thinned, in an order in which neighbours are far apart.
  private static func spread(_ chains: [[[Double]]], to count: Int) -> [[Double]] {
    let length = chains.map(\.count).min() ?? 0
    let all = (0..<length).flatMap { index in chains.map { $0[index] } }
    let step = max(1, all.count / count)
    let thinned = stride(from: 0, to: all.count, by: step).map { all[$0] }
    // A step prime to the count visits each once.
    var stride = Int(Double(thinned.count) * 0.618)
    while stride > 1, gcd(stride, thinned.count) != 1 { stride -= 1 }
    return thinned.indices.map { thinned[$0 * max(1, stride) % thinned.count] }
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  private static func compare(
    _ model: SeriesModel, _ likelihood: SeriesLikelihood,
    points: [(parameters: [Double], noise: Double)], center: [Double], curve: [Double],
    noise: Double, seed: UInt64
  ) throws -> [Comparison] {
    let observed = model.observed
    let offsets = likelihood.frame.offsets(center)
    let variances = likelihood.variances(curve: curve, offsets: offsets, noise: noise)
    let distances = likelihood.distances(curve: curve, offsets: offsets)
    // Enough for 5% and 95%; every one costs a history.
    let some = points.prefix(400)
    var samples: [[Double]] = []
    for (index, point) in some.enumerated() {
      guard
        let sample = try PredictiveDraw.sample(
          model, likelihood, point.parameters, noise: ObservationNoise.value(at: point.noise),
          number: index,
          seed: seed)
      else { continue }
      samples.append(observed.unscaled(sample))
    }
    return observed.data.indices.map { i in
      let sorted = samples.map { $0[i] }.sorted()
      func quantile(_ p: Double) -> Double { sorted[Int(p * Double(sorted.count - 1))] }
      return Comparison(
        datum: observed.data[i], q05: quantile(0.05), q50: quantile(0.5), q95: quantile(0.95),
        residual: distances[i] / variances[i].squareRoot())
    }
  }
}
