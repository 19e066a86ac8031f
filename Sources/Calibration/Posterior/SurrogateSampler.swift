internal import Dispatch
internal import GSL
internal import Randomness
internal import Simulation
internal import Synchronization

/// Draws from a posterior that is dear to evaluate.
///
/// Between two looks at the posterior a chain takes many random-walk steps by a cheap imitation;
/// where they led is then accepted with
/// ```
/// min(1, π(y)·π*(x) / (π(x)·π*(y)))
/// ```
/// so that the draws are those of *π*, however good the imitation *π** is; it only says how many
/// are accepted. Where few are, the chains first walk by the posterior itself, and then every other
/// step is such a walk, and every other one a leap to a place drawn from a bell around where they
/// have been (a multivariate Student's *t*). Four chains from places apart, whose agreement is
/// measured by split R-hat.
/// - Source: Liu (2001), *Monte Carlo Strategies in Scientific Computing*, 9.4.3, «surrogate
///   transition»; Gelman et al. (2013), *Bayesian Data Analysis*, 11.4-11.5, for R-hat and the
///   number of effective draws, the latter with Geyer's (1992) initial monotone sequence.
struct SurrogateSampler {
  static let chains = 4
  /// Steps by the imitation between two looks.
  static let stepsBetween = 40
  static let warmUp = 50
  /// Of each of two more where the posterior itself has to be walked on: by isotropic steps, then
  /// by steps of the shape of what the first has seen.
  static let longWarmUp = 300
  /// Then fewer effective draws do, and more draws are made before it gives up.
  static let effectiveOfWalks = 1000.0
  static let patience = 3
  /// Share of looks that are accepted below which it has to be.
  static let poor = 0.7
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
  /// - Throws: What the posterior throws; `CalibrationError.interrupted`.
  static func run(
    _ problem: some PosteriorProblem, starts: [[Double]], seed: UInt64, threads: Int,
    effective wanted: Double, limit: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Result {
    precondition(starts.count == chains, "a start per chain")
    let states = try starts.enumerated().map { try Chain($1, number: $0, problem, seed: seed) }
    let all = Guarded(states)
    try advance(all, problem, by: warmUp, threads: threads, isCancelled)
    let isPoor = all.withLock { chains in
      chains.contains { Double($0.accepted) < poor * Double(warmUp) }
    }
    if isPoor {
      for bell in [try Bell(dimensions: problem.dimensions), nil] {
        let seen = all.withLock { $0.flatMap { $0.draws.suffix(2 * longWarmUp / 3) } }
        let shape = try bell ?? Bell(around: seen)
        all.withLock { chains in
          for index in chains.indices { chains[index].walk(by: shape, leaps: bell == nil) }
        }
        try advance(all, problem, by: longWarmUp, threads: threads, isCancelled)
      }
      let seen = all.withLock { $0.flatMap { $0.draws.suffix(longWarmUp) } }
      let shape = try Bell(around: seen)
      all.withLock { chains in
        for index in chains.indices { chains[index].walk(by: shape, leaps: true) }
      }
    }
    all.withLock { chains in
      for index in chains.indices { chains[index].forget() }
    }
    let (wanted, limit) =
      isPoor ? (min(wanted, effectiveOfWalks), patience * limit) : (wanted, limit)
    while true {
      try advance(all, problem, by: block, threads: threads, isCancelled)
      let chains = all.withLock { $0 }
      let draws = chains.map(\.draws)
      let dimensions = 0..<problem.dimensions
      let rHat = dimensions.map { d in splitRHat(draws.map { $0.map { $0[d] } }) }
      let effective = dimensions.map { d in effectiveDraws(draws.map { $0.map { $0[d] } }) }
      let isDone = rHat.allSatisfy { $0 < 1.01 } && effective.allSatisfy { $0 >= wanted }
      if isDone || draws[0].count >= limit {
        let accepted = chains.reduce(0) { $0 + $1.accepted }
        let total = draws.reduce(0) { $0 + $1.count }
        return Result(
          chains: draws, rHat: rHat, effective: effective,
          acceptance: Double(accepted) / Double(total),
          evaluations: total + Self.chains * (warmUp + (isPoor ? 2 * longWarmUp : 0) + 1))
      }
    }
  }

  /// Every chain on its own luck, so that the numbers do not depend on the threads.
  private static func advance(
    _ all: borrowing Guarded<[Chain]>, _ problem: some PosteriorProblem, by count: Int, threads: Int,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    let before = all.withLock { $0 }
    let failure = Guarded<(any Error)?>(nil)
    let moved = Guarded(before)
    let next = Guarded(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, chains))) { _ in
      while true {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < chains else { return }
        var chain = before[index]
        do {
          for _ in 0..<count {
            if isCancelled() { throw CalibrationError.interrupted }
            try chain.step(problem)
          }
          let result = chain
          moved.withLock { $0[index] = result }
        } catch {
          failure.withLock { $0 = $0 ?? error }
          return
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let after = moved.withLock { $0 }
    all.withLock { $0 = after }
  }

  /// One chain: where it is, and the luck it has not used yet.
  private struct Chain: Sendable {
    var place: [Double]
    var logDensity: Double
    var logImitation: Double
    var draws: [[Double]] = []
    var accepted = 0
    private var drawn: UInt32 = 0
    private let number: UInt32
    private let luck: Streams
    /// Of a random-walk step, in units of the coordinates.
    private var stepSize: Double
    private var walked = 0
    private var walkAccepted = 0
    private var isAdapting = true
    /// The shape of steps by the posterior itself; nil where the imitation is good.
    private var bell: Bell?
    private var leaps = false
    private var isWalkNext = true
    private var walkSize: Double

    init(
      _ start: [Double], number: Int, _ problem: some PosteriorProblem, seed: UInt64
    ) throws {
      place = start
      self.number = UInt32(number)
      luck = Streams(seed: seed, replication: 0)
      logDensity = try problem.logDensity(start)
      logImitation = problem.logImitation(start)
      // Roberts, Gelman, Gilks (1997): optimal for a normal in many dimensions.
      stepSize = 2.38 / Double(problem.dimensions).squareRoot()
      walkSize = stepSize
    }

    /// Ends the warm-up.
    mutating func forget() {
      draws = []
      accepted = 0
      isAdapting = false
    }

    mutating func step(_ problem: some PosteriorProblem) throws {
      if let bell {
        isWalkNext = !leaps || !isWalkNext
        return isWalkNext ? try walk(problem, bell) : try leap(problem, bell)
      }
      var proposal = place
      var imitation = logImitation
      for _ in 0..<stepsBetween {
        let candidate = proposal.map { $0 + stepSize * normal() }
        let there = problem.logImitation(candidate)
        walked += 1
        if naturalLogarithm(uniform()) < there - imitation {
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
      if density > -.infinity, !ratio.isNaN, naturalLogarithm(uniform()) < ratio {
        (place, logDensity, logImitation) = (proposal, density, imitation)
        accepted += 1
      }
      draws.append(place)
    }

    /// From now on by the posterior itself.
    mutating func walk(by bell: Bell, leaps: Bool) {
      if self.bell?.isIsotropic != bell.isIsotropic { walkSize = stepSize }
      self.bell = bell
      self.leaps = leaps
    }

    /// One step of random-walk Metropolis.
    private mutating func walk(_ problem: some PosteriorProblem, _ bell: Bell) throws {
      let step = bell.factor.coloured(place.indices.map { _ in walkSize * normal() })
      let proposal = zip(place, step).map { $0 + $1 }
      let density = try problem.logDensity(proposal)
      let isAccepted = accept(proposal, density, ratio: density - logDensity)
      // Robbins and Monro, toward one in three.
      if isAdapting { walkSize *= naturalExp(0.1 * ((isAccepted ? 1 : 0) - 0.3)) }
    }

    /// One step of independence Metropolis.
    private mutating func leap(_ problem: some PosteriorProblem, _ bell: Bell) throws {
      let squares = (0..<Int(Bell.degrees)).reduce(0.0) { sum, _ in
        let z = normal()
        return sum + z * z
      }
      let scale = Bell.width / (squares / Bell.degrees).squareRoot()
      let step = bell.factor.coloured(place.indices.map { _ in scale * normal() })
      let proposal = zip(bell.center, step).map { $0 + $1 }
      let density = try problem.logDensity(proposal)
      _ = accept(
        proposal, density,
        ratio: density - bell.logDensity(proposal) - (logDensity - bell.logDensity(place)))
    }

    private mutating func accept(
      _ proposal: [Double], _ density: Double, ratio: Double
    ) -> Bool {
      let isAccepted =
        density > -.infinity && !ratio.isNaN && naturalLogarithm(uniform()) < ratio
      if isAccepted {
        (place, logDensity) = (proposal, density)
        accepted += 1
      }
      draws.append(place)
      return isAccepted
    }

    private mutating func block() -> RandomBlock {
      defer { drawn += 1 }
      return luck.block(of: number, deciding: .samplerStep, at: drawn)
    }

    private mutating func uniform() -> Double { block().openUniform }

    /// Standard normal, by Box and Muller.
    private mutating func normal() -> Double {
      let words = block()
      let radius = (Double(words.w0) + 0.5) * 0x1p-32
      let angle = (Double(words.w1) + 0.5) * 0x1p-32
      return (-2 * naturalLogarithm(radius)).squareRoot() * cosine(2 * .pi * angle)
    }
  }

  /// A multivariate Student's *t* to leap by, and a shape of steps.
  struct Bell: Sendable {
    /// Few, so that its tails are wider than a posterior's.
    static let degrees = 5.0
    static let width = 1.2

    let center: [Double]
    let factor: CholeskyFactor
    let isIsotropic: Bool

    /// Standard.
    init(dimensions: Int) throws {
      center = Array(repeating: 0, count: dimensions)
      factor = try CholeskyFactor(
        (0..<dimensions).map { i in (0..<dimensions).map { $0 == i ? 1 : 0 } })
      isIsotropic = true
    }

    /// With the mean and the covariance of some places.
    init(around places: [[Double]]) throws {
      let count = Double(places.count)
      let dimensions = places[0].indices
      let mean = dimensions.map { d in places.reduce(0) { $0 + $1[d] } / count }
      center = mean
      factor = try CholeskyFactor(
        dimensions.map { i in
          dimensions.map { j in
            // A little of its own, should all have stood still in some direction.
            places.reduce(i == j ? 1e-4 : 0) {
              $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) / count
            }
          }
        })
      isIsotropic = false
    }

    /// Up to a constant.
    func logDensity(_ place: [Double]) -> Double {
      let white = factor.whitened(zip(place, center).map { $0 - $1 })
      let squares = white.reduce(0) { $0 + $1 * $1 } / (Self.width * Self.width)
      return -(Self.degrees + Double(place.count)) / 2
        * naturalLogarithm(1 + squares / Self.degrees)
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
