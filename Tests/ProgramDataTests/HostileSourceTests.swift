import Foundation
import Testing

@testable import ProgramData

@Suite struct HostileSourceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var expected: String
    var testDescription: String { expected }

    init(_ text: String, _ expected: String) {
      (bytes, self.expected) = (Array(text.utf8), expected)
    }
    init(bytes: [UInt8], _ expected: String) { (self.bytes, self.expected) = (bytes, expected) }
  }

  static let cases: [Case] = [
    Case("", "x: error: is empty; expected a header and rows"),
    Case("\n\n", "x: error: is empty; expected a header and rows"),
    Case("\u{FEFF}", "x: error: is empty; expected a header and rows"),
    Case("a,b\n1,2\n3\n", "x:3: error: expected 2 fields as in the header, found 1"),
    Case("a,b\n1,2,3\n", "x:2: error: expected 2 fields as in the header, found 3"),
    Case("a,b\n1,2\n\"3,4\n5,6\n", "x:3:1: error: a quote opens here and is never closed"),
    Case("a,b\n\"1\n\",\"é\"\"\n", "x:3:3: error: a quote opens here and is never closed"),
    Case(
      "a,b\n1,\"2\"3\n",
      "x:2:6: error: text after a closing quote; expected a delimiter or the end of the row "
        + "(a quote inside quotes is written twice)"),
    Case(
      bytes: Array("a,b\nn".utf8) + [0xE9] + Array(",2\n".utf8),
      "x:2:2: error: byte 0xE9 is not UTF-8; save the file as UTF-8"),
    // Surrogates and overlong forms are not UTF-8 either.
    Case(
      bytes: Array("a,b\n1,é".utf8) + [0xED, 0xA0, 0x80],
      "x:2:4: error: byte 0xED is not UTF-8; save the file as UTF-8"),
    Case(
      bytes: Array("a,b\n".utf8) + [0xC0, 0xAF] + Array(",".utf8),
      "x:2:1: error: byte 0xC0 is not UTF-8; save the file as UTF-8"),
    Case("a,b\n1,\0\n", "x:2:3: error: a NUL byte; expected text"),
    Case("a,b\n\"\0\",1\n", "x:2:2: error: a NUL byte; expected text"),
    Case(bytes: [0xFF, 0xFE, 0x61, 0x00], "x: error: is UTF-16; save it as UTF-8"),
    Case(
      bytes: [0x50, 0x4B, 0x03, 0x04, 0x14],
      "x: error: is a zip archive or an Excel workbook; export it as CSV"),
    Case(
      "a,b;c\n",
      "x:1: error: the header has as many ',' as ';'; say which one separates with --delimiter"),
    Case(
      bytes: [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF],
      "x: error: cannot be read: damaged gzip data"),
    Case("[{\"a\": 1},", "x:1:11: error: not valid JSON; expected an object"),
    Case("[{\"a\": 1} {\"a\": 2}]", "x:1:11: error: not valid JSON; expected ',' or ']'"),
    Case("[1, 2]", "x:1:2: error: not valid JSON; expected an object"),
    Case("{\"a\": 01x}", "x:1:10: error: not valid JSON; expected a value"),
    Case("{\"a\": \"\\q\"}", "x:1:10: error: not valid JSON; expected one of"),
    Case("{\"a\": \"open}\n", "x:2:1: error: not valid JSON; expected a closing quote"),
    Case(
      "{\"a\": [{}], \"b\": []}",
      "x: error: holds several arrays; name one after #: #a, #b"),
    Case(
      "{\"a\": " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        + "}\n{}",
      "x:1:70: error: not valid JSON; expected at most 64 levels"),
  ]

  @Test(arguments: cases)
  func `what cannot be read is said with its place`(_ example: Case) throws {
    try withFiles { files in
      let path = try files.write("x", example.bytes)
      let said = sentence(files) { _ = try table(path) }
      #expect(said.hasPrefix(example.expected))
    }
  }

  @Test func `missing files, directories and cut off gzip have their sentences`() throws {
    try withFiles { files in
      #expect(
        sentence(files) { _ = try table(files.path("no.csv")) } == "no.csv: error: no such file")
      #expect(
        sentence(files) { _ = try table(files.folder.path) }.hasSuffix(
          ": error: is a directory; expected a file"))
      try files.write("x.csv", "a,b\n" + String(repeating: "1,2\n", count: 1000))
      let packed = try Tool.run("gzip", "-c", files.path("x.csv")).output
      let path = try files.write("cut.gz", packed.dropLast(12))
      #expect(
        sentence(files) { _ = try table(path) }
          == "cut.gz: error: cannot be read: the gzip data is cut off")
    }
  }

  // Of a process's memory, the first page is nobody's; a socket cannot be opened.
  @Test func `what a disk or a system refuses is said`() throws {
    #if os(Linux)
      let memory = "/proc/self/mem"
      #expect(throws: DataError(memory, .unreadable(reason: "Input/output error"))) {
        _ = try RowReader(memory)
      }
    #endif
    try withFiles { files in
      let path = files.path("socket")
      let script = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"
      _ = try Tool.run("python3", "-c", script, path)
      #expect(
        sentence(files) { _ = try table(path) }
          == "socket: error: cannot be read: No such device or address")
    }
  }

  @Test func `JSON through a pipe is refused, since it is read twice, and CSV is read`() throws {
    func throughPipe(_ text: String) throws -> String {
      try withFiles { files in
        let path = files.path("pipe")
        _ = try Tool.run("mkfifo", path)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = ["-c", "printf %s \"$1\" > \"$2\"", "sh", text, path]
        try writer.run()
        defer { writer.waitUntilExit() }
        return sentence(files) {
          let rows = try table(path).rows
          #expect(rows == [["1", "2"]])
        }
      }
    }
    let said = try throughPipe("[{\"a\": 1}]")
    #expect(
      said
        == "pipe: error: JSON is read twice, and this is not a regular file; save it to one first")
    let read = try throughPipe("a,b\n1,2\n")
    #expect(read == "no error")
  }

  @Test func `a file that stops to be JSON while it is read`() throws {
    try withFiles { files in
      let json = try files.write("x.json", "[{\"a\": 1}]")
      let other = try files.write("x.csv", "a\n1\n")
      for changedAt in 1...3 {
        var openings = 0
        let said = sentence(files) {
          _ = try JSONRows(name: "x.json", key: nil) { () throws(DataError) in
            openings += 1
            return try ByteWindow(ByteStream(openings < changedAt ? json : other, name: "x.json"))
          }
        }
        #expect(said.hasPrefix("x.json:1:1: error: not valid JSON; expected") == (changedAt < 3))
      }
    }
  }

  @Test func `a quote that is never closed does not take the whole memory`() throws {
    try withFiles { files in
      let path = try files.write(
        "x.csv", Array("a,b\n1,\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 20 << 20))
      #expect(
        sentence(files) { _ = try table(path) }
          == "x.csv:2: error: a row goes on for more than 16 MiB; is a quote in it never closed?")
    }
  }

  @Test func `a table of nothing but a header is an error`() throws {
    try withFiles { files in
      let path = try files.write("x.csv", "person_id,joined_at\n")
      var report = ImportReport()
      #expect(
        sentence(files) { _ = try readEvents(path, report: &report) }
          == "x.csv: error: holds a header and no row")
      try files.write("x.csv", "person_id,joined_at\n,2026-01-01\n,2026-01-02\n")
      #expect(
        sentence(files) { _ = try readEvents(path, report: &report) }
          == "x.csv: error: no row has a person_id; see the header")
    }
  }

  @Test func `bytes at random are read or refused, and nothing traps`() throws {
    let alphabet = Array("\"\",;\t\n\r\0{}[]:ab1é\u{FEFF}".utf8) + [0xFF, 0xC3]
    for seed in 1...1000 {
      var random = SplitMix(state: UInt64(seed))
      let bytes = (0..<random.below(60)).map { _ in alphabet[random.below(alphabet.count)] }
      try withFiles { files in
        let path = try files.write("x", bytes)
        do {
          let (header, rows) = try table(path)
          #expect(rows.allSatisfy { $0.count == header.count })
        } catch is DataError {
        }
      }
    }
  }
}
