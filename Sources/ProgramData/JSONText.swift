/// JSON read byte by byte, RFC 8259, and taken apart into scalars with their paths.
struct JSONText {
  /// A scalar of a record.
  struct Scalar {
    var path: Int
    /// Which element of the innermost array around it, counted over the record; 0 outside arrays.
    var element: Int
    var range: Range<Int>
  }

  var window: ByteWindow
  private(set) var line = 1
  private var column = 1
  var paths = JSONPaths()
  /// The text of the scalars of the record read last; a null leaves none.
  private(set) var text: [UInt8] = []
  private(set) var scalars: [Scalar] = []
  private var elements = 0
  /// Objects met so far, and in which of them each path was met last.
  private var objects = 0
  private var lastObject: [Int] = []
  private var key: [UInt8] = []

  static let deepest = 64
  static let mostPaths = 2000
  static let longestRecord = 1 << 24

  init(_ window: ByteWindow) {
    self.window = window
  }

  var place: DataError.Place { .line(line, column: column) }

  func expected(_ what: String) -> DataError {
    DataError(window.name, at: place, .notJSON(expected: what))
  }

  /// The next byte, which stays; nil at the end.
  mutating func peek() throws(DataError) -> UInt8? {
    if window.position == window.filled {
      if window.isAtEnd { return nil }
      try window.refill()
      if window.position == window.filled { return nil }
    }
    return window.bytes[window.position]
  }

