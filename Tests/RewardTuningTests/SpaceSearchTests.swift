import GSL
import Testing

@testable import RewardTuning

@Suite struct SpaceSearchTests {
  private func number(_ levels: Int) -> DecisionVariable {
    DecisionVariable(name: "number", kind: .number(low: 0, high: 1, levels: levels))
  }

  @Test func `all of a small lattice is evaluated, in one call`() throws {
    var calls = 0
    var search = SpaceSearch(DecisionSpace([number(101)])) { points in
      calls += 1
      return points.map { Double($0.levels[0]) }
    }
    try search.run()
    #expect(calls == 1)
    #expect(search.found.map(\.value) == (0...100).map(Double.init))
  }

  /// A tilted, narrow ellipse in four variables, one of them a choice that moves its centre.
  @Test func `the top of a mixed space is found, and no point is asked for twice`() throws {
    let space = DecisionSpace([
      number(201), DecisionVariable(name: "choice", kind: .choice(count: 3)), number(201),
      number(11),
    ])
    var asked: Set<DecisionPoint> = []
    var search = SpaceSearch(space) { points in
      points.map { point in
        #expect(asked.insert(point).inserted)
        let centre = [60, 120, 150][point.levels[1]]
        let (x, y) = (Double(point.levels[0] - centre), Double(point.levels[2] - 77))
        let z = Double(point.levels[3] - 9)
        return -(x + y) * (x + y) - 0.05 * (x - y) * (x - y) - 30 * z * z
          + [0, 25, 10][point.levels[1]]
      }
    }
    try search.run()
    let best = try #require(search.found.max { $0.value < $1.value })
    #expect(best.point == DecisionPoint([120, 1, 77, 9]))
    #expect(search.found.count < 1500)
  }

  @Test func `points without a value are passed over`() throws {
    var search = SpaceSearch(DecisionSpace([number(1001)])) { points in
      points.map { $0.levels[0] > 400 ? .nan : Double($0.levels[0]) }
    }
    try search.run()
    #expect(search.found.filter { !$0.value.isNaN }.map(\.value).max() == 400)
  }

  /// The first points in two dimensions: Bratley, Fox (1988), ACM TOMS 14:88.
  @Test func `Sobol's sequence starts as published`() {
    var sobol = SobolSequence(dimensions: 2)
    #expect(sobol.next() == [0.5, 0.5])
    #expect(sobol.next() == [0.75, 0.25])
    #expect(sobol.next() == [0.25, 0.75])
  }

  @Test func `a pilot's points hold every choice and both ends`() {
    let one = DecisionSpace([number(51)]).spreadPoints(most: 13)
    #expect(one.count == 13 && one[0].levels == [0] && one[12].levels == [50])
    let mixed = DecisionSpace([DecisionVariable(name: "c", kind: .choice(count: 3)), number(9)])
    #expect(mixed.spreadPoints(most: 25).count == 24)
    let crowd = DecisionSpace([
      DecisionVariable(name: "a", kind: .choice(count: 6)),
      DecisionVariable(name: "b", kind: .choice(count: 7)), number(9),
    ])
    let points = crowd.spreadPoints(most: 25)
    #expect(Set(points.map { $0.levels[0] }).count == 6)
    #expect(Set(points.map { $0.levels[1] }).count == 7)
    #expect(
      DecisionSpace([number(2), number(2), number(3), number(1)]).spreadPoints(most: 25).count <= 25
    )
  }
}

@Suite struct ResponseSurfaceTests {
  private let line = DecisionSpace([
    DecisionVariable(name: "x", kind: .number(low: 0, high: 1, levels: 101))
  ])

  @Test func `a cubic is met everywhere, and without any one point`() throws {
    let points = stride(from: 0, through: 100, by: 10).map { DecisionPoint([$0]) }
    func cubic(_ point: DecisionPoint) -> Double {
      let x = Double(point.levels[0]) / 100
      return 3 - x + 2 * x * x - 5 * x * x * x
    }
    let surface = try ResponseSurface(space: line, points: points, values: points.map(cubic))
    for level in 0...100 {
      let point = DecisionPoint([level])
      #expect(abs(surface.value(point) - cubic(point)) < 1e-12)
    }
    #expect(try surface.errorWithout { _ in true } < 1e-12)
  }

  @Test func `a surface passes through every point, whatever the values`() throws {
    let space = DecisionSpace([
      line.variables[0], line.variables[0],
      DecisionVariable(name: "choice", kind: .choice(count: 2)),
    ])
    let luck = SeededLuck(seed: 1)
    let points = space.spreadPoints(most: 25)
    let values = points.indices.map { luck.normal($0, 0) }
    let surface = try ResponseSurface(space: space, points: points, values: values)
    for (point, value) in zip(points, values) { #expect(abs(surface.value(point) - value) < 1e-9) }
  }

  @Test func `a fit of a line has its coefficients and residuals`() throws {
    let fit = try LinearFit(rows: [[1, 0], [1, 1], [1, 2]], values: [1, 2, 6])
    // Slope 5/2, intercept 1/2: by hand.
    #expect(abs(fit.coefficients[0] - 0.5) < 1e-12 && abs(fit.coefficients[1] - 2.5) < 1e-12)
    #expect(abs(fit.residuals[1] - -1) < 1e-12)
  }
}
