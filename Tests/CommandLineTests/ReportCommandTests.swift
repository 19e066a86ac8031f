import Foundation
import Testing

@Suite struct ReportCommandTests {
  private static func text(_ folder: URL, _ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func `a run leaves a page beside its results, and is shown from there again`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      let run = ["run", "small.yaml", "--replications", "4", "--output", "out", "--report"]
      let first = try Command.run(run, in: folder)
      #expect(first.exitCode == 0 && first.error.contains("out/report.html"), "\(first.error)")
      let page = try Self.text(folder, "out/report.html")
      #expect(page.hasPrefix("<!doctype html>") && page.contains("Content-Security-Policy"))
      #expect(!page.contains("http://") || !page.contains("<link"))
      // The page is no foreign file to the folder.
      let again = try Command.run(run, in: folder)
      #expect(again.exitCode == 0 && again.error.contains("is finished in out"), "\(again.error)")
      #expect(try Self.text(folder, "out/report.html") == page)
    }
  }

  @Test func `pictures and specifications of every chart are written`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      let compare = try Command.run(
        "compare", "small.yaml", "--replications", "8", "--output", "Results/one", in: folder)
      #expect(compare.exitCode == 0, "\(compare.error)")
      // The only results in a folder need not be named whole.
      let report = try Command.run("report", "Results", "--svg", "pictures", in: folder)
      #expect(report.exitCode == 0 && report.text == "Results/one/report.html\n", "\(report.error)")
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("pictures").path)
      let pictures = names.filter { $0.hasSuffix(".svg") }
      #expect(!pictures.isEmpty && names.count == 2 * pictures.count)
      for name in pictures {
        #expect(try Self.text(folder, "pictures/\(name)").contains("<svg"))
        let specification = name.dropLast(4) + ".vl.json"
        let data = try Data(
          contentsOf: folder.appendingPathComponent("pictures/\(specification)"))
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        #expect((object?["$schema"] as? String)?.contains("vega-lite") == true)
      }
    }
  }

  // A program of that name that draws two bytes, one that reads nothing, one that cannot start, none.
  @Test(arguments: [
    ("#!/bin/sh\n/bin/cat > /dev/null\nprintf hi\n", 0), ("#!/bin/sh\nexit 1\n", 69),
    ("#!/no/such/shell\n", 69), (nil, 69),
  ])
  func `pictures are drawn by another program, or not at all`(
    script: String?, exitCode: Int32
  ) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      try Command.run("run", "small.yaml", "--replications", "4", "--output", "a", in: folder)
      if let script {
        let program = folder.appendingPathComponent("rsvg-convert").path
        try Data(script.utf8).write(to: URL(fileURLWithPath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      }
      let report = try DrillTests.shell(
        "PATH='\(folder.path)'; export PATH; '\(Command.executable.path)' report a --png p",
        in: folder)
      #expect(report.exitCode == exitCode, "\(report)")
      if exitCode == 0 {
        let names = try FileManager.default.contentsOfDirectory(
          atPath: folder.appendingPathComponent("p").path)
        #expect(names.count > 3 && names.allSatisfy { $0.hasSuffix(".png") })
        #expect(try names.allSatisfy { try Self.text(folder, "p/\($0)") == "hi" })
      } else {
        #expect(
          report.error.contains(
            script == nil ? "--png: needs rsvg-convert, which is not on the path" : "no picture"),
          "\(report.error)")
        let made = FileManager.default.enumerator(atPath: folder.appendingPathComponent("p").path)
        #expect(made?.nextObject() == nil)
      }
    }
  }

  @Test func `what is no result is refused by name`() throws {
    try inTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("empty"), withIntermediateDirectories: false)
      try Data("mine".utf8).write(to: folder.appendingPathComponent("file"))
      for name in ["empty", "nowhere", "file"] {
        let report = try Command.run("report", name, in: folder)
        #expect(report.exitCode == 65 && report.error.contains(name), "\(report.error)")
      }
    }
  }
}
