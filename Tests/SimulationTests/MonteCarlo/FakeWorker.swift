@testable import Simulation

/// Records that depend on nothing but the replication, made without an engine.
enum FakeWorker {
  /// A number in 0..<1, by the finalizer of SplitMix64.
  static func uniform(_ replication: Int, _ index: Int) -> Double {
    var z = UInt64(replication) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  static func record(_ replication: Int, width: Int) -> [Double] {
    (0..<width).map { 10 + uniform(replication, $0) }
  }

  static func make(width: Int) -> @Sendable () -> (Int) throws -> [Double] {
    { { record($0, width: width) } }
  }
}
