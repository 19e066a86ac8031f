/// Which points a selection should choose among.
///
/// The surface is the screen, corrected by what the pilot measured; where there is no screen, or
/// one that says a limit is broken where the pilot does not, the pilot's means. A point is promising
/// where the surface comes within a margin of its best, and no limit is broken for sure. The margin
/// is what the surface may be wrong by: twice the pilot's noise, or what the surface errs by at a
/// pilot point that it was not shown, but at least twice the indifference. Half of the list goes to
/// points that are promising if the surface is right, the rest to those that are if it is not.
struct ShortList {
  let space: DecisionSpace
  let pilot: Pilot
  /// The screen's value where there is one and it is trusted.
  private let screen: ScreenTable?
  private let correction: ResponseSurface
  private let leastExcess: [ResponseSurface]
  private let excess: [ResponseSurface]
  private let tolerance: [Double]
  let margin: Double
  /// The margin if the surface is right.
  private let narrowMargin: Double
  /// What the surface errs by at pilot points that it was not shown.
  let surfaceError: Double

  init(
    space: DecisionSpace, pilot: Pilot, screen: ScreenTable?, tolerance: [Double],
    indifference: Double
  ) throws {
    self.space = space
    self.pilot = pilot
    self.tolerance = tolerance
    let points = pilot.points.map(\.point)
    let base = try screen?.values(points) ?? Array(repeating: 0, count: points.count)
    // A limit that the screen gets wrong says nothing good of its other values.
    let isContradicted = zip(pilot.points, base).contains { point, value in
      value.isNaN && zip(point.leastExcess, tolerance).allSatisfy { $0 <= $1 }
    }
    let known = points.indices.filter { base[$0].isFinite }
    let isTrusted = screen != nil && !isContradicted && known.count >= 2
    self.screen = isTrusted ? screen : nil
    let fitted = isTrusted ? known : Array(points.indices)
    correction = try ResponseSurface(
      space: space, points: fitted.map { points[$0] },
      values: fitted.map { pilot.points[$0].mean - (isTrusted ? base[$0] : 0) })
    excess = try tolerance.indices.map { limit in
      try ResponseSurface(
        space: space, points: points, values: pilot.points.map { $0.excess[limit] })
    }
    leastExcess = try tolerance.indices.map { limit in
      try ResponseSurface(
        space: space, points: points, values: pilot.points.map { $0.leastExcess[limit] })
    }
    let means = pilot.points.map(\.mean).sorted()
    let upperHalf = Set(pilot.points.filter { $0.mean >= means[means.count / 2] }.map(\.point))
    surfaceError = try correction.errorWithout(upperHalf.contains)
    narrowMargin = max(2 * indifference, 2 * pilot.noise)
    margin = max(narrowMargin, surfaceError)
  }

  /// Whether the screen was used.
  var usesScreen: Bool { screen != nil }

  /// The surface; nan where the screen says that a limit is broken, and where it has no value.
  private func values(_ points: [DecisionPoint]) throws -> [Double] {
    let base = try screen?.values(points) ?? Array(repeating: 0, count: points.count)
    return zip(points, base).map { point, value in
      !pilot.undefined.contains(point)
        && zip(leastExcess, tolerance).allSatisfy { $0.value(point) <= $1 }
        ? value + correction.value(point) : .nan
    }
  }

  /// Lattices up to this size are looked at whole where that costs no screening.
  private static let wholeLattice = 20_000

  /// Points worth looking at, promising ones all among them.
  private func explored() throws -> [SpaceSearch.Valued] {
    var search = SpaceSearch(space, evaluate: values)
    if screen == nil && space.count <= ShortList.wholeLattice {
      try search.learn(space.points)
    } else {
      let ranked = pilot.points.sorted { $0.mean > $1.mean }.prefix(3).map(\.point)
      if let screen { try search.learn(screen.evaluated) }
      try search.run(hints: ranked)
      try fill(&search)
    }
    return search.found
  }

