import Testing

@testable import JSON

@Suite struct JSONParsingTests {
  // RFC 8259; offsets are of the byte after what was read.
  @Test(arguments: [
    ("", "a value", 0), ("nul", "a value", 0), ("1 2", "the end", 2), ("{\"a\" 1}", "':'", 5),
    ("{\"a\": 1 \"b\"}", "',' or '}'", 8), ("{1: 2}", "a string", 1), ("[1 2]", "',' or ']'", 3),
    ("\"a", "the end of a string", 2), ("\"a\nb\"", "no control character before here", 3),
    ("\"\\", "an escape", 2), ("\"\\q\"", "an escape before here", 3),
    ("\"\\u12G4\"", "four hexadecimal digits", 3), ("\"\\u12", "four hexadecimal digits", 3),
    ("\"\\ud800\"", "a low surrogate", 7),
    ("\"\\ud800\\u0041\"", "a surrogate pair before here", 13), ("1e999", "a value", 0),
    ("--1", "a value", 0),
  ])
  func `what is no JSON is refused at its byte`(text: String, expected: String, offset: Int) {
    #expect(throws: JSONError(expected: expected, offset: offset)) {
      try JSONValue(parsing: Array(text.utf8))
    }
  }

  @Test func `bytes that are no UTF-8, and what is nested too deep, are refused`() {
    #expect(throws: JSONError(expected: "valid UTF-8 before here", offset: 3)) {
      try JSONValue(parsing: [0x22, 0xFF, 0x22])
    }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONError(expected: "at most 64 levels", offset: 64)) {
      try JSONValue(parsing: deep)
    }
  }

  @Test func `pairs of surrogates and every escape are read`() throws {
    let text = #""\ud83d\ude00\u00e9\"\\\/\b\f\n\r\t""#
    #expect(
      try JSONValue(parsing: Array(text.utf8)) == .string("😀é\"\\/\u{8}\u{C}\n\r\t"))
  }

  // [[1], {"a": 2}] holds five values.
  @Test func `more values than a limit are refused where they begin`() throws {
    let text = Array("[[1], {\"a\": 2}]".utf8)
    #expect(try JSONValue(parsing: text, limit: 5) == JSONValue(parsing: text))
    #expect(throws: JSONError(expected: "at most 4 values", offset: 12)) {
      try JSONValue(parsing: text, limit: 4)
    }
  }
}
