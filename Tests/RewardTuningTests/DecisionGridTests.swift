import Testing

@testable import RewardTuning

@Suite struct DecisionGridTests {
  private static func number(_ levels: Int, _ low: Double = 0, _ high: Double = 0.5)
    -> DecisionVariable
  {
    DecisionVariable(name: "number", kind: .number(low: low, high: high, levels: levels))
  }

  private static func choice(_ count: Int) -> DecisionVariable {
    DecisionVariable(name: "choice", kind: .choice(count: count))
  }

  private static let spaces: [DecisionSpace] = [
    DecisionSpace([number(51), number(51)]),
    DecisionSpace([number(51), number(12, 1, 12)]),
    DecisionSpace([number(51), choice(2)]),
    DecisionSpace([choice(40), number(7, -3, 3)]),
    DecisionSpace([number(101), number(51), number(3)]),
    DecisionSpace([number(51), number(51), number(51, -0.25, 0.25), choice(3)]),
    DecisionSpace([choice(30)]),
  ]

  @Test(arguments: spaces)
  func `a grid is bounded, ascending, and holds the point it goes through`(space: DecisionSpace) {
    for share in [0, 0.17, 0.5, 1] {
      let center = DecisionPoint(
        space.variables.map { Int((share * Double($0.levels - 1)).rounded()) })
      let axes = space.gridLevels(through: center, seen: [])
      #expect(axes.reduce(1) { $0 * $1.count } <= 256)
      for (index, levels) in axes.enumerated() {
        let variable = space.variables[index]
        #expect(levels == Set(levels).sorted())
        #expect(levels.contains(center.levels[index]))
        #expect(levels.allSatisfy { (0..<variable.levels).contains($0) })
        guard case .number = variable.kind else { continue }
        #expect(levels.first == 0 && levels.last == variable.levels - 1)
        // No reward, wherever it lies in the range.
        for level in 0..<variable.levels where variable.value(atLevel: level) == 0 {
          #expect(levels.contains(level))
        }
      }
    }
  }

