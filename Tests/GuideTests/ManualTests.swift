import Foundation
import Testing

/// The manual pages are those of the command, and a `make install` puts them in place.
@Suite struct ManualTests {
  private static let folder = Checkout.root.appendingPathComponent("Documentation/man")

  private static func page(_ words: [String]) throws -> String {
    try String(
      contentsOf: folder.appendingPathComponent(words.joined(separator: "-") + ".1"),
      encoding: .utf8)
  }

  @Test func `every option of every command is on its page`() throws {
    for (words, command) in try CommandTree.read().all() {
      let text = try Self.page(words).replacing("\\-", with: "-")
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        for name in argument.names ?? [] {
          #expect(text.contains("\\fB\(name.text)\\fR"), "\(words): \(name.text)")
        }
        if argument.kind == "positional", let name = argument.valueName {
          #expect(text.contains("\\fI\(name)\\fR"), "\(words): \(name)")
        }
      }
    }
  }

  @Test func `the pages are what the script makes of the command; else make manual`() throws {
    let scratch = try Scratch(copying: [], linking: ["Scripts"])
    let made = try scratch.run(
      "kfactor --experimental-dump-help | python3 Scripts/make_manual.py man")
    #expect(made.exitCode == 0, "\(made.error)")
    let files = FileManager.default
    let names = try files.contentsOfDirectory(
      atPath: scratch.folder.appendingPathComponent("man").path)
    let committed = try files.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(names) == Set(committed))
    for name in names {
      let fresh = try Data(contentsOf: scratch.folder.appendingPathComponent("man/\(name)"))
      #expect(
        files.contents(atPath: Self.folder.appendingPathComponent(name).path) == fresh,
        "\(name): make manual")
    }
    try scratch.remove()
  }

  // Where there is no formatter there is nobody to warn.
  @Test(arguments: [
    ("groff", "groff -man -ww -Tutf8 -z"), ("man", "man -l --warnings"),
    ("mandoc", "mandoc -T lint -W error"),
  ])
  func `formatters have nothing to say against the pages`(name: String, command: String) throws {
    let scratch = try Scratch(copying: [], linking: ["Documentation"])
    let outcome = try scratch.run(
      """
      if command -v \(name) > /dev/null; then
        for page in Documentation/man/*.1; do \(command) "$page" > /dev/null || exit 1; done
      fi
      """)
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    try scratch.remove()
  }

  @Test func `an installation holds the command, its pages and three completions`() throws {
    let scratch = try Scratch(copying: [], linking: ["Documentation", "Makefile"])
    let plan = try scratch.run("make -n install-files PREFIX=/opt/somewhere DESTDIR=stage")
    #expect(plan.exitCode == 0, "\(plan.error)")
    #expect(plan.output.contains("stage/opt/somewhere/bin/kfactor"))
    let prefix = scratch.folder.appendingPathComponent("a prefix").path
    let made = try scratch.run(
      "make install-files PREFIX='\(prefix)' KFACTOR='\(Checkout.executable.path)'")
    #expect(made.exitCode == 0, "\(made.error)")
    let version = try scratch.run("'\(prefix)/bin/kfactor' --version")
    #expect(version.exitCode == 0)
    for file in [
      "share/man/man1/kfactor.1", "share/man/man1/kfactor-run.1",
      "share/bash-completion/completions/kfactor", "share/zsh/site-functions/_kfactor",
      "share/fish/vendor_completions.d/kfactor.fish",
    ] {
      let size = FileManager.default.contents(atPath: "\(prefix)/\(file)")?.count ?? 0
      #expect(size > 100, "\(file)")
    }
    let gone = try scratch.run(
      "make uninstall PREFIX='\(prefix)' > log && find '\(prefix)' -type f")
    #expect(gone.exitCode == 0 && gone.output.isEmpty, "\(gone.output)")
    try scratch.remove()
  }
}
