/// The first byte that cannot be part of UTF-8 text, if any.
///
/// - Source: The Unicode Standard 15.0, table 3-7.
func firstByteNotUTF8(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
  var i = range.lowerBound
  let end = range.upperBound
  while i < end {
    let lead = bytes[i]
    if lead < 0x80 {
      i += 1
      continue
    }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE...0xEF: length = 3
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return i
    }
    guard i + 1 < end, second.contains(bytes[i + 1]) else { return i }
    for k in 2..<max(2, length) {
      guard i + k < end, (0x80...0xBF).contains(bytes[i + k]) else { return i }
    }
    i += length
  }
  return nil
}
