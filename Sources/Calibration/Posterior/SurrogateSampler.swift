/// Draws from a posterior that is dear to evaluate.
///
/// Between two looks at the posterior a chain takes many random-walk steps by a cheap imitation;
/// where they led is then accepted with
/// ```
/// min(1, π(y)·π*(x) / (π(x)·π*(y)))
/// ```
/// so that the draws are those of *π*, however good the imitation *π** is; it only says how many
/// are accepted. Where few are, it says so, and `LeapSampler` takes its place. Four chains from
/// places apart, whose agreement is measured by split R-hat.
/// - Source: Liu (2001), *Monte Carlo Strategies in Scientific Computing*, 9.4.3, «surrogate
///   transition»; Gelman et al. (2013), *Bayesian Data Analysis*, 11.4-11.5, for R-hat and the
///   number of effective draws, the latter with Geyer's (1992) initial monotone sequence.
struct SurrogateSampler {
  static let chains = 4
  /// Steps by the imitation between two looks.
  static let stepsBetween = 40
  static let warmUp = 50
  /// Share of looks that are accepted below which the imitation is poor.
  static let poor = 0.7
  /// Draws of a chain by which a share of them should be effective, or it is poor too.
  static let trial = 500
  static let least = 0.05
  static let block = 50

  struct Result {
    /// By chain, in their order.
    var chains: [[[Double]]]
    var rHat: [Double]
    var effective: [Double]
    var acceptance: Double
    /// Looks at the posterior.
    var evaluations: Int
  }

