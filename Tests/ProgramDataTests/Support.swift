import Foundation
import ReferralModel
import Testing

@testable import ProgramData

/// Files for one test.
struct Files {
  let folder: URL

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }
}

/// Runs a test in a folder that is removed afterwards.
func withFiles<R>(_ body: (Files) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("kfactor-data-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      Issue.record("a folder is left behind: \(error)")
    }
  }
  return try body(Files(folder: folder))
}

/// Real data in a folder beside the package; its tests are skipped without it.
enum RealData {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data")
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

/// Another program, through `env`.
enum Tool {
  static func run(_ arguments: String...) throws -> (output: Data, exitCode: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (output, process.terminationStatus)
  }

  static let hasPython: Bool = {
    do { return try run("python3", "-c", "import sqlite3").exitCode == 0 } catch { return false }
  }()
}

/// Header and rows of a source, as text.
func table(_ source: String, delimiter: UInt8? = nil) throws -> (header: [String], rows: [[String]])
{
  let reader = try RowReader(source, delimiter: delimiter)
  var (row, rows) = (Row(), [[String]]())
  while try reader.next(into: &row) { rows.append((0..<row.count).map { row.text($0) }) }
  return (reader.header, rows)
}

/// What an error says, with the folder's path taken out.
func sentence(_ files: Files, _ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)".replacing(files.folder.path + "/", with: "")
  }
}

let testHash = KeyedHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))

/// Reads events, and says whether the rows add up.
func readEvents(
  _ sources: String..., map: [String] = [], preset: Preset? = nil, format: String? = nil,
  zone: String? = nil, until: String? = nil, report: inout ImportReport
) throws -> EventTable {
  var people = PersonIndex(testHash)
  let options = try readingOptions(
    map: map, preset: preset, format: format, zone: zone, until: until)
  return try EventTable.read(sources, people: &people, options: options, report: &report)
}

func readingOptions(
  map: [String] = [], preset: Preset? = nil, format: String? = nil, zone: String? = nil,
  until: String? = nil
) throws -> ReadingOptions {
  var options = ReadingOptions(columns: try ColumnMap(map, preset: preset))
  options.dateFormat = try format.map { try DateFormat($0) }
  if let zone { options.zone = try ZoneRule(zone) }
  options.observedUntil = until.flatMap { CalendarDate($0) }
  return options
}

/// A day's number.
func day(_ date: String) -> Double {
  guard let date = CalendarDate(date) else { preconditionFailure("no such day: \(date)") }
  return Double(date.daysSince1970)
}
