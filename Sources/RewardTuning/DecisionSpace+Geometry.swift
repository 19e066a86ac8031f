internal import GSL

extension DecisionSpace {
  /// Positions of variables that are numbers.
  var numbers: [Int] {
    variables.indices.filter { if case .number = variables[$0].kind { true } else { false } }
  }

  /// Positions of variables that are choices.
  var choices: [Int] {
    variables.indices.filter { if case .choice = variables[$0].kind { true } else { false } }
  }

  /// Every point, the last variable running fastest.
  var points: [DecisionPoint] { combinations(of: Array(variables.indices)).map(DecisionPoint.init) }

  /// Every combination of choices: one level per choice variable.
  ///
  /// A single empty one without any.
  var choiceCombinations: [[Int]] { combinations(of: choices) }

  private func combinations(of positions: [Int]) -> [[Int]] {
    positions.reduce([[]]) { heads, position in
      heads.flatMap { head in (0..<variables[position].levels).map { head + [$0] } }
    }
  }

  /// Levels of the choice variables at a point.
  func choiceLevels(_ point: DecisionPoint) -> [Int] { choices.map { point.levels[$0] } }

  /// The numbers at a point, each as a share of its range in 0...1; 0 where it has one level only.
  func shares(_ point: DecisionPoint) -> [Double] {
    numbers.map { number in
      let last = variables[number].levels - 1
      return last == 0 ? 0 : Double(point.levels[number]) / Double(last)
    }
  }

  /// The point nearest to shares of the ranges of numbers, at given choices.
  func point(choices levels: [Int], shares: [Double]) -> DecisionPoint {
    var point = DecisionPoint(Array(repeating: 0, count: variables.count))
    for (choice, level) in zip(choices, levels) { point.levels[choice] = level }
    for (number, share) in zip(numbers, shares) {
      let last = Double(variables[number].levels - 1)
      point.levels[number] = Int((share * last).rounded())
    }
    return point
  }

  /// The largest difference in any number, as a share of its range; nil between different choices.
  func distance(_ one: DecisionPoint, _ other: DecisionPoint) -> Double? {
    guard choiceLevels(one) == choiceLevels(other) else { return nil }
    return zip(shares(one), shares(other)).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// Whether a point has a level for every variable.
  func contains(_ point: DecisionPoint) -> Bool {
    point.levels.count == variables.count
      && zip(point.levels, variables).allSatisfy { (0..<$1.levels).contains($0) }
  }

  /// Positions of numbers that are at an end of their range.
  package func edges(_ point: DecisionPoint) -> [Int] {
    numbers.filter { number in
      let levels = variables[number].levels
      return levels > 1 && (point.levels[number] == 0 || point.levels[number] == levels - 1)
    }
  }

  /// Points spread over the whole space: for every combination of choices, the ends of the numbers'
  /// ranges and what fills them evenly, ascending in levels, each once.
  ///
  /// - Parameter most: About how many, shared among the combinations of choices. Where there are
  ///   more combinations than that, Sobol points over everything, and every choice at least once.
  func spreadPoints(most: Int) -> [DecisionPoint] {
    var chosen: Set<DecisionPoint> = []
    let combinations = choiceCombinations
    if combinations.count > most {
      var sobol = SobolSequence(dimensions: variables.count)
      for _ in 0..<most { chosen.insert(point(sobol.next())) }
      for choice in choices {
        for level in 0..<variables[choice].levels {
          var middle = DecisionPoint(variables.map { $0.levels / 2 })
          middle.levels[choice] = level
          chosen.insert(middle)
        }
      }
    } else {
      let spread = DecisionSpace.spreadShares(
        dimensions: numbers.count, most: max(1, most / combinations.count))
      for combination in combinations {
        for shares in spread { chosen.insert(point(choices: combination, shares: shares)) }
      }
    }
    return chosen.sorted { $0.levels.lexicographicallyPrecedes($1.levels) }
  }

  /// The point that holds a point of the cube of all variables.
  func point(_ cube: [Double]) -> DecisionPoint {
    DecisionPoint(
      zip(variables, cube).map { variable, share in
        min(variable.levels - 1, Int(share * Double(variable.levels)))
      })
  }

  /// Points of a cube, its corners included where `most` allows it.
  static func spreadShares(dimensions: Int, most: Int) -> [[Double]] {
    if dimensions == 0 { return [[]] }
    if most == 1 { return [Array(repeating: 0.5, count: dimensions)] }
    // A grid with at least three values of every number.
    var values = dimensions == 1 ? most : 1
    while dimensions > 1 && power(values + 1, dimensions) <= most { values += 1 }
    if dimensions == 1 || values >= 3 {
      return (0..<dimensions).reduce([[]]) { heads, _ in
        heads.flatMap { head in
          (0..<values).map { head + [Double($0) / Double(values - 1)] }
        }
      }
    }
    let corners = (0..<power(2, dimensions)).map { corner in
      (0..<dimensions).map { Double(corner >> $0 & 1) }
    }
    // The first of Sobol's points is the centre.
    var spread = corners.count < most ? corners : []
    var sobol = SobolSequence(dimensions: dimensions)
    while spread.count < most { spread.append(sobol.next()) }
    return spread
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
