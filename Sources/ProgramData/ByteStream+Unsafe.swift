internal import CZlib
internal import Foundation

// Why this file is sound: the handle is open from `init` to `deinit`, and zlib is told the size of
// the array it writes to.

/// The bytes of a file, unpacked where they begin like gzip.
@safe final class ByteStream {
  /// The path as the user gave it.
  let name: String
  /// Its size as it is stored; nil where it is no regular file, and can be read once only.
  let size: Int?
  private let handle: gzFile

  /// Opens a file.
  ///
  /// - Throws: When it is missing, a directory, or may not be read.
  init(_ path: String, name: String) throws(DataError) {
    self.name = name
    // Of what a link leads to.
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
      throw DataError(name, .missingFile)
    }
    let type = attributes[.type] as? FileAttributeType
    if type == .typeDirectory { throw DataError(name, .directory) }
    size = type == .typeRegular ? attributes[.size] as? Int : nil
    guard let handle = unsafe gzopen(path, "rb") else {
      throw DataError(name, .unreadable(reason: unsafe String(cString: strerror(errno))))
    }
    unsafe self.handle = handle
    // Fewer, larger reads; zlib's own default is 8 KiB.
    _ = unsafe gzbuffer(handle, 1 << 17)
  }

  deinit {
    _ = unsafe gzclose(handle)
  }

  /// How many bytes of the file, still packed, have been read.
  var packedBytesRead: Int { unsafe gzoffset(handle) }

  /// Fills a buffer from a place on.
  ///
  /// - Returns: How many bytes were read; 0 at the end.
  /// - Throws: When the file cannot be read, or is damaged or cut off gzip.
  func read(into buffer: inout [UInt8], from start: Int) throws(DataError) -> Int {
    let room = buffer.count - start
    precondition(room > 0 && room < 1 << 30, "zlib counts bytes in 32 bits")
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe gzread(handle, bytes.baseAddress! + start, UInt32(room))  // not empty: room > 0
    }
    var code: Int32 = 0
    guard count < room else { return Int(count) }
    let message = unsafe String(cString: gzerror(handle, &code))
    switch code {
    case Z_OK, Z_STREAM_END: return Int(count)
    case Z_ERRNO:
      throw DataError(name, .unreadable(reason: unsafe String(cString: strerror(errno))))
    case Z_BUF_ERROR: throw DataError(name, .unreadable(reason: "the gzip data is cut off"))
    default: throw DataError(name, .unreadable(reason: "damaged gzip data (\(message))"))
    }
  }
}
