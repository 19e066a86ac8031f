internal import Foundation
internal import GSL

extension LikelihoodProblem {
  /// States a summit with its intervals and with what the data cannot tell.
  func describe(_ summit: Position) throws(FitError) -> FitResult {
    var position = summit
    let isOnTheBoundary = position.isHeld
    position.isHeld = Array(repeating: false, count: parameters.count)
    let curve = try Curvature(of: self, at: position)
    let bounded = position.scales.indices.filter { position.scales[$0].hasBoundary }
    let quadratic = QuadraticLikelihood(
      center: bounded.isEmpty ? position.coordinates : curve.center, covariance: curve.covariance,
      bounded: bounded)

    var estimates: [FitResult.Estimate] = []
    for (index, parameter) in parameters.enumerated() {
      let scale = position.scales[index]
      let best = position.coordinates[index]
      var ends = scale.bounds
      if !curve.knowsNothing(about: index) {
        do {
          let interval = try quadratic.interval(
            of: index, best: best, limit: FitResult.quantile * FitResult.quantile)
          ends = interval.clamped(to: scale.bounds)
        } catch {
          throw .notConverged("\(model): no interval for \(parameter.name): \(error)")
        }
      }
      let width = ends.upperBound - ends.lowerBound
      let (a, b) = (scale.inverse(ends.lowerBound), scale.inverse(ends.upperBound))
      estimates.append(
        FitResult.Estimate(
          name: parameter.name, value: scale.inverse(best), interval: min(a, b)...max(a, b),
          scale: scale, standardError: width / (2 * FitResult.quantile),
          isOnTheBoundary: isOnTheBoundary[index]))
    }
    return FitResult(
      model: model, estimates: estimates, center: quadratic.center,
      covariance: curve.covariance, logLikelihood: position.value,
      freeParameters: parameters.count, observations: observations,
      undetermined: curve.undetermined(parameters.map(\.name)), notes: notes)
  }
}

/// Slope and curvature of a log-likelihood at a point, by central differences over its free
/// coordinates.
struct Curvature {
  /// The free coordinates.
  private let free: [Int]
  private let scales: [ParameterScale]
  /// Where the differences were centred: as near a boundary as they allow.
  private let point: [Double]
  private let gradient: [Double]
  /// The slope at coordinates that rest on their boundary, 0 for others: there the likelihood falls
  /// off as an exponential curve does, and the slope is what is known.
  private let pressures: [Double]
  /// Eigenvalues of the information (minus the second derivatives), least first.
  private let values: [Double]
  private let vectors: [[Double]]

  init(of problem: LikelihoodProblem, at position: LikelihoodProblem.Position) throws(FitError) {
    let free = position.free
    self.free = free
    scales = free.map { position.scales[$0] }
    var point = free.map { position.coordinates[$0] }
    func value(_ coordinates: [Double]) -> Double {
      problem.value(position, at: free, coordinates)
    }
    let summit = point
    let steps = free.indices.map { index in
      Curvature.step(
        from: position.value, oneSided: position.scales[free[index]].hasBoundary,
        { offset in
          var moved = summit
          moved[index] += offset
          return value(moved)
        })
    }
    for index in free.indices {
      let bounds = scales[index].bounds
      if point[index] - steps[index] < bounds.lowerBound {
        point[index] = bounds.lowerBound + steps[index]
      }
      if point[index] + steps[index] > bounds.upperBound {
        point[index] = bounds.upperBound - steps[index]
      }
    }
    let centre = point
    let base = value(centre)
    func value(moving moves: [(Int, Double)], by share: Double = 1) -> Double {
      var moved = centre
      for (index, sign) in moves { moved[index] += sign * share * steps[index] }
      return value(moved)
    }
    var gradient: [Double] = []
    var information = SymmetricMatrix(order: free.count)
    for i in free.indices {
      let (above, below) = (value(moving: [(i, 1)]), value(moving: [(i, -1)]))
      // A slope keeps its digits over a shorter step, where third derivatives do not count.
      let rise = value(moving: [(i, 1)], by: 0.02) - value(moving: [(i, -1)], by: 0.02)
      gradient.append(rise / (0.04 * steps[i]))
      information[i, i] = (2 * base - above - below) / (steps[i] * steps[i])
      for j in 0..<i {
        let mixed =
          value(moving: [(i, 1), (j, 1)]) - value(moving: [(i, 1), (j, -1)])
          - value(moving: [(i, -1), (j, 1)]) + value(moving: [(i, -1), (j, -1)])
        information[i, j] = -mixed / (4 * steps[i] * steps[j])
      }
    }
    self.point = centre
    self.gradient = gradient
    pressures = free.indices.map { index in
      let isAtBoundary = summit[index] == position.scales[free[index]].bounds.lowerBound
      return isAtBoundary ? min(0, gradient[index]) : 0
    }
    do {
      (values, vectors) = try information.eigen()
    } catch {
      throw .notConverged(
        "\(problem.model): the likelihood has no curvature at its best value (\(error))")
    }
  }

