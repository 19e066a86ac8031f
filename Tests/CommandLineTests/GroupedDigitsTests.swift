import Foundation
import Testing

/// Counts on the command line may be written as in scenario files.
@Suite struct GroupedDigitsTests {
  @Test func `counts may have underscores between digits, and mean the same`() throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallDecision, to: folder)
      for (grouped, plain) in [
        (
          "run small.yaml --replications 1_2 --threads 0_2 --seed 1_000 --reps 1_0:1_2",
          "run small.yaml --replications 12 --threads 2 --seed 1000 --reps 10:12"
        ),
        (
          "compare small.yaml --replications 1_2 --seed 1_000 --indifference 1_000.5",
          "compare small.yaml --replications 12 --seed 1000 --indifference 1000.5"
        ),
        (
          "tune small.yaml --replications 1_2 --seed 1_0",
          "tune small.yaml --replications 12 --seed 10"
        ),
        (
          "explain small.yaml --replications 0_4 --seed 1_0 --threads 0_1",
          "explain small.yaml --replications 4 --seed 10 --threads 1"
        ),
        (
          "spread small.yaml --on slurm --replications 1_00 --shards 1_0 --threads 0_2 --retries 1_0",
          "spread small.yaml --on slurm --replications 100 --shards 10 --threads 2 --retries 10"
        ),
      ] {
        var printed: [String] = []
        for (text, name) in [(grouped, "folder-1"), (plain, "folder-2")] {
          var words = text.split(separator: " ").map(String.init)
          if !["spread", "explain"].contains(words[0]) { words += ["--output", name] }
          let run = try Command.run(words, in: folder)
          #expect(run.exitCode == 0, "\(text): \(run.error)")
          printed.append(run.text.replacingOccurrences(of: name, with: "FOLDER"))
        }
        #expect(printed[0] == printed[1])
        for name in ["folder-1", "folder-2"] {
          let path = folder.appendingPathComponent(name).path
          if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
          }
        }
      }
    }
  }

  @Test(arguments: ["1__0", "_10", "10_", "1_", "ten", "1.5", "0x10", "1,000"])
  func `what is no whole number is refused with an example`(text: String) throws {
    try inTemporaryFolder { folder in
      try RunCommandTests.write(smallScenario, to: folder)
      for option in ["replications", "seed", "threads"] {
        let run = try Command.run("run", "small.yaml", "--\(option)=\(text)", in: folder)
        #expect(run.exitCode == 64 && run.error.contains("--\(option)"), "\(run.error)")
        #expect(run.error.contains("expected a whole number, such as 20 or 1_000_000"))
      }
    }
  }
}
