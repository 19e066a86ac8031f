internal import Reporting
package import Simulation

/// How a metric of one candidate changed.
package struct MetricDifference: Sendable {
  package let candidate: String
  package let metric: Metric
  /// Means over what the difference is taken over; nan where undefined.
  package let before, after, difference: Double
  /// 95%; nan where nothing says how sure it is.
  package let low, high: Double
  /// How many times smaller pairing makes the variance of the difference; nil unpaired.
  package let varianceReduction: Double?
  /// Paired replications that it is over; nil unpaired.
  package let replications: Int?
  /// Whether it is the same in every replication.
  package let isSame: Bool
}

/// How the outcomes of simulations changed: of every candidate that two results share, the chosen
/// metrics.
package struct OutcomeDifference: Sendable {
  package let isPaired: Bool
  /// Which way the differences are taken, and why.
  package let reason: String
  /// In the order of the first result's candidates, then of reports.
  package let rows: [MetricDifference]
  /// Candidates of one result alone.
  package let onlyBefore, onlyAfter: [String]
  package let notes: [String]
}

extension OutcomeDifference {
  /// - Parameters:
  ///   - metrics: Names; all of a forecast where nil, of candidates what decides between them.
  ///   - remarks: What else tells the two apart, for the reason.
  /// - Returns: nil where the two have no candidate in common.
  /// - Throws: `StoredResultsError` for unknown metrics and damaged files.
  init?(
    _ before: FinishedResult, _ after: FinishedResult, metrics names: [String]?, remarks: [String]
  ) throws {
    let matches = before.candidates.compactMap { candidate in
      after.candidate(matching: candidate, of: before).map { (candidate, $0) }
    }
    guard !matches.isEmpty else { return nil }
    let common = before.metrics.filter { after.metric($0.name) != nil }
    for name in names ?? [] where !common.contains(where: { $0.name == name }) {
      throw StoredResultsError.unknownMetric(name, known: common.map(\.name))
    }
    let deciding = [before.objective, after.objective].compactMap(\.self)
    let wanted = names ?? (deciding.isEmpty ? nil : deciding)
    let chosen = wanted.map { names in common.filter { names.contains($0.name) } } ?? common

    let obstacle = try Self.obstacle(before, after)
    var paired: ReplicationPairs?
    if obstacle == nil {
      paired = try ReplicationPairs(before, after, matches: matches, metrics: chosen)
    }
    let joined = paired?.joined ?? 0
    isPaired = joined > 0
    var reason: String
    if let obstacle {
      reason = "Unpaired (Welch): \(obstacle)."
    } else if joined == 0 {
      reason = "Unpaired (Welch): no replication is in both."
    } else {
      let noun = joined == 1 ? "replication" : "replications"
      reason =
        "Paired by replication: both have seed \(before.stored.seed), so each of the "
        + "\(HumanNumber(currency: "").text(Double(joined), .count)) "
        + "\(noun)\(paired?.isWhole == true ? "" : " that both have") is the same people with the "
        + "same luck"
        + (before.pairs || after.pairs
          ? "; two at a time share their uncertain numbers and count as one" : "")
        + "."
      if !remarks.isEmpty { reason += " But \(remarks.joined(separator: ", and "))." }
    }
    self.reason = reason

    var notes: [String] = []
    var rows: [MetricDifference] = []
    for (position, match) in matches.enumerated() {
      for (index, metric) in chosen.enumerated() {
        guard let old = match.0.statistics(of: metric.name)?.withoutRounding,
          let new = match.1.statistics(of: metric.name)?.withoutRounding,
          !(old.mean.isNaN && new.mean.isNaN)
        else { continue }
        let isMoneyOfTwo = metric.unit == .money && before.currency != after.currency
        if joined > 0, !isMoneyOfTwo, let found = try paired?.row(position, index) {
          rows.append(found.row)
          if let note = found.note { notes.append(note) }
          continue
        }
        if joined > 0 && !isMoneyOfTwo && old.mean.isFinite && new.mean.isFinite {
          notes.append(
            "\(metric.name): unpaired (Welch), since single replications do not say what it is a "
              + "ratio to")
        }
        let size = (before.pairs ? 2 : 1, after.pairs ? 2 : 1)
        let ends = welchInterval(
          (old.mean, old.mcse, (match.0.replications - old.undefined) / size.0),
          (new.mean, new.mcse, (match.1.replications - new.undefined) / size.1))
        rows.append(
          MetricDifference(
            candidate: match.0.name, metric: metric, before: old.mean, after: new.mean,
            difference: isMoneyOfTwo ? .nan : new.mean - old.mean,
            low: isMoneyOfTwo ? .nan : ends.low, high: isMoneyOfTwo ? .nan : ends.high,
            varianceReduction: nil, replications: nil,
            isSame: !isMoneyOfTwo && old.sd == 0 && new.sd == 0
              && isEqualButForRounding(old.mean, new.mean)))
      }
    }
    self.rows = rows
    var said: Set<String> = []
    self.notes = notes.filter { said.insert($0).inserted }
    onlyBefore = before.candidates.filter { one in !matches.contains { $0.0.name == one.name } }
      .map(\.name)
    onlyAfter = after.candidates.filter { one in !matches.contains { $0.1.name == one.name } }
      .map(\.name)
  }

  /// Why replications cannot be paired; nil where they can.
  private static func obstacle(
    _ before: FinishedResult, _ after: FinishedResult
  ) throws -> String? {
    if before.stored.seed != after.stored.seed {
      return "the seeds differ (\(before.stored.seed) and \(after.stored.seed)), so each has luck "
        + "of its own"
    }
    let missing = try [("A", before), ("B", after)].filter { entry in
      try DurableFile.names(inFolder: entry.1.path)?.contains("replications.csv") != true
    }.map(\.0)
    guard missing.isEmpty else {
      return "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "has" : "have") no "
        + "replications.csv, which running the same command again makes; pairing would narrow the "
        + "intervals"
    }
    return nil
  }
}
