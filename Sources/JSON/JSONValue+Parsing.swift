/// Why a text is not JSON, and at which byte.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  package let expected: String
  package let offset: Int

  package var description: String { "byte \(offset): expected \(expected)" }
}

extension JSONValue {
  /// How long a file of results may be: a century of days has a sixth of it.
  package static let mostBytes = 1 << 28
  /// How many values a text may hold, so that a file of commas does not take gigabytes.
  package static let mostValues = 1 << 24

  /// Reads a JSON text (RFC 8259), keeping the order of members.
  ///
  /// Numbers without fraction or exponent become integers where they fit.
  /// - Parameter limit: Of values, those that hold others included.
  /// - Throws: `JSONError`, also past 64 levels or the limit.
  package init(parsing bytes: [UInt8], limit: Int = mostValues) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, limit: limit)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    if parser.position < bytes.count { throw parser.expected("the end") }
  }

  /// A member of an object; nil when there is none, or this is no object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  let limit: Int
  var position = 0
  private var values = 0

  init(bytes: [UInt8], limit: Int) {
    self.bytes = bytes
    self.limit = limit
  }

  func expected(_ what: String) -> JSONError { JSONError(expected: what, offset: position) }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < 64 else { throw expected("at most 64 levels") }
    skipSpace()
    guard values < limit else { throw expected("at most \(limit) values") }
    values += 1
    switch current {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    default:
      if take("null") { return .null }
      if take("true") { return .bool(true) }
      if take("false") { return .bool(false) }
      return try number()
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONValue.Member] {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return members }
    while true {
      skipSpace()
      let name = try string()
      skipSpace()
      guard take(":") else { throw expected("':'") }
      members.append(JSONValue.Member(name, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return members }
      guard take(",") else { throw expected("',' or '}'") }
    }
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return values }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return values }
      guard take(",") else { throw expected("',' or ']'") }
    }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    while let byte = current, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int(text) { return .integer(integer) }
    if let natural = UInt64(text) { return .natural(natural) }
    guard let number = Double(text), number.isFinite else {
      position = start
      throw expected("a value")
    }
    return .number(number)
  }

  private mutating func string() throws(JSONError) -> String {
    guard take("\"") else { throw expected("a string") }
    var utf8: [UInt8] = []
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: utf8, as: UTF8.self) else {
          throw expected("valid UTF-8 before here")
        }
        return text
      case UInt8(ascii: "\\"): utf8 += Array(String(try escape()).utf8)
      case 0..<0x20: throw expected("no control character before here")
      default: utf8.append(byte)
      }
    }
    throw expected("the end of a string")
  }

  private mutating func escape() throws(JSONError) -> Character {
    let plain: [UInt8: Character] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
      UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    guard let byte = current else { throw expected("an escape") }
    position += 1
    if let character = plain[byte] { return character }
    guard byte == UInt8(ascii: "u") else { throw expected("an escape before here") }
    let high = try unit()
    if let scalar = Unicode.Scalar(high) { return Character(scalar) }
    guard take("\\u") else { throw expected("a low surrogate") }
    let low = try unit()
    guard (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw expected("a surrogate pair before here") }
    return Character(scalar)
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(JSONError) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw expected("four hexadecimal digits") }
    position += 4
    return value
  }
}
