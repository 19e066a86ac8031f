import Foundation
import Testing

/// A Markdown page, and what a reader would type from it.
///
/// - ` ```console ` blocks: lines `$ command` (continued after a backslash), each followed by what it
///   prints. A line of only `...` stands for any lines. A last line `[exit 65]` says how it ends.
/// - ` ```sh ` blocks: commands whose output is not shown.
/// - ` ```yaml name.yaml ` (any language): a file of this name, which the commands after it find.
struct Guide: CustomTestStringConvertible {
  enum Step {
    case file(name: String, text: String)
    case command(GuideCommand)
  }

  /// From the root of the checkout.
  let path: String
  let lines: [String]
  let steps: [Step]

  var testDescription: String { path }

  init(_ path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
    var steps: [Step] = []
    var row = 0
    while row < lines.count {
      guard lines[row].hasPrefix("```") else {
        row += 1
        continue
      }
      let words = lines[row].dropFirst(3).split(separator: " ").map(String.init)
      let first = row + 1
      let end = lines[first...].firstIndex { $0.hasPrefix("```") } ?? lines.count
      switch words.first {
      case "console":
        steps += Guide.sessions(lines, first..<end).map { .command($0) }
      case "sh":
        steps += Guide.commands(lines, first..<end).map { .command($0) }
      default:
        if words.count == 2 {
          let text = lines[first..<end].joined(separator: "\n") + "\n"
          steps.append(.file(name: words[1], text: text))
        }
      }
      row = end + 1
    }
    self.steps = steps
  }

  var commands: [GuideCommand] {
    steps.compactMap { if case .command(let command) = $0 { command } else { nil } }
  }

  /// The commands of a block with their output.
  private static func sessions(_ lines: [String], _ block: Range<Int>) -> [GuideCommand] {
    var found: [GuideCommand] = []
    var row = block.lowerBound
    while row < block.upperBound {
      guard lines[row].hasPrefix("$ ") else {
        row += 1
        continue
      }
      let line = row + 1
      var text = String(lines[row].dropFirst(2))
      while text.hasSuffix("\\"), row + 1 < block.upperBound {
        row += 1
        text += "\n" + lines[row]
      }
      let first = row + 1
      row = first
      while row < block.upperBound, !lines[row].hasPrefix("$ ") { row += 1 }
      var output = first..<row
      var exitCode: Int32 = 0
      while let last = output.last, lines[last].isEmpty { output = first..<last }
      if let last = output.last, let code = Guide.exitCode(lines[last]) {
        exitCode = code
        output = first..<last
      }
      found.append(GuideCommand(text: text, line: line, output: output, exitCode: exitCode))
    }
    return found
  }

  /// The commands of a block without output.
  private static func commands(_ lines: [String], _ block: Range<Int>) -> [GuideCommand] {
    var found: [GuideCommand] = []
    var isContinued = false
    for row in block {
      let text = lines[row]
      if isContinued {
        found[found.count - 1].text += "\n" + text
      } else if !text.isEmpty, !text.hasPrefix("#") {
        found.append(GuideCommand(text: text, line: row + 1, output: nil, exitCode: 0))
      } else {
        continue
      }
      isContinued = text.hasSuffix("\\")
    }
    return found
  }

  private static func exitCode(_ line: String) -> Int32? {
    guard line.hasPrefix("[exit "), line.hasSuffix("]") else { return nil }
    return Int32(line.dropFirst(6).dropLast())
  }
}

/// A command of a guide, and what the guide says comes of it.
struct GuideCommand: Sendable {
  var text: String
  /// Where it stands, from 1.
  var line: Int
  /// The lines of the page that show its output; nil where none is shown.
  var output: Range<Int>?
  var exitCode: Int32
}

extension Guide {
  /// The page in which each command shows what it printed.
  ///
  /// Lines that `...` stands for stay left out where the rest can be found by its words; else the
  /// whole output is shown.
  func rewritten(_ printed: [(command: GuideCommand, text: String)]) -> String {
    var lines = lines
    for (command, text) in printed.reversed() {
      guard let rows = command.output else { continue }
      let output = OutputPattern.lines(of: text)
      let pattern = OutputPattern(Array(self.lines[rows]))
      lines.replaceSubrange(rows, with: pattern.refreshed(from: output) ?? output)
    }
    return lines.joined(separator: "\n")
  }
}
