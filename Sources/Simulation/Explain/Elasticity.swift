/// What 1% more of one factor does, in percent.
package struct Elasticity: Equatable, Sendable {
  package enum Method: String, Equatable, Sendable {
    /// (Y(1 + h) − Y(1 − h)) ÷ 2h, relative to Y.
    case central
    /// (Y − Y(1 − h)) ÷ h, relative to Y: the factor cannot be raised.
    case downward
  }

  package let factor: Factor
  package let result: Result

  package enum Result: Equatable, Sendable {
    /// In the order of `metrics`.
    case estimated([PairedEstimate], Method)
    /// Why not, in a clause.
    case impossible(String)
  }

  /// *h*, the relative change on either side.
  ///
  /// A central difference at 10% is off by h²/6 times the third derivative: 2% of the value where
  /// growth is as curved as K/(1 − K) at K = 0.5.
  package static let step = 0.1

  /// What is looked at.
  package static let metrics = ["k_factor", "signups_total", "npv"]

  /// Of `signups_total`, by which factors are ranked; nan where impossible.
  package var effectOnSignups: Double {
    guard case .estimated(let estimates, _) = result else { return .nan }
    return estimates[1].mean
  }

  /// Largest effect on signups first, those without one last, in file order.
  static func ranked(_ all: [Elasticity]) -> [Elasticity] {
    func size(_ elasticity: Elasticity) -> Double {
      elasticity.effectOnSignups.isNaN ? -1 : abs(elasticity.effectOnSignups)
    }
    return all.enumerated().sorted {
      (-size($0.element), $0.offset) < (-size($1.element), $1.offset)
    }.map(\.element)
  }

  /// The relative difference of two paired runs, over the relative change between them.
  ///
  /// - Parameters:
  ///   - high: A metric at the larger value of the factor, one per replication.
  ///   - low: At the smaller one.
  ///   - base: As the scenario stands; its size is the yardstick, so that a positive
  ///     elasticity of a negative worth still means better.
  ///   - width: Between high and low, relative.
  static func estimate(
    high: [Double], low: [Double], base: [Double], width: Double
  ) -> PairedEstimate {
    let sign: Double = base.filter(\.isFinite).reduce(0, +) < 0 ? -1 : 1
    return PairedEstimate(
      base.indices.map { ((high[$0] - low[$0]) / width, sign * base[$0]) })
  }
}
