internal import Foundation
internal import JSON

/// The files of one finished result, read once.
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
  /// The other files that a page reads, by name; those that the folder has.
  private let texts: [String: String]

  /// Files besides the summary that some section reads.
  private static let others = [
    "scenario.yaml", "command.txt", "report.txt", "replications.csv", "fit.csv", "forecasts.csv",
    "cascades.csv",
  ]

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
    let document: JSONValue
    do {
      document = try JSONValue(parsing: try Self.bytes(file))
    } catch let error as JSONError {
      throw .damaged(file: file, expected: "JSON; at \(error)")
    } catch let error as ReportPageError {
      throw error
    } catch {
      throw .unreadable(file: file, reason: String(describing: error))
    }
    if let stated = kind.stated, document["kind"] != .string(stated) {
      throw .damaged(file: file, expected: "\"kind\": \"\(stated)\"")
    }
    guard document["kfactor"] != nil else {
      throw .damaged(file: file, expected: "the member \"kfactor\"")
    }
    var texts: [String: String] = [:]
    for name in Self.others where has(name) {
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

  /// The rows of a CSV file; nil where the folder has none of this name.
  func rows(_ name: String, columns: [String]) throws(ReportPageError) -> CSVTable? {
    guard let text = texts[name] else { return nil }
    return try CSVTable(text, file: "\(path)/\(name)", columns: columns)
  }

  private static func bytes(_ file: String) throws(ReportPageError) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    } catch {
      throw .unreadable(file: file, reason: error.localizedDescription)
    }
  }
}
