import Dispatch
import Foundation
import Synchronization

/// How honest fits are: truths from priors, data from the agents engine, and where the truths lie in
/// what the fits say. `Benchmarks/calibration.sh` runs it.
@main
struct CalibrationBenchmark {
  private enum Kind: String, CaseIterable {
    case series, persons, experiments
  }

  /// Arguments: fits of each kind, 1,000 where left out; then the kinds, all where left out.
  ///
  /// Exits with 1 where a goal is missed.
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let kinds = arguments.dropFirst().map { Kind(rawValue: $0) }
    guard let fits = arguments.first.map({ Int($0) }) ?? 1000, fits >= 20, !kinds.contains(nil)
    else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: "|")
      print("usage: CalibrationBenchmark [FITS] [\(known)]...   at least 20 fits")
      exit(64)
    }
    var missed: [String] = []
    for kind in kinds.isEmpty ? Kind.allCases : kinds.compactMap(\.self) {
      switch kind {
      case .series: missed += try series(fits)
      case .persons: missed += try events(fits)
      case .experiments: missed += try experiments(fits)
      }
    }
    if missed.isEmpty { return }
    print("\ngoals missed:\n- " + missed.joined(separator: "\n- "))
    exit(1)
  }

  // MARK: Kinds

  private static func series(_ fits: Int) throws -> [String] {
    let paths = [
      "loops.referral.conversion.base", "loops.referral.invites.mean", "acquisition.organic.rate",
    ]
    let program = try SmallProgram(
      SmallProgram.text(months: 12), paths: paths, columns: [.signups, .signupsReferred])
    let parts = try inParallel(fits) {
      try SeriesHonesty(program, experiments: $0, seed: 1_000_003, threads: 1)
    }
    guard var all = parts.first else { return [] }
    for part in parts.dropFirst() { all.merge(part) }
    print(
      "series: \(fits) fits to 12 months of signups and signups_referred, 300 customers at first;"
        + " \(all.refused.count) refused")
    print("".left(40) + "ranks, chi-squared p".right(22) + "90% covers".right(12))
    var missed: [String] = []
    for ranks in all.ranks {
      let p = ranks.uniformity(bins: 20)
      print(ranks.name.left(40) + decimal(p, 3).right(22) + percent(ranks.coverage).right(12))
      // Of as many numbers as there are, by Bonferroni.
      if p * Double(all.ranks.count) < 0.01 { missed.append("\(ranks.name): p \(p)") }
      missed += outside(ranks.coverage, fits, ranks.name)
    }
    list(all.refused)
    return missed
  }

  private static func events(_ fits: Int) throws -> [String] {
    let parts = try inParallel(fits) { try EventsHonesty(experiments: $0, seed: 1_000_003) }
    guard var all = parts.first else { return [] }
    for part in parts.dropFirst() { all.merge(part) }
    print(
      "\npersons: \(fits) fits to 18 months of customers and their invitations, 300 customers at "
        + "first; \(all.refused.count) refused")
    let missed = table(all.coverage)
    list(all.refused)
    return missed
  }

  private static func experiments(_ fits: Int) throws -> [String] {
    let customers = 600
    let parts = try inParallel(fits) {
      try ExperimentHonesty(customers: customers, experiments: $0, seed: 1_000_003)
    }
    guard var all = parts.first else { return [] }
    for part in parts.dropFirst() { all.merge(part) }
    print(
      "\nexperiments: \(fits) fits to five rewards shown to \(customers) customers each; in "
        + "\(all.flat) a flat response was as good; \(all.refused.count) refused")
    let missed = table(all.coverage)
    list(all.refused)
    return missed
  }

  // MARK: Printing

  private static func table(_ coverage: [IntervalCoverage]) -> [String] {
    print(
      "".left(40) + "intervals".right(11) + "90% covers".right(12) + "below it".right(10)
        + "above it".right(10))
    var missed: [String] = []
    for one in coverage {
      print(
        one.name.left(40) + "\(one.tried)".right(11) + percent(one.share).right(12)
          + "\(one.below)".right(10) + "\(one.above)".right(10))
      missed += outside(one.share, one.tried, one.name)
    }
    return missed
  }

  /// The goal is 87 to 93% of 1,000; of fewer, as much more as chance makes of it.
  private static func outside(_ share: Double, _ count: Int, _ name: String) -> [String] {
    let slack = 0.03 * (1000 / Double(max(1, count))).squareRoot()
    return abs(share - 0.9) <= max(0.03, slack)
      ? [] : ["\(name): 90% intervals cover \(percent(share)) of \(count)"]
  }

  private static func list(_ refused: [String]) {
    for reason in refused.prefix(5) { print("  refused: \(reason)") }
  }

  private static func percent(_ share: Double) -> String { decimal(100 * share, 1) + "%" }

  private static func decimal(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// Work on ranges of fits, in the order of the ranges.
  private static func inParallel<Part: Sendable>(
    _ fits: Int, _ work: @escaping @Sendable (Range<Int>) throws -> Part
  ) throws -> [Part] {
    let size = 20
    let count = (fits + size - 1) / size
    let results = Mutex<[Int: Result<Part, any Error>]>([:])
    let began = Date()
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let part = Result { try work(index * size..<min(fits, (index + 1) * size)) }
      let done = results.withLock { results in
        results[index] = part
        return results.count
      }
      let line = "\(done * size) fits, \(Int(Date().timeIntervalSince(began))) s\n"
      FileHandle.standardError.write(Data(line.utf8))
    }
    let found = results.withLock { $0 }
    return try (0..<count).compactMap { try found[$0]?.get() }
  }
}

extension String {
  /// At the left of a column.
  fileprivate func left(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// At the right of a column.
  fileprivate func right(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
