import Foundation
import Testing

@Suite struct ResultsCommandTests {
  @Test func `results are listed with their answers, and shown as they were printed`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      let run = try Command.run("run", "small.yaml", "--replications", "4", in: folder)
      let compare = try Command.run("compare", "small.yaml", "--replications", "8", in: folder)
      #expect(run.exitCode == 0 && compare.exitCode == 0, "\(run.error)\(compare.error)")
      // Somebody else's, and one that a crash of the disk left.
      for (path, text) in [("notes/read.me", "mine"), ("broken/summary.json", "{\"kind\": ")] {
        let file = folder.appendingPathComponent("Results/\(path)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let list = try Command.run("results", in: folder)
      #expect(list.exitCode == 0)
      #expect(
        list.error.hasPrefix("warning: skipped: Results/broken/summary.json"), "\(list.error)")
      #expect(list.error.filter { $0 == "\n" }.count == 1)
      #expect(
        list.text.contains(": run, agents, seed ") && list.text.contains(": comparison, agents"))
      let show = try Command.run("results", "show", "Results/small-compare", in: folder)
      #expect(show.text == compare.text, "\(show.error)")
      #expect(try Command.run("results", "show", "Results/notes", in: folder).exitCode == 65)
      #expect(try Command.run("results", "nowhere", in: folder).exitCode == 65)
    }
  }
}
