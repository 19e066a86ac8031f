package import JSON
internal import ReferralModel
internal import Simulation

extension RunResult {
  /// The object that `--format json` prints and `summary.json` holds.
  package var json: JSONValue {
    .object(
      [
        .init(
          "kfactor",
          .object([
            .init("version", .string(origin.version)), .init("command", .string(origin.command)),
          ])),
        .init(
          "scenario",
          .object([
            .init("name", .string(scenario.name)), .init("file", .string(scenario.file)),
            .init("sha256", .string(scenario.sha256)),
            .init("currency", .string(scenario.currency)),
            .init("initial_customers", .number(scenario.initialCustomers)),
            .init("program", .bool(scenario.hasProgram)),
          ])),
        .init("engine", .string(origin.engine)),
        .init("seed", .natural(origin.seed)),
        .init("replications", .integer(replications.count)),
        .init("approximations", .strings(approximations)),
        .init("metrics", .object(metrics.map { .init($0.name, $0.statistics.json) })),
        .init("series", seriesJSON),
        .init("first_replication", .integer(replications.lowerBound)),
        .init("identity", .string(origin.identity)),
        .init("network", .object(network.map { .init($0.name, $0.value.json) })),
        .init("payoffs", .object(payoffs.map { .init($0.name, $0.value.json) })),
        .init("uncertain", .strings(uncertain)),
      ] + (cascades.map { [.init("cascades", $0.json)] } ?? [])
        + (precision.map { [.init("precision", $0.json)] } ?? []))
  }

  private var seriesJSON: JSONValue {
    let times = (0..<intervals.count).map { interval -> JSONValue in
      switch intervals.time(of: interval) {
      case .day(let day): .integer(day)
      case .date(let date): .string(date.description)
      }
    }
    return .object(
      [.init("interval", .string(intervals.unit.rawValue)), .init("time", .array(times))]
        + series.map { .init($0.name, $0.json) }
        + [.init("days", .integer(intervals.bounds[intervals.count]))])
  }
}

extension RunResult.SeriesResult {
  /// An array per statistic.
  fileprivate var json: JSONValue {
    var members = Statistics.names.enumerated().map { index, name in
      JSONValue.Member(name, .numbers(statistics.map { $0.values[index] }))
    }
    if statistics.contains(where: { $0.undefined > 0 }) {
      members.append(.init("undefined", .array(statistics.map { .integer($0.undefined) })))
    }
    return .object(members)
  }
}

extension Statistics {
  var json: JSONValue {
    var members = zip(Statistics.names, values).map { JSONValue.Member($0, .number($1)) }
    if undefined > 0 { members.append(.init("undefined", .integer(undefined))) }
    if let variance {
      members.append(
        .init(
          "variance",
          .object([
            .init("parameters", .number(variance.parameters)),
            .init("luck", .number(variance.luck)),
          ])))
    }
    return .object(members)
  }
}

extension PrecisionReached {
  fileprivate var json: JSONValue {
    .object([
      .init("metric", .string(target.metric)),
      .init("relative_half_width", .number(relativeHalfWidth)),
      .init("target", .number(target.relativeHalfWidth)),
      .init("reached", .bool(isReached)),
    ])
  }
}

extension RunResult.Fact.Value {
  fileprivate var json: JSONValue {
    switch self {
    case .number(let value): .number(value)
    case .text(let text): .string(text)
    }
  }
}
