#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import Synchronization

// Why this file is sound: every pointer is a buffer that Swift lends for the
// length of one call, with its own count; and no descriptor outlives the function
// that opened it, but those of locks, which nobody closes.

/// Files that are there whole or not at all.
package enum DurableFile {
  /// How the names of unfinished files begin.
  ///
  /// Nobody reads one.
  package static let temporaryPrefix = ".tmp-"

  /// Writes beside the destination, to the disk, and renames: whoever looks sees
  /// the old file or the whole new one, whenever the process is killed.
  ///
  /// - Throws: `.cannotCreate` when no file can be opened there, `.cannotWrite` when
  ///   its bytes cannot be put on the disk; nothing is left behind.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(OutputError) {
    var file = try DurableStream(path)
    try file.write(bytes)
    try file.commit()
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
    case EEXIST: throw .cannotCreate(path: path, reason: "a file of that name is there")
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
  ///
  /// - Parameter limit: Of bytes, more of which are not taken into memory.
  /// - Throws: `.cannotRead`; `.damaged` beyond the limit.
  package static func contents(
    of path: String, atMost limit: Int = .max
  ) throws(OutputError) -> [UInt8]? {
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
      guard bytes.count + count <= limit else {
        throw .damaged(path: path, reason: "larger than \(limit >> 20) MiB")
      }
      bytes.append(contentsOf: block[..<count])
    }
  }

  /// Keeps other processes from making results in a folder, until this process ends, however it
  /// ends.
  ///
  /// - Returns: Whether no other process has it. True where the file system has no such locks.
  /// - Source: `flock(2)`, whose locks belong to open files, so nothing stays locked by accident.
  package static func lock(folder: String) throws(OutputError) -> Bool {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: folder, reason: reason()) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      defer { close(descriptor) }
      throw .cannotRead(path: folder, reason: reason())
    }
    let entry = LockedFolder(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    let isNew = locked.withLock { $0.insert(entry).inserted }
    guard isNew else {
      close(descriptor)
      return true
    }
    // Open until the process ends: that is the lock.
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    let isHeld = errno == EWOULDBLOCK
    close(descriptor)
    _ = locked.withLock { $0.remove(entry) }
    return !isHeld
  }

  private struct LockedFolder: Hashable {
    let device, file: UInt64
  }

  /// What this process has locked.
  private static let locked = Guarded<Set<LockedFolder>>([])

  private static func isFolder(_ path: String) -> Bool { isA(S_IFDIR, path) }

  /// Also through links.
  package static func isRegularFile(_ path: String) -> Bool { isA(S_IFREG, path) }

  private static func isA(_ type: mode_t, _ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && (status.st_mode & S_IFMT) == type
  }

  /// So that a rename survives a power cut too.
  fileprivate static func synchronize(folder: String) throws(OutputError) {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: folder, reason: reason()) }
    defer { close(descriptor) }
    // Some file systems cannot synchronize a folder, and say so.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      throw .cannotWrite(path: folder, reason: reason())
    }
  }

  /// By scalars: to Swift a slash under an accent is no slash, and to the system it is one.
  fileprivate static func split(_ path: String) -> (folder: String, name: String) {
    var path = path.unicodeScalars[...]
    while path.count > 1 && path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  fileprivate static func reason() -> String { unsafe String(cString: strerror(errno)) }
}

/// A file that is written piece by piece, and is there whole or not at all.
package struct DurableStream: ~Copyable {
  private let path: String
  private let temporary: String
  private let folder: String
  private let descriptor: Int32
  private var isOpen = true
  private var isCommitted = false
  /// Small pieces are gathered.
  private var waiting: [UInt8] = []
  private static let enough = 1 << 20

  /// Opens a file beside the destination.
  ///
  /// - Throws: `.cannotCreate` when no file can be opened there.
  package init(_ path: String) throws(OutputError) {
    self.path = path
    let (folder, name) = DurableFile.split(path)
    self.folder = folder
    // The process id keeps two runs that share a folder from sharing a file. A name may be as
    // long as names may be, so the temporary one has only its beginning.
    temporary =
      "\(folder)/\(DurableFile.temporaryPrefix)\(getpid())-\(String(name.unicodeScalars.prefix(40)))"
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      isOpen = false
      throw .cannotCreate(path: path, reason: DurableFile.reason())
    }
  }

  deinit {
    if isOpen { close(descriptor) }
    // An error is on its way already, and matters more than what this says.
    if !isCommitted && descriptor >= 0 { _ = unsafe unlink(temporary) }
  }

  /// - Throws: `.cannotWrite` when the bytes cannot be put on the disk.
  package mutating func write(_ bytes: some Sequence<UInt8>) throws(OutputError) {
    waiting.append(contentsOf: bytes)
    if waiting.count >= Self.enough { try flush() }
  }

  private mutating func flush() throws(OutputError) {
    try Self.put(waiting, on: descriptor, shown: path)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Writes all bytes, however few a call takes.
  ///
  /// - Parameter path: What an error names.
  static func put(
    _ bytes: [UInt8], on descriptor: Int32, shown path: String
  ) throws(OutputError) {
    var failure: String?
    unsafe bytes.withUnsafeBytes { buffer in
      var rest = unsafe buffer[...]
      while unsafe !rest.isEmpty {
        let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
        let count = unsafe written(descriptor, part)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          failure = DurableFile.reason()
          return
        }
        unsafe rest = rest.dropFirst(count)
      }
    }
    if let failure { throw .cannotWrite(path: path, reason: failure) }
  }

  /// The system's call, whose name the method above has too.
  private static func written(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Puts everything on the disk and the file in its place.
  ///
  /// - Throws: `.cannotWrite`; nothing is left behind.
  package consuming func commit() throws(OutputError) {
    try flush()
    var failure: String?
    // Devices and pipes have nothing to synchronize.
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      failure = DurableFile.reason()
    }
    isOpen = false
    if close(descriptor) != 0 && failure == nil && errno != EINTR {
      failure = DurableFile.reason()
    }
    if let failure { throw .cannotWrite(path: path, reason: failure) }
    guard unsafe rename(temporary, path) == 0 else {
      throw .cannotWrite(path: path, reason: DurableFile.reason())
    }
    isCommitted = true
    try DurableFile.synchronize(folder: folder)
  }
}

/// A file that is read in pieces, from anywhere.
package struct SeekableFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// - Throws: `.cannotRead`, also where there is none.
  package init(_ path: String) throws(OutputError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: DurableFile.reason()) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// In bytes.
  package var size: Int {
    get throws(OutputError) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0 else {
        throw .cannotRead(path: path, reason: DurableFile.reason())
      }
      return Int(status.st_size)
    }
  }

  /// - Returns: `count` bytes from an offset on; fewer where the file ends before.
  package func bytes(at offset: Int, count: Int) throws(OutputError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        // Within the buffer, since `filled` is below `count`.
        unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
          off_t(offset + filled))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw .cannotRead(path: path, reason: DurableFile.reason()) }
      if got == 0 { break }
      filled += got
    }
    return Array(bytes.prefix(filled))
  }
}
