import Foundation

/// What a guide shows of an output: lines, and `...` for any number of lines.
struct OutputPattern {
  static let anything = "..."

  let lines: [String]

  init(_ lines: [String]) { self.lines = lines }

  /// The lines of an output, without spaces at their ends and empty lines at its own.
  static func lines(of text: String) -> [String] {
    var lines = text.components(separatedBy: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// Whether an output is what the guide shows.
  func matches(_ output: [String]) -> Bool {
    places(in: output.map(Self.steady), of: lines.map(Self.steady)) != nil
  }

  /// The lines with what they say in an output that has the same words with other numbers.
  func refreshed(from output: [String]) -> [String]? {
    guard let places = places(in: output.map(Self.wordsOnly), of: lines.map(Self.wordsOnly))
    else { return nil }
    return places.map { $0.map { output[$0] } ?? Self.anything }
  }

  /// A line without what is another at every run: how long something took, the day on which it
  /// was done, and the name of a folder that follows from the version.
  private static func steady(_ line: String) -> String {
    line.replacing(/in [0-9.]+ m?s\b/, with: "in _ s")
      .replacing(/(?<before>Results\/[^\/ ]+\/)[0-9a-f]{12}\b/) { "\($0.output.before)_" }
      .replacing(/(?<before>seed \d+), \d{4}-\d\d-\d\d/) { "\($0.output.before), _" }
  }

  private static func wordsOnly(_ line: String) -> String {
    line == anything ? line : String(steady(line).filter { $0.isLetter })
  }

  /// For each line of a pattern the line of the output that it stands for, nil for `...`.
  private func places(in output: [String], of pattern: [String]) -> [Int?]? {
    var found: [Int?] = []
    func match(_ row: Int, _ line: Int) -> Bool {
      guard row < pattern.count else { return line == output.count }
      if pattern[row] == Self.anything {
        found.append(nil)
        for next in line...output.count where match(row + 1, next) { return true }
        found.removeLast()
        return false
      }
      guard line < output.count, pattern[row] == output[line] else { return false }
      found.append(line)
      if match(row + 1, line + 1) { return true }
      found.removeLast()
      return false
    }
    return match(0, 0) ? found : nil
  }
}
