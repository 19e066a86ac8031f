import Testing

@testable import Calibration

@Suite struct TemperedPopulationTests {
  /// Moments of a density on the line, by a sum over a fine grid.
  private static func moments(_ density: (Double) -> Double) -> (mean: Double, variance: Double) {
    let grid = stride(from: -6.0, through: 6, by: 0.001)
    var (mass, first, second) = (0.0, 0.0, 0.0)
    for x in grid {
      let weight = density(x)
      mass += weight
      first += weight * x
      second += weight * x * x
    }
    return (first / mass, second / mass - first * first / mass / mass)
  }

  // A parabola of width 0.02 on which the prior is standard normal in both numbers: along it the
  // density of y is exp(−y²/2 − (y²)²/2), whatever the width, while that is small. Means of 4,000
  // places, of which walks leave at least 400 independent, lie within four standard errors.
  @Test func `a thin bent ridge is filled as its closed form says`() {
    let places = (0..<4).flatMap { number in
      TemperedPopulation(
        dimensions: 2, count: 1000,
        luck: SamplerLuck(seed: 5, replication: 3, number: number)
      ) { place in
        let distance = (place[0] - place[1] * place[1]) / 0.02
        return -distance * distance / 2
      }.places
    }
    let expected = Self.moments { y in exponential(-y * y / 2 - y * y * y * y / 2) }
    let along = places.map { $0[1] }
    let mean = along.reduce(0, +) / 4000
    let variance = along.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
    #expect(abs(mean - expected.mean) < 4 * (expected.variance / 400).squareRoot())
    #expect(abs(variance / expected.variance - 1) < 4 * (2.0 / 400).squareRoot())
    // On the ridge, and as wide as it is.
    let across = places.map { $0[0] - $0[1] * $0[1] }
    let width = (across.reduce(0) { $0 + $1 * $1 } / 4000).squareRoot()
    #expect(abs(width / 0.02 - 1) < 0.15)
  }

  @Test func `where nothing is likely the places stay`() {
    let population = TemperedPopulation(
      dimensions: 1, count: 10, luck: SamplerLuck(seed: 1, replication: 3, number: 0)
    ) { _ in -.infinity }
    #expect(population.places.count == 10)
  }
}

@Suite struct ParetoShapeTests {
  // Quantiles of the generalised Pareto law at even steps: σ/k·((1 − p)^−k − 1). The estimate is
  // drawn toward 0.5 as by ten more numbers; of 2,000 that is half a percent of the distance.
  @Test(arguments: [0.1, 0.3, 0.5, 0.7, 0.9])
  func `finds the shape of exact quantiles`(shape: Double) {
    let quantiles = (0..<2000).map { index in
      let p = (Double(index) + 0.5) / 2000
      return (exponential(-shape * naturalLog(1 - p)) - 1) / shape
    }
    #expect(abs(ParetoShape.fit(quantiles) - shape) < 0.02)
  }

  @Test func `equal ratios have no tail, and impossible ones have one that nothing bounds`() {
    #expect(ParetoShape.estimate(logRatios: Array(repeating: 0, count: 1000)) == -.infinity)
    #expect(ParetoShape.estimate(logRatios: Array(repeating: -.infinity, count: 1000)) == .infinity)
    #expect(ParetoShape.estimate(logRatios: [0, 1]) == .infinity)
  }
}

@Suite struct NoiseIntegralTests {
  // The exponential law with mean 5% and the normal law, multiplied and summed on a fine grid of τ
  // itself.
  @Test(arguments: [[0.0], [3.0], [1, -2, 40]])
  func `sums the error of observation out`(distances: [Double]) {
    let scales = [400.0, 10_000, 90_000].prefix(distances.count)
    let step = 1e-5
    var sum = 0.0
    for index in 0..<200_000 {
      let noise = (Double(index) + 0.5) * step
      var density = 20 * exponential(-20 * noise) * step
      for (distance, scale) in zip(distances, scales) {
        let variance = 1 + noise * noise * scale
        density *= exponential(-distance * distance / variance / 2) / variance.squareRoot()
      }
      sum += density
    }
    let integral = NoiseIntegral(scale: 1)
    let axes = integral.axes(own: distances.map { _ in 1 }, scales: Array(scales))
    #expect(abs(integral.logLikelihood(distances, axes) - naturalLog(sum)) < 1e-3)
  }
}
