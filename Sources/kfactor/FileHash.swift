import Foundation
import ScenarioFile

/// SHA-256 of a file, in hexadecimal, read piece by piece.
///
/// - Throws: `Failure` when it is no regular file, or may not be read.
func hashOfFile(_ path: String) throws -> String {
  guard FileManager.default.fileExists(atPath: path) else {
    throw Failure(message: "\(path): error: no such file", exitCode: Failure.badInput)
  }
  // The type of what a link leads to.
  let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  let type = try FileManager.default.attributesOfItem(atPath: real)[.type] as? FileAttributeType
  guard type != .typeDirectory else {
    throw Failure(
      message: "\(path): error: is a directory; expected a file", exitCode: Failure.badInput)
  }
  guard type == .typeRegular else {
    throw Failure(
      message: "\(path): error: is no regular file; data are read more than once, so save a pipe "
        + "to a file", exitCode: Failure.badInput)
  }
  do {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    var digest = SHA256()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      digest.update(Array(piece))
    }
    return digest.finish()
  } catch {
    throw Failure(message: "\(path): error: cannot be read", exitCode: Failure.cannotWrite)
  }
}

/// The same of a source of data, `file` or `file#part`.
func hashOfFile(ofSource source: String) throws -> String {
  guard !FileManager.default.fileExists(atPath: source), let mark = source.firstIndex(of: "#")
  else {
    return try hashOfFile(source)
  }
  return try hashOfFile(String(source[..<mark]))
}