  /// Those within a margin of the best that seems to keep the limits, best first.
  private func promising(
    among found: [SpaceSearch.Valued], margin: Double
  ) -> [DecisionPoint] {
    let known = found.filter { !$0.value.isNaN }.sorted { $0.value > $1.value }
    let best = known.first { valued in excess.allSatisfy { $0.value(valued.point) <= 0 } }
    guard let best = best ?? known.last else { return [] }
    return known.filter { $0.value >= best.value - margin }.map(\.point)
  }

  /// Evaluates points all over the box that the promising ones span, at their choices.
  private func fill(_ search: inout SpaceSearch) throws {
    let region = promising(among: search.found, margin: margin)
    guard !region.isEmpty, !space.numbers.isEmpty else { return }
    var points: [DecisionPoint] = []
    for (choices, members) in Dictionary(grouping: region, by: space.choiceLevels)
      .sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    {
      let shares = members.map(space.shares)
      let box = space.numbers.indices.map { axis in
        let values = shares.map { $0[axis] }
        return (low: values.min() ?? 0, high: values.max() ?? 1)
      }
      let spread = DecisionSpace.spreadShares(
        dimensions: box.count, most: box.count == 1 ? 33 : 64)
      points += spread.map { place in
        space.point(
          choices: choices, shares: zip(box, place).map { $0.low + $1 * ($0.high - $0.low) })
      }
    }
    try search.learn(points)
  }

  /// At most `most` points to look at, besides some that are on the list already.
  func cover(most: Int, besides listed: [DecisionPoint]) throws -> [DecisionPoint] {
    let explored = try explored()
    let wide = promising(among: explored, margin: margin)
    if narrowMargin == margin { return cover(wide, most: most, besides: listed) }
    let narrow = promising(among: explored, margin: narrowMargin)
    let first = cover(narrow, most: (most + 1) / 2, besides: listed)
    return first + cover(wide, most: most - first.count, besides: listed + first)
  }

  /// At most `most` points such that every point of a region is near one of them.
  ///
  /// Near is a share of the ranges: the smallest for which so many points are enough. In the order
  /// of the surface, so that the best point of a neighbourhood stands for it.
  private func cover(
    _ region: [DecisionPoint], most: Int, besides listed: [DecisionPoint]
  ) -> [DecisionPoint] {
    if most <= 0 || region.isEmpty { return [] }
    var radius = 0.004
    while true {
      var chosen: [DecisionPoint] = []
      for point in region where chosen.count <= most {
        let isNear = (listed + chosen).contains { other in
          space.distance(point, other).map { $0 < radius } ?? false
        }
        if !isNear { chosen.append(point) }
      }
      if chosen.count <= most { return chosen }
      // More choices than places: the best ones.
      if radius > 1 { return Array(chosen.prefix(most)) }
      radius *= 1.2
    }
  }
}

/// What the screen said, asked once per point.
final class ScreenTable {
  private let problem: any DecisionProblem
  private var known: [DecisionPoint: Double] = [:]
  /// In the order of evaluation.
  private(set) var evaluated: [DecisionPoint] = []

  /// nil where the problem has no screen.
  init?(_ problem: any DecisionProblem, probe: DecisionPoint) throws {
    self.problem = problem
    guard let values = try problem.screen([probe]) else { return nil }
    precondition(values.count == 1, "one value per point")
    known[probe] = values[0]
    evaluated = [probe]
  }

  func values(_ points: [DecisionPoint]) throws -> [Double] {
    var asked: Set<DecisionPoint> = []
    let new = points.filter { known[$0] == nil && asked.insert($0).inserted }
    if !new.isEmpty {
      guard let answers = try problem.screen(new) else {
        preconditionFailure("a screen is there for every point or for none")
      }
      precondition(answers.count == new.count, "one value per point")
      for (point, value) in zip(new, answers) { known[point] = value }
      evaluated += new
    }
    return points.map { known[$0, default: .nan] }
  }

  /// Everything that was evaluated.
  var found: [SpaceSearch.Valued] {
    evaluated.map { SpaceSearch.Valued(point: $0, value: known[$0, default: .nan]) }
  }
}
