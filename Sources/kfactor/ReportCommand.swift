import ArgumentParser
import Charts
import Foundation
import JSON
import ReportPage
import Reporting
import Simulation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Make one page of results that opens anywhere.",
    discussion: """
      Reads folders that run, compare, tune, calibrate or backtest wrote, and nothing else. The page is \
      one file without links to anything: it can be mailed, printed and kept. Several folders make \
      one page; a calibration's data appear in the forecast of the same scenario.

        kfactor report Results/saas-credit-tune
        kfactor report Results/dropbox-2008 --output page.html --svg pictures
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of results; also one that holds a single folder of them.", valueName: "run"),
    completion: .directory)
  var runs: [String]

  @Option(
    help: "The page. Default: report.html in the folder; of several, here.", completion: .page)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Every chart as a picture, and as a Vega-Lite specification with its data.",
      valueName: "folder"), completion: .directory)
  var svg: String?

  @Option(
    help: ArgumentHelp("Every chart as a PNG, through rsvg-convert.", valueName: "folder"),
    completion: .directory)
  var png: String?

  func run() throws {
    try reportingFailures {
      let folders = try runs.map { run in
        let folder = try Self.resolved(run)
        try ResultsDigests.check(folder: folder)
        return try ResultsDirectory(folder)
      }
      let page = try ReportPage(folders: folders)
      let file =
        output ?? (folders.count == 1 ? "\(folders[0].path)/" : "") + ResultsFolder.pageName
      try DurableFile.replace(file, with: Array(page.html.utf8))
      try Terminal.print(file + "\n")
      if let svg { try page.writePictures(svg) }
      if let png { try page.writePNGs(png) }
    }
  }

  /// The folder itself, or the only one in it that has results.
  static func resolved(_ path: String) throws -> String {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    guard isFolder(path) else {
      throw Failure(
        message: "\(path): expected a folder of results, found "
          + (FileManager.default.fileExists(atPath: path) ? "a file" : "nothing"),
        exitCode: Failure.badInput)
    }
    guard let names = try DurableFile.names(inFolder: path),
      !names.contains(where: ResultsFolder.summaryNames.contains)
    else { return path }
    let inner = try names.map { "\(path)/\($0)" }.filter(isFolder).filter { folder in
      let inside = try DurableFile.names(inFolder: folder) ?? []
      return inside.contains(where: ResultsFolder.summaryNames.contains)
    }
    guard inner.count < 2 else {
      throw Failure(
        message: "\(path): holds \(inner.count) results; name one or several of "
          + inner.joined(separator: ", "), exitCode: Failure.badInput)
    }
    return inner.first ?? path
  }
}

extension ReportPage {
  /// The page of one folder, in it.
  static func write(of folder: ResultsFolder, quiet: Bool) throws {
    let page = try ReportPage(folders: [try ResultsDirectory(folder.path)])
    let file = "\(folder.path)/\(ResultsFolder.pageName)"
    try DurableFile.replace(file, with: Array(page.html.utf8))
    if !quiet { Terminal.error("note: the page is \(file)") }
  }

  /// `NAME.svg` and `NAME.vl.json` of every chart.
  func writePictures(_ folder: String) throws {
    try DurableFile.createFolder(folder)
    for named in charts {
      try DurableFile.replace("\(folder)/\(named.name).svg", with: Array(named.chart.svgFile.utf8))
      try DurableFile.replace(
        "\(folder)/\(named.name).vl.json", with: Array((named.chart.vegaLite.text() + "\n").utf8))
    }
  }

  /// `NAME.png` of every chart, twice as large as on the page.
  func writePNGs(_ folder: String) throws {
    let converter = "rsvg-convert"
    let paths = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard
      let program = paths.map({ "\($0)/\(converter)" }).first(where: {
        FileManager.default.isExecutableFile(atPath: $0)
      })
    else {
      throw Failure(
        message:
          "--png: needs \(converter), which is not on the path: install librsvg2-bin (Debian, "
          + "Ubuntu) or librsvg (Homebrew); --svg needs nothing", exitCode: Failure.unavailable)
    }
    try DurableFile.createFolder(folder)
    for named in charts {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["--width", "1440"]
      let (input, output) = (Pipe(), Pipe())
      process.standardInput = input
      process.standardOutput = output
      let picture: Data?
      do {
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(named.chart.svgFile.utf8))
        try input.fileHandleForWriting.close()
        picture = try output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
      } catch {
        // It could not start, or it went before it had read all.
        picture = nil
      }
      let file = "\(folder)/\(named.name).png"
      guard let picture, !process.isRunning, process.terminationStatus == 0 else {
        throw Failure(
          message: "\(file): \(program) makes no picture", exitCode: Failure.unavailable)
      }
      try DurableFile.replace(file, with: Array(picture))
    }
  }
}
