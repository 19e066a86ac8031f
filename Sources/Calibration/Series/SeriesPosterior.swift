internal import GSL

/// The posterior of the parameters and of the error of observation, in standard units around the
/// most probable place, at each error of observation its own.
struct SeriesPosterior: PosteriorProblem {
  private let model: SeriesModel
  private let likelihood: SeriesLikelihood
  private let frame: LuckModel.Frame
  private let noiseFrame: NoiseFrame
  private let noisePoint: Double
  private let noiseScale: Double
  private let imitation: SeriesImitation

  /// - Parameter center: The large-market limit at the centre of the frame.
  /// - Throws: `CalibrationError.fewScenarios` when hardly any numbers around make a scenario.
  init(
    _ model: SeriesModel, likelihood: SeriesLikelihood, frame: LuckModel.Frame,
    center: [Double], noisePoint: Double, noiseScale: Double
  ) throws {
    self.model = model
    self.likelihood = likelihood
    self.frame = frame
    self.noisePoint = noisePoint
    self.noiseScale = noiseScale
    let directions = frame.directions
    let noiseFrame = try NoiseFrame(
      likelihood, frame: frame, curve: center, slopes: try model.slopes(at: frame.center)
    ) { ObservationNoise.value(at: noisePoint + noiseScale * $0) }
    self.noiseFrame = noiseFrame
    var samples: [SeriesImitation.Sample] = []
    var sobol = SobolSequence(dimensions: directions + 1)
    // Four for each product of three, of up to four numbers and the error of observation.
    let wanted =
      4 * PolynomialBasis(variables: directions + 1, degree: directions <= 4 ? 3 : 2).count
    for _ in 0..<2 * wanted where samples.count < wanted {
      // A little wider than what is not known.
      let place = sobol.next().map { 1.5 * Distribution.normalQuantile($0) }
      let offsets = noiseFrame.offsets(place).offsets
      let point = frame.point(offsets)
      guard let curve = try model.curve(at: point) else { continue }
      let noise = ObservationNoise.value(
        at: noisePoint + noiseScale * place[directions])
      let bias = likelihood.luck.bias(at: likelihood.frame.offsets(point))
      let value = likelihood.logLikelihood(curve: curve, point: point, noise: noise)
      guard value.isFinite else { continue }
      samples.append(
        .init(
          place: place, offsets: offsets, noise: noise, mean: zip(curve, bias).map { $0 + $1 },
          logLikelihood: value))
    }
    guard samples.count > 2 * (directions + 2) else { throw CalibrationError.fewScenarios }
    imitation = try SeriesImitation(
      samples,
      luck: likelihood.covariance(
        curve: center, offsets: likelihood.frame.offsets(frame.center), noise: 0),
      slopes: likelihood.slopes(center), observed: likelihood.observed)
  }

  var dimensions: Int { frame.directions + 1 }

  func logDensity(_ x: [Double]) throws -> Double {
    let (point, noise) = point(x)
    guard let curve = try model.curve(at: point) else { return -.infinity }
    return Self.prior(point, noise) + noiseFrame.offsets(x).logVolume
      + likelihood.logLikelihood(
        curve: curve, point: point, noise: ObservationNoise.value(at: noise))
  }

  func logImitation(_ x: [Double]) -> Double {
    let (point, noise) = point(x)
    // Beyond six standard deviations a polynomial is no guide.
    guard x.allSatisfy({ abs($0) < 6 }) else { return -.infinity }
    // Beyond where it was fitted, too, it goes on as at its edge.
    let place = x.map { min(SeriesImitation.reach, max(-SeriesImitation.reach, $0)) }
    return Self.prior(point, noise) + noiseFrame.offsets(x).logVolume
      + imitation.logLikelihood(
        place, offsets: noiseFrame.offsets(place).offsets,
        noise: ObservationNoise.value(at: noise))
  }

  /// What a place of the sampler stands for.
  func point(_ x: [Double]) -> (parameters: [Double], noise: Double) {
    (frame.point(noiseFrame.offsets(x).offsets), noisePoint + noiseScale * x[x.count - 1])
  }

  private static func prior(_ point: [Double], _ noise: Double) -> Double {
    -(point.reduce(0) { $0 + $1 * $1 } + noise * noise) / 2
  }
}
