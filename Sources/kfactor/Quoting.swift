import ReferralModel

/// Quotes a word for a shell, where it needs it: for any, but for bash and zsh where it has what a
/// terminal is not shown.
func shellQuoted(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./=:,%+@".utf8.contains(byte)
    }
  }
  if plain && !word.isEmpty { return word }
  return printable(word, keepsLines: true) == word ? singleQuoted(word) : escaped(word)
}

/// Quotes a word for any shell, with every character as it is.
func singleQuoted(_ word: String) -> String {
  "'" + replacing("'", in: word, with: #"'\''"#) + "'"
}

/// Quotes a word with what does not show written out, so that it passes a terminal and an editor.
private func escaped(_ word: String) -> String {
  var text = "$'"
  for scalar in word.unicodeScalars {
    switch scalar {
    case "'": text += #"\'"#
    case "\\": text += #"\\"#
    case _ where scalar.isPrintable: text.unicodeScalars.append(scalar)
    default:
      for byte in String(scalar).utf8 {
        text += #"\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
  }
  return text + "'"
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
    // What YAML does not take as it is is not printable either, but for these two.
    case _ where scalar.isPrintable && scalar != "\u{FFFE}" && scalar != "\u{FFFF}":
      text.unicodeScalars.append(scalar)
    default:
      let digits = String(scalar.value, radix: 16)
      let (letter, width) = scalar.value > 0xFFFF ? ("U", 8) : ("u", 4)
      text += "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
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
