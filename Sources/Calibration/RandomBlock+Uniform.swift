internal import Randomness

extension RandomBlock {
  /// A double above 0 and below 1, so that its logarithm and its normal quantile are finite.
  var openUniform: Double { (Double(first64 >> 12) + 0.5) * 0x1p-52 }
}
