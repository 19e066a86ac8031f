internal import Foundation

/// Files of this process, in memory where the system has such a place.
enum Scratch {
  static let folder: String = {
    let memory = "/dev/shm"
    let parent =
      FileManager.default.fileExists(atPath: memory) ? memory : NSTemporaryDirectory()
    let folder = "\(parent)/kfactor-fuzz-\(getpid())"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      fatalError("no folder for files: \(error)")
    }
    // Removed when libFuzzer ends in peace; the script removes what a crash leaves.
    atexit { _ = rmdirAll() }
    return folder
  }()

  private static func rmdirAll() -> Bool {
    do {
      try FileManager.default.removeItem(atPath: folder)
      return true
    } catch {
      return false
    }
  }

  /// Writes a file of the folder.
  static func write(_ name: String, _ bytes: some Collection<UInt8>) -> String {
    let path = "\(folder)/\(name)"
    let bytes = Array(bytes)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    require(descriptor >= 0, "a file can be made")
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
    }
    require(written == bytes.count, "a file can be written")
    close(descriptor)
    return path
  }

  static func remove(_ name: String) { unsafe _ = unlink("\(folder)/\(name)") }

  /// Runs `body` with a file of some bytes.
  static func withFile(_ name: String, _ bytes: some Collection<UInt8>, _ body: (String) -> Void) {
    body(write(name, bytes))
  }
}

/// Several files in one input: each begins with a line `=== NAME`.
func filesInside(_ bytes: [UInt8], named names: Set<String>) -> [(
  name: String, bytes: ArraySlice<UInt8>
)] {
  var files: [(name: String, bytes: ArraySlice<UInt8>)] = []
  var rest = bytes[...]
  let mark = Array("=== ".utf8)
  while let line = rest.range(ofLineStartingWith: mark) {
    if let last = files.indices.last { files[last].bytes = rest[..<line.lowerBound] }
    let name = String(decoding: rest[line].dropFirst(mark.count), as: UTF8.self)
    rest = rest[line.upperBound...].dropFirst()
    guard names.contains(name) else { return [] }
    files.append((name, rest))
  }
  return files
}

extension ArraySlice<UInt8> {
  /// The first line that starts with a mark, without its end.
  fileprivate func range(ofLineStartingWith mark: [UInt8]) -> Range<Int>? {
    var start = startIndex
    while start < endIndex {
      let end = self[start...].firstIndex(of: 10) ?? endIndex
      if self[start..<end].starts(with: mark) { return start..<end }
      start = Swift.min(end + 1, endIndex)
    }
    return nil
  }
}
