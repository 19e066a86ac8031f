internal import Reporting
internal import Simulation

/// The replications of two results, read once and side by side, in memory that does not grow with
/// their number.
struct ReplicationPairs {
  /// Replications in both.
  private(set) var joined = 0
  /// Whether each has all that the other has.
  private(set) var isWhole = true
  /// By match, then by metric.
  private var tracks: [[MetricTrack]]
  private let names: [String]
  private let files: [String]

  /// - Parameter matches: The same candidate in both.
  /// - Throws: Where a file is damaged, or is not that of its summary.
  init(
    _ before: FinishedResult, _ after: FinishedResult,
    matches: [(FinishedResult.Candidate, FinishedResult.Candidate)], metrics: [Metric]
  ) throws {
    var columns: [String] = []
    func index(_ name: String) -> Int {
      if let index = columns.firstIndex(of: name) { return index }
      columns.append(name)
      return columns.count - 1
    }
    tracks = matches.map { match in
      metrics.map { metric in
        let nothing = Statistics(values: Statistics.names.map { _ in .nan })
        return MetricTrack(
          metric, match.0.statistics(of: metric.name) ?? nothing,
          match.1.statistics(of: metric.name) ?? nothing, index: index)
      }
    }
    names = matches.map(\.0.name)
    files = [before, after].map { "\($0.path)/replications.csv" }
    var first = Reader(
      try ReplicationRows(files[0], columns: columns), before, matches.map(\.0.name))
    var second = Reader(
      try ReplicationRows(files[1], columns: columns), after, matches.map(\.1.name))
    try first.advance()
    try second.advance()
    let size = before.pairs || after.pairs ? 2 : 1
    while first.number != nil || second.number != nil {
      let number = min(first.number ?? .max, second.number ?? .max)
      let isInFirst = first.number == number
      let isInSecond = second.number == number
      if isInFirst {
        for (match, values) in first.rows {
          for metric in metrics.indices { tracks[match][metric].takeFirst(values) }
        }
        try first.advance()
      }
      if isInSecond {
        for (match, values) in second.rows {
          for metric in metrics.indices { tracks[match][metric].takeSecond(values) }
        }
        try second.advance()
      }
      if isInFirst && isInSecond { joined += 1 } else { isWhole = false }
      for match in tracks.indices {
        for metric in metrics.indices {
          if isInFirst && isInSecond {
            tracks[match][metric].join(unit: number / size)
          } else {
            tracks[match][metric].forget()
          }
        }
      }
    }
    try first.finish(matches.map(\.0.replications))
    try second.finish(matches.map(\.1.replications))
  }

  /// One of the files, at one replication.
  private struct Reader {
    private var file: ReplicationRows
    private let matches: [String: Int]
    private let only: Int?
    private(set) var number: Int?
    private(set) var rows: [(match: Int, values: [Double])] = []
    private var counts: [Int]

    init(_ file: ReplicationRows, _ result: FinishedResult, _ names: [String]) {
      self.file = file
      var matches: [String: Int] = [:]
      for (index, name) in names.enumerated() { matches[name] = index }
      self.matches = matches
      only = result.kind == .run ? 0 : nil
      counts = names.map { _ in 0 }
    }

    mutating func advance() throws {
      rows.removeAll(keepingCapacity: true)
      var found: [(match: Int, values: [Double])] = []
      number = try file.next { name, values in
        if let match = name.flatMap({ matches[$0] }) ?? only { found.append((match, values)) }
      }
      for row in found { counts[row.match] += 1 }
      rows = found
    }

    /// - Throws: Where there were more or fewer replications than the summary says.
    func finish(_ expected: [Int]) throws(StoredResultsError) {
      for (count, expected) in zip(counts, expected) where count != expected {
        throw .damaged(file: file.path, expected: "\(expected) replications, found \(count)")
      }
    }
  }

  /// - Returns: nil where the rows do not tell.
  func row(
    _ match: Int, _ metric: Int
  ) throws(StoredResultsError) -> (row: MetricDifference, note: String?)? {
    var track = tracks[match][metric]
    switch track.finish() {
    case .unknown: return nil
    case .contradiction(let side):
      throw .damaged(
        file: files[side], expected: "rows whose \(track.metric.name) has the mean of the summary")
    case .difference(let d, _):
      let isPart = track.replications < track.joined && track.metric.kind != .ratio
      let note =
        isPart
        ? "\(track.metric.name): over the \(track.replications) of \(track.joined) replications in "
          + "which both define it" : nil
      return (
        MetricDifference(
          candidate: names[match], metric: track.metric, before: d.before, after: d.after,
          difference: d.mean, low: d.low, high: d.high, varianceReduction: d.varianceReduction,
          replications: track.replications, isSame: track.isSame), note
      )
    }
  }
}