  mutating func skip() {
    let byte = window.bytes[window.position]
    window.position += 1
    if byte == .lineFeed {
      (line, column) = (line + 1, 1)
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  /// The next byte that is not space.
  mutating func peekPastSpace() throws(DataError) -> UInt8? {
    while let byte = try peek(), byte == 32 || byte == 9 || byte == 10 || byte == 13 { skip() }
    return try peek()
  }

  mutating func take(_ byte: UInt8) throws(DataError) {
    guard try peekPastSpace() == byte else { throw expected("'\(UnicodeScalar(byte))'") }
    skip()
  }

  /// Reads one object into `scalars`.
  mutating func readRecord() throws(DataError) {
    text.removeAll(keepingCapacity: true)
    scalars.removeAll(keepingCapacity: true)
    elements = 0
    guard try peekPastSpace() == .openingBrace else { throw expected("an object") }
    try readValue(path: 0, element: 0, depth: 0)
  }

  private mutating func readValue(path: Int, element: Int, depth: Int) throws(DataError) {
    guard depth < JSONText.deepest else { throw expected("at most \(JSONText.deepest) levels") }
    guard text.count < JSONText.longestRecord else {
      throw DataError(window.name, at: place, .rowTooLong(limit: JSONText.longestRecord))
    }
    guard let first = try peekPastSpace() else { throw expected("a value") }
    switch first {
    case .openingBrace:
      skip()
      if try peekPastSpace() == .closingBrace { return skip() }
      objects += 1
      let object = objects
      while true {
        guard try peekPastSpace() == .quote else { throw expected("a key in quotes") }
        let keyPlace = place
        let below = paths.child(of: path, .key(try readKey()))
        guard meet(below, in: object) else {
          throw DataError(
            window.name, at: keyPlace, .notJSON(expected: "each key of an object once"))
        }
        guard paths.names.count <= JSONText.mostPaths else {
          throw DataError(window.name, at: place, .tooManyFields(limit: JSONText.mostPaths))
        }
        try take(UInt8(ascii: ":"))
        try readValue(path: below, element: element, depth: depth + 1)
        if try endsAfter(.closingBrace) { return }
      }
    case .openingBracket:
      skip()
      if try peekPastSpace() == .closingBracket { return skip() }
      let below = paths.child(of: path, .element)
      while true {
        elements += 1
        try readValue(path: below, element: elements, depth: depth + 1)
        if try endsAfter(.closingBracket) { return }
      }
    case .quote:
      let start = text.count
      try readString(into: \.text)
      note(path, element, from: start)
    default:
      let start = text.count
      while let byte = try peek(), byte.isPlainJSON {
        text.append(byte)
        skip()
      }
      try settlePlain(path, element, from: start)
    }
  }

  /// Whether the key of a path stands in an object for the first time.
  private mutating func meet(_ path: Int, in object: Int) -> Bool {
    while lastObject.count <= path { lastObject.append(0) }
    defer { lastObject[path] = object }
    return lastObject[path] != object
  }

  /// Steps over a comma, or over the bracket that closes.
  mutating func endsAfter(_ closing: UInt8) throws(DataError) -> Bool {
    let byte = try peekPastSpace()
    guard byte == closing || byte == .comma else {
      throw expected("',' or '\(UnicodeScalar(closing))'")
    }
    skip()
    return byte == closing
  }

  mutating func readKey() throws(DataError) -> String {
    key.removeAll(keepingCapacity: true)
    try readString(into: \.key)
    return String(decoding: key, as: UTF8.self)
  }

  private mutating func note(_ path: Int, _ element: Int, from start: Int) {
    paths.isScalar[path] = true
    scalars.append(Scalar(path: path, element: element, range: start..<text.count))
  }

  /// A number, true, false or null.
  private mutating func settlePlain(
    _ path: Int, _ element: Int, from start: Int
  ) throws(DataError) {
    let word = String(decoding: text[start...], as: UTF8.self)
    switch word {
    case "null": text.removeLast(4)
    case "true", "false": note(path, element, from: start)
    default:
      // What Double reads beyond JSON: hexadecimal digits, a sign in front, leading zeros.
      let digits = word.utf8.drop { $0 == UInt8(ascii: "-") }
      let isPadded = digits.count > 1 && digits.first == 48 && digits.dropFirst().first!.isDigit
      guard let first = word.utf8.first, first.isDigit || first == UInt8(ascii: "-"), !isPadded,
        word.utf8.allSatisfy({ $0.lowercased < 97 || $0.lowercased == UInt8(ascii: "e") }),
        let value = Double(word), value.isFinite
      else { throw expected("a value") }
      note(path, element, from: start)
    }
  }

  private mutating func readString(
    into target: WritableKeyPath<JSONText, [UInt8]>
  ) throws(DataError) {
    skip()
    var result: [UInt8] = []
    while true {
      guard let byte = try peek() else { throw expected("a closing quote") }
      switch byte {
      case .quote:
        skip()
        if let bad = firstByteNotUTF8(result.span, in: 0..<result.count) {
          throw DataError(window.name, at: place, .notUTF8(byte: result[bad]))
        }
        self[keyPath: target].append(contentsOf: result)
        return
      case UInt8(ascii: "\\"):
        skip()
        result.append(contentsOf: String(try readEscape()).utf8)
      case 0..<0x20: throw expected("no control character inside quotes")
      default:
        result.append(byte)
        skip()
      }
      guard result.count < JSONText.longestRecord else {
        throw DataError(window.name, at: place, .rowTooLong(limit: JSONText.longestRecord))
      }
    }
  }

  private mutating func readEscape() throws(DataError) -> Unicode.Scalar {
    guard let byte = try peek() else { throw expected("an escape") }
    skip()
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case .quote, UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): break
    default: throw expected("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    var unit = try readHex()
    if unit >= 0xD800 && unit < 0xDC00 {
      guard try peek() == UInt8(ascii: "\\") else { throw expected("the second half of a pair") }
      skip()
      guard try peek() == UInt8(ascii: "u") else { throw expected("the second half of a pair") }
      skip()
      let low = try readHex()
      guard low >= 0xDC00 && low < 0xE000 else { throw expected("the second half of a pair") }
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit), unit != 0 else { throw expected("a character") }
    return scalar
  }

  private mutating func readHex() throws(DataError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = try peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw expected("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      skip()
    }
    return value
  }
}

extension UInt8 {
  static let openingBrace = UInt8(ascii: "{")
  static let closingBrace = UInt8(ascii: "}")
  static let openingBracket = UInt8(ascii: "[")
  static let closingBracket = UInt8(ascii: "]")

  /// Whether it may stand in a number, true, false or null.
  var isPlainJSON: Bool {
    isDigit || (lowercased >= 97 && lowercased <= 122) || self == UInt8(ascii: "-")
      || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
  }
}
