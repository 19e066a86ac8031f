#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

// Why this file is sound: every pointer is a buffer that Swift lends for the
// length of one call, with its own count; and no descriptor outlives the function
// that opened it.

/// Files that are there whole or not at all.
package enum DurableFile {
  /// How the names of unfinished files begin. Nobody reads one.
  package static let temporaryPrefix = ".tmp-"

  /// Writes beside the destination, to the disk, and renames: whoever looks sees
  /// the old file or the whole new one, whenever the process is killed.
  ///
  /// - Throws: `.cannotCreate` when no file can be opened there, `.cannotWrite` when
  ///   its bytes cannot be put on the disk; nothing is left behind.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(OutputError) {
    let (folder, name) = split(path)
    // The process id keeps two runs that share a folder from sharing a file.
    let temporary = "\(folder)/\(temporaryPrefix)\(getpid())-\(name)"
    do throws(OutputError) {
      try writeAll(bytes, toFile: temporary, reportedAs: path)
      guard unsafe rename(temporary, path) == 0 else {
        throw .cannotWrite(path: path, reason: reason())
      }
    } catch {
      // May not exist; the error that matters is the first.
      _ = unsafe unlink(temporary)
      throw error
    }
    try synchronize(folder: folder)
  }

  /// Writes and synchronizes one file in place.
  static func writeAll(_ bytes: [UInt8], toFile path: String, reportedAs shown: String)
    throws(OutputError)
  {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotCreate(path: shown, reason: reason()) }
    var failure: String?
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let written = unsafe write(descriptor, part.baseAddress, part.count)
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else {
          failure = reason()
          return
        }
        unsafe rest = rest.dropFirst(written)
      }
    }
    // Devices and pipes have nothing to synchronize.
    if failure == nil && fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      failure = reason()
    }
    if close(descriptor) != 0 && failure == nil && errno != EINTR { failure = reason() }
    if let failure { throw .cannotWrite(path: shown, reason: failure) }
  }

  /// Makes a folder and those above it, where they are missing.
  package static func createFolder(_ path: String) throws(OutputError) {
    if unsafe mkdir(path, 0o755) == 0 { return }
    switch errno {
    case ENOENT:
      let (parent, _) = split(path)
      guard parent != path, parent != "." else {
        throw .cannotCreate(path: path, reason: reason())
      }
      try createFolder(parent)
      guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw .cannotCreate(path: path, reason: reason())
      }
    case EEXIST where isFolder(path): return
    default: throw .cannotCreate(path: path, reason: reason())
    }
  }

  /// Removes a file; one that is not there is no error.
  package static func remove(_ path: String) throws(OutputError) {
    if unsafe unlink(path) != 0 && errno != ENOENT {
      throw .cannotWrite(path: path, reason: reason())
    }
  }

  /// Removes an empty folder.
  package static func removeFolder(_ path: String) throws(OutputError) {
    if unsafe rmdir(path) != 0 && errno != ENOENT {
      throw .cannotWrite(path: path, reason: reason())
    }
  }

  /// Names in a folder, sorted; nil when there is no such folder.
  package static func names(inFolder path: String) throws(OutputError) -> [String]? {
    guard let stream = unsafe opendir(path) else {
      if errno == ENOENT { return nil }
      throw errno == ENOTDIR
        ? .cannotCreate(path: path, reason: "a file of that name is there")
        : .cannotRead(path: path, reason: reason())
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// All of a file; nil when there is none.
  package static func contents(of path: String) throws(OutputError) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .cannotRead(path: path, reason: reason())
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .cannotRead(path: path, reason: reason()) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: block[..<count])
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
  }

  /// So that a rename survives a power cut too.
  private static func synchronize(folder: String) throws(OutputError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: folder, reason: reason()) }
    defer { close(descriptor) }
    // Some file systems cannot synchronize a folder, and say so.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      throw .cannotWrite(path: folder, reason: reason())
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    var path = path[...]
    while path.count > 1 && path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
