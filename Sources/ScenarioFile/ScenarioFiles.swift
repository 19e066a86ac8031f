/// What the files that a scenario names turned out to hold.
struct ScenarioFiles: Sendable {
  /// The folder that names are relative to; empty for the current one.
  var folder = ""
  /// Folders besides this one that files may be read from.
  var allowed: [String] = []
  /// The people of `customers.initial.file`.
  var initialPeople: [Int] = []

  static let bytes = 64 << 20

  /// A name of the scenario as a path that can be opened as it stands.
  func path(_ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The path of a file that the scenario may read, as it stands and with links followed.
  ///
  /// A scenario may come from anybody, so it reads nothing outside its folder, by whatever way,
  /// unless somebody allows it.
  ///
  /// - Throws: When it is outside, or no regular file.
  func allowedPath(_ name: String) throws(ScenarioErrors) -> String {
    let path = path(name)
    let real = try requireRegularFile(path)
    let isInside = ([folder] + allowed).contains { folder in
      guard let root = realPath(folder) else { return false }
      return real.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }
    guard isInside else {
      let parent = real.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/")
      throw ScenarioErrors([
        ScenarioError(
          at: SourceLocation(file: path),
          .unreadable(
            reason: "outside the scenario's folder; to have it read, give --allow-path "
              + (parent.isEmpty ? "/" : parent)))
      ])
    }
    return path
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
    if errors.isEmpty && people.isEmpty {
      errors.append(
        ScenarioError(
          at: SourceLocation(file: path, line: 1, column: 1),
          .mismatch(found: "nobody", expected: "the number of a person on every line")))
    }
    guard errors.isEmpty else { throw ScenarioErrors(errors) }
    return people
  }
}
