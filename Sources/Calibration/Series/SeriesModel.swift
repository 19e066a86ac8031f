package import ReferralModel
package import Simulation

/// What a scenario would show in place of the data, as a function of the numbers to be found.
package struct SeriesModel: Sendable {
  package let observed: ObservedHistory
  package let parameters: [FittedParameter]
  package let simulator: HistorySimulator
  /// The scenario with values for the parameters; nil when they make none.
  private let build: @Sendable ([Double]) -> Scenario?

  /// - Parameters:
  ///   - simulator: Of the scenario at its own values, as long as the data.
  ///   - build: The scenario with values for the parameters, in base units, in their order; nil
  ///     when they make no valid scenario.
  package init(
    observed: ObservedHistory, parameters: [FittedParameter], simulator: HistorySimulator,
    build: @escaping @Sendable ([Double]) -> Scenario?
  ) {
    self.observed = observed
    self.parameters = parameters
    self.simulator = simulator
    self.build = build
  }

  /// The same model against other data.
  package func against(_ observed: ObservedHistory) -> SeriesModel {
    SeriesModel(observed: observed, parameters: parameters, simulator: simulator, build: build)
  }

  /// The same model with what rewards that go by count are worth at a point.
  func solved(at point: [Double]) throws -> SeriesModel {
    guard let scenario = try scenario(at: point) else { return self }
    return SeriesModel(
      observed: observed, parameters: parameters, simulator: try simulator.solved(for: scenario),
      build: build)
  }

  /// The numbers at a point of the normal scale.
  package func values(at point: [Double]) throws -> [Double] {
    try zip(parameters, point).map { try $0.value(at: $1) }
  }

  /// The scenario at a point of the normal scale, no longer than the data; nil where none is valid.
  package func scenario(at point: [Double]) throws -> Scenario? {
    let values = try values(at: point)
    for (parameter, value) in zip(parameters, values) where !parameter.range.contains(value) {
      return nil
    }
    guard var scenario = build(values) else { return nil }
    scenario.horizonInDays = observed.horizon
    return scenario
  }

  /// The large-market limit at a point, on the scale on which data are compared; nil where no
  /// scenario is valid.
  package func curve(at point: [Double]) throws -> [Double]? {
    guard let scenario = try scenario(at: point) else { return nil }
    return observed.scaled(observed.values(try simulator.expected(scenario)))
  }

  /// How the curve moves with each parameter, on the normal scale, a row per parameter; nil at an
  /// edge of what a scenario allows.
  func slopes(at point: [Double]) throws -> [[Double]]? {
    let step = 0.02
    var slopes: [[Double]] = []
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += step
      down[index] -= step
      guard let above = try curve(at: up), let below = try curve(at: down) else { return nil }
      slopes.append(zip(above, below).map { ($0 - $1) / (2 * step) })
    }
    return slopes
  }
}
