internal import JSON
internal import Reporting
internal import Simulation

/// Writes the rows of one result.
struct RunRows {
  let database: SQLiteDatabase
  let run: Int

  typealias Value = SQLiteDatabase.Value

  private func insert(_ table: String, _ values: [Value]) throws(DatabaseError) {
    // The tables are named in this file alone.
    let marks = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
    try database.run("INSERT INTO \(table) VALUES (\(marks))", [.integer(run)] + values)
  }

  private func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }

  /// Everything but single replications.
  ///
  /// - Parameter scenario: Its values by path.
  func insert(
    _ result: FinishedResult, finishedOn: String, scenario: [(path: String, value: String)]
  ) throws {
    let replications = result.candidates.first?.replications
    try insert(
      "runs",
      [
        .text(result.identity), .text(result.kind.rawValue), .text(result.stored.scenario),
        .text(result.path), .text(finishedOn), text(result.stored.engine),
        .text("\(result.stored.seed)"), replications.map { .integer($0) } ?? .null,
        replications.map { _ in .integer(result.firstReplication) } ?? .null,
        .text(result.currency), .text(result.stored.version), .text(result.command),
        text(result.objective), text(result.choice), .text(result.stored.headline),
        .text(result.scenario),
      ])
    for (path, value) in scenario {
      let digits = value.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
      let unit = value.dropFirst(digits.count)
      let number = unit.isEmpty || " %x".contains(unit.prefix(1)) ? Double(digits) : nil
      try insert(
        "scenario_values",
        [
          .text(path), .text(value), number.map { .real($0) } ?? .null,
          number == nil || unit.isEmpty ? .null : .text(String(unit.drop { $0 == " " })),
        ])
    }
    do {
      try insertCandidates(result)
      try insertSeries(result)
      try insertFindings(result)
    } catch let error as SummaryError {
      throw StoredResultsError.damaged(
        file: result.summaryFile, expected: "\(error.expected) at \(error.path)")
    }
  }

  private func insertCandidates(_ result: FinishedResult) throws {
    let units = Dictionary(result.metrics.map { ($0.name, $0.unit) }) { first, _ in first }
    let levels = try result.root.optional("candidates")?.elements.map {
      $0.value["levels"] == .null ? [] : try $0.member("levels").members
    }
    for (index, candidate) in result.candidates.enumerated() {
      try insert(
        "candidates",
        [
          .integer(index), .text(candidate.name), .text(candidate.role),
          .integer(candidate.name == result.choice ? 1 : 0), .integer(candidate.replications),
        ])
      for level in levels?[index] ?? [] {
        try insert(
          "candidate_levels", [.integer(index), .text(level.name), .text(try level.string)])
      }
      for (name, statistics) in candidate.metrics {
        try insert(
          "metrics",
          [.integer(index), .text(name), .text("\(units[name] ?? .number)")]
            + statistics.values.map { .real($0) } + [
              .integer(statistics.undefined),
              statistics.variance.map { .real($0.parameters) } ?? .null,
            ])
      }
    }
    for item in try result.root.optional("differences")?.elements ?? [] {
      try insert(
        "differences",
        [.text(try item.member("first").string), .text(try item.member("second").string)]
          + (try numbers(item, ["mean", "low", "high", "variance_reduction"])))
    }
  }

  private func numbers(
    _ item: SummaryReader, _ names: [String]
  ) throws(SummaryError) -> [Value] {
    try names.map { name throws(SummaryError) in .real(try item.member(name).number) }
  }

  private func insertSeries(_ result: FinishedResult) throws {
    guard result.kind == .run else { return }
    let series = try result.root.member("series")
    let times = try series.member("time").elements.map { time -> String in
      if case .string(let date) = time.value { return date }
      return String(try time.integer)
    }
    for one in try series.members where !["interval", "time", "days"].contains(one.name) {
      for (position, statistics) in try one.statistics(count: times.count).enumerated() {
        try insert(
          "series",
          [.text(one.name), .integer(position), .text(times[position])]
            + statistics.values.map { .real($0) })
      }
    }
  }

  private func insertFindings(_ result: FinishedResult) throws {
    for (name, path, estimate) in try result.estimates {
      try insert(
        "parameters",
        [
          .text(name), path.isEmpty ? .null : .text(path), .real(estimate.mean),
          .real(estimate.sd), .real(estimate.q05), .real(estimate.q95),
        ])
    }
    for score in try result.scores {
      try insert(
        "scores",
        [
          .text(score.series), .text(score.method), .integer(score.forecasts), .real(score.error),
          .real(score.crps), .real(score.coverage50), .real(score.coverage90),
        ])
    }
    guard result.kind == .decision, result.summary["sensitivity"] != .null else { return }
    for item in try result.root.member("sensitivity").member("parameters").members {
      try insert(
        "sensitivities",
        [.text(item.name)]
          + (try numbers(
            item,
            [
              "q05", "median", "q95", "regret_at_q05", "regret_at_q95", "evppi", "evppi_error",
            ])))
    }
  }

  /// Every replication of every metric; none where the folder does not have them any more.
  func insertReplications(of result: FinishedResult) throws {
    guard !result.candidates.isEmpty,
      try DurableFile.names(inFolder: result.path)?.contains("replications.csv") == true
    else { return }
    let metrics = result.metrics.map(\.name)
    var indices: [String: Int] = [:]
    for (index, candidate) in result.candidates.enumerated() { indices[candidate.name] = index }
    let path = "\(result.path)/replications.csv"
    var file = try ReplicationRows(path, columns: metrics)
    var rows: [(candidate: Int, values: [Double])] = []
    var count = 0
    while let number = try file.next({ name, values in
      guard let candidate = name.map({ indices[$0] }) ?? 0 else {
        throw StoredResultsError.damaged(
          file: path, expected: "candidates of the summary, found \(name ?? "")")
      }
      rows.append((candidate, values))
    }) {
      count += rows.count
      for row in rows {
        for (metric, value) in zip(metrics, row.values) {
          try insert(
            "replications",
            [.integer(row.candidate), .text(metric), .integer(number), .real(value)])
        }
      }
      rows.removeAll(keepingCapacity: true)
    }
    let expected = result.candidates.reduce(0) { $0 + $1.replications }
    guard count == expected else {
      throw StoredResultsError.damaged(
        file: path, expected: "\(expected) rows, found \(count)")
    }
  }
}
