/// The records of a JSON file as rows, one column per path at which a value stands.
///
/// The file is an array of objects, an object with one such array in it, or one object after
/// another. It is read twice: once for the columns, once for the rows; memory holds one record.
final class JSONRows {
  /// A path, of which only the array elements count in which another path has a value.
  private struct Column {
    var path: Int
    var filter: (path: Int, value: [UInt8], isEqual: Bool)?
  }

  private enum Layout {
    case array
    /// The keys that lead to the array.
    case inside([String])
    case lines
  }

  /// Stands between several values of one column.
  static let separator: UInt8 = 0x1F

  private(set) var header: [String] = []
  private var columns: [Column] = []
  private let name: String
  private let layout: Layout
  private var json: JSONText
  private var isFirst = true
  private var isFinished = false
  private var field: [UInt8] = []

  /// Finds the layout and the columns.
  ///
  /// - Parameters:
  ///   - key: The array to read in an object that holds several, by keys with dots between.
  ///   - open: Gives the file from its start, each time it is called.
  init(
    name: String, key: String?, open: () throws(DataError) -> ByteWindow
  ) throws(DataError) {
    self.name = name
    if let key {
      layout = .inside(key.split(separator: ".").map(String.init))
    } else {
      layout = try JSONRows.layout(name: name, of: JSONText(try open()))
    }
    json = JSONText(try open())
    json.window.skipByteOrderMark()
    while try advance() {}
    let paths = json.paths
    for number in paths.names.indices where paths.isScalar[number] {
      header.append(paths.names[number])
      columns.append(Column(path: number))
    }
    json = JSONText(try open())
    json.window.skipByteOrderMark()
    // The same numbers as before, for the columns refer to them.
    json.paths = paths
    (isFirst, isFinished) = (true, false)
  }

  var packedBytesRead: Int { json.window.packedBytesRead }

  /// The column for a path with a filter, such as `rewards[status=FULFILLED].amount` or
  /// `rewards[status!=CANCELLED].amount`; nil where nothing stands at its paths.
  func filteredColumn(_ text: String) -> Int? {
    guard let opening = text.firstIndex(of: "["),
      let closing = text[opening...].firstIndex(of: "]")
    else { return nil }
    let condition = text[text.index(after: opening)..<closing]
    let parts = condition.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let isEqual = parts[0].last != "!"
    let prefix = String(text[..<opening]) + "[]"
    let rest = String(text[text.index(after: closing)...])
    guard let path = json.paths.number(of: prefix + rest),
      let other = json.paths.number(of: "\(prefix).\(isEqual ? parts[0] : parts[0].dropLast())")
    else { return nil }
    let value = Array(parts[1].utf8)
    columns.append(Column(path: path, filter: (other, value, isEqual)))
    header.append(text)
    return columns.count - 1
  }

  /// Reads a row.
  ///
  /// - Returns: False at the end.
  func next(into row: inout Row) throws(DataError) -> Bool {
    guard try advance() else { return false }
    row.clear()
    row.line = recordLine
    row.separator = JSONRows.separator
    for column in columns {
      field.removeAll(keepingCapacity: true)
      var isFirst = true
      for scalar in json.scalars where scalar.path == column.path {
        if let filter = column.filter {
          let matches = json.scalars.contains {
            $0.path == filter.path && $0.element == scalar.element
              && json.text[$0.range].elementsEqual(filter.value)
          }
          guard matches == filter.isEqual else { continue }
        }
        if !isFirst { field.append(JSONRows.separator) }
        isFirst = false
        field.append(contentsOf: json.text[scalar.range])
      }
      row.appendField(field)
    }
    return true
  }

  private var recordLine = 0

