import Foundation
import Testing

/// What shells offer while a person types.
@Suite struct CompletionTests {
  /// Asks bash's script what it offers for a line whose last word is being typed.
  static let driver = """
    source ./kfactor.bash
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
    _kfactor kfactor "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    printf '%s\\n' "${COMPREPLY[@]}"

    """

  private func withScript(_ body: (Scratch) throws -> Void) throws {
    let scratch = try Scratch(copying: [], linking: [])
    let made = try scratch.run("kfactor --generate-completion-script bash > kfactor.bash")
    #expect(made.exitCode == 0, "\(made.error)")
    try scratch.write(Self.driver, to: "driver.sh")
    try body(scratch)
    try scratch.remove()
  }

  private func offers(_ line: String, in scratch: Scratch) throws -> [String] {
    let outcome = try scratch.run("bash driver.sh \(line)")
    #expect(outcome.error.isEmpty, "\(line)")
    return outcome.output.split(whereSeparator: \.isNewline).map(String.init)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a script is made for each shell, and the shell accepts it`(shell: String) throws {
    let scratch = try Scratch(copying: [], linking: [])
    let made = try scratch.run("kfactor --generate-completion-script \(shell) > script")
    #expect(made.exitCode == 0, "\(made.error)")
    let text = try String(
      contentsOf: scratch.folder.appendingPathComponent("script"), encoding: .utf8)
    for command in try CommandTree.read().subcommands ?? [] {
      #expect(text.contains(command.commandName), "\(shell): \(command.commandName)")
    }
    // Where the shell is installed; bash is, since it runs these commands.
    let check = try scratch.run("if command -v \(shell); then \(shell) -n script; fi")
    #expect(check.exitCode == 0, "\(check.error)")
    try scratch.remove()
  }

  @Test(arguments: [
    ("run --engine ''", ["agents", "expected"]), ("run --format j", ["json"]),
    ("calibrate --preset g", ["growsurf"]), ("new mine --from sa", ["saas-credit"]),
    ("compare --metric incr", ["incremental_cac", "incremental_npv", "incremental_signups"]),
    ("tune --risk ''", ["cvar05", "mean", "median", "q05"]), ("val", ["validate"]),
  ])
  func `values are offered where there are only so many`(line: String, values: [String]) throws {
    try withScript { scratch in
      let offered = try offers("kfactor \(line)", in: scratch)
      #expect(offered.sorted() == values)
    }
  }

  @Test(arguments: [
    ("run ''", ["folder", "plan.yaml"]), ("calibrate --series ''", ["folder", "table.csv"]),
    ("report ''", ["folder"]), ("report folder --output ''", ["folder", "page.html"]),
    ("validate plan.yaml ''", ["folder", "plan.yaml"]), ("results show ''", ["folder"]),
  ])
  func `files are offered by what they can be`(line: String, names: [String]) throws {
    try withScript { scratch in
      for name in ["plan.yaml", "table.csv", "page.html", "folder/inner.yaml"] {
        try scratch.write("x", to: name)
      }
      let offered = try offers("kfactor \(line)", in: scratch)
      // The command itself is in a folder of that name here.
      #expect(offered.filter { $0 != ".bin" }.sorted() == names)
    }
  }

  @Test func `strategies are those of the file that was typed`() throws {
    try withScript { scratch in
      try scratch.write(HelpTests.scenario, to: "plan.yaml")
      try scratch.write("name: [", to: "broken.yaml")
      let known = try offers("kfactor compare plan.yaml --strategy ''", in: scratch)
      #expect(known == ["one-sided", "no-program"])
      let broken = try offers("kfactor compare broken.yaml --strategy ''", in: scratch)
      #expect(broken == ["no-program"])
    }
  }
}
