/// A list or mapping as a key, in a file that uses aliases.
///
/// Yams hashes every key, and hashing a key built of aliases of aliases takes time without bound.
/// Aliases as values cost nothing until they are walked, which is counted. The scan errs on the
/// side of refusal, and only in files that hold an alias.
func complexKeyBesideAlias(in text: String, file: String) -> ScenarioError? {
  let bytes = Array(text.utf8)
  func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 10 }
  func isSpace(_ byte: UInt8) -> Bool { [32, 9, 10, 13].contains(byte) }
  func opens(_ index: Int) -> Bool {
    index == 0 || isSpace(byte(index - 1)) || Array("[{,:?-".utf8).contains(byte(index - 1))
  }
  /// The first byte from `index` that is neither space nor comment.
  func next(_ index: Int) -> Int {
    var index = index
    while index < bytes.count {
      if byte(index) == UInt8(ascii: "#"), isSpace(byte(index - 1)) {
        while index < bytes.count, byte(index) != 10, byte(index) != 13 { index += 1 }
      } else if !isSpace(byte(index)) {
        return index
      } else {
        index += 1
      }
    }
    return index
  }

  var hasAlias = false
  var found: Int?
  var index = 0
  while index < bytes.count, !hasAlias || found == nil {
    switch bytes[index] {
    case UInt8(ascii: "*") where opens(index) && !isSpace(byte(index + 1)):
      hasAlias = true
      var end = index
      while end < bytes.count, !isSpace(byte(end)), !Array(",[]{}".utf8).contains(byte(end)) {
        end += 1
      }
      if byte(next(end)) == UInt8(ascii: ":") { found = found ?? index }
      index = max(index + 1, end)
      continue
    case UInt8(ascii: "?") where opens(index): found = found ?? index
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      let following = next(index + 1)
      if byte(following) == UInt8(ascii: ":") { found = found ?? index }
      index = max(index + 1, following)
      continue
    default: break
    }
    index += 1
  }
  guard hasAlias, let found else { return nil }
  return ScenarioError(
    at: SourceLocation(file: file, after: bytes[..<found]),
    .beyondLimit("keys must be plain words in a file that uses aliases"))
}

/// Brackets opened and not closed, far beyond the depth that a scenario may have.
///
/// libyaml looks through all open brackets at every token, which takes a minute for a file of
/// a thousand. Brackets in text count as well; it takes hundreds of them to matter.
func unclosedBrackets(in text: String, file: String) -> ScenarioError? {
  var depth = 0
  let bytes = Array(text.utf8)
  for (index, byte) in bytes.enumerated() {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    default: break
    }
    guard depth > 4 * ScenarioLimits.depth else { continue }
    return ScenarioError(
      at: SourceLocation(file: file, after: bytes[..<index]),
      .beyondLimit("nested more than 64 levels deep"))
  }
  return nil
}

extension SourceLocation {
  /// The place that comes right after some bytes of a file.
  init(file: String, after bytes: ArraySlice<UInt8>) {
    let before = String(decoding: bytes, as: UTF8.self).unicodeScalars
    self.init(
      file: file, line: before.count(where: { $0 == "\n" }) + 1,
      column: before.reversed().prefix { $0 != "\n" }.count + 1)
  }
}
