internal import Foundation
internal import GSL

/// A log-likelihood to be maximised: the search, and what its curvature says.
struct LikelihoodProblem {
  var model: String
  var parameters: [FitParameter]
  var observations: Int
  var notes: [String] = []
  /// Of natural values; −∞ or NaN where there is none.
  ///
  /// Parameters with a boundary are asked on it and next to it on both sides where the formula
  /// allows.
  var logLikelihood: ([Double]) -> Double

  /// A point of the search: coordinates on their scales, some of them held.
  struct Position {
    var coordinates: [Double]
    var scales: [ParameterScale]
    var isHeld: [Bool]
    var value: Double

    var natural: [Double] { zip(scales, coordinates).map { $0.inverse($1) } }
    var free: [Int] { isHeld.indices.filter { !isHeld[$0] } }
  }

  /// The log-likelihood with some coordinates replaced.
  func value(_ position: Position, at free: [Int], _ coordinates: [Double]) -> Double {
    var natural = position.natural
    for (index, coordinate) in zip(free, coordinates) {
      let scale = position.scales[index]
      let range = scale.searchRange
      natural[index] = scale.inverse(
        min(max(coordinate, range.lowerBound), range.upperBound))
    }
    let value = logLikelihood(natural)
    return value.isNaN ? -.infinity : value
  }

  /// Fits the parameters.
  ///
  /// - Parameter starts: Natural values, inside their ranges; the search goes on from the one that
  ///   leads highest.
  /// - Throws: When no start has a likelihood, or the search does not arrive.
  func fit(from starts: [[Double]]) throws(FitError) -> FitResult {
    var best: Position?
    for start in starts {
      var position = Position(
        coordinates: zip(parameters, start).map { $0.scale.forward($1) },
        scales: parameters.map(\.scale),
        isHeld: Array(repeating: false, count: parameters.count), value: 0)
      position.value = value(position, at: [], [])
      guard position.value.isFinite else { continue }
      // Enough to see which slope a guess stands on.
      if starts.count > 1, !parameters.isEmpty {
        position = simplex(from: position, step: 0.5, size: 0.02, iterationLimit: 150)
      }
      if position.value > best?.value ?? -.infinity { best = position }
    }
    guard let best else {
      throw .notConverged("\(model): the data are impossible under every first guess")
    }
    return try describe(moveToBoundaries(climb(from: best)))
  }

  // MARK: The search

  /// Climbs by the simplex, then by Newton's steps, which also certify the summit.
  func climb(from start: Position) throws(FitError) -> Position {
    guard !start.free.isEmpty else { return start }
    var position = start
    var shortfall = Double.infinity
    for round in 0..<4 {
      position = simplex(from: position, step: round == 0 ? 0.5 : 0.1)
      (position, shortfall) = try newton(from: position)
      if shortfall < 1e-6 { return position }
    }
    // A twentieth of a standard error.
    guard shortfall < 1e-3 else {
      throw .notConverged("\(model): the search for the best values did not arrive")
    }
    return position
  }

  private func simplex(
    from start: Position, step: Double, size: Double = 1e-3, iterationLimit: Int = 2_000
  ) -> Position {
    let free = start.free
    let minimum = Minimum.simplex(
      of: { -value(start, at: free, $0) }, from: free.map { start.coordinates[$0] },
      steps: free.map { start.scales[$0].hasBoundary ? step / 10 : step }, size: size,
      iterationLimit: iterationLimit)
    guard -minimum.value > start.value else { return start }
    return moved(start, to: minimum.point, value: -minimum.value)
  }

  private func moved(_ position: Position, to coordinates: [Double], value: Double) -> Position {
    var position = position
    for (index, coordinate) in zip(position.free, coordinates) {
      let range = position.scales[index].searchRange
      position.coordinates[index] = min(max(coordinate, range.lowerBound), range.upperBound)
    }
    position.value = value
    return position
  }

  /// - Returns: Where it arrived, and how much log-likelihood a last step still promises.
  private func newton(from start: Position) throws(FitError) -> (Position, Double) {
    var position = start
    var shortfall = Double.infinity
    for _ in 0..<20 {
      let curve = try Curvature(of: self, at: position)
      shortfall = curve.shortfall
      if shortfall < 1e-13 { break }
      let free = position.free
      var length = 1.0
      var improved = false
      while length > 1e-3, !improved {
        let point = zip(free, curve.newtonStep).map { position.coordinates[$0] + length * $1 }
        let value = value(position, at: free, point)
        if value > position.value {
          position = moved(position, to: point, value: value)
          improved = true
        }
        length /= 2
      }
      if !improved { break }
    }
    return (position, shortfall)
  }

  // MARK: Boundaries

  /// Moves parameters to a boundary that is no worse than the summit, and to the boundary's own
  /// scale where the data cannot exclude it: there the curve is regular, on the first scale it runs
  /// out flat.
  private func moveToBoundaries(_ summit: Position) throws(FitError) -> Position {
    guard parameters.contains(where: { $0.boundary != nil }) else { return summit }
    let tradedOff = try Curvature(of: self, at: summit).tradedOff
    var position = summit
    for (index, parameter) in parameters.enumerated() {
      guard let boundary = parameter.boundary, !tradedOff.contains(index) else { continue }
      var edge = position
      edge.scales[index] = boundary
      edge.coordinates[index] = 0
      edge.isHeld[index] = true
      edge.value = value(edge, at: [], [])
      guard edge.value.isFinite else { continue }
      edge = try climb(from: edge)
      let deviance = 2 * (position.value - edge.value)
      guard deviance < FitResult.quantile * FitResult.quantile else { continue }
      if deviance < 1e-5 {
        position = edge
      } else {
        position.coordinates[index] = boundary.forward(
          parameter.scale.inverse(position.coordinates[index]))
        position.scales[index] = boundary
      }
    }
    return position
  }
}
