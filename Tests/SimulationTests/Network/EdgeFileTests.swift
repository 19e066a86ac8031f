import Foundation
import Randomness
import ReferralModel
import Testing

@testable import Simulation

@Suite struct EdgeFileTests {
  /// Runs a test on a file that holds the given bytes.
  static func withFile<R>(_ text: String, _ body: (String) throws -> R) throws -> R {
    try withFile(Data(text.utf8), body)
  }

  static func withFile<R>(_ bytes: Data, _ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("edges-\(UUID().uuidString).txt")
    try bytes.write(to: file)
    let result = Result { try body(file.path) }
    try FileManager.default.removeItem(at: file)
    return try result.get()
  }

  static func contacts(_ text: String, directed: Bool = false, size: Int = 10) throws -> [[UInt32]]
  {
    try withFile(text) { path in
      let graph = try ContactGraph(.edges(path: path, directed: directed), size: size)
      let keyed = graph.keyed(by: Streams(seed: 1, replication: 0))
      return (0..<UInt32(size)).map { person in
        (0..<keyed.contactCount(of: person)).map { keyed.contact($0, of: person) }
      }
    }
  }

  @Test func `more links than can be numbered are refused`() throws {
    try Self.withFile("0 1\n1 2\n2 3\n") { path in
      let network = try EdgeNetwork(path: path, directed: false, size: 4, limit: 3)
      #expect(network.links == 3)
      #expect(throws: NetworkError.tooManyContacts(found: 3, limit: 2)) {
        try EdgeNetwork(path: path, directed: false, size: 4, limit: 2)
      }
    }
  }

  @Test func `reads pairs, comments, blank lines and any separators`() throws {
    let text = "# from to\n\n0 1\n% more\n1\t2\r\n  2,3  \n\t\r\n3 ,\t0\r\n0 2"
    let expected: [[UInt32]] = [[1, 2, 3], [0, 2], [0, 1, 3], [0, 2], []]
    #expect(try Self.contacts(text, size: 5) == expected)
    #expect(try Self.contacts("\u{FEFF}0 1\n") == Self.contacts("0 1"))
  }

  @Test func `a directed link is a contact of its first person only`() throws {
    let text = "0 1\n1 2\n2 1\n"
    #expect(try Self.contacts(text, directed: true, size: 3) == [[1], [2], [1]])
    #expect(try Self.contacts(text, directed: false, size: 3) == [[1], [0, 2], [1]])
  }

  @Test(arguments: [0, 10, 1 << 40])
  func `ids are renumbered in rising order and found again`(offset: Int) throws {
    let text = "\(7 + offset) \(3 + offset)\n\(100 + offset) \(7 + offset)\n"
    try Self.withFile(text) { path in
      let graph = try ContactGraph(.edges(path: path, directed: false), size: 5)
      let keyed = graph.keyed(by: Streams(seed: 1, replication: 0))
      #expect(graph.person(forID: 3 + offset) == 0)
      #expect(graph.person(forID: 7 + offset) == 1)
      #expect(graph.person(forID: 100 + offset) == 2)
      for unknown in [-1, 1, 4 + offset, 101 + offset, Int.max] {
        #expect(graph.person(forID: unknown) == nil)
      }
      #expect(keyed.contact(0, of: 1) == 0 && keyed.contact(1, of: 1) == 2)
      #expect(keyed.contactCount(of: 4) == 0)
    }
  }

  @Test func `repeats and self-loops are dropped, counted, and keep their persons`() throws {
    let text = "0 1\n1 0\n0 1\n2 2\n3 3\n1 3\n"
    try Self.withFile(text) { path in
      for (directed, links, repeats) in [(false, 2, 2), (true, 3, 1)] {
        let graph = try ContactGraph(.edges(path: path, directed: directed), size: 6)
        let summary = graph.summary(of: graph.keyed(by: Streams(seed: 1, replication: 0)))
        #expect(
          summary.file
            == NetworkSummary.File(
              persons: 4, links: links, directed: directed, droppedSelfLoops: 2,
              droppedRepeats: repeats))
      }
    }
  }

  @Test func `the summary of a triangle with a tail is known on paper`() throws {
    // 0-1-2 a triangle, 3 hanging on 2, 4 and 5 alone.
    try Self.withFile("0 1\n1 2\n0 2\n2 3\n") { path in
      let graph = try ContactGraph(.edges(path: path, directed: false), size: 6)
      let summary = graph.summary(of: graph.keyed(by: Streams(seed: 1, replication: 0)))
      #expect(summary.persons == 6)
      #expect(abs(summary.contactsMean - 8.0 / 6) < 1e-15)
      #expect(abs(summary.contactsSD - (18.0 / 6 - 64.0 / 36).squareRoot()) < 1e-15)
      #expect(summary.contactsMax == 3)
      #expect(abs(summary.isolatedShare - 2.0 / 6) < 1e-15)
      #expect(summary.triangles == 1)
      #expect(summary.clustering == 3.0 / 5)
      #expect(abs((summary.averageLocalClustering ?? -1) - (1 + 1 + 1.0 / 3) / 6) < 1e-15)
    }
  }

  static func message(_ text: String, size: Int = 10) throws -> String {
    try withFile(text) { path in
      do throws(NetworkError) {
        _ = try ContactGraph(.edges(path: path, directed: false), size: size)
        return "no error"
      } catch {
        return error.description.replacing(path, with: "net.txt")
      }
    }
  }

  @Test func `a line that is not two ids is shown with its place`() throws {
    #expect(
      try Self.message("# ids\n1 2\n12 x7 5\n") == """
        net.txt:3:4: error: expected an id (an integer of at least 0), found "x7"
          3 | 12 x7 5
            |    ^
        """)
    #expect(
      try Self.message("node_1,node_2\n1,2\n") == """
        net.txt:1:1: error: expected an id (an integer of at least 0), found "node_1"
          1 | node_1,node_2
            | ^
        """)
    #expect(
      try Self.message("1 2\r\n15\r\n") == """
        net.txt:2:3: error: expected two ids, found one
          2 | 15
            |   ^
        """)
    #expect(
      try Self.message("1 2 0.5\n") == """
        net.txt:1:5: error: expected the end of the line after two ids, found "0.5"
          1 | 1 2 0.5
            |     ^
        """)
    #expect(
      try Self.message("9223372036854775808 1\n") == """
        net.txt:1:1: error: expected an id of at most 9223372036854775807, found 9223372036854775808
          1 | 9223372036854775808 1
            | ^
        """)
    #expect(try Self.message("1 -2\n").hasPrefix("net.txt:1:3: error: expected an id"))
    #expect(try Self.message("1 2.5\n").hasPrefix("net.txt:1:3: error: expected an id"))
    #expect(try Self.message("9223372036854775807 0\n") == "no error")
  }

  @Test func `a file that does not fit the market is refused`() throws {
    #expect(
      try Self.message("1 2\n2 3\n", size: 2)
        == "net.txt: error: market.size: expected at least 3, the persons in the file, found 2")
    #expect(try Self.message("# nothing\n") == "net.txt: error: expected pairs of ids, found none")
    #expect(try Self.message("") == "net.txt: error: expected pairs of ids, found none")
  }

  @Test func `what is not a readable file is refused, quickly`() throws {
    func message(_ path: String) -> String {
      do throws(NetworkError) {
        _ = try ContactGraph(.edges(path: path, directed: false), size: 5)
        return "no error"
      } catch { return error.description }
    }
    #expect(message("/nowhere/net.txt") == "/nowhere/net.txt: error: no such file")
    #expect(message("/tmp") == "/tmp: error: a folder, not a file")
    #expect(
      message("/dev/zero").hasSuffix(
        "expected a line of less than 1 MiB\n  1 | \(String(repeating: "\u{FFFD}", count: 80))\n    | ^"
      ))
    let bytes = Data([0xFF, 0xFE, 0x00, 0x31, 0x0A])
    let text = try Self.withFile(bytes) { message($0) }
    #expect(text.contains(":1:1: error: expected an id"))
  }

  // The first was found by fuzzing; a byte order mark is skipped, but was shown.
  @Test(arguments: ["\u{FEFF}shi", "\u{1B}[2J", "1 \u{202E}2"])
  func `a line that would steer a terminal is made visible`(line: String) throws {
    let text = try Self.message(line + "\n2 3")
    #expect(text.contains("expected an id"))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && !$0.isPrintable }, "\(text)")
  }

  // Lines lie across the mebibytes in which a file is read.
  @Test func `a long file is read whole`() throws {
    let size = 200_000
    var text = ""
    for person in 0..<size { text += "\(person) \((person + 1) % size)\n" }
    #expect(text.utf8.count > 2 << 20)
    let contacts = try Self.contacts(text, size: size)
    for person in 1..<size - 1 {
      #expect(contacts[person] == [UInt32(person - 1), UInt32(person + 1)])
    }
  }
}
