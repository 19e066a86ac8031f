import Dispatch
import Foundation
import KFactorKit

/// Where the benchmarks find things, and how they run other programs.
struct Workbench {
  let data: String
  let python: String

  /// A file in the data folder.
  func path(_ name: String) -> String { "\(data)/\(name)" }

  /// Writes a scenario; files in it are relative to the data folder.
  func scenario(_ name: String, _ yaml: String) throws -> String {
    let file = path("\(name).yaml")
    try yaml.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  /// Runs a program that prints one JSON object.
  func json(_ program: String, _ arguments: [String]) throws -> [String: Any] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let object = try JSONSerialization.jsonObject(with: text) as? [String: Any]
    else { throw BenchmarkError("\(program) \(arguments) failed: \(process.terminationStatus)") }
    return object
  }

  /// Whether the interpreter can import a module.
  func canImport(_ module: String) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: python) else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import \(module)"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

/// A wrong answer or a program that failed: no speed is reported for it.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Processor time of this process, in seconds.
func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

/// Time that passed, in seconds.
func wallSeconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Mean and standard error of the mean.
struct Estimate {
  var mean: Double
  var error: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    self.mean = mean
    error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
  }

  /// From the "mean" and "sd" that the other programs print.
  init(_ object: Any?, count: Int) throws {
    guard let object = object as? [String: Any], let mean = object["mean"] as? Double,
      let sd = object["sd"] as? Double
    else { throw BenchmarkError("expected a mean and an sd") }
    self.mean = mean
    error = sd / Double(count).squareRoot()
  }

  /// Standard errors between two independent estimates.
  func distance(to other: Estimate) -> Double {
    abs(mean - other.mean) / (error * error + other.error * other.error).squareRoot()
  }
}

func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

/// One line of the report, with the bound that the line is held against.
func report(_ what: String, _ value: String, goal: String? = nil, met: Bool? = nil) {
  let verdict = met.map { $0 ? "  ok" : "  MISSED" } ?? ""
  print("  \(what): \(value)\(goal.map { "  (goal: \($0))" } ?? "")\(verdict)")
  fflush(nil)
}

extension ForecastSimulator {
  /// The place of a metric in what a worker gives.
  func place(_ metric: String) throws -> Int {
    guard let place = metricNames.firstIndex(of: metric) else {
      throw BenchmarkError("there is no metric \(metric)")
    }
    return place
  }
}
