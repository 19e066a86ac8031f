package import JSON
internal import ReferralModel
package import Simulation

extension RunResult {
  /// More than any market has of loops and segments; looking them up takes time.
  static let mostMetrics = 10_000

  /// Reads a summary back: everything but the values of single replications.
  ///
  /// - Throws: `SummaryError` naming the first key that is missing or of the wrong
  ///   kind.
  package init(summary: JSONValue) throws(SummaryError) {
    let root = SummaryReader(value: summary)
    let kfactor = try root.member("kfactor")
    let scenario = try root.member("scenario")
    self.scenario = ScenarioSummary(
      name: try scenario.member("name").string, file: try scenario.member("file").string,
      sha256: try scenario.member("sha256").string,
      currency: try scenario.member("currency").string,
      initialCustomers: try scenario.member("initial_customers").number,
      hasProgram: try scenario.member("program").bool)
    origin = Origin(
      version: try kfactor.member("version").string, command: try kfactor.member("command").string,
      engine: try root.member("engine").string, seed: try root.member("seed").natural,
      identity: try root.member("identity").string)
    let first = try root.member("first_replication").integer
    let made = try root.member("replications").integer
    let limit = 1 << 53
    guard (0...limit).contains(first), (0...limit).contains(made) else {
      throw SummaryError(path: "/replications", expected: "counts of at least 0")
    }
    replications = first..<first + made
    approximations = try root.member("approximations").strings
    uncertain = try root.member("uncertain").strings
    network = try root.member("network").members.map { fact throws(SummaryError) in
      if case .string(let text) = fact.value { return Fact(fact.name, .text(text)) }
      return Fact(fact.name, .number(try fact.number))
    }
    payoffs = try root.member("payoffs").members.map { fact throws(SummaryError) in
      Fact(fact.name, .number(try fact.number))
    }
    cascades = try root.optional("cascades")?.cascades
    precision = try root.optional("precision")?.precision

    let metrics = try root.member("metrics").members
    guard metrics.count <= Self.mostMetrics else {
      throw SummaryError(path: "/metrics", expected: "at most \(Self.mostMetrics) metrics")
    }
    let catalogue = Dictionary(
      Metric.catalogue(ofNames: metrics.map(\.name)).map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    self.metrics = try metrics.map { metric throws(SummaryError) in
      guard let known = catalogue[metric.name] else {
        throw SummaryError(path: metric.path, expected: "a metric of this version")
      }
      return MetricResult(
        name: metric.name, unit: known.unit, group: known.group,
        statistics: try metric.statistics, values: [])
    }
    let series = try root.member("series")
    intervals = try series.intervals
    let times = intervals.count
    self.series = try Series.all(loops: Metric.loops(ofNames: metrics.map(\.name))).map {
      known throws(SummaryError) in
      SeriesResult(
        name: known.name, unit: known.unit,
        statistics: try series.member(known.name).statistics(count: times))
    }
  }
}

extension Metric {
  /// The metrics of a result, from the names that it stores: some speak of a loop or a segment.
  package static func catalogue(ofNames names: [String]) -> [Metric] {
    all(loops: loops(ofNames: names), segments: rests(of: names, after: "signups_total."))
  }

  /// The loops that the names speak of.
  package static func loops(ofNames names: [String]) -> [String] {
    rests(of: names, after: "signups_referred.")
  }

  private static func rests(of names: [String], after prefix: String) -> [String] {
    names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }
}

/// Why a summary cannot be read back.
package struct SummaryError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let expected: String

  package var description: String { printable("\(path): expected \(expected)") }
}

