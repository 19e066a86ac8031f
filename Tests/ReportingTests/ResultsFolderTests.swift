import Foundation
import JSON
import ReferralModel
import Simulation
import Testing

@testable import Reporting

@Suite struct ResultsFolderTests {
  private func withScratchFolder(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "kfactor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: url) } catch { print("left: \(url.path)") }
    }
    try body(url.path)
  }

  private func open(_ path: String, identity: String = "cd") throws -> ResultsFolder {
    try ResultsFolder(path, identity: identity)
  }

  private let layout = OutcomeLayout(
    loops: ["vänner"], intervals: Intervals(.month, start: nil, horizon: 2))

  @Test func `goes from empty to partial to finished`() throws {
    try withScratchFolder { scratch in
      let path = "\(scratch)/Results/tiny"
      #expect(try open(path).state == .empty)
      #expect(try open(path).state == .empty)
      _ = try open(path).store(seed: 1, layout: layout)
      #expect(try open(path).state == .partial)
      let folder = try open(path)
      #expect(try folder.result() == nil)
      try folder.write(try TinyResult.make(), scenario: "name: Tiny\n")
      #expect(try open(path).state == .finished)
      #expect(
        try DurableFile.names(inFolder: path)
          == (ResultsFolder.Kind.run.fileNames + [ResultsDigests.name]).sorted())
    }
  }

  // A calibration keeps no replications: nothing but its final files says whose the folder is.
  @Test func `a folder that keeps nothing on its way is known from its first file on`() throws {
    try withScratchFolder { path in
      let folder = try ResultsFolder(path, identity: "cd", kind: .calibration)
      // A folder in the place of a file: writing ends there, as at a kill.
      try DurableFile.createFolder("\(path)/fit.csv")
      #expect(throws: OutputError.self) {
        try folder.write(folder.kind.fileNames.map { "\($0)\n" })
      }
      #expect(try DurableFile.contents(of: "\(path)/posterior.csv") != nil)
      try DurableFile.removeFolder("\(path)/fit.csv")
      #expect(try ResultsFolder(path, identity: "cd", kind: .calibration).state == .partial)
      #expect(throws: OutputError.holdsAnotherRun(path: path)) {
        try ResultsFolder(path, identity: "ef", kind: .calibration)
      }
    }
  }

  @Test func `killed between any two steps of finishing, the folder is this run's`() throws {
    try withScratchFolder { path in
      let folder = try open(path)
      let result = try TinyResult.make()
      try folder.write(result, scenario: "name: Tiny\n")
      // In the order in which they are written.
      let kind = ResultsFolder.Kind.run
      let names = kind.fileNames.dropLast() + [ResultsDigests.name, kind.summaryName]
      let whole = try names.map { try DurableFile.contents(of: "\(path)/\($0)") }
      for written in 0...names.count {
        // As it is after so many final files, the store still there.
        _ = try ReplicationStore(
          inResultsFolder: path,
          key: ReplicationStore.Key(identity: "cd", seed: 1, columns: layout.columnNames))
        for name in names.dropFirst(written) {
          try DurableFile.remove("\(path)/\(name)")
        }
        try DurableFile.replace("\(path)/.tmp-1-series.csv", with: [1])
        let again = try open(path)
        let isFinished = written == names.count
        #expect(again.state == (isFinished ? .finished : .partial))
        try again.write(result, scenario: "name: Tiny\n")
        #expect(try names.map { try DurableFile.contents(of: "\(path)/\($0)") } == whole)
        #expect(try DurableFile.names(inFolder: path)?.count == whole.count)
      }
    }
  }

  @Test func `a summary reads back to the same report and the same bytes`() throws {
    try withScratchFolder { path in
      let folder = try open(path)
      let target = PrecisionTarget(relativeHalfWidth: 0.001, metric: "signups_total")
      let result = try TinyResult.make(pairs: true, precision: target)
      try folder.write(result, scenario: "")
      let back = try #require(try folder.result())
      #expect(back.json.text() == result.json.text())
      #expect(back.terminalText() == result.terminalText())
      #expect(back.csv == result.csv)
    }
  }

  @Test func `another run's folder is refused, finished or not`() throws {
    try withScratchFolder { path in
      _ = try open(path).store(seed: 1, layout: layout)
      #expect(throws: OutputError.holdsAnotherRun(path: path)) { try open(path, identity: "ef") }
      try open(path).write(try TinyResult.make(), scenario: "")
      #expect(throws: OutputError.holdsAnotherRun(path: path)) { try open(path, identity: "ef") }
    }
  }

  @Test(arguments: ["notes.txt", "summary.json", "scenario.yaml"])
  func `a folder with somebody's files is refused`(name: String) throws {
    try withScratchFolder { path in
      try DurableFile.replace("\(path)/\(name)", with: Array("{}".utf8))
      #expect(throws: OutputError.holdsOtherFiles(path: path, names: [name])) { try open(path) }
    }
  }

  @Test func `a file in place of the folder cannot be used`() throws {
    try withScratchFolder { scratch in
      try DurableFile.replace("\(scratch)/file", with: [1])
      for path in ["\(scratch)/file", "\(scratch)/file/below"] {
        let error = #expect(throws: OutputError.self) { try open(path) }
        #expect(error?.exitCode == 73)
        #expect(error?.description.hasPrefix(path) == true)
      }
    }
  }

  @Test func `a summary that is damaged or of another version says where`() throws {
    let text = try TinyResult.make().json.text()
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array(text.utf8.dropLast(3)))
    }
    for (found, replacement, path) in [
      ("\"engine\"", "\"motor\"", "/engine"),
      ("\"roi\"", "\"roj\"", "/metrics/roj"),
      ("\"interval\": \"month\"", "\"interval\": \"year\"", "/series/interval"),
      ("\"days\": 2", "\"days\": 80", "/series"),
      ("\"2024-02-29\"", "\"2024-02-30\"", "/series/time"),
      ("\"time\": [", "\"time\": [\"2024-02-28\", ", "/series"),
    ] {
      let changed = text.replacing(found, with: replacement)
      let json = try JSONValue(parsing: Array(changed.utf8))
      let error = #expect(throws: SummaryError.self) { try RunResult(summary: json) }
      #expect(error?.path == path)
    }
  }

  @Test func `more metrics than any scenario has are refused, and fewer numbers than intervals`()
    throws
  {
    let written = try TinyResult.make().json.text()
    let summary = try JSONValue(parsing: Array(written.utf8))
    func changed(_ key: String, _ change: (inout [JSONValue.Member]) -> Void) throws -> JSONValue {
      guard case .object(var members) = summary,
        let place = members.firstIndex(where: { $0.name == key }),
        case .object(var inner) = members[place].value
      else {
        Issue.record("a summary has \(key)")
        return summary
      }
      change(&inner)
      members[place] = JSONValue.Member(key, .object(inner))
      return .object(members)
    }
    let many = try changed("metrics") { metrics in
      let one = metrics[0].value
      for number in 0..<RunResult.mostMetrics { metrics.append(.init("m\(number)", one)) }
    }
    #expect(
      throws: SummaryError(
        path: "/metrics", expected: "at most \(RunResult.mostMetrics) metrics")
    ) { try RunResult(summary: many) }
    let short = try changed("series") { series in
      guard let place = series.firstIndex(where: { $0.name == "signups" }),
        case .object(var statistics) = series[place].value
      else { return }
      statistics[0] = JSONValue.Member(statistics[0].name, .array([.number(1)]))
      series[place] = JSONValue.Member("signups", .object(statistics))
    }
    #expect(
      throws: SummaryError(
        path: "/series/signups", expected: "2 numbers for each statistic")
    ) { try RunResult(summary: short) }
  }

  @Test func `a part of a kind that is not known is refused`() throws {
    let part = PartDescription(
      kind: .run, version: "1", identity: "ab", seed: 1, total: 2, arguments: [], scenarios: [])
    #expect(try PartDescription(json: part.json).total == 2)
    let text = part.json.text()
    let changed = text.replacing("\"kind\": \"run\"", with: "\"kind\": \"walk\"")
    #expect(changed != text)
    #expect(throws: SummaryError(path: "/kind", expected: "a kind of this version")) {
      try PartDescription(json: try JSONValue(parsing: Array(changed.utf8)))
    }
  }

  // Every value of a summary in turn is another kind of value.
  @Test(arguments: [
    JSONValue.null, .bool(true), .string("x"), .integer(-1), .array([]), .object([]),
    .array([.string("x")]), .number(1e300),
  ])
  func `a value of another kind is shown or refused with its place`(value: JSONValue) throws {
    let target = PrecisionTarget(relativeHalfWidth: 0.001, metric: "signups_total")
    let summary = try TinyResult.make(pairs: true, precision: target).json
    var refused = 0
    for changed in mutations(of: summary, to: value) {
      do {
        #expect(try RunResult(summary: changed).terminalText().hasSuffix("\n"))
      } catch {
        #expect(error.path.hasPrefix("/") && !error.expected.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 20)
  }

  /// The document with each of its values replaced, one at a time.
  private func mutations(of document: JSONValue, to value: JSONValue) -> [JSONValue] {
    switch document {
    case .object(let members):
      members.indices.flatMap { index in
        ([value] + mutations(of: members[index].value, to: value)).map {
          var changed = members
          changed[index] = JSONValue.Member(members[index].name, $0)
          return JSONValue.object(changed)
        }
      }
    case .array(let elements):
      elements.indices.flatMap { index in
        ([value] + mutations(of: elements[index], to: value)).map {
          var changed = elements
          changed[index] = $0
          return JSONValue.array(changed)
        }
      }
    default: []
    }
  }

  // Each of these was a trap, an endless loop, or gigabytes.
  @Test(arguments: [
    ("\"days\": 2", "\"days\": 1000000000000000"),
    ("\"replications\": 4", "\"replications\": -1"),
    ("\"replications\": 4", "\"replications\": 9223372036854775807"),
    ("\"first_replication\": 0", "\"first_replication\": -9223372036854775808"),
  ])
  func `a count that no run has is refused`(found: String, replacement: String) throws {
    let text = try TinyResult.make().json.text()
    try #require(text.contains(found))
    let json = try JSONValue(parsing: Array(text.replacing(found, with: replacement).utf8))
    #expect(throws: SummaryError.self) { try RunResult(summary: json) }
  }

  @Test(arguments: [-1, 1e308, -1e308, .leastNonzeroMagnitude, 0, 1e100, -1e100, 1e17, 1e-200])
  func `any number in a summary is shown or refused`(value: Double) throws {
    let digits = try #require(plainDecimal(value))
    let pieces = try TinyResult.make().json.text().split(
      separator: ": ", omittingEmptySubsequences: false)
    for place in pieces.indices.dropFirst() {
      guard let end = pieces[place].firstIndex(where: { ",}\n".contains($0) }),
        Double(pieces[place][..<end]) != nil
      else { continue }
      var changed = pieces.map(String.init)
      changed[place] = digits + pieces[place][end...]
      do {
        let summary = try JSONValue(parsing: Array(changed.joined(separator: ": ").utf8))
        #expect(try RunResult(summary: summary).terminalText().hasSuffix("\n"))
      } catch is SummaryError {
        continue
      }
    }
  }
}

@Suite struct CSVTests {
  @Test func `is tidy, scalars without a time`() throws {
    let lines = try TinyResult.make().csv.split(separator: "\n")
    #expect(lines[0] == "metric,time,statistic,value")
    #expect(lines[1] == "signups_total,,mean,7.5")
    #expect(lines.contains("signups,2024-03-01,q95,2"))
    #expect(lines.contains("payback_days,,mean,"))
    #expect(lines.contains("payback_days,,undefined,4"))
    #expect(lines.allSatisfy { $0.filter { $0 == "," }.count == 3 })
  }

  @Test func `the series file has series only`() throws {
    let lines = try TinyResult.make().seriesCSV.split(separator: "\n")
    #expect(lines[1] == "signups,2024-02-29,mean,5.5")
    #expect(lines.dropFirst().allSatisfy { !$0.contains(",,") || $0.hasSuffix(",") })
  }

  @Test func `replications have a row each, with the ratios of that replication`() throws {
    let rows = try TinyResult.make().replicationsCSV.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 5)
    #expect(rows[0].prefix(3) == ["replication", "seed", "signups_total"])
    #expect(rows[4].prefix(3) == ["3", "18446744073709551615", "9"])
    let share = try #require(rows[0].firstIndex(of: "referred_share"))
    #expect(Double(rows[4][share]) == 1.0 / 9)
    let payback = try #require(rows[0].firstIndex(of: "payback_days"))
    #expect(rows[4][payback] == "")
  }
}
