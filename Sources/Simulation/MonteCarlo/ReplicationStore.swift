/// Finished replications on disk, while a run is not complete.
///
/// A hidden folder inside the results folder holds one file per batch, each written
/// whole or not at all. A file that is cut short or damaged counts as absent: its
/// replications are simulated again, to the same numbers.
package struct ReplicationStore: Sendable {
  /// What the stored numbers depend on.
  package struct Key: Equatable, Sendable {
    /// A hash of everything that determines the numbers.
    package let identity: String
    package let seed: UInt64
    /// Of every record, in order.
    package let columns: [String]

    package init(identity: String, seed: UInt64, columns: [String]) {
      self.identity = identity
      self.seed = seed
      self.columns = columns
    }
  }

  package static let folderName = ".partial"
  private static let identityName = "identity"

  package let folder: String
  package let key: Key
  /// What the names of its files begin with; several stores may share a folder.
  private let prefix: String
  private let header: [UInt8]
  /// Where replications made elsewhere are, and which section of those files is this store's.
  private let parts: [(file: PartFile, section: Int)]

  /// Opens the store of a results folder, made where it is missing.
  ///
  /// - Parameter parts: Of the same run, made elsewhere; they are read where they are.
  /// - Throws: `.holdsAnotherRun` when it was begun with another key, or a part has other
  ///   columns; and what making a folder and a file throw.
  package init(
    inResultsFolder results: String, key: Key, prefix: String = "", parts: [PartFile] = []
  ) throws(OutputError) {
    let section = PartFile.Section(columns: key.columns)
    self.parts = try parts.map { part throws(OutputError) in
      guard let index = part.index(of: section) else { throw .holdsAnotherRun(path: part.path) }
      return (part, index)
    }
    folder = "\(results)/\(Self.folderName)"
    self.key = key
    self.prefix = prefix
    header = BatchFile.header(of: key)
    try Self.claim(resultsFolder: results, identity: key.identity)
    for name in try DurableFile.names(inFolder: folder) ?? []
    where name.hasPrefix(DurableFile.temporaryPrefix) {
      try DurableFile.remove("\(folder)/\(name)")
    }
  }

  /// Notes in a results folder whose it is, until it is finished; makes it where it is missing.
  ///
  /// - Throws: `.holdsAnotherRun` when it is another's; what making a folder and a file throw.
  package static func claim(resultsFolder results: String, identity: String) throws(OutputError) {
    let folder = "\(results)/\(folderName)"
    try DurableFile.createFolder(folder)
    if let found = try Self.identity(inResultsFolder: results) {
      guard found == identity else { throw .holdsAnotherRun(path: results) }
    } else {
      try DurableFile.replace("\(folder)/\(identityName)", with: Array((identity + "\n").utf8))
    }
  }

  /// The identity of the unfinished run in a results folder; nil when there is none.
  package static func identity(inResultsFolder results: String) throws(OutputError) -> String? {
    guard let bytes = try DurableFile.contents(of: "\(results)/\(folderName)/\(identityName)")
    else {
      return nil
    }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// The stored records of a batch, by replication, and those of parts; none where the file is
  /// absent or damaged.
  ///
  /// - Throws: `.holdsAnotherRun` when a sound file is of another run; `PartError`.
  func read(batch: Range<Int>) throws -> [Int: [Double]] {
    var records = try own(batch: batch)
    for (file, section) in parts where records.count < batch.count {
      records.merge(try file.records(section: section, in: batch)) { own, _ in own }
    }
    return records
  }

  private func own(batch: Range<Int>) throws(OutputError) -> [Int: [Double]] {
    let path = self.path(of: batch)
    guard let bytes = try DurableFile.contents(of: path), let body = BatchFile.checked(bytes) else {
      return [:]
    }
    guard body.starts(with: header) else { throw .holdsAnotherRun(path: path) }
    let records = BatchFile.records(bytes, after: header.count, width: key.columns.count)
    return records.filter { batch.contains($0.key) }
  }

  /// Writes all that is stored of a finished range as a part.
  ///
  /// - Parameters:
  ///   - path: Of the file.
  ///   - description: Whose replications they are.
  ///   - replications: In batches as they were stored.
  package func writePart(
    _ path: String, description: [UInt8], replications: Range<Int>
  ) throws {
    try PartFile.write(
      path, description: description, replications: replications,
      sections: [PartFile.Section(columns: key.columns)]
    ) { _, range in try read(batch: range) }
  }

  /// Writes what is finished of a batch.
  func write(_ records: [Int: [Double]], batch: Range<Int>) throws(OutputError) {
    try DurableFile.replace(path(of: batch), with: BatchFile.bytes(of: records, header: header))
  }

  /// Removes the store of a results folder, once the results are in their final files.
  ///
  /// The identity goes last, so that a kill in between leaves a folder that is still known.
  package static func remove(inResultsFolder results: String) throws(OutputError) {
    let folder = "\(results)/\(folderName)"
    guard let names = try DurableFile.names(inFolder: folder) else { return }
    for name in names where name != identityName { try DurableFile.remove("\(folder)/\(name)") }
    try DurableFile.remove("\(folder)/\(identityName)")
    try DurableFile.removeFolder(folder)
  }

  private func path(of batch: Range<Int>) -> String {
    "\(folder)/\(prefix)\(batch.lowerBound)-\(batch.upperBound).batch"
  }
}