  /// Reads the next record into `json.scalars`; false at the end.
  private func advance() throws(DataError) -> Bool {
    if isFinished { return false }
    if isFirst {
      switch layout {
      case .lines: break
      case .array: try json.take(.openingBracket)
      case .inside(let keys): try enter(keys)
      }
    }
    if case .lines = layout {
      guard try json.peekPastSpace() != nil else { return try finish() }
    } else if isFirst {
      if try json.peekPastSpace() == .closingBracket {
        json.skip()
        return try finish()
      }
    } else if try json.endsAfter(.closingBracket) {
      return try finish()
    }
    isFirst = false
    _ = try json.peekPastSpace()
    if case .line(let line, _) = json.place { recordLine = line }
    try json.readRecord()
    return true
  }

  /// - Throws: Where something follows that would not be read.
  private func finish() throws(DataError) -> Bool {
    isFinished = true
    if case .inside(let keys) = layout {
      for _ in keys {
        while try !json.endsAfter(.closingBrace) { try skipMember() }
      }
    }
    guard try json.peekPastSpace() == nil else { throw json.expected("the end of the file") }
    return false
  }

  /// Steps over a key and its value.
  private func skipMember() throws(DataError) {
    guard try json.peekPastSpace() == .quote else { throw json.expected("a key in quotes") }
    _ = try json.readKey()
    try json.take(UInt8(ascii: ":"))
    try json.skipValue()
  }

  /// Goes to the array under some keys.
  private func enter(_ keys: [String]) throws(DataError) {
    for key in keys {
      try json.take(.openingBrace)
      while true {
        guard try json.peekPastSpace() == .quote else { throw json.expected("a key '\(key)'") }
        let found = try json.readKey()
        try json.take(UInt8(ascii: ":"))
        if found == key { break }
        try json.skipValue()
        guard try !json.endsAfter(.closingBrace) else { throw json.expected("a key '\(key)'") }
      }
    }
    try json.take(.openingBracket)
  }

  private static func layout(name: String, of text: consuming JSONText) throws(DataError) -> Layout
  {
    var json = text
    json.window.skipByteOrderMark()
    switch try json.peekPastSpace() {
    case .openingBracket: return .array
    case .openingBrace: break
    default: throw json.expected("'[' or '{'")
    }
    json.skip()
    var arrays: [String] = []
    if try json.peekPastSpace() == .closingBrace {
      json.skip()
    } else {
      while true {
        guard try json.peekPastSpace() == .quote else { throw json.expected("a key in quotes") }
        let key = try json.readKey()
        try json.take(UInt8(ascii: ":"))
        if try json.peekPastSpace() == .openingBracket { arrays.append(key) }
        try json.skipValue()
        if try json.endsAfter(.closingBrace) { break }
      }
    }
    if try json.peekPastSpace() != nil { return .lines }
    switch arrays.count {
    case 0: return .lines
    case 1: return .inside(arrays)
    default: throw DataError(name, .severalArrays(arrays))
    }
  }
}

extension JSONText {
  /// Steps over a value without looking at it closely; what is read is checked when it is read.
  mutating func skipValue() throws(DataError) {
    var depth = 0
    repeat {
      guard let byte = try peekPastSpace() else { throw expected("a value") }
      switch byte {
      case .quote: try skipString()
      case .openingBrace, .openingBracket:
        depth += 1
        skip()
      case .closingBrace, .closingBracket:
        depth -= 1
        skip()
      case .comma where depth > 0, UInt8(ascii: ":") where depth > 0: skip()
      default:
        let start = (window.position, window.packedBytesRead)
        while let byte = try peek(), byte.isPlainJSON { skip() }
        guard start != (window.position, window.packedBytesRead) else { throw expected("a value") }
      }
    } while depth > 0
    guard depth == 0 else { throw expected("a value") }
  }

  private mutating func skipString() throws(DataError) {
    skip()
    while true {
      guard let byte = try peek() else { throw expected("a closing quote") }
      skip()
      if byte == .quote { return }
      if byte == UInt8(ascii: "\\"), try peek() != nil { skip() }
    }
  }
}
