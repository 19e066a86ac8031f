import Foundation
import GSL
import Randomness
import Testing

@testable import Calibration

@Suite struct FitResultTests {
  static func normal(
    _ scales: [ParameterScale], center: [Double], _ covariance: SymmetricMatrix
  ) -> FitResult {
    FitResult(
      model: "made",
      estimates: zip(scales, center).enumerated().map { index, entry in
        FitResult.Estimate(
          name: "p\(index)", value: entry.0.inverse(max(entry.0.bounds.lowerBound, entry.1)),
          interval: 0...1, scale: entry.0, standardError: 1, isOnTheBoundary: false)
      }, center: center, covariance: covariance, logLikelihood: -1, freeParameters: 2,
      observations: 1, undetermined: [], notes: [])
  }

  // 20,000 draws: means within 4 standard errors of their truth, one false alarm in 16,000 each.
  @Test func `draws have the fit's means and covariance on its scales`() throws {
    let covariance = SymmetricMatrix(order: 2) { [[0.04, 0], [0.03, 0.09]][$0][$1] }
    let fit = FitResultTests.normal([.log, .logit], center: [1, -1], covariance)
    let luck = Streams(seed: 6, replication: 0)
    let draws = try (0..<20_000).map { try fit.draw($0, luck: luck) }
    let x = draws.map { log($0[0]) - 1 }
    let y = draws.map { log($0[1] / (1 - $0[1])) + 1 }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let root = 20_000.0.squareRoot()
    #expect(abs(mean(x)) < 4 * 0.2 / root)
    #expect(abs(mean(y)) < 4 * 0.3 / root)
    // Var(xy) = σx²σy² + cov².
    #expect(abs(mean(zip(x, y).map(*)) - 0.03) < 4 * (0.0036 + 0.0009).squareRoot() / root)
    #expect(abs(mean(x.map { $0 * $0 }) - 0.04) < 4 * 0.04 * 2.0.squareRoot() / root)
  }

  @Test func `a draw is looked up by its number, its fit and its seed`() throws {
    let fit = FitResultTests.normal([.log], center: [0], SymmetricMatrix(order: 1) { _, _ in 1 })
    let luck = Streams(seed: 6, replication: 0)
    let first = try fit.draw(3, luck: luck)
    #expect(try fit.draw(3, luck: luck) == first)
    #expect(try fit.draw(4, luck: luck) != first)
    #expect(try fit.draw(3, luck: luck, fit: 1) != first)
    #expect(try fit.draw(3, luck: Streams(seed: 7, replication: 0)) != first)
  }

  // Centre −1 and sd 1, cut at 0: mean −1 + φ(1)/(1 − Φ(1)) = 0.525135; the second coordinate is at
  // 0.5·(u₁ + 1) given the first.
  @Test func `a coordinate that ends is drawn from inside, and others follow`() throws {
    let covariance = SymmetricMatrix(order: 2) { [[1, 0], [0.5, 1]][$0][$1] }
    let fit = FitResultTests.normal([.linear, .log], center: [-1, 0], covariance)
    let luck = Streams(seed: 6, replication: 0)
    let draws = try (0..<20_000).map { try fit.draw($0, luck: luck) }
    #expect(draws.allSatisfy { $0[0] >= 0 })
    let first = draws.reduce(0) { $0 + $1[0] } / 20_000
    let second = draws.reduce(0) { $0 + log($1[1]) } / 20_000
    #expect(abs(first - 0.525135) < 4 * 0.45 / 20_000.0.squareRoot())
    #expect(abs(second - 0.5 * 1.525135) < 4 / 20_000.0.squareRoot())
  }

  // Far in the tail the law is exponential with the limit as rate: mean 1/20 beyond 20, less 1/20³ · 2.
  @Test func `a far tail is drawn as an exponential curve`() {
    let mean =
      (0..<10_000).reduce(0.0) {
        $0 + truncatedNormal((Double($1) + 0.5) / 10_000, from: 20, to: .infinity) - 20
      } / 10_000
    #expect(abs(mean - 0.05) < 0.001)
    let back = truncatedNormal(0.5, from: -.infinity, to: -20)
    #expect(abs(back + truncatedNormal(0.5, from: 20, to: .infinity)) < 1e-12)
    #expect(abs(truncatedNormal(0.5, from: -1, to: 1)) < 1e-12)
  }

  @Test func `directions are said in words`() {
    func sentence(_ loadings: [(String, Double)]) -> String {
      UndeterminedDirection(
        loadings: loadings.map { .init(name: $0.0, elasticity: $0.1) }, standardDeviation: 9
      ).sentence
    }
    #expect(
      sentence([("participation", 1), ("invites.mean", -0.9)])
        == "only participation × invites.mean is known, not each of them")
    #expect(sentence([("a", 1), ("b", 0.8)]) == "only a ÷ b is known, not each of them")
    #expect(sentence([("a", 1)]) == "a is hardly determined by these data")
    #expect(
      sentence([("a", 1), ("b", -0.4), ("c", 0.2)])
        == "hardly anything is known along 1.00 log a − 0.40 log b + 0.20 log c")
  }

  // −(u − c)²/2 in two coordinates, correlation 0, the first cut at 0 with its centre at −1: by hand,
  // (u + 1)² − 1 ≤ q² gives u ≤ √(1 + q²) − 1.
  @Test func `intervals at a boundary are where the curve loses too much`() throws {
    let q = FitResult.quantile
    let curve = QuadraticLikelihood(
      center: [-1, 2], covariance: SymmetricMatrix(order: 2) { $0 == $1 ? 1 : 0 }, bounded: [0])
    let first = try curve.interval(of: 0, best: 0, limit: q * q)
    #expect(first.lowerBound == 0)
    #expect(abs(first.upperBound - ((1 + q * q).squareRoot() - 1)) < 1e-9)
    let second = try curve.interval(of: 1, best: 2, limit: q * q)
    #expect(abs(second.lowerBound - (2 - q)) < 1e-9 && abs(second.upperBound - (2 + q)) < 1e-9)
  }
}
