/// The bytes of a stored batch, little-endian: magic and version, identity, seed,
/// number of columns and a hash of their names; the number of records; each
/// record's replication and numbers; a checksum of all that.
enum BatchFile {
  private static let magic = Array("kfactor replications 1\n".utf8)

  static func header(of key: ReplicationStore.Key) -> [UInt8] {
    var bytes = magic
    let identity = Array(key.identity.utf8)
    bytes.append(word: UInt64(identity.count))
    bytes += identity
    bytes.append(word: key.seed)
    bytes.append(word: UInt64(key.columns.count))
    bytes.append(word: hash(ofColumns: key.columns))
    return bytes
  }

  static func bytes(of records: [Int: [Double]], header: [UInt8]) -> [UInt8] {
    var bytes = header
    bytes.append(word: UInt64(records.count))
    for (replication, record) in records.sorted(by: { $0.key < $1.key }) {
      bytes.append(word: UInt64(replication))
      for value in record { bytes.append(word: value.bitPattern) }
    }
    bytes.append(word: checksum(bytes))
    return bytes
  }

  /// The bytes before a checksum that agrees with them; nil otherwise.
  static func checked(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    guard bytes.count >= 8 else { return nil }
    let body = bytes[..<(bytes.count - 8)]
    return word(bytes, at: body.endIndex) == checksum(body) ? body : nil
  }

  /// The records of a checked file, whose header takes some bytes.
  static func records(_ bytes: [UInt8], after header: Int, width: Int) -> [Int: [Double]] {
    var position = header
    func next() -> UInt64 {
      defer { position += 8 }
      return word(bytes, at: position)
    }
    let count = Int(next())
    precondition(
      bytes.count == position + count * (width + 1) * 8 + 8, "a checked file has its stated length")
    var records: [Int: [Double]] = [:]
    for _ in 0..<count {
      let replication = Int(next())
      records[replication] = (0..<width).map { _ in Double(bitPattern: next()) }
    }
    return records
  }

  static func word(_ bytes: [UInt8], at position: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in (position..<position + 8).reversed() { word = word << 8 | UInt64(bytes[index]) }
    return word
  }

  static func hash(ofColumns columns: [String]) -> UInt64 {
    checksum(columns.joined(separator: "\n").utf8)
  }

  /// - Source: Fowler, Noll, Vo; 64-bit FNV-1a.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension [UInt8] {
  mutating func append(word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}
