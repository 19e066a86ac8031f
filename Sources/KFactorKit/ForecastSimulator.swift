internal import Randomness
internal import ReferralModel
internal import ScenarioFile
internal import Simulation

/// A scenario file, read, checked and ready to be simulated from Swift.
///
/// ```swift
/// let simulator = try ForecastSimulator(scenarioFile: "Scenarios/dropbox-2008.yaml")
/// let replicate = simulator.makeWorker()
/// let metrics = try replicate(0)
/// print(simulator.metricNames[0], metrics[0])
/// ```
/// A value: copies share what is read, and may be used on any thread.
public struct ForecastSimulator: Sendable {
  private let forecast: Forecast

  /// The names of the metrics, in the order in which a worker gives them.
  public let metricNames: [String]

  /// Reads a scenario file and its network.
  ///
  /// - Parameters:
  ///   - scenarioFile: Path of the YAML file; files that it names are relative to it.
  ///   - overrides: `path=value` each, as for `kfactor run --set`.
  ///   - allowedPaths: Folders besides the scenario's own that files it names may be in.
  /// - Throws: An error whose description says file, line, column and what was
  ///   expected; one for the network when that cannot be read or built.
  public init(scenarioFile: String, overrides: [String] = [], allowedPaths: [String] = []) throws {
    let document = try ScenarioDocument.load(
      path: scenarioFile, overrides: try overrides.map { try PathOverride(parsing: $0) },
      allowing: allowedPaths)
    forecast = try Forecast(
      document.scenario, engine: .agents, unit: .month, draws: ParameterDraws(document))
    metricNames = forecast.layout.metrics.map(\.name)
  }

  /// A simulator for one thread: the metrics of a replication, by its number alone.
  ///
  /// Replication r is the same history whatever worker makes it, and whenever.
  /// - Returns: A function that gives one number per metric, nan where a metric is
  ///   undefined. It throws when no draw of the uncertain values makes a scenario.
  /// - Complexity: The first call builds the tables (milliseconds, and a bit per
  ///   person of the market); later ones cost O(events).
  public func makeWorker() -> (_ replication: Int) throws -> [Double] {
    let record = forecast.makeWorker()
    let layout = forecast.layout
    return { replication in
      let columns = try record(replication)
      return zip(layout.metrics, layout.metricColumns).map { metric, column in
        metric.kind == .ratio
          ? Metric.ratio(columns[column], columns[column + 1]) : columns[column]
      }
    }
  }

  /// The scenario's large-market limit, without noise, at its central values.
  ///
  /// - Throws: When the network, which is read once more, has changed meanwhile.
  public func makeExpectedSimulator() throws -> ExpectedSimulator {
    try ExpectedSimulator(forecast.scenario)
  }
}

/// The large-market limit of a scenario, ready to be computed any number of times.
public struct ExpectedSimulator: Sendable {
  private let scenario: Scenario
  private let plan: ModelPlan
  private let values: LifetimeValues
  private let classes: ContactClasses

  init(_ scenario: Scenario) throws {
    let graph = try ContactGraph(scenario.market)
    self.scenario = scenario
    plan = ModelPlan(scenario)
    values = LifetimeValues(plan)
    classes = ContactClasses(graph.counts.masses)
  }

  /// One expected history: everyone who was ever a customer, at the end of each day.
  ///
  /// - Returns: One number per day of the horizon.
  /// - Complexity: O(days²), whatever the market's size.
  public func expectedHistory() -> [Double] {
    let history = ExpectedEngine(scenario, plan: plan, values: values, classes: classes).history()
    var ever = history.initial
    return (0..<history.horizon).map { day in
      ever += history.signups(onDay: day)
      return ever
    }
  }
}
