internal import Charts

/// Metrics with the interval of their mean and the spread of histories.
struct MetricTable {
  let names: MetricNames
  let metrics: [(name: String, statistics: Statistics)]

  /// Those that say something, folded away behind a summary.
  var html: String {
    let telling = metrics.filter { metric in
      metric.statistics.mean.isFinite && (metric.statistics.mean != 0 || metric.statistics.sd > 0)
    }
    return Markup.details(
      "\(telling.count) metrics with their intervals",
      MetricTable(names: names, metrics: telling).table(caption: "All metrics"))
  }

  func table(caption: String) -> String {
    Markup.table(
      caption: caption, header: ["", "mean", "95% interval of the mean", "90% of histories"],
      numeric: [1, 2, 3],
      rows: metrics.filter { $0.statistics.mean.isFinite }.map { name, statistics in
        let format = names.format(name)
        // 1.96 standard errors, as the report on a terminal has it.
        let half = 1.959_964 * statistics.mcse
        return [
          names.label(name), format.text(statistics.mean),
          half > 0 ? format.range(statistics.mean - half, statistics.mean + half) : "exact",
          statistics.sd > 0 ? format.range(statistics.q05, statistics.q95) : "no spread",
        ]
      }, hiddenWhenNarrow: 2)
  }
}
