import Foundation

/// A command as it describes itself, with its subcommands.
struct CommandTree: Decodable, Sendable {
  struct Argument: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      var kind: String
      var name: String

      /// As it is typed.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var names: [Name]?
    var shouldDisplay: Bool
    var valueName: String?
  }

  var commandName: String
  var abstract: String?
  var discussion: String?
  var arguments: [Argument]?
  var subcommands: [CommandTree]?

  /// The command with everything below it but `help`, each with the words that call it.
  func all(_ above: [String] = []) -> [(words: [String], command: CommandTree)] {
    let words = above + [commandName]
    return [(words, self)]
      + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap { $0.all(words) }
  }

  /// What the built command says of itself.
  static func read() throws -> CommandTree {
    struct Dump: Decodable {
      var command: CommandTree
    }
    let scratch = try Scratch(copying: [], linking: [])
    let outcome = try scratch.run("kfactor --experimental-dump-help")
    try scratch.remove()
    return try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8)).command
  }

  /// The commands shown in the discussion, without the remarks behind them.
  var examples: [String] {
    var found: [String] = []
    var isContinued = false
    for line in (discussion ?? "").components(separatedBy: "\n") {
      let text = line.drop { $0 == " " }
      if isContinued {
        found[found.count - 1] += "\n" + text
      } else if line.hasPrefix("  kfactor ") {
        found.append(String(text.split(separator: "   ", maxSplits: 1)[0]))
      } else {
        continue
      }
      isContinued = text.hasSuffix("\\")
    }
    return found
  }
}
