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
