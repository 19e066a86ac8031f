import Foundation
import Randomness
import ReferralModel
import Testing

@testable import Simulation

/// Law 1: with full participation, every contact invited at once, no churn and
/// no external hits, signups are the independent cascade of Kempe, Kleinberg,
/// Tardos (2003).
@Suite struct IndependentCascadeTests {
  static let edges: [(Int, Int)] = [
    (0, 1), (0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (3, 5), (4, 6), (5, 6), (5, 7), (2, 7),
  ]
  static let persons = 8

  /// The exact law of the cascade's size from person 0: every subset of live
  /// edges, weighted, and what it reaches (the live-edge view of the same paper).
  static func exactSizes(p: Double) -> [Double] {
    var law = [Double](repeating: 0, count: persons + 1)
    for subset in 0..<(1 << edges.count) {
      var weight = 1.0
      var reached: Set<Int> = [0]
      for e in edges.indices { weight *= subset >> e & 1 == 1 ? p : 1 - p }
      var grew = true
      while grew {
        grew = false
        for (e, edge) in edges.enumerated() where subset >> e & 1 == 1 {
          if reached.contains(edge.0) != reached.contains(edge.1) {
            reached.formUnion([edge.0, edge.1])
            grew = true
          }
        }
      }
      law[reached.count] += weight
    }
    return law
  }

  // 20,000 cascades; chi-squared with at most 7 degrees of freedom against the
  // 0.9999 quantile (29.9): false-alarm rate 1e-4 per probability, at a fixed seed.
  @Test(arguments: [0.15, 0.4, 0.7])
  func `sizes follow the exact law of live edges on a small network`(p: Double) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("cascade-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = Self.edges.map { "\($0.0) \($0.1)" }.joined(separator: "\n")
    try text.write(to: file, atomically: true, encoding: .utf8)

    let scenario = Scenario(
      name: "cascade", horizonInDays: 1,
      market: Market(size: Self.persons, network: .edges(path: file.path, directed: false)),
      customers: Customers(initial: .people([0])), acquisition: Acquisition(),
      loops: [
        Loop(
          name: "word", participation: .constant(1), invitations: .everyContact(delay: .none),
          conversion: .constant(p))
      ])
    let runs = 20_000
    var seen = [Double](repeating: 0, count: Self.persons + 1)
    for history in try Sample.histories(of: scenario, count: runs) {
      seen[Int(history.initial + history.signupsTotal)] += 1
    }
    let expected = Self.exactSizes(p: p).map { $0 * Double(runs) }
    // Sizes expected fewer than 5 times are pooled with their neighbour.
    var (statistic, pooledSeen, pooledExpected) = (0.0, 0.0, 0.0)
    for size in expected.indices {
      pooledSeen += seen[size]
      pooledExpected += expected[size]
      if pooledExpected >= 5 {
        statistic += (pooledSeen - pooledExpected) * (pooledSeen - pooledExpected) / pooledExpected
        (pooledSeen, pooledExpected) = (0, 0)
      }
    }
    #expect(statistic < 29.9)
  }
}
