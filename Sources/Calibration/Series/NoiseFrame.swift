internal import GSL

/// Directions in which the parameters are as uncertain as an error of observation leaves them.
///
/// Where numbers are few the error may be anything from none to a fifth, and what the data say of
/// the parameters is fifty times as sharp at one end as at the other: a funnel, in which no step
/// suits. So a place of the sampler *x* stands for the offsets *y* with R(τ)ᵀ·*y* = *x*, R·Rᵀ being the
/// information in units of the frame, at the error *τ* that is the last coordinate of *x*. In *x*
/// the posterior is nearly standard normal throughout.
/// - Source: Papaspiliopoulos, Roberts, Sköld (2007), *Statistical Science* 22:59–73, on
///   non-centred parametrisations.
struct NoiseFrame: Sendable {
  /// The last coordinate at which the first triangle stands, and from one to the next.
  private static let first = -6.0
  private static let step = 0.25
  private static let count = 49
  private let size: Int
  /// R at each place of the last coordinate, row by row.
  private let triangles: [[Double]]

  /// - Parameters:
  ///   - slopes: Of the curve along each parameter; nil at an edge, where the frame is all there is.
  ///   - noise: The error of observation for a last coordinate.
  init(
    _ likelihood: SeriesLikelihood, frame: LuckModel.Frame, curve: [Double], slopes: [[Double]]?,
    noise: (Double) -> Double
  ) throws(GSLError) {
    let size = frame.directions
    self.size = size
    let axes = (0..<size).map { axis in
      frame.factor.coloured((0..<size).map { $0 == axis ? 1 : 0 })
    }
    let along = slopes.map { slopes in
      axes.map { axis in
        curve.indices.map { datum in
          zip(axis, slopes).reduce(0) { $0 + $1.0 * $1.1[datum] }
        }
      }
    }
    let offsets = likelihood.frame.offsets(frame.center)
    var triangles: [[Double]] = []
    for index in 0..<Self.count {
      let place = Self.first + Self.step * Double(index)
      guard let along else {
        triangles.append((0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 })
        continue
      }
      let factor = try likelihood.covariance(
        curve: curve, offsets: offsets, noise: noise(place))
      let white = along.map { factor.whitened($0) }
      var information = [Double](repeating: 0, count: size * size)
      for i in 0..<size {
        for j in 0...i {
          // The prior is standard normal in the parameters.
          information[i * size + j] =
            zip(axes[i], axes[j]).reduce(0) { $0 + $1.0 * $1.1 }
            + zip(white[i], white[j]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      triangles.append(try CholeskyFactor(information, size: size).lowerTriangle)
    }
    self.triangles = triangles
  }

  /// The offsets that a place of the sampler stands for, and by how much its volume is larger: ln.
  func offsets(_ place: [Double]) -> (offsets: [Double], logVolume: Double) {
    let position = min(
      Double(Self.count - 1), max(0, (place[size] - Self.first) / Self.step))
    let index = min(Self.count - 2, Int(position))
    let weight = position - Double(index)
    func entry(_ i: Int, _ j: Int) -> Double {
      let k = i * size + j
      return (1 - weight) * triangles[index][k] + weight * triangles[index + 1][k]
    }
    var solved = [Double](repeating: 0, count: size)
    var logVolume = 0.0
    for i in (0..<size).reversed() {
      var rest = place[i]
      for j in i + 1..<max(i + 1, size) { rest -= entry(j, i) * solved[j] }
      let diagonal = entry(i, i)
      solved[i] = rest / diagonal
      logVolume -= naturalLogarithm(diagonal)
    }
    return (solved, logVolume)
  }
}