  /// - Parameters:
  ///   - starts: One per chain.
  ///   - effective: How many effective draws of every coordinate are wanted.
  ///   - limit: Draws of a chain at which it gives up.
  ///   - isCancelled: Asked between draws.
  /// - Returns: nil where the imitation is poor.
  /// - Throws: What the posterior throws; `CalibrationError.interrupted`.
  static func run(
    _ problem: some PosteriorProblem, starts: [[Double]], seed: UInt64, threads: Int,
    effective wanted: Double, limit: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Result? {
    precondition(starts.count == Self.chains, "a start per chain")
    var chains = try starts.enumerated().map { try Chain($1, number: $0, problem, seed: seed) }
    chains = try advanced(chains, problem, by: warmUp, threads: threads, isCancelled)
    if chains.contains(where: { Double($0.accepted) < poor * Double(warmUp) }) { return nil }
    for index in chains.indices { chains[index].forget() }
    while true {
      chains = try advanced(chains, problem, by: block, threads: threads, isCancelled)
      let draws = chains.map(\.draws)
      let dimensions = 0..<problem.dimensions
      let rHat = dimensions.map { d in splitRHat(draws.map { $0.map { $0[d] } }) }
      let effective = dimensions.map { d in effectiveDraws(draws.map { $0.map { $0[d] } }) }
      let total = Double(chains.count * draws[0].count)
      if draws[0].count == trial, effective.contains(where: { $0 < least * total }) { return nil }
      let isDone = rHat.allSatisfy { $0 < 1.01 } && effective.allSatisfy { $0 >= wanted }
      if isDone || draws[0].count >= limit {
        let accepted = chains.reduce(0) { $0 + $1.accepted }
        return Result(
          chains: draws, rHat: rHat, effective: effective,
          acceptance: Double(accepted) / total,
          evaluations: Int(total) + Self.chains * (warmUp + 1))
      }
    }
  }

  /// Every chain on its own luck, so that the numbers do not depend on the threads.
  private static func advanced(
    _ chains: [Chain], _ problem: some PosteriorProblem, by count: Int, threads: Int,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws -> [Chain] {
    try Parallel.map(chains, threads: threads, isCancelled: isCancelled) { before in
      var chain = before
      for _ in 0..<count {
        if isCancelled() { throw CalibrationError.interrupted }
        try chain.step(problem)
      }
      return chain
    }
  }

  /// One chain: where it is, and the luck it has not used yet.
  private struct Chain: Sendable {
    var place: [Double]
    var logDensity: Double
    var logImitation: Double
    var draws: [[Double]] = []
    var accepted = 0
    private var luck: SamplerLuck
    /// Of a random-walk step, in units of the coordinates.
    private var stepSize: Double
    private var walked = 0
    private var walkAccepted = 0
    private var isAdapting = true

    init(
      _ start: [Double], number: Int, _ problem: some PosteriorProblem, seed: UInt64
    ) throws {
      place = start
      luck = SamplerLuck(seed: seed, replication: 0, number: number)
      logDensity = try problem.logDensity(start)
      logImitation = problem.logImitation(start)
      // Roberts, Gelman, Gilks (1997): optimal for a normal in many dimensions.
      stepSize = 2.38 / Double(problem.dimensions).squareRoot()
    }

    /// Ends the warm-up.
    mutating func forget() {
      draws = []
      accepted = 0
      isAdapting = false
    }

    mutating func step(_ problem: some PosteriorProblem) throws {
      var proposal = place
      var imitation = logImitation
      for _ in 0..<stepsBetween {
        let candidate = proposal.map { $0 + stepSize * luck.normal() }
        let there = problem.logImitation(candidate)
        walked += 1
        if naturalLogarithm(luck.uniform()) < there - imitation {
          (proposal, imitation) = (candidate, there)
          walkAccepted += 1
        }
      }
      if isAdapting, walked >= 400 {
        // Toward one step in three, which suits a few dimensions.
        stepSize *= naturalExp(2 * (Double(walkAccepted) / Double(walked) - 0.3))
        (walked, walkAccepted) = (0, 0)
      }
      let density = try problem.logDensity(proposal)
      let ratio = (density - imitation) - (logDensity - logImitation)
      // From a place that has no density anything is better.
      if density > -.infinity, !ratio.isNaN, naturalLogarithm(luck.uniform()) < ratio {
        (place, logDensity, logImitation) = (proposal, density, imitation)
        accepted += 1
      }
      draws.append(place)
    }
  }

  // MARK: Diagnostics

  /// Split R-hat: 1 where the halves of all chains have one mean and one variance.
  static func splitRHat(_ chains: [[Double]]) -> Double {
    let half = (chains.map(\.count).min() ?? 0) / 2
    guard half >= 2 else { return .infinity }
    let halves = chains.flatMap { [Array($0.prefix(half)), Array($0.suffix(half))] }
    let means = halves.map { $0.reduce(0, +) / Double(half) }
    let variances = zip(halves, means).map { draws, mean in
      draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(half - 1)
    }
    let grand = means.reduce(0, +) / Double(means.count)
    let between =
      Double(half) * means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / Double(means.count - 1)
    let within = variances.reduce(0, +) / Double(variances.count)
    guard within > 0 else { return .infinity }
    return ((Double(half - 1) / Double(half) * within + between / Double(half)) / within)
      .squareRoot()
  }

  /// How many independent draws say as much about the mean.
  static func effectiveDraws(_ chains: [[Double]]) -> Double {
    let length = chains.map(\.count).min() ?? 0
    guard length >= 4 else { return 0 }
    let m = Double(chains.count)
    let n = Double(length)
    let means = chains.map { $0.prefix(length).reduce(0, +) / n }
    let grand = means.reduce(0, +) / m
    func autocovariance(_ lag: Int) -> Double {
      zip(chains, means).reduce(0) { sum, entry in
        let (draws, mean) = entry
        var inner = 0.0
        for t in 0..<length - lag { inner += (draws[t] - mean) * (draws[t + lag] - mean) }
        return sum + inner / n
      } / m
    }
    let within = autocovariance(0) * n / (n - 1)
    let between = means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / max(1, m - 1)
    let total = within * (n - 1) / n + between
    guard total > 0 else { return 0 }
    var sum = 0.0
    var last = Double.infinity
    var lag = 0
    while lag + 1 < length {
      func rho(_ lag: Int) -> Double { 1 - (within - autocovariance(lag)) / total }
      let pair = (lag == 0 ? 1 : rho(lag)) + rho(lag + 1)
      guard pair > 0 else { break }
      last = min(last, pair)
      sum += last
      lag += 2
    }
    let time = max(1 / (m * n).squareRoot(), -1 + 2 * sum)
    return min(m * n, m * n / time)
  }
}
