internal import JSON
internal import Reporting

/// How a number found in data changed: its posterior before and after.
package struct ParameterDifference: Equatable, Sendable {
  package struct Estimate: Equatable, Sendable {
    /// nan where only an interval is known.
    package let mean, sd, q05, q95: Double
  }

  /// Its path, or what was found.
  package let name: String
  package let before, after: Estimate
  /// What its numbers are written with: the value of the scenario at its path; empty where it has
  /// none.
  package let example: String

  /// 0 where all that differs is the rounding of a search.
  package var difference: Double {
    let difference = after.mean - before.mean
    return abs(difference) <= 1e-8 * max(abs(before.mean), abs(after.mean)) ? 0 : difference
  }
  /// In standard deviations of what was known before.
  package var inStandardDeviations: Double { difference / before.sd }
}

extension FinishedResult {
  /// The numbers that a calibration found, by name.
  var estimates: [(name: String, path: String, estimate: ParameterDifference.Estimate)] {
    get throws(SummaryError) {
      var found: [(name: String, path: String, estimate: ParameterDifference.Estimate)] = []
      for item in try root.optional("parameters")?.elements ?? [] {
        let path = try item.member("path").string
        found.append(
          (
            path, path,
            .init(
              mean: try item.member("mean").number, sd: try item.member("sd").number,
              q05: try item.member("q05").number, q95: try item.member("q95").number)
          ))
      }
      for section in try root.optional("findings")?.elements ?? [] {
        let title = try section.member("title").string
        for item in try section.member("estimates").elements {
          let path = item.value["path"] == .null ? "" : try item.member("path").string
          found.append(
            (
              "\(title): \(try item.member("name").string)", path,
              .init(
                mean: try item.member("value").number, sd: .nan,
                q05: try item.member("q05").number, q95: try item.member("q95").number)
            ))
        }
      }
      return found
    }
  }

  /// Where a calibration put what it found: its scenario differs there because of the data.
  var fittedPaths: [String] {
    get throws(StoredResultsError) {
      do {
        return try estimates.map(\.path)
      } catch {
        throw .damaged(file: summaryFile, expected: "\(error.expected) at \(error.path)")
      }
    }
  }

  /// The scores of a backtest.
  var scores: [ScoreDifference.Score] {
    get throws(SummaryError) {
      try (root.optional("scores")?.elements ?? []).map { item throws(SummaryError) in
        ScoreDifference.Score(
          series: try item.member("series").string, method: try item.member("method").string,
          forecasts: try item.member("forecasts").integer,
          error: try item.member("mean_absolute_percentage_error").number,
          crps: try item.member("relative_crps").number,
          coverage50: try item.member("coverage_50").number,
          coverage90: try item.member("coverage_90").number)
      }
    }
  }
}

/// How the score of a way to forecast changed.
package struct ScoreDifference: Equatable, Sendable {
  package struct Score: Equatable, Sendable {
    package let series, method: String
    package let forecasts: Int
    /// Mean absolute error, as a share of what came.
    package let error: Double
    /// The same of whole distributions.
    package let crps: Double
    package let coverage50, coverage90: Double
  }

  package let before, after: Score
}
