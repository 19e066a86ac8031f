/// Draws from a posterior by leaps to places drawn from an imitation of it.
///
/// A leap from *x* to *y* is accepted with
/// ```
/// min(1, π(y)·π*(x) / (π(x)·π*(y)))
/// ```
/// so that the draws are those of *π*, however good the imitation *π** is. Four chains, each with a
/// population of its own to leap to, whose agreement is measured by split R-hat. Where the imitation
/// misses a part of *π*, the ratios of the places that it does have grow a heavy tail, and *k* says so.
/// - Source: Liu (2001), *Monte Carlo Strategies in Scientific Computing*, 9.4.3.
struct LeapSampler {
  /// By chain, in their order: the parameters on the normal scale, and the error of observation.
  private(set) var chains: [[[Double]]]
  private(set) var rHat: [Double] = []
  private(set) var effective: [Double] = []
  private(set) var acceptance = 0.0
  private(set) var evaluations: Int
  /// Of the tail of π ÷ π*.
  private(set) var paretoShape = 0.0

  /// Of a chain, before it is asked whether it is enough.
  private static let leaps = 500
  private static let patience = 6

  /// - Parameter wanted: Effective draws of every number.
  /// - Throws: What the posterior throws.
  init(
    _ posterior: WidePosterior, effective wanted: Double, seed: UInt64, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws {
    var states: [Chain] = []
    evaluations = posterior.evaluations
    chains = []
    var ratios: [Double] = []
    for batch in 0..<Self.patience {
      let proposals = try posterior.proposals(Self.leaps, batch: batch)
      if states.isEmpty {
        states = proposals.indices.map {
          Chain(luck: SamplerLuck(seed: seed, replication: 4, number: $0))
        }
      }
      var trials: [(place: [Double], u: Double)] = []
      for number in proposals.indices {
        for place in proposals[number] { trials.append((place, states[number].luck.uniform())) }
      }
      let looks = try Parallel.map(trials, threads: threads, isCancelled: isCancelled) {
        try posterior.look(at: $0.place, u: $0.u)
      }
      evaluations += trials.count
      for (index, trial) in trials.enumerated() {
        let look = looks[index]
        let ratio = look.map { $0.logDensity - posterior.logImitation(trial.place) }
        ratios.append(ratio ?? -.infinity)
        states[index / Self.leaps].leap(
          to: trial.place + [look?.noise ?? 0], logRatio: ratio ?? -.infinity)
      }
      let draws = states.map(\.draws)
      guard draws.allSatisfy({ !$0.isEmpty }) else { continue }
      chains = draws
      let dimensions = draws[0][0].indices
      rHat = dimensions.map { d in
        SurrogateSampler.splitRHat(draws.map { $0.map { $0[d] } })
      }
      effective = dimensions.map { d in
        SurrogateSampler.effectiveDraws(draws.map { $0.map { $0[d] } })
      }
      if rHat.allSatisfy({ $0 < 1.01 }) && effective.allSatisfy({ $0 >= wanted }) { break }
    }
    guard !chains.isEmpty else { throw CalibrationError.fewScenarios }
    let accepted = states.reduce(0) { $0 + $1.accepted }
    acceptance = Double(accepted) / Double(ratios.count)
    paretoShape = ParetoShape.estimate(logRatios: ratios)
  }

  private struct Chain {
    var luck: SamplerLuck
    var draws: [[Double]] = []
    var accepted = 0
    private var place: [Double] = []
    private var logRatio = -Double.infinity

    init(luck: SamplerLuck) { self.luck = luck }

    mutating func leap(to proposal: [Double], logRatio ratio: Double) {
      if ratio > -.infinity, naturalLogarithm(luck.uniform()) < ratio - logRatio {
        (place, logRatio) = (proposal, ratio)
        accepted += 1
      }
      // Before the first place there is nothing to keep.
      if !place.isEmpty { draws.append(place) }
    }
  }
}
