package import ReferralModel
internal import GSL
internal import Randomness

/// Draws of a scenario's uncertain values: what is not known, as opposed to luck.
///
/// Draw k of a seed is the same on any machine and in any order. A draw that makes
/// no valid scenario (a probability above 1) is drawn again, whole, so that the
/// values stay jointly within their ranges.
package struct ParameterDraws: Sendable {
  /// One per uncertain value, in the order of the scenario file.
  package let laws: [Law]
  /// Joint draws: a row per draw, in random order.
  private let joint: [[Double]]
  /// The scenario with the given values, in base units; nil when they make none.
  private let build: @Sendable ([Double]) -> Scenario?

  /// Draws that all fail show a scenario whose ranges and uncertainty disagree.
  package static let attempts = 1000

  /// Where a value comes from.
  package enum Law: Sendable {
    case own(ValueDistribution)
    /// A column of the joint draws, whose row all such values of a draw share.
    case joint(column: Int)
  }

  /// - Parameters:
  ///   - joint: Draws of several values at once, a row per draw; as many as are asked for before
  ///     one comes again.
  ///   - build: The scenario with the given values; nil when they make none.
  package init(
    _ laws: [Law], joint: [[Double]] = [], build: @escaping @Sendable ([Double]) -> Scenario?
  ) {
    self.laws = laws
    self.joint = joint
    self.build = build
  }

  /// The scenario of a draw.
  ///
  /// - Throws: `ParameterDrawError` when no attempt made a valid scenario, or a quantile
  ///   does not converge.
  package func scenario(ofDraw draw: Int, seed: UInt64) throws(ParameterDrawError) -> Scenario {
    try attempt(draw, seed: seed).scenario
  }

  /// The values of a draw, in base units, one per uncertain parameter.
  ///
  /// - Throws: As `scenario(ofDraw:seed:)`.
  package func values(ofDraw draw: Int, seed: UInt64) throws(ParameterDrawError) -> [Double] {
    try attempt(draw, seed: seed).values
  }

  /// How many of the first `draws` draws were drawn again at least once, as a share.
  package func redrawnShare(draws: Int, seed: UInt64) throws(ParameterDrawError) -> Double {
    var redrawn = 0
    for draw in 0..<draws where try attempt(draw, seed: seed).attempts > 1 { redrawn += 1 }
    return Double(redrawn) / Double(max(1, draws))
  }

  private func attempt(
    _ draw: Int, seed: UInt64
  ) throws(ParameterDrawError) -> (scenario: Scenario, values: [Double], attempts: Int) {
    // Draws belong to no replication; their address is the draw and the parameter.
    let luck = Streams(seed: seed, replication: 0)
    for attempt in 0..<Self.attempts {
      var values: [Double] = []
      let row = joint.isEmpty ? 0 : row(ofDraw: draw, attempt: attempt, luck)
      for (index, law) in laws.enumerated() {
        guard case .own(let distribution) = law else {
          if case .joint(let column) = law { values.append(joint[row][column]) }
          continue
        }
        let block = luck.block(
          of: UInt32(draw), deciding: .parameter,
          at: UInt32(attempt * laws.count + index))
        // 52 bits, ends excluded.
        do {
          values.append(try distribution.quantile((Double(block.first64 >> 12) + 0.5) * 0x1p-52))
        } catch {
          throw .noQuantile(draw: draw, distribution, reason: error.description)
        }
      }
      if let scenario = build(values) { return (scenario, values, attempt + 1) }
    }
    throw .noneValid(draw: draw)
  }

  /// Rows in their order from one that the seed chooses, so that none comes twice before all
  /// have come; any row where the first makes no valid scenario.
  private func row(ofDraw draw: Int, attempt: Int, _ luck: Streams) -> Int {
    let who: UInt32 = attempt == 0 ? .max : UInt32(draw)
    let word = luck.block(of: who, deciding: .posteriorRow, at: UInt32(attempt)).w0
    let chosen = Int((UInt64(word) &* UInt64(joint.count)) &>> 32)
    return attempt == 0 ? (chosen + draw) % joint.count : chosen
  }
}

/// Why the uncertain values cannot be drawn.
package enum ParameterDrawError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No attempt made a valid scenario.
  case noneValid(draw: Int)
  /// A distribution is so extreme that its quantile cannot be computed.
  case noQuantile(draw: Int, ValueDistribution, reason: String)

  package var description: String {
    switch self {
    case .noneValid(let draw):
      "uncertain: none of \(ParameterDraws.attempts) draws (draw \(draw)) gives a valid scenario; "
        + "their distributions lie almost wholly outside the allowed ranges"
    case .noQuantile(let draw, let distribution, let reason):
      "uncertain: draw \(draw) of \(distribution): no quantile: \(reason); "
        + "choose a less extreme distribution"
    }
  }
}
