package import JSON
package import Simulation

/// A finished folder of results, as a list shows it.
package struct StoredResult: Equatable, Sendable {
  package let path: String
  package let kind: ResultsFolder.Kind
  /// Of several, the first one's.
  package let scenario: String
  /// nil where no history was simulated for its own sake.
  package let engine: String?
  package let seed: UInt64
  package let version: String
  /// Its answer, in a sentence or a few.
  package let headline: String

  /// - Parameter path: A folder.
  /// - Returns: nil where no finished result stands.
  /// - Throws: `OutputError.damaged` where one stands that is damaged, or none of ours.
  package init?(_ path: String) throws(OutputError) {
    guard let found = try Self.summary(of: path) else { return nil }
    try self.init(path, kind: found.kind, summary: found.summary)
  }

  /// The file that ends a result, parsed; nil where no finished result stands.
  ///
  /// - Throws: `OutputError.damaged` where one stands that is damaged.
  package static func summary(
    of path: String
  ) throws(OutputError) -> (kind: ResultsFolder.Kind, summary: JSONValue)? {
    guard let names = try DurableFile.names(inFolder: path),
      let kind = ResultsFolder.Kind.allCases.first(where: { names.contains($0.summaryName) })
    else { return nil }
    let file = "\(path)/\(kind.summaryName)"
    guard let bytes = try DurableFile.text(of: file) else { return nil }
    do {
      return (kind, try JSONValue(parsing: bytes))
    } catch {
      throw .damaged(path: file, reason: String(describing: error))
    }
  }

  /// - Parameter summary: What `summary(of:)` found there.
  package init(
    _ path: String, kind: ResultsFolder.Kind, summary: JSONValue
  ) throws(OutputError) {
    self.path = path
    self.kind = kind
    do {
      let root = SummaryReader(value: summary)
      version = try root.member("kfactor").member("version").string
      seed = try root.member("seed").natural
      engine = try root.optional("engine")?.string
      guard kind == .comparison else {
        scenario = try root.member("scenario").member("name").string
        headline =
          switch kind {
          case .run: try RunResult(summary: summary).headline
          case .decision: try root.member("recommendation").member("text").string
          default: try root.member("headline").string
          }
        return
      }
      guard let first = try root.member("scenarios").elements.first else {
        throw SummaryError(path: "/scenarios", expected: "a scenario")
      }
      scenario = try first.member("name").string
      headline = try Self.firstParagraph(of: "\(path)/\(ResultsFolder.reportName)")
    } catch let error as OutputError {
      throw error
    } catch {
      throw .damaged(
        path: "\(path)/\(kind.summaryName)", reason: String(describing: error))
    }
  }

  /// The first lines of a report, as one.
  private static func firstParagraph(of file: String) throws(OutputError) -> String {
    guard let bytes = try DurableFile.text(of: file) else {
      throw .damaged(path: file, reason: "no such file")
    }
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.isEmpty }.joined(separator: " ")
  }

  /// Where it is, what it is, and what it says.
  package func terminalText(date: String, width: LineWidth = .file) -> String {
    let facts = [kind.rawValue, engine, "seed \(seed)", date].compactMap(\.self)
    let lines =
      ["\(path)", "  \(scenario): \(facts.joined(separator: ", "))"]
      + wrapped(headline, width: width.columns(40...100) - 2).map { "  \($0)" }
    return paragraphs([lines])
  }
}
