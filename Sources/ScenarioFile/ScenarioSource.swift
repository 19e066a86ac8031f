import Foundation

/// The bytes of a scenario file, read within bounds.
struct ScenarioSource {
  var text: String
  var bytes: [UInt8]

  /// - Throws: When there is no regular file of at most 1 MiB, or it is not UTF-8 text.
  init(path: String) throws(ScenarioErrors) {
    let bytes = try readRegularFile(path, atMost: ScenarioLimits.bytes, limit: "1 MiB")
    try self.init(bytes: bytes, file: path)
  }

  init(bytes: [UInt8], file: String) throws(ScenarioErrors) {
    guard bytes.count <= ScenarioLimits.bytes else {
      throw unreadable(file, "larger than 1 MiB, the limit for a scenario")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let valid = longestValidPrefix(bytes)
      throw ScenarioErrors([
        ScenarioError(at: endOf(valid, in: file), .unreadable(reason: "not UTF-8 text"))
      ])
    }
    if let zero = bytes.firstIndex(of: 0) {
      let before = String(decoding: bytes[..<zero], as: UTF8.self)
      throw ScenarioErrors([
        ScenarioError(at: endOf(before, in: file), .unreadable(reason: "contains a NUL byte"))
      ])
    }
    self.bytes = bytes
    self.text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
  }
}

/// Refuses devices, pipes, directories and files that are not there, opening nothing.
///
/// - Returns: The path with symbolic links followed.
@discardableResult
func requireRegularFile(_ path: String) throws(ScenarioErrors) -> String {
  guard let resolved = realPath(path),
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
  else { throw unreadable(path, "no such file, or it may not be read") }
  switch attributes[.type] as? FileAttributeType {
  case .typeRegular: break
  case .typeDirectory: throw unreadable(path, "is a directory; expected a file")
  default: throw unreadable(path, "is not a regular file")
  }
  return resolved
}

/// The bytes of a regular file.
///
/// - Throws: When it cannot be read, or is larger than the limit.
func readRegularFile(
  _ path: String, atMost limit: Int, limit limitName: String
) throws(ScenarioErrors) -> [UInt8] {
  let resolved = try requireRegularFile(path)
  do {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: resolved))
    // One byte more than the limit tells a file that is too large, whatever its stated size.
    let data = try handle.read(upToCount: limit + 1) ?? Data()
    try handle.close()
    guard data.count <= limit else {
      throw unreadable(path, "larger than \(limitName), the limit for a scenario")
    }
    return Array(data)
  } catch let error as ScenarioErrors {
    throw error
  } catch {
    throw unreadable(path, "cannot be read")
  }
}

private func unreadable(_ file: String, _ reason: String) -> ScenarioErrors {
  ScenarioErrors([ScenarioError(at: SourceLocation(file: file), .unreadable(reason: reason))])
}

private func endOf(_ text: String, in file: String) -> SourceLocation {
  let scalars = text.unicodeScalars
  return SourceLocation(
    file: file, line: scalars.count(where: { $0 == "\n" }) + 1,
    column: scalars.reversed().prefix { $0 != "\n" }.count + 1)
}

/// The text before the first byte that is not UTF-8.
private func longestValidPrefix(_ bytes: [UInt8]) -> String {
  var iterator = bytes.makeIterator()
  var decoder = UTF8()
  var scalars = String.UnicodeScalarView()
  while case .scalarValue(let scalar) = decoder.decode(&iterator) { scalars.append(scalar) }
  return String(scalars)
}
