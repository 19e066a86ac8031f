internal import ReferralModel

/// Joint draws of numbers that are not known: `uncertain: {posterior: draws.csv}`.
///
/// The file is CSV: a header of paths, then one draw a row, plain numbers in base units (a share
/// is 0.03, a duration is in days, a reward a share of CAC). Rows are in random order.
package struct PosteriorTable: Equatable, Sendable {
  /// As the scenario names it.
  package let name: String
  /// As it was opened.
  package let file: String
  package let paths: [String]
  /// One row per draw, one number per path.
  package let rows: [[Double]]
  /// The line of each row.
  let lines: [Int]
  /// SHA-256 of the file's bytes, in hexadecimal.
  package let sha256OfFile: String

  /// The key under `uncertain`.
  static let key = "posterior"

  /// Far more than anybody fits, and few enough to stand in memory with their draws.
  static let mostPaths = 1_000
  private static func mostDraws(paths: Int) -> Int { min(1_000_000, 10_000_000 / paths) }

  /// Reads the file.
  ///
  /// - Throws: Every row that is not a number per path, with its line and column; or why the file
  ///   cannot be read.
  init(
    _ name: String, in files: ScenarioFiles, at place: SourceLocation
  ) throws(ScenarioErrors) {
    self.name = name
    let path: String
    let bytes: [UInt8]
    do throws(ScenarioErrors) {
      path = try files.allowedPath(name)
      bytes = try readRegularFile(path, atMost: ScenarioFiles.bytes, limit: "64 MiB")
    } catch {
      throw ScenarioErrors(
        error.errors.map { ScenarioError(at: place, path: "uncertain.posterior", $0.problem) })
    }
    file = path
    sha256OfFile = sha256(bytes)
    var errors: [ScenarioError] = []
    var header: [String] = []
    var draws: [[Double]] = []
    var drawLines: [Int] = []
    var rest = bytes[...]
    var index = -1
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      index += 1
      let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
      if text.isEmpty { continue }
      let fields = text.split(
        separator: ",", maxSplits: Self.mostPaths, omittingEmptySubsequences: false)
      func report(_ column: Int, _ found: String, _ expected: String) {
        guard errors.count <= ScenarioErrors.limit else { return }
        errors.append(
          ScenarioError(
            at: SourceLocation(file: path, line: index + 1, column: column),
            .mismatch(found: found, expected: expected), sourceLine: String(text.prefix(200))))
      }
      guard index > 0 else {
        header = fields.map(\.trimmed)
        if header.count > Self.mostPaths {
          report(1, "more", "at most \(Self.mostPaths) paths")
          break
        }
        continue
      }
      let limit = Self.mostDraws(paths: max(1, header.count))
      guard draws.count < limit else {
        report(1, "more", "at most \(limit) draws")
        break
      }
      guard fields.count == header.count else {
        report(1, "\(fields.count) fields", "\(header.count), one per path of the header")
        continue
      }
      var column = 1
      var row: [Double] = []
      for field in fields {
        if let value = Self.decimal(field.trimmed) {
          row.append(value)
        } else {
          report(column, String(field.prefix(40)), "a number")
        }
        column += field.count + 1
      }
      draws.append(row)
      drawLines.append(index + 1)
    }
    if errors.isEmpty && draws.isEmpty {
      errors.append(
        ScenarioError(
          at: SourceLocation(file: path, line: 1, column: 1),
          .mismatch(found: "no draws", expected: "a header of paths and a draw in every row")))
    }
    guard errors.isEmpty else { throw ScenarioErrors(errors) }
    paths = header
    rows = draws
    self.lines = drawLines
  }

  /// A finite number in digits: what else Double reads, hexadecimal or up to a zero byte, is none here.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }
}

extension UncertainParameter {
  /// The columns of a posterior as parameters, each with its marginal distribution.
  static func read(
    _ table: PosteriorTable, besides others: [UncertainParameter], _ checker: inout Checker,
    _ tree: ScenarioNode
  ) -> [UncertainParameter] {
    var parameters: [UncertainParameter] = []
    var column = 1
    for (index, path) in table.paths.enumerated() {
      let place = SourceLocation(file: table.file, line: 1, column: column)
      column += path.count + 1
      guard let target = ScenarioPath(path) else {
        checker.report(.unknownPath(suggestion: nil), at: place, path)
        continue
      }
      switch ScenarioSchema.meaning(of: target, in: tree) {
      case .unknown(let suggestion):
        checker.report(.unknownPath(suggestion: suggestion), at: place, path)
      case .found(let shape):
        guard !ScenarioSchema.neverUncertain.contains(where: path.hasPrefix),
          let (quantity, target) = ScenarioSchema.quantity(at: target, shape: shape)
        else {
          checker.report(.contradiction("not a number that can be uncertain"), at: place, path)
          continue
        }
        let isSaid =
          parameters.contains { $0.target == target } || others.contains { $0.target == target }
        guard !isSaid else {
          checker.report(
            .contradiction("has two distributions: keep one, here or under uncertain"), at: place,
            path)
          continue
        }
        if let bad = table.rows.firstIndex(where: { !quantity.contains($0[index]) }) {
          checker.report(
            .outOfRange(
              found: "\(table.rows[bad][index])",
              expected: "\(quantity.description), as a number in base units"),
            at: SourceLocation(file: table.file, line: table.lines[bad], column: 1), path)
          continue
        }
        let share = 1 / Double(table.rows.count)
        parameters.append(
          UncertainParameter(
            path: path,
            distribution: .table(
              table.rows.map { ValueDistribution.WeightedValue(value: $0[index], share: share) }),
            kind: quantity.kind, posteriorColumn: index, target: target, location: place))
      }
    }
    return parameters
  }
}
