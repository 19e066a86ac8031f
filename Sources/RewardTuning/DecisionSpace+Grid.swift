extension DecisionSpace {
  /// Levels of every variable, ascending, whose full product is small enough to be known whole.
  ///
  /// An axis holds the ends of its range, the level of `center`, and the level that is 0 where the
  /// range has one; then whatever lies farthest from the levels that it has, with a preference for
  /// levels that were looked at. Choices are all there, up to the same number, that of `center`
  /// first.
  ///
  /// - Parameters:
  ///   - center: A point of the space.
  ///   - seen: Points that agents looked at. Of a single number, all of them are levels of its
  ///     axis, and no others.
  package func gridLevels(through center: DecisionPoint, seen: [DecisionPoint]) -> [[Int]] {
    precondition(contains(center), "a grid goes through a point of its space")
    if variables.count == 1, case .number = variables[0].kind {
      return [Set((seen + [center]).map { $0.levels[0] }).sorted()]
    }
    return variables.indices.map { index in
      let variable = variables[index]
      let most = DecisionSpace.mostGridLevels(variables: variables.count)
      if variable.levels <= most { return Array(0..<variable.levels) }
      let middle = center.levels[index]
      switch variable.kind {
      case .choice:
        let others = (0..<variable.levels).filter { $0 != middle }.prefix(most - 1)
        return ([middle] + others).sorted()
      case .number:
        let zero = (0..<variable.levels).filter { variable.value(atLevel: $0) == 0 }
        return variable.spreadLevels(
          most: most, required: Set([0, middle, variable.levels - 1] + zero),
          preferred: Set(seen.map { $0.levels[index] }))
      }
    }
  }

  /// Levels of one axis at most, so that a grid has at most 256 points: fewer than a search of the
  /// same space evaluates.
  package static func mostGridLevels(variables: Int) -> Int {
    switch variables {
    case 1: 13
    case 2: 11
    case 3: 6
    default: 4
    }
  }

  /// Points that lie farthest from those that are seen, one after the other: at other choices, in
  /// corners, then in the widest gaps.
  func farthest(_ count: Int, of points: [DecisionPoint], from seen: [DecisionPoint])
    -> [DecisionPoint]
  {
    func gap(_ one: DecisionPoint, _ other: DecisionPoint) -> Double {
      let apart = zip(shares(one), shares(other)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return zip(choiceLevels(one), choiceLevels(other)).reduce(apart) {
        $0 + ($1.0 == $1.1 ? 0 : 1)
      }
    }
    var gaps = points.map { point in seen.map { gap(point, $0) }.min() ?? .infinity }
    var chosen: [DecisionPoint] = []
    while chosen.count < count,
      let next = gaps.indices.max(by: { (gaps[$0], -$0) < (gaps[$1], -$1) }),
      gaps[next] > 0
    {
      chosen.append(points[next])
      for index in points.indices {
        gaps[index] = min(gaps[index], gap(points[index], points[next]))
      }
    }
    return chosen
  }

  /// The full product of levels of every variable, the last variable running fastest.
  static func product(of axes: [[Int]]) -> [DecisionPoint] {
    axes.reduce([[]]) { heads, levels in
      heads.flatMap { head in levels.map { head + [$0] } }
    }.map(DecisionPoint.init)
  }
}

extension DecisionVariable {
  /// Levels that leave no wide gap: again and again the one farthest from those chosen; a preferred
  /// one that is at least half as far goes first.
  fileprivate func spreadLevels(most: Int, required: Set<Int>, preferred: Set<Int>) -> [Int] {
    var chosen = required
    func gap(_ level: Int) -> Int { chosen.map { abs($0 - level) }.min() ?? levels }
    while chosen.count < most {
      let rest = (0..<levels).filter { !chosen.contains($0) }
      let known = rest.filter(preferred.contains)
      // Of equally far ones the lowest.
      guard let farthest = rest.max(by: { (gap($0), -$0) < (gap($1), -$1) }) else { break }
      let favourite = known.max { (gap($0), -$0) < (gap($1), -$1) }
      if let favourite, 2 * gap(favourite) >= gap(farthest) {
        chosen.insert(favourite)
      } else {
        chosen.insert(farthest)
      }
    }
    return chosen.sorted()
  }
}
