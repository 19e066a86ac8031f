internal import GSL
internal import Randomness
internal import ReferralModel
internal import Simulation

/// What luck does to the data, near a fit: their distribution around the large-market limit.
///
/// The luck of branching lasts: whoever joins early brings others, so the deviations of one month
/// are those of the next. Agents are simulated at some points around the fit; their mean distance
/// from the limit and the logarithm of their standard deviation are taken as linear in the
/// parameters there, the correlations as constant.
/// - Source: Wood (2010), *Nature* 466:1102–1104, for likelihoods from simulated moments.
package struct LuckModel: Sendable {
  /// Per datum: a constant, then a slope per direction.
  let bias: [[Double]]
  let logSD: [[Double]]
  /// Between data, row by row.
  let correlation: [Double]
  /// Histories that were simulated.
  package let histories: Int
  /// The share of the market that was simulated, where all of it would have taken too long.
  package let share: Double

  /// Standard deviations below it are those of data that cannot move; they stay finite.
  static let floor = 0.02

  /// What luck does where nobody has simulated it yet: independent, twice that of a Poisson count.
  init(guessFor observed: ObservedHistory, directions: Int) {
    let zeros = Array(repeating: 0.0, count: directions)
    bias = observed.data.map { _ in [0] + zeros }
    logSD = observed.data.map { [$0.isLevel ? naturalLogarithm(0.1) : naturalLogarithm(2)] + zeros }
    let count = observed.data.count
    correlation = (0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }
    histories = 0
    share = 1
  }

  /// Simulates agents around a point.
  ///
  /// - Parameters:
  ///   - frame: The point, and the directions of the slopes.
  ///   - settings: The seed of all luck, and the threads, on which the numbers do not depend.
  ///   - isCancelled: Asked before each point.
  /// - Throws: What the simulator throws; `CalibrationError` when too few points make a scenario,
  ///   or it is cancelled.
  init(
    _ model: SeriesModel, around frame: Frame, settings: SeriesFit.Settings,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    let directions = frame.directions
    let (points, replications) = Self.effort(directions: directions)
    var sobol = SobolSequence(dimensions: directions)
    let places: [[Double]] = (0..<points).map { _ in
      sobol.next().map { Distribution.normalQuantile($0) }
    }
    let small = try Self.share(model, at: frame.center, histories: points * replications)
    var threads = settings.threads
    if let threadsInMarket = settings.threadsInMarket,
      let market = try Self.market(of: model, at: frame.center, share: small)
    {
      threads = min(threads, try threadsInMarket(market))
    }
    let moments = try Parallel.map(
      Array(places.enumerated()), threads: threads, isCancelled: isCancelled
    ) { index, place in
      try Moments(
        model, at: frame.point(place), place: place, share: small,
        replications: replications, seed: settings.seed, first: index * replications)
    }
    let usable = moments.filter { !$0.isEmpty }
    guard usable.count >= 2 * (directions + 1) else { throw CalibrationError.fewScenarios }

    let count = model.observed.data.count
    let rows = usable.map { [1] + $0.place }
    // Luck that a small market has less of a level's size, a large one has less of.
    let shrink = small.squareRoot()
    var bias: [[Double]] = []
    var logSD: [[Double]] = []
    for i in 0..<count {
      let isLevel = model.observed.data[i].isLevel
      bias.append(
        try LinearFit(rows: rows, values: usable.map { $0.distance[i] * shrink }).coefficients)
      logSD.append(
        try LinearFit(
          rows: rows,
          values: usable.map { moments in
            let sd = moments.sd[i] * (isLevel ? shrink : 1)
            return naturalLogarithm((sd * sd + Self.floor * Self.floor).squareRoot())
          }
        ).coefficients)
    }
    self.bias = bias
    self.logSD = logSD
    var correlation = Array(repeating: Array(repeating: 0.0, count: count), count: count)
    for moments in usable {
      for i in 0..<count {
        for j in 0...i { correlation[i][j] += moments.correlation[i][j] }
      }
    }
    for i in 0..<count {
      for j in 0..<i {
        // A little less than found: what is left over keeps the matrix invertible.
        let mean = correlation[i][j] / Double(usable.count) * (1 - 1e-3)
        correlation[i][j] = mean
        correlation[j][i] = mean
      }
      correlation[i][i] = 1
    }
    self.correlation = correlation.flatMap { $0 }
    histories = usable.count * replications
    self.share = small
  }

  /// How many points are looked at, and how often each.
  private static func effort(directions: Int) -> (points: Int, replications: Int) {
    let points = max(16, 8 * directions)
    return (points, max(40, 1000 / points))
  }

  /// The market that agents live in; nil where the numbers make none.
  private static func market(
    of model: SeriesModel, at center: [Double], share: Double
  ) throws -> Scenario? {
    let scenario = try model.scenario(at: center)
    return share < 1 ? scenario?.inSmall(share) : scenario
  }

  /// How much of the market can be simulated: all of it, where that is not too many people.
  private static func share(
    _ model: SeriesModel, at center: [Double], histories: Int
  ) throws -> Double {
    guard let scenario = try model.scenario(at: center) else { return 1 }
    let history = try model.simulator.expected(scenario)
    let signups =
      history.initial + (0..<history.horizon).reduce(0) { $0 + history.signups(onDay: $1) }
    // Ten million people in all; but a market in small must still be one.
    let share = max(1e7 / Double(histories), 10_000) / max(1, signups)
    return share < 0.8 && scenario.inSmall(share) != nil ? share : 1
  }

  /// The mean distance of the data from the limit.
  func bias(at offsets: [Double]) -> [Double] {
    let near = near(offsets)
    return bias.map { linear($0, near) }
  }

  /// The standard deviation of each datum.
  func sd(at offsets: [Double]) -> [Double] {
    let near = near(offsets)
    return logSD.map { naturalExp(linear($0, near)) }
  }

  /// Slopes are those of the neighbourhood; far away they would be anything.
  private func near(_ offsets: [Double]) -> [Double] { offsets.map { min(3, max(-3, $0)) } }

  private func linear(_ coefficients: [Double], _ offsets: [Double]) -> Double {
    var sum = coefficients[0]
    for (index, offset) in offsets.enumerated() { sum += coefficients[index + 1] * offset }
    return sum
  }

  /// A point and the directions in which its neighbourhood is measured.
  struct Frame: Sendable {
    let center: [Double]
    /// The Cholesky factor of the covariance there.
    let factor: CholeskyFactor

    var directions: Int { center.count }

    /// The point at some offsets, in standard deviations.
    func point(_ offsets: [Double]) -> [Double] {
      zip(center, factor.coloured(offsets)).map { $0 + $1 }
    }

    /// The offsets of a point.
    func offsets(_ point: [Double]) -> [Double] {
      factor.whitened(zip(point, center).map { $0 - $1 })
    }
  }

  /// What agents do at one point.
  private struct Moments: Sendable {
    let place: [Double]
    var distance: [Double] = []
    var sd: [Double] = []
    /// Below the diagonal.
    var correlation: [[Double]] = []

    var isEmpty: Bool { distance.isEmpty }

    init(
      _ model: SeriesModel, at point: [Double], place: [Double], share: Double, replications: Int,
      seed: UInt64, first: Int
    ) throws {
      self.place = place
      guard var scenario = try model.scenario(at: point) else { return }
      if share < 1 {
        guard let small = scenario.inSmall(share) else { return }
        scenario = small
      }
      let observed = model.observed
      let limit = observed.scaled(observed.values(try model.simulator.expected(scenario)))
      let worker = try model.simulator.makeWorker(scenario)
      let samples = (0..<replications).map { index in
        observed.scaled(
          observed.values(
            worker(Streams(seed: seed, replication: Self.firstReplication + first + index))))
      }
      let count = Double(replications)
      let mean = limit.indices.map { i in samples.reduce(0) { $0 + $1[i] } / count }
      distance = zip(mean, limit).map { $0 - $1 }
      var covariance = limit.indices.map { i in Array(repeating: 0.0, count: i + 1) }
      for sample in samples {
        for i in limit.indices {
          let d = sample[i] - mean[i]
          for j in 0...i { covariance[i][j] += d * (sample[j] - mean[j]) }
        }
      }
      sd = limit.indices.map { (covariance[$0][$0] / (count - 1)).squareRoot() }
      correlation = limit.indices.map { i in
        (0...i).map { j in
          let scale = (covariance[i][i] * covariance[j][j]).squareRoot()
          return scale > 0 ? covariance[i][j] / scale : 0
        }
      }
    }

    /// No other command simulates these.
    static let firstReplication = 3 << 30
  }
}
