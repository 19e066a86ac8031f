internal import GSL

/// A smooth surface through measured points of a space.
///
/// A polynomial in the numbers, by least squares, of the highest degree that leaves two points per
/// coefficient (at most cubic in one number, quadratic in more): for every combination of choices by
/// itself where its points allow the degree that all points together allow; otherwise the
/// polynomial of all points, to which every choice adds a constant. What it leaves at the
/// points of a combination is interpolated, linearly in one number, by inverse distances in more
/// (Shepard 1968). The surface passes through every point.
struct ResponseSurface {
  let space: DecisionSpace
  private let points: [DecisionPoint]
  private let values: [Double]
  /// Of all points.
  private let common: Trend
  private let sheets: [[Int]: Sheet]

  /// - Parameters:
  ///   - points: Each once; at least one.
  ///   - values: One per point, finite.
  /// - Throws: `GSLError` when a fit fails.
  init(space: DecisionSpace, points: [DecisionPoint], values: [Double]) throws {
    precondition(!points.isEmpty && points.count == values.count, "one value per point")
    self.space = space
    self.points = points
    self.values = values
    let common = try Trend(
      places: points.map(space.shares), choices: points.map(space.choiceLevels),
      counts: space.choices.map { space.variables[$0].levels }, values: values)
    self.common = common
    sheets = try Dictionary(grouping: points.indices) { space.choiceLevels(points[$0]) }
      .mapValues { members in
        let places = members.map { space.shares(points[$0]) }
        let own = try Trend(
          places: places, choices: places.map { _ in [] }, counts: [],
          values: members.map { values[$0] })
        let trend = own.degree >= common.degree ? own : common
        let choices = space.choiceLevels(points[members[0]])
        let rest = zip(members, places).map { index, place in
          (place: place, value: values[index] - trend.value(place, choices: choices))
        }
        return Sheet(
          trend: trend,
          rest: rest.sorted { $0.place.lexicographicallyPrecedes($1.place) })
      }
  }

  /// The value at any point of the space.
  func value(_ point: DecisionPoint) -> Double {
    let (place, choices) = (space.shares(point), space.choiceLevels(point))
    guard let sheet = sheets[choices] else { return common.value(place, choices: choices) }
    return sheet.trend.value(place, choices: choices) + sheet.remainder(place)
  }

  /// How wrong the surface through the other points is where a point is left out.
  ///
  /// The root mean square over some points, those at an end of a range aside, since they are never
  /// far from a point that is measured. 0 of fewer than three points.
  ///
  /// Between two measured points it errs less than this, since they are nearer to each other.
  func errorWithout(_ isOfInterest: (DecisionPoint) -> Bool) throws -> Double {
    let squares = try errorsWithout { isOfInterest($0) && space.edges($0).isEmpty }
      .map { $0.error * $0.error }
    return squares.isEmpty ? 0 : (squares.reduce(0, +) / Double(squares.count)).squareRoot()
  }

  /// By how much the surface through the other points misses each point of interest; nothing of
  /// fewer than three points.
  func errorsWithout(
    _ isOfInterest: (DecisionPoint) -> Bool
  ) throws -> [(point: DecisionPoint, error: Double)] {
    guard points.count >= 3 else { return [] }
    return try points.indices.filter { isOfInterest(points[$0]) }.map { index in
      let rest = points.indices.filter { $0 != index }
      let surface = try ResponseSurface(
        space: space, points: rest.map { points[$0] }, values: rest.map { values[$0] })
      return (points[index], surface.value(points[index]) - values[index])
    }
  }

  /// A polynomial in numbers, each as a share of its range, and a constant per choice.
  private struct Trend {
    let degree: Int
    /// How many levels each choice has; empty where choices are left aside.
    private let counts: [Int]
    private let coefficients: [Double]

    init(places: [[Double]], choices: [[Int]], counts: [Int], values: [Double]) throws {
      let constants = counts.reduce(0) { $0 + $1 - 1 }
      let highest = places[0].isEmpty ? 0 : places[0].count == 1 ? 3 : 2
      degree =
        (0...highest).last {
          2 * Trend.powers(places[0], degree: $0).count + constants <= places.count
        } ?? 0
      self.counts = 1 + constants <= places.count ? counts : []
      let (degree, kept) = (degree, self.counts)
      let rows = zip(places, choices).map {
        Trend.powers($0, degree: degree) + Trend.marks($1, counts: kept)
      }
      coefficients = try LinearFit(rows: rows, values: values).coefficients
    }

    func value(_ place: [Double], choices: [Int]) -> Double {
      let terms = Trend.powers(place, degree: degree) + Trend.marks(choices, counts: counts)
      return zip(terms, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Powers and products up to a degree.
    private static func powers(_ place: [Double], degree: Int) -> [Double] {
      let x = place.map { 2 * $0 - 1 }
      var terms = [1.0]
      if degree >= 1 { terms += x }
      if degree >= 2 {
        for (rank, value) in x.enumerated() { terms += x[rank...].map { $0 * value } }
      }
      if degree >= 3 { terms += x.map { $0 * $0 * $0 } }
      return terms
    }

    /// 1 for every choice that is made, besides the first ones.
    private static func marks(_ choices: [Int], counts: [Int]) -> [Double] {
      zip(choices, counts).flatMap { level, count in (1..<max(1, count)).map { $0 == level ? 1 : 0 }
      }
    }
  }

  /// The surface at one combination of choices.
  private struct Sheet {
    let trend: Trend
    /// What the trend leaves at points, ascending by place.
    let rest: [(place: [Double], value: Double)]

    func remainder(_ place: [Double]) -> Double {
      if place.count == 1 {
        guard let above = rest.firstIndex(where: { $0.place[0] >= place[0] }) else {
          return rest[rest.count - 1].value
        }
        if above == 0 { return rest[0].value }
        let (low, high) = (rest[above - 1], rest[above])
        let share = (place[0] - low.place[0]) / (high.place[0] - low.place[0])
        return low.value + share * (high.value - low.value)
      }
      var (sum, weights) = (0.0, 0.0)
      for (other, value) in rest {
        let square = zip(place, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        if square == 0 { return value }
        let weight = 1 / (square * square)
        sum += weight * value
        weights += weight
      }
      return sum / weights
    }
  }
}
