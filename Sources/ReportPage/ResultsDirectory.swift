internal import Foundation
internal import JSON

/// The files of one finished result: its summary and its texts, read once, and its tables, read where
/// a section asks for columns of them.
package struct ResultsDirectory: Sendable {
  package enum Kind: CaseIterable, Sendable {
    case run, comparison, decision, calibration, backtest

    /// The file that is written last.
    package var summaryName: String {
      switch self {
      case .run: "summary.json"
      case .comparison: "comparison.json"
      case .decision: "decision.json"
      case .calibration: "calibration.json"
      case .backtest: "backtest.json"
      }
    }

    /// What a result of this kind states as its kind; a run states none.
    var stated: String? {
      switch self {
      case .run: nil
      case .comparison: "comparison"
      case .decision: "decision"
      case .calibration: "calibration"
      case .backtest: "backtest"
      }
    }
  }

  package let path: String
  package let kind: Kind
  /// The summary, parsed.
  let summary: Node
  /// Those that the folder has, by name.
  private let texts: [String: String]

  /// Reads a folder.
  ///
  /// - Throws: `ReportPageError`, for what is no folder, no result, unfinished or damaged.
  package init(_ path: String) throws(ReportPageError) {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard unsafe files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      throw .noFolder(path)
    }
    func has(_ name: String) -> Bool { files.fileExists(atPath: "\(path)/\(name)") }
    guard let kind = Kind.allCases.first(where: { has($0.summaryName) }) else {
      throw has(".partial") ? .unfinished(folder: path) : .foreign(folder: path)
    }
    let file = "\(path)/\(kind.summaryName)"
    let bytes = try Self.bytes(file)
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      throw .damaged(file: file, expected: "JSON; at \(error)")
    }
    if let stated = kind.stated, document["kind"] != .string(stated) {
      throw .damaged(file: file, expected: "\"kind\": \"\(stated)\"")
    }
    guard document["kfactor"] != nil else {
      throw .damaged(file: file, expected: "the member \"kfactor\"")
    }
    var texts: [String: String] = [:]
    for name in ["scenario.yaml", "command.txt", "report.txt"] where has(name) {
      guard let text = String(validating: try Self.bytes("\(path)/\(name)"), as: UTF8.self) else {
        throw .damaged(file: "\(path)/\(name)", expected: "UTF-8")
      }
      texts[name] = text
    }
    for name in ["scenario.yaml", "command.txt"] where texts[name] == nil {
      throw .missing(file: name, folder: path)
    }
    self.path = path
    self.kind = kind
    self.texts = texts
    summary = Node(value: document, file: file, path: "")
  }

  /// The text of a file; nil where the folder has none of this name.
  func text(_ name: String) -> String? { texts[name] }

  /// Columns of a CSV file; nil where the folder has none of this name.
  ///
  /// - Parameters:
  ///   - wished: Columns that may be missing.
  ///   - limit: Of rows.
  func columns(
    of name: String, _ needed: [String], wished: [String] = [], limit: Int = CSVTable.mostRows
  ) throws(ReportPageError) -> CSVTable? {
    let file = "\(path)/\(name)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try CSVTable(file: file, needed: needed, wished: wished, limit: limit)
  }

  private static func bytes(_ file: String) throws(ReportPageError) -> [UInt8] {
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
      data = try handle.read(upToCount: JSONValue.mostBytes + 1) ?? Data()
    } catch {
      throw .unreadable(file: file, reason: error.localizedDescription)
    }
    guard data.count <= JSONValue.mostBytes else {
      throw .damaged(file: file, expected: "at most \(JSONValue.mostBytes >> 20) MiB")
    }
    return Array(data)
  }
}
