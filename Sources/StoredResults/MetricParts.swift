internal import Simulation

/// Numerator and denominator of a metric in each replication, from the columns of a replications
/// file, which states the ratios alone.
///
/// The denominators are those of Documentation/Metrics.md. Whoever adds them up checks that they give
/// the mean of the summary.
struct MetricParts: Sendable {
  private enum Denominator: Sendable {
    case one
    case column(Int)
    case difference(Int, Int)
    case product(Int, Int)
    /// What the column comes to, by the ratio itself.
    case divided(Int)
  }

  private let column: Int
  private let denominator: Denominator
  /// The numerator where the ratio is undefined; 0 where it is nil.
  private let numerator: (Int, Int)?
  /// Of an upper tail: the quantile that it begins at.
  private let tail: Double?

  /// - Parameters:
  ///   - quantile95: Of the metric, as the summary states it.
  ///   - index: The place of a column that is needed.
  /// - Returns: nil where the file does not say what the metric is a ratio to.
  init?(_ metric: Metric, quantile95: Double, index: (String) -> Int) {
    column = index(metric.name)
    tail = metric.kind == .upperTail ? quantile95 : nil
    guard metric.kind == .ratio else {
      (denominator, numerator) = (.one, nil)
      return
    }
    let words = metric.name.split(separator: ".", maxSplits: 1).map(String.init)
    var cost: (Int, Int)?
    switch words[0] {
    case "referred_share": denominator = .column(index("signups_total"))
    case "referred_share_of" where words.count == 2:
      denominator = .column(index("signups_total.\(words[1])"))
    case "growth_multiple": denominator = .divided(index("customers_total_end"))
    case "cycle_time_days": denominator = .column(index("k_factor"))
    case "participation_rate": denominator = .column(index("customers_total_end"))
    case "invites_per_advocate":
      denominator = .product(index("participation_rate"), index("customers_total_end"))
    case "invite_conversion_rate": denominator = .column(index("invites_sent"))
    case "top_1pct_referrer_share": denominator = .column(index("signups_referred"))
    case "ltv_referred":
      denominator = .difference(index("signups_referred"), index("signups_deadweight"))
    case "ltv_to_cac": denominator = .divided(index("ltv"))
    case "referral_cac": denominator = .column(index("signups_referred"))
    case "incremental_cac":
      denominator = .column(index("incremental_signups"))
      cost = (index("referral_cac"), index("signups_referred"))
    case "roi": denominator = .divided(index("incremental_npv"))
    case "fraud_share": denominator = .column(index("reward_cost"))
    default: return nil
    }
    numerator = cost
  }

  /// - Parameter values: A row of the columns that were asked for; nan where undefined.
  /// - Returns: nil where the row does not tell. (0, 0) where the metric is undefined.
  func callAsFunction(_ values: [Double]) -> (numerator: Double, denominator: Double)? {
    let value = values[column]
    let below: Double
    switch denominator {
    case .one:
      guard !value.isNaN else { return (0, 0) }
      guard let tail else { return (value, 1) }
      return (tail + max(0, value - tail) / 0.05, 1)
    case .column(let index): below = values[index]
    case .difference(let first, let second): below = values[first] - values[second]
    case .product(let first, let second): below = values[first] * values[second]
    case .divided(let index): below = value == 0 ? .nan : values[index] / value
    }
    guard below.isFinite else { return nil }
    if !value.isNaN { return (value * below, below) }
    guard let numerator else { return (0, below) }
    let above = values[numerator.0] * values[numerator.1]
    return above.isFinite ? (above, below) : nil
  }
}
