/// The rows of comma-separated text, RFC 4180: a scanner over bytes.
///
/// Beyond the RFC: lines may end in CR, LF or CRLF, in any mix; the delimiter may be a semicolon or
/// a tab; an unquoted field may hold quotes; lines without a byte are stepped over where rows have
/// more than one field.
final class CSVRows {
  let delimiter: UInt8
  private(set) var header: [String] = []
  private var window: ByteWindow
  /// The line on which the next row begins.
  private var line = 1
  private(set) var blankLines = 0

  /// No row is longer, so that memory stays bounded when a quote is never closed.
  static let longestRow = 1 << 24

  /// Reads the header.
  ///
  /// - Parameter delimiter: The one the header has most of, where it is nil.
  init(_ window: ByteWindow, delimiter: UInt8?) throws(DataError) {
    self.window = window
    if let delimiter {
      self.delimiter = delimiter
    } else {
      self.delimiter = try CSVRows.delimiter(of: &self.window)
    }
    var row = Row()
    guard try next(into: &row) else { throw DataError(window.name, .empty) }
    header = (0..<row.count).map { row.text($0) }
  }

  var packedBytesRead: Int { window.packedBytesRead }

  /// Reads a row.
  ///
  /// - Returns: False at the end.
  func next(into row: inout Row) throws(DataError) -> Bool {
    while true {
      guard let end = try scan(into: &row) else { return false }
      let start = window.position
      row.line = line
      let isBlank = end.content == start
      if isBlank && header.count != 1 {
        blankLines += header.isEmpty ? 0 : 1
        (window.position, line) = (end.next, line + end.lines)
        continue
      }
      row.bytes.removeAll(keepingCapacity: true)
      row.bytes.append(contentsOf: window.bytes[start..<end.content])
      if end.hasHighBytes, let bad = firstByteNotUTF8(row.bytes.span, in: 0..<row.bytes.count) {
        throw DataError(window.name, at: place(of: bad, in: row), .notUTF8(byte: row.bytes[bad]))
      }
      if end.hasDoubledQuotes { unescape(&row) }
      if !header.isEmpty && row.count != header.count {
        throw DataError(
          window.name, at: .line(row.line, column: nil),
          .ragged(expected: header.count, found: row.count))
      }
      (window.position, line) = (end.next, line + end.lines)
      return true
    }
  }

  private struct RowEnd {
    /// After the last byte of the last field, and after the line's end.
    var content, next: Int
    /// Line ends passed, the row's own included.
    var lines: Int
    var hasHighBytes, hasDoubledQuotes: Bool
  }

  private enum Scan {
    case row(RowEnd)
    case incomplete
    case unterminatedQuote(at: Int)
    case textAfterQuote(at: Int)
    case nul(at: Int)
  }

  /// Finds the end of the row at `window.position`, and its fields; nil at the end of the file.
  private func scan(into row: inout Row) throws(DataError) -> RowEnd? {
    while true {
      if window.position == window.filled && window.isAtEnd { return nil }
      let outcome = CSVRows.scan(
        window.bytes.span, from: window.position, to: window.filled, isAtEnd: window.isAtEnd,
        delimiter: delimiter, starts: &row.starts, ends: &row.ends)
      let failure: (at: Int, problem: DataError.Problem)
      switch outcome {
      case .row(let end): return end
      case .incomplete:
        guard window.filled - window.position < CSVRows.longestRow else {
          throw DataError(
            window.name, at: .line(line, column: nil), .rowTooLong(limit: CSVRows.longestRow))
        }
        try window.refill()
        continue
      case .unterminatedQuote(let at): failure = (at, .unterminatedQuote)
      case .textAfterQuote(let at): failure = (at, .textAfterQuote)
      case .nul(let at): failure = (at, .nulByte)
      }
      row.line = line
      row.bytes = Array(window.bytes[window.position..<failure.at])
      throw DataError(
        window.name, at: place(of: failure.at - window.position, in: row), failure.problem)
    }
  }

