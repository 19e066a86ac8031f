/// Some replications of a run or of a comparison, made apart, in one file that says whose they
/// are: what machines hand in where one was too small.
///
/// Little-endian: magic and version; a description, opaque here; the first replication and how
/// many there are; the number of sections, and of each the width of its records and a hash of
/// the names of its columns; a checksum of all that. Then the sections, each in blocks of 50
/// replications: their numbers and a checksum.
package struct PartFile: Sendable {
  /// One kind of record: of a run there is one, of a comparison one for each strategy.
  package struct Section: Equatable, Sendable {
    let width: Int
    let columns: UInt64

    /// - Parameter columns: Of every record, in order.
    package init(columns: [String]) {
      width = columns.count
      self.columns = BatchFile.hash(ofColumns: columns)
    }

    fileprivate init(width: Int, columns: UInt64) {
      self.width = width
      self.columns = columns
    }
  }

  /// In a folder of results.
  package static let name = "part.bin"
  private static let magic = Array("kfactor part 1\n".utf8)
  /// Replications to a checksum.
  static let block = 50
  /// Of a description, in bytes; a longer one is none of ours.
  private static let longestDescription = 64 << 20

  package let path: String
  package let description: [UInt8]
  package let replications: Range<Int>
  package let sections: [Section]
  /// Where the sections begin, in bytes.
  private let start: Int

  /// Opens a part; its records are read when they are asked for.
  ///
  /// - Throws: `PartError` for what is no part, or is cut short; `OutputError` for what cannot
  ///   be read.
  package init(_ path: String) throws {
    let file = try SeekableFile(path)
    var position = 0
    var head: [UInt8] = []
    func take(_ count: Int) throws -> [UInt8] {
      let bytes = try file.bytes(at: position, count: count)
      guard bytes.count == count else { throw PartError.cutShort(path: path) }
      position += count
      head += bytes
      return bytes
    }
    func word() throws -> Int {
      guard let word = Int(exactly: BatchFile.word(try take(8), at: 0)) else {
        throw PartError.damaged(path: path, what: "its head")
      }
      return word
    }
    let magic = try file.bytes(at: 0, count: Self.magic.count)
    guard magic == Self.magic else {
      throw Self.magic.starts(with: magic)
        ? PartError.cutShort(path: path) : PartError.foreign(path: path)
    }
    _ = try take(Self.magic.count)
    let length = try word()
    guard length <= Self.longestDescription else {
      throw PartError.damaged(path: path, what: "its head")
    }
    description = try take(length)
    let (first, count, members) = (try word(), try word(), try word())
    guard first < 1 << 53, 1..<1 << 53 ~= count, 1...10_000 ~= members else {
      throw PartError.damaged(path: path, what: "its head")
    }
    var sections: [Section] = []
    var size = 0.0
    for _ in 0..<members {
      let width = try word()
      size += 8 * Double(count) * (Double(width) + 1)
      // No disk has an exabyte, and up to there sizes can be computed.
      guard 1...10_000_000 ~= width, size < 1e18 else {
        throw PartError.damaged(path: path, what: "its head")
      }
      sections.append(Section(width: width, columns: BatchFile.word(try take(8), at: 0)))
    }
    let checksum = BatchFile.checksum(head)
    guard BatchFile.word(try take(8), at: 0) == checksum else {
      throw PartError.damaged(path: path, what: "its head")
    }
    self.path = path
    replications = first..<first + count
    self.sections = sections
    start = position
    let found = try file.size
    let whole = sections.reduce(start) { $0 + Self.size(of: $1, count: count) }
    guard found >= whole else { throw PartError.cutShort(path: path) }
    guard found == whole else {
      throw PartError.damaged(path: path, what: "its end, where more follows")
    }
  }

  private static func size(of section: Section, count: Int) -> Int {
    8 * (count * section.width + (count + block - 1) / block)
  }

  /// Reads all of it once.
  ///
  /// - Throws: `PartError.damaged` where a checksum disagrees.
  package func verify() throws {
    for index in sections.indices {
      var first = replications.lowerBound
      while first < replications.upperBound {
        let last = min(first + Self.block, replications.upperBound)
        _ = try records(section: index, in: first..<last)
        first = last
      }
    }
  }

  /// The number of a section; nil where the part has none like it.
  func index(of section: Section) -> Int? { sections.firstIndex(of: section) }

  /// Those of the replications that the part has.
  func records(section index: Int, in wanted: Range<Int>) throws -> [Int: [Double]] {
    let wanted = wanted.clamped(to: replications)
    guard !wanted.isEmpty else { return [:] }
    let file = try SeekableFile(path)
    let section = sections[index]
    let before = sections[..<index].reduce(start) {
      $0 + Self.size(of: $1, count: replications.count)
    }
    var records: [Int: [Double]] = [:]
    let firstBlock = (wanted.lowerBound - replications.lowerBound) / Self.block
    let lastBlock = (wanted.upperBound - 1 - replications.lowerBound) / Self.block
    for block in firstBlock...lastBlock {
      let first = replications.lowerBound + block * Self.block
      let count = min(Self.block, replications.upperBound - first)
      let offset = before + block * 8 * (Self.block * section.width + 1)
      let length = 8 * count * section.width
      let bytes = try file.bytes(at: offset, count: length + 8)
      guard bytes.count == length + 8 else { throw PartError.cutShort(path: path) }
      guard BatchFile.checksum(bytes[..<length]) == BatchFile.word(bytes, at: length) else {
        throw PartError.damaged(
          path: path, what: "replications \(first) to \(first + count - 1)")
      }
      for replication in wanted.clamped(to: first..<first + count) {
        let row = 8 * (replication - first) * section.width
        records[replication] = (0..<section.width).map {
          Double(bitPattern: BatchFile.word(bytes, at: row + 8 * $0))
        }
      }
    }
    return records
  }

  /// Writes a part, whole or not at all.
  ///
  /// - Parameter records: The records of a section in a range of at most 50 replications, by
  ///   replication; all of them.
  /// - Throws: `OutputError`, also where a record is missing; and what `records` throws.
  package static func write(
    _ path: String, description: [UInt8], replications: Range<Int>, sections: [Section],
    records: (_ section: Int, _ range: Range<Int>) throws -> [Int: [Double]]
  ) throws {
    var head = magic
    head.append(word: UInt64(description.count))
    head += description
    head.append(word: UInt64(replications.lowerBound))
    head.append(word: UInt64(replications.count))
    head.append(word: UInt64(sections.count))
    for section in sections {
      head.append(word: UInt64(section.width))
      head.append(word: section.columns)
    }
    head.append(word: BatchFile.checksum(head))
    var file = try DurableStream(path)
    try file.write(head)
    for (index, section) in sections.enumerated() {
      for first in stride(
        from: replications.lowerBound, to: replications.upperBound, by: block)
      {
        let range = first..<min(first + block, replications.upperBound)
        let found = try records(index, range)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * (range.count * section.width + 1))
        for replication in range {
          // Stored and gone: a disk failed, or somebody removed it.
          guard let record = found[replication] else {
            throw OutputError.cannotWrite(
              path: path, reason: "replication \(replication), which was finished, is gone")
          }
          precondition(record.count == section.width, "a record has its section's width")
          for value in record { bytes.append(word: value.bitPattern) }
        }
        bytes.append(word: BatchFile.checksum(bytes))
        try file.write(bytes)
      }
    }
    try file.commit()
  }
}

/// Why a file is no part that can be used.
package enum PartError: Error, Equatable, Sendable, CustomStringConvertible {
  case foreign(path: String)
  case cutShort(path: String)
  case damaged(path: String, what: String)

  package var description: String {
    switch self {
    case .foreign(let path):
      "\(path): is no part of a run; expected what --reps A:B wrote"
    case .cutShort(let path): "\(path): is cut short; simulate this part again"
    case .damaged(let path, let what):
      "\(path): is damaged in \(what); simulate this part again"
    }
  }
}
