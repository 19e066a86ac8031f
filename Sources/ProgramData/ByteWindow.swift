/// A part of a file in memory that moves on as the file is read.
struct ByteWindow {
  private(set) var bytes: [UInt8]
  /// What comes next is in `bytes[position..<filled]`.
  var position = 0
  private(set) var filled = 0
  private(set) var isAtEnd = false
  private let stream: ByteStream

  init(_ stream: ByteStream) throws(DataError) {
    self.stream = stream
    bytes = Array(repeating: 0, count: 1 << 16)
    try read()
  }

  /// Most tables fit into 64 KiB; files beyond are read a mebibyte at a time.
  private static let usualSize = 1 << 20

  var name: String { stream.name }
  /// Of the file as it is stored; nil where it can be read once only.
  var size: Int? { stream.size }
  var packedBytesRead: Int { stream.packedBytesRead }

  /// Drops what is before `position`, and reads on; grows where there is nothing to drop.
  mutating func refill() throws(DataError) {
    if position > 0 {
      bytes.moveToFront(from: position, count: filled - position)
      filled -= position
      position = 0
    }
    let size = filled == bytes.count ? 2 * bytes.count : bytes.count
    let missing = max(size, ByteWindow.usualSize) - bytes.count
    bytes.append(contentsOf: repeatElement(0, count: missing))
    try read()
  }

  private mutating func read() throws(DataError) {
    // Several small reads where the source is a pipe.
    let count = try stream.read(into: &bytes, from: filled)
    filled += count
    if count == 0 { isAtEnd = true }
  }

  /// Steps over the mark that some programs write at the start of UTF-8 text.
  mutating func skipByteOrderMark() {
    if filled - position >= 3, bytes[position] == 0xEF, bytes[position + 1] == 0xBB,
      bytes[position + 2] == 0xBF
    {
      position += 3
    }
  }
}

extension [UInt8] {
  /// Moves bytes to the front.
  fileprivate mutating func moveToFront(from start: Int, count: Int) {
    for i in 0..<count { self[i] = self[start + i] }
  }
}
