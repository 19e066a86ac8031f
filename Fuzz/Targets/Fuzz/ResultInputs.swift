internal import Charts
internal import JSON
@testable internal import ReportPage
@testable internal import Reporting
internal import Simulation

/// Inputs of the targets `JSON`, `Reporting` and `ReportPage`.
enum ResultInputs {
  static func json(_ bytes: [UInt8]) {
    do throws(JSONError) {
      let value = try JSONValue(parsing: bytes)
      let text = value.text()
      do throws(JSONError) {
        let again = try JSONValue(parsing: Array(text.utf8))
        require(again.text() == text, "what is written is read: \(text)")
      } catch {
        require(false, "what is written is JSON: \(error) \(text)")
      }
    } catch {
      requireSentence(error)
    }
  }

  private static let names: Set<String> = [
    "summary.json", "comparison.json", "decision.json", "calibration.json", "backtest.json",
    "scenario.yaml", "command.txt", "report.txt", "report.json", "replications.csv",
    "fit.csv", "forecasts.csv", "cascades.csv", "series.csv",
  ]

  /// Writes the files of an input; false where it holds none.
  private static func writeFiles(_ bytes: [UInt8]) -> Bool {
    let files = filesInside(bytes, named: names)
    for name in names where !files.contains(where: { $0.name == name }) { Scratch.remove(name) }
    for file in files { _ = Scratch.write(file.name, file.bytes) }
    return !files.isEmpty
  }

  static func results(_ bytes: [UInt8]) {
    guard writeFiles(bytes) else { return }
    do throws(OutputError) {
      let words = try DurableFile.contents(of: "\(Scratch.folder)/\(ResultsFolder.wordsName)")
      let text = try TextReport.text(inFolder: Scratch.folder, width: .screen(80))
      // A report.txt is shown as it stands, and made printable on its way to the screen.
      if words != nil, let text { requirePrintable(text) }
    } catch {
      requireSentence(error)
    }
    do throws(OutputError) {
      if let stored = try StoredResult(Scratch.folder) {
        requirePrintable(stored.terminalText(date: "2024-01-01", width: .screen(80)))
        guard stored.kind == .run,
          let bytes = try DurableFile.contents(of: "\(Scratch.folder)/summary.json")
        else { return }
        do {
          let run = try RunResult(summary: try JSONValue(parsing: bytes))
          requirePrintable(run.terminalText(width: .screen(80), folder: Scratch.folder))
        } catch {
          require(false, "a result that is listed can be shown: \(error)")
        }
      }
    } catch {
      requireSentence(error)
    }
  }

  static func page(_ bytes: [UInt8]) {
    guard writeFiles(bytes) else { return }
    do throws(ReportPageError) {
      let page = try ReportPage(folders: [try ResultsDirectory(Scratch.folder)])
      // Dictionaries and corpora hold this element; as an element it must never reach the page.
      require(!page.html.contains("<xss"), "text from files is escaped")
      for chart in page.charts { _ = chart.chart.svgFile }
    } catch {
      requireSentence(error)
    }
  }
}
