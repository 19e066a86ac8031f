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

  /// What the first line of such a file says.
  static let mark = "# Calibrated by kfactor"

  /// `my.yaml` becomes `my-calibrated.yaml`, in the same folder.
  static func name(for file: String) -> String {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return (folder + ["\(scenarioStem(file))-calibrated.yaml"]).joined(separator: "/")
  }

  /// - Parameter folder: Of the results. A posterior that equals the one in it is this calibration's,
  ///   which ended before it wrote the scenario that names it.
  /// - Throws: When a file stands there that no calibration wrote.
  init(_ scenario: String, results folder: String) throws {
    self.scenario = scenario
    let ending = [".yaml", ".yml"].first { scenario.hasSuffix($0) } ?? ""
    posterior = scenario.dropLast(ending.count) + "-posterior.csv"
    if let bytes = try DurableFile.contents(of: scenario) {
      guard String(decoding: bytes.prefix(Self.mark.utf8.count), as: UTF8.self) == Self.mark else {
        throw Self.isTaken(scenario)
      }
    } else if let draws = try DurableFile.contents(of: posterior) {
      // Without the scenario that names it, it is somebody else's.
      let own = try DurableFile.contents(of: "\(folder)/\(ResultsFolder.posteriorName)")
      guard draws == own else { throw Self.isTaken(posterior) }
    }
  }

  private static func isTaken(_ path: String) -> Failure {
    Failure(
      message: "\(path): is there already and was not written by kfactor calibrate; name another "
        + "file with --write", exitCode: Failure.cannotCreate)
  }

  /// Copies both from a finished folder, the posterior under its name here.
  func write(from folder: ResultsFolder) throws {
    guard let yaml = try folder.contents(of: "scenario.yaml"),
      let draws = try folder.contents(of: ResultsFolder.posteriorName)
    else {
      throw Failure(
        message: "\(folder.path): a file is missing from a finished calibration; name another "
          + "folder with --output", exitCode: Failure.badInput)
    }
    // Nothing was found, so there is nothing to name.
    guard !draws.isEmpty else { return }
    let name = posterior.split(separator: "/").last.map(String.init) ?? posterior
    let text = String(decoding: yaml, as: UTF8.self).replacingOccurrences(
      of: "\n  posterior: \(ResultsFolder.posteriorName)\n", with: "\n  posterior: \(name)\n")
    try Self.put(draws, at: posterior)
    try Self.put(Array(text.utf8), at: scenario)
  }

  /// What is there already is not written again: the disk may have become read-only since.
  private static func put(_ bytes: [UInt8], at path: String) throws {
    guard try DurableFile.contents(of: path) != bytes else { return }
    try DurableFile.replace(path, with: bytes)
  }
}
