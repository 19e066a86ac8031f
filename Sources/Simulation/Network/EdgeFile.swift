internal import Foundation
internal import ReferralModel

/// The pairs of an edges file as they stand in it.
///
/// A line is two non-negative integers separated by spaces, tabs or commas;
/// lines that start with # or % and blank lines are skipped; lines end in LF or
/// CRLF. Pipes can be read as well as files.
struct EdgeFile: Sendable {
  /// Two per line, in file order.
  private(set) var ids: [Int] = []

  private let path: String
  private var line = 0

  private static let longestLine = 1 << 20

  /// Reads a file, a mebibyte at a time.
  init(path: String) throws(NetworkError) {
    self.path = path
    let handle: FileHandle
    do {
      handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    } catch {
      throw EdgeFile.unreadable(path)
    }
    var buffer: [UInt8] = []
    while true {
      let chunk: Data?
      do {
        chunk = try handle.read(upToCount: EdgeFile.longestLine)
      } catch {
        throw EdgeFile.unreadable(path)
      }
      guard let chunk, !chunk.isEmpty else { break }
      buffer += chunk
      let scanned = try scan(buffer)
      buffer.removeSubrange(..<scanned)
      if buffer.count >= EdgeFile.longestLine {
        line += 1
        throw problem(.endlessLine, buffer, 0, 0)
      }
    }
    if !buffer.isEmpty {
      buffer.append(UInt8(ascii: "\n"))
      _ = try scan(buffer)
    }
  }

  private static func unreadable(_ path: String) -> NetworkError {
    let files = FileManager.default
    let reason =
      !files.fileExists(atPath: path)
      ? "no such file"
      : files.fileExists(atPath: path + "/.") ? "a folder, not a file" : "the file cannot be read"
    return .unreadable(path: path, reason: reason)
  }

  /// Reads the whole lines of a buffer.
  /// - Returns: Where the first incomplete line starts.
  private mutating func scan(_ bytes: [UInt8]) throws(NetworkError) -> Int {
    guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return 0 }
    var place = 0
    while place <= last {
      let start = place
      line += 1
      if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place += 3 }  // byte order mark
      EdgeFile.skipSeparators(bytes, &place)
      switch bytes[place] {
      case UInt8(ascii: "#"), UInt8(ascii: "%"):
        while bytes[place] != UInt8(ascii: "\n") { place &+= 1 }
      case UInt8(ascii: "\n"):
        break
      default:
        try id(bytes, start, &place)
        EdgeFile.skipSeparators(bytes, &place)
        if bytes[place] == UInt8(ascii: "\n") { throw problem(.oneID, bytes, start, place) }
        try id(bytes, start, &place)
        EdgeFile.skipSeparators(bytes, &place)
        if bytes[place] != UInt8(ascii: "\n") {
          let found = EdgeFile.word(bytes, place)
          throw problem(.moreThanTwoIDs(found: found), bytes, start, place)
        }
      }
      place &+= 1
    }
    return last + 1
  }

  @inline(__always)
  private static func skipSeparators(_ bytes: [UInt8], _ place: inout Int) {
    // A carriage return counts as a blank; a line ends in the LF behind it.
    while isSeparator(bytes[place]) { place &+= 1 }
  }

  @inline(__always)
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: ",")
      || byte == UInt8(ascii: "\r")
  }

  @inline(__always)
  private mutating func id(_ bytes: [UInt8], _ start: Int, _ place: inout Int)
    throws(NetworkError)
  {
    let first = place
    var value = 0
    while true {
      let digit = bytes[place] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      let (product, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, overToo) = product.addingReportingOverflow(Int(digit))
      if over || overToo {
        throw problem(.tooLarge(found: EdgeFile.word(bytes, first)), bytes, start, first)
      }
      value = sum
      place &+= 1
    }
    guard place > first, EdgeFile.isSeparator(bytes[place]) || bytes[place] == UInt8(ascii: "\n")
    else { throw problem(.notAnID(found: EdgeFile.word(bytes, first)), bytes, start, first) }
    ids.append(value)
  }

  /// What stands at a place up to the next separator, at most 40 characters.
  private static func word(_ bytes: [UInt8], _ place: Int) -> String {
    let end = bytes[place...].firstIndex { isSeparator($0) || $0 == UInt8(ascii: "\n") }
    return printable(bytes[place..<(end ?? bytes.count)], 40)
  }

  private static func printable(_ bytes: ArraySlice<UInt8>, _ limit: Int) -> String {
    let text = String(decoding: bytes.prefix(4 * limit), as: UTF8.self)
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      view.append(scalar == "\t" ? " " : scalar.isPrintable ? scalar : "\u{FFFD}")
    }
    return String(view)
  }

  private func problem(
    _ problem: EdgeFileError.Problem, _ bytes: [UInt8], _ start: Int, _ place: Int
  ) -> NetworkError {
    var end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return .malformed(
      EdgeFileError(
        path: path, line: line, column: min(place, end) - start + 1,
        text: EdgeFile.printable(bytes[start..<end], 80), problem: problem))
  }
}