/// A value of a summary and where it stands.
package struct SummaryReader {
  package let value: JSONValue
  package let path: String

  /// Of the member; empty of an element and at the top.
  package let name: String

  package init(value: JSONValue, path: String = "", name: String = "") {
    self.value = value
    self.path = path
    self.name = name
  }

  package func member(_ name: String) throws(SummaryError) -> SummaryReader {
    guard let member = try optional(name) else {
      throw SummaryError(path: "\(path)/\(name)", expected: "a value")
    }
    return member
  }

  package func optional(_ name: String) throws(SummaryError) -> SummaryReader? {
    value[name].map { SummaryReader(value: $0, path: "\(path)/\(name)", name: name) }
  }

  private func wrong(_ expected: String) -> SummaryError {
    SummaryError(path: path, expected: expected)
  }

  package var members: [SummaryReader] {
    get throws(SummaryError) {
      guard case .object(let members) = value else { throw wrong("an object") }
      return members.map {
        SummaryReader(value: $0.value, path: "\(path)/\($0.name)", name: $0.name)
      }
    }
  }

  package var elements: [SummaryReader] {
    get throws(SummaryError) {
      guard case .array(let values) = value else { throw wrong("an array") }
      return values.map { SummaryReader(value: $0, path: path) }
    }
  }

  package var string: String {
    get throws(SummaryError) {
      guard case .string(let text) = value else { throw wrong("a string") }
      return text
    }
  }

  package var strings: [String] {
    get throws(SummaryError) {
      try elements.map { element throws(SummaryError) in try element.string }
    }
  }

  package var bool: Bool {
    get throws(SummaryError) {
      guard case .bool(let value) = value else { throw wrong("true or false") }
      return value
    }
  }

  package var integer: Int {
    get throws(SummaryError) {
      guard case .integer(let value) = value else { throw wrong("an integer") }
      return value
    }
  }

  package var natural: UInt64 {
    get throws(SummaryError) {
      switch value {
      case .natural(let value): return value
      case .integer(let value) where value >= 0: return UInt64(value)
      default: throw wrong("an integer of at least 0")
      }
    }
  }

  /// nan of null.
  package var number: Double {
    get throws(SummaryError) {
      switch value {
      case .null: return .nan
      case .number(let value):
        guard abs(value) <= 1e100 else { throw wrong("a number of at most 1e100") }
        return value
      case .integer(let value): return Double(value)
      case .natural(let value): return Double(value)
      default: throw wrong("a number")
      }
    }
  }

  package var statistics: Statistics {
    get throws(SummaryError) {
      let values = try Statistics.names.map { name throws(SummaryError) in try member(name).number }
      var statistics = Statistics(values: values)
      statistics.undefined = try optional("undefined")?.integer ?? 0
      if let variance = try optional("variance") {
        statistics.variance = VarianceShares(
          parameters: try variance.member("parameters").number,
          luck: try variance.member("luck").number)
      }
      return statistics
    }
  }

  /// Of a series, whose statistics are arrays.
  package func statistics(count: Int) throws(SummaryError) -> [Statistics] {
    let columns = try Statistics.names.map { name throws(SummaryError) in
      try member(name).elements.map { element throws(SummaryError) in try element.number }
    }
    let undefined = try optional("undefined")?.elements.map { element throws(SummaryError) in
      try element.integer
    }
    guard columns.allSatisfy({ $0.count == count }), (undefined?.count ?? count) == count
    else { throw wrong("\(count) numbers for each statistic") }
    return (0..<count).map { interval in
      var statistics = Statistics(values: columns.map { $0[interval] })
      statistics.undefined = undefined?[interval] ?? 0
      return statistics
    }
  }

  package var intervals: Intervals {
    get throws(SummaryError) {
      guard let unit = Intervals.Unit(rawValue: try member("interval").string) else {
        throw SummaryError(path: "\(path)/interval", expected: "day, week or month")
      }
      let times = try member("time").elements
      let days = try member("days").integer
      guard days >= 1, let first = times.first else { throw wrong("at least one interval") }
      // A century, as long as a scenario's horizon may be.
      guard days <= 36_525 else { throw wrong("at most 36,525 days") }
      var start: CalendarDate?
      if case .string(let text) = first.value {
        start = CalendarDate(text)
        if start == nil { throw SummaryError(path: "\(path)/time", expected: "dates") }
      }
      let intervals = Intervals(unit, start: start, horizon: days)
      guard intervals.count == times.count else { throw wrong("\(intervals.count) times") }
      return intervals
    }
  }

  var precision: PrecisionReached {
    get throws(SummaryError) {
      PrecisionReached(
        target: PrecisionTarget(
          relativeHalfWidth: try member("target").number, metric: try member("metric").string),
        relativeHalfWidth: try member("relative_half_width").number)
    }
  }
}
