internal import Charts

/// One self-contained page about one or several results.
///
/// It reads nothing but the folders' files, computes no model, and asks no network.
package struct ReportPage: Sendable {
  /// The whole document.
  package let html: String
  /// Every chart on it, in order.
  package let charts: [NamedChart]
  /// Of the document.
  package let title: String

  /// - Parameter folders: In the order of the page.
  /// - Throws: `ReportPageError` for a file that does not hold what it should.
  package init(folders: [ResultsDirectory]) throws(ReportPageError) {
    guard !folders.isEmpty else { throw .nothingAsked }
    var parts: [Part] = []
    for (index, folder) in folders.enumerated() {
      parts.append(try Self.part(of: folder, number: index, among: folders))
    }
    let page = PageMarkup(parts: parts)
    html = page.html
    title = page.title
    charts = page.charts
  }

  private static func part(
    of folder: ResultsDirectory, number: Int, among folders: [ResultsDirectory]
  ) throws(ReportPageError) -> Part {
    let name = try name(of: folder)
    // Two results of one scenario do not share names of files.
    let slug = slug(name) + (folders.count > 1 ? "-\(number + 1)" : "")
    switch folder.kind {
    case .run:
      // What was observed of the same scenario, where a calibration on the page says so.
      var observed: (times: [Double], values: [Double])?
      for other in folders where other.kind == .calibration {
        if try Self.name(of: other) == name, observed == nil {
          observed = try CalibrationPart.observedTotals(other)
        }
      }
      return try RunPart(folder, slug: slug, observed: observed).part()
    case .decision:
      return try DecisionPart(folder, slug: slug).part()
    case .comparison:
      return try ComparisonPart(folder, slug: slug).part()
    case .calibration:
      return try CalibrationPart(folder, slug: slug).part()
    case .backtest:
      return try BacktestPart(folder, slug: slug).part()
    }
  }

  /// The scenario's; of several, the first one's.
  private static func name(of folder: ResultsDirectory) throws(ReportPageError) -> String {
    guard folder.kind == .comparison else {
      return try folder.summary["scenario"]["name"].string
    }
    guard let first = try folder.summary["scenarios"].items.first else { return "result" }
    return try first["name"].string
  }

  /// Lower-case words of ASCII letters and digits, joined by hyphens.
  static func slug(_ name: String) -> String {
    let words = name.lowercased().unicodeScalars.split { scalar in
      !(("a"..."z").contains(scalar) || ("0"..."9").contains(scalar))
    }
    let slug = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: "-")
    return slug.isEmpty ? "result" : String(slug.prefix(48))
  }
}
