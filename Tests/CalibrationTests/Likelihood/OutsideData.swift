import Foundation

/// Data that nobody here made, in a folder beside the package, and tables beside these tests.
enum OutsideData {
  private static let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent()
  static let folder =
    here
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data")
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  /// The columns of a table without quotes, by their names.
  static func columns(_ path: String) throws -> [String: [String]] {
    try parse(String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8))
  }

  /// The columns of a table in `Fixtures`, which `reference.py --make` wrote.
  static func fixture(_ name: String) throws -> [String: [String]] {
    try parse(
      String(
        contentsOf: here.appendingPathComponent("Fixtures").appendingPathComponent(name),
        encoding: .utf8))
  }

  private static func parse(_ text: String) -> [String: [String]] {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var columns: [String: [String]] = [:]
    for (index, name) in lines[0].enumerated() {
      columns[name] = lines.dropFirst().map { $0[index] }
    }
    return columns
  }
}

extension [String: [String]] {
  /// A column of numbers; empty cells are nil.
  func numbers(_ name: String) -> [Double?] { self[name, default: []].map { Double($0) } }
}

/// Whether two numbers agree to a share of the second.
func isClose(_ a: Double, _ b: Double, within share: Double) -> Bool {
  abs(a - b) <= share * abs(b)
}
