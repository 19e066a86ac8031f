import Foundation
import JSON
import Reporting
import Simulation

/// A finished part, with what it says of itself.
struct Part {
  /// As it was given.
  let path: String
  let file: PartFile
  let description: PartDescription

  var replications: Range<Int> { file.replications }

  /// - Parameter path: A folder that `--reps A:B` made, or the file in it.
  /// - Throws: `Failure` where there is none, or not all of it.
  init(_ path: String) throws {
    self.path = path
    let isFolder = isFolder(path)
    let name = isFolder ? "\(path)/\(PartFile.name)" : path
    guard FileManager.default.fileExists(atPath: name) else {
      let isBegun = try ReplicationStore.identity(inResultsFolder: path) != nil
      throw Failure(
        message: isFolder
          ? "\(path): "
            + (isBegun
              ? "is not finished; the command that began it goes on with it"
              : "holds no part; expected a folder that --reps A:B made")
          : "\(path): no such part", exitCode: Failure.badInput)
    }
    file = try PartFile(name)
    do {
      description = try PartDescription(json: try JSONValue(parsing: file.description))
    } catch {
      throw Failure(
        message: "\(path): is damaged in its description: \(error)", exitCode: Failure.badInput)
    }
    guard isFolder else { return }
    for (file, bytes) in description.files {
      let other = "\(path)/\(file)"
      guard FileManager.default.fileExists(atPath: other) else {
        throw Failure(
          message: "\(other): is missing; simulate this part again", exitCode: Failure.badInput)
      }
      let found = try SeekableFile(other).size
      guard found == bytes else {
        throw Failure(
          message: "\(other): has \(found) bytes, and \(bytes) were written; simulate this part "
            + "again", exitCode: Failure.badInput)
      }
    }
    let summary = "\(path)/\(summaryName)"
    guard FileManager.default.fileExists(atPath: summary) else {
      throw Failure(
        message: "\(summary): is missing; the command that began this part goes on with it",
        exitCode: Failure.badInput)
    }
    try ResultsDigests.check(folder: path)
  }

  private var summaryName: String {
    (description.kind == .comparison ? ResultsFolder.Kind.part : description.kind).summaryName
  }

  /// Parts in order that are all of one run, each replication once.
  ///
  /// - Throws: `Failure` naming what is missing, twice there, or of another run.
  static func whole(_ paths: [String]) throws -> [Part] {
    let parts = try paths.map { try Part($0) }
      .sorted { ($0.replications.lowerBound, $0.path) < ($1.replications.lowerBound, $1.path) }
    let first = parts[0]
    for part in parts {
      guard part.description.version == KFactorCommand.version else {
        throw Failure(
          message: "\(part.path): was made by kfactor \(part.description.version), and this is "
            + "\(KFactorCommand.version); merge with the version that made the parts",
          exitCode: Failure.badInput)
      }
      if let difference = part.description.difference(from: first.description) {
        throw Failure(
          message: "\(part.path): is of another run than \(first.path): \(difference)",
          exitCode: Failure.badInput)
      }
    }
    let total = first.description.total
    var covered = 0
    var last: Part?
    for part in parts {
      if part.replications.lowerBound < covered, let last {
        let twice = part.replications.clamped(to: last.replications)
        throw Failure(
          message: "replications \(shown(twice)) are in both \(last.path) and \(part.path)",
          exitCode: Failure.badInput)
      }
      try checkNothingMissing(covered..<part.replications.lowerBound, of: total)
      covered = part.replications.upperBound
      last = part
    }
    try checkNothingMissing(covered..<max(covered, total), of: total)
    if covered > total, let last {
      throw Failure(
        message: "\(last.path): holds replications \(shown(last.replications)), and the run has "
          + "\(total); give --replications \(covered) to every part", exitCode: Failure.badInput)
    }
    return parts
  }

  private static func checkNothingMissing(_ missing: Range<Int>, of total: Int) throws {
    guard !missing.isEmpty else { return }
    throw Failure(
      message: "replications \(shown(missing)) are missing, of \(total) that the run has; they are "
        + "made with --reps \(missing.lowerBound):\(missing.upperBound)",
      exitCode: Failure.badInput)
  }

  private static func shown(_ range: Range<Int>) -> String {
    "\(range.lowerBound):\(range.upperBound)"
  }
}

extension PartDescription {
  /// What makes this part another run's; nil where they are of one.
  fileprivate func difference(from other: PartDescription) -> String? {
    if kind != other.kind { return "one is of a \(kind.rawValue), one of a \(other.kind.rawValue)" }
    if version != other.version { return "versions \(version) and \(other.version)" }
    if seed != other.seed { return "seeds \(seed) and \(other.seed)" }
    if scenarios != other.scenarios {
      return
        "their scenario files differ (SHA-256 \(short(scenarios)) and \(short(other.scenarios)))"
    }
    if arguments != other.arguments {
      return "\(command) and \(other.command)"
    }
    if identity != other.identity { return "the files that their scenarios name differ" }
    if total != other.total { return "one run has \(total) replications, one \(other.total)" }
    return nil
  }

  private func short(_ hashes: [String]) -> String {
    hashes.map { String($0.prefix(8)) }.joined(separator: " ")
  }

  /// Of the whole run.
  var command: String { (["kfactor"] + arguments).map(shellQuoted).joined(separator: " ") }
}

/// `A:B`, half-open; nil for nil.
func replicationRange(_ text: String?) throws -> Range<Int>? {
  guard let text else { return nil }
  let ends = text.split(separator: ":", omittingEmptySubsequences: false).map {
    grouped($0, as: { Int($0) })
  }
  guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, first < last else {
    throw Failure(
      message: "--reps: expected A:B with 0 <= A < B, found \(text)", exitCode: Failure.usage)
  }
  return first..<last
}

/// Refuses a part of replications that the whole run does not have: nothing would merge it.
func checkReplications(_ range: Range<Int>, of total: Int) throws {
  guard range.upperBound > total else { return }
  throw Failure(
    message:
      "--reps \(range.lowerBound):\(range.upperBound): the whole run has \(total) replications, "
      + "0:\(total); give --replications, the number of the whole run", exitCode: Failure.usage)
}
