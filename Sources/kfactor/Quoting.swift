/// Quotes a word for a POSIX shell, where it needs it.
func shellQuoted(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./=:,%+@".utf8.contains(byte)
    }
  }
  return plain && !word.isEmpty
    ? word
    : "'" + replacing("'", in: word, with: #"'\''"#) + "'"
}

/// Replaces a character wherever its byte stands: to Swift a quote under an accent is no quote,
/// and to a shell it is one.
func replacing(_ mark: Unicode.Scalar, in word: String, with other: String) -> String {
  var text = String.UnicodeScalarView()
  for scalar in word.unicodeScalars {
    if scalar == mark { text.append(contentsOf: other.unicodeScalars) } else { text.append(scalar) }
  }
  return String(text)
}

/// Quotes a word for Python, and for YAML, which read the same escapes.
func doubleQuoted(_ word: String) -> String {
  var text = "\""
  for scalar in word.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\t": text += "\\t"
    // What YAML does not take as it is: controls, line ends beyond ASCII, the byte order mark.
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}",
      "\u{FFFF}":
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}

/// A path that no program takes for an option, or for its own mark of a kind of path.
func pathWord(_ path: String) -> String {
  path.utf8.first.map("-+~".utf8.contains) == true ? "./" + path : path
}

/// An option and its value, in words that are read back as such whatever the value begins with.
func optionWords(_ name: String, _ value: String) -> [String] {
  value.utf8.first == UInt8(ascii: "-") ? ["\(name)=\(value)"] : [name, value]
}
