import Randomness

/// A uniform variate in (0, 1) that no simulation draws.
func uniform(_ index: Int, _ luck: Streams) -> Double {
  (Double(luck.block(of: 7, deciding: .sequence, at: UInt32(index)).first64 >> 12) + 0.5) * 0x1p-52
}
