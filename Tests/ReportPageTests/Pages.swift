import Foundation

@testable import ReportPage

/// Folders of results that tests read.
enum Pages {
  /// Of so many like pages a test makes one: under a sanitizer, which takes many times as long and
  /// learns nothing from the hundredth.
  #if SANITIZED
    static let step = 8
  #else
    static let step = 1
  #endif

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let fixtures =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    + "/Fixtures"

  static func fixture(_ name: String) -> String { "\(fixtures)/\(name)" }

  static let fixtureNames = [
    "run", "decision", "grid", "comparison", "calibration", "events", "experiment",
    "backtest",
  ]

  /// The only folder under `Results/NAME`.
  static func committed(_ name: String) throws -> String {
    let folder = "\(root)/Results/\(name)"
    let children = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    return "\(folder)/\(children.first ?? "missing")"
  }

  static func page(_ folders: String...) throws -> ReportPage {
    try ReportPage(folders: try folders.map { try ResultsDirectory($0) })
  }

  /// A copy of a fixture in a folder of its own, some of its files changed or (nil) removed.
  static func changed(_ name: String, _ changes: [String: String?]) throws -> String {
    let folder = NSTemporaryDirectory() + "report-" + UUID().uuidString
    try FileManager.default.copyItem(atPath: fixture(name), toPath: folder)
    for (file, text) in changes {
      if let text {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
      } else {
        try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
      }
    }
    return folder
  }
}