  @Test func `few levels are all there, and an axis of many leaves no wide gap`() {
    let space = DecisionSpace([Self.number(51), Self.number(8), Self.choice(3)])
    let axes = space.gridLevels(through: DecisionPoint([27, 3, 1]), seen: [])
    #expect(axes[2] == [0, 1, 2])
    // Six levels of 51, of which 0, 27 and 50 are given: no gap is above a third of the range.
    #expect(zip(axes[0], axes[0].dropFirst()).allSatisfy { $1 - $0 <= 17 })
    #expect(axes[1].count == 6)
    let small = DecisionSpace([Self.number(11), Self.number(5)])
    #expect(
      small.gridLevels(through: DecisionPoint([4, 2]), seen: [])
        == [Array(0...10), Array(0...4)])
  }

  @Test func `levels that were looked at are preferred`() {
    let space = DecisionSpace([Self.number(51), Self.number(51)])
    let curve = [0, 8, 16, 25, 33, 41, 50]
    let seen = curve.map { DecisionPoint([$0, 10]) } + curve.map { DecisionPoint([29, $0]) }
    let axes = space.gridLevels(through: DecisionPoint([29, 10]), seen: seen)
    #expect(axes[0].count == 11 && Set(curve).isSubset(of: axes[0]))
    #expect(axes[1].count == 11 && Set(curve).isSubset(of: axes[1]))
  }

  @Test func `one number has the levels that agents simulated`() {
    let space = DecisionSpace([Self.number(51)])
    let levels = space.gridLevels(
      through: DecisionPoint([27]), seen: [50, 0, 27, 5, 28].map { DecisionPoint([$0]) })
    #expect(levels == [[0, 5, 27, 28, 50]])
  }

  // A cross is seen: its corners first, then the middles of what is left, by hand.
  @Test func `agents look where nothing is known`() {
    let space = DecisionSpace([Self.number(11), Self.number(11)])
    let points = DecisionSpace.product(of: [Array(0...10), Array(0...10)])
    let cross = (0...10).flatMap { [DecisionPoint([$0, 5]), DecisionPoint([5, $0])] }
    let far = space.farthest(4, of: points, from: cross)
    #expect(
      Set(far)
        == [[0, 0], [0, 10], [10, 0], [10, 10]].reduce(into: []) { $0.insert(DecisionPoint($1)) })
    // No point twice, and none that is known: eleven levels less the seen one.
    let line = DecisionSpace([Self.number(3), Self.choice(2)])
    let all = DecisionSpace.product(of: [[0, 1, 2], [0, 1]])
    let rest = line.farthest(9, of: all, from: [DecisionPoint([1, 0])])
    #expect(rest.count == 5 && Set(rest).count == 5)
  }

  /// Where the limit is off by a plane and agents say so at some points, the rest is exact.
  @Test func `a limit that is wrong by a smooth trend is corrected`() throws {
    let space = DecisionSpace([Self.number(11, 0, 1), Self.number(11, 0, 1)])
    let points = DecisionSpace.product(of: [Array(0...10), Array(0...10)])
    func limit(_ point: DecisionPoint) -> Double {
      let (x, y) = (Double(point.levels[0]) / 10, Double(point.levels[1]) / 10)
      return 100 - 60 * (x - 0.3) * (x - 0.3) * (1 + y) + (x * y > 0.5 ? 7 : 0)
    }
    func truth(_ point: DecisionPoint) -> Double {
      limit(point) + 3 - 5 * Double(point.levels[0]) / 10 + Double(point.levels[1]) / 20
    }
    let center = DecisionPoint([3, 4])
    let seen = points.filter {
      zip($0.levels, center.levels).contains { $0 == $1 } || $0.levels.allSatisfy { $0 % 10 == 0 }
    }
    let column = try GridColumn(
      space: space, known: seen.map { ($0, truth($0)) },
      limit: Dictionary(uniqueKeysWithValues: points.map { ($0, limit($0)) }), points: points,
      isTest: { zip($0.levels, center.levels).count { $0 != $1 } > 1 })
    for (point, value) in zip(points, column.values) {
      #expect(abs(value - truth(point)) < 1e-9, "\(point.levels)")
    }
    #expect(column.misses.count == 4)
    #expect(column.misses.allSatisfy { abs($0.error) < 1e-9 })
  }

  /// A limit that knows nothing is left aside; one that says "undefined" is believed.
  @Test func `a limit of noise is left aside`() throws {
    let space = DecisionSpace([Self.number(21, 0, 1), Self.number(21, 0, 1)])
    let levels = stride(from: 0, through: 20, by: 2).map { $0 }
    let points = DecisionSpace.product(of: [levels, levels])
    let luck = SeededLuck(seed: 7)
    let noise = Dictionary(
      uniqueKeysWithValues: points.enumerated().map { ($1, 40 * luck.normal($0, 0)) })
    func truth(_ point: DecisionPoint) -> Double {
      Double(point.levels[0]) - 0.5 * Double(point.levels[1])
    }
    let seen = points.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    let column = try GridColumn(
      space: space, known: seen.map { ($0, truth($0)) }, limit: noise, points: points,
      isTest: { _ in true }, range: 0...100)
    for (point, value) in zip(points, column.values) where !seen.contains(point) {
      #expect(abs(value - max(0, truth(point))) < 1e-6)
    }
    let lost = points[1]
    let holed = try GridColumn(
      space: space, known: seen.map { ($0, truth($0)) },
      limit: noise.merging([lost: .nan]) { $1 }, points: points, isTest: { _ in true })
    #expect(holed.values[1].isNaN && holed.values[2].isFinite)
  }

  @Test func `where agents know every point nothing is corrected`() throws {
    let space = DecisionSpace([Self.choice(2), Self.choice(2)])
    let points = DecisionSpace.product(of: [[0, 1], [0, 1]])
    let known = zip(points, [1.0, .nan, 3, 4]).map { (point: $0, value: $1) }
    let column = try GridColumn(
      space: space, known: known, limit: [:], points: points, isTest: { _ in true })
    #expect(column.values[0] == 1 && column.values[1].isNaN && column.values[3] == 4)
    #expect(column.misses.isEmpty)
  }
}
