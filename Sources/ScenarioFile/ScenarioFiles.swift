/// What the files that a scenario names turned out to hold.
struct ScenarioFiles: Sendable {
  /// The folder that names are relative to; empty for the current one.
  var folder = ""
  /// The people of `customers.initial.file`.
  var initialPeople: [Int] = []

  static let bytes = 64 << 20

  /// A name of the scenario as a path that can be opened as it stands.
  func path(_ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// One person a line; blank lines and what follows # are skipped.
  ///
  /// - Throws: Every line that is no whole number, or why the file cannot be read.
  static func people(inFile path: String) throws(ScenarioErrors) -> [Int] {
    let bytes = try readRegularFile(path, atMost: ScenarioFiles.bytes, limit: "64 MiB")
    var people: [Int] = []
    var errors: [ScenarioError] = []
    for (index, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).enumerated() {
      let text = String(
        decoding: line.prefix { $0 != UInt8(ascii: "#") }.prefix(100), as: UTF8.self
      ).trimmed
      if text.isEmpty { continue }
      if let person = Int(text), person >= 0 {
        people.append(person)
      } else if errors.count <= ScenarioErrors.limit {
        errors.append(
          ScenarioError(
            at: SourceLocation(file: path, line: index + 1, column: 1),
            .mismatch(found: text, expected: "the number of a person"),
            sourceLine: String(decoding: line.prefix(200), as: UTF8.self)))
      }
    }
    guard errors.isEmpty else { throw ScenarioErrors(errors) }
    return people
  }
}