  private static func scan(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, isAtEnd: Bool, delimiter: UInt8,
    starts: inout [Int32], ends: inout [Int32]
  ) -> Scan {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var i = start
    var high: UInt8 = 0
    var doubled = false
    var lines = 0
    while true {
      if i < end, bytes[i] == .quote {
        let opening = i
        i += 1
        while true {
          guard i < end else { return isAtEnd ? .unterminatedQuote(at: opening) : .incomplete }
          let byte = bytes[i]
          if byte == .quote {
            guard i + 1 < end || isAtEnd else { return .incomplete }
            guard i + 1 < end, bytes[i + 1] == .quote else { break }
            doubled = true
            i += 2
            continue
          }
          high |= byte
          if byte < 0x20 {
            if byte == 0 { return .nul(at: i) }
            if byte == .lineFeed {
              lines += 1
            } else if byte == .carriageReturn {
              guard i + 1 < end || isAtEnd else { return .incomplete }
              if i + 1 == end || bytes[i + 1] != .lineFeed { lines += 1 }
            }
          }
          i += 1
        }
        starts.append(Int32(opening + 1 - start))
        ends.append(Int32(i - start))
        i += 1
        if i < end {
          let byte = bytes[i]
          if byte != delimiter && byte != .lineFeed && byte != .carriageReturn {
            return .textAfterQuote(at: i)
          }
        } else if !isAtEnd {
          return .incomplete
        }
      } else {
        let first = i
        while i < end {
          let byte = bytes[i]
          if byte == delimiter { break }
          if byte < 0x20 {
            if byte == .lineFeed || byte == .carriageReturn { break }
            if byte == 0 { return .nul(at: i) }
          }
          high |= byte
          i += 1
        }
        if i == end && !isAtEnd { return .incomplete }
        starts.append(Int32(first - start))
        ends.append(Int32(i - start))
      }
      let content = i
      var next = i
      if i < end {
        if bytes[i] == delimiter {
          i += 1
          continue
        }
        next = i + 1
        if bytes[i] == .carriageReturn {
          guard i + 1 < end || isAtEnd else { return .incomplete }
          if i + 1 < end, bytes[i + 1] == .lineFeed { next = i + 2 }
        }
        lines += 1
      }
      return .row(
        RowEnd(
          content: content, next: next, lines: lines, hasHighBytes: high >= 0x80,
          hasDoubledQuotes: doubled))
    }
  }

  /// Writes fields with doubled quotes anew, behind the raw bytes, which places of errors need.
  private func unescape(_ row: inout Row) {
    for field in 0..<row.count {
      let range = row.range(field)
      guard range.lowerBound > 0, row.bytes[range.lowerBound - 1] == .quote,
        row.bytes[range].contains(.quote)
      else { continue }
      row.starts[field] = Int32(row.bytes.count)
      var i = range.lowerBound
      while i < range.upperBound {
        row.bytes.append(row.bytes[i])
        i += row.bytes[i] == .quote ? 2 : 1
      }
      row.ends[field] = Int32(row.bytes.count)
    }
  }

  /// Where a byte of a row's raw text is in the file.
  private func place(of offset: Int, in row: Row) -> DataError.Place {
    var (lines, column) = (row.line, 1)
    for i in 0..<offset {
      let byte = row.bytes[i]
      let isPair =
        byte == .carriageReturn && i + 1 < row.bytes.count
        && row.bytes[i + 1] == .lineFeed
      if byte == .lineFeed || (byte == .carriageReturn && !isPair) {
        (lines, column) = (lines + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return .line(lines, column: column)
  }

  /// Where a field begins in the file.
  func place(ofField field: Int, in row: Row) -> DataError.Place {
    // Fields written anew lie behind the raw bytes, so the raw ones are found again.
    var (offset, index, isQuoted) = (0, 0, false)
    while index < field && offset < row.bytes.count {
      let byte = row.bytes[offset]
      if byte == .quote { isQuoted.toggle() }
      if byte == delimiter && !isQuoted { index += 1 }
      offset += 1
    }
    return place(of: offset, in: row)
  }

  /// The delimiter that the first line has most of, outside quotes; a comma where it has none.
  private static func delimiter(of window: inout ByteWindow) throws(DataError) -> UInt8 {
    var counts: [(delimiter: UInt8, count: Int)] = [(.comma, 0), (.semicolon, 0), (.tab, 0)]
    var (i, isQuoted) = (window.position, false)
    while true {
      if i == window.filled {
        if window.isAtEnd || i - window.position >= longestRow { break }
        let offset = i - window.position
        try window.refill()
        i = window.position + offset
        continue
      }
      let byte = window.bytes[i]
      if byte == .quote { isQuoted.toggle() }
      if !isQuoted {
        let isEmptySoFar = counts.allSatisfy { $0.count == 0 }
        if byte == .lineFeed || byte == .carriageReturn {
          // A blank line before the header is no header.
          if !isEmptySoFar || window.bytes[window.position..<i].contains(where: { $0 > 0x20 }) {
            break
          }
        }
        for index in counts.indices where counts[index].delimiter == byte {
          counts[index].count += 1
        }
      }
      i += 1
    }
    counts.sort { $0.count > $1.count }
    if counts[0].count > 0 && counts[0].count == counts[1].count {
      throw DataError(
        window.name, at: .line(1, column: nil),
        .unclearDelimiter(CSVRows.shown(counts[0].delimiter), CSVRows.shown(counts[1].delimiter)))
    }
    return counts[0].count == 0 ? .comma : counts[0].delimiter
  }

  private static func shown(_ delimiter: UInt8) -> String {
    delimiter == .tab ? "\\t" : String(UnicodeScalar(delimiter))
  }
}

extension UInt8 {
  static let quote = UInt8(ascii: "\"")
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  var isDigit: Bool { self >= 48 && self <= 57 }
  var isSpace: Bool { self == 32 || (self >= 9 && self <= 13) }
  /// Lower case, where it is a letter of ASCII.
  var lowercased: UInt8 { self >= 65 && self <= 90 ? self + 32 : self }
}
