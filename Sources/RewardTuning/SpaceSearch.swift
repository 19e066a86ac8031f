internal import GSL

/// Looks for the largest values of a noiseless function on a lattice.
///
/// First points all over: all of a small lattice; otherwise Sobol points and corners, at every
/// combination of choices where those are few. Then compass search from the best few of them:
/// neighbours a step away along one number or two at once, or with another choice; the step is
/// halved where none is better. The same every time, and no point is evaluated twice.
/// - Source: Kolda, Lewis, Torczon (2003), *SIAM Review* 45:385–482, on compass search.
package struct SpaceSearch {
  package let space: DecisionSpace
  private let evaluate: ([DecisionPoint]) throws -> [Double]
  /// What is known, nan included.
  private(set) var values: [DecisionPoint: Double] = [:]
  /// In the order of evaluation.
  private(set) var evaluated: [DecisionPoint] = []

  /// A point and its value.
  package struct Valued: Equatable, Sendable {
    package var point: DecisionPoint
    /// nan where the function has none.
    package var value: Double
  }

  /// - Parameters:
  ///   - space: With 1 to 4 variables.
  ///   - evaluate: One value per point, nan where there is none. Asked for many points at a time.
  package init(_ space: DecisionSpace, evaluate: @escaping ([DecisionPoint]) throws -> [Double]) {
    precondition((1...4).contains(space.variables.count), "1 to 4 variables can be searched")
    precondition(space.variables.allSatisfy { $0.levels >= 1 }, "a variable has a level")
    self.space = space
    self.evaluate = evaluate
  }

  /// What was evaluated, in that order.
  package var found: [Valued] {
    evaluated.map { Valued(point: $0, value: values[$0, default: .nan]) }
  }

  /// Lattices up to this size are evaluated whole.
  private static let wholeLattice = 101
  /// Where compass searches start.
  private static let starts = 5

  /// Searches.
  ///
  /// - Parameter hints: Points to start from, besides the best that are found.
  /// - Throws: What `evaluate` throws.
  package mutating func run(hints: [DecisionPoint] = []) throws {
    if space.count <= SpaceSearch.wholeLattice {
      try learn(space.points)
      return
    }
    var sobol = SobolSequence(dimensions: space.variables.count)
    let scattered = (0..<64 * space.variables.count).map { _ in space.point(sobol.next()) }
    let corners = space.corners(most: 64)
    try learn(scattered + corners + hints)
    try refine(from: distinctBest(SpaceSearch.starts) + hints)
  }

  /// Evaluates what is not known yet, in one call.
  mutating func learn(_ points: [DecisionPoint]) throws {
    var asked: Set<DecisionPoint> = []
    let new = points.filter { values[$0] == nil && asked.insert($0).inserted }
    if new.isEmpty { return }
    let answers = try evaluate(new)
    precondition(answers.count == new.count, "one value per point")
    for (point, value) in zip(new, answers) { values[point] = value }
    evaluated += new
  }

  /// The value for comparisons: no value is worse than any.
  private func rank(_ point: DecisionPoint) -> Double {
    let value = values[point, default: .nan]
    return value.isNaN ? -.infinity : value
  }

  /// The best points known that are not close to each other, best first.
  private func distinctBest(_ count: Int) -> [DecisionPoint] {
    let ranked = evaluated.filter { rank($0) > -.infinity }.sorted { rank($0) > rank($1) }
    var chosen: [DecisionPoint] = []
    for point in ranked where chosen.count < count {
      if chosen.allSatisfy({ space.distance($0, point) ?? 1 > 0.15 }) { chosen.append(point) }
    }
    return chosen
  }

  /// Compass searches side by side, so that every round is one call of `evaluate`.
  private mutating func refine(from starts: [DecisionPoint]) throws {
    // An eighth of the range, then half of that, down to one level.
    var walkers = starts.map { (point: $0, scale: 8) }
    while !walkers.isEmpty {
      let polls = walkers.map { space.neighbours(of: $0.point, scale: $0.scale) }
      try learn(polls.flatMap(\.self))
      var remaining: [(point: DecisionPoint, scale: Int)] = []
      for (walker, poll) in zip(walkers, polls) {
        let best = poll.max { rank($0) < rank($1) } ?? walker.point
        if rank(best) > rank(walker.point) {
          // Two that meet go on as one.
          if !remaining.contains(where: { $0.point == best && $0.scale >= walker.scale }) {
            remaining.append((best, walker.scale))
          }
        } else if !space.isFinest(scale: walker.scale) {
          remaining.append((walker.point, walker.scale * 2))
        }
      }
      walkers = remaining
    }
  }
}

extension DecisionSpace {
  /// How many levels a step at a scale is: the range by the scale, at least one.
  private func step(_ number: Int, scale: Int) -> Int {
    max(1, (variables[number].levels - 1) / scale)
  }

  /// Whether steps cannot become shorter.
  func isFinest(scale: Int) -> Bool { numbers.allSatisfy { step($0, scale: scale) == 1 } }

  /// Points a step away along one number or two, and those with one other choice; inside the lattice.
  func neighbours(of point: DecisionPoint, scale: Int) -> [DecisionPoint] {
    var neighbours: [DecisionPoint] = []
    func add(_ steps: [(number: Int, direction: Int)]) {
      var other = point
      for (number, direction) in steps {
        let level = other.levels[number] + direction * step(number, scale: scale)
        other.levels[number] = min(variables[number].levels - 1, max(0, level))
      }
      if other != point { neighbours.append(other) }
    }
    for (rank, number) in numbers.enumerated() {
      for direction in [-1, 1] {
        add([(number, direction)])
        for other in numbers[(rank + 1)...] {
          add([(number, direction), (other, -1)])
          add([(number, direction), (other, 1)])
        }
      }
    }
    for choice in choices {
      for level in 0..<variables[choice].levels where level != point.levels[choice] {
        var other = point
        other.levels[choice] = level
        neighbours.append(other)
      }
    }
    return neighbours
  }

  /// Ends of all numbers at every combination of choices; of the first combinations only, where
  /// there are more than `most` such points.
  func corners(most: Int) -> [DecisionPoint] {
    let numbers = numbers
    let ends = (0..<1 << numbers.count).map { corner in
      numbers.indices.map { Double(corner >> $0 & 1) }
    }
    let corners = choiceCombinations.flatMap { combination in
      ends.map { point(choices: combination, shares: $0) }
    }
    return Array(corners.prefix(most))
  }
}
