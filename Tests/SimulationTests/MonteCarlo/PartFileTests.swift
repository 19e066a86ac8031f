import Foundation
import Testing

@testable import Simulation

@Suite struct PartFileTests {
  private static let sections = [
    PartFile.Section(columns: ["a", "b", "c"]), PartFile.Section(columns: ["d"]),
  ]

  /// Replication r of section s, column c: 1000 s + 10 r + c, and one that is undefined.
  private static func record(_ section: Int, _ replication: Int) -> [Double] {
    if section == 1 { return [replication == 77 ? .nan : Double(1000 + 10 * replication)] }
    return (0..<3).map { Double(10 * replication + $0) }
  }

  private func withPart(
    _ range: Range<Int>, _ body: (_ path: String) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("part-\(UUID().uuidString)").path
    try DurableFile.createFolder(folder)
    defer {
      do { try FileManager.default.removeItem(atPath: folder) } catch {
        Issue.record("\(folder) is left over: \(error)")
      }
    }
    let path = "\(folder)/part.bin"
    try PartFile.write(
      path, description: Array("whose".utf8), replications: range, sections: Self.sections
    ) { section, rows in
      Dictionary(uniqueKeysWithValues: rows.map { ($0, Self.record(section, $0)) })
    }
    #expect(try DurableFile.names(inFolder: folder) == ["part.bin"])
    try body(path)
  }

  @Test(arguments: [7..<8, 7..<57, 7..<58, 0..<100, 60..<190])
  func `what is written is read, wherever it is asked for`(range: Range<Int>) throws {
    try withPart(range) { path in
      let part = try PartFile(path)
      try part.verify()
      #expect(part.description == Array("whose".utf8))
      #expect(part.replications == range)
      #expect(part.sections == Self.sections)
      for wanted in [0..<1, 0..<500, 50..<100, 56..<58, 99..<150] {
        for section in 0..<2 {
          let found = try part.records(section: section, in: wanted)
          #expect(Set(found.keys) == Set(wanted.clamped(to: range)))
          for (replication, record) in found {
            let expected = Self.record(section, replication)
            #expect(record.map(\.bitPattern) == expected.map(\.bitPattern))
          }
        }
      }
    }
  }

  @Test func `a part that is cut short anywhere is refused`() throws {
    try withPart(3..<60) { path in
      let whole = try #require(try DurableFile.contents(of: path))
      for length in 0..<whole.count {
        try DurableFile.replace(path, with: Array(whole.prefix(length)))
        #expect(throws: PartError.cutShort(path: path)) { try PartFile(path) }
      }
    }
  }

  // A checksum of 64 bits misses one change of 2^64.
  @Test func `a part with one byte changed is refused`() throws {
    try withPart(3..<60) { path in
      let whole = try #require(try DurableFile.contents(of: path))
      for place in whole.indices {
        var changed = whole
        changed[place] ^= 0x20
        try DurableFile.replace(path, with: changed)
        #expect(throws: PartError.self) { try PartFile(path).verify() }
      }
      try DurableFile.replace(path, with: whole + [0])
      #expect(throws: PartError.self) { try PartFile(path) }
    }
  }

  // Their checksum holds, so somebody made them so; computing with them would overflow.
  @Test(arguments: [
    (0, 1 << 52, 1 << 20), (0, 1 << 40, 9_999_999), (1 << 53, 1, 1), (0, 0, 1), (0, 1, 0),
    (0, 1, 10_000_001), (0, Int.max, 1), (0, 1, Int.max),
  ])
  func `numbers that no part has are refused`(first: Int, count: Int, width: Int) throws {
    try withPart(0..<1) { path in
      var head = Array("kfactor part 1\n".utf8)
      for word in [0, first, count, 1, width, 0] { head.append(word: UInt64(word)) }
      head.append(word: BatchFile.checksum(head))
      try DurableFile.replace(path, with: head)
      #expect(throws: PartError.damaged(path: path, what: "its head")) { try PartFile(path) }
    }
  }

  @Test func `a record that is gone is an error that says so, and leaves no part`() throws {
    try withPart(0..<1) { path in
      let other = path + ".other"
      #expect(throws: OutputError.self) {
        try PartFile.write(
          other, description: [], replications: 0..<60, sections: [Self.sections[1]]
        ) { _, rows in
          Dictionary(
            uniqueKeysWithValues: rows.filter { $0 != 55 }.map { ($0, Self.record(1, $0)) })
        }
      }
      let folder = String(path.dropLast("/part.bin".count))
      let left = try DurableFile.names(inFolder: folder)
      #expect(left == ["part.bin"])
    }
  }

  @Test func `a part that is cut short while it is read is refused`() throws {
    try withPart(0..<60) { path in
      let part = try PartFile(path)
      let whole = try #require(try DurableFile.contents(of: path))
      try DurableFile.replace(path, with: Array(whole.dropLast()))
      #expect(throws: PartError.cutShort(path: path)) { try part.verify() }
    }
  }

  @Test func `a part of other columns gives a store nothing`() throws {
    try withPart(0..<60) { path in
      let part = try PartFile(path)
      let key = ReplicationStore.Key(identity: "ab", seed: 1, columns: ["a", "b"])
      #expect(throws: OutputError.holdsAnotherRun(path: path)) {
        try ReplicationStore(inResultsFolder: path + ".results", key: key, parts: [part])
      }
    }
  }

  @Test func `another file is no part`() throws {
    try withPart(0..<1) { path in
      try DurableFile.replace(path, with: Array("replication,seed\n0,1\n".utf8))
      #expect(throws: PartError.foreign(path: path)) { try PartFile(path) }
    }
  }
}
