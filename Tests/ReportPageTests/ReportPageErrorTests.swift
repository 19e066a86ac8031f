import Foundation
import Testing

@testable import ReportPage

@Suite struct ReportPageErrorTests {
  /// What a page of a changed fixture is refused with, its folder written as FOLDER.
  private func refusal(_ name: String, _ changes: [String: String?]) throws -> String {
    let folder = try Pages.changed(name, changes)
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }
    do {
      _ = try Pages.page(folder)
      return "accepted"
    } catch let error as ReportPageError {
      return error.description.replacing(folder, with: "FOLDER")
    }
  }

  @Test func `a folder that is not there is said to be missing`() {
    #expect(throws: ReportPageError.noFolder("nowhere")) { try ResultsDirectory("nowhere") }
    #expect(throws: ReportPageError.nothingAsked) { try ReportPage(folders: []) }
  }

  @Test func `a folder of something else is foreign`() throws {
    #expect(
      try refusal("run", ["summary.json": nil])
        == "FOLDER: holds no result of kfactor; expected one of summary.json, comparison.json, "
        + "decision.json, calibration.json, backtest.json")
  }

  @Test func `a command that was stopped left an unfinished folder`() throws {
    #expect(
      try refusal("run", ["summary.json": nil, ".partial": "x"])
        == "FOLDER: the result is not finished; run its command again to go on where it stopped")
  }

  @Test func `a missing file is named`() throws {
    #expect(
      try refusal("run", ["scenario.yaml": nil]) == "FOLDER: scenario.yaml is missing")
  }

  @Test(arguments: [
    (
      "run", "summary.json", "{",
      "FOLDER/summary.json: damaged: expected JSON; at byte 1: expected a string"
    ),
    ("run", "summary.json", "[]", "FOLDER/summary.json: damaged: expected the member \"kfactor\""),
    (
      "run", "summary.json", "{\"kfactor\": {}}",
      "FOLDER/summary.json: damaged: expected the member scenario"
    ),
    (
      "decision", "decision.json", "{\"kfactor\": {}, \"kind\": \"comparison\"}",
      "FOLDER/decision.json: damaged: expected \"kind\": \"decision\""
    ),
    (
      "backtest", "forecasts.csv", "",
      "FOLDER/forecasts.csv: damaged: expected a header with series, origin, until, method, observed, "
        + "q05, median, q95"
    ),
    (
      "backtest", "forecasts.csv", "series,origin\n",
      "FOLDER/forecasts.csv: damaged: expected a column until"
    ),
    (
      "run", "cascades.csv", "replication,person,referrer,day,generation\n0,1,,2\n",
      "FOLDER/cascades.csv: damaged: expected 5 fields in line 2"
    ),
    (
      "run", "cascades.csv", "replication,person,referrer,day,generation\n0,1,,soon,0\n",
      "FOLDER/cascades.csv: damaged: expected a number in line 2, column day"
    ),
    (
      "calibration", "fit.csv",
      "series,date,line,reported,compared,q05,q50,q95,residual\na,someday,1,1,1,1,1,1,1\n",
      "FOLDER/fit.csv: damaged: expected a date in line 2, column date"
    ),
  ])
  func `a damaged file is named with what was expected`(
    fixture: String, file: String, text: String, sentence: String
  ) throws {
    #expect(try refusal(fixture, [file: text]) == sentence)
  }

  @Test func `a folder in place of a file is told`() throws {
    let folder = try Pages.changed("run", ["summary.json": nil])
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }
    try FileManager.default.createDirectory(
      atPath: "\(folder)/summary.json", withIntermediateDirectories: false)
    let error = #expect(throws: ReportPageError.self) { try ResultsDirectory(folder) }
    guard case .unreadable(let file, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "\(folder)/summary.json")
  }

  @Test func `a series without intervals is refused`() throws {
    let fixture = try Pages.changed("run", [:])
    defer {
      do { try FileManager.default.removeItem(atPath: fixture) } catch { Issue.record(error) }
    }
    let text = try String(contentsOfFile: "\(fixture)/summary.json", encoding: .utf8)
    let times = #"["2024-01-01", "2024-02-01", "2024-03-01"]"#
    try #require(text.contains(times))
    #expect(
      try refusal("run", ["summary.json": text.replacing(times, with: "[]")])
        == "FOLDER/summary.json: damaged: expected at least one interval at series.time")
  }

  @Test func `a grid whose lists do not fit its axes is refused`() throws {
    let file = Pages.fixture("grid") + "/decision.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    for (before, after, place) in [
      ("\"source\": [\"agents\", ", "\"source\": [", "grid.source"),
      ("\"less_recommended\": [", "\"less_recommended\": [0, ", "grid.less_recommended"),
    ] {
      #expect(text.contains(before))
      // The first one is a candidate's, or the grid's own.
      let damaged = text.replacing(before, with: after)
      #expect(
        try refusal("grid", ["decision.json": damaged])
          == "FOLDER/decision.json: damaged: expected 12 values at \(place)")
    }
  }

  @Test func `a number that is no number is found where it stands`() throws {
    let file = Pages.fixture("run") + "/summary.json"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let damaged = text.replacing(
      "\"initial_customers\": 100", with: "\"initial_customers\": \"many\"")
    #expect(
      try refusal("run", ["summary.json": damaged])
        == "FOLDER/summary.json: damaged: expected a number at scenario.initial_customers")
    let timeless = text.replacing("\"time\": [\"2024-01-01\"", with: "\"time\": [null")
    #expect(
      try refusal("run", ["summary.json": timeless])
        == "FOLDER/summary.json: damaged: expected days at series.days and series.time")
    let short = text.replacing("\"time\": [\"2024-01-01\", \"2024-02-01\", ", with: "\"time\": [")
    #expect(
      try refusal("run", ["summary.json": short])
        == "FOLDER/summary.json: damaged: expected 1 values at series.customers_total.q05")
  }
}
