internal import GSL

/// How likely the data are where the limit gives a curve: normal, with the covariance of luck and
/// of observation.
///
/// On the scale of the data, z ~ N(m + b, D·R·D + τ²·diag(g²)): *m* the limit, *b* its distance
/// from the agents' mean, *D* and *R* luck's standard deviations and correlations, and *τ* a
/// relative error of observation, independent from one number to the next (*g* turns a relative
/// error into one on the scale of the data).
struct SeriesLikelihood: Sendable {
  let observed: [Double]
  let luck: LuckModel
  let frame: LuckModel.Frame
  private let history: ObservedHistory

  init(_ observed: ObservedHistory, luck: LuckModel, frame: LuckModel.Frame) {
    self.observed = observed.scaled(observed.data.map(\.value))
    self.luck = luck
    self.frame = frame
    history = observed
  }

  /// The covariance of the data around the agents' mean.
  func covariance(
    curve: [Double], offsets: [Double], noise: Double
  ) throws(GSLError) -> CholeskyFactor {
    try CholeskyFactor(
      covarianceEntries(curve: curve, offsets: offsets, noise: noise), size: curve.count)
  }

  /// *g*, one per datum.
  func slopes(_ curve: [Double]) -> [Double] { history.relativeSlopes(curve) }

  /// Its diagonal.
  func variances(curve: [Double], offsets: [Double], noise: Double) -> [Double] {
    let entries = covarianceEntries(curve: curve, offsets: offsets, noise: noise)
    return curve.indices.map { entries[$0 * (curve.count + 1)] }
  }

  /// Row by row, up to the diagonal.
  func covarianceEntries(
    curve: [Double], offsets: [Double], noise: Double
  ) -> [Double] {
    let sd = luck.sd(at: offsets)
    let slopes = history.relativeSlopes(curve)
    let count = curve.count
    var entries = luck.correlation
    for i in 0..<count {
      let own = sd[i]
      for j in 0...i { entries[i * count + j] *= own * sd[j] }
      entries[i * (count + 1)] += noise * noise * slopes[i] * slopes[i]
    }
    return entries
  }

  /// The data less what is expected there, in independent units of standard deviation.
  func whitened(
    curve: [Double], offsets: [Double], factor: CholeskyFactor
  ) -> [Double] {
    factor.whitened(distances(curve: curve, offsets: offsets))
  }

  func distances(curve: [Double], offsets: [Double]) -> [Double] {
    let bias = luck.bias(at: offsets)
    return observed.indices.map { observed[$0] - curve[$0] - bias[$0] }
  }

  /// ln L, up to a constant; −∞ where the covariance is none.
  func logLikelihood(curve: [Double], point: [Double], noise: Double) -> Double {
    let offsets = frame.offsets(point)
    let factor: CholeskyFactor
    do {
      factor = try covariance(curve: curve, offsets: offsets, noise: noise)
    } catch {
      return -.infinity
    }
    let white = whitened(curve: curve, offsets: offsets, factor: factor)
    return -(white.reduce(0) { $0 + $1 * $1 } + factor.logDeterminant) / 2
  }
}

/// What is known of the error of observation before the data: exponential with mean 5%.
///
/// It is searched and sampled, like the parameters, on a scale on which that is standard normal.
enum ObservationNoise {
  static let mean = 0.05

  /// The error at a point of the normal scale.
  static func value(at v: Double) -> Double {
    // Beyond eight standard deviations a probability is 0 to the last bit.
    -mean * naturalLogarithm(max(1e-300, Distribution.normalTail(min(30, max(-8, v)))))
  }
}
