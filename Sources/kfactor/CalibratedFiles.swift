import Foundation
import Reporting
import ScenarioFile
import Simulation

/// A scenario with what was found in it, and the joint draws of that.
struct CalibratedScenario {
  let document: ScenarioDocument
  let changes: [ScenarioChange]
  /// By path, in base units, equally long.
  let columns: [(path: String, values: [Double])]
  /// For the top of the file.
  let comment: [String]

  /// Whether there is nothing to draw.
  private var isEmpty: Bool { columns.isEmpty && document.posterior == nil }

  /// The scenario, naming its posterior.
  func yaml(posterior: String) throws -> String {
    try document.calibratedYAML(
      changes, paths: columns.map(\.path), posterior: isEmpty ? nil : posterior, comment: comment)
  }

  /// A header of paths, then a draw a row.
  ///
  /// What an earlier calibration found of other numbers goes on, independently of these.
  var posteriorCSV: String {
    let all = columns + document.posteriorColumns(besides: columns.map(\.path))
    let count = all.first?.values.count ?? 0
    guard !isEmpty else { return "" }
    var lines = [all.map(\.path).joined(separator: ",")]
    for row in 0..<count {
      lines.append(all.map { "\($0.values[row % $0.values.count])" }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// The calibrated scenario where a person wants it, and its posterior beside it.
struct CalibratedFiles {
  let scenario: String
  let posterior: String
  /// The first line of the calibration that stands there; nil where none does.
  private let before: String?

  /// What the first line of such a file says.
  static let mark = "# Calibrated by kfactor"
  /// What the second and the third say before a digest: a file that somebody changed is theirs.
  private static let seal = "# SHA-256 of the lines below: "
  private static let draws = "# SHA-256 of the posterior: "

  /// `my.yaml` becomes `my-calibrated.yaml`, in the same folder.
  static func name(for file: String) -> String {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return (folder + ["\(scenarioStem(file))-calibrated.yaml"]).joined(separator: "/")
  }

  /// - Parameter folder: Of the results. A posterior that equals the one in it is this calibration's,
  ///   which ended before it wrote the scenario that names it.
  /// - Throws: When a file stands there that no calibration wrote, or that was changed since.
  init(_ scenario: String, results folder: String) throws {
    self.scenario = scenario
    let ending = [".yaml", ".yml"].first { scenario.hasSuffix($0) } ?? ""
    posterior = scenario.dropLast(ending.count) + "-posterior.csv"
    let yaml = try DurableFile.text(of: scenario).map { String(decoding: $0, as: UTF8.self) }
    let lines = (yaml ?? "").split(
      separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    before = yaml == nil ? nil : String(lines[0])
    var sealed: Substring?
    if yaml != nil {
      guard lines[0].hasPrefix(Self.mark) else { throw Self.isTaken(scenario) }
      // A version before the seal left none.
      if lines.count == 3, lines[1].hasPrefix(Self.seal) {
        guard lines[1].dropFirst(Self.seal.count) == sha256(Array(lines[2].utf8)) else {
          throw Self.isChanged(scenario)
        }
        sealed = lines[2].prefix { $0 != "\n" }.dropFirst(Self.draws.count)
      }
      guard sealed != nil else { return }
    }
    guard let draws = try DurableFile.contents(of: posterior),
      draws != (try DurableFile.contents(of: "\(folder)/\(ResultsFolder.posteriorName)"))
    else { return }
    // Without the scenario that names it, it is somebody else's.
    guard let sealed else { throw Self.isTaken(posterior) }
    guard sealed == sha256(draws) else { throw Self.isChanged(posterior) }
  }

  private static func isChanged(_ path: String) -> Failure {
    Failure(
      message:
        "\(path): was changed since kfactor calibrate wrote it; keep it under another name, or "
        + "name another file with --write", exitCode: Failure.cannotCreate)
  }

  private static func isTaken(_ path: String) -> Failure {
    Failure(
      message: "\(path): is there already and was not written by kfactor calibrate; name another "
        + "file with --write", exitCode: Failure.cannotCreate)
  }

  /// Copies both from a finished folder, the posterior under its name here.
  ///
  /// - Returns: The first line of another calibration that stood there.
  func write(from folder: ResultsFolder) throws -> String? {
    guard let yaml = try folder.contents(of: "scenario.yaml"),
      let draws = try folder.contents(of: ResultsFolder.posteriorName)
    else {
      throw Failure(
        message: "\(folder.path): a file is missing from a finished calibration; name another "
          + "folder with --output", exitCode: Failure.badInput)
    }
    // Nothing was found, so there is nothing to name.
    guard !draws.isEmpty else { return nil }
    let name = posterior.split(separator: "/").last.map(String.init) ?? posterior
    let text = String(decoding: yaml, as: UTF8.self).replacingOccurrences(
      of: "\n  posterior: \(ResultsFolder.posteriorName)\n", with: "\n  posterior: \(name)\n")
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = Self.draws + sha256(draws) + "\n" + lines[1]
    let sealed = "\(lines[0])\n\(Self.seal)\(sha256(Array(rest.utf8)))\n\(rest)"
    try Self.put(draws, at: posterior)
    try Self.put(Array(sealed.utf8), at: scenario)
    return before == String(lines[0]) ? nil : before
  }

  /// What is there already is not written again: the disk may have become read-only since.
  private static func put(_ bytes: [UInt8], at path: String) throws {
    guard try DurableFile.contents(of: path) != bytes else { return }
    try DurableFile.replace(path, with: bytes)
  }
}
