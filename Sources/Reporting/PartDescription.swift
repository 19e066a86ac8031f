package import JSON
internal import Simulation

/// Whose replications a part holds: what `kfactor merge` must know to put parts together.
package struct PartDescription: Sendable {
  /// `run` or `comparison`.
  package let kind: ResultsFolder.Kind
  package let version: String
  /// Of the whole run: a hash of everything that determines its numbers.
  package let identity: String
  package let seed: UInt64
  /// Replications of the whole run.
  package let total: Int
  /// Of the whole run, without the name of the program.
  package let arguments: [String]
  /// The hash of each scenario file, in the order of the arguments.
  package let scenarios: [String]
  /// Bytes of the other files in the part's folder, by name.
  package let files: [(name: String, bytes: Int)]

  package init(
    kind: ResultsFolder.Kind, version: String, identity: String, seed: UInt64, total: Int,
    arguments: [String], scenarios: [String], files: [(name: String, bytes: Int)] = []
  ) {
    self.kind = kind
    self.version = version
    self.identity = identity
    self.seed = seed
    self.total = total
    self.arguments = arguments
    self.scenarios = scenarios
    self.files = files
  }

  /// The same part, beside files that are written.
  func beside(_ files: [(name: String, bytes: Int)]) -> PartDescription {
    PartDescription(
      kind: kind, version: version, identity: identity, seed: seed, total: total,
      arguments: arguments, scenarios: scenarios, files: files)
  }

  package var json: JSONValue {
    .object([
      .init("kind", .string(kind.rawValue)), .init("version", .string(version)),
      .init("identity", .string(identity)), .init("seed", .natural(seed)),
      .init("replications", .integer(total)), .init("arguments", .strings(arguments)),
      .init("scenarios", .strings(scenarios)),
      .init("files", .object(files.map { .init($0.name, .integer($0.bytes)) })),
    ])
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `SummaryError` naming the first key that is missing or of the wrong kind.
  package init(json: JSONValue) throws(SummaryError) {
    let root = SummaryReader(value: json)
    guard let kind = ResultsFolder.Kind(rawValue: try root.member("kind").string) else {
      throw SummaryError(path: "/kind", expected: "a kind of this version")
    }
    self.init(
      kind: kind, version: try root.member("version").string,
      identity: try root.member("identity").string, seed: try root.member("seed").natural,
      total: try root.member("replications").integer,
      arguments: try root.member("arguments").strings,
      scenarios: try root.member("scenarios").strings,
      files: try root.member("files").members.map { file throws(SummaryError) in
        (file.name, try file.integer)
      })
  }
}
