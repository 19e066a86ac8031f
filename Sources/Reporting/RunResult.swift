package import Simulation

/// A finished forecast as values: everything that its reports state.
package struct RunResult: Equatable, Sendable {
  package var scenario: ScenarioSummary
  /// What made the numbers.
  package var origin: Origin
  /// Replications that the estimates are over.
  package var replications: Range<Int>
  /// Parts of the scenario that the engine computes without.
  package var approximations: [String]
  /// Facts about the contact network, in their order.
  package var network: [Fact]
  /// What referrals pay on average, where rewards go by count.
  package var payoffs: [Fact]
  /// Paths of the scenario that are uncertain.
  package var uncertain: [String]
  /// The referral trees of the first history; nil where persons were not simulated.
  package var cascades: ReferralForest?
  /// nil when no precision was asked for.
  package var precision: PrecisionReached?
  package var metrics: [MetricResult]
  package var intervals: Intervals
  package var series: [SeriesResult]

  package struct ScenarioSummary: Equatable, Sendable {
    package var name: String
    package var file: String
    package var sha256: String
    package var currency: String
    package var initialCustomers: Double
    package var hasProgram: Bool

    package init(
      name: String, file: String, sha256: String, currency: String, initialCustomers: Double,
      hasProgram: Bool
    ) {
      self.name = name
      self.file = file
      self.sha256 = sha256
      self.currency = currency
      self.initialCustomers = initialCustomers
      self.hasProgram = hasProgram
    }
  }

  package struct Origin: Equatable, Sendable {
    package var version: String
    /// What reproduces the run from a shell.
    package var command: String
    /// "agents" or "expected".
    package var engine: String
    package var seed: UInt64
    /// A hash of everything that determines the numbers.
    package var identity: String

    package init(
      version: String, command: String, engine: String, seed: UInt64, identity: String
    ) {
      self.version = version
      self.command = command
      self.engine = engine
      self.seed = seed
      self.identity = identity
    }
  }

  /// "mean contacts: 15.2".
  package struct Fact: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
      case number(Double)
      case text(String)
    }
    /// snake_case, as in outputs.
    package var name: String
    package var value: Value

    package init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  package struct MetricResult: Equatable, Sendable {
    package var name: String
    package var unit: Metric.Unit
    package var group: Metric.Group
    package var statistics: Statistics
    /// One per replication, nan where undefined; empty when read back from a summary.
    package var values: [Double]
  }

  package struct SeriesResult: Equatable, Sendable {
    package var name: String
    package var unit: Metric.Unit
    /// One per interval.
    package var statistics: [Statistics]
  }

  /// Gathers what a run came to.
  package init(
    scenario: ScenarioSummary, origin: Origin, outcome: MonteCarloRunner.Result,
    approximations: [String] = [], network: [Fact] = [], payoffs: [Fact] = [],
    uncertain: [String] = [], cascades: ReferralForest? = nil
  ) {
    self.scenario = scenario
    self.origin = origin
    self.approximations = approximations
    self.network = network
    self.payoffs = payoffs
    self.uncertain = uncertain
    self.cascades = cascades
    replications = outcome.replications
    precision = outcome.precision
    let outcomes = outcome.outcomes
    let layout = outcomes.layout
    intervals = layout.intervals
    metrics = layout.metrics.enumerated().map { index, metric in
      MetricResult(
        name: metric.name, unit: metric.unit, group: metric.group,
        statistics: outcomes.statistics(ofMetric: index), values: outcomes.values(ofMetric: index))
    }
    series = layout.series.enumerated().map { index, series in
      SeriesResult(
        name: series.name, unit: series.unit, statistics: outcomes.statistics(ofSeries: index))
    }
  }

  package func metric(_ name: String) -> MetricResult? { metrics.first { $0.name == name } }
  package func series(_ name: String) -> SeriesResult? { series.first { $0.name == name } }
}
