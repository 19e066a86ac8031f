internal import GSL

/// Chooses the best of some candidates by simulation, with a stated probability of a good choice.
///
/// It asks (`request`) and is told (`take`). Candidates are simulated for the same units, in
/// which they meet the same luck, from look to look; the looks are fixed in advance. Let two
/// candidates have n units in common at a look, d be the mean over those units of the objective of
/// j less that of i, s the standard deviation of that difference and t Student's quantile with
/// n − 1 degrees of freedom; the bounds of j − i are d ± t·s/√n, and the tightest of all looks
/// count. Then
/// 1. a candidate that breaks a limit drops out,
/// 2. a candidate i drops out where, for some j in the race whose limits hold, the lower bound of
///    j − i is above 0,
/// 3. with l the candidate of best mean, an i whose upper bound of i − l is at most δ rests: it stays
///    in the race, and is simulated again only if the lead passes to one it might be better than by
///    more than δ, and
/// 4. it is settled once, for some l in the race whose limits hold, the upper bound of i − l is at
///    most δ for every other i in the race. l is then the leader.
///
/// ## Without limits
/// With probability at least `confidence` the leader of a settled selection is worse than the best
/// candidate by at most δ, and in any case by at most `regretBound`.
///
/// *Proof.* Let b be the best of the k candidates, or one of the best, and let
/// *E* be the event that at each of the R looks, and for each j ≠ b, the lower bound of j − b is at
/// most μⱼ − μ_b. Each of these (k − 1)·R statements fails with probability α/((k − 1)·R), which is
/// the level of t, so *E* has probability at least 1 − α = `confidence` (Bonferroni). Since *E* speaks
/// of units that are simulated or might be, it does not matter which statements are looked at, or
/// when. On *E* no lower bound of j − b is above 0, since μⱼ ≤ μ_b, so b never drops out. When it
/// settles, b is the leader, or the upper bound of b − l is at most δ; that bound is the negative of
/// the lower bound of l − b, hence on *E* at least μ_b − μ_l. ∎
///
/// The proof has no word on how the candidates of one unit depend on each other: common random
/// numbers and unequal variances are covered. Its one condition is that differences are normal,
/// or n large enough that their mean is (`SelectionTests` measures how it fares with skewed ones).
/// Where a difference is the same in all units, its bounds are a point: two candidates that are
/// always equal are a tie. A difference that is 0 but for rare units looks like one too, until a
/// rare unit has been met.
///
/// ## With limits
/// A limit's excess has bounds like those of a difference; where its range is known (see
/// `SelectionRules.excessRanges`), Chernoff's, which are exact at any n. With τ the tolerance, a
/// limit is decided, once and for all, to hold where the mean is at most 0 and the upper bound at
/// most τ, and to be broken where the mean is above 0 and the lower bound above −τ. With probability
/// at least `confidence`, the leader of a settled selection exceeds no limit by more than τ, and no
/// candidate that keeps every limit with τ to spare is better by more than δ. Between −τ and
/// τ, either decision is a right one.
///
/// *Proof.* A fifth of α is shared among the limits and four fifths among the differences. Let b be
/// the best candidate that keeps every limit with τ to spare. Ask of the limits, at all R looks,
/// that b's true excesses are at least their lower bounds, and that those of every other candidate
/// are at most their upper bounds: k·R statements per limit. Then b is never said to break a limit,
/// and no candidate is said to keep one that it exceeds by more than τ. Ask of the
/// differences, at all looks, that the lower bound of j − i is at most μⱼ − μᵢ, for all k·(k − 1)
/// ordered pairs. If b drops out, it is for a better candidate whose limits were decided to hold
/// for good; if that one drops out, for one still better; the last of these is in the race when it
/// settles, and as above the leader is worse than it by at most δ. With τ = 0 the pairs with b
/// are enough, since none whose limits hold is better. ∎
///
/// - Source: Clark, Yang (1986), "A Bonferroni selection procedure when using common random numbers
///   with unknown variances", Winter Simulation Conference: one look, after a first stage; Nelson,
///   Matejcik (1995), *Management Science* 41:1935–1945, on selection and intervals at once under
///   common random numbers; Eckman, Henderson (2021), "Fixed-confidence, fixed-tolerance guarantees
///   for ranking-and-selection procedures", *ACM TOMACS* 31(2), on promising a good choice rather
///   than the best one; Andradóttir, Kim (2010), *Naval Research Logistics* 57:403–421, on limits
///   with a tolerance. Kim, Nelson (2001), *ACM TOMACS* 11:251–273, look after every unit and
///   stop sooner when candidates are many and units cheap; their promise is for a best candidate
///   that is ahead by δ.
package struct Selection: Sendable {
  package let rules: SelectionRules
  let looks: [Int]
  let limitLevel: Double

  /// Student's quantile at each look, for differences and for limits.
  let quantiles: [(difference: Double, limit: Double)]

  var states: [Standing.State]
  /// Per candidate, the objective in every unit so far.
  var objectives: [[Double]]
  /// Per candidate and other candidate: by how much the former may be better, the least of all looks;
  /// infinite before the first.
  var mostLead: [[Double]]
  /// Per candidate and limit.
  var excesses: [[Moments]]
  /// Per candidate and limit: whether it was decided to hold.
  var held: [[Bool]]

  /// Candidates are numbered from 0; there is at least one.
  package init(candidates: Int, rules: SelectionRules) {
    precondition(candidates >= 1, "a selection needs a candidate")
    rules.check()
    self.rules = rules
    looks = rules.looks
    let differenceLevel = rules.differenceLevel(candidates: candidates)
    let limitLevel = rules.limitLevel(candidates: candidates)
    self.limitLevel = limitLevel
    quantiles = looks.map { units in
      let freedom = Double(units - 1)
      return (
        Distribution.studentQuantile(1 - differenceLevel, degreesOfFreedom: freedom),
        Distribution.studentQuantile(1 - limitLevel, degreesOfFreedom: freedom)
      )
    }
    let limits = rules.constraintTolerance.count
    states = Array(repeating: .surviving, count: candidates)
    objectives = Array(repeating: [], count: candidates)
    mostLead = Array(
      repeating: Array(repeating: .infinity, count: candidates), count: candidates)
    excesses = Array(repeating: Array(repeating: Moments(), count: limits), count: candidates)
    held = Array(repeating: Array(repeating: false, count: limits), count: candidates)
  }

  /// What is to be simulated next.
  package struct Request: Equatable, Sendable {
    /// Ascending.
    package var candidates: [Int]
    /// Half-open; the same for all of them.
    package var units: Range<Int>
  }

  /// nil once it is settled or out of units.
  package var request: Request? {
    guard !isSettled else { return nil }
    let leader = leader
    let followed = survivors.filter { candidate in
      guard let leader, candidate != leader else { return true }
      return mostLead[candidate][leader] > rules.indifference
    }
    let fewest = followed.map { objectives[$0].count }.min() ?? 0
    // Whoever rested and is in doubt again catches up before anyone goes on.
    guard let next = looks.first(where: { $0 > fewest }) else { return nil }
    return Request(
      candidates: followed.filter { objectives[$0].count == fewest },
      units: fewest..<max(next, unitsOfFurthest))
  }

  /// Units of the candidates in the race that have most.
  private var unitsOfFurthest: Int { survivors.map { objectives[$0].count }.max() ?? 0 }

  /// Takes what was requested, and looks.
  ///
  /// - Parameter outcomes: One row per candidate of `request`, one outcome per unit in it. Finite.
  package mutating func take(_ outcomes: [[UnitOutcome]]) {
    guard let request else { preconditionFailure("nothing was requested") }
    precondition(outcomes.count == request.candidates.count, "one row per requested candidate")
    let limits = rules.constraintTolerance.count
    for (row, candidate) in zip(outcomes, request.candidates) {
      precondition(row.count == request.units.count, "one outcome per requested unit")
      for outcome in row {
        precondition(outcome.objective.isFinite, "an objective must be finite")
        precondition(outcome.excess.count == limits, "one excess per tolerance")
        precondition(outcome.excess.allSatisfy(\.isFinite), "an excess must be finite")
        objectives[candidate].append(outcome.objective)
        for limit in 0..<limits { excesses[candidate][limit].add(outcome.excess[limit]) }
      }
    }
    decideLimits(of: request.candidates)
    compare(request.candidates)
    beat()
  }

  /// How a candidate fares.
  package struct Standing: Equatable, Sendable {
    /// Of the objective, over the units that were simulated of it; nan before the first look.
    package var mean: Double
    /// Of that mean, taken alone; differences between candidates are usually known better.
    package var standardError: Double
    package var units: Int
    package var state: State

    package enum State: Equatable, Sendable {
      case surviving
      case beaten(by: Int, atUnits: Int)
      case infeasible(constraint: Int, atUnits: Int)
    }
  }

  /// One per candidate.
  package var standings: [Standing] {
    objectives.indices.map { candidate in
      let moments = Moments(objectives[candidate])
      return Standing(
        mean: moments.count == 0 ? .nan : moments.mean, standardError: moments.standardError,
        units: moments.count, state: states[candidate])
    }
  }

  /// Candidates in the race, ascending.
  package var survivors: [Int] { states.indices.filter { states[$0] == .surviving } }

  /// The chosen candidate once it is settled.
  ///
  /// Before, the one in the race with the best mean whose limits hold as far as estimated, among
  /// those simulated most. nil before the first look, and where every candidate in the race breaks
  /// a limit.
  package var leader: Int? {
    let settling = survivors.filter(settles)
    let eligible = settling.isEmpty ? survivors.filter(seemsToHold) : settling
    let most = eligible.map { objectives[$0].count }.max() ?? 0
    if most == 0 { return nil }
    return eligible.filter { objectives[$0].count == most }
      .map { (candidate: $0, mean: Moments(objectives[$0]).mean) }
      .max { $0.mean < $1.mean }?.candidate
  }

  /// Whether the promise is kept with a candidate as the leader.
  private func settles(_ candidate: Int) -> Bool {
    !objectives[candidate].isEmpty && holds(candidate)
      && mostLead(over: candidate) <= rules.indifference
  }

  /// By how much anything in the race may be better than a candidate, at least 0.
  private func mostLead(over candidate: Int) -> Double {
    survivors.reduce(0) { $1 == candidate ? $0 : max($0, mostLead[$1][candidate]) }
  }

  /// Whether the promise is kept: the leader's limits are decided, and nothing in the race can be
  /// better by more than δ; or no candidate is left, because each breaks a limit.
  package var isSettled: Bool { survivors.isEmpty || survivors.contains(where: settles) }

  /// With `confidence`, no candidate is better than the leader by more than this: at least 0, at
  /// most δ once it is settled, infinite where there is no leader.
  package var regretBound: Double { leader.map(mostLead(over:)) ?? .infinity }

  /// Candidates in the race, besides the leader, whose limits hold as far as estimated: those that
  /// the simulated units do not tell from it.
  package var asGoodAsLeader: [Int] {
    guard let leader else { return [] }
    return survivors.filter { $0 != leader && seemsToHold($0) }
  }

  /// Summed over candidates.
  package var unitsSimulated: Int { objectives.reduce(0) { $0 + $1.count } }
}
