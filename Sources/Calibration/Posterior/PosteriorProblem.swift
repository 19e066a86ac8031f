/// A posterior to be sampled: dear to evaluate, with a cheap imitation.
protocol PosteriorProblem: Sendable {
  var dimensions: Int { get }
  /// ln density up to a constant; −∞ outside. Coordinates are near standard units.
  func logDensity(_ x: [Double]) throws -> Double
  /// The same, cheaply and not quite.
  func logImitation(_ x: [Double]) -> Double
}
