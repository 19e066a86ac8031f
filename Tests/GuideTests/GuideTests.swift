import Foundation
import Testing

/// Every command of every page does what the page says.
///
/// `KFACTOR_REWRITE_GUIDES=1` writes into the pages what the commands print now.
@Suite struct GuideTests {
  /// Commands that are shown and not run, by how they begin, and why.
  static let notRun = [
    "make ": "builds what this test runs",
    "swift ": "builds what this test runs",
    "git ": "needs the network, or a repository",
    "kfactor backtest Examples/small-program.yaml": "six fits; the guide on calibration has one",
  ]

  /// What stands for a command that builds first.
  static let insteadOf = ["make run": "kfactor run Scenarios/dropbox-2008.yaml"]

  static let rewrites = ProcessInfo.processInfo.environment["KFACTOR_REWRITE_GUIDES"] == "1"

  @Test(arguments: try Checkout.guides())
  func `shows what its commands print`(guide: Guide) throws {
    guard !guide.steps.isEmpty else { return }
    // The front page shows results that the checkout has.
    let scratch = try Scratch(
      copying: guide.path == "README.md" ? ["Examples", "Results"] : ["Examples"])
    var printed: [(GuideCommand, String)] = []
    for step in guide.steps {
      switch step {
      case .file(let name, let text): try scratch.write(text, to: name)
      case .command(let command):
        guard let outcome = try run(command, in: scratch) else { continue }
        printed.append((command, outcome.shown))
        let place = "\(guide.path):\(command.line): \(command.text)"
        #expect(outcome.exitCode == command.exitCode, "\(place)\n\(outcome.error)")
        guard let rows = command.output, !Self.rewrites else { continue }
        let found = OutputPattern.lines(of: outcome.shown)
        #expect(
          OutputPattern(Array(guide.lines[rows])).matches(found),
          "\(place)\nprints:\n\(found.joined(separator: "\n"))")
      }
    }
    try scratch.remove()
    if Self.rewrites {
      try Data(guide.rewritten(printed).utf8).write(
        to: Checkout.root.appendingPathComponent(guide.path))
    }
  }

  /// Nil for what is not run.
  private func run(_ command: GuideCommand, in scratch: Scratch) throws -> Scratch.Outcome? {
    if let other = Self.insteadOf[command.text] { return try scratch.run(other) }
    guard !Self.notRun.keys.contains(where: command.text.hasPrefix) else { return nil }
    return try scratch.run(command.text)
  }

  @Test func `a block is commands with their output, where dots stand for any lines`() {
    let guide = Guide(
      "page.md",
      text: """
        ```console
        $ echo one \\
            two
        one two

        $ false
        [exit 1]
        ```
        ```yaml my.yaml
        name: x
        ```
        ```sh
        # a remark
        ls
        ```
        """)
    #expect(guide.commands.map(\.text) == ["echo one \\\n    two", "false", "ls"])
    #expect(guide.commands.map(\.exitCode) == [0, 1, 0])
    #expect(guide.commands[0].output.map { Array(guide.lines[$0]) } == ["one two"])
    #expect(guide.steps.count == 4)
    let pattern = OutputPattern(["first", "...", "last in 1.2 s"])
    #expect(pattern.matches(["first", "last in 3 s"]))
    #expect(pattern.matches(["first", "", "more", "last in 0.1 s"]))
    #expect(!pattern.matches(["first", "last in 3 s", "and more"]))
    #expect(!pattern.matches(["last in 3 s"]))
  }

  @Test func `every link between the pages leads to a file`() throws {
    for guide in try Checkout.guides() {
      let folder = Checkout.root.appendingPathComponent(guide.path).deletingLastPathComponent()
      for match in guide.lines.joined(separator: "\n").matches(of: /\]\((?<target>[^)\s]+)\)/) {
        let target = match.output.target.split(separator: "#").first.map(String.init) ?? ""
        guard !target.isEmpty, !target.contains("://") else { continue }
        let file = folder.appendingPathComponent(target)
        #expect(
          FileManager.default.fileExists(atPath: file.path), "\(guide.path) links to \(target)")
      }
    }
  }
}
