internal import GSL
internal import Randomness

/// What might have been observed, at one draw of everything that is not known.
enum PredictiveDraw {
  /// - Returns: One number per datum, on the scale of the data; nil where the draw makes no
  ///   scenario.
  static func sample(
    _ model: SeriesModel, _ likelihood: SeriesLikelihood, _ point: [Double], noise: Double,
    number: Int, seed: UInt64
  ) throws -> [Double]? {
    guard let curve = try model.curve(at: point) else { return nil }
    let offsets = likelihood.frame.offsets(point)
    let factor = try likelihood.covariance(curve: curve, offsets: offsets, noise: noise)
    let luck = Streams(seed: seed, replication: 1)
    let normals = curve.indices.map { index in
      let block = luck.block(
        of: UInt32(number), deciding: .samplerStep, at: UInt32(index))
      return Distribution.normalQuantile(block.openUniform)
    }
    let bias = likelihood.luck.bias(at: offsets)
    return zip(zip(curve, bias), factor.coloured(normals)).map { $0.0 + $0.1 + $1 }
  }
}