  /// A step over which the curve loses about 0.01, so that neither rounding nor higher terms count.
  private static func step(
    from base: Double, oneSided: Bool, _ value: (Double) -> Double
  ) -> Double {
    var step = oneSided ? 1e-3 : 1e-2
    for _ in 0..<12 {
      let loss =
        oneSided
        ? abs(value(2 * step) - base) / 4 : abs(value(step) + value(-step) - 2 * base) / 2
      guard loss.isFinite else {
        step /= 8
        continue
      }
      let factor = min(max((0.01 / max(loss, 1e-12)).squareRoot(), 0.1), 10)
      let next = min(max(step * factor, 1e-7), oneSided ? 0.05 : 0.25)
      if abs(log(next / step)) < 1 { return next }
      step = next
    }
    return step
  }

  // MARK: Newton

  /// An eigenvalue of at least what the widest direction has.
  private static func firm(_ value: Double) -> Double {
    max(abs(value), 1 / (FitResult.widestDeviation * FitResult.widestDeviation))
  }

  private func along(_ vector: [Double]) -> Double {
    zip(vector, gradient).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The step to the summit of the quadratic, at most 2 long.
  var newtonStep: [Double] {
    var step = Array(repeating: 0.0, count: free.count)
    for (value, vector) in zip(values, vectors) {
      let length = along(vector) / Curvature.firm(value)
      for index in step.indices { step[index] += length * vector[index] }
    }
    let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 2 ? step.map { $0 * 2 / length } : step
  }

  /// The log-likelihood that the summit of the quadratic has over the point.
  var shortfall: Double {
    zip(values, vectors).reduce(0) {
      $0 + along($1.1) * along($1.1) / (2 * Curvature.firm($1.0))
    }
  }

  // MARK: What is known

  private func deviation(_ value: Double) -> Double {
    value > 0 ? 1 / value.squareRoot() : .infinity
  }

  /// Along an eigenvector, the slope at boundaries included.
  private func deviation(along direction: Int) -> Double {
    let slope = zip(pressures, vectors[direction]).reduce(0) {
      $0 + $1.0 * $1.0 * $1.1 * $1.1
    }
    return deviation(max(values[direction], 0) + slope)
  }

  /// The inverse information.
  ///
  /// Directions without any get the widest deviation.
  var covariance: SymmetricMatrix {
    let variances = values.map { value in
      let deviation = min(deviation(value), FitResult.widestDeviation)
      return deviation * deviation
    }
    return SymmetricMatrix(order: free.count) { row, column in
      variances.indices.reduce(0) { $0 + variances[$1] * vectors[$1][row] * vectors[$1][column] }
    }
  }

  /// The summit of the quadratic, which may lie beyond a boundary.
  var center: [Double] {
    zip(point, covariance.times(gradient)).map { $0 + $1 }
  }

  private var weakDirections: [Int] {
    values.indices.filter { deviation(along: $0) > FitResult.undeterminedDeviation }
  }

  /// How much the logarithm of each parameter changes along a direction; 0 for those that the
  /// direction hardly moves, however little another parameter's value responds any more.
  private func elasticities(_ direction: Int) -> [Double] {
    let vector = vectors[direction]
    let largest = vector.map { abs($0) }.max() ?? 0
    return vector.indices.map {
      abs(vector[$0]) < 0.1 * largest ? 0 : vector[$0] * scales[$0].elasticity(at: point[$0])
    }
  }

  /// Parameters that hide behind each other: the data weigh little along a mixture of them.
  var tradedOff: Set<Int> {
    var found: Set<Int> = []
    for direction in weakDirections {
      let sizes = elasticities(direction).map { abs($0) }
      let large = sizes.indices.filter { sizes[$0] > 0.2 * (sizes.max() ?? 0) }
      if large.count > 1 { found.formUnion(large.map { free[$0] }) }
    }
    return found
  }

  /// Whether a direction without information runs through a parameter.
  func knowsNothing(about index: Int) -> Bool {
    values.indices.contains { direction in
      deviation(along: direction) >= FitResult.widestDeviation
        && abs(vectors[direction][index]) > 0.05
    }
  }

  func undetermined(_ names: [String]) -> [UndeterminedDirection] {
    weakDirections.map { direction in
      let elasticities = elasticities(direction)
      let largest = elasticities.max { abs($0) < abs($1) } ?? 1
      let loadings = elasticities.indices
        .map {
          UndeterminedDirection.Loading(
            name: names[free[$0]], elasticity: largest == 0 ? 0 : elasticities[$0] / largest)
        }
        .filter { abs($0.elasticity) >= 0.1 }
        .sorted { (abs($0.elasticity), $1.name) > (abs($1.elasticity), $0.name) }
      return UndeterminedDirection(
        loadings: loadings, standardDeviation: deviation(along: direction))
    }
  }
}
